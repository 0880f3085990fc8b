package circuit

import "github.com/xbar-sim/xbar/internal/kernel"

// Schottky cells are junctions: I = Is (e^(v/Vt) - 1), forward from word to bit line, with a leak beside them. In
// Series with a cell they make a one-way selector. Beyond 40 Vt the curve goes on straight.
type Schottky struct {
	Is   []float64 // saturation current, A
	Vt   float64   // ideality times kT/q, V, above 0
	Leak float64   // S, 0 or more: without one a blocked junction holds nothing
}

// Current implements Cells.
func (s Schottky) Current(amps, slope, v []float64) {
	for k, is := range s.Is {
		x := v[k] / s.Vt
		y := min(x, 40)
		up := kernel.Exp(y)
		less := up - 1
		if y > -1e-5 && y < 1e-5 { // the difference loses digits
			less = float64(y * (1 + float64(y/2)))
		}
		amps[k] = float64(is*(less+float64(up*(x-y)))) + float64(s.Leak*v[k])
		slope[k] = float64(is/s.Vt*up) + s.Leak
	}
}
