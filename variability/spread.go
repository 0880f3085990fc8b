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
	Normal    Kind = "normal"    // 1 + CV ξ: for CV up to 0.25, beyond which factors would come out negative
	Truncated Kind = "truncated" // normal, redrawn until it lies within 4 CV of 1 and above 0
)

// A Spread says how a parameter differs from cell to cell.
type Spread struct {
	Kind Kind
	CV   float64 // standard deviation over mean, 0 to 3
}

// Check refuses an unknown kind and a CV outside 0 to 3.
func (s Spread) Check() error {
	switch s.Kind {
	case Lognormal, Normal, Truncated:
	default:
		return fmt.Errorf("spread %q: want lognormal, normal or truncated", s.Kind)
	}
	if !(s.CV >= 0 && s.CV <= 3) {
		return fmt.Errorf("spread %s = %g: want 0 to 3 (standard deviation over mean)", s.Kind, s.CV)
	}
	if s.Kind == Normal && s.CV > 0.25 {
		return fmt.Errorf("spread normal = %g: want 0 to 0.25, for no cell may have a negative parameter; lognormal and truncated go further", s.CV)
	}
	return nil
}

// Factors fills dst with one factor per cell, drawn from stream.
func (s Spread) Factors(dst []float32, stream Stream) {
	src := stream.Source()
	switch s.Kind {
	case Lognormal:
		v := kernel.Log(1 + float64(s.CV*s.CV))
		sigma := math.Sqrt(v)
		for i := range dst {
			dst[i] = float32(kernel.Exp(float64(sigma*kernel.Normal(src)) - float64(0.5*v)))
		}
	case Normal:
		for i := range dst {
			dst[i] = float32(1 + float64(s.CV*kernel.Normal(src)))
		}
	case Truncated:
		for i := range dst {
			f := -1.0
			for f <= 0 || math.Abs(f-1) > 4*s.CV {
				f = 1 + float64(s.CV*kernel.Normal(src))
			}
			dst[i] = float32(f)
		}
	default:
		panic("variability: unknown kind of spread")
	}
}
