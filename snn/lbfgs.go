package snn

import "math"

// A smooth function returns its value at x and writes its gradient there into grad.
type smooth func(grad, x []float64) float64

const (
	memory    = 10    // pairs of steps and changes of the gradient that L-BFGS remembers
	armijo    = 1e-4  // part of the decrease promised by the slope that a step must bring
	halvings  = 30    // of a step, before it is given up
	curvature = 1e-20 // squared cosine between a step and its change of gradient, at least
)

// minimise brings x to the minimum of a convex function by L-BFGS: the step is -H grad, with H the
// inverse Hessian built from the last ten steps, and is halved until the function has fallen by
// 1e-4 of what the slope promised. It stops where the gradient is no longer than tolerance, where
// no step down the gradient brings the function down any more (its rounding is reached), or after
// limit steps, and returns how many steps it took and the length of the last gradient. Everything is summed in one
// order with rounded products, so the bits do not depend on the processor.
//
// D. C. Liu and J. Nocedal, Math. Program. 45, 503–528 (1989), doi:10.1007/BF01589116.
func minimise(f smooth, x []float64, tolerance float64, limit int) (steps int, length float64) {
	n := len(x)
	h := lbfgs{}
	grad, next, at, dir := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	value := f(grad, x)
	for steps = 0; ; steps++ {
		length = math.Sqrt(dot(grad, grad))
		if length <= tolerance || steps == limit {
			return steps, length
		}
		h.direction(dir, grad)
		slope := dot(dir, grad)
		size := 1.0
		if len(h.pairs) == 0 {
			size = min(1, 1/length)
		}
		lower, ok := value, false
		for range halvings {
			for i := range at {
				at[i] = x[i] + float64(size*dir[i])
			}
			lower = f(next, at)
			if ok = lower <= value+float64(armijo*float64(size*slope)) && lower < value; ok {
				break
			}
			size /= 2
		}
		if !ok && len(h.pairs) == 0 {
			return steps, length
		}
		if !ok { // the memory misleads: down the gradient, then
			h.pairs = nil
			continue
		}
		h.remember(at, x, next, grad)
		copy(x, at)
		grad, next, value = next, grad, lower
	}
}

// lbfgs is the inverse Hessian, as the pairs of steps s and changes of the gradient y that it is
// built from, oldest first.
type lbfgs struct{ pairs []secant }

type secant struct {
	s, y []float64
	sy   float64
}

// remember adds a step, unless the function hardly curves along it. The oldest one goes.
func (h *lbfgs) remember(to, from, grad, before []float64) {
	var p secant
	if len(h.pairs) < memory {
		p = secant{s: make([]float64, len(to)), y: make([]float64, len(to))}
	} else {
		p = h.pairs[0]
		copy(h.pairs, h.pairs[1:])
		h.pairs = h.pairs[:memory-1]
	}
	for i := range to {
		p.s[i], p.y[i] = to[i]-from[i], grad[i]-before[i]
	}
	p.sy = dot(p.s, p.y)
	if p.sy > 0 && p.sy*p.sy > curvature*dot(p.s, p.s)*dot(p.y, p.y) {
		h.pairs = append(h.pairs, p)
	}
}

// direction writes -H grad into dir: the two loops of Nocedal.
func (h *lbfgs) direction(dir, grad []float64) {
	for i, g := range grad {
		dir[i] = -g
	}
	var alpha [memory]float64
	for k := len(h.pairs) - 1; k >= 0; k-- {
		p := h.pairs[k]
		alpha[k] = dot(p.s, dir) / p.sy
		addScaled(dir, -alpha[k], p.y)
	}
	if k := len(h.pairs); k > 0 {
		p := h.pairs[k-1]
		scale := p.sy / dot(p.y, p.y)
		for i := range dir {
			dir[i] *= scale
		}
	}
	for k, p := range h.pairs {
		addScaled(dir, alpha[k]-dot(p.y, dir)/p.sy, p.s)
	}
}

func dot(a, b []float64) float64 {
	var sum float64
	for i, x := range a {
		sum += float64(x * b[i])
	}
	return sum
}

func addScaled(dst []float64, a float64, x []float64) {
	for i, v := range x {
		dst[i] += float64(a * v)
	}
}
