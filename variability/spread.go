package variability

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A Kind is the shape of a distribution of factors around 1.
type Kind string

// The kinds of spread. Every kind has mean 1 and standard deviation CV, so a parameter keeps
// its nominal mean whatever its spread (the truncated normal up to what the cut removes:
// 0.01 % at CV 0.25).
const (
	Lognormal Kind = "lognormal" // exp(σξ - σ²/2) with σ² = ln(1 + CV²): positive, skewed
	Normal    Kind = "normal"    // 1 + CV ξ, at least leastFactor: for CV up to 0.25, beyond which many factors would come out negative
	Truncated Kind = "truncated" // normal, redrawn until it lies within 4 CV of 1 and above 0, or between Min and Max
	Discrete  Kind = "discrete"  // 1 + CV (v - mean)/sd of a few values v with shares: see Levels
)

// Kinds lists the kinds of spread.
func Kinds() []string {
	return []string{string(Lognormal), string(Normal), string(Truncated), string(Discrete)}
}

// A Spread says how a parameter differs from cell to cell.
type Spread struct {
	Kind Kind
	CV   float64 // standard deviation over mean, 0 to 3

	// Min and Max cut a distribution: factors below Min and beyond Max do not occur, and those
	// between keep their odds to one another. CV and the mean 1 are those before the cut. Max 0
	// is no upper limit. A discrete spread cannot be cut.
	Min, Max float64

	// Levels are the values of a discrete spread with their shares, "0.5:0.1, 1:0.8, 1.5:0.1".
	// Their mean becomes 1 and their standard deviation CV, whatever the unit they are in.
	Levels string
}

// Check refuses an unknown kind, a CV outside 0 to 3, and limits or levels that leave nothing or
// let a factor be negative.
func (s Spread) Check() error {
	switch s.Kind {
	case Lognormal, Normal, Truncated, Discrete:
	default:
		return fmt.Errorf("spread %q: want lognormal, normal, truncated or discrete", s.Kind)
	}
	if !(s.CV >= 0 && s.CV <= 3) {
		return fmt.Errorf("spread %s = %g: want 0 to 3 (standard deviation over mean)", s.Kind, s.CV)
	}
	if s.Kind == Discrete {
		return s.checkLevels()
	}
	if s.Levels != "" {
		return fmt.Errorf("spread %s with levels %.60q: only a discrete one has levels", s.Kind, s.Levels)
	}
	if s.Kind == Normal && s.CV > 0.25 {
		return fmt.Errorf("spread normal = %g: want 0 to 0.25, for no cell may have a negative parameter; lognormal and truncated go further", s.CV)
	}
	return s.checkLimits()
}

func (s Spread) checkLimits() error {
	if !s.cut() {
		return nil
	}
	if !(s.Min >= 0) || !(s.Max >= 0) || math.IsInf(s.Min, 0) || math.IsInf(s.Max, 0) || s.Max > 0 && s.Min >= s.Max {
		return fmt.Errorf("spread %s between %g and %g: want 0 or more, the lower limit below the upper one (0: none)", s.Kind, s.Min, s.Max)
	}
	if s.CV == 0 {
		return nil
	}
	if lo, hi := s.limits(); phi(hi)-phi(lo) < 1e-6 {
		return fmt.Errorf("spread %s = %g between %g and %g: less than one cell in a million lies there", s.Kind, s.CV, s.Min, s.Max)
	}
	return nil
}

// cut tells whether limits were given.
func (s Spread) cut() bool { return s.Min != 0 || s.Max != 0 }

// Factors fills dst with one factor per cell, drawn from stream.
func (s Spread) Factors(dst []float32, stream Stream) {
	src := stream.Source()
	if s.Kind == Truncated && !s.cut() {
		for i := range dst {
			f := -1.0
			for f <= 0 || math.Abs(f-1) > 4*s.CV {
				f = 1 + float64(s.CV*kernel.Normal(src))
			}
			dst[i] = float32(f)
		}
		return
	}
	at := s.transform()
	for i := range dst {
		dst[i] = at(kernel.Normal(src))
	}
}

// Transform fills dst with the factors that belong to standard normal deviates z: the larger z, the
// larger the factor. Deviates that are correlated make factors that are.
func (s Spread) Transform(dst []float32, z []float64) {
	at := s.transform()
	for i, x := range z {
		dst[i] = at(x)
	}
}

// transform returns the factor as a function of a standard normal deviate.
func (s Spread) transform() func(z float64) float32 {
	switch {
	case s.CV == 0:
		return func(float64) float32 { return 1 }
	case s.Kind == Discrete:
		return s.steps()
	case s.Kind == Truncated || s.cut():
		lo, hi := s.limits()
		below, within := phi(lo), phi(hi)-phi(lo)
		whole := s.whole()
		return func(z float64) float32 {
			return whole(min(max(Quantile(below+float64(within*phi(z))), lo), hi))
		}
	}
	return s.whole()
}

// leastFactor holds the tail of a normal spread that lies beyond: one cell in 30 000 at a CV of 0.25, none that
// matters below 0.2. A parameter of no cell is negative, and none that something is divided by is 0.
const leastFactor = 1e-3

// whole returns the factor as a function of a standard normal deviate, before any cut.
func (s Spread) whole() func(z float64) float32 {
	switch s.Kind {
	case Lognormal:
		v := kernel.Log(1 + float64(s.CV*s.CV))
		sigma := math.Sqrt(v)
		return func(z float64) float32 { return float32(kernel.Exp(float64(sigma*z) - float64(0.5*v))) }
	case Normal, Truncated:
		return func(z float64) float32 { return float32(max(1+float64(s.CV*z), leastFactor)) }
	}
	panic("variability: unknown kind of spread")
}

// limits returns the deviates at which the distribution is cut.
func (s Spread) limits() (lo, hi float64) {
	a, b := s.Min, s.Max
	if b == 0 {
		b = math.Inf(1)
	}
	if s.Kind == Truncated && !s.cut() {
		a, b = max(1-float64(4*s.CV), 0), 1+float64(4*s.CV)
	}
	if s.Kind == Lognormal {
		v := kernel.Log(1 + float64(s.CV*s.CV))
		at := func(f float64) float64 {
			switch {
			case f <= 0:
				return math.Inf(-1)
			case math.IsInf(f, 1):
				return f
			}
			return (kernel.Log(f) + float64(0.5*v)) / math.Sqrt(v)
		}
		return at(a), at(b)
	}
	return (a - 1) / s.CV, (b - 1) / s.CV
}
