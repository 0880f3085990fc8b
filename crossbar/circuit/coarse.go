package circuit

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A coarse grid corrects what is smooth: wires that drop much over the whole array couple all lines,
// which sweeps along single lines see slowly. Voltages of both kinds of line are taken as bilinear
// between a few nodes. What these nodes answer to a residual, less what they would answer with cells
// grounded, as the sweeps have it, is added to the answer of the sweeps.
type coarse struct {
	along, across hats      // down the bit lines, along the word lines
	n             int       // nodes of one kind of line; 0 without a grid
	all, alone    []float64 // lower Cholesky factors, n by n, of the equations of bit nodes: with word lines, and with cells grounded
	gathered      []float64 // what share has added up, a row of the array for each hat along
	correction    []float64 // what row hands out, in the same shape
	node, other   []float64
	zeros         []float64 // a row of the array
}

// mostNodes is the number of coarse nodes along a line at which more cost more than they save.
const mostNodes = 12

// newCoarse lays a grid with a node in every length over which a voltage decays along a line, 1/√(g r)
// cells. weight are the conductances of cells in units of bit lines.
func newCoarse(c *chains, weight []float64) *coarse {
	mean := 0.0
	for _, x := range weight {
		mean += x
	}
	mean /= float64(len(weight))
	if max(float64(c.rows)*math.Sqrt(mean), float64(c.cols)*math.Sqrt(mean*c.geo.Word/c.unit)) < 0.7 {
		return &coarse{along: newHats(1, c.rows), across: newHats(1, c.cols), zeros: make([]float64, c.cols)}
	}
	nodes := func(size int, g float64) int {
		return min(int(math.Ceil(min(float64(size)*math.Sqrt(g), mostNodes-1)))+1, size)
	}
	na, nb := nodes(c.rows, mean), nodes(c.cols, mean*c.geo.Word/c.unit)
	o := &coarse{along: newHats(na, c.rows), across: newHats(nb, c.cols), n: na * nb, zeros: make([]float64, c.cols)}
	o.gathered, o.correction = make([]float64, na*c.cols), make([]float64, na*c.cols)
	o.node, o.other = make([]float64, o.n), make([]float64, o.n)
	if !o.assemble(c, weight) {
		o.n = 0
	}
	return o
}

// assemble makes the factor: of the matrix of word and bit nodes, word nodes first, the last block of
// the Cholesky factor is that of the Schur complement. It reports whether rounding allowed it.
func (o *coarse) assemble(c *chains, weight []float64) bool {
	n, nb := o.n, o.across.n
	m := make([]float64, 4*n*n)
	// of one line: its cells, and its cells and wire, between pairs of hats across
	cells, word := make([]float64, nb*nb), make([]float64, nb*nb)
	wire := make([]float64, nb*nb)
	ratio := c.unit / c.geo.Word
	o.across.addSteps(wire, ratio)
	for i := range c.rows {
		clear(cells)
		o.across.addProducts(cells, weight[i*c.cols:(i+1)*c.cols])
		copy(word, wire)
		o.across.addPairs(word, 0, ratio*c.left[i])
		o.across.addPairs(word, c.cols-1, ratio*c.right[i])
		o.along.eachPair(i, func(a, b int, f float64) {
			for k := range nb {
				for l := range nb {
					v, u := (a*nb+k)*2*n+b*nb+l, (n+a*nb+k)*2*n+n+b*nb+l
					g := float64(f * cells[k*nb+l])
					m[v] += float64(f*word[k*nb+l]) + g
					m[u] += g
					m[u-n] -= g
				}
			}
		})
	}
	o.addBitLines(c, m)
	corner := func() []float64 {
		b := make([]float64, n*n)
		for i := range n {
			copy(b[i*n:(i+1)*n], m[(n+i)*2*n+n:(n+i)*2*n+2*n])
		}
		return b
	}
	o.alone = corner()
	if !cholesky(o.alone, n) || !cholesky(m, 2*n) {
		return false
	}
	o.all = corner()
	return true
}

