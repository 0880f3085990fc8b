package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// excitatory are the excitatory neurons of Diehl and Cook in steps of dt (ms), mV.
func excitatory(dt float64) CobaStep {
	return CobaStep{
		Rate: float32(dt / 100), Rest: -65, Exc: 0, Inh: -100,
		DecayE: float32(math.Exp(-dt / 1)), DecayI: float32(math.Exp(-dt / 2)),
		MeanE: float32(1 * (1 - math.Exp(-dt/1)) / dt), MeanI: float32(2 * (1 - math.Exp(-dt/2)) / dt),
	}
}

func cobaTwins(t *rapid.T, o *operands) {
	s := excitatory(0.5)
	if o.src.IntN(2) == 0 {
		for _, p := range []*float32{&s.Rate, &s.Rest, &s.Exc, &s.Inh, &s.DecayE, &s.DecayI, &s.MeanE, &s.MeanI} {
			*p = o.value(10)
		}
	}
	limit := o.slice(o.n, 10)
	for i := range limit {
		limit[i] += 10 * float32(o.src.IntN(5))
	}
	inhibit := o.value(20)
	v := []([]float32){o.slice(o.n, 100), o.slice(o.n, 3), o.slice(o.n, 3), o.slice(o.n, 1), limit}
	sameBits(t, v, func(l loops, x [][]float32) any {
		a := l.cobaEuler(x[0], x[1], x[2], x[3], x[4], inhibit, &s)
		b := l.cobaExponential(x[0], x[1], x[2], x[3], x[4], inhibit, &s)
		return [2]bool{a, b}
	})
}

// TestExp32 covers [-87, 0] with every 1021st number there is, and a coarser grid up to 88.
func TestExp32(t *testing.T) {
	var worst float64
	check := func(x float32) {
		want := math.Exp(float64(x))
		ulp := math.Ldexp(1, math.Ilogb(want)-23)
		off := math.Abs(float64(Exp32(x))-want) / ulp
		worst = max(worst, off)
		if !(off <= 2) {
			t.Fatalf("Exp32(%g) = %g, want %g: off by %.2f ulp", x, Exp32(x), want, off)
		}
	}
	for b := uint32(0); b <= math.Float32bits(87); b += 1021 {
		check(-math.Float32frombits(b))
	}
	t.Logf("largest error on [-87, 0]: %.2f ulp", worst)
	for x := float32(0); x <= 88; x += 1.0 / 1024 {
		check(x)
	}
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, tt := range []struct{ x, want float32 }{
		{0, 1}, {float32(math.Copysign(0, -1)), 1}, {1e-30, 1}, {-1e-30, 1}, {-87.00001, 0}, {-1000, 0}, {-inf, 0},
		{89, Exp32(88)}, {inf, Exp32(88)}, {nan, nan},
	} {
		if got := Exp32(tt.x); got != tt.want && !(got != got && tt.want != tt.want) {
			t.Errorf("Exp32(%g) = %g, want %g", tt.x, got, tt.want)
		}
	}
}

// one runs a single neuron, which makes nothing but the plain rest of a vector of it.
type one struct{ v, ge, gi, in, limit []float32 }

func neuron(v, ge, gi float32) one {
	return one{[]float32{v}, []float32{ge}, []float32{gi}, []float32{0}, []float32{float32(math.Inf(1))}}
}

// With conductances that do not decay the equation is linear: v runs to
// v∞ = (rest + a exc + b inh)/g as exp(-g t/τ). Exponential Euler is exact in steps of any length;
// Euler's steps are powers of 1 - g dt/τ.
func TestCobaClosedForms(t *testing.T) {
	const ge, gi = 0.25, 1.5
	g := 1 + ge + gi
	end := (-65 + ge*0 + gi*-100) / g
	for _, dt := range []float64{0.1, 0.5, 1, 10, 200} { // ms
		s := excitatory(dt)
		s.DecayE, s.DecayI, s.MeanE, s.MeanI = 1, 1, 1, 1
		a, b := neuron(-52, ge, gi), neuron(-52, ge, gi)
		for k := 1; k <= 20; k++ {
			CobaExponential(a.v, a.ge, a.gi, a.in, a.limit, 0, &s)
			CobaEuler(b.v, b.ge, b.gi, b.in, b.limit, 0, &s)
			exponential := end + (-52-end)*math.Exp(-g*dt/100*float64(k))
			if math.Abs(float64(a.v[0])-exponential) > 2e-5*float64(k) { // ulp of 100 is 7.6e-6
				t.Errorf("dt = %g ms, step %d: exponential Euler is at %.6f, want %.6f", dt, k, a.v[0], exponential)
			}
			if euler := end + (-52-end)*math.Pow(1-g*dt/100, float64(k)); dt <= 10 && math.Abs(float64(b.v[0])-euler) > 2e-5*float64(k) {
				t.Errorf("dt = %g ms, step %d: Euler is at %.6f, want %.6f", dt, k, b.v[0], euler)
			}
		}
	}
}

