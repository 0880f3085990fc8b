package periphery

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// A Scheme says what the drivers put on a word line around an input spike and on a bit line around
// an output spike. The cell sees the difference, and the STDP window is what becomes of it.
type Scheme struct {
	Shape     string   // "exponential", "triangular", "rectangular" or "gated"
	Pre, Post Waveform // V on the word line and on the bit line
	Gated     bool     // the pre waveform opens the gate of a 1T1R cell and is no voltage on it
	Depresses bool     // an output spike depresses by itself: rows whose pre waveform is not running
}

// A Drive is what a Scheme is made of besides the card. Zero values take the card's.
type Drive struct {
	Window float64 // how far apart two spikes may be to meet, s: see Shapes; 0 is DefaultWindow
	Set    float64 // V across the cell where two spikes meet best, potentiating; 0 is v_set
	Reset  float64 // the same depressing, < 0; 0 is v_reset
}

// DefaultWindow is the window of a Drive that names none, s.
const DefaultWindow = 25e-3

// Shapes lists the waveforms that NewScheme makes. The window of a Drive is
//
//	exponential  the time constant of the tails, which are cut at three of them
//	triangular   the length of the tails
//	rectangular  the length of the pre pulse
//	gated        the length of the pre pulse on the gate, and the delay of the RESET pulse
func Shapes() []string { return []string{"exponential", "triangular", "rectangular", "gated"} }

// NewScheme makes the waveforms of a shape for the cells of a card, with voltages that the card
// allows: no spike alone exceeds a threshold, and two that meet do, by at most as much again. A card
// without stated thresholds is given half of its nominal pulses for them. It errs where
// no such voltages exist, and where Check does.
func NewScheme(shape string, card *device.Card, d Drive) (Scheme, error) {
	v, err := levelsOf(card, d)
	if err == nil {
		err = additive(card)
	}
	if err != nil {
		return Scheme{}, err
	}
	var s Scheme
	switch shape {
	case "exponential":
		s, err = fitted(exponential, card, v)
	case "triangular":
		s, err = fitted(triangular, card, v)
	case "rectangular":
		s, err = rectangular(v)
	case "gated":
		s = gated(v)
	default:
		return Scheme{}, &si.ValueError{Key: "shape", Value: shape, Want: fmt.Sprintf("one of %v", Shapes()), Doc: "waveform around a spike"}
	}
	if err != nil {
		return Scheme{}, fmt.Errorf("%s waveforms on %s: %w", shape, card.Name, err)
	}
	return s, s.Check(card)
}

// fitted makes a scheme of lobes whose lengths suit the card. A model that counts pulses has the right
// ones from the start. In any other, a lobe beyond the threshold does less than a pulse as high as its
// top; what it does grows with its length, in proportion where a pulse is a small step.
func fitted(shape func(levels) (Scheme, error), card *device.Card, v levels) (Scheme, error) {
	s, err := shape(v)
	if _, ok := card.Model.(device.PulseCounter); ok || err != nil {
		return s, err
	}
	for range 8 {
		w := Window{card: card, scheme: s, steps: stretchSteps}
		met := -2 * min(s.Pre[0].From, s.Post[0].From)
		up, down := w.dose(met), -w.dose(-met)
		if up <= 0 || down <= 0 {
			return s, errNoWindow
		}
		v.setWidth, v.resetWidth = v.setWidth/up, v.resetWidth/down
		if s, err = shape(v); err != nil {
			return s, err
		}
	}
	return s, nil
}

// levels are the voltages and times that a card gives to a shape.
type levels struct {
	set, reset         float64 // V across the cell where spikes meet
	overSet, overReset float64 // thresholds, V
	setWidth           float64 // s
	resetWidth         float64
	window             float64
}

func levelsOf(card *device.Card, d Drive) (levels, error) {
	p := card.Model.Nominal()
	v := levels{set: d.Set, reset: d.Reset, setWidth: p.SetWidth, resetWidth: p.ResetWidth, window: d.Window}
	if v.set == 0 {
		v.set = p.SetVoltage
	}
	if v.reset == 0 {
		v.reset = p.ResetVoltage
	}
	if v.window == 0 {
		v.window = DefaultWindow
	}
	v.overSet, v.overReset = thresholds(card)
	longest := max(v.setWidth, v.resetWidth)
	switch {
	case !(v.window > 4*longest && v.window <= 100):
		return v, &si.ValueError{
			Key: "window", Value: si.Format(v.window, "s"), Doc: "how far apart spikes meet",
			Want: "more than four pulses of " + si.Format(longest, "s") + " and at most 100 s",
		}
	case !(v.set > v.overSet && v.set <= 100):
		return v, &si.ValueError{
			Key: "set", Value: si.Format(v.set, "V"), Doc: "potentiating voltage of two spikes",
			Want: "beyond the threshold of " + si.Format(v.overSet, "V"),
		}
	case !(v.reset < v.overReset && v.reset >= -100):
		return v, &si.ValueError{
			Key: "reset", Value: si.Format(v.reset, "V"), Doc: "depressing voltage of two spikes",
			Want: "beyond the threshold of " + si.Format(v.overReset, "V"),
		}
	}
	return v, nil
}

