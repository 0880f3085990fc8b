package circuit

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Ohmic cells carry G v.
type Ohmic []float64 // S

// Current implements Cells.
func (o Ohmic) Current(amps, slope, v []float64) {
	for k, g := range o {
		amps[k], slope[k] = g*v[k], g
	}
}

// Sinh cells carry I = G V0 sinh(v/V0): ohmic below V0 (V, above 0), exponential beyond it. The form is that
// of tunnelling through a gap; beyond 300 V0 the curve goes on straight.
type Sinh struct {
	G  []float64 // conductance at 0 V, S
	V0 float64   // V
}

// Current implements Cells.
func (c Sinh) Current(amps, slope, v []float64) {
	for k, g := range c.G {
		x := v[k] / c.V0
		y := min(max(x, -300), 300)
		up, down := kernel.Exp(y), kernel.Exp(-y)
		sinh, cosh := (up-down)/2, (up+down)/2
		if math.Abs(y) < 0.1 { // the difference loses digits
			z := float64(y * y)
			sinh = y * (1 + float64(z/6*(1+float64(z/20*(1+float64(z/42*(1+float64(z/72))))))))
		}
		amps[k] = g * c.V0 * (sinh + float64(cosh*(x-y)))
		slope[k] = g * cosh
	}
}

// Selector cells are nonlinear both ways alike: I = 2 Is sinh(v/Vt). In Series with a cell they make a 1S1R
// array; at low voltage they leak 2 Is/Vt siemens.
type Selector struct {
	Is, Vt float64 // A, V, above 0
	N      int     // cells
}

// Current implements Cells.
func (s Selector) Current(amps, slope, v []float64) {
	g := make([]float64, s.N)
	for k := range g {
		g[k] = 2 * s.Is / s.Vt
	}
	Sinh{g, s.Vt}.Current(amps, slope, v)
}
