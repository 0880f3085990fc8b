package sensitivity

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/variability"
)

// An Effect is what a step of one input does, over the whole range of the input.
type Effect struct {
	Size  float64 // µ*, mean of the size
	Mean  float64 // µ
	SD    float64 // σ: interactions and curvature; of a linear function 0
	Error float64 // standard error of µ*
}

// Morris estimates elementary effects of a function of dims inputs along r trajectories on a grid of p levels, with
// steps of p/(2(p - 1)) of the range: r (dims + 1) evaluations. It errs below 2 trajectories or 4 levels, and where the
// levels are odd.
//
// M. D. Morris, "Factorial Sampling Plans for Preliminary Computational Experiments", Technometrics 33(2), 161–174 (1991);
// µ* after F. Campolongo, J. Cariboni and A. Saltelli, Environ. Model. Softw. 22, 1509–1518 (2007).
func Morris(f func(x []float64) float64, dims, r, p int, s variability.Stream) ([]Effect, error) {
	if dims < 1 || r < 2 || p < 4 || p%2 != 0 {
		return nil, fmt.Errorf("elementary effects of %d inputs along %d trajectories of %d levels: want 1, 2 and an even number from 4 on", dims, r, p)
	}
	rng := s.Named("trajectories").Rand()
	step := float64(p) / float64(2*(p-1))
	effects := make([][]float64, dims)
	x, order := make([]float64, dims), make([]int, dims)
	for range r {
		for i := range x {
			// A level of the lower half, or of the upper half going down.
			x[i], order[i] = float64(rng.IntN(p/2))/float64(p-1), i
			if rng.IntN(2) == 1 {
				x[i] += step
			}
		}
		rng.Shuffle(dims, func(i, j int) { order[i], order[j] = order[j], order[i] })
		last := f(x)
		for _, i := range order {
			d := step
			if x[i] >= 0.5 {
				d = -step
			}
			x[i] += d
			next := f(x)
			effects[i] = append(effects[i], (next-last)/d)
			last = next
		}
	}
	all := make([]Effect, dims)
	for i, e := range effects {
		n := float64(len(e))
		for _, v := range e {
			all[i].Size += math.Abs(v) / n
			all[i].Mean += v / n
		}
		var own, size float64
		for _, v := range e {
			d, w := v-all[i].Mean, math.Abs(v)-all[i].Size
			own, size = own+float64(d*d), size+float64(w*w)
		}
		all[i].SD = math.Sqrt(own / (n - 1))
		all[i].Error = math.Sqrt(size / (n - 1) / n)
	}
	return all, nil
}
