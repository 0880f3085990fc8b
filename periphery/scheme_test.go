package periphery

import (
	"math"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// soft hides the thresholds of a model.
type soft struct{ device.Synapse }

// timed reports whether spikes of the default window can write a card by meeting alone: it has
// thresholds on both sides and pulses that are short beside the window and the sum of their parts.
func timed(card *device.Card) bool {
	set, reset, ok := card.Thresholds()
	p := card.Model.Nominal()
	return ok && set > 0 && reset < 0 && DefaultWindow > 4*max(p.SetWidth, p.ResetWidth) && additive(card) == nil
}

// each calls f for every shape on a card of every model whose cells can be written so.
func each(t *testing.T, f func(t *testing.T, card *device.Card, w *Window)) {
	seen := map[string]bool{}
	for _, name := range append([]string{"ideal", "memristor", "pcm", "vteam"}, device.Presets()...) {
		card, err := device.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		if seen[card.Kind] || !timed(card) {
			continue
		}
		seen[card.Kind] = true
		for _, shape := range Shapes() {
			t.Run(name+"_"+shape, func(t *testing.T) {
				t.Parallel()
				s, err := NewScheme(shape, card, Drive{})
				if err != nil {
					t.Fatal(err)
				}
				w, err := NewWindow(card, s)
				if err != nil {
					t.Fatal(err)
				}
				f(t, card, w)
			})
		}
	}
}

// Cells without thresholds, with long pulses, or known from whole pulses only, are refused, unless one spike alone hardly moves them.
func TestOtherCardsAreRefusedOrSafe(t *testing.T) {
	refused := 0
	for _, name := range device.Presets() {
		card, err := device.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		if timed(card) {
			continue
		}
		for _, shape := range Shapes() {
			s, err := NewScheme(shape, card, Drive{})
			if err != nil {
				refused++
				continue
			}
			if s.Gated || s.Depresses {
				continue // a closed gate sees nothing, and a spike that depresses is meant to write
			}
			for _, alone := range []Scheme{{Shape: shape, Pre: s.Pre}, {Shape: shape, Post: s.Post}} {
				w := Window{card: card, scheme: alone, steps: stretchSteps}
				if c := w.Change(0, 0.5); math.Abs(c) > singleWrites {
					t.Errorf("%s, %s: one spike alone changes a cell by %g of its range", name, shape, c)
				}
			}
		}
	}
	if refused == 0 {
		t.Error("no scheme is refused")
	}
}

// A spike alone leaves every bit of a cell as it is, except that the output spike of the rectangular
// scheme gives a cell one RESET pulse. Two that meet see more than the threshold and at most twice as much.
func TestSingleSpikeDoesNotWrite(t *testing.T) {
	each(t, func(t *testing.T, card *device.Card, w *Window) {
		for _, alone := range []Scheme{
			{Shape: w.scheme.Shape, Pre: w.scheme.Pre, Gated: w.scheme.Gated},
			{Shape: w.scheme.Shape, Post: w.scheme.Post, Gated: w.scheme.Gated},
		} {
			one := Window{card: card, scheme: alone, steps: stretchSteps}
			for _, from := range []float64{0, 0.1, 0.5, 0.9, 1} {
				want := 0.0
				if w.scheme.Depresses && alone.Post != nil {
					c := newPulsed(card, from)
					c.pulse(false, 1)
					want = c.change()
				}
				if got := one.Change(0, from); math.Abs(got-want) > 1e-6*math.Abs(want) {
					t.Errorf("from %g one spike changes a cell by %g of its range, want %g", from, got, want)
				}
			}
		}
		set, reset, _ := card.Thresholds()
		hi, lo := 0.0, 0.0
		for _, dt := range []float64{3e-3, -3e-3} {
			from, to := w.scheme.Pre.Span()
			w.stretches(dt, func(a, b float64, at func(float64) float64) {
				for _, v := range []float64{at(a), at(b)} {
					hi, lo = max(hi, v), min(lo, v)
				}
			})
			if !(to > from) {
				t.Error("no pre waveform")
			}
		}
		p := card.Model.Nominal()
		if !(hi > set && hi <= min(2*set, p.SetVoltage)*(1+1e-9)) && !(w.scheme.Gated && hi == p.SetVoltage) {
			t.Errorf("spikes that meet reach %g V; threshold %g V", hi, set)
		}
		if !(lo < reset && lo >= max(2*reset, p.ResetVoltage)*(1+1e-9)) {
			t.Errorf("spikes that meet reach %g V; threshold %g V", lo, reset)
		}
	})
}

// V is word line minus bit line: a late output spike drives the cell toward SET.
func TestSchemeSigns(t *testing.T) {
	each(t, func(t *testing.T, card *device.Card, w *Window) {
		if up, down := w.Change(5e-3, 0.5), w.Change(-5e-3, 0.5); !(up > 0 && down < 0) {
			t.Errorf("pre before post %g, post before pre %g", up, down)
		}
		s := w.Scheme()
		if s.Gated {
			within := card.Model.Nominal().SetWidth / 2
			if s.Cell(-within, 0) != 0 || s.Cell(within, 0) != card.Model.Nominal().SetVoltage {
				t.Error("the gate does not open with the spike")
			}
			return
		}
		for _, at := range []float64{-1e-8, 0, 1e-8, 1e-3, 0.02, 0.0201} {
			if got, want := s.Cell(at, 0.02), s.Pre.At(at)-s.Post.At(at-0.02); math.Abs(got-want) > 1e-15 {
				t.Errorf("at %g s %g V, want %g", at, got, want)
			}
		}
	})
}

// However strong the pulses of a card, spikes that meet go to twice the threshold and no further: their
// tails must not write by themselves.
func TestTailsStayBelowTheThreshold(t *testing.T) {
	card, err := device.Preset("vteam")
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewScheme("triangular", card, Drive{Set: 6, Reset: -9})
	if err != nil {
		t.Fatal(err)
	}
	if up, down := s.Pre[1].Start-s.Post[0].End, s.Pre[0].End-s.Post[1].Start; up != 2.8 || down != -4 {
		t.Errorf("spikes that meet reach %g and %g V, want 2.8 and -4", up, down)
	}
}

func TestSchemeRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, card, shape string
		drive             Drive
		want              string
	}{
		{"a shape that is none", "memristor", "round", Drive{}, "round"},
		{"too weak to write", "memristor", "exponential", Drive{Set: 0.55}, "beyond the threshold of 0.6 V"},
		{"too weak to depress", "memristor", "gated", Drive{Reset: -0.6}, "beyond the threshold of -0.6 V"},
		{"a window as short as a pulse", "memristor", "gated", Drive{Window: 200e-6}, "more than four pulses of 100 µs"},
		{"a window of a day", "memristor", "gated", Drive{Window: 86400}, "at most 100 s"},
		{"no number", "memristor", "gated", Drive{Window: math.NaN()}, "window"},
		{"no finite voltage", "memristor", "gated", Drive{Set: math.Inf(1)}, "set"},
		{"lobes longer than the window", "memristor", "triangular", Drive{Set: 0.601}, "at least twice the lobe of"},
		{"half a pulse writes", "memristor", "rectangular", Drive{Set: 1.4}, "half of a SET pulse"},
		{"protected rows are written", "memristor", "rectangular", Drive{Reset: -1.5}, "the pre pulse should protect"},
	} {
		card, err := device.Preset(tt.card)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := NewScheme(tt.shape, card, tt.drive); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one that says %q", tt.name, err, tt.want)
		}
	}
}

