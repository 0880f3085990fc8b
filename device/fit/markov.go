package fit

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A chain is a hidden Markov model of a trace: k levels with one normal noise, and probabilities to go from one to another at
// each sample.
type chain struct {
	level []float64 // rising
	sigma float64
	move  [][]float64 // from, to
	logL  float64
}

// baum fits k levels to x by the algorithm of Baum and Welch from levels at quantiles.
//
// L. E. Baum, T. Petrie, G. Soules and N. Weiss, "A Maximization Technique Occurring in the Statistical Analysis of Probabilistic
// Functions of Markov Chains", Ann. Math. Stat. 41(1), 164–171 (1970).
func baum(x []float64, k int) *chain {
	_, sd := moments(x)
	var best *chain
	// Levels of unlike dwell times lie far out in the distribution: several starts.
	for _, edge := range []float64{0.25, 0.1, 0.03} {
		c := &chain{sigma: sd / float64(k)}
		for i := range k {
			at := 0.5
			if k > 1 {
				at = edge + float64((1-2*edge)*float64(i))/float64(k-1)
			}
			c.level = append(c.level, quantile(x, at))
			row := make([]float64, k)
			for j := range row {
				row[j] = 0.05 / float64(max(k-1, 1))
			}
			row[i] = 0.95
			if k == 1 {
				row[0] = 1
			}
			c.move = append(c.move, row)
		}
		last := math.Inf(-1)
		for range 200 {
			c.improve(x)
			if c.logL-last < 1e-6*math.Abs(c.logL)+1e-9 {
				break
			}
			last = c.logL
		}
		if best == nil || c.logL > best.logL {
			best = c
		}
		if k == 1 {
			break
		}
	}
	best.sort()
	return best
}

// improve is one step of expectation and maximisation.
func (c *chain) improve(x []float64) {
	k, n := len(c.level), len(x)
	alpha, dens, norm := c.forward(x)
	beta, next := make([]float64, k), make([]float64, k)
	for i := range beta {
		beta[i] = 1
	}
	weight, sum := make([]float64, k), make([]float64, k)
	var square float64
	moves := make([][]float64, k)
	for i := range moves {
		moves[i] = make([]float64, k)
	}
	origin := x[0]
	for t := n - 1; t >= 0; t-- {
		for i := range k {
			g := alpha[t*k+i] * beta[i]
			d := x[t] - origin
			weight[i] += g
			sum[i] += float64(g * d)
			square += float64(g * d * d)
		}
		if t == 0 {
			break
		}
		for i := range k {
			var s float64
			for j := range k {
				v := c.move[i][j] * dens[t*k+j] * beta[j] / norm[t]
				moves[i][j] += alpha[(t-1)*k+i] * v
				s += v
			}
			next[i] = s
		}
		beta, next = next, beta
	}
	for i := range k {
		if weight[i] > 0 {
			m := sum[i] / weight[i]
			c.level[i] = origin + m
			square -= float64(weight[i] * m * m)
		}
		var row float64
		for j := range k {
			row += moves[i][j]
		}
		for j := range k {
			if row > 0 {
				c.move[i][j] = moves[i][j] / row
			}
		}
	}
	c.sigma = math.Sqrt(max(square/float64(n), 1e-300))
}

// forward fills the scaled forward probabilities, the densities of the samples in each level and the scales, and sets
// the logarithm of the likelihood.
func (c *chain) forward(x []float64) (alpha, dens, norm []float64) {
	k, n := len(c.level), len(x)
	alpha, dens, norm = make([]float64, k*n), make([]float64, k*n), make([]float64, n)
	start := c.stationary()
	c.logL = 0
	for t, v := range x {
		for i, l := range c.level {
			z := (v - l) / c.sigma
			dens[t*k+i] = kernel.Exp(-0.5*float64(min(z*z, 600))) / c.sigma
		}
		var s float64
		for j := range k {
			p := start[j]
			if t > 0 {
				p = 0
				for i := range k {
					p += float64(alpha[(t-1)*k+i] * c.move[i][j])
				}
			}
			alpha[t*k+j] = p * dens[t*k+j]
			s += alpha[t*k+j]
		}
		norm[t] = s
		for j := range k {
			alpha[t*k+j] /= s
		}
		c.logL += kernel.Log(s)
	}
	c.logL -= float64(float64(n) * halfLog2Pi)
	return alpha, dens, norm
}

// stationary is the distribution that the moves leave alone, by repetition.
func (c *chain) stationary() []float64 {
	k := len(c.level)
	p, q := make([]float64, k), make([]float64, k)
	for i := range p {
		p[i] = 1 / float64(k)
	}
	if k == 2 {
		if up, down := c.move[0][1], c.move[1][0]; up+down > 0 {
			return []float64{down / (up + down), up / (up + down)}
		}
		return p
	}
	for range 500 {
		for j := range k {
			q[j] = 0
			for i := range k {
				q[j] += float64(p[i] * c.move[i][j])
			}
		}
		p, q = q, p
	}
	return p
}

// sort puts the levels in rising order.
func (c *chain) sort() {
	k := len(c.level)
	for i := range k {
		for j := i + 1; j < k; j++ {
			if c.level[j] < c.level[i] {
				c.level[i], c.level[j] = c.level[j], c.level[i]
				c.move[i], c.move[j] = c.move[j], c.move[i]
				for r := range c.move {
					c.move[r][i], c.move[r][j] = c.move[r][j], c.move[r][i]
				}
			}
		}
	}
}

// bic is the criterion of Schwarz: levels, noise and k(k - 1) moves for so many samples.
func (c *chain) bic(samples int) float64 {
	k := float64(len(c.level))
	return float64((k+1+float64(k*(k-1)))*kernel.Log(float64(samples))) - 2*c.logL
}

// likeliest is the level of each sample with the largest probability given those before and at it.
func (c *chain) likeliest(x []float64) []float64 {
	k := len(c.level)
	alpha, _, _ := c.forward(x)
	out := make([]float64, len(x))
	for t := range x {
		best := 0
		for i := range k {
			if alpha[t*k+i] > alpha[t*k+best] {
				best = i
			}
		}
		out[t] = c.level[best]
	}
	return out
}

// two writes a chain of two levels as parameters: lower level, ln step, ln noise, ln(-ln(1 - p)) of the moves up and down, in
// units of the scale.
func (c *chain) two(scale float64) []float64 {
	cll := func(p float64) float64 { return kernel.Log(-kernel.Log(1 - min(max(p, 1e-9), 1-1e-9))) }
	return []float64{c.level[0] / scale, kernel.Log((c.level[1] - c.level[0]) / scale), kernel.Log(c.sigma / scale), cll(c.move[0][1]), cll(c.move[1][0])}
}

// chainOf is the reverse.
func chainOf(p []float64, scale float64) *chain {
	prob := func(y float64) float64 { return 1 - kernel.Exp(-kernel.Exp(min(y, 5))) }
	up, down := prob(p[3]), prob(p[4])
	return &chain{level: []float64{p[0] * scale, (p[0] + kernel.Exp(p[1])) * scale}, sigma: kernel.Exp(p[2]) * scale,
		move: [][]float64{{1 - up, up}, {down, 1 - down}}}
}
