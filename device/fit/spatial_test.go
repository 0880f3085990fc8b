package fit

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// wafer is a plane, a field of exponential covariance and a nugget on side × side dies.
func wafer(side int, gx, gy, correlated, nugget, length float64, src *rand.PCG) lab.Map {
	m := lab.Map{Quantity: "V_form", Unit: "V"}
	n := side * side
	c := mat.NewSymDense(n, nil)
	for i := range n {
		x, y := float64(i%side), float64(i/side)
		m.X, m.Y = append(m.X, x), append(m.Y, y)
		for j := range i + 1 {
			d := math.Hypot(x-m.X[j], y-m.Y[j])
			c.SetSym(i, j, kernel.Exp(-d/length))
		}
	}
	var ch mat.Cholesky
	ch.Factorize(c)
	var l mat.TriDense
	ch.LTo(&l)
	z := normals(n, src)
	mid := float64(side-1) / 2
	for i := range n {
		var f float64
		for j := range i + 1 {
			f += l.At(i, j) * z[j]
		}
		m.Value = append(m.Value, 2.6+gx*(m.X[i]-mid)+gy*(m.Y[i]-mid)+correlated*f+nugget*kernel.Normal(src))
	}
	return m
}

func TestCoverageSpatial(t *testing.T) {
	coverage(t, "spatial", func(src *rand.PCG, s variability.Stream) []claim {
		r, err := Spatial(wafer(7, 0.02, -0.01, 0, 0.08, 2, src), s)
		if err != nil {
			t.Fatal(err)
		}
		out := []claim{claimOf(t, r, "mean", 2.6), claimOf(t, r, "gradient in x", 0.02), claimOf(t, r, "gradient in y", -0.01)}
		if e, _ := r.Find("uncorrelated sd"); finite(e.Low) {
			out = append(out, claimOf(t, r, "uncorrelated sd", 0.08))
		}
		return out
	})
}

// A correlated field is seen by Moran's I, its length found, and the interval of the gradient widened by it. Of six lengths
// with an interval of 95 % one may be missed: P(more) = 3 %.
func TestSpatialSeesAField(t *testing.T) {
	if testing.Short() {
		t.Skip("likelihoods of 121 places")
	}
	const maps, side, length = 6, 11, 2.0
	missed := 0
	for k := range maps {
		s := variability.Seed(1).Named("field").At(k)
		r, err := Spatial(wafer(side, 0.02, 0, 0.1, 0.05, length, s.Source()), s)
		if err != nil {
			t.Fatal(err)
		}
		e, ok := r.Find("correlation length")
		if !ok {
			t.Errorf("map %d: no field is found", k)
			continue
		}
		if e.Low > length || e.High < length {
			missed++
		}
		naive := 0.112 / math.Sqrt(side*side*(side*side-1)/12)
		if g, _ := r.Find("gradient in x"); g.SE < 1.2*naive {
			t.Errorf("map %d: the error of the gradient, %g, knows of no field: %g without", k, g.SE, naive)
		}
	}
	if missed > 1 {
		t.Errorf("%d of %d lengths are missed", missed, maps)
	}
}

func TestSpatialRefuses(t *testing.T) {
	src := variability.Seed(1).Named("refuse").Source()
	m := wafer(4, 0, 0, 0, 1, 1, src)
	if _, err := Spatial(m, variability.Seed(1)); !Refused(err) {
		t.Error(err)
	}
	m = wafer(6, 0, 0, 0, 1, 1, src)
	copy(m.Y, m.X)
	if _, err := Spatial(m, variability.Seed(1)); !Refused(err) || !strings.Contains(err.Error(), "on a line") {
		t.Error(err)
	}
}
