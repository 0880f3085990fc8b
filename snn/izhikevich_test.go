package snn_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

func izhikevich(pattern string, dt float64) *snn.Izhikevich {
	l := snn.NewIzhikevich(pattern)
	l.Step = dt
	l.Start(1, 1)
	return l
}

// current returns the input that is a current of i, mV/ms, for a threshold of 1.
func current(l *snn.Izhikevich, i float64) float32 { return float32(i * l.Step * 1e3 / 15) }

// reference integrates one neuron from rest at a current i by Runge-Kutta steps of 5 µs and
// returns the times of its spikes, ms.
func reference(a, b, c, d, i, until float64) (spikes []float64) {
	const h = 5e-3
	v := (b - 5 - math.Sqrt((5-b)*(5-b)-22.4)) / 0.08
	u := b * v
	f := func(v, u float64) (float64, float64) { return 0.04*v*v + 5*v + 140 - u + i, a * (b*v - u) }
	for k := 1; float64(k)*h < until; k++ {
		v1, u1 := f(v, u)
		v2, u2 := f(v+h/2*v1, u+h/2*u1)
		v3, u3 := f(v+h/2*v2, u+h/2*u2)
		v4, u4 := f(v+h*v3, u+h*u3)
		v += h / 6 * (v1 + 2*v2 + 2*v3 + v4)
		u += h / 6 * (u1 + 2*u2 + 2*u3 + u4)
		if v >= 30 {
			v, u = c, u+d
			spikes = append(spikes, float64(k)*h)
		}
	}
	return spikes
}

// The published patterns, with parameters as in the table of Izhikevich (2003).
var published = map[string][4]float64{
	"regular-spiking":        {0.02, 0.2, -65, 8},
	"intrinsically-bursting": {0.02, 0.2, -55, 4},
	"chattering":             {0.02, 0.2, -50, 2},
	"fast-spiking":           {0.1, 0.2, -65, 2},
	"thalamo-cortical":       {0.02, 0.25, -65, 0.05},
	"resonator":              {0.1, 0.26, -65, 2},
	"low-threshold-spiking":  {0.02, 0.25, -65, 2},
}

// spikeTimes returns when a neuron fires at a current i, ms.
func spikeTimes(l *snn.Izhikevich, i, until float64) (times []float64) {
	for s := range int(until / (l.Step * 1e3)) {
		if winner(l, s, current(l, i)) == 0 {
			times = append(times, float64(s+1)*l.Step*1e3)
		}
	}
	return times
}

func gaps(times []float64) (out []float64) {
	for k := 1; k < len(times); k++ {
		out = append(out, times[k]-times[k-1])
	}
	return out
}

// Every pattern at 10 mV/ms for a second against an independent solution: spikes and
// intervals within 1.6 %; the time of a spike is known to a step.
func TestIzhikevichIsItsEquation(t *testing.T) {
	if names := snn.Patterns(); len(names) != len(published) {
		t.Errorf("patterns %v, want %d", names, len(published))
	}
	for _, name := range snn.Patterns() {
		p := published[name]
		want := reference(p[0], p[1], p[2], p[3], 10, 1000)
		for _, dt := range []float64{0.1, 0.25, 1} { // ms
			got := spikeTimes(izhikevich(name, dt*1e-3), 10, 1000)
			tol := 0.25 * math.Pow(min(dt, 0.25), 2) // second order: 1.6 % in sub-steps of 0.25 ms
			t.Logf("%s, steps of %g ms: %d spikes, reference %d", name, dt, len(got), len(want))
			near(t, fmt.Sprintf("%s, steps of %g ms: spikes", name, dt), float64(len(got)), float64(len(want)), 1+tol*float64(len(want)))
			for k := range 10 {
				near(t, fmt.Sprintf("%s, steps of %g ms: time of spike %d, ms", name, dt, k), got[k], want[k]+dt/2, dt/2+0.01+tol*want[k])
			}
		}
	}
	if snn.NewIzhikevich("regular") != nil {
		t.Error("an unknown pattern was taken")
	}
}

// What the names say: regular neurons adapt, fast ones fire faster, some burst at first
// and some all the time, and those of low threshold fire at less.
func TestIzhikevichPatterns(t *testing.T) {
	at := func(name string, i float64) []float64 { return gaps(spikeTimes(izhikevich(name, 0.5e-3), i, 1000)) }
	last := func(x []float64) float64 { return x[len(x)-1] }

	regular, fast := at("regular-spiking", 10), at("fast-spiking", 10)
	if last(regular) < 2*regular[0] {
		t.Errorf("regular spiking does not adapt: intervals %v ms", regular)
	}
	if last(fast) > last(regular)/4 {
		t.Errorf("fast spiking: intervals %v ms, regular %v", fast, regular)
	}
	if burst := at("intrinsically-bursting", 10); burst[0] > 6 || slices.Min(burst[len(burst)/2:]) < 5*burst[0] {
		t.Errorf("intrinsic bursting: intervals %v ms, want a burst and then single spikes", burst)
	}
	chatter := at("chattering", 10)
	half := chatter[len(chatter)/2:]
	if slices.Min(half) > 6 || slices.Max(half) < 4*slices.Min(half) {
		t.Errorf("chattering: intervals %v ms, want bursts all the time", half)
	}
	if len(at("low-threshold-spiking", 2)) == 0 || len(at("regular-spiking", 2)) != 0 {
		t.Error("low-threshold neurons do not fire at less than regular ones")
	}
}

