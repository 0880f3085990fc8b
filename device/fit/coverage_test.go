package fit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// runs is the number of synthetic experiments of a coverage test. An interval of true coverage 95 % covers in 200 runs
// with a standard deviation of √(0.95·0.05/200) = 1.5 %: 90 and 99 % are 3.2 below and 2.6 above, within which 99.5 % of
// such counts lie (binomial law).
const runs = 200

// A claim is an interval beside the truth.
type claim struct {
	name      string
	low, high float64
	truth     float64
}

func claimOf(t *testing.T, r *Report, name string, truth float64) claim {
	t.Helper()
	e, ok := r.Find(name)
	if !ok {
		t.Fatalf("no estimate of %s", name)
	}
	return claim{name, e.Low, e.High, truth}
}

// coverage runs an experiment many times and checks how often intervals cover the truth.
func coverage(t *testing.T, name string, run func(src *rand.PCG, stream variability.Stream) []claim) {
	t.Helper()
	hits, of := map[string]int{}, map[string]int{}
	var order []string
	for k := range runs {
		s := variability.Seed(1).Named("coverage " + name).At(k)
		for _, c := range run(s.Source(), s.Named("fit")) {
			if of[c.name] == 0 {
				order = append(order, c.name)
			}
			of[c.name]++
			if c.low <= c.truth && c.truth <= c.high {
				hits[c.name]++
			}
		}
	}
	for _, c := range order {
		share := float64(hits[c]) / float64(of[c])
		t.Logf("%-24s %5.1f %% of %d", c, 100*share, of[c])
		if of[c] < runs*9/10 || share < 0.90 || share > 0.99 {
			t.Errorf("%s, %s: 95 %% intervals cover in %.1f %% of %d runs, want 90 to 99 %% of %d", name, c, 100*share, of[c], runs)
		}
	}
}

// near checks that a value lies within tol of the truth.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %g, want %g ± %g", what, got, want, tol)
	}
}

func normals(n int, src *rand.PCG) []float64 {
	x := make([]float64, n)
	kernel.Normals(x, src)
	return x
}

func ExampleRefused() {
	_, err := Pulse(nil)
	fmt.Println(Refused(err), err)
	// Output: true fit pulse refused: no pulse trains among the measurements
}
