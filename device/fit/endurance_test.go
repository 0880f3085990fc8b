package fit

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

func weibullLives(n int, scale, shape float64, src *rand.PCG) []event {
	var out []event
	for range n {
		x := kernel.Log(scale) + kernel.Log(-kernel.Log(1-kernel.Uniform(src)))/shape
		out = append(out, event{x, x, []float64{1}})
	}
	return out
}

// P26: Weibull η = 1e7, β = 1.5: F(1e6) = 0.0311280; of refits with n = 100 the bias of β is below 3 %, its relative
// standard deviation 0.078 and that of ln η times β 0.105, and 95 % intervals cover in 93 to 97 % of 1000 repeats. A count
// of true coverage 95 % has a standard deviation of 0.69 %, so that 93 and 97 % are 2.9 of them away. The tolerance of
// the two standard deviations is four standard errors, 4/√2000 = 9 %.
func TestWeibullRefits(t *testing.T) {
	const eta, beta, n, repeats = 1e7, 1.5, 100, 1000
	near(t, "F(1e6)", 1-weibullLaw().survival(beta*kernel.Log(1e6/eta)), 0.0311280, 1e-7)
	var shapes, scales []float64
	coversScale, coversShape := 0, 0
	for k := range repeats {
		events := weibullLives(n, eta, beta, variability.Seed(1).Named("P26").At(k).Source())
		at, width := startOf(events)
		l, err := live(weibullLaw(), events, []float64{at, width})
		if err != nil {
			t.Fatal(err)
		}
		shapes, scales = append(shapes, kernel.Exp(-l.x[1])), append(scales, l.x[0])
		if lo, hi := l.profile(l.like, 0, l.x[0]-9, l.x[0]+9); lo <= kernel.Log(eta) && kernel.Log(eta) <= hi {
			coversScale++
		}
		if lo, hi := l.profile(l.like, 1, l.x[1]-9, l.x[1]+9); lo <= -kernel.Log(beta) && -kernel.Log(beta) <= hi {
			coversShape++
		}
	}
	m, sd := moments(shapes)
	near(t, "mean of β", m, beta, 0.03*beta)
	near(t, "sd of β over β", sd/beta, 0.078, 0.09*0.078)
	_, sd = moments(scales)
	near(t, "sd of ln η times β", sd*beta, 0.105, 0.09*0.105)
	for name, c := range map[string]int{"η": coversScale, "β": coversShape} {
		t.Logf("intervals of %s cover in %.1f %%", name, float64(c)/10)
		if c < 930 || c > 970 {
			t.Errorf("intervals of %s cover in %d of 1000, want 930 to 970", name, c)
		}
	}
}

// A test reads at 1, 2, 5 of every decade, so that failures are known to intervals, and ends before the last have failed.
func TestCoverageEndurance(t *testing.T) {
	const eta, beta, lrs = 3e6, 1.8, 0.6
	coverage(t, "endurance", func(src *rand.PCG, s variability.Stream) []claim {
		var tests []lab.Endurance
		for range 30 {
			life := eta * kernel.Exp(kernel.Log(-kernel.Log(1-kernel.Uniform(src)))/beta)
			toLRS := kernel.Uniform(src) < lrs
			var e lab.Endurance
			for decade := 1e3; decade < 1e7; decade *= 10 {
				for _, k := range []float64{1, 2, 5} {
					h, l := 2e-6*kernel.Exp(0.15*kernel.Normal(src)), 40e-6*kernel.Exp(0.05*kernel.Normal(src))
					if decade*k >= life && toLRS {
						h = l
					} else if decade*k >= life {
						l = h
					}
					e.Count, e.HRS, e.LRS = append(e.Count, decade*k), append(e.HRS, h), append(e.LRS, l)
				}
			}
			tests = append(tests, e)
		}
		r, err := Endurance(tests, s)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := r.Find("endurance_shape"); !ok {
			// The lognormal law was taken: then scale and shape are not those of the truth.
			return []claim{claimOf(t, r, "endurance_lrs", lrs)}
		}
		return []claim{claimOf(t, r, "endurance", eta), claimOf(t, r, "endurance_shape", beta), claimOf(t, r, "endurance_lrs", lrs)}
	})
}

// Johnson's ranks without survivors are (i - 0.3)/(n + 0.4).
func TestRanks(t *testing.T) {
	var events []event
	for i := range 5 {
		events = append(events, event{float64(i), float64(i), []float64{1}})
	}
	_, y := ranked(events)
	for i, v := range y {
		near(t, "rank", 1-kernel.Exp(-kernel.Exp(v)), (float64(i)+0.7)/5.4, 1e-12)
	}
	// A survivor before the third of five failures moves it to rank 2 + 4/4.
	events[1].hi = math.Inf(1)
	_, y = ranked(events)
	near(t, "rank after a survivor", 1-kernel.Exp(-kernel.Exp(y[1])), (1+5.0/4-0.3)/5.4, 1e-12)
}

func TestEnduranceRefuses(t *testing.T) {
	s := variability.Seed(1)
	if _, err := Endurance(nil, s); !Refused(err) {
		t.Error(err)
	}
	survivor := lab.Endurance{Count: []float64{1, 10, 100}, HRS: []float64{1e-6, 1e-6, 1e-6}, LRS: []float64{1e-4, 1e-4, 1e-4}}
	if _, err := Endurance([]lab.Endurance{survivor, survivor, survivor, survivor, survivor, survivor}, s); !Refused(err) {
		t.Error(err)
	}
}