// A decaying conductance: Runge–Kutta of the fourth order in steps of 1/1000 ms is the reference,
// which exponential Euler comes to as dt² and Euler as dt.
func TestCobaConverges(t *testing.T) {
	deriv := func(v, time float64) float64 {
		ge, gi := 3*math.Exp(-time/1), 2*math.Exp(-time/2)
		return ((-65 - v) + ge*(0-v) + gi*(-100-v)) / 100
	}
	v, h := -65.0, 1e-3
	for k := range 4000 {
		time := float64(k) * h
		k1 := deriv(v, time)
		k2 := deriv(v+h/2*k1, time+h/2)
		k3 := deriv(v+h/2*k2, time+h/2)
		k4 := deriv(v+h*k3, time+h)
		v += h / 6 * (k1 + 2*k2 + 2*k3 + k4)
	}
	miss := func(dt float64) (exponential, euler float64) {
		s, a, b := excitatory(dt), neuron(-65, 3, 2), neuron(-65, 3, 2)
		for range int(math.Round(4 / dt)) {
			CobaExponential(a.v, a.ge, a.gi, a.in, a.limit, 0, &s)
			CobaEuler(b.v, b.ge, b.gi, b.in, b.limit, 0, &s)
		}
		return math.Abs(float64(a.v[0]) - v), math.Abs(float64(b.v[0]) - v)
	}
	for _, dt := range []float64{1, 0.5} {
		fineX, fine := miss(dt / 2)
		coarseX, coarse := miss(dt)
		t.Logf("dt = %g ms: exponential misses by %.2g mV, Euler by %.2g", dt, coarseX, coarse)
		if ratio := coarse / fine; ratio < 1.8 || ratio > 2.5 {
			t.Errorf("dt = %g ms: half the step makes Euler %.2f times better, want 2", dt, ratio)
		}
		if ratio := coarseX / fineX; coarseX > 1e-3 && (ratio < 3 || ratio > 5) {
			t.Errorf("dt = %g ms: half the step makes exponential Euler %.2f times better, want 4", dt, ratio)
		}
		if coarseX > coarse/10 {
			t.Errorf("dt = %g ms: exponential Euler misses by %g, Euler by %g", dt, coarseX, coarse)
		}
	}
}

// Conductances decay and then take what arrives; the step of v sees them from before.
func TestCobaConductances(t *testing.T) {
	for name, step := range map[string]func(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) bool{
		"Euler": CobaEuler, "exponential": CobaExponential,
	} {
		s := CobaStep{Rate: 0.5, Rest: -60, DecayE: 0.5, DecayI: 0.25, MeanE: 1, MeanI: 1}
		n := neuron(-60, 0, 0)
		n.in[0] = 3
		step(n.v, n.ge, n.gi, n.in, n.limit, 7, &s)
		if n.v[0] != -60 || n.ge[0] != 3 || n.gi[0] != 7 {
			t.Errorf("%s: v, ge, gi = %g, %g, %g after a step with input 3 and inhibition 7, want -60, 3, 7", name, n.v[0], n.ge[0], n.gi[0])
		}
		n.in[0] = 1
		step(n.v, n.ge, n.gi, n.in, n.limit, 0, &s)
		if n.ge[0] != 2.5 || n.gi[0] != 1.75 || n.v[0] == -60 {
			t.Errorf("%s: v, ge, gi = %g, %g, %g a step later, want not -60, 2.5, 1.75", name, n.v[0], n.ge[0], n.gi[0])
		}
	}
}

// What decays comes to 0 and not to the least subnormal number, in any twin; what does not, stays.
func TestCobaSettles(t *testing.T) {
	const n = 37
	for name, l := range twins() {
		for kind, step := range map[string]func(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) bool{
			"Euler": l.cobaEuler, "exponential": l.cobaExponential,
		} {
			var x [5][]float32
			for k := range x {
				x[k] = make([]float32, n)
			}
			for i := range n {
				x[1][i], x[2][i] = 1, -1
			}
			s := CobaStep{DecayE: 0.5, DecayI: 0.5}
			for k := range 102 {
				want := float32(math.Ldexp(1, -k))
				if k > 100 {
					want = 0
				}
				for i := range n {
					if x[1][i] != want || x[2][i] != -want {
						t.Fatalf("%s, %s: neuron %d after %d halvings has %g and %g, want ±%g", name, kind, i, k, x[1][i], x[2][i], want)
					}
				}
				step(x[0], x[1], x[2], x[3], x[4], 0, &s)
			}
		}
	}
}

// One neuron beyond its limit is found wherever it stands; at its limit it is not beyond.
func TestCobaCrosses(t *testing.T) {
	s := CobaStep{Rate: 0} // v stays
	for n := 1; n < 70; n++ {
		for j := range n {
			v, limit := make([]float32, n), make([]float32, n)
			z := func() []float32 { return make([]float32, n) }
			for _, tt := range []struct {
				v    float32
				want bool
			}{{1, false}, {math.Nextafter32(1, 2), true}, {float32(math.NaN()), false}} {
				for i := range limit {
					v[i], limit[i] = 0, 1
				}
				v[j] = tt.v
				if got := CobaEuler(v, z(), z(), z(), limit, 0, &s); got != tt.want {
					t.Fatalf("neuron %d of %d at %g with limit 1: crossed is %t", j, n, tt.v, got)
				}
				v[j] = tt.v
				if got := CobaExponential(v, z(), z(), z(), limit, 0, &s); got != tt.want {
					t.Fatalf("neuron %d of %d at %g with limit 1: crossed is %t", j, n, tt.v, got)
				}
			}
		}
	}
}

func benchmarkCoba(b *testing.B, of func(l loops) func(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) bool) {
	for _, n := range []int{100, 400} {
		twinBenchmark(b, n, func(l loops) func() {
			s, step, src := excitatory(0.5), of(l), rand.New(rand.NewPCG(1, 1))
			var x [5][]float32
			for k := range x {
				x[k] = make([]float32, n)
			}
			for i := range n {
				x[3][i] = src.Float32()
				x[4][i] = 100
			}
			return func() { step(x[0], x[1], x[2], x[3], x[4], 0.1, &s) }
		})
	}
}

func BenchmarkCobaEuler(b *testing.B) {
	benchmarkCoba(b, func(l loops) func(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) bool {
		return l.cobaEuler
	})
}

func BenchmarkCobaExponential(b *testing.B) {
	benchmarkCoba(b, func(l loops) func(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) bool {
		return l.cobaExponential
	})
}
