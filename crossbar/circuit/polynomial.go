package circuit

import (
	"errors"
	"fmt"
)

// Polynomial cells carry I = G (v + A3 v³ + A5 v⁵): odd, for both signs alike, and with A3 and A5 of 0 or more rising
// everywhere.
type Polynomial struct {
	G      []float64 // at 0 V, S
	A3, A5 float64   // V⁻², V⁻⁴
}

// Check refuses coefficients that could let the current fall with voltage.
func (p Polynomial) Check() error {
	if !(p.A3 >= 0 && p.A5 >= 0) {
		return fmt.Errorf("a curve v + %g v³ + %g v⁵: %w", p.A3, p.A5, errors.New("want coefficients of 0 or more"))
	}
	return nil
}

// Current implements Cells.
func (p Polynomial) Current(amps, slope, v []float64) {
	for k, g := range p.G {
		x := v[k]
		y := float64(x * x)
		amps[k] = g * x * (1 + float64(y*(p.A3+float64(y*p.A5))))
		slope[k] = g * (1 + float64(y*(float64(3*p.A3)+float64(5*p.A5*y))))
	}
}
