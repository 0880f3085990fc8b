package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/si"
)

// Window slows a state x (0..1) near its bounds, so that it does not leave them:
//
//	none         f = 1                              with hard stops at 0 and 1
//	joglekar     f = 1 - (2x-1)^2p                  0 at both bounds, 1 in the middle
//	biolek       f = 1 - x^2p          while rising  0 only at the bound that is approached
//	             f = 1 - (1-x)^2p      while falling
//	prodromakis  f = j (1 - [(x-½)² + ¾]^p)         at most j; 0 at both bounds
//
// Under a window that is 0 at both bounds a cell that has arrived at one stays there whatever is
// applied; the numbers of a computer get there. Cards for learning take biolek.
//
// Y. N. Joglekar and S. J. Wolf, "The elusive memristor: properties of basic electrical circuits",
// Eur. J. Phys. 30, 661–675 (2009); Z. Biolek, D. Biolek and V. Biolková, "SPICE Model of Memristor
// with Nonlinear Dopant Drift", Radioengineering 18(2), 210–214 (2009); T. Prodromakis, B. P. Peh,
// C. Papavassiliou and C. Toumazou, "A Versatile Memristor Model With Nonlinear Dopant Kinetics",
// IEEE Trans. Electron Devices 58(9), 3099–3105 (2011).
type Window struct {
	Shape string  // "none", "joglekar", "biolek" or "prodromakis"
	P     float64 // steepness
	J     float64 // height of prodromakis
}

// Windows returns the shapes of windows.
func Windows() []string { return []string{"none", "joglekar", "biolek", "prodromakis"} }

// Params lists the parameters of the window for the model that has it.
func (w *Window) Params() []si.Param {
	return []si.Param{
		{Name: "window", At: &w.Shape, Doc: "window of the drift", Choices: Windows()},
		{Name: "p_window", At: &w.P, Doc: "steepness p of the window", Min: 0.1, Max: 50},
		{Name: "j_window", At: &w.J, Doc: "height j of the Prodromakis window", Min: 0, Max: 10},
	}
}

// At returns the window at x for a state that rises or falls.
func (w Window) At(x float64, rising bool) float64 {
	switch w.Shape {
	case "joglekar":
		return 1 - power(math.Abs(float64(2*x)-1), 2*w.P)
	case "biolek":
		if !rising {
			x = 1 - x
		}
		return 1 - power(x, 2*w.P)
	case "prodromakis":
		d := x - 0.5
		return w.J * (1 - power(min(float64(d*d)+0.75, 1), w.P))
	}
	return 1
}