// addBitLines adds the wires and ends of the bit lines.
func (o *coarse) addBitLines(c *chains, m []float64) {
	n, nb, na := o.n, o.across.n, o.along.n
	one, top, bottom := make([]float64, nb*nb), make([]float64, nb*nb), make([]float64, nb*nb)
	for j := range c.cols {
		o.across.addPairs(one, j, 1)
		o.across.addPairs(top, j, c.top[j])
		o.across.addPairs(bottom, j, c.bottom[j])
	}
	steps, first, last := make([]float64, na*na), make([]float64, na*na), make([]float64, na*na)
	o.along.addSteps(steps, 1)
	o.along.addPairs(first, 0, 1)
	o.along.addPairs(last, c.rows-1, 1)
	for a := range na {
		for b := range na {
			for k := range nb {
				for l := range nb {
					at, p, q := (n+a*nb+k)*2*n+n+b*nb+l, a*na+b, k*nb+l
					m[at] += float64(steps[p]*one[q]) + float64(first[p]*top[q]) + float64(last[p]*bottom[q])
				}
			}
		}
	}
}

// cholesky replaces the lower triangle of m, n by n and symmetric, by its factor. It reports false
// where rounding leaves a pivot without digits.
func cholesky(m []float64, n int) bool {
	for i := range n {
		row := m[i*n : i*n+n]
		whole := row[i]
		for j := 0; j <= i; j++ {
			other := m[j*n : j*n+n]
			sum := row[j]
			for k, x := range other[:j] {
				sum -= float64(x * row[k])
			}
			if j < i {
				row[j] = sum / other[j]
				continue
			}
			if !(sum > 1e-12*whole) || !finite(sum) {
				return false
			}
			row[i] = math.Sqrt(sum)
		}
	}
	return true
}

// backward replaces x by the solution of l lᵀ y = x and returns x·y.
func backward(l, x []float64) float64 {
	n, product := len(x), 0.0
	for i := range n {
		sum := x[i]
		for k, f := range l[i*n : i*n+i] {
			sum -= float64(f * x[k])
		}
		x[i] = sum / l[i*n+i]
		product += float64(x[i] * x[i])
	}
	for i := n - 1; i >= 0; i-- {
		y := x[i] / l[i*n+i]
		x[i] = y
		for k, f := range l[i*n : i*n+i] {
			x[k] -= float64(f * y)
		}
	}
	return product
}

// begin starts to gather a residual.
func (o *coarse) begin() { clear(o.gathered) }

// share gathers row i of a residual.
func (o *coarse) share(i int, r []float64) {
	if o.n == 0 {
		return
	}
	a, b, fa, fb := o.along.at(i)
	cols := len(r)
	if o.along.n == 1 {
		kernel.Share(o.gathered[:cols], o.correction[:cols], r, 1, 0)
		return
	}
	kernel.Share(o.gathered[a*cols:(a+1)*cols], o.gathered[b*cols:(b+1)*cols], r, fa, fb)
}

// solve makes the correction for the residual gathered, and returns their product.
func (o *coarse) solve() float64 {
	if o.n == 0 {
		return 0
	}
	clear(o.node)
	cols, nb := o.across.size, o.across.n
	for k := range o.along.n {
		node := o.node[k*nb : (k+1)*nb]
		for j, x := range o.gathered[k*cols : (k+1)*cols] {
			a, b, fa, fb := o.across.at(j)
			node[a] += float64(fa * x)
			node[b] += float64(fb * x)
		}
	}
	copy(o.other, o.node)
	product := backward(o.all, o.node) - backward(o.alone, o.other)
	for i, x := range o.other {
		o.node[i] -= x
	}
	for k := range o.along.n {
		node := o.node[k*nb : (k+1)*nb]
		for j := range cols {
			a, b, fa, fb := o.across.at(j)
			o.correction[k*cols+j] = float64(fa*node[a]) + float64(fb*node[b])
		}
	}
	return product
}

// row is what the correction adds to row i: f0·y0 + f1·y1.
func (o *coarse) row(i int) (y0, y1 []float64, f0, f1 float64) {
	cols := o.across.size
	if o.n == 0 {
		return o.zeros, o.zeros, 0, 0
	}
	a, b, f0, f1 := o.along.at(i)
	return o.correction[a*cols : (a+1)*cols], o.correction[b*cols : (b+1)*cols], f0, f1
}
