package fit

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// baked are devices at temperatures (K) that lose their state by a stretched exponential with Ea = 1.1 eV.
func baked(n int, kelvins []float64, last float64, src *rand.PCG) []lab.Retention {
	var all []lab.Retention
	for _, k := range kelvins {
		for d := range n {
			tau := kernel.Log(2e-10) + 1.1/(device.Boltzmann*k) + float64(0.3*kernel.Normal(src))
			r := lab.Retention{Device: fmt.Sprint(d), Temperature: k}
			for i := range 14 {
				t := 60 * kernel.Exp(float64(i)/13*kernel.Log(last/60))
				g := 50e-6 * kernel.Exp(decay(kernel.Log(t), tau, 0.6, 0.1)) * (1 + float64(0.01*kernel.Normal(src)))
				r.Time, r.Conductance = append(r.Time, t), append(r.Conductance, g)
			}
			all = append(all, r)
		}
	}
	return all
}

func ovens() []float64 { return []float64{398.15, 423.15, 448.15} }

func TestCoverageRetention(t *testing.T) {
	if testing.Short() {
		t.Skip("200 fits of 12 curves")
	}
	coverage(t, "retention", func(src *rand.PCG, _ variability.Stream) []claim {
		r, err := Retention(baked(4, ovens(), 1e6, src))
		if err != nil {
			t.Fatal(err)
		}
		at85 := 2e-10 * kernel.Exp(1.1/(device.Boltzmann*celsius85))
		return []claim{claimOf(t, r, "retain_ea", 1.1), claimOf(t, r, "retain_beta", 0.6), claimOf(t, r, "retain_sd", 0.3),
			claimOf(t, r, "left in the end", 0.1), claimOf(t, r, "τ at 85 °C", at85)}
	})
}

// Curves that are stopped before they have lost much are censored, and the energy is still found.
func TestRetentionCensors(t *testing.T) {
	r, err := Retention(baked(8, ovens(), 2e4, variability.Seed(1).Named("censored").Source()))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(r.Notes, "\n"), "are censored") {
		t.Errorf("nothing is censored: %q", r.Notes)
	}
	e, _ := r.Find("retain_ea")
	if e.Low > 1.1 || e.High < 1.1 || e.High-e.Low > 0.6 {
		t.Errorf("%+v", e)
	}
}

// Two temperatures make no activation energy, and what is extrapolated says how far.
func TestRetentionRefusesEnergy(t *testing.T) {
	src := variability.Seed(1).Named("ovens").Source()
	r, err := Retention(baked(4, ovens()[:2], 1e6, src))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := r.Find("retain_ea"); ok || !strings.Contains(strings.Join(r.Notes, "\n"), "2 temperatures, want 3") {
		t.Errorf("an energy from two temperatures: %q", r.Notes)
	}
	if r, err = Retention(baked(4, ovens(), 1e6, src)); err != nil {
		t.Fatal(err)
	}
	if e, _ := r.Find("retain_tau"); !strings.Contains(e.Verdict, "times beyond the last read, 98 K below the coolest test") {
		t.Errorf("retain_tau: %s", e.Verdict)
	}
	if _, err := Retention(nil); !Refused(err) {
		t.Error(err)
	}
}
