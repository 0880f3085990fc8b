package fit

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// A specimen is a cell that follows the state space of the estimator exactly.
type specimen struct{ lo, hi, up, down, q, rho float64 } // S, S, κ, κ, of the range, of G

// train pulses it: cycles of n SET and n RESET pulses, a read after each and before the first.
func (s specimen) train(name string, cycles, n int, src *rand.PCG) []lab.PulseTrain {
	law := expLaw{up: float64(n), down: float64(n)}
	x := []float64{s.lo, s.hi, s.up, s.down}
	g := s.lo
	var all []lab.PulseTrain
	for c := range cycles {
		t := lab.PulseTrain{Device: name, Cycle: c + 1}
		for k := range 2*n + 1 {
			v := 0.9
			if k > n {
				v = -1
			}
			if k == 0 {
				v = 0
			} else {
				g, _ = law.after(x, g, math.Copysign(1, v))
				g += float64(s.q * (s.hi - s.lo) * kernel.Normal(src))
			}
			t.Number, t.Voltage, t.Width = append(t.Number, float64(k)), append(t.Voltage, v), append(t.Width, 1e-4)
			t.ReadVoltage = append(t.ReadVoltage, 0.1)
			t.Conductance = append(t.Conductance, g*(1+float64(s.rho*kernel.Normal(src))))
		}
		all = append(all, t)
	}
	return all
}

// Four parameters of the mean are fitted beside the scatters, which maximum likelihood therefore finds too small by
// half a standard error at 150 reads, less at the 320 of this test.
func TestCoveragePulse(t *testing.T) {
	if testing.Short() {
		t.Skip("200 profiles of six parameters")
	}
	s := specimen{lo: 20e-6, hi: 60e-6, up: 2, down: 1, q: 0.015, rho: 0.012}
	coverage(t, "pulse", func(src *rand.PCG, _ variability.Stream) []claim {
		all, _ := cells(s.train("d", 8, 20, src))
		f, err := fitCell(all[0])
		if err != nil {
			return nil
		}
		f.estimates(true)
		var out []claim
		for _, w := range []struct {
			name  string
			truth float64
		}{{"g_min", s.lo}, {"g_max", s.hi}, {"nl_ltp", label(s.up)}, {"nl_ltd", -label(s.down)}, {"c2c_range", s.q}, {"read_noise", s.rho}} {
			out = append(out, claim{w.name, f.x[w.name].Low, f.x[w.name].High, w.truth})
		}
		return out
	})
}

// Over a population the interval of the mean and the spread between devices cover too.
func TestCoveragePopulation(t *testing.T) {
	const n, mean, sd = 12, 2.0, 0.3
	coverage(t, "population", func(src *rand.PCG, _ variability.Stream) []claim {
		var x, se []float64
		for k := range n {
			s := 0.1 + 0.3*float64(k%3)
			x, se = append(x, mean+float64(sd*kernel.Normal(src))+float64(s*kernel.Normal(src))), append(se, s)
		}
		p := gather(x, se)
		return []claim{{"mean", p.low, p.high, mean}, {"sd between devices", p.sdLow, p.sdHigh, sd}}
	})
}

// Steps that stay are scatter of pulses, those that go noise of reads: plain differences cannot tell.
func TestPulseTellsScatterFromNoise(t *testing.T) {
	src := variability.Seed(1).Named("scatter").Source()
	for _, s := range []specimen{{20e-6, 60e-6, 2, 1, 0.03, 0.004}, {20e-6, 60e-6, 2, 1, 0.003, 0.03}} {
		r, err := Pulse(s.train("d", 6, 40, src))
		if err != nil {
			t.Fatal(err)
		}
		for name, truth := range map[string]float64{"c2c_range": s.q, "read_noise": s.rho} {
			e, _ := r.Find(name)
			near(t, name, e.Value, truth, 4*e.SE)
			if e.Verdict != Identified && !strings.HasPrefix(e.Verdict, "not told from 0") {
				t.Errorf("%s: %s", name, e.Verdict)
			}
		}
	}
}

// Cells of the exp-pulse card have hard limits: the law that holds them is preferred by far and finds the
// parameters of the card, which the plain exponential misses.
func TestPulseFindsHardLimits(t *testing.T) {
	card, err := device.Preset("memristor")
	if err != nil {
		t.Fatal(err)
	}
	if err := card.Set("c2c_range", 0.02); err != nil {
		t.Fatal(err)
	}
	src := variability.Seed(1).Named("limits").Source()
	state, g := device.NewState(card.Model, 1), make([]float64, 1)
	var trains []lab.PulseTrain
	for c := range 8 {
		tr := lab.PulseTrain{Device: "d", Cycle: c + 1}
		for k := range 90 {
			v := 0.9
			if k >= 45 {
				v = -1
			}
			card.Model.Step(state, []float64{v}, 1e-4, normals(1, src))
			card.Model.(device.Ohmic).Conductance(g, state)
			tr.Number, tr.Voltage, tr.Width = append(tr.Number, float64(k+1)), append(tr.Voltage, v), append(tr.Width, 1e-4)
			tr.ReadVoltage, tr.Conductance = append(tr.ReadVoltage, 0.1), append(tr.Conductance, g[0]*(1+float64(0.005*kernel.Normal(src))))
		}
		trains = append(trains, tr)
	}
	r, err := Pulse(trains)
	if err != nil {
		t.Fatal(err)
	}
	for name, truth := range map[string]float64{"g_min": 13.36e-6, "g_max": 59.17e-6, "nl_ltp": 1.94, "nl_ltd": -0.61, "states_ltp": 40, "states_ltd": 40, "c2c_range": 0.02, "read_noise": 0.005} {
		e, _ := r.Find(name)
		near(t, name, e.Value, truth, 4*e.SE)
	}
}

