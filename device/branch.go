package device

import (
	"slices"

	"github.com/xbar-sim/xbar/internal/si"
)

// A Branch is a polynomial that takes the place of a formula from a relative conductance g = G/g_ref on:
//
//	c0 + c1 g + c2 g² + …,   g >= Knee
//
// It is off where Knee or the list of coefficients is empty.
type Branch struct {
	Knee float64
	Poly []float64 // c0, c1, …
}

// params lists the branch of a quantity: knee and coefficients.
func (b *Branch) params(name, doc string) []si.Param {
	return []si.Param{
		{Name: name + "_knee", At: &b.Knee, Doc: doc + ": G/g_ref from which the polynomial holds; 0 is nowhere", Min: 0, Max: 1e3},
		{Name: name + "_poly", At: &b.Poly, Doc: doc + ": coefficients from the constant one on", Min: -100, Max: 100},
	}
}

// at returns the polynomial at g, and false below the knee.
func (b *Branch) at(g float64) (y float64, ok bool) {
	if b.Knee == 0 || len(b.Poly) == 0 || g < b.Knee {
		return 0, false
	}
	for _, c := range slices.Backward(b.Poly) {
		y = float64(y*g) + c
	}
	return y, true
}

// clone returns a copy that shares nothing.
func (b Branch) clone() Branch { return Branch{b.Knee, slices.Clone(b.Poly)} }
