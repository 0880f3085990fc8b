package crossbar

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/variability"
)

// Within a read interval a column has one deviate of white noise: the currents of the interval together
// have the variance v² ρ² Σ (G amp)² of all their rows, each read in it has its part of the same deviate,
// and intervals are independent and normal (Kolmogorov and Smirnov at the 0.1 % level).
func TestWhiteNoiseOfAnInterval(t *testing.T) {
	const rho, intervals, cols, volts = 0.05, 8000, 5, 0.1
	card := preset(t, "memristor", "read_noise", rho)
	a := build(t, card, 20, cols, Options{D2D: 0.3})
	a.Program(ramp(20*cols, 0, 1), false)
	reads := []struct {
		rows []int32
		amp  []float32
	}{{[]int32{17, 3}, nil}, {[]int32{4, 11, 12}, []float32{1, 0.5, 0.25}}, {[]int32{5}, nil}}
	mean := make([][]float64, len(reads))
	square := make([][]float64, len(reads)+1) // Σ (G amp)² so far
	square[0] = make([]float64, cols)
	for k, r := range reads {
		mean[k], square[k+1] = make([]float64, cols), append([]float64(nil), square[k]...)
		for i, row := range r.rows {
			for c := range cols {
				g := float64(a.g[int(row)*cols+c])
				if r.amp != nil {
					g *= float64(r.amp[i])
				}
				mean[k][c] += volts * g
				square[k+1][c] += g * g
			}
		}
	}
	a.NextInput(variability.Seed(7).Named("interval"))
	noise := make([][]float64, cols) // of the sums of intervals, of the closed form's standard deviation
	for range intervals {
		a.NextInterval()
		one := make([]float64, cols) // the interval's deviate, by its first read
		sum := make([]float64, cols)
		for k, r := range reads {
			dst := make([]float32, cols)
			a.Read(dst, r.rows, r.amp, volts)
			for c, x := range dst {
				n := float64(x) - mean[k][c]
				sum[c] += n
				sd := volts * rho * (math.Sqrt(square[k+1][c]) - math.Sqrt(square[k][c]))
				if k == 0 {
					one[c] = n / sd
				} else if tol := 1e-6*mean[k][c]/sd + 1e-3; math.Abs(n/sd-one[c]) > tol {
					t.Fatalf("read %d, column %d: deviate %.6g, want that of the interval, %.6g", k, c, n/sd, one[c])
				}
			}
		}
		for c := range cols {
			noise[c] = append(noise[c], sum[c]/(volts*rho*math.Sqrt(square[len(reads)][c])))
		}
	}
	for c, x := range noise {
		m, v := stat.MeanVariance(x, nil)
		near(t, "mean", m, 0, 4/math.Sqrt(intervals))
		near(t, "variance over Σ σ²", v, 1, 4*math.Sqrt(2.0/(intervals-1)))
		near(t, "correlation of intervals", stat.Correlation(x[1:], x[:intervals-1], nil), 0, 4/math.Sqrt(intervals))
		ks(t, "noise of an interval", x, distuv.Normal{Sigma: 1})
		if c > 0 {
			near(t, "correlation of columns", stat.Correlation(x, noise[c-1], nil), 0, 4/math.Sqrt(intervals))
		}
	}
}

// An interval of one read draws what a read of its own does, bit for bit; the next input leaves the
// interval; and a reader is in none.
func TestIntervalsOfOneRead(t *testing.T) {
	card := preset(t, "memristor", "read_noise", 0.1)
	a, b := build(t, card, 6, 40, Options{}), build(t, card, 6, 40, Options{})
	for _, x := range []*Array{a, b} {
		x.Program(level(240, 0.5), false)
	}
	same := func(what string, a, b *Array) {
		t.Helper()
		x, y := make([]float32, 40), make([]float32, 40)
		a.Read(x, []int32{0, 4}, nil, 0.1)
		b.Read(y, []int32{0, 4}, nil, 0.1)
		for c := range x {
			if x[c] != y[c] {
				t.Fatalf("%s, column %d: %g A and %g A", what, c, x[c], y[c])
			}
		}
	}
	for k := range 3 {
		a.NextInput(input(k))
		b.NextInput(input(k))
		for range 3 {
			a.NextInterval()
			same("one read", a, b)
		}
	}
	a.NextInput(input(9))
	b.NextInput(input(9))
	same("next input", a, b)
	same("next input, second read", a, b)
	a.NextInterval()
	ra, rb := a.Reader(), b.Reader()
	ra.NextInput(input(10))
	rb.NextInput(input(10))
	same("reader", ra, rb)
	same("reader, second read", ra, rb)
}
