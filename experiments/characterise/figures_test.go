package characterise

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// What a card's cells do is what the card says of them, for every card of the library:
//
//	range      to rounding: cells stand at g_min and g_max where they are put there
//	states     to the pulse, for cards that give pulses across the range or bits
//	label      to 0.01, the step of NeuroSim's own table: a train of P pulses misses the largest distance by at
//	           most its curvature over a half pulse, (1/2P)²/2 · 10.1/a² < 0.006 for P ≥ 20 and labels up to 5
//	scatter    of a pulse, 4000 cells: their standard deviation is good to 1/√8000 = 1.1 %, the bound is five of
//	           those; not where the ends of the range cut scatter off (four standard deviations from the middle)
//	spread     of g_min and g_max under d2d = 5 %, with the card's own: as above, with 0.3 % for skewness
func TestCardsDoWhatTheyClaim(t *testing.T) {
	for _, name := range device.Presets() {
		t.Run(name, func(t *testing.T) {
			card := preset(t, name)
			const d2d = 0.05
			f, err := MeasureFigures(card, d2d)
			if err != nil {
				t.Fatal(err)
			}
			lo, hi := card.Model.Range()
			near(t, "g_min", f.GMin, lo, 1e-9*hi)
			near(t, "g_max", f.GMax, hi, 1e-9*hi)
			claimedStates(t, card, f)
			claimedScatter(t, card, f)
			claimedSpread(t, card, f, d2d)
		})
	}
}

// value returns a parameter of a card.
func value(card *device.Card, name string) (float64, bool) {
	p, ok := si.Lookup(card.Params(), name)
	if !ok {
		return 0, false
	}
	return p.Float()
}

func claimedStates(t *testing.T, card *device.Card, f *Figures) {
	t.Helper()
	for _, c := range []struct {
		states, label  string
		pulses         int
		measured, sign float64
	}{{"states_ltp", "nl_ltp", f.Up, f.NLUp, 1}, {"states_ltd", "nl_ltd", f.Down, f.NLDown, -1}} {
		states, ok := value(card, c.states)
		if !ok || states > figurePulses || states != math.Round(states) {
			continue
		}
		near(t, c.states, float64(c.pulses), states, 0)
		if label, ok := value(card, c.label); ok && states >= 20 && math.Abs(label) <= 5 {
			near(t, c.label, c.measured, label, 0.01)
		}
	}
	if bits, ok := value(card, "bits"); ok && bits <= 8 {
		near(t, "states of "+si.Format(bits, "")+" bits", float64(f.Levels), math.Exp2(bits), 0)
	}
}

// claimedScatter knows the law of scatter of the models that a card's numbers give one.
func claimedScatter(t *testing.T, card *device.Card, f *Figures) {
	t.Helper()
	lo, hi := card.Model.Range()
	var want float64
	switch m := card.Model.(type) {
	case *device.ExpPulse:
		want = math.Hypot(m.C2CRange, m.C2C*f.Step)
	case *device.VTEAM:
		want = math.Hypot(m.C2CRange, m.C2C*f.Step)
	case *device.PCM:
		s := device.NewState(m, 1)
		m.Set(s, []float64{0.5})
		fresh := math.Exp(-(s.X[1][0] + 1) / m.P0)
		g := (lo + hi) / 2
		want = math.Hypot((m.M2*g+m.C2+m.A2*fresh)/(hi-lo), math.Hypot(m.C2CRange, m.C2C*f.Step))
	default:
		if m.Draws() > 0 {
			t.Skipf("what model %s claims of the scatter of a pulse is its own test's", card.Kind)
		}
	}
	if want > 0.125 {
		t.Logf("scatter of %g of the range reaches its ends", want)
		return
	}
	near(t, "scatter of a pulse", f.StepSD, want, max(5*want/math.Sqrt(2*figureCells), 1e-9))
}

func claimedSpread(t *testing.T, card *device.Card, f *Figures, d2d float64) {
	t.Helper()
	lo, _ := card.Model.Range()
	for _, p := range card.Model.D2D() {
		var measured float64
		switch {
		case p.Param == "g_min" && lo > 0:
			measured = f.LowCV
		case p.Param == "g_max":
			measured = f.HighCV
		default:
			continue
		}
		// Independent factors of mean 1: their squares multiply.
		own := card.Spread[p.Param].CV
		want := math.Sqrt((1+d2d*d2d)*(1+own*own) - 1)
		near(t, "spread of "+p.Param, measured, want, 5*want/math.Sqrt(2*figureCells)+0.003*want)
	}
	if len(card.Model.D2D()) == 0 && f.HighCV > 1e-9 {
		t.Errorf("cells that do not differ spread by %g", f.HighCV)
	}
}

// One standard deviation is that of many draws; the ideal cell has none.
func TestPulse(t *testing.T) {
	for name, want := range map[string]float64{"ideal": 0, "memristor": 0.05} {
		_, sd := Pulse(preset(t, name))
		near(t, name, sd, want, 1e-9)
	}
	card := flip()
	step, sd := Pulse(card)
	p := card.Model.(*coin).chance(0.3, 1e-5)
	near(t, "coin", step, p, 1e-12)
	near(t, "scatter of the coin", sd, math.Sqrt(p*(1-p)), 5*math.Abs(1-2*p)/2/math.Sqrt(figureCells))
}

// Woo's device in NeuroSim's table: 40 states, on/off 4.43, labels 1.94 and -0.61.
func TestFiguresOfTheMemristor(t *testing.T) {
	f, err := MeasureFigures(preset(t, "memristor"), 0)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "on/off", f.OnOff(), 4.43, 0.005)
	near(t, "label of LTP", f.NLUp, 1.94, 0.01)
	near(t, "label of LTD", f.NLDown, -0.61, 0.01)
	near(t, "spread without any", f.HighCV, 0, 1e-9)
	if f.Up != 40 || f.Down != 40 || f.Levels != 0 {
		t.Errorf("%d pulses up, %d down, %d levels", f.Up, f.Down, f.Levels)
	}
}

// An infinite on/off ratio is one; trains that end before the end of the range have no label.
func TestFiguresThatAreNone(t *testing.T) {
	f, err := MeasureFigures(preset(t, "ideal"), 0.3)
	if err != nil || !math.IsInf(f.OnOff(), 1) || f.HighCV > 1e-9 {
		t.Errorf("ideal: on/off %g, spread %g (%v)", f.OnOff(), f.HighCV, err)
	}
	f, err = MeasureFigures(preset(t, "pcm"), 0)
	if err != nil || f.Up != 0 || !math.IsNaN(f.NLUp) || f.Down != 1 {
		t.Errorf("pcm: %d pulses up, label %g; %d down (%v)", f.Up, f.NLUp, f.Down, err)
	}
}
