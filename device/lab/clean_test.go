package lab

import (
	"bytes"
	"math"
	"reflect"
	"testing"
)

// everything has measurements of every kind, with what may be unknown unknown and awkward names.
func everything() *Measurements {
	n := math.NaN()
	return &Measurements{
		Pulses: []PulseTrain{{"a,b", 1, []float64{0, 1}, []float64{0, 1}, []float64{0, 1e-7}, []float64{1.0 / 3, 2e-6}, []float64{n, 0.1}},
			{"a,b", 2, []float64{1.03}, []float64{n}, []float64{n}, []float64{-1e-9}, []float64{n}}},
		Sweeps:     []Sweep{{"0 \"7\"", 3, []float64{n, n}, []float64{-1, 1}, []float64{-1e-6, 1e-5}, []bool{false, true}, 1e-5}, {"8", 1, []float64{0}, []float64{1}, []float64{1}, []bool{false}, n}},
		Retentions: []Retention{{"a", 1, 300, []float64{1, 10}, []float64{1e-6, 2e-6}}, {"a", 1, n, []float64{1}, []float64{1e-6}}, {"a", 2, n, []float64{1}, []float64{1e-6}}},
		Endurances: []Endurance{{"a", []float64{1, 10}, []float64{1e-6, n}, []float64{1e-5, 1e-5}, Stress{1, -1, 1e-6, n}}},
		Traces:     []Trace{{"a", 1, 0.1, []float64{0, 1e-3}, []float64{1e-6, 2e-6}}},
		Kinetics:   []Kinetics{{"a", []float64{1, -1}, []float64{1e-9, 1e-3}, []bool{false, true}}},
		STDPs:      []STDP{{"a", []float64{0.01, -0.01}, []float64{0.5, -0.3}}, {"b", []float64{0.01}, []float64{0.4}}},
		Maps:       []Map{{"v_form", "V", []string{"1", "2"}, []float64{0, 1}, []float64{0, 0}, false, []float64{2.5, 2.6}}, {"conductance", "S", []string{"1"}, []float64{1e-6}, []float64{0}, true, []float64{1e-6}}},
	}
}

// The clean layout gives back the same bits, kind by kind.
func TestCleanLayoutRoundTrip(t *testing.T) {
	want, got := everything(), &Measurements{}
	tables := want.Tables()
	if len(tables) != len(sheets()) {
		t.Fatalf("%d tables", len(tables))
	}
	for _, table := range tables {
		m, a, err := Read(bytes.NewReader(csvOf(t, table)), table.Name, Options{})
		if err != nil || a.Format != "xbar" || a.Kept != table.Rows {
			t.Fatalf("%s: %v %+v", table.Name, err, a)
		}
		if len(a.Assumed)+len(a.Warnings) > 0 {
			t.Errorf("%s leaves something open: %v %v", table.Name, a.Assumed, a.Warnings)
		}
		got.Add(m)
	}
	if !equal(reflect.ValueOf(want).Elem(), reflect.ValueOf(got).Elem()) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// equal compares bit for bit, NaN with NaN.
func equal(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Float64:
		return math.Float64bits(a.Float()) == math.Float64bits(b.Float())
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !equal(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		for i := range a.NumField() {
			if !equal(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	}
	return a.Equal(b)
}

func FuzzClean(f *testing.F) {
	for _, s := range sheets() {
		head := ""
		for i, c := range s.columns {
			if i > 0 {
				head += ","
			}
			head += c
		}
		f.Add(head + "\na,1,1,1,1,1,1\n")
	}
	f.Fuzz(func(t *testing.T, text string) { holds(t, text, Options{Format: "xbar"}) })
}
