package snn

import "github.com/xbar-sim/xbar/internal/kernel"

// Stochastic is STDP for cells that know two states, where a change is the chance of one whole
// pulse. At an output spike an input that spiked dt ago gets
//
//	+LTP e^(-dt/Tau)   if dt <= Window
//	-LTD               otherwise
//
// which is the probability of a pulse that sets, and of one that resets, as long as it is at
// most 1. A synapse of M such cells, all of them flipped by their pulse, has weight w = (cells
// that are set)/M, and
//
//	E Δw = LTP e^(-dt/Tau) (1 - w)   or   -LTD w
//
// the rule of an analogue cell with soft bounds. If an input has spiked in the window at a share q
// of the output spikes, with P the mean of LTP e^(-dt/Tau) there, its weight has the mean w* =
// P q/(P q + LTD (1-q)) and the variance w* (1-w*)/M.
//
// M. Suri et al., IEEE Trans. Electron Devices 60(7), 2402–2409 (2013) (binary cells pulsed by
// chance); G. Srinivasan, A. Sengupta and K. Roy, Sci. Rep. 6, 29545 (2016) (a chance that falls
// with dt).
type Stochastic struct {
	LTP, LTD float64 // probabilities
	Window   float64 // s; beyond 9 Tau no spike is remembered
	Tau      float64 // s; 0: the same chance in the whole window
}

// Needs implements Law.
func (l *Stochastic) Needs() Needs {
	if l.Tau == 0 {
		return Needs{Pre: Trace{Tau: l.Window, Kind: Window}}
	}
	return Needs{Pre: Trace{Tau: l.Tau, Kind: Nearest}}
}

// Pre implements Law: an input spike by itself changes nothing.
func (l *Stochastic) Pre([]float32, PreEvent) {}

// Post implements Law.
func (l *Stochastic) Post(dw []float32, e PostEvent) {
	up, down, edge := float32(l.LTP), -float32(l.LTD), l.edge()
	for i, x := range e.X {
		if x > edge {
			dw[i] = up * x
		} else {
			dw[i] = down
		}
	}
}

// edge is the trace that lies just beyond the window.
func (l *Stochastic) edge() float32 {
	if l.Tau == 0 {
		return 0
	}
	const rounding = 1e-5 // far above that of a float32, far below a step
	return float32(kernel.Exp(-l.Window/l.Tau) * (1 - rounding))
}
