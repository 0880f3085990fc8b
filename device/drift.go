package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// Drift is structural relaxation as a power law of the time t since the end of a cell's last
// pulse,
//
//	G(t) = G_prog (1 + t/t0)^-ν
//	ν    = ±|μ(g) + σ(g) ξ|,  g = G_prog / g_ref, with the sign of μ
//	μ(g) = clip(nu_slope ln g + nu_offset, nu_min, nu_max) + nu_shift
//	σ(g) = clip(nu_sd_slope ln g + nu_sd_offset, nu_sd_min, nu_sd_max)
//
// where either may be a polynomial above a conductance of its own (Branch), and
// ξ is one standard normal per cell, drawn once. ν > 0 lowers the conductance; a curve
// imposed with ν < 0 raises it. A pulse acts on the undrifted state and starts the clock again.
//
// V. Joshi et al., "Accurate deep neural network inference using computational phase-change
// memory", Nat. Commun. 11, 2473 (2020), doi:10.1038/s41467-020-16108-9, with the
// coefficients of its implementation in IBM's aihwkit, from which the absolute value is taken
// too.
type Drift struct {
	Onset                           float64 // t0, s
	Ref                             float64 // g_ref, S
	Offset, Slope, Min, Max         float64 // of μ
	Shift                           float64 // added to μ
	SDOffset, SDSlope, SDMin, SDMax float64 // of σ
	Above, SDAbove                  Branch  // of μ and of σ
}

// Params lists the drift parameters of a card.
func (d *Drift) Params() []si.Param {
	ps := []si.Param{
		{Name: "drift_t0", At: &d.Onset, Unit: "s", Doc: "time from which drift is a power law", Min: 1e-9, Max: 1e9},
		{Name: "g_ref", At: &d.Ref, Unit: "S", Doc: "conductance to which drift and noise formulas refer", Min: 1e-15, Max: 1},
		{Name: "nu_offset", At: &d.Offset, Doc: "drift exponent at g_ref, before clipping", Min: -1, Max: 1},
		{Name: "nu_slope", At: &d.Slope, Doc: "change of the drift exponent per e-fold of conductance", Min: -1, Max: 1},
		{Name: "nu_min", At: &d.Min, Doc: "smallest mean drift exponent", Min: -1, Max: 1},
		{Name: "nu_max", At: &d.Max, Doc: "largest mean drift exponent", Min: -1, Max: 1},
		{Name: "nu_shift", At: &d.Shift, Doc: "shift of the whole exponent curve", Min: -1, Max: 1},
		{Name: "nu_sd_offset", At: &d.SDOffset, Doc: "spread of the exponent between cells at g_ref, before clipping", Of: "ν", Min: -1, Max: 1},
		{Name: "nu_sd_slope", At: &d.SDSlope, Doc: "change of that spread per e-fold of conductance", Of: "ν", Min: -1, Max: 1},
		{Name: "nu_sd_min", At: &d.SDMin, Doc: "smallest spread of the exponent", Of: "ν", Min: 0, Max: 1},
		{Name: "nu_sd_max", At: &d.SDMax, Doc: "largest spread of the exponent", Of: "ν", Min: 0, Max: 1},
	}
	ps = append(ps, d.Above.params("nu", "mean drift exponent")...)
	return append(ps, d.SDAbove.params("nu_sd", "spread of the drift exponent")...)
}

// Active reports whether any cell drifts.
func (d *Drift) Active() bool {
	return d.Min+d.Shift != 0 || d.Max+d.Shift != 0 || d.SDMax != 0
}

// Mean returns μ at conductance g (S).
func (d *Drift) Mean(g float64) float64 {
	if nu, ok := d.Above.at(g / d.Ref); ok {
		return nu + d.Shift
	}
	return d.clip(d.Offset, d.Slope, d.Min, d.Max, g) + d.Shift
}

// SD returns σ at conductance g (S).
func (d *Drift) SD(g float64) float64 {
	if sd, ok := d.SDAbove.at(g / d.Ref); ok {
		return max(sd, 0)
	}
	return d.clip(d.SDOffset, d.SDSlope, d.SDMin, d.SDMax, g)
}

func (d *Drift) clip(offset, slope, lo, hi, g float64) float64 {
	if slope != 0 {
		offset += float64(slope * kernel.Log(max(g/d.Ref, 1e-12)))
	}
	return min(max(offset, lo), hi)
}

// Exponent returns ν of a cell programmed to g (S) whose own normal deviate is xi.
func (d *Drift) Exponent(g, xi float64) float64 {
	mean := d.Mean(g)
	return math.Copysign(mean+float64(d.SD(g)*xi), mean)
}

// Impose shifts the exponent curve so that its mean is nu at conductance gTop (S), the top of
// the range. A negative sd keeps the card's own spread of exponents, or takes 0.2 nu where it has
// none; otherwise every cell has spread sd.
func (d *Drift) Impose(nu, sd, gTop float64) {
	d.Shift = 0
	d.Shift = nu - d.Mean(gTop)
	if sd < 0 {
		if d.SDMax > 0 {
			return
		}
		sd = 0.2 * math.Abs(nu)
	}
	d.SDOffset, d.SDSlope, d.SDMin, d.SDMax, d.SDAbove = sd, 0, sd, sd, Branch{}
}

// Factor returns (1 + t/t0)^-ν.
func (d *Drift) Factor(nu, t float64) float64 {
	return kernel.Exp(-nu * kernel.Log(1+t/d.Onset))
}
