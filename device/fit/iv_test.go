package fit

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// loopTruth are the parameters of vteamLoop behind the loops of these tests.
func loopTruth() []float64 {
	l := kernel.Log
	return []float64{l(1e-6), l(20e-6), l(1.0), l(1.2), l(60), l(80), l(3), l(2), l(1), l(1.2), -3}
}

// loopOfTruth measures one loop with relative noise.
func loopOfTruth(x []float64, noise float64, src *rand.PCG) lab.Sweep {
	s := lab.Sweep{Device: "d", Cycle: 1, Compliance: math.NaN()}
	for _, leg := range [][2]float64{{0, 2}, {2, 0}, {0, -2.2}, {-2.2, 0}} {
		for k := range 30 {
			s.Voltage = append(s.Voltage, leg[0]+(leg[1]-leg[0])*float64(k)/30)
		}
	}
	for k := range s.Voltage {
		s.Time, s.Clipped = append(s.Time, 0.01*float64(k)), append(s.Clipped, false)
	}
	c := &loopCell{v: s.Voltage, dt: make([]float64, len(s.Voltage))}
	for k := range c.dt {
		c.dt[k] = 0.01
	}
	s.Current = make([]float64, len(c.v))
	vteamLoop().current(c, x, s.Current)
	for k := range s.Current {
		s.Current[k] *= 1 + float64(noise*kernel.Normal(src))
	}
	return s
}

// From near the truth the intervals cover; whether the start is found is another test.
func TestCoverageIV(t *testing.T) {
	if testing.Short() {
		t.Skip("200 fits of an integrated model")
	}
	m, truth := vteamLoop(), loopTruth()
	coverage(t, "iv", func(src *rand.PCG, _ variability.Stream) []claim {
		cells, _ := loopCells([]lab.Sweep{loopOfTruth(truth, 0.003, src)})
		l := squaresIn(12, m.residuals(cells[0]), cells[0].points, truth, steps(len(truth)))
		var out []claim
		for k, name := range m.names {
			lo, hi := l.interval(k)
			out = append(out, claim{name, lo, hi, truth[k]})
		}
		return out
	})
}

// From random starts VTEAM is found in its own loops, preferred to Yakopcic's model, and its parameters come back.
func TestIVFindsVTEAM(t *testing.T) {
	if testing.Short() {
		t.Skip("40 starts")
	}
	truth := loopTruth()
	r, err := IV([]lab.Sweep{loopOfTruth(truth, 0.005, variability.Seed(1).Named("iv").Source())}, variability.Seed(1))
	if err != nil {
		t.Fatal(err)
	}
	if r.Model != "vteam" {
		t.Fatalf("model %s", r.Model)
	}
	want := vteamLoop().from(truth)
	for k, name := range vteamLoop().names {
		e, _ := r.Find(name)
		near(t, name, e.Value, want[k], 5*e.SE)
	}
	text, err := Card([]*Report{r}, CardOptions{Name: "loops"})
	if err != nil || len(text) == 0 {
		t.Errorf("no card: %v", err)
	}
}

// A straight line has the chord that was put in and no curvature; a sinh has its own.
func TestSinhBranches(t *testing.T) {
	for _, b := range []float64{0, 1.5} {
		s := loopOfTruth(loopTruth(), 0, variability.Seed(1).Source())
		for k, v := range s.Voltage {
			if b > 0 {
				s.Current[k] *= math.Sinh(b*v) / (b * v)
				if v == 0 {
					s.Current[k] = 0
				}
			}
		}
		cells, _ := loopCells([]lab.Sweep{s})
		r := &Report{}
		r.sinh(cells[0])
		e, ok := r.Find("curvature b of LRS")
		if !ok {
			t.Fatal("no branch")
		}
		near(t, "curvature", e.Value, b, 0.05)
	}
}

func TestIVRefuses(t *testing.T) {
	s := loopOfTruth(loopTruth(), 0, variability.Seed(1).Source())
	for k := range s.Voltage {
		s.Voltage[k], s.Current[k] = math.Abs(s.Voltage[k]), math.Abs(s.Current[k])
	}
	if _, err := IV([]lab.Sweep{s}, variability.Seed(1)); !Refused(err) {
		t.Error(err)
	}
}
