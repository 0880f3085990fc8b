package snn

import "github.com/xbar-sim/xbar/internal/kernel"

// BCM is Hebb's rule with a threshold between depression and potentiation that follows the
// neuron's own activity:
//
//	output spike   Δw = Eta (y - θ) x
//	always         Average dθ/dt = y²/Aim - θ
//
// x and y are traces of the input and of the neuron, y as just before the spike. Output spikes
// come at a rate in proportion to y, so that the mean change is Eta y (y - θ) x, the rule of
// Bienenstock, Cooper and Munro with θ = <y²>/Aim. A neuron with one pattern settles at y = Aim;
// with two that have no input in common and come as often, it comes to answer one of them with
// 2 Aim and the other not at all.
//
// Spikes make y fluctuate: at a steady Poisson rate r and an additive trace of time constant τ,
// <y²> = (rτ)² + rτ/2, and the neuron settles at rτ = Aim - 1/2. Aim must be above that.
//
// E. L. Bienenstock, L. N. Cooper and P. W. Munro, J. Neurosci. 2(1), 32–48 (1982),
// doi:10.1523/JNEUROSCI.02-01-00032.1982; N. Intrator and L. N. Cooper, Neural Netw. 5(1), 3–17
// (1992), doi:10.1016/S0893-6080(05)80003-6, for θ as the mean square.
type BCM struct {
	Eta     float64 // of the range
	Aim     float64 // of y, > 0
	Average float64 // s, much longer than the trace
	X, Y    Trace

	step   float64   // s
	theta  []float64 // just after the latest spike
	height []float64 // y just after it
	last   []float64 // its step
}

// Needs implements Law.
func (l *BCM) Needs() Needs { return Needs{Pre: l.X, Post: &l.Y} }

func (l *BCM) start(_, post int, step float64) {
	l.step = step
	l.theta, l.height, l.last = make([]float64, post), make([]float64, post), make([]float64, post)
}

// Pre implements Law: an input spike by itself changes nothing.
func (l *BCM) Pre([]float32, PreEvent) {}

// Post implements Law.
func (l *BCM) Post(dw []float32, e PostEvent) {
	theta := l.slide(e)
	gain := float32(l.Eta * (float64(e.Y) - theta))
	for i, x := range e.X {
		dw[i] = gain * x
	}
}

// slide brings θ of a neuron to its spike. Since the last one y has fallen as e^(-t/τ), so that
//
//	θ ← θ e^(-t/T) + y²/Aim (e^(-t/T) - e^(-2t/τ))/(2T/τ - 1)
func (l *BCM) slide(e PostEvent) float64 {
	j := e.Neuron
	t := (float64(e.Step) - l.last[j]) * l.step
	slow, fast := kernel.Exp(-t/l.Average), kernel.Exp(-2*t/l.Y.Tau)
	share := t / l.Average * slow // where 2T = τ
	if r := 2*l.Average/l.Y.Tau - 1; r > 1e-6 || r < -1e-6 {
		share = (slow - fast) / r
	}
	square := l.height[j] * l.height[j] / l.Aim
	l.theta[j] = float64(l.theta[j]*slow) + float64(square*share)
	l.height[j], l.last[j] = 1, float64(e.Step)
	if l.Y.Kind == Additive {
		l.height[j] += float64(e.Y)
	}
	return l.theta[j]
}

// Theta returns the threshold of every neuron as its latest spike left it; the slice belongs to
// the law.
func (l *BCM) Theta() []float64 { return l.theta }

func (l *BCM) memory() []float64 {
	return append(append(append([]float64(nil), l.theta...), l.height...), l.last...)
}

func (l *BCM) remember(m []float64) {
	n := len(l.theta)
	if len(m) != 3*n {
		return
	}
	copy(l.theta, m[:n])
	copy(l.height, m[n:2*n])
	copy(l.last, m[2*n:])
}