// Made by hand, a scheme of which one spike writes is refused, whether the model states a threshold
// or has to be tried.
func TestCheckRefusesSpikesThatWrite(t *testing.T) {
	card, err := device.Preset("memristor")
	if err != nil {
		t.Fatal(err)
	}
	hidden := *card
	hidden.Model = soft{card.Model}
	good, err := NewScheme("exponential", &hidden, Drive{})
	if err != nil {
		t.Fatalf("half of the nominal pulses: %v", err)
	}
	if top := good.Pre[0].End; top != -0.5 {
		t.Errorf("without thresholds the lobe has %g V, want half of -1 V", top)
	}
	pulse := func(v float64) Waveform { return Waveform{{From: 0, To: 1e-4, Start: v, End: v}} }
	for _, c := range []*device.Card{card, &hidden} {
		for _, s := range []Scheme{{Pre: pulse(0.7)}, {Pre: pulse(-0.7)}, {Post: pulse(0.7)}, {Post: pulse(-0.7)}} {
			if _, err := NewWindow(c, s); err == nil {
				t.Errorf("%+v passes", s)
			}
		}
		for _, s := range []Scheme{{Pre: pulse(0.6), Post: pulse(-0.6)}, {Post: pulse(0.7), Depresses: true}, {Pre: pulse(2), Gated: true}} {
			if _, err := NewWindow(c, s); err != nil {
				t.Errorf("%+v: %v", s, err)
			}
		}
	}
}
