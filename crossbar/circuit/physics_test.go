package circuit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/internal/kernel"
)

func uniform(n int, x float64) []float64 { return slices.Repeat([]float64{x}, n) }

// near checks a number to a relative tolerance.
func near(t *testing.T, what string, x, want, tol float64) {
	t.Helper()
	if !(math.Abs(x-want) <= tol*math.Abs(want)) {
		t.Errorf("%s: %.10g, want %.10g", what, x, want)
	}
}

// P19: a single cell is three resistances in series.
func TestSingleCell(t *testing.T) {
	s := solved(t, newExact(t, Plain(1, 1, 1, 1, 0, 0), []float64{1e-4}), &Drive{Left: []float64{1}})
	near(t, "current", s.Bottom[0], 1./10002, 1e-15)
	s = solved(t, newExact(t, Plain(1, 1, 1, 2, 30, 4), []float64{1e-4}), &Drive{Left: []float64{1}})
	near(t, "current with terminals", s.Bottom[0], 1./10037, 1e-15)
}

// P20, P21: one word line whose bit lines are grounded is a ladder. With θ = acosh(1 + G r/2) its far end is
// at cosh(θ/2)/cosh((N+1/2)θ) of the drive.
func TestLadder(t *testing.T) {
	for _, tt := range []struct {
		n            int
		g, r         float64
		far, current float64
	}{
		{64, 1e-4, 1, 0.82283686, 0.88015572}, {128, 1e-5, 2.5, 0.82399631, 0.88140732}, {256, 1e-4, 1, 0.15293705, 0.38408148},
	} {
		s := solved(t, newExact(t, Plain(1, tt.n, tt.r, 0, 0, 0), uniform(tt.n, tt.g)), &Drive{Left: []float64{1}})
		theta := math.Acosh(1 + tt.g*tt.r/2)
		near(t, "far end", s.Word[tt.n-1], tt.far, 1e-8)
		near(t, "far end, closed form", s.Word[tt.n-1], math.Cosh(theta/2)/math.Cosh((float64(tt.n)+0.5)*theta), 1e-11)
		near(t, "current", s.Left[0]/(float64(tt.n)*tt.g), tt.current, 1e-8)
	}
}

// P24: in a uniform array the mean loss to first order is r G (N+1)(2N+1)/3.
func TestUniformLoss(t *testing.T) {
	loss := func(n int, g, r float64) float64 {
		s := solved(t, newExact(t, Plain(n, n, r, r, 0, 0), uniform(n*n, g)), &Drive{Left: uniform(n, 1)})
		return 1 - sum(s.Bottom)/(float64(n*n)*g)
	}
	if x := loss(16, 1e-4, 1); math.Abs(x-0.018329) > 1e-6 {
		t.Errorf("loss %.6f, want 0.018329", x)
	}
	first := func(n int, g, r float64) float64 { return r * g * float64((n+1)*(2*n+1)) / 3 }
	near(t, "first order", first(16, 1e-4, 1), 0.018700, 1e-5)
	for _, r := range []float64{1e-3, 1e-6} { // the next order is of the size of the first
		near(t, "loss over its first order", loss(16, 1e-4, r)/first(16, 1e-4, r), 1, 20*first(16, 1e-4, r)+1e-6)
	}
}

// U1b: uniform arrays driven with 1 V everywhere, solved independently.
func TestUniformArrays(t *testing.T) {
	for _, tt := range []struct {
		n                       int
		ohm, r                  float64
		first, last, mean, cell float64
	}{
		{8, 1e4, 1, .996663, .993886, .994928, .992847}, {16, 1e4, 1, .989195, .977550, .981671, .973463},
		{32, 1e4, 1, .962813, .918459, .933659, .903764}, {8, 1e5, 2.97, .999006, .998177, .998488, 0},
		{16, 1e5, 2.97, .996761, .993229, .994479, 0}, {32, 1e5, 2.97, .988593, .974355, .979245, 0},
	} {
		s := solved(t, newExact(t, Plain(tt.n, tt.n, tt.r, tt.r, 0, 0), uniform(tt.n*tt.n, 1/tt.ohm)), &Drive{Left: uniform(tt.n, 1)})
		ideal := float64(tt.n) / tt.ohm
		least := 1.0
		for k := range s.Word {
			least = min(least, s.Word[k]-s.Bit[k])
		}
		for _, x := range []struct {
			name      string
			got, want float64
		}{{"first", s.Bottom[0] / ideal, tt.first}, {"last", s.Bottom[tt.n-1] / ideal, tt.last},
			{"mean", sum(s.Bottom) / ideal / float64(tt.n), tt.mean}, {"least cell", least, tt.cell}} {
			if x.want != 0 && math.Abs(x.got-x.want) > 5.1e-7 {
				t.Errorf("%d × %d, %g Ω: %s %.7f, want %.6f", tt.n, tt.n, tt.ohm, x.name, x.got, x.want)
			}
		}
	}
}

// random is an array with terminals on all sides, so that every line can be driven and sensed.
func random(src *rand.Rand) (Geometry, []float64) {
	m, n := 2+src.IntN(40), 2+src.IntN(40)
	geo := Plain(m, n, src.Float64()*10, src.Float64()*10, src.Float64()*100, src.Float64()*100)
	geo.Right, geo.Top = Terminals(m, 50), Terminals(n, 0)
	return geo, logUniform(m*n, 1e3, 1e6, src)
}

