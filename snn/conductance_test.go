package snn_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

// excitatory is n neurons of Diehl and Cook at rest, in steps (s).
func excitatory(n int, step float64, change func(*snn.Conductance)) *snn.Conductance {
	c := &snn.Conductance{
		Step: step, Tau: 0.1, TauE: 1e-3, TauI: 2e-3, Rest: -65e-3, Reset: -65e-3, Threshold: -72e-3, Exc: 0, Inh: -0.1,
		Inhibition: 17, Refractory: 5e-3, Integrator: snn.Euler, ThetaStart: 20e-3, ThetaPlus: 0.05e-3, ThetaTau: 1e4,
	}
	if change != nil {
		change(c)
	}
	c.Start(n, -65e-3)
	return c
}

func exponential(c *snn.Conductance) { c.Integrator = snn.Exponential }

// step advances a layer without input but what is given for the first neurons.
func step(tb testing.TB, c *snn.Conductance, t int, first ...float32) []int32 {
	tb.Helper()
	input := make([]float32, len(c.Theta()))
	copy(input, first)
	fired, err := c.Advance(t, input)
	if err != nil {
		tb.Fatal(err)
	}
	return slices.Clone(fired)
}

// force lifts a membrane over its threshold, so that it fires in the next step.
func force(c *snn.Conductance, neurons ...int) {
	for _, j := range neurons {
		c.State().V[j] = -10
	}
}

// membrane integrates a neuron with conductances that decay, by Runge-Kutta steps of h (ms), and
// returns v (mV) at every step.
func membrane(v, ge, gi, h float64, steps int) []float64 {
	f := func(v, s float64) float64 {
		return ((-65 - v) + ge*math.Exp(-s/1)*(0-v) + gi*math.Exp(-s/2)*(-100-v)) / 100
	}
	out := make([]float64, steps+1)
	out[0] = v
	for k := range steps {
		s := float64(k) * h
		a := f(v, s)
		b := f(v+h/2*a, s+h/2)
		c := f(v+h/2*b, s+h/2)
		d := f(v+h*c, s+h)
		v += h / 6 * (a + 2*b + 2*c + d)
		out[k+1] = v
	}
	return out
}

// epsp returns the membrane above rest, mV, from an input of w that arrives at the end of step 0.
func epsp(t *testing.T, dt float64, w float32, change func(*snn.Conductance)) []float64 {
	c := excitatory(1, dt, change)
	out := make([]float64, int(20e-3/dt))
	for s := range out {
		step(t, c, s, map[bool]float32{true: w}[s == 0])
		out[s] = float64(c.State().V[0]) + 65
	}
	return out
}

// Peaks of the excitatory potential by hand: exact, in Euler steps, and in the wrong mixture of an
// exactly decaying conductance taken at its left end, which is 27 % too strong. The exponential
// step takes the mean conductance and must not be that.
func TestEPSP(t *testing.T) {
	for _, tt := range []struct {
		w                               float32
		exact, euler, eulerTenth, wrong float64 // mV
	}{
		{0.1, 0.06202, 0.06286, 0.06216, 0.07880}, {0.3, 0.18586, 0.18845, 0.18632, 0.23611}, {1, 0.61741, 0.62673, 0.61903, 0.78360},
	} {
		name := fmt.Sprintf("w = %g: ", tt.w)
		ref := membrane(-65, float64(tt.w), 0, 5e-3, 4000)
		k := highest(ref)
		near(t, name+"exact peak, mV", ref[k]+65, tt.exact, 6e-6)
		near(t, name+"at, ms", float64(k)*5e-3, 4.65, 0.011)

		const ulp = 7.7e-6 // of -65 mV in single precision
		v := epsp(t, 0.5e-3, tt.w, nil)
		near(t, name+"Euler 0.5 ms, mV", slices.Max(v), tt.euler, 2*ulp+6e-6)
		near(t, name+"at, ms", float64(highest(v))*0.5, 3.5, 0.51)
		near(t, name+"Euler 0.1 ms, mV", slices.Max(epsp(t, 0.1e-3, tt.w, nil)), tt.eulerTenth, 4*ulp+6e-6)

		v = epsp(t, 0.5e-3, tt.w, exponential)
		near(t, name+"exponential 0.5 ms, mV", slices.Max(v), tt.exact, 0.001*tt.exact+2*ulp)
		if wrong := tt.wrong - tt.exact; slices.Max(v) > tt.exact+0.01*wrong {
			t.Errorf("%s%.5f mV is on the way to %.5f", name, slices.Max(v), tt.wrong)
		}
		t.Logf("%sexponential peak %.5f mV, off by %+.3f %%", name, slices.Max(v), 100*(slices.Max(v)/tt.exact-1))
		for s, x := range v {
			near(t, fmt.Sprintf("%sexponential after %g ms", name, float64(s)*0.5), x, ref[s*100]+65, 0.0015*tt.exact+2*ulp)
		}
	}
}

