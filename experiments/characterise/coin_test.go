package characterise

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/devicetest"
	"github.com/xbar-sim/xbar/internal/si"
)

// A coin is a cell of two states without threshold, whose current is curved and which has no method that
// says a conductance: at v it switches at the rate (1 kHz) sinh(|v|/0.1 V), by chance or in the mean.
//
//	I = G v (1 + v²/V²)
type coin struct {
	device.Pulses
	lo, hi float64
}

func (c *coin) Params() []si.Param                 { return c.Pulses.Params() }
func (c *coin) Vars() []device.Var                 { return []device.Var{{Name: "x", Max: 1}} }
func (c *coin) Draws() int                         { return 1 }
func (c *coin) Levels() int                        { return 2 }
func (c *coin) Range() (float64, float64)          { return c.lo, c.hi }
func (c *coin) D2D() []device.D2D                  { return nil }
func (c *coin) rate(v float64) float64             { return 1e3 * math.Sinh(math.Abs(v)/0.1) }
func (c *coin) chance(v, dt float64) float64       { return 1 - math.Exp(-c.rate(v)*dt) }
func (c *coin) curvature(v float64) float64        { return 1 + v*v }
func (c *coin) conductance(x float64) float64      { return c.lo + (c.hi-c.lo)*x }
func (c *coin) Set(s device.State, w []float64)    { copy(s.X[0], w) }
func (c *coin) at(v, x float64) float64            { return c.conductance(x) * v * c.curvature(v) }
func (c *coin) below(xi, p float64) bool           { return 0.5*math.Erfc(-xi/math.Sqrt2) < p }
func (c *coin) towards(v float64) (target float64) { return float64(b2i(v > 0)) }
func (c *coin) Step(s device.State, v []float64, dt float64, xi []float64) {
	for i, x := range s.X[0] {
		p := c.chance(v[i], dt)
		switch {
		case xi == nil:
			s.X[0][i] = x + p*(c.towards(v[i])-x)
		case c.below(xi[i], p):
			s.X[0][i] = c.towards(v[i])
		}
	}
}

func (c *coin) Current(dst []float64, s device.State, v []float64) {
	for i, x := range s.X[0] {
		dst[i] = c.at(v[i], x)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// flip is a card of such cells. Reads do nothing to speak of: 100 ns at 1 kHz.
func flip() *device.Card {
	return &device.Card{
		Name: "flip", Title: "coin", Class: "test", Layout: "single", Kind: "coin",
		Model: &coin{lo: 1e-6, hi: 3e-6, Pulses: device.Pulses{
			SetVoltage: 0.3, SetWidth: 1e-5, ResetVoltage: -0.3, ResetWidth: 1e-5, ReadVoltage: 0.05, ReadWidth: 1e-7,
		}},
		Drift: device.Drift{Onset: 20, Ref: 25e-6}, Noise: device.ReadNoise{White: 0.01, Integration: 1e-7},
		Facts: map[string]device.Fact{},
	}
}

var preset = devicetest.Preset

// near fails when got is further than tol from want.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.9g, want %.9g ± %.2g", what, got, want, tol)
	}
}

// A model without threshold, Ohm's law or states between goes through everything. What the measurements
// find of it follows from its rate: r = 1 kHz sinh(3) at 0.3 V, and 10 µs are a chance of 1 - e^(-r 10 µs).
func TestMeasureOfACoin(t *testing.T) {
	card := flip()
	m := card.Model.(*coin)
	s, err := Measure(card, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Figures.Levels != 2 || len(s.Steps.G) != 2 || s.Loop == nil || s.Response == nil {
		t.Fatalf("%d levels, steps from %d, loop %v", s.Figures.Levels, len(s.Steps.G), s.Loop)
	}
	p := m.chance(0.3, 1e-5)
	bend := m.curvature(0.05)
	near(t, "on/off", s.Figures.OnOff(), 3, 1e-12)
	near(t, "step of the range", s.Figures.Step, p, 1e-12)
	near(t, "its scatter", s.Figures.StepSD, math.Sqrt(p*(1-p)), 5*math.Abs(1-2*p)/2/math.Sqrt(figureCells))
	near(t, "nominal step", s.Steps.Set.Nominal[0], p*2e-6*bend, 1e-12*2e-6)
	// 400 draws of a chance of 10 %: the mean is good to √(p(1-p)/400) = 1.5 %, five times that is the bound;
	// their standard deviation is √(p(1-p)) of the step to 12 % (five times its own, from the fourth moment).
	sd := math.Sqrt(p * (1 - p))
	near(t, "mean step", s.Steps.Set.Mean[0]/(2e-6*bend), p, 5*sd/20)
	near(t, "scatter", s.Steps.Set.SD[0]/(2e-6*bend), sd, 5*sd/20*math.Abs(1-2*p)/(2*sd))
	near(t, "step from the top", s.Steps.Set.Nominal[1], 0, 1e-18)
	for _, d := range append(s.Switching.Set, s.Switching.Reset...) {
		near(t, "time to 90 % at "+si.Format(d.Voltage, "V"), d.Time, math.Log(10)/m.rate(d.Voltage), 2e-4*d.Time)
	}
	if s.Retention != nil || s.Noise == nil || len(s.Noise.G) != 2 {
		t.Errorf("retention %v, noise %v", s.Retention, s.Noise)
	}
	if len(s.Absent) == 0 || s.Absent[0].Error() != "retention: no cell changes while it waits" {
		t.Errorf("absent: %v", s.Absent)
	}
}

// A mistake of the card itself is no absence.
func TestMeasureErrs(t *testing.T) {
	if _, err := Measure(preset(t, "memristor"), Options{D2D: -1}); err == nil {
		t.Error("a negative spread is measured")
	}
}