// volts are the drives of a random array in the order of its sides.
func volts(geo Geometry, src *rand.Rand) *Drive {
	v := func(n int) []float64 {
		x := make([]float64, n)
		for k := range x {
			x[k] = 2*src.Float64() - 1
		}
		return x
	}
	return &Drive{Left: v(geo.Rows), Right: v(geo.Rows), Top: v(geo.Cols), Bottom: v(geo.Cols)}
}

// outward are the currents that leave the array, in the order of its sides.
func (s *Solution) outward() []float64 {
	x := slices.Concat(s.Left, s.Right)
	negate(x)
	return slices.Concat(x, s.Top, s.Bottom)
}

func (d *Drive) all() []float64 { return slices.Concat(d.Left, d.Right, d.Top, d.Bottom) }

func dot(x, y []float64) float64 {
	sum := 0.0
	for k := range x {
		sum += x[k] * y[k]
	}
	return sum
}

// P23 and more, on random arrays: what goes in comes out; power goes in; the answer to a sum is the sum of
// the answers; what line a gets of line b, b gets of a.
func TestNetworkTheorems(t *testing.T) {
	src := rand.New(rand.NewPCG(1, 23))
	for range 30 {
		geo, g := random(src)
		x := newExact(t, geo, g)
		a, b := volts(geo, src), volts(geo, src)
		sa, sb := solved(t, x, a), solved(t, x, b)
		ia, ib := sa.outward(), sb.outward()
		if in := sum(ia); math.Abs(in) > 1e-10*kernel.Largest(ia) {
			t.Errorf("%d × %d: %g A do not come out", geo.Rows, geo.Cols, in)
		}
		if p := -dot(ia, a.all()); p < 0 {
			t.Errorf("the array delivers %g W", p)
		}
		if p, q := dot(ia, b.all()), dot(ib, a.all()); math.Abs(p-q) > 1e-10*math.Abs(dot(ia, a.all())) {
			t.Errorf("reciprocity: %g W and %g W", p, q)
		}
		both := &Drive{Left: added(a.Left, b.Left), Right: added(a.Right, b.Right), Top: added(a.Top, b.Top), Bottom: added(a.Bottom, b.Bottom)}
		closeTo(t, "superposition, current", solved(t, x, both).outward(), added(ia, ib), 1e-10)
		if v := sa.Violation; v > 1e-10*kernel.Largest(ia) {
			t.Errorf("Kirchhoff's current law is violated by %g A of %g A", v, kernel.Largest(ia))
		}
	}
}

func added(x, y []float64) []float64 {
	z := make([]float64, len(x))
	for k := range x {
		z[k] = x[k] + y[k]
	}
	return z
}

// P23: without wires, I = Gᵀ V, exactly where they have no resistance and in the limit where they have little.
func TestIdealWires(t *testing.T) {
	src := rand.New(rand.NewPCG(2, 23))
	const m, n = 20, 30
	g := logUniform(m*n, 1e4, 1e6, src)
	v := make([]float64, m)
	for i := range v {
		v[i] = src.Float64()
	}
	want := make([]float64, n)
	for k := range g {
		want[k%n] += g[k] * v[k/n]
	}
	for _, tt := range []struct{ word, bit, tol float64 }{{0, 0, 1e-15}, {1e-9, 1e-9, 1e-10}, {1e-9, 0, 1e-10}, {0, 1e-9, 1e-10}, {1e-15, 1e-15, 1e-12}} {
		s := solved(t, newExact(t, Plain(m, n, tt.word, tt.bit, 0, 0), g), &Drive{Left: v})
		closeTo(t, fmt.Sprintf("%g Ω, %g Ω: current", tt.word, tt.bit), s.Bottom, want, tt.tol)
	}
}

// A warm start gives the same answer in fewer iterations.
func TestContinue(t *testing.T) {
	src := rand.New(rand.NewPCG(4, 23))
	g := logUniform(64*64, 1e4, 1e6, src)
	drive := &Drive{Left: uniform(64, 0.2)}
	s := solved(t, newExact(t, Plain(64, 64, 2, 2, 0, 0), g), drive)
	for i := range 64 { // one column is written
		g[i*64+7] *= 1.1
	}
	x := newExact(t, Plain(64, 64, 2, 2, 0, 0), g)
	cold := solved(t, x, drive)
	if err := x.Continue(s, drive); err != nil {
		t.Fatal(err)
	}
	closeTo(t, "current", s.Bottom, cold.Bottom, 1e-10)
	if s.Iterations >= cold.Iterations {
		t.Errorf("%d iterations from an answer nearby, %d from nothing", s.Iterations, cold.Iterations)
	}
}

// A solver that is reset is a new one, stiff cells and flips included.
func TestReset(t *testing.T) {
	src := rand.New(rand.NewPCG(5, 23))
	geo := Plain(20, 18, 2, 5, 1, 1)
	drive := &Drive{Left: uniform(20, 0.2)}
	x := newExact(t, geo, logUniform(20*18, 1e4, 1e6, src))
	for _, low := range []float64{1e3, 3, 1e4, 0.1, 1} {
		g := logUniform(20*18, low, 1e6, src)
		g[7] = inf
		if err := x.Reset(g); err != nil {
			t.Fatal(err)
		}
		got, want := solved(t, x, drive), solved(t, newExact(t, geo, g), drive)
		if !slices.Equal(got.Bottom, want.Bottom) {
			t.Errorf("%g Ω and more: other bits", low)
		}
	}
}
