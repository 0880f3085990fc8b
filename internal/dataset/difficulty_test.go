package dataset

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// TestDigitsDifficulty asks of the built-in set what a study of weights needs: classes that are
// truly there (neighbours agree), that no line separates (a network has something to learn), and
// that a few prototypes, which is what competitive spiking neurons become, explain only in part.
// The first 4000 training and 1000 test images of MNIST give 87 %, 91 % and 73 %.
//
// The set is fixed and so are the classifiers' seeds; only the rounding of the processor can move
// an image across a border. With 1000 test images a figure says the truth about the kind of
// digits to within 1 point (standard error).
func TestDigitsDifficulty(t *testing.T) {
	if testing.Short() {
		t.Skip("trains three classifiers, about 5 s")
	}
	s := digits()
	for _, c := range []struct {
		name   string
		got    float64
		lo, hi float64
	}{
		{"linear read-out of pixels", linearAccuracy(s), 0.88, 0.97},
		{"3 nearest neighbours", neighbourAccuracy(s, 3), 0.96, 1},
		{"50 prototypes", prototypeAccuracy(s, 50, 1), 0.70, 0.92},
	} {
		t.Logf("%s: %.1f %%", c.name, 100*c.got)
		if c.got < c.lo || c.got > c.hi {
			t.Errorf("%s: accuracy %.3f: want %.2f to %.2f", c.name, c.got, c.lo, c.hi)
		}
	}
}

// matrix returns the images as rows of numbers 0 to 1.
func matrix(s Split) blas32.General {
	n := len(s.Images[0])
	m := newMatrix(len(s.Images), n)
	for i, img := range s.Images {
		for j, p := range img {
			m.Data[i*n+j] = float32(p) / 255
		}
	}
	return m
}

func newMatrix(rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
}

func row(m blas32.General, i int) []float32 { return m.Data[i*m.Stride : i*m.Stride+m.Cols] }

func vector(x []float32) blas32.Vector { return blas32.Vector{N: len(x), Inc: 1, Data: x} }

// linearAccuracy trains multinomial logistic regression on the pixels by stochastic gradient
// descent with a falling rate, then tests it.
func linearAccuracy(s *Set) float64 {
	const epochs = 40
	x, test := matrix(s.Train), matrix(s.Test)
	w, bias := newMatrix(s.Classes, x.Cols), make([]float32, s.Classes)
	rng := rand.New(rand.NewPCG(1, 1))
	p := make([]float32, s.Classes)
	for epoch := range epochs {
		rate := 0.03 * float32(epochs-epoch) / epochs
		for _, i := range rng.Perm(x.Rows) {
			in := vector(row(x, i))
			softmax(p, w, bias, in)
			p[s.Train.Labels[i]]--
			for c, e := range p {
				blas32.Axpy(-rate*e, in, vector(row(w, c)))
				bias[c] -= rate * e
			}
		}
	}
	right := 0
	for i, label := range s.Test.Labels {
		softmax(p, w, bias, vector(row(test, i)))
		if blas32.Iamax(vector(p)) == int(label) {
			right++
		}
	}
	return float64(right) / float64(test.Rows)
}

func softmax(p []float32, w blas32.General, bias []float32, in blas32.Vector) {
	top := float32(math.Inf(-1))
	for c := range p {
		p[c] = bias[c] + blas32.Dot(vector(row(w, c)), in)
		top = max(top, p[c])
	}
	sum := float32(0)
	for c := range p {
		p[c] = float32(math.Exp(float64(p[c] - top)))
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
}

// distances returns the squared Euclidean distance of every row of a from every row of b, less
// the square of the row of a, which does not matter for who is nearest.
func distances(a, b blas32.General) blas32.General {
	d := newMatrix(a.Rows, b.Rows)
	blas32.Gemm(blas.NoTrans, blas.Trans, -2, a, b, 0, d)
	for j := range b.Rows {
		square := blas32.Dot(vector(row(b, j)), vector(row(b, j)))
		for i := range a.Rows {
			d.Data[i*d.Stride+j] += square
		}
	}
	return d
}

// neighbourAccuracy lets the k nearest training images vote, the nearer ones deciding a tie.
func neighbourAccuracy(s *Set, k int) float64 {
	d := distances(matrix(s.Test), matrix(s.Train))
	right := 0
	for i, label := range s.Test.Labels {
		votes, near := make([]int, s.Classes), row(d, i)
		best := 0
		for range k {
			j := nearest(near)
			near[j] = math.MaxFloat32
			c := int(s.Train.Labels[j])
			if votes[c]++; votes[c] > votes[best] {
				best = c
			}
		}
		if best == int(label) {
			right++
		}
	}
	return float64(right) / float64(len(s.Test.Labels))
}

// prototypeAccuracy finds n prototypes by k-means without labels, gives each the class of most of
// its training images, and classifies the test images by the nearest one.
func prototypeAccuracy(s *Set, n int, seed uint64) float64 {
	x := matrix(s.Train)
	protos := newMatrix(n, x.Cols)
	for i, j := range rand.New(rand.NewPCG(seed, 2)).Perm(x.Rows)[:n] {
		copy(row(protos, i), row(x, j))
	}
	for range 15 {
		d, count := distances(x, protos), make([]float32, n)
		sums := newMatrix(n, x.Cols)
		for i := range x.Rows {
			c := nearest(row(d, i))
			count[c]++
			blas32.Axpy(1, vector(row(x, i)), vector(row(sums, c)))
		}
		for c := range n {
			if count[c] > 0 {
				blas32.Scal(1/count[c], vector(row(sums, c)))
				copy(row(protos, c), row(sums, c))
			}
		}
	}
	votes := make([][]float32, n)
	for c := range votes {
		votes[c] = make([]float32, s.Classes)
	}
	d := distances(x, protos)
	for i, label := range s.Train.Labels {
		votes[nearest(row(d, i))][label]++
	}
	d = distances(matrix(s.Test), protos)
	right := 0
	for i, label := range s.Test.Labels {
		if blas32.Iamax(vector(votes[nearest(row(d, i))])) == int(label) {
			right++
		}
	}
	return float64(right) / float64(len(s.Test.Labels))
}

func nearest(d []float32) int {
	best := 0
	for j, v := range d {
		if v < d[best] {
			best = j
		}
	}
	return best
}
