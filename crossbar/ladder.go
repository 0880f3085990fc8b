package crossbar

import "math"

// A ladder is a line of resistors with something to ground at every place: segments along it, a terminal at 1 V at
// its near end and, unless far is +Inf, another at 1 V at its far end.
type ladder struct {
	segment, near, far float64 // Ω
}

// voltages solves n ladders of depth places side by side: v becomes the voltage at every place for conductances g (S) to
// ground, both by place from the far end on and within it by ladder. By reciprocity it is also the part of a current
// put in at that place that leaves through the terminals. inv and in are scratch of the same size.
func (l ladder) voltages(v, inv, in, g []float64, n int) {
	depth := len(g) / n
	if l.segment == 0 && (l.near == 0 || l.far == 0) {
		for k := range v {
			v[k] = 1
		}
		return
	}
	two := !math.IsInf(l.far, 1)
	a, b := make([]float64, n), make([]float64, n) // seen from the place away from the near end: S, and A
	if two {
		for k := range a {
			a[k] = 1 / (l.segment + l.far)
			b[k] = a[k]
		}
	}
	for k := range depth {
		row, to := g[k*n:(k+1)*n], inv[k*n:(k+1)*n]
		for j, s := range row {
			y := a[j] + s
			d := 1 / (1 + float64(l.segment*y))
			to[j], a[j] = d, y*d
		}
		if two {
			from := in[k*n : (k+1)*n]
			for j, d := range to {
				from[j] = float64(l.segment * b[j])
				b[j] *= d
			}
		}
	}
	x := v[(depth-1)*n:]
	for j, d := range inv[(depth-1)*n : depth*n] { // a and b stand behind the last segment
		if two {
			x[j] = (1 + float64(l.near*b[j])) / (1 + float64(l.near*a[j]))
			x[j] = float64((x[j] + in[(depth-1)*n+j]) * d)
		} else {
			x[j] = d / (1 + float64(l.near*a[j]))
		}
	}
	for k := depth - 2; k >= 0; k-- {
		from, to, d := v[(k+1)*n:(k+2)*n], v[k*n:(k+1)*n], inv[k*n:(k+1)*n]
		if two {
			extra := in[k*n : (k+1)*n]
			for j, y := range from {
				to[j] = float64((y + extra[j]) * d[j])
			}
			continue
		}
		for j, y := range from {
			to[j] = y * d[j]
		}
	}
}