// More current, more spikes.
func TestIzhikevichRateGrows(t *testing.T) {
	for _, name := range snn.Patterns() {
		before := 0
		for i := 6.0; i <= 40; i += 2 {
			n := len(spikeTimes(izhikevich(name, 0.5e-3), i, 1000))
			if n < before {
				t.Errorf("%s: %d spikes a second at %g mV/ms, %d before", name, n, i, before)
			}
			before = n
		}
		if before < 20 {
			t.Errorf("%s: %d spikes a second at 40 mV/ms", name, before)
		}
	}
}

// The resting state loses its stability where 0.08 v + 5 = A (a Hopf point: B > A), at
// I = -(0.04 v² + (5-B) v + 140). A neuron that is brought there slowly fires beyond and not before,
// in steps of any length.
func TestIzhikevichRheobase(t *testing.T) {
	for _, name := range []string{"regular-spiking", "fast-spiking", "low-threshold-spiking", "resonator"} {
		p := published[name]
		v := (p[0] - 5) / 0.08
		critical := -(0.04*v*v + (5-p[1])*v + 140)
		for _, dt := range []float64{0.1e-3, 1e-3, 5e-3} {
			fires := func(end float64) bool {
				l := izhikevich(name, dt)
				const ramp = 20 // s
				for s := range int((ramp + 10) / dt) {
					if winner(l, s, current(l, end*min(1, float64(s)*dt/ramp))) == 0 {
						return true
					}
				}
				return false
			}
			if fires(critical-0.02) || !fires(critical+0.02) {
				t.Errorf("%s in steps of %g s: want to fire from %.4f mV/ms on", name, dt, critical)
			}
		}
	}
}

// A spike sets v to C and adds D to u; the neuron is held there in its refractory time, and the
// others at rest, while u follows B v.
func TestIzhikevichReset(t *testing.T) {
	const dt = 1e-3
	l := snn.NewIzhikevich("fast-spiking")
	l.Step, l.Refractory, l.Inhibition = dt, 3e-3, 3e-3
	l.Start(2, 1)
	const rest = -70
	v, u := l.V()
	near(t, "rest, mV", v[0], rest, 1e-12)
	near(t, "u at rest", u[0], 0.2*rest, 1e-12)
	s := 0
	for winner(l, s, 0.5, 0.4) != 0 {
		if s++; s > 100 {
			t.Fatal("no spike")
		}
	}
	if v[0] != -65 || math.Abs(v[1]-rest) > 1e-12 || u[0] < u[1]+1 {
		t.Errorf("after the spike: v %v, u %v", v, u)
	}
	if l.Listening(s+3) || !l.Listening(s+4) {
		t.Error("the dead time is not 3 steps")
	}
	before := slices.Clone(u)
	for k := 1; k <= 3; k++ {
		winner(l, s+k, 9, 9)
		for j, hold := range []float64{-65, rest} {
			end := 0.2 * hold
			near(t, fmt.Sprintf("u of neuron %d, %d steps later", j, k), u[j], end+(before[j]-end)*math.Exp(-0.1*float64(k)), 1e-12)
		}
	}
}

// However strong the input and long the step, membranes stay finite, and a neuron fires in every
// step if it may.
func TestIzhikevichIsStable(t *testing.T) {
	for _, name := range snn.Patterns() {
		for _, dt := range []float64{0.1e-3, 1e-3, 10e-3} {
			l := izhikevich(name, dt)
			for s := range 2000 {
				in := float32(1e6)
				if s%50 > 25 {
					in = 0
				}
				j := winner(l, s, in)
				v, u := l.V()
				if !(v[0] > -1e9 && v[0] < 30 && math.Abs(u[0]) < 1e9) {
					t.Fatalf("%s in steps of %g s: step %d at %g mV, u = %g", name, dt, s, v[0], u[0])
				}
				if s == 0 && j != 0 {
					t.Errorf("%s in steps of %g s: no spike from an input of 10⁶ thresholds", name, dt)
				}
			}
		}
	}
}

// Of two that pass the peak in a step the first wins; the other is brought to rest and has not
// fired: nothing is added to its u.
func TestIzhikevichWinner(t *testing.T) {
	l := snn.NewIzhikevich("regular-spiking")
	l.Step = 1e-3
	l.Start(3, 1)
	if j := winner(l, 0, 5, 6, 0); j != 1 {
		t.Fatalf("neuron %d fires, want 1", j)
	}
	v, u := l.V()
	if v[0] != v[2] || u[0] > u[2]+1 || u[1] < u[2]+7 {
		t.Errorf("after the spike: v %v, u %v", v, u)
	}
}
