package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// Telegraph is random telegraph noise: single charges that traps near the current path capture and
// emit. A cell has a Poisson number of traps, rtn_traps in the mean. While trap k is filled (s = 1)
// the conductance is lower by ΔG = A G, so around the mean over time, which is what was programmed,
//
//	G(t) = G max(0, 1 + Σ_k A_k (p_k - s_k)),   p = τe/(τc + τe)
//
// with τc the mean time that a trap stays empty and τe the mean time that it stays filled, both
// exponentially distributed. Between two looks dt apart a trap is found filled with
//
//	P(s' = 1 | s) = p + (s - p) e^(-dt/τ),   1/τ = 1/τc + 1/τe
//
// whatever happened between, so nothing is stepped. One trap has the variance A²G² τc τe/(τc + τe)²
// and the one-sided spectrum
//
//	S(f) = 4 A²G²/((τc + τe) ((1/τc + 1/τe)² + (2πf)²))
//
// S. Machlup, "Noise in Semiconductors: Spectrum of a Two-Parameter Random Signal", J. Appl. Phys. 25,
// 341 (1954). The amplitude grows toward small conductance,
//
//	A = min(rtn_amplitude f / g^rtn_exp, rtn_max),   g = G_prog/g_ref
//
// with f lognormal among traps; both times are lognormal among traps, independently. Traps belong to
// the cell: programming changes their amplitude, not their number and times. That a thinner filament
// is depleted by one charge over more of its width, and that the times shorten with temperature, is in
// S. Ambrogio et al., "Statistical Fluctuations in HfOx Resistive-Switching Memory: Part II – Random
// Telegraph Noise", IEEE Trans. Electron Devices (2014), doi:10.1109/TED.2014.2330202. Departure: no
// dependence of the times on the read voltage.
type Telegraph struct {
	Traps            float64 // mean number in a cell
	Amplitude        float64 // mean A at g_ref
	Exp              float64
	Max              float64 // largest A
	CV               float64 // of A among traps
	Capture          float64 // median τc, s
	Emission         float64 // median τe, s
	TimeSD           float64 // standard deviation of ln τc and ln τe among traps
	ActivationEnergy float64 // of both rates, eV
}

// DefaultTelegraph has no traps; one that is given to a cell fills and empties at 10 Hz in the median.
func DefaultTelegraph() Telegraph { return Telegraph{Max: 0.9, Capture: 0.1, Emission: 0.1} }

// Params lists the telegraph-noise parameters of a card.
func (n *Telegraph) Params() []si.Param {
	return []si.Param{
		{Name: "rtn_traps", At: &n.Traps, Doc: "random telegraph noise: mean number of traps in a cell", Min: 0, Max: 20},
		{Name: "rtn_amplitude", At: &n.Amplitude, Doc: "mean part of the conductance that one trap switches, at g_ref", Min: 0, Max: 1},
		{Name: "rtn_exp", At: &n.Exp, Doc: "exponent with which that part grows toward small conductance", Min: 0, Max: 3},
		{Name: "rtn_max", At: &n.Max, Doc: "largest such part", Min: 0, Max: 1},
		{Name: "rtn_cv", At: &n.CV, Doc: "standard deviation of that part among traps, over its mean, lognormal", Of: "the mean amplitude", Min: 0, Max: 3},
		{Name: "rtn_capture", At: &n.Capture, Unit: "s", Doc: "median time that a trap stays empty", Min: 1e-12, Max: 1e12},
		{Name: "rtn_emission", At: &n.Emission, Unit: "s", Doc: "median time that a trap stays filled", Min: 1e-12, Max: 1e12},
		{Name: "rtn_time_sd", At: &n.TimeSD, Doc: "standard deviation of the logarithm of both times among traps", Of: "ln τ", Min: 0, Max: 10},
		{Name: "rtn_ea", At: &n.ActivationEnergy, Unit: "eV", Doc: "activation energy of capture and emission", Min: 0, Max: 3},
	}
}

// Active reports whether any cell switches.
func (n *Telegraph) Active() bool { return n.Traps > 0 && n.Amplitude > 0 && n.Max > 0 }

// Impose makes amplitude the part of the conductance that one trap switches. A card without traps
// gets one a cell in the mean.
func (n *Telegraph) Impose(amplitude float64) {
	n.Amplitude = amplitude
	if n.Traps == 0 {
		n.Traps = 1
	}
}

// Depth returns A of a trap with lognormal factor f in a cell programmed to g (S); ref is g_ref (S).
func (n *Telegraph) Depth(f, g, ref float64) float64 {
	a := float64(n.Amplitude * f)
	if n.Exp != 0 {
		a *= kernel.Exp(-n.Exp * kernel.Log(max(g/ref, 1e-12)))
	}
	return min(a, n.Max)
}

// A Trap is one trap of a cell.
type Trap struct {
	Factor float64 // of its amplitude
	Filled float64 // p, the part of time that it is filled
	Rate   float64 // 1/τ at the card's reference temperature, 1/s
}

// Trap returns the trap of three standard normal deviates.
func (n *Telegraph) Trap(xi [3]float64) Trap {
	v := kernel.Log(1 + float64(n.CV*n.CV))
	capture := 1 / float64(n.Capture*kernel.Exp(n.TimeSD*xi[1]))
	emission := 1 / float64(n.Emission*kernel.Exp(n.TimeSD*xi[2]))
	rate := capture + emission
	return Trap{
		Factor: kernel.Exp(float64(math.Sqrt(v)*xi[0]) - float64(0.5*v)),
		Filled: capture / rate,
		Rate:   rate,
	}
}

// Later returns the probability that a trap is filled dt (s) after it was found filled or empty.
func (t Trap) Later(filled bool, dt float64) float64 {
	s := 0.0
	if filled {
		s = 1
	}
	return t.Filled + float64((s-t.Filled)*kernel.Exp(-float64(dt*t.Rate)))
}

// Spectrum returns the one-sided spectral density of (p - s), the trap's signal in units of A G, at
// frequency f (Hz), in 1/Hz.
func (t Trap) Spectrum(f float64) float64 {
	w := 2 * math.Pi * f
	return 4 * t.Filled * (1 - t.Filled) * t.Rate / (float64(t.Rate*t.Rate) + float64(w*w))
}

// TrapCount returns the number of traps of a cell for a uniform deviate u of [0, 1): the Poisson
// quantile for mean rtn_traps.
func (n *Telegraph) TrapCount(u float64) int {
	p := kernel.Exp(-n.Traps)
	sum, k := p, 0
	for u >= sum && k < mostTraps {
		k++
		p = float64(p * (n.Traps / float64(k)))
		sum += p
	}
	return k
}

// mostTraps bounds the traps of a cell; of a Poisson number of mean 20, 1e-14 lie beyond.
const mostTraps = 64
