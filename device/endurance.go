package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// Endurance says how a cell wears out by its own pulses. Its life is drawn once, in full cycles (a SET and
// a RESET through the whole range at nominal voltage),
//
//	Weibull    F(n) = 1 - exp(-(n/endurance)^shape)
//	lognormal  F(n) = Φ(ln(n/endurance)/sigma)
//
// and every pulse consumes of it
//
//	dn = ½ max(s^step, floor) a^volt,   s = |ΔG|/(g_max - g_min),  a = |V|/|V nominal|
//
// so a pulse that moves a cell by a fortieth costs far less than a fortieth of a full one, and one on a cell
// that can go no further still costs the floor, more at a higher voltage. On the way the window closes: of
// its width
//
//	top lg(1 + n/onset)   is lost at the upper end, and likewise bottom at the lower one.
//
// A worn-out cell is stuck at LRS, at HRS, or stays where it stood. Damage of partial switching as a power of
// its size, the floor and the power of the voltage are assumed forms; what a card does not state has the
// defaults of DefaultEndurance, all assumed, and matters only where endurance > 0.
type Endurance struct {
	Life         float64 // η or median, full cycles; 0: cells do not wear
	Law          string  // "weibull" or "lognormal"
	Shape, Sigma float64
	Step, Volt   float64 // exponents
	Floor        float64
	Top, Bottom  float64 // of the window, per decade
	Onset        float64 // full cycles
	LRS, HRS     float64 // probabilities; the rest freezes
}

// DefaultEndurance is what a card has that states nothing: no wear, and once it is given a life, a Weibull
// shape of 1.5, damage as the square of the step and of the voltage, and 70 % of the failures at LRS.
func DefaultEndurance() Endurance {
	return Endurance{Law: "weibull", Shape: 1.5, Sigma: 0.5, Step: 2, Volt: 2, Floor: 1e-4, Onset: 1000, LRS: 0.7, HRS: 0.3}
}

// Params lists the endurance parameters of a card.
func (e *Endurance) Params() []si.Param {
	return []si.Param{
		{Name: "endurance", At: &e.Life, Doc: "life of a cell in full cycles: Weibull scale or lognormal median; 0 is for ever", Min: 0, Max: 1e18},
		{Name: "endurance_law", At: &e.Law, Doc: "distribution of that life between cells", Choices: []string{"weibull", "lognormal"}},
		{Name: "endurance_shape", At: &e.Shape, Doc: "Weibull shape of that life", Min: 0.1, Max: 20},
		{Name: "endurance_sigma", At: &e.Sigma, Doc: "standard deviation of ln life, where that is lognormal", Of: "ln life", Min: 0, Max: 5},
		{Name: "endurance_step", At: &e.Step, Doc: "exponent of a pulse's part of the range in what it consumes of a life", Min: 0, Max: 10},
		{Name: "endurance_volt", At: &e.Volt, Doc: "exponent of a pulse's voltage over nominal in what it consumes of a life", Min: 0, Max: 50},
		{Name: "endurance_floor", At: &e.Floor, Doc: "what a nominal pulse that moves nothing consumes, of a full one", Min: 0, Max: 1},
		{Name: "endurance_top", At: &e.Top, Doc: "window lost at LRS per decade of cycles, of the range", Min: 0, Max: 1},
		{Name: "endurance_bottom", At: &e.Bottom, Doc: "window lost at HRS per decade of cycles, of the range", Min: 0, Max: 1},
		{Name: "endurance_onset", At: &e.Onset, Doc: "full cycles at which the window begins to close", Min: 1e-6, Max: 1e18},
		{Name: "endurance_lrs", At: &e.LRS, Doc: "probability that a worn-out cell is stuck at LRS", Min: 0, Max: 1},
		{Name: "endurance_hrs", At: &e.HRS, Doc: "probability that a worn-out cell is stuck at HRS; what both leave freezes", Min: 0, Max: 1},
	}
}

// On reports whether cells wear.
func (e *Endurance) On() bool { return e.Life > 0 }

// At returns the life of the cell at quantile u of the distribution, 0 < u < 1, in full cycles.
func (e *Endurance) At(u float64) float64 {
	if e.Law == "lognormal" {
		return e.Life * kernel.Exp(e.Sigma*variability.Quantile(u))
	}
	return e.Life * kernel.Exp(kernel.Log(-kernel.Log(1-u))/e.Shape)
}

// Fate returns what becomes of a worn-out cell, by u uniform on (0, 1].
func (e *Endurance) Fate(u float64) variability.Fault {
	switch {
	case u <= e.LRS:
		return variability.StuckLRS
	case u <= e.LRS+e.HRS:
		return variability.StuckHRS
	}
	return variability.Frozen
}

// Cost returns what a pulse consumes, full cycles: swing is the change of conductance over the range, volt the
// voltage over the nominal one of its sign, neither with a sign.
func (e *Endurance) Cost(swing, volt float64) float64 {
	return float64(0.5 * max(raised(swing, e.Step), e.Floor) * raised(volt, e.Volt))
}

// Lost returns the parts of the window that are lost at the top and at the bottom after n full cycles. Together
// they are at most 1: then the window is closed.
func (e *Endurance) Lost(n float64) (top, bottom float64) {
	if e.Top == 0 && e.Bottom == 0 {
		return 0, 0
	}
	decades := kernel.Log(1+n/e.Onset) / math.Ln10
	top, bottom = float64(e.Top*decades), float64(e.Bottom*decades)
	if sum := top + bottom; sum > 1 {
		top, bottom = top/sum, bottom/sum
	}
	return top, bottom
}

// raised is x^p for x ≥ 0; the usual exponents are products.
func raised(x, p float64) float64 {
	switch {
	case p == 0:
		return 1
	case p == 1 || x == 1:
		return x
	case p == 2:
		return x * x
	case x == 0:
		return 0
	}
	return kernel.Exp(p * kernel.Log(x))
}
