package crossbar

import (
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// A thermometer is a model that notes at what temperatures it is stepped.
type thermometer struct {
	*device.ExpPulse
	seen *[]float64
}

func (m thermometer) Step(s device.State, v []float64, dt float64, xi []float64) {
	for i := range v {
		*m.seen = append(*m.seen, s.Temperature(i))
	}
	m.ExpPulse.Step(s, v, dt, xi)
}

func measuring(t testing.TB) (*device.Card, *[]float64) {
	card, seen := preset(t, "memristor"), &[]float64{}
	card.Model = thermometer{card.Model.(*device.ExpPulse), seen}
	return card, seen
}

// Cells that are pulsed together warm each other by R κ V² Σ G e^(-(d-1)/λ), on top of the temperature
// around them; afterwards all is cool.
func TestCrosstalkReachesTheModel(t *testing.T) {
	card, seen := measuring(t)
	x := Crosstalk{Fraction: 0.1, Resistance: 1e6, Range: 1.5}
	a := build(t, card, 9, 4, Options{Kelvin: 320, Crosstalk: x})
	a.Program(ramp(36, 0, 1), false)
	g := make([]float64, 36)
	a.ohmic.Conductance(g, a.state)
	rows := []int32{1, 2, 6}
	v := card.Model.Nominal().SetVoltage
	*seen = nil
	a.Pulse(2, rows, v, card.Model.Nominal().SetWidth)
	for i, r := range rows {
		want := 320.0
		for _, q := range rows {
			if d := math.Abs(float64(q - r)); d > 0 {
				want += 1e6 * 0.1 * v * v * g[int(q)*4+2] * math.Exp(-(d-1)/1.5)
			}
		}
		near(t, "temperature of a pulsed cell, K", (*seen)[i], want, 1e-9)
	}
	for i, k := range a.state.Kelvin {
		if k != 320 {
			t.Fatalf("cell %d is at %g K after the pulse", i, k)
		}
	}
	if a.Hottest() <= 0 {
		t.Error("nobody was warmed")
	}
}

// Half-selected cells are stepped warm too.
func TestCrosstalkOfHalfSelected(t *testing.T) {
	card, seen := measuring(t)
	card.Model.(thermometer).ExpPulse.Threshold = 0.1 // V/2 moves a cell
	a := build(t, card, 3, 3, Options{Bias: "half", Crosstalk: Crosstalk{Fraction: 0.1, Resistance: 1e6, Range: 1}})
	a.Program(level(9, 0.5), false)
	*seen = nil
	v := card.Model.Nominal().SetVoltage
	lo, hi := card.Model.Range()
	a.Pulse(1, []int32{1}, v, card.Model.Nominal().SetWidth)
	near(t, "its own heat is the model's business, K", (*seen)[0], 300, 0)
	for _, k := range (*seen)[1:] { // the four neighbours that share a line
		near(t, "a neighbour, K", k, 300+1e5*v*v*(lo+hi)/2, 1e-9)
	}
	if len(*seen) != 5 {
		t.Errorf("%d cells were stepped, want 5", len(*seen))
	}
}

// A pulse costs its neighbours as much retention as the heat lasts: their age grows by
// width·(AF(T + ΔT) - 1), whenever somebody looks; the pulsed cells begin anew.
func TestCrosstalkAgesNeighbours(t *testing.T) {
	const ea, pulses = 1.0, 50
	card := preset(t, "memristor", "t_set", 1e-3, "c2c_range", 0)
	card.Retain = device.Retention{Tau: 1e4, Beta: 0.5, ActivationEnergy: ea}
	x := Crosstalk{Fraction: 0.5, Resistance: 5e6, Range: 1}
	lo, _ := card.Model.Range()
	run := func(look bool) []float64 {
		a := build(t, card, 3, 5, Options{Tolerance: 1e-9, Crosstalk: x})
		a.Program(level(15, 1), false)
		g := doubles(a.Conductances())
		for range pulses {
			a.Pulse(2, []int32{1}, card.Model.Nominal().SetVoltage, 1e-3)
			if look {
				a.Read(make([]float32, 5), all(3), nil, 0.1)
			}
		}
		out := doubles(a.Conductances())
		for i := range out {
			out[i] = (out[i] - lo) / (g[i] - lo)
		}
		return out
	}
	left := run(false)
	if !slices.Equal(left, run(true)) {
		t.Error("looking in between changes what is lost")
	}
	v := card.Model.Nominal().SetVoltage
	g := float64(59.17e-6)
	rise := 5e6 * 0.5 * v * v * g
	for d, cell := range map[float64]int{1: 1*5 + 1, 2: 1*5 + 4, math.Sqrt2: 0*5 + 3} {
		age := pulses * 1e-3 * (device.Acceleration(ea, 300+rise*math.Exp(1-d), 300) - 1)
		near(t, "a neighbour", left[cell], math.Exp(-math.Sqrt(age/1e4)), 1e-6)
	}
	if left[1*5+1] > 0.9*left[1*5+4] {
		t.Errorf("a neighbour has %.3f left, a cell further off %.3f: no difference", left[1*5+1], left[1*5+4])
	}
	near(t, "the pulsed cell", left[1*5+2], 1, 1e-9)
}

func TestCrosstalkRefuses(t *testing.T) {
	for _, x := range []Crosstalk{{Fraction: 2, Resistance: 1, Range: 1}, {Fraction: 0.1, Range: 1}, {Fraction: 0.1, Resistance: 1}, {Fraction: math.NaN()}} {
		if _, err := New(preset(t, "memristor"), 2, 2, Options{Crosstalk: x}); err == nil {
			t.Errorf("%+v is accepted", x)
		}
	}
	if _, err := New(preset(t, "memristor"), 2, 2, Options{Kelvin: -1}); err == nil {
		t.Error("-1 K is accepted")
	}
}
