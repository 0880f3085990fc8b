package experiments

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// random fills every field.
func random(rng *rand.Rand) Metrics {
	var m Metrics
	v := reflect.ValueOf(&m).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); {
		case f.CanInt():
			f.SetInt(rng.Int64N(1e9))
		default:
			f.SetFloat(math.Ldexp(rng.Float64()-0.5, rng.IntN(200)-100))
		}
	}
	for _, x := range []*float64{&m.AccuracyRaw, &m.MeanG, &m.WireFirstOrder, &m.WireAlphaBeta} {
		if rng.IntN(2) == 0 {
			*x = math.NaN()
		}
	}
	return m
}

func fieldBits(m Metrics) []uint64 {
	var out []uint64
	v := reflect.ValueOf(m)
	for i := range v.NumField() {
		if f := v.Field(i); f.CanInt() {
			out = append(out, uint64(f.Int()))
		} else {
			out = append(out, math.Float64bits(f.Float()))
		}
	}
	return out
}

// The quick reader takes what trials leave behind, every field of it, and finds the same bits.
func TestQuickMetricsAreThoseOfJSON(t *testing.T) {
	r, rng := newMetricsReader(), rand.New(rand.NewPCG(3, 4))
	for range 300 {
		text, err := json.Marshal([]outcome{{Metrics: random(rng)}})
		if err != nil {
			t.Fatal(err)
		}
		var slow []outcome
		var quick Metrics
		if err := json.Unmarshal(text, &slow); err != nil {
			t.Fatal(err)
		}
		if !r.read(text, &quick) {
			t.Fatalf("not read: %s", text)
		}
		if !reflect.DeepEqual(fieldBits(quick), fieldBits(slow[0].Metrics)) {
			t.Fatalf("%+v\n%+v", quick, slow[0].Metrics)
		}
	}
}

// Whatever the quick reader takes, encoding/json takes as well and reads alike.
func FuzzQuickMetrics(f *testing.F) {
	for _, text := range []string{`[{"Metrics":{"Accuracy":0.5,"MeanG":null,"TestImages":12}}]`, `[{"Metrics":{}}]`, `[{"Metrics":{"Accuracy":01}}]`,
		`[{"Metrics":{"Accuracy":1e5,}}]`, `[{"Metrics":{"Accuracy":-.5}}]`, `[{"Metrics":{"Gain":1.,"Cells":0x1p3}}]`, `[{"Metrics":{"MeanG":1,"MeanG":null}}]`, `[{"Metrics":{"TestImages":null}}]`, `[{"Metrics":{"Accuracy":1},"Run":{}}]`} {
		f.Add([]byte(text))
	}
	r := newMetricsReader()
	f.Fuzz(func(t *testing.T, text []byte) {
		var quick Metrics
		if !r.read(text, &quick) {
			return
		}
		var slow []outcome
		if err := json.Unmarshal(text, &slow); err != nil || len(slow) != 1 {
			t.Fatalf("read, but encoding/json says %v", err)
		}
		if !reflect.DeepEqual(fieldBits(quick), fieldBits(slow[0].Metrics)) {
			t.Fatalf("%+v\n%+v", quick, slow[0].Metrics)
		}
	})
}
