package periphery

import (
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// windowOf is the window of a card with the given settings.
func windowOf(t *testing.T, shape, name string, set ...any) *Window {
	t.Helper()
	card, err := device.Preset(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(set); i += 2 {
		if err := card.Set(set[i].(string), set[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	s, err := NewScheme(shape, card, Drive{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWindow(card, s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Pulses that a cell counts, by the closed forms of triangular and exponential waveforms. The tail
// falls by up to 2e-5 of itself while a lobe of the ideal card lasts.
func TestPulsesOfOverlappingTails(t *testing.T) {
	const window = DefaultWindow
	triangular := func(dt, _ float64) float64 { return 1 - math.Abs(dt)/window }
	exponential := func(dt, part float64) float64 {
		tail := (math.Exp(-math.Abs(dt)/window) - math.Exp(-3)) / (1 - math.Exp(-3))
		c := part * (1 - math.Exp(-1))
		return math.Log(1-c*tail) / math.Log(1-c)
	}
	for shape, closed := range map[string]func(dt, part float64) float64{"triangular": triangular, "exponential": exponential} {
		w := windowOf(t, shape, "ideal") // thresholds 0.6 V, pulses 1 V: tails of 0.4 V
		for _, dt := range []float64{1e-5, 1e-3, 8e-3, 0.02, 0.0249} {
			for _, side := range []float64{1, -1} {
				if got, want := w.dose(side*dt), side*closed(dt, 0.4/0.6); math.Abs(got-want) > 5e-5 {
					t.Errorf("%s, %g s apart: %.6f pulses, want %.6f", shape, side*dt, got, want)
				}
			}
		}
	}
}

// Inside a rectangular window a cell has exactly one nominal pulse, outside what an output spike does
// alone.
func TestRectangularWindowsAreNominalPulses(t *testing.T) {
	for i, card := range thresholded(t) {
		name := card.Name
		for _, shape := range []string{"rectangular", "gated"} {
			if _, err := NewScheme(shape, card, Drive{}); err != nil && i >= 4 {
				continue // its pulses do not suit the shape
			}
			w := windowOf(t, shape, name)
			for _, from := range []float64{0.1, 0.5, 0.9} {
				step := func(up bool) float64 {
					c := newPulsed(w.card, from)
					c.pulse(up, 1)
					return c.change()
				}
				outside := 0.0
				if shape == "rectangular" {
					outside = step(false)
				}
				for dt, want := range map[float64]float64{
					0.0: step(true), 1e-3: step(true), 0.0245: step(true), 0.026: outside, 10: outside,
					-1e-3: step(false), -0.024: step(false), -0.026: outside, -10: outside,
				} {
					if got := w.Change(dt, from); math.Abs(got-want) > 1e-7*math.Abs(want)+integrated(want) {
						t.Errorf("%s, %s, %g s apart from %g: %g of the range, want %g", name, shape, dt, from, got, want)
					}
				}
			}
		}
	}
}

// VTEAM separates: ∫ dw/(1-w)^p = ∫ k (V/v_th - 1)^α dt. Both sides by themselves, the right one with
// the trapezoidal rule on 2·10⁵ points of the lobe, without the code under test.
func TestVTEAMWindow(t *testing.T) {
	w := windowOf(t, "exponential", "vteam")
	m := w.card.Model.(*device.VTEAM)
	for _, dt := range []float64{1e-4, 5e-3, 0.02, -1e-4, -5e-3, -0.02} {
		lobe, tail, over, k, p := w.scheme.Post[0], w.scheme.Pre[1], m.VSet, m.KSet, m.WindowSet
		if dt < 0 {
			lobe, tail, over, k, p = w.scheme.Pre[0], w.scheme.Post[1], -m.VReset, m.KReset, m.WindowReset
		}
		const n = 200_000
		length, sum := -lobe.From, 0.0
		for i := range n + 1 {
			s := -length + length*float64(i)/n
			rise := (math.Exp(s/length) - math.Exp(-1)) / (1 - math.Exp(-1))
			fall := (math.Exp(-(math.Abs(dt)+s)/tail.Tau) - math.Exp(-3)) / (1 - math.Exp(-3))
			v := math.Abs(lobe.End)*rise + math.Abs(tail.Start)*fall
			f := math.Pow(max(v/over-1, 0), 5)
			if i == 0 || i == n {
				f /= 2
			}
			sum += f
		}
		x := k * sum * length / n
		left := math.Pow(math.Pow(0.5, 1-p)-(1-p)*x, 1/(1-p)) // what is left of the way to the bound, from the middle
		want := math.Copysign(0.5-left, dt)
		if got := w.Change(dt, 0.5); math.Abs(got-want) > 2e-5*math.Abs(want) {
			t.Errorf("%g s apart: %.8g of the range, want %.8g", dt, got, want)
		}
	}
}

// delays are some in every piece of a window, and how high the window is from the middle.
func delays(w *Window, each int) (dts []float64, peak float64) {
	meet := w.scheme.meetings()
	for i := range len(meet) - 1 {
		for k := range each {
			dts = append(dts, meet[i]+(meet[i+1]-meet[i])*(float64(k)+0.37)/float64(each))
		}
	}
	for _, dt := range dts {
		peak = max(peak, math.Abs(w.Change(dt, 0.5)))
	}
	return dts, peak
}

// Where the cell runs away, as in the filament that its own current heats, steps of constant voltage
// converge more slowly.
func TestWindowConverges(t *testing.T) {
	each(t, func(t *testing.T, card *device.Card, w *Window) {
		finer, bound := *w, 1e-5
		if !slices.Contains([]string{"ideal", "memristor", "pcm", "vteam"}, card.Name) {
			bound = 1e-3
		}
		finer.steps *= 2
		dts, peak := delays(w, 7)
		for _, dt := range dts {
			if d := math.Abs(w.Change(dt, 0.5) - finer.Change(dt, 0.5)); d > bound*peak {
				t.Errorf("%g s apart: half the step changes the window by %.2g of its peak", dt, d/peak)
			}
		}
	})
}

// A cell that knows whole pulses only is changed by a part of one as by a whole one with that
// probability.
func TestPartOfAWholePulse(t *testing.T) {
	w := windowOf(t, "triangular", "pcm")
	one := newPulsed(w.card, 0.5)
	one.pulse(true, 1)
	for _, part := range []float64{0.25, 0.8} {
		if got, want := w.Change((1-part)*DefaultWindow, 0.5), part*one.change(); math.Abs(got-want) > 1e-4*want {
			t.Errorf("%g of a SET pulse: %g of the range, want %g", part, got, want)
		}
		if got, want := w.Change(-(1-part)*DefaultWindow, 0.5), -0.5*part; math.Abs(got-want) > 1e-4 {
			t.Errorf("%g of a RESET pulse: %g of the range, want %g", part, got, want)
		}
	}
	width := w.card.Model.Nominal().SetWidth
	long := Scheme{Gated: true, Pre: Waveform{{From: 0, To: 1, Start: 1, End: 1}}, Post: Waveform{{From: 0, To: 2.5 * width, Start: -1, End: -1}}}
	some, err := NewWindow(w.card, long)
	if err != nil {
		t.Fatal(err)
	}
	c := newPulsed(w.card, 0.2)
	c.pulse(true, 1)
	c.pulse(true, 1)
	c.pulse(true, 0.5)
	if got := some.Change(0.1, 0.2); math.Abs(got-c.change()) > 1e-9 {
		t.Errorf("two and a half SET pulses: %g of the range, want %g", got, c.change())
	}
}
