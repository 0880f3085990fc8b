package si

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// settings holds one parameter of each kind.
type settings struct {
	vOn    float64
	rOn    float64
	count  int
	seed   uint64
	method string
	label  string
	wires  bool
	times  []float64
}

func (s *settings) params() []Param {
	return []Param{
		{Name: "v_on", At: &s.vOn, Unit: "V", Doc: "SET threshold", Min: -10, Max: 0},
		{Name: "r_on", At: &s.rOn, Unit: "Ω", Doc: "low resistance"},
		{Name: "count", At: &s.count, Doc: "cells", Min: 1, Max: math.Inf(1)},
		{Name: "seed", At: &s.seed, Doc: "first seed"},
		{Name: "method", At: &s.method, Doc: "solver", Choices: []string{"exact", "first-order"}},
		{Name: "label", At: &s.label},
		{Name: "wires", At: &s.wires, Doc: "wire resistance"},
		{Name: "times", At: &s.times, Unit: "s", Doc: "read-out times", Min: 0, Max: 1},
	}
}

func defaults() *settings {
	return &settings{vOn: -0.7, rOn: 1e4, count: 3, seed: 1, method: "exact", label: "a", wires: true, times: []float64{0.5}}
}

func ExampleParam() {
	vOn := -0.7
	p := Param{Name: "v_on", At: &vOn, Unit: "V", Doc: "SET threshold", Min: -10, Max: 0}
	fmt.Println(p.Set("-350 mV"), vOn, p.Text())
	fmt.Println(p.Set(0.3), vOn)
	fmt.Println(Prefix(p.Set("1 kΩ"), "device.vteam"))
	// Output:
	// <nil> -0.35 -0.35 V
	// v_on = 0.3 V: want -10 to 0 V (SET threshold) -0.35
	// device.vteam.v_on = "1 kΩ": want -10 to 0 V (SET threshold)
}

func TestRangeText(t *testing.T) {
	inf := math.Inf(1)
	for _, tt := range []struct {
		p    Param
		want string
	}{
		{Param{At: new(float64), Unit: "V", Min: -10, Max: 0}, "-10 to 0 V"},
		{Param{At: new(float64), Unit: "S", Min: 0, Max: 1e-4}, "0 to 100 µS"},
		{Param{At: new(float64), Unit: "s", Min: 1e-9, Max: 1e-3}, "1 ns to 1 ms"},
		{Param{At: new(float64), Unit: "Ω", Min: 1e3, Max: 1e5}, "1 to 100 kΩ"},
		{Param{At: new(float64), Unit: "V", Min: -1e-3, Max: 0}, "-1 to 0 mV"},
		{Param{At: new(float64), Min: 0, Max: 1}, "0 to 1"},
		{Param{At: new(float64), Min: -1, Max: 0}, "-1 to 0"},
		{Param{At: new(float64), Unit: "K", Min: 0, Max: inf}, ">= 0 K"},
		{Param{At: new(float64), Min: -inf, Max: 5}, "<= 5"},
		{Param{At: new(float64), Min: -inf, Max: inf}, "a finite number"},
		{Param{At: new(float64), Unit: "V"}, "a finite quantity in V"},
		{Param{At: new(int), Min: 1, Max: inf}, ">= 1"},
		{Param{At: new(int), Min: 1, Max: 16}, "1 to 16"},
		{Param{At: new(int)}, "a whole number"},
		{Param{At: new(uint64)}, ">= 0"},
		{Param{At: new(string), Choices: []string{"a", "b"}}, "one of a, b"},
		{Param{At: new(string)}, "text"},
		{Param{At: new(bool)}, "true or false"},
		{Param{At: new([]float64), Unit: "V", Min: 0, Max: 1}, "numbers, each 0 to 1 V"},
		{Param{At: new([]float64)}, "a list of finite numbers"},
	} {
		if got := tt.p.RangeText(); got != tt.want {
			t.Errorf("%s %g to %g %s: got %q, want %q", tt.p.Kind(), tt.p.Min, tt.p.Max, tt.p.Unit, got, tt.want)
		}
	}
}