// One cycle is not enough to call the two scatters identified, and the card calls them assumed.
func TestPulseOfOneCycle(t *testing.T) {
	s := specimen{20e-6, 60e-6, 2, 1, 0.02, 0.01}
	r, err := Pulse(s.train("d", 1, 40, variability.Seed(1).Named("one").Source()))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"c2c_range", "read_noise"} {
		if e, _ := r.Find(name); e.Verdict != "not identified from one cycle" {
			t.Errorf("%s: %q", name, e.Verdict)
		}
		for _, n := range r.Numbers {
			if n.Name == name && n.Provenance != "assumed" {
				t.Errorf("the card says that %s is %s", name, n.Provenance)
			}
		}
	}
}

// Curves of SET and of RESET that a digitiser wrote apart are one cycle of one device.
func TestPulseOfDigitisedCurves(t *testing.T) {
	s := specimen{20e-6, 60e-6, 2, 1, 0.002, 0.004}
	whole := s.train("d", 1, 30, variability.Seed(1).Named("digitised").Source())[0]
	var both []lab.PulseTrain
	for side, name := range []string{"LTP", "LTD"} {
		tr := lab.PulseTrain{Device: name, Cycle: 1}
		for k := 1; k <= 30; k++ {
			tr.Number, tr.Voltage, tr.Width = append(tr.Number, float64(k)+0.03*float64(k%3)), append(tr.Voltage, nan()), append(tr.Width, nan())
			tr.ReadVoltage, tr.Conductance = append(tr.ReadVoltage, nan()), append(tr.Conductance, whole.Conductance[30*side+k])
		}
		both = append(both, tr)
	}
	r, err := Pulse(both)
	if err != nil {
		t.Fatal(err)
	}
	if e, _ := r.Find("read_noise"); e.N != 1 || e.Verdict != "not identified from one cycle" {
		t.Errorf("%+v", e)
	}
	if e, _ := r.Find("nl_ltp"); math.Abs(e.Value-label(2)) > 0.5 {
		t.Errorf("nl_ltp = %g, want %g", e.Value, label(2))
	}
}

func TestPulseRefuses(t *testing.T) {
	s := specimen{20e-6, 60e-6, 2, 1, 0.02, 0.01}
	src := variability.Seed(1).Named("refuse").Source()
	short := s.train("d", 1, 3, src)
	up := s.train("d", 1, 20, src)
	for i := range up[0].Voltage {
		up[0].Voltage[i] = 1
	}
	flat := s.train("d", 1, 20, src)
	for i := range flat[0].Conductance {
		flat[0].Conductance[i] = 0
	}
	for name, trains := range map[string][]lab.PulseTrain{"none": nil, "short": short, "one direction": up, "dark": flat} {
		if _, err := Pulse(trains); !Refused(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Two straight lines are the limit of no curvature, and the map of many pulses is that of one, many times.
func TestExpLawComposes(t *testing.T) {
	law := expLaw{up: 30, down: 20}
	for _, kappa := range []float64{-3, -1e-6, 0, 1e-6, 2, 8} {
		x := []float64{1, 3, kappa, kappa}
		for _, n := range []float64{1, -1} {
			g, want := 1.7, 1.7
			for range 7 {
				g, _ = law.after(x, g, n)
			}
			want, _ = law.after(x, want, 7*n)
			near(t, "seven pulses", g, want, 1e-12)
		}
		up, _ := law.after(x, 1, 30)
		down, _ := law.after(x, 3, -20)
		near(t, "a train up", up, 3, 1e-12)
		near(t, "a train down", down, 1, 1e-12)
	}
}

// The moments of a clipped normal against numerical integration.
func TestHeldMoments(t *testing.T) {
	for _, c := range []struct{ mean, sd, lo, hi float64 }{{0.1, 0.2, 0, 1}, {0.95, 0.1, 0, 1}, {1.3, 0.2, 0, 1}, {0.5, 2, 0, 1}} {
		var m, v, norm float64
		const n = 20000
		clip := func(k int) (x, w float64) {
			z := -8 + 16*(float64(k)+0.5)/n
			return min(max(c.mean+c.sd*z, c.lo), c.hi), math.Exp(-z * z / 2)
		}
		for k := range n {
			x, w := clip(k)
			m, norm = m+w*x, norm+w
		}
		m /= norm
		for k := range n {
			x, w := clip(k)
			v += w * (x - m) * (x - m) / norm
		}
		gotM, gotV := held(c.mean, c.sd*c.sd, c.lo, c.hi)
		near(t, "mean", gotM, m, 1e-6)
		near(t, "variance", gotV, v, 1e-6)
	}
}
