package variability

import (
	"math"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// addField adds scale times a Gaussian field of variance 1 and covariance exp(-d²/2ℓ²) to dst. The grid is
// embedded in a torus with 6 ℓ to spare on either side, where the covariance is circulant and its
// eigenvalues are a Fourier transform: white noise on the waves, each times the root of its
// eigenvalue, has that covariance. The covariance is a product of one along rows and one along columns,
// so are the eigenvalues, and waves whose part is below 1e-16 of the variance are left out. Around
// the torus cells meet with exp(-18) = 2e-8, which is the error.
//
// C. R. Dietrich and G. N. Newsam, Fast and exact simulation of stationary Gaussian processes through
// circulant embedding of the covariance matrix, SIAM J. Sci. Comput. 18(4), 1088–1107 (1997).
func addField(dst []float64, rows, cols int, length, scale float64, src *rand.PCG) {
	down, across := newWaves(rows, length), newWaves(cols, length)
	n := len(across.active)
	re, im := make([]float64, rows*n), make([]float64, rows*n) // by row: a wave along columns
	a, b := make([]float64, len(down.amp)), make([]float64, len(down.amp))
	for k, q := range across.active {
		clear(a)
		clear(b)
		for _, p := range down.active {
			amp := scale * down.amp[p] * across.amp[q]
			a[p] = amp * kernel.Normal(src)
			b[p] = amp * kernel.Normal(src)
		}
		down.sum(a, b)
		for r := range rows {
			re[r*n+k], im[r*n+k] = a[r], b[r]
		}
	}
	a, b = make([]float64, len(across.amp)), make([]float64, len(across.amp))
	for r := range rows {
		clear(a)
		clear(b)
		for k, q := range across.active {
			a[q], b[q] = re[r*n+k], im[r*n+k]
		}
		across.sum(a, b)
		for c := range cols {
			dst[r*cols+c] += a[c]
		}
	}
}

// waves are those on a ring of cells, by their wave number.
type waves struct {
	amp    []float64 // root of the eigenvalue over the number of cells
	active []int     // wave numbers that matter
	cos    []float64 // of 2πj/N, j < N/2
	sin    []float64
}

func newWaves(cells int, length float64) *waves {
	n := 2
	for float64(n) < float64(cells)+float64(6*length) {
		n *= 2
	}
	w := &waves{amp: make([]float64, n)}
	w.cos, w.sin = circle(n)
	im := make([]float64, n)
	for d := range w.amp {
		for turn := -2; turn <= 2; turn++ {
			x := float64(d+turn*n) / length
			w.amp[d] += kernel.Exp(-float64(x*x) / 2)
		}
	}
	w.sum(w.amp, im)
	most := w.amp[0]
	for k, v := range w.amp {
		if v > 1e-16*most {
			w.active = append(w.active, k)
		}
		w.amp[k] = math.Sqrt(max(v, 0) / float64(n))
	}
	return w
}

// circle returns cosine and sine of 2πj/n for j < n/2, from halved angles: Go's own round differently
// from one processor to the next.
func circle(n int) (cos, sin []float64) {
	cos, sin = []float64{1}, []float64{0}
	c, s := -1.0, 0.0 // of π, halved from here on
	var roots [][2]float64
	for m := 2; m < n; m *= 2 {
		c, s = math.Sqrt((1+c)/2), s/2
		if m == 2 {
			c, s = 0, 1
		} else {
			s /= c
		}
		roots = append(roots, [2]float64{c, s})
	}
	for k := len(roots) - 1; k >= 0; k-- { // the smallest angle first: j grows bit by bit
		c, s := roots[k][0], roots[k][1]
		for j := range len(cos) {
			cos = append(cos, float64(cos[j]*c)-float64(sin[j]*s))
			sin = append(sin, float64(cos[j]*s)+float64(sin[j]*c))
		}
	}
	return cos, sin
}

// sum replaces x by Σ_k x_k exp(2πijk/N): the fast Fourier transform of Cooley and Tukey (1965), radix 2.
func (w *waves) sum(re, im []float64) {
	n := len(re)
	for i, j := 1, 0; i < n; i++ { // bits of the index reversed
		bit := n >> 1
		for ; j&bit != 0; bit >>= 1 {
			j ^= bit
		}
		j ^= bit
		if i < j {
			re[i], re[j] = re[j], re[i]
			im[i], im[j] = im[j], im[i]
		}
	}
	for half := 1; half < n; half *= 2 {
		stride := n / (2 * half)
		for from := 0; from < n; from += 2 * half {
			for k := range half {
				c, s := w.cos[k*stride], w.sin[k*stride]
				i, j := from+k, from+k+half
				x := float64(re[j]*c) - float64(im[j]*s)
				y := float64(re[j]*s) + float64(im[j]*c)
				re[i], re[j] = re[i]+x, re[i]-x
				im[i], im[j] = im[i]+y, im[i]-y
			}
		}
	}
}