func TestCheck(t *testing.T) {
	s := defaults()
	if err := Check(s.params()); err != nil {
		t.Errorf("defaults: %v", err)
	}
	bad := settings{vOn: math.NaN(), rOn: math.Inf(-1), method: "none", times: []float64{0, 2, 3}}
	want := `v_on = NaN V: want -10 to 0 V (SET threshold)
r_on = -Inf Ω: want a finite quantity in Ω (low resistance)
count = 0: want >= 1 (cells)
method = "none": want one of exact, first-order (solver)
times[1] = 2 s: want 0 to 1 s (read-out times)`
	if err := Check(bad.params()); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestKindAndFloat(t *testing.T) {
	s := defaults()
	var kinds []string
	for _, p := range s.params() {
		kinds = append(kinds, p.Kind().String())
		_, numeric := p.Float()
		if want := p.Kind() == Float || p.Kind() == Int; numeric != want {
			t.Errorf("%s: Float says %v", p.Name, numeric)
		}
	}
	if want := []string{"float", "float", "int", "int", "choice", "text", "bool", "table"}; !slices.Equal(kinds, want) {
		t.Errorf("kinds %v, want %v", kinds, want)
	}
	if _, ok := Lookup(s.params(), "V_ON"); ok {
		t.Error("Lookup ignored case")
	}
	defer func() {
		if recover() == nil {
			t.Error("a parameter stored in a float32 did not panic")
		}
	}()
	Param{Name: "x", At: new(float32)}.Kind()
}

func TestTablesAreCopied(t *testing.T) {
	s, given := defaults(), []float64{0.1, 0.2}
	p, _ := Lookup(s.params(), "times")
	if err := p.Set(given); err != nil {
		t.Fatal(err)
	}
	given[0] = 9
	p.Value().([]float64)[1] = 9
	if s.times[0] != 0.1 || s.times[1] != 0.2 {
		t.Errorf("the stored table shares memory: %v", s.times)
	}
}

// Set(Text()) stores the same bits, for every kind; and Check agrees with Set.
func TestTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom(units).Draw(t, "unit")
		a := settings{
			rOn: finite().Draw(t, "float"), count: rapid.Int().Draw(t, "int"), seed: rapid.Uint64().Draw(t, "seed"),
			method: rapid.SampledFrom([]string{"exact", "first-order"}).Draw(t, "choice"), label: rapid.String().Draw(t, "text"),
			wires: rapid.Bool().Draw(t, "bool"), times: rapid.SliceOf(finite()).Draw(t, "table"),
		}
		var b settings
		from, to := a.params(), b.params()
		for i := range from {
			to[i].Unit, from[i].Unit = unit, unit
			to[i].Min, to[i].Max = 0, 0
			if err := to[i].Set(from[i].Text()); err != nil {
				t.Fatal(err)
			}
		}
		sameBits := func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) }
		if !sameBits(a.rOn, b.rOn) || a.count != b.count || a.seed != b.seed || a.method != b.method || a.label != b.label ||
			a.wires != b.wires || !slices.EqualFunc(a.times, b.times, sameBits) {
			t.Fatalf("%+v became %+v", a, b)
		}
	})
}

// What Set takes is in range and passes Check; what it refuses is out of range.
func TestSetAgreesWithRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo, hi := finite().Draw(t, "min"), finite().Draw(t, "max")
		lo, hi = min(lo, hi), max(lo, hi)
		v := rapid.OneOf(finite(), rapid.SampledFrom([]float64{lo, hi, math.Nextafter(lo, math.Inf(-1)), math.Nextafter(hi, math.Inf(1)),
			math.NaN(), math.Inf(1), math.Inf(-1)})).Draw(t, "v")
		old := lo
		at := old
		p := Param{Name: "x", At: &at, Min: lo, Max: hi}
		free := lo == 0 && hi == 0 && !math.IsNaN(v) && !math.IsInf(v, 0)
		err := p.Set(v)
		if want := free || lo <= v && v <= hi && !math.IsInf(v, 0); (err == nil) != want {
			t.Fatalf("Set(%g) in %g to %g: %v", v, lo, hi, err)
		}
		if err != nil && at != old {
			t.Fatalf("Set(%g) failed and stored %g", v, at)
		}
		if err := Check([]Param{p}); err != nil {
			t.Fatal(err)
		}
	})
}
