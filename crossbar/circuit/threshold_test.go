package circuit

import (
	"math"
	"math/rand/v2"
	"testing"
)

// One selector behind a resistance, by hand: a divider until its part exceeds the threshold, and beyond that
// u/Off + (u - Hold)/On = (V - u)/R. Both signs are alike, and one that has been on begins at rest in the next vector.
func TestThresholdOfOneCell(t *testing.T) {
	const r, on, off, th, hold = 1e4, 1e3, 1e8, 0.5, 0.2
	x, err := NewThreshold(1, th, hold, on, off)
	if err != nil {
		t.Fatal(err)
	}
	solver, err := NewNewton(Plain(1, 1, 0, 0, 0, 0), Series{Ohmic{1 / r}, x})
	if err != nil {
		t.Fatal(err)
	}
	var s Solution
	for _, v := range []float64{0.4, 0.6, -0.6, 0.45, 2, -0.3, th * (1 + r/off) * (1 - 1e-9), th * (1 + r/off) * (1 + 1e-9)} {
		if err := solver.Solve(&s, &Drive{Left: []float64{v}}); err != nil {
			t.Fatalf("%g V: %v", v, err)
		}
		want := v / (r + off)
		if math.Abs(v)*off/(r+off) > th {
			u := (math.Abs(v)/r + hold/on) / (1/r + 1/on + 1/off)
			want = math.Copysign((math.Abs(v)-u)/r, v)
		}
		if math.Abs(s.Bottom[0]-want) > 1e-9*math.Abs(want) {
			t.Errorf("%g V: %g A, want %g", v, s.Bottom[0], want)
		}
	}
	// one whose part falls to the hold voltage carries what it carries when it is off
	x.Latched[0] = true
	amps, slope := make([]float64, 1), make([]float64, 1)
	if x.Current(amps, slope, []float64{hold}); amps[0] != hold/off || slope[0] != 1/off {
		t.Errorf("at the hold voltage %g A and %g S, want those of a selector that is off", amps[0], slope[0])
	}
}

// In arrays with lines of resistance the set of selectors that are on is consistent and least: those that are off are within the threshold,
// and each that is on was beyond it when those before it were on. It always comes to an end.
func TestThresholdsOfArrays(t *testing.T) {
	src := rand.New(rand.NewPCG(4, 11))
	const m, n = 9, 7
	mixed := 0
	for trial := range 30 {
		g := logUniform(m*n, 1e4, 1e6, src)
		sel, err := NewThreshold(m*n, 0.3+0.3*src.Float64(), 0.25*src.Float64(), 1e3, 1e7)
		if err != nil {
			t.Fatal(err)
		}
		geo := Plain(m, n, 300*src.Float64(), 300*src.Float64(), 100, 100)
		if trial%3 == 0 {
			geo.Left[2], geo.Bottom[1] = math.Inf(1), math.Inf(1) // they float
		}
		cells := Series{Ohmic(g), sel}
		x, err := NewNewton(geo, cells)
		if err != nil {
			t.Fatal(err)
		}
		d := &Drive{Left: make([]float64, m)}
		for i := range d.Left {
			d.Left[i] = 1.6 * (src.Float64() - 0.5)
		}
		var s Solution
		if err := x.Solve(&s, d); err != nil {
			t.Fatalf("trial %d: %v", trial, err)
		}
		across, own, on := make([]float64, m*n), make([]float64, m*n), 0
		for k := range across {
			across[k] = s.Word[k] - s.Bit[k]
		}
		cells.Divide(own, across)
		for k, latched := range sel.Latched {
			if latched {
				on++
			} else if v := math.Abs(across[k] - own[k]); v > sel.Th*(1+1e-9) {
				t.Errorf("trial %d: selector %d is off at %g V, beyond %g", trial, k, v, sel.Th)
			}
		}
		if on > 0 && on < m*n {
			mixed++
		}
		first := append([]float64(nil), s.Bottom...)
		if err := x.Solve(&s, d); err != nil { // from rest again, not from what is on
			t.Fatal(err)
		}
		for j, a := range s.Bottom {
			if math.Abs(a-first[j]) > 1e-8*largestOf(first) {
				t.Errorf("trial %d: bit line %d carries %g A, and %g when solved again", trial, j, first[j], a)
			}
		}
	}
	if mixed < 10 {
		t.Errorf("only %d of 30 arrays have selectors in both states", mixed)
	}
}

func largestOf(x []float64) (most float64) {
	for _, y := range x {
		most = max(most, math.Abs(y))
	}
	return most
}

// Numbers that no selector has are refused.
func TestThresholdRefused(t *testing.T) {
	for _, x := range [][4]float64{{0.2, 0.2, 1, 2}, {0.5, -0.1, 1, 2}, {0.5, 0.1, 0, 2}, {0.5, 0.1, 3, 2}, {math.NaN(), 0, 1, 2}, {1, 0, 1, math.Inf(1)}} {
		if _, err := NewThreshold(1, x[0], x[1], x[2], x[3]); err == nil {
			t.Errorf("%v was taken", x)
		}
	}
}
