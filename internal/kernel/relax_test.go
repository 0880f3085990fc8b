package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// cells are a row with ages and exponents of every size, from steps that hardly move it to years.
type cells struct {
	g, nu, grow, factor []float32
	last                []float64
	r                   Relaxation
}

func drawCells(t *rapid.T) *cells {
	src := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	n := rapid.IntRange(0, 100).Draw(t, "n")
	step := math.Pow(10, rapid.Float64Range(-6, 10).Draw(t, "log of step"))
	age := math.Pow(10, rapid.Float64Range(-3, 9).Draw(t, "log of ages"))
	size := math.Pow(10, rapid.Float64Range(-4, 1).Draw(t, "log of exponents"))
	c := &cells{
		g: make([]float32, n), nu: make([]float32, n), grow: make([]float32, n), factor: make([]float32, n),
		last: make([]float64, n),
		r:    Relaxation{Was: age, Now: age + step, Onset: math.Pow(10, 4*src.Float64()-2), Least: 0.1 * size * float64(src.IntN(2))},
	}
	for i := range n {
		c.g[i], c.nu[i] = src.Float32(), float32(size*src.NormFloat64())
		switch src.IntN(4) {
		case 0:
			c.last[i] = 0
		case 1: // programmed since
			c.last[i] = age + step*src.Float64()
		default:
			c.last[i] = age * src.Float64()
		}
	}
	return c
}

func (c *cells) copy() *cells {
	return &cells{
		g: slices.Clone(c.g), nu: slices.Clone(c.nu), grow: slices.Clone(c.grow), factor: slices.Clone(c.factor),
		last: slices.Clone(c.last), r: c.r,
	}
}

func sameSingles(a, b []float32) bool {
	return slices.EqualFunc(a, b, func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) })
}

// Every twin gives the bits of the plain loop, and those are what the formulas say.
func TestRelax(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := drawCells(t)
		want := start.copy()
		wantFlow, wantSum, wantBend := relax(plain(), want.g, want.nu, want.last, want.grow, want.factor, &want.r)
		for name, l := range twins() {
			got := start.copy()
			flow, sum, bend := relax(l, got.g, got.nu, got.last, got.grow, got.factor, &got.r)
			if math.Float64bits(flow) != math.Float64bits(wantFlow) || math.Float64bits(sum) != math.Float64bits(wantSum) ||
				math.Float64bits(bend) != math.Float64bits(wantBend) {
				t.Fatalf("%s: flow %g, sum %g, bend %g, want %g, %g, %g", name, flow, sum, bend, wantFlow, wantSum, wantBend)
			}
			if !sameSingles(got.g, want.g) || !sameSingles(got.grow, want.grow) || !sameSingles(got.factor, want.factor) {
				t.Fatalf("%s: %v %v %v, want %v %v %v", name, got.g, got.grow, got.factor, want.g, want.grow, want.factor)
			}
		}
		var flow, sum, bend float64
		for i, g := range start.g {
			r := start.r
			before := max(r.Was-start.last[i], 0)
			grow := math.Log1p((r.Now - start.last[i] - before) / (r.Onset + before))
			factor := math.Exp(-float64(start.nu[i]) * grow)
			closeTo(t, "growth", want.grow[i], grow, 1e-7)
			// an error of 2e-8 in the growth is one of 2e-8 ν grow in the factor
			closeTo(t, "factor", want.factor[i], factor, 7e-8+3e-8*math.Abs(float64(start.nu[i])*grow))
			closeTo(t, "conductance", want.g[i], float64(g)*factor, 7e-8+3e-8*math.Abs(float64(start.nu[i])*grow))
			sum += float64(g) * factor
			speed := float64(g) * factor * max(math.Abs(float64(start.nu[i])), r.Least) / (r.Onset + before)
			flow += speed
			bend += speed / (r.Onset + before)
		}
		if math.Abs(wantSum-sum) > 1e-5*sum || math.Abs(wantFlow-flow) > 1e-5*flow || math.Abs(wantBend-bend) > 1e-5*bend {
			t.Fatalf("flow %g, sum %g, bend %g, want %g, %g, %g", wantFlow, wantSum, wantBend, flow, sum, bend)
		}
	})
}

