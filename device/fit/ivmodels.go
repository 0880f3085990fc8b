package fit

import (
	"math"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// vteamLoop is VTEAM with a conductance linear in the state. Parameters, in the order of the card's names, are
// logarithms of sizes; the last is the logit of the state at the start.
func vteamLoop() loopModel {
	signs := []float64{1, 1, 1, -1, 1, 1, 1, 1, 1, 1}
	from := func(x []float64) []float64 {
		out := make([]float64, len(signs))
		for k, s := range signs {
			out[k] = s * kernel.Exp(x[k])
		}
		return out
	}
	return loopModel{
		name:  "vteam",
		names: []string{"g_min", "g_max", "v_th_set", "v_th_reset", "k_set", "k_reset", "alpha_set", "alpha_reset", "p_set", "p_reset"},
		units: []string{"S", "S", "V", "V", "Hz", "Hz", "", "", "", ""},
		most:  []float64{0, 0, 2.3, 2.3, 34, 34, 2.7, 2.7, 1.8, 1.8, 20}, // ln of what a card allows, or of sense
		from:  from,
		make: func(x []float64) device.Model {
			p := from(x)
			return &device.VTEAM{Conduction: "conductance", GMin: p[0], GMax: p[1], VSet: p[2], VReset: p[3], KSet: p[4], KReset: p[5],
				AlphaSet: p[6], AlphaReset: p[7], WindowSet: p[8], WindowReset: p[9]}
		},
		x0: func(x []float64) float64 { return 1 / (1 + kernel.Exp(-x[10])) },
		guess: func(c *loopCell, src *rand.PCG) []float64 {
			f := c.figure
			set, reset := f.vSet*between(src, 0.5, 1), -f.vReset*between(src, 0.5, 1)
			aSet, aReset := between(src, 1, 6), between(src, 1, 6)
			// At the switching voltage the cell crosses its range in a few points.
			rate := func(v, threshold, alpha float64) float64 {
				return -kernel.Log(c.dt[0]*between(src, 1, 5)) - float64(alpha*kernel.Log(max(v/threshold-1, 0.03)))
			}
			return []float64{kernel.Log(f.hrs) - between(src, 0, 0.3), kernel.Log(f.lrs) + between(src, 0, 0.3), kernel.Log(set), kernel.Log(reset),
				rate(f.vSet, set, aSet), rate(-f.vReset, reset, aReset), kernel.Log(aSet), kernel.Log(aReset),
				kernel.Log(between(src, 0.3, 2)), kernel.Log(between(src, 0.3, 2)), between(src, -6, -2)}
		},
	}
}

// yakopcicLoop is Yakopcic's model with the slowing from x_set = x_reset = 0.5; x_min is the ratio of the branches.
func yakopcicLoop() loopModel {
	signs := []float64{1, 1, 1, 1, 1, 1, -1, 1, 1, 1}
	from := func(x []float64) []float64 {
		out := make([]float64, len(signs), len(signs)+2)
		for k, s := range signs {
			out[k] = s * kernel.Exp(x[k])
		}
		out[9] = 0.999 / (1 + kernel.Exp(-x[9]))
		return append(out, 0.5, 0.5)
	}
	return loopModel{
		name:  "yakopcic",
		names: []string{"a_1", "a_2", "b", "a_set", "a_reset", "v_th_set", "v_th_reset", "alpha_set", "alpha_reset", "x_min", "x_set", "x_reset"},
		units: []string{"A", "A", "", "Hz", "Hz", "V", "V", "", "", "", "", ""},
		most:  []float64{4, 4, 4, 40, 40, 2.9, 2.9, 4, 4, 20, 20},
		from:  from,
		make: func(x []float64) device.Model {
			p := from(x)
			return &device.Yakopcic{A1: p[0], A2: p[1], B: p[2], ASet: p[3], AReset: p[4], VSet: p[5], VReset: p[6],
				AlphaSet: p[7], AlphaReset: p[8], XMin: p[9], XSet: p[10], XReset: p[11], Pulses: device.Pulses{ReadVoltage: 0.1}}
		},
		x0: func(x []float64) float64 {
			least := from(x)[9]
			return least + float64((1-least)/(1+kernel.Exp(-x[10])))
		},
		guess: func(c *loopCell, src *rand.PCG) []float64 {
			f := c.figure
			b := between(src, 0.2, 2)
			a := f.lrs / b
			set, reset := f.vSet*between(src, 0.6, 1), -f.vReset*between(src, 0.6, 1)
			rate := func(v, threshold float64) float64 {
				return -kernel.Log(c.dt[0]*between(src, 1, 5)) - kernel.Log(max(kernel.Exp(v)-kernel.Exp(threshold), 0.05))
			}
			ratio := min(max(f.hrs/f.lrs, 1e-4), 0.9)
			return []float64{kernel.Log(a), kernel.Log(a), kernel.Log(b), rate(f.vSet, set), rate(-f.vReset, reset), kernel.Log(set), kernel.Log(reset),
				kernel.Log(between(src, 0.1, 4)), kernel.Log(between(src, 0.1, 4)), kernel.Log(ratio / (1 - ratio)), between(src, -6, -2)}
		},
	}
}

// between is uniform between two numbers.
func between(src *rand.PCG, lo, hi float64) float64 {
	return lo + float64((hi-lo)*min(math.Abs(kernel.Uniform(src)), 1))
}
