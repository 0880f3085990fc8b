package fit

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// drifters are devices of four levels that follow the power law with an exponent that depends on the level.
func drifters(n int, t0, from, to float64, law func(t, nu float64) float64, src *rand.PCG) []lab.Retention {
	var all []lab.Retention
	for d := range n {
		for k, g := range []float64{2e-6, 4e-6, 8e-6, 16e-6} {
			nu := 0.05 - float64(0.01*kernel.Log(g/16e-6)) + float64(0.012*kernel.Normal(src))
			r := lab.Retention{Device: fmt.Sprint(d), Level: k + 1, Temperature: 300}
			for i := range 12 {
				t := from * kernel.Exp(float64(i)/11*kernel.Log(to/from))
				r.Time = append(r.Time, t)
				r.Conductance = append(r.Conductance, g*law(t/t0, nu)*(1+float64(0.004*kernel.Normal(src))))
			}
			all = append(all, r)
		}
	}
	return all
}

func powerOfTime(t, nu float64) float64 { return kernel.Exp(-nu * kernel.Log1p(t)) }

func TestCoverageDrift(t *testing.T) {
	coverage(t, "drift", func(src *rand.PCG, _ variability.Stream) []claim {
		r, err := Drift(drifters(8, 20, 1, 1e5, powerOfTime, src))
		if err != nil {
			t.Fatal(err)
		}
		return []claim{claimOf(t, r, "nu_offset", 0.05), claimOf(t, r, "nu_slope", -0.01), claimOf(t, r, "nu_sd", 0.012), claimOf(t, r, "drift_t0", 20)}
	})
}

// Another law than a power of time is seen by its curvature, a power law is not; a short test is flagged.
func TestDriftSeesOtherLaws(t *testing.T) {
	src := variability.Seed(1).Named("drift").Source()
	says := func(r *Report) string {
		for _, g := range r.Goodness {
			if strings.HasPrefix(g.Name, "curvature") {
				return g.Verdict
			}
		}
		return ""
	}
	power, err := Drift(drifters(8, 1, 100, 1e6, powerOfTime, src))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(says(power), "straight") {
		t.Errorf("a power law: %s", says(power))
	}
	if e, _ := power.Find("drift_t0"); !strings.HasPrefix(e.Verdict, "not identified") {
		t.Errorf("t0 of late reads: %s", e.Verdict)
	}
	other, err := Drift(drifters(8, 1, 100, 1e6, func(t, nu float64) float64 { return 0.7 + 0.3*kernel.Exp(-t/3e4) }, src))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(says(other), "straight") {
		t.Errorf("no power law: %s", says(other))
	}
	short, err := Drift(drifters(8, 1, 100, 3000, powerOfTime, src))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(short.Notes, "\n"), "decades of time, want 2") {
		t.Errorf("a short test is not flagged: %q", short.Notes)
	}
	if _, err := Drift(nil); !Refused(err) {
		t.Error(err)
	}
}
