package circuit

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Arrays up to 64 × 64 against gonum's band Cholesky of the whole nodal matrix, word and bit node of a
// crosspoint next to each other: cells of two decades, some open, some a million times worse than others.
func TestExactIsTheBandMatrix(t *testing.T) {
	src := rand.New(rand.NewPCG(64, 64))
	for _, tt := range []struct {
		rows, cols               int
		word, bit, source, sense float64
		lo, hi                   float64
		open                     float64 // share of open cells
	}{
		{64, 64, 1, 5, 0, 0, 1e4, 1e6, 0}, {64, 40, 5, 1, 100, 10, 1e4, 1e6, 0.3}, {17, 64, 2, 2, 1e6, 1e3, 1e3, 1e9, 0.1}, {33, 47, 50, 20, 0, 0, 100, 1e4, 0},
	} {
		m, n := tt.rows, tt.cols
		g := logUniform(m*n, tt.lo, tt.hi, src)
		for k := range g {
			if src.Float64() < tt.open {
				g[k] = 0
			}
		}
		drive := &Drive{Left: make([]float64, m)}
		for i := range m {
			drive.Left[i] = src.Float64() - 0.3
		}
		a, rhs := mat.NewSymBandDense(2*m*n, 2*n, nil), mat.NewVecDense(2*m*n, nil)
		add := func(p, q int, s float64) { // between nodes; q < 0 is a terminal
			a.SetSymBand(p, p, a.At(p, p)+s)
			if q >= 0 {
				a.SetSymBand(q, q, a.At(q, q)+s)
				a.SetSymBand(p, q, -s)
			}
		}
		for i := range m {
			for j := range n {
				w := 2 * (i*n + j)
				add(w, w+1, g[i*n+j])
				if j == 0 {
					s := 1 / (tt.word + tt.source)
					add(w, -1, s)
					rhs.SetVec(w, s*drive.Left[i])
				}
				if j < n-1 {
					add(w, w+2, 1/tt.word)
				}
				if i < m-1 {
					add(w+1, w+1+2*n, 1/tt.bit)
				} else {
					add(w+1, -1, 1/(tt.bit+tt.sense))
				}
			}
		}
		var c mat.BandCholesky
		if !c.Factorize(a) {
			t.Fatal("oracle: not positive definite")
		}
		x := mat.NewVecDense(2*m*n, nil)
		if err := c.SolveVecTo(x, rhs); err != nil {
			t.Fatal(err)
		}
		s := solved(t, newExact(t, Plain(m, n, tt.word, tt.bit, tt.source, tt.sense), g), drive)
		word, bit, current := make([]float64, m*n), make([]float64, m*n), make([]float64, n)
		for k := range word {
			word[k], bit[k] = x.AtVec(2*k), x.AtVec(2*k+1)
		}
		for j := range n {
			current[j] = bit[(m-1)*n+j] / (tt.bit + tt.sense)
		}
		closeTo(t, "word node", s.Word, word, 1e-10)
		closeTo(t, "bit node", s.Bit, bit, 1e-9)
		closeTo(t, "current", s.Bottom, current, 1e-9)
		if math.IsNaN(s.Violation) || s.Iterations == 0 {
			t.Error("not iterated")
		}
	}
}