// additive refuses a card in which two halves of a pulse do something else than the whole, as fits to whole
// pulses may: no waveform can then be integrated.
func additive(card *device.Card) error {
	if m, ok := card.Model.(device.PulseCounter); ok && m.WholePulses() {
		return nil
	}
	p := card.Model.Nominal()
	for _, x := range []struct{ volts, width float64 }{{p.SetVoltage, p.SetWidth}, {p.ResetVoltage, p.ResetWidth}} {
		whole, halves := newPulsed(card, 0.5), newPulsed(card, 0.5)
		v := []float64{x.volts}
		card.Model.Step(whole.state, v, x.width, nil)
		card.Model.Step(halves.state, v, x.width/2, nil)
		card.Model.Step(halves.state, v, x.width/2, nil)
		if a, b := whole.change(), halves.change(); math.Abs(a-b) > 0.01*math.Abs(a) {
			return fmt.Errorf("waveforms on %s: two half pulses of %s change a cell by %.3g %% of the range and a whole one by %.3g %%: want a model of what happens within a pulse",
				card.Name, si.Format(x.volts, "V"), 100*b, 100*a)
		}
	}
	return nil
}

// thresholds returns the voltages up to which a spike alone may go.
func thresholds(card *device.Card) (set, reset float64) {
	if set, reset, ok := card.Thresholds(); ok {
		return set, reset
	}
	p := card.Model.Nominal()
	return p.SetVoltage / 2, p.ResetVoltage / 2
}

// Cell returns the voltage across the cell (V, word line minus bit line) at time t (s after the
// input spike) when the output spike comes dt (s) after the input spike. A cell whose gate is closed
// sees 0 V.
func (s Scheme) Cell(t, dt float64) float64 {
	return s.across(s.Pre.phase(t), s.Post.phase(t-dt), t, dt)
}

// across is Cell in given phases of the two waveforms, ends included; nil is none.
func (s Scheme) across(pre, post *Phase, t, dt float64) float64 {
	var v float64
	if post != nil {
		v = -post.at(t - dt)
	}
	switch {
	case s.Gated && pre == nil:
		return 0
	case pre != nil && !s.Gated:
		v += pre.at(t)
	}
	return v
}

// singleWrites is how far a spike alone may move a cell without stated thresholds, of the range.
const singleWrites = 1e-3

// Check refuses a scheme in which one spike alone writes on cells of the card: a voltage beyond a
// threshold, or for a card without thresholds a change of more than 0.1 % of the range from any of
// three states. The depression of a scheme that depresses by the output spike is meant and passes.
func (s Scheme) Check(card *device.Card) error {
	if s.Gated {
		return nil // with the gate closed, or no voltage behind it, the cell sees nothing
	}
	preLo, preHi := s.Pre.Extremes()
	postLo, postHi := s.Post.Extremes()
	if s.Depresses {
		postHi = 0
	}
	set, reset, ok := card.Thresholds()
	if ok {
		if v := max(preHi, -postLo); v > set {
			return &si.ValueError{Key: s.Shape, Value: si.Format(v, "V"), Want: "at most the threshold of " + si.Format(set, "V"), Doc: "voltage of one spike alone"}
		}
		if v := min(preLo, -postHi); v < reset {
			return &si.ValueError{Key: s.Shape, Value: si.Format(v, "V"), Want: "at least the threshold of " + si.Format(reset, "V"), Doc: "voltage of one spike alone"}
		}
		return nil
	}
	for _, alone := range []Scheme{{Shape: s.Shape, Pre: s.Pre}, {Shape: s.Shape, Post: s.Post}} {
		if s.Depresses && alone.Post != nil {
			continue
		}
		w := Window{card: card, scheme: alone, steps: stretchSteps}
		for _, from := range []float64{0.1, 0.5, 0.9} {
			if c := w.Change(0, from); math.Abs(c) > singleWrites {
				return &si.ValueError{
					Key: s.Shape, Value: si.Format(100*c, "") + " %", Want: "at most 0.1 % of the range either way",
					Doc: "change by one spike alone",
				}
			}
		}
	}
	return nil
}
