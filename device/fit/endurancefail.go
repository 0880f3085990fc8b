package fit

import (
	"math"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// A side is the state in which a cell is stuck.
type side int

const (
	alive side = iota
	stuckLRS
	stuckHRS
)

// failure returns the index of the first read pair of an endurance test at which the window has closed for good, and in
// which state the cell is stuck; the number of pairs and alive where it survived. The window is closed where LRS/HRS is
// below the square root of what it was at first (half of the decades), in this pair and most of those after it; the cell is
// stuck at LRS where the pair lies nearer to the first LRS, in the logarithm.
func failure(e lab.Endurance) (int, side) {
	k := min(5, len(e.Count))
	h, l := median(present(e.HRS[:k])), median(present(e.LRS[:k]))
	if !(h > 0 && l > h) {
		return len(e.Count), alive
	}
	closed := func(i int) bool {
		return !(e.HRS[i] > 0 && e.LRS[i] > 0) || e.LRS[i]/e.HRS[i] < math.Sqrt(l/h)
	}
	for i := range e.Count {
		if !closed(i) {
			continue
		}
		after := 0
		for j := i; j < len(e.Count); j++ {
			if closed(j) {
				after++
			}
		}
		if 2*after <= len(e.Count)-i {
			continue
		}
		mid := math.Sqrt(max(e.HRS[i], 1e-30) * max(e.LRS[i], 1e-30))
		if math.Abs(kernel.Log(mid/l)) < math.Abs(kernel.Log(mid/h)) {
			return i, stuckLRS
		}
		return i, stuckHRS
	}
	return len(e.Count), alive
}
