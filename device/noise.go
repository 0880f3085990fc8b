package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// ReadNoise is what a read adds to a conductance.
//
// White noise is drawn anew at every read, with standard deviation white·G. 1/f noise keeps
// its value at least over one input (one image), because most of its power lies below the
// read rate; its standard deviation over a lifetime of reads is
//
//	σ = G Q(g) √ln((t + t0 + t_r)/(2 t_r)),   Q(g) = min(q_ref / g^q_exp, q_max),  g = G_prog/g_ref
//
// (or Q(g) = clip(q_slope ln g + q_offset, q_min, q_max) where q_slope is given, and a polynomial above
// q_knee) at time t after programming, with t_r the length of a read. Both vary independently from cell to
// cell.
//
// Joshi et al. 2020 as cited at Drift; coefficients from aihwkit.
type ReadNoise struct {
	White                 float64 // of G
	QRef, QExp, QMax      float64
	QOffset, QSlope, QMin float64
	QAbove                Branch
	Integration           float64 // t_r, s
}

// Params lists the read-noise parameters of a card.
func (n *ReadNoise) Params() []si.Param {
	ps := []si.Param{
		{Name: "read_noise", At: &n.White, Doc: "white read noise per read, standard deviation over G", Of: "G", Min: 0, Max: 2},
		{Name: "q_ref", At: &n.QRef, Doc: "1/f read noise Q at g_ref", Of: "G", Min: 0, Max: 1},
		{Name: "q_exp", At: &n.QExp, Doc: "exponent with which Q grows toward small conductance", Min: 0, Max: 3},
		{Name: "q_max", At: &n.QMax, Doc: "largest Q", Min: 0, Max: 1},
		{Name: "t_noise", At: &n.Integration, Unit: "s", Doc: "integration time of one read in the 1/f formula", Min: 1e-12, Max: 1},
		{Name: "q_slope", At: &n.QSlope, Doc: "change of Q per e-fold of conductance; 0 takes the power law", Min: -1, Max: 1},
		{Name: "q_offset", At: &n.QOffset, Doc: "Q at g_ref where q_slope is given", Min: -1, Max: 1},
		{Name: "q_min", At: &n.QMin, Doc: "smallest Q where q_slope is given", Min: 0, Max: 1},
	}
	return append(ps, n.QAbove.params("q", "1/f read noise Q")...)
}

// Slow reports whether there is noise that keeps its value over an input.
func (n *ReadNoise) Slow() bool { return n.QMax > 0 }

// Q returns the 1/f amplitude of a cell programmed to g (S); ref is g_ref (S).
func (n *ReadNoise) Q(g, ref float64) float64 {
	if n.QMax == 0 {
		return 0
	}
	if q, ok := n.QAbove.at(g / ref); ok {
		return max(q, 0)
	}
	if n.QSlope != 0 {
		return min(max(n.QOffset+float64(n.QSlope*kernel.Log(max(g/ref, 1e-12))), n.QMin), n.QMax)
	}
	return min(n.QRef*kernel.Exp(-n.QExp*kernel.Log(max(g/ref, 1e-12))), n.QMax)
}

// Growth returns √ln((t + t0 + t_r)/(2 t_r)), and 0 where a read is longer than t + t0.
func (n *ReadNoise) Growth(t, t0 float64) float64 {
	return math.Sqrt(max(kernel.Log((t+t0+n.Integration)/(2*n.Integration)), 0))
}

// FreshPower returns ln(t0/(2 t_r)), the relative variance of 1/f noise over Q² right after
// programming; what ln(t0 + t) has grown by since is to be added. The t_r that Growth adds to
// t + t0 is left out (1e-8 of the pcm card's t0), so that the variance grows with the same
// logarithm as drift. Where a read is longer than t0/2 the value is negative, and there is no
// noise before time has made up for that.
func (n *ReadNoise) FreshPower(t0 float64) float64 {
	return kernel.Log(t0 / (2 * n.Integration))
}

// ProgramNoise is the error that a write–verify routine leaves: a normal deviate with
//
//	σ = prog_0 + prog_1 g + prog_2 g² + prog_3 g³ + prog_sat (1 - e^(-g/prog_knee)),   g = G/g_ref
//
// The polynomial is that of Joshi et al. 2020 as cited at Drift, to the third power for the Hermes chip (aihwkit);
// the saturating term is CrossSim's fit of SONOS (V. Agrawal et al., IEDM 2022).
type ProgramNoise struct {
	C0, C1, C2, C3 float64 // S
	Sat            float64 // S
	Knee           float64 // of g_ref
}

// Params lists the programming-noise parameters of a card.
func (n *ProgramNoise) Params() []si.Param {
	return []si.Param{
		{Name: "prog_0", At: &n.C0, Unit: "S", Doc: "programming error after write–verify: constant", Of: "G", Min: -1, Max: 1},
		{Name: "prog_1", At: &n.C1, Unit: "S", Doc: "programming error: linear in G/g_ref", Of: "G", Min: -1, Max: 1},
		{Name: "prog_2", At: &n.C2, Unit: "S", Doc: "programming error: quadratic in G/g_ref", Of: "G", Min: -1, Max: 1},
		{Name: "prog_3", At: &n.C3, Unit: "S", Doc: "programming error: cubic in G/g_ref", Of: "G", Min: -1, Max: 1},
		{Name: "prog_sat", At: &n.Sat, Unit: "S", Doc: "programming error: part that saturates", Of: "G", Min: -1, Max: 1},
		{Name: "prog_knee", At: &n.Knee, Doc: "G/g_ref over which that part saturates; 0 is at once", Of: "G", Min: 0, Max: 1e3},
	}
}

// Sigma returns σ at target conductance g (S); ref is g_ref (S).
func (n *ProgramNoise) Sigma(g, ref float64) float64 {
	x := g / ref
	sigma := n.C0 + float64(n.C1*x) + float64(n.C2*x*x)
	if n.C3 != 0 {
		sigma += float64(n.C3 * x * x * x)
	}
	if n.Sat != 0 {
		part := 1.0
		if n.Knee > 0 {
			part -= kernel.Exp(-x / n.Knee)
		}
		sigma += float64(n.Sat * part)
	}
	return max(0, sigma)
}