// ipsp returns the membrane (mV) from v after inhibition of 17 leaks has arrived.
func ipsp(t *testing.T, v float32, change func(*snn.Conductance)) []float64 {
	c := excitatory(1, 0.5e-3, func(c *snn.Conductance) {
		c.ThetaStart = 1 // never fires
		if change != nil {
			change(c)
		}
	})
	c.State().V[0], c.State().GI[0] = v, 17
	out := []float64{float64(v)}
	for s := range 80 {
		step(t, c, s)
		out = append(out, float64(c.State().V[0]))
	}
	return out
}

func TestIPSP(t *testing.T) {
	exact := membrane(-52, 0, 17, 5e-3, 8000)
	least := slices.Min(exact)
	near(t, "exact minimum from -52 mV", least, -65.91, 5e-3)
	near(t, "at, ms", float64(slices.Index(exact, least))*5e-3, 12.9, 0.051)
	near(t, "Euler minimum from -52 mV", slices.Min(ipsp(t, -52, nil)), -66.20, 5e-3)
	near(t, "exponential minimum from -52 mV", slices.Min(ipsp(t, -52, exponential)), least, 0.005)

	high := membrane(-40, 0, 17, 5e-3, 8000)
	near(t, "exact from -40 mV after 30 ms", high[6000], -59.46, 5e-3)
	near(t, "exponential from -40 mV after 30 ms", ipsp(t, -40, exponential)[60], high[6000], 0.005)
}

// A constant conductance g makes Euler steps multiply the distance from equilibrium by
// 1 - step/tau (1+g): beyond g = 399 it grows. The exponential step leaves e^(-step/tau (1+g)).
func TestEulerLimit(t *testing.T) {
	after := func(g float32, change func(*snn.Conductance)) float64 {
		c := excitatory(1, 0.5e-3, func(c *snn.Conductance) {
			c.TauI, c.ThetaStart = 1e6, 0.9
			if change != nil {
				change(c)
			}
		})
		end := (-65 - 100*float64(g)) / (1 + float64(g))
		c.State().V[0], c.State().GI[0] = float32(end+1), g
		for s := range 100 {
			step(t, c, s)
		}
		return float64(c.State().V[0]) - end
	}
	for _, g := range []float32{397, 401} {
		near(t, fmt.Sprintf("Euler at %g", g), after(g, nil), math.Pow(1-0.005*(1+float64(g)), 100), 0.02)
	}
	for _, g := range []float32{401, 1e4, 1e9} {
		near(t, fmt.Sprintf("exponential at %g", g), after(g, exponential), 0, 1e-4)
	}
}

// Thirty of a hundred neurons that fire at once throw the others beyond their reversal potential
// and back over the threshold: an error, not 10¹¹ mV. The exponential step bears it.
func TestDivergenceIsAnError(t *testing.T) {
	volley := func(winners int, change func(*snn.Conductance)) (least, most float32, err error) {
		c := excitatory(100, 0.5e-3, change)
		for j := range winners {
			force(c, j)
		}
		input := make([]float32, 100)
		for s := range 1000 {
			if _, err = c.Advance(s, input); err != nil {
				return
			}
			least, most = min(least, slices.Min(c.State().V)), max(most, slices.Max(c.State().V))
		}
		return
	}
	for _, winners := range []int{30, 40, 60, 99} {
		if _, _, err := volley(winners, nil); err == nil {
			t.Errorf("%d winners at once: no error", winners)
		} else if text := err.Error(); !strings.Contains(text, "diverge") || !strings.Contains(text, "neuron.integrator = exponential") || !strings.Contains(text, "399") {
			t.Errorf("error %q", text)
		}
		least, most, err := volley(winners, exponential)
		if err != nil || least < -100 || most > 0 {
			t.Errorf("%d winners at once: exponential steps reach %g to %g mV, error %v", winners, least, most, err)
		}
	}
	if _, _, err := volley(10, nil); err != nil {
		t.Errorf("10 winners at once: %v", err)
	}
}

// After spikes at times t_k the threshold has θ = Σ 0.05 mV e^(-(t-t_k)/10⁴ s) on top of what is
// left of its start. The decay is taken once a presentation of 0.5 s, for spikes within it too:
// half a second of 10⁴ s.
func TestThetaIsASum(t *testing.T) {
	c := excitatory(2, 0.5e-3, nil)
	c.Plastic(true)
	var spikes []int // presentations
	for p := range 400 {
		if p%7 == 3 || p%31 == 4 {
			force(c, 0)
			if fired := step(t, c, 1000*p); !slices.Equal(fired, []int32{0}) {
				t.Fatalf("presentation %d: %v fire, want 0", p, fired)
			}
			spikes = append(spikes, p)
		}
		c.Adapt(nil, 0.5)
	}
	const end = 400 * 0.5 // s
	want := 20e-3 * math.Exp(-end/1e4)
	near(t, "θ of a silent neuron, V", c.Theta()[1], want, 1e-15)
	for _, p := range spikes {
		want += 0.05e-3 * math.Exp(-(end-0.5*float64(p))/1e4)
	}
	near(t, "θ, V", c.Theta()[0], want, 1e-15)

	c.Plastic(false)
	before := slices.Clone(c.Theta())
	force(c, 0, 1)
	if step(t, c, 400_000); !slices.Equal(c.Theta(), before) {
		t.Error("θ moves while it is not plastic")
	}
}

