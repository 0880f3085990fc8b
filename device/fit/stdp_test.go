package fit

import (
	"math/rand/v2"
	"testing"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

func stdpWindow(pairs int, plus, minus float64, src *rand.PCG) lab.STDP {
	var w lab.STDP
	for k := -pairs; k <= pairs; k++ {
		if k == 0 {
			continue
		}
		d := float64(k) * 4e-3
		c := plus * kernel.Exp(-d/0.02)
		if d < 0 {
			c = -minus * kernel.Exp(d/0.035)
		}
		w.Delay, w.Change = append(w.Delay, d), append(w.Change, c+float64(0.03*kernel.Normal(src)))
	}
	return w
}

func TestCoverageSTDP(t *testing.T) {
	coverage(t, "stdp", func(src *rand.PCG, _ variability.Stream) []claim {
		r, err := STDP([]lab.STDP{stdpWindow(25, 0.8, 0.45, src)})
		if err != nil {
			t.Fatal(err)
		}
		return []claim{claimOf(t, r, "A_plus", 0.8), claimOf(t, r, "tau_plus", 0.02), claimOf(t, r, "A_minus", -0.45), claimOf(t, r, "tau_minus", 0.035)}
	})
}

// A side without change has no time constant, and one without pairs is refused.
func TestSTDPRefuses(t *testing.T) {
	src := variability.Seed(1).Named("stdp").Source()
	r, err := STDP([]lab.STDP{stdpWindow(25, 0.8, 0, src)})
	if err != nil {
		t.Fatal(err)
	}
	if e, _ := r.Find("tau_minus"); e.Verdict == Identified {
		t.Errorf("%+v", e)
	}
	if _, err := STDP([]lab.STDP{stdpWindow(3, 1, 1, src)}); !Refused(err) {
		t.Error(err)
	}
	if _, err := STDP(nil); !Refused(err) {
		t.Error(err)
	}
}
