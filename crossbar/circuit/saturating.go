package circuit

import "math"

// Saturating cells are transistors that are on: ohmic at low voltage, and never more than their limit,
//
//	I = G v / √(1 + (G v/Limit)²)
//
// In Series with a cell they make a 1T1R array with a compliance current. The form is a smooth one with these two ends, not
// that of a particular transistor.
type Saturating struct {
	G, Limit []float64 // S; A, above 0
}

// Current implements Cells.
func (s Saturating) Current(amps, slope, v []float64) {
	for k, g := range s.G {
		x := float64(g*v[k]) / s.Limit[k]
		root := math.Sqrt(1 + float64(x*x))
		amps[k] = g * v[k] / root
		slope[k] = g / (root * root * root)
	}
}
