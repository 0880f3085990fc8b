package device

import "math"

// A Leveled model has cells with so many conductances and none between them. A State holds a value in
// between only where it stands for the mean of many cells: after Set, and after steps without noise. Who
// programs real cells takes the nearest level first.
type Leveled interface {
	// Levels returns the number of equidistant conductances, at least 2.
	Levels() int
}

// Nearest puts relative conductances w (0..1) on the nearest level that cells of m can hold, in place; of a
// Model that is not Leveled nothing changes.
func Nearest(m Model, w []float64) {
	l, ok := m.(Leveled)
	if !ok {
		return
	}
	top := float64(l.Levels() - 1)
	for i := range w {
		w[i] = math.Round(w[i]*top) / top
	}
}

// A Redrawn model has cells whose conductance is drawn anew at every switching, so that chance may take
// it beyond the nominal range.
type Redrawn interface {
	// Reach returns the widest limits that chance can lead nominal cells to, S.
	Reach() (gMin, gMax float64)

	// Redraw draws every cell of s anew around where it is, as the last pulse of a programming routine
	// would. xi holds Draws() standard normals per cell.
	Redraw(s State, xi []float64)
}
