package whatif_test

import (
	"fmt"

	"github.com/xbar-sim/xbar/experiments/whatif"
)

// Measured losses of accuracy at growing spreads, in points; chance put one of them below its neighbour. A rising curve
// through them says from which spread on more than a point is lost.
func ExampleCrossing() {
	spread := []float64{0, 0.1, 0.2, 0.3, 0.5}
	loss := whatif.Isotonic([]float64{0, 0.3, 0.2, 1.5, 4}, []float64{1, 1, 1, 1, 1})
	fmt.Println(loss)
	fmt.Printf("%.2f\n", whatif.Crossing(spread, loss, 1))
	// Output:
	// [0 0.25 0.25 1.5 4]
	// 0.28
}