// At a steady rate r, θ settles at r·0.05 mV·10⁴ s: 500 mV s·r.
func TestThetaEquilibrium(t *testing.T) {
	c := excitatory(1, 0.5e-3, nil)
	c.Plastic(true)
	const period = 25 // presentations of 0.5 s
	mean := 0.0
	for p := range 40 * 4000 { // eight time constants
		if p%period == 0 {
			force(c, 0)
			step(t, c, 1000*p)
		}
		c.Adapt(nil, 0.5)
		if p >= 40*4000-period {
			mean += c.Theta()[0] / period
		}
	}
	// The start has left e⁻⁸ of 20 mV.
	near(t, "θ, mV", mean*1e3, 500/(0.5*period), 0.012)
}

// A neuron that always gets input, in each kind of refractory time of 5 ms.
func TestRefractoriness(t *testing.T) {
	for _, kind := range []snn.Refractoriness{snn.Suppress, snn.Clamp, snn.Ignore} {
		t.Run(snn.Refractorinesses()[kind], func(t *testing.T) {
			c := excitatory(1, 0.5e-3, func(c *snn.Conductance) { c.Dead = kind })
			force(c, 0)
			if step(t, c, 0, 2); c.State().V[0] != -65 {
				t.Fatalf("after its spike the membrane is at %g mV", c.State().V[0])
			}
			ge := c.State().GE[0]
			for s := 1; s <= 10; s++ {
				in := float32(0.25)
				fired := step(t, c, s, in)
				if ge = ge/2 + in; kind == snn.Ignore {
					ge -= in
				}
				if got := c.State().GE[0]; got != ge {
					t.Fatalf("step %d: conductance %g, want %g", s, got, ge)
				}
				held := c.State().V[0] == -65
				if held != (kind != snn.Suppress) || len(fired) > 0 {
					t.Fatalf("step %d: membrane at %g mV, %v fire", s, c.State().V[0], fired)
				}
			}
			if step(t, c, 11, 0.25); c.State().V[0] == -65 && kind == snn.Clamp {
				t.Error("the membrane is held for longer than 10 steps")
			}
		})
	}
}

// Suppression ends 10 steps after a spike, or with the longer dead time.
func TestDeadTime(t *testing.T) {
	for _, tt := range []struct {
		dead   float64 // s
		kind   snn.Refractoriness
		expect int // steps between spikes under an input that fires at once
	}{
		{0, snn.Suppress, 10}, {3e-3, snn.Suppress, 10}, {50e-3, snn.Suppress, 100}, {50e-3, snn.Clamp, 100}, {0, snn.Clamp, 11},
	} {
		c := excitatory(1, 0.5e-3, func(c *snn.Conductance) { c.Dead, c.DeadTime, c.Integrator = tt.kind, tt.dead, snn.Exponential })
		var at []int
		for s := range 400 {
			if len(step(t, c, s, 1e4)) > 0 {
				at = append(at, s)
			}
		}
		for k := 2; k < len(at); k++ {
			if at[k]-at[k-1] != tt.expect {
				t.Errorf("%+v: spikes at %v", tt, at)
				break
			}
		}
		if len(at) < 3 {
			t.Errorf("%+v: spikes at %v", tt, at)
		}
	}
}

// A pair of cells weighs either way: a negative conductance decays as a positive one does, and while
// it is there, a layer is not idle.
func TestNegativeConductanceDecaysAsPositive(t *testing.T) {
	for _, kind := range []snn.Integrator{snn.Euler, snn.Exponential} {
		c := excitatory(2, 0.5e-3, func(c *snn.Conductance) { c.Integrator = kind })
		step(t, c, 63, 0.1, -0.1)
		for s := 64; s < 70; s++ {
			if g := c.State().GE; g[0] <= 0 || g[1] != -g[0] {
				t.Fatalf("%s, step %d: conductances %g and %g, want opposite ones", snn.Integrators()[kind], s, g[0], g[1])
			}
			step(t, c, s)
		}
		c.State().GE[0] = 0
		if c.Idle(70, 100) {
			t.Errorf("%s: idle under a conductance of %g", snn.Integrators()[kind], c.State().GE[1])
		}
	}
}