// closeTo compares with a relative bound; what single precision cannot hold is left out.
func closeTo(t *rapid.T, name string, got float32, want, off float64) {
	if math.Abs(want) < 1e-37 || math.Abs(want) > math.MaxFloat32 {
		return
	}
	if !(math.Abs(float64(got)-want) <= off*math.Abs(want)) {
		t.Fatalf("%s %g, want %g within %g", name, got, want, off)
	}
}

func TestLog1pAndExpNear0(t *testing.T) {
	off := func(got, want float64) float64 { return math.Abs(got/want - 1) }
	for u := 1e-12; u < 1e12; u *= 1.007 {
		if x := off(Log1p(u), math.Log1p(u)); x > 2e-8 {
			t.Errorf("ln(1+%g) is off by %g of it", u, x)
		}
	}
	for x := 1e-9; x < 10; x *= 1.005 {
		for _, x := range []float64{x, -x} {
			if o := off(ExpNear0(x), math.Exp(x)); o > 1e-9 {
				t.Errorf("e^%g is off by %g of it", x, o)
			}
		}
	}
	if Log1p(0) != 0 || ExpNear0(0) != 1 {
		t.Error("nothing is not nothing")
	}
}

// Exponentials and logarithms of slices have the bits of single ones, whatever the value.
func TestSlices(t *testing.T) {
	special := []float64{
		0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, 1e-310, 0x1p-1022, math.MaxFloat64,
		709.78, 709.79, -708.5, -709, -744.9, -745.13, -745.14, 1e300, -1e300, math.Sqrt2, math.Sqrt2 / 2, 0.5, 2,
	}
	rapid.Check(t, func(t *rapid.T) {
		src := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		x := make([]float64, rapid.IntRange(0, 70).Draw(t, "n"))
		for i := range x {
			switch src.IntN(6) {
			case 0:
				x[i] = special[src.IntN(len(special))]
			case 1:
				x[i] = math.Float64frombits(src.Uint64())
			case 2:
				x[i] = 1500 * (src.Float64() - 0.5)
			case 3:
				x[i] = math.Exp(1400 * (src.Float64() - 0.5))
			default:
				x[i] = 10 * (src.Float64() - 0.5)
			}
		}
		for name, l := range twins() {
			n := len(x) &^ 7
			e, g := make([]float64, n+1), make([]float64, n+1)
			e[n], g[n] = guard, guard
			l.exp(e[:n], x[:n])
			l.log(g[:n], x[:n])
			for i, u := range x[:n] {
				same(t, name+": Exp", u, e[i], Exp(u))
				same(t, name+": Log", u, g[i], Log(u))
			}
			if e[n] != guard || g[n] != guard {
				t.Fatalf("%s wrote beyond the end", name)
			}
		}
		y := slices.Clone(x)
		ExpSlice(y, y)
		for i, u := range x {
			same(t, "ExpSlice in place", u, y[i], Exp(u))
		}
		copy(y, x)
		LogSlice(y, y)
		for i, u := range x {
			same(t, "LogSlice in place", u, y[i], Log(u))
		}
	})
}

func same(t *rapid.T, name string, x, got, want float64) {
	if math.Float64bits(got) != math.Float64bits(want) && (got == got || want == want) {
		t.Fatalf("%s(%g) = %g (%x), want %g (%x)", name, x, got, math.Float64bits(got), want, math.Float64bits(want))
	}
}

// The cells of a row after a short time, of which series are enough, and after a long one.
func BenchmarkRelax(b *testing.B) {
	const n = 800
	for _, step := range []float64{0.35, 1000} {
		twinBenchmark(b, n, func(l loops) func() {
			c := &cells{
				g: make([]float32, n), nu: make([]float32, n), grow: make([]float32, n), factor: make([]float32, n),
				last: make([]float64, n), r: Relaxation{Onset: 20, Now: step, Least: 0.03},
			}
			for i := range n {
				c.g[i], c.nu[i] = 1, 0.05
			}
			return func() { relax(l, c.g, c.nu, c.last, c.grow, c.factor, &c.r) }
		})
	}
}

func BenchmarkSlices(b *testing.B) {
	x, y := make([]float64, 784), make([]float64, 784)
	for i := range x {
		x[i] = 0.01 + float64(i)/100
	}
	b.Run("exp", func(b *testing.B) { twinBenchmark(b, len(x), func(l loops) func() { return func() { l.exp(y, x) } }) })
	b.Run("log", func(b *testing.B) { twinBenchmark(b, len(x), func(l loops) func() { return func() { l.log(y, x) } }) })
}
