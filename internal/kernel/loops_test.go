package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func numbers(x ...float32) []float32 { return x }

func equal(t *testing.T, name string, got, want []float32) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", name, got, want)
	}
}

func TestLoopsByHand(t *testing.T) {
	inf := float32(math.Inf(1))
	v := numbers(1, 2, -4)
	if LeakCross(v, 0.5, numbers(1, 2, 3), numbers(2, 4, 2)) {
		t.Error("crossed below every limit")
	}
	equal(t, "LeakCross", v, numbers(1.5, 3, 1))
	if !LeakCross(v, 1, numbers(0, 0, 1), numbers(inf, inf, 2)) {
		t.Error("a limit that is met is not crossed")
	}
	if LeakCross(numbers(float32(math.NaN())), 1, numbers(0), numbers(0)) {
		t.Error("NaN crosses")
	}
	dst := make([]float32, 3)
	AddRows(dst, numbers(1, 2, 3, 4, 5, 6, 7, 8, 9), []int32{2, 0, 2})
	equal(t, "AddRows", dst, numbers(15, 18, 21))
	AddScaledRows(dst, -2, numbers(1, 2, 3, 4, 5, 6), []int32{1, 0})
	equal(t, "AddScaledRows", dst, numbers(5, 4, 3))
	Fluctuate(dst, numbers(1, 2, 3), numbers(0.25, -1, 4), numbers(1, -1, -2))
	equal(t, "Fluctuate", dst, numbers(1.5, 2, 0))
	AddSquares(dst, 3, numbers(1, 2, 3))
	equal(t, "AddSquares", dst, numbers(10.5, 38, 81))
	AddNoise(dst, 2, numbers(4, 1, 0), numbers(1, -1, 5))
	equal(t, "AddNoise", dst, numbers(14.5, 36, 81))
	root := numbers(0, 1, 2)
	AddHeldNoise(dst, root, 2, numbers(4, 1, 9), numbers(0.5, -1, 2))
	equal(t, "AddHeldNoise", dst, numbers(16.5, 35, 89))
	equal(t, "AddHeldNoise's root", root, numbers(4, 2, 6))
	AddSquaredRows(dst, 2, numbers(1, 2, 3, 4, 5, 6), []int32{1, 0})
	equal(t, "AddSquaredRows", dst, numbers(84.5, 151, 269))
	PairDifference(dst, numbers(1, 2, 4, 3, 10, 20))
	equal(t, "PairDifference", dst, numbers(-1, 1, -10))
	if sum := PairSum(dst, numbers(1, 2, 4, 3, 10, 20)); sum != 40 {
		t.Errorf("PairSum: %g, want 40", sum)
	}
	equal(t, "PairSum", dst, numbers(-1, 1, -10))
	if sum := Total(numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)); sum != 66 {
		t.Errorf("Total: %g, want 66", sum)
	}
	Below(dst, dst, 2)
	equal(t, "Below", dst, numbers(-3, -1, -12))
	AddProduct(dst, numbers(1, 2, 3), numbers(4, 5, 6))
	equal(t, "AddProduct", dst, numbers(1, 9, 6))
	Multiply(dst, numbers(2, -1, 0.5))
	equal(t, "Multiply", dst, numbers(2, -9, 3))
	Scale(dst, -2)
	equal(t, "Scale", dst, numbers(-4, 18, -6))
	x := numbers(0.24, 0.26, 0.25, 0.75, -2.3, 3.7, 3.8, -2.2)
	if clipped := Quantize(x, 2, -4, 7, 10); clipped != 2 {
		t.Errorf("%d clipped, want 2", clipped)
	}
	equal(t, "Quantize", x, numbers(0, 10, 0, 20, -40, 70, 70, -40))
}

func TestLengthsDiffer(t *testing.T) {
	a, b := make([]float32, 3), make([]float32, 4)
	for name, f := range map[string]func(){
		"Add": func() { Add(a, b) }, "AddScaled": func() { AddScaled(a, 1, b) }, "Leak": func() { Leak(a, 1, b) },
		"LeakCross in":        func() { LeakCross(a, 1, b, a) },
		"LeakCross limit":     func() { LeakCross(a, 1, a, b) },
		"AddRows":             func() { AddRows(a, make([]float32, 8), []int32{0, 2}) },
		"AddRows, negative":   func() { AddRows(a, b, []int32{-1}) },
		"AddScaledRows":       func() { AddScaledRows(a, 1, b, []int32{1}) },
		"CobaEuler ge":        func() { CobaEuler(a, b, a, a, a, 0, &CobaStep{}) },
		"CobaEuler gi":        func() { CobaEuler(a, a, b, a, a, 0, &CobaStep{}) },
		"CobaEuler in":        func() { CobaEuler(a, a, a, b, a, 0, &CobaStep{}) },
		"CobaEuler limit":     func() { CobaEuler(a, a, a, a, b, 0, &CobaStep{}) },
		"CobaExponential":     func() { CobaExponential(a, a, a, a, b, 0, &CobaStep{}) },
		"Fluctuate g":         func() { Fluctuate(a, b, a, a) },
		"AddSquares":          func() { AddSquares(a, 1, b) },
		"AddNoise variance":   func() { AddNoise(a, 1, b, a) },
		"AddNoise xi":         func() { AddNoise(a, 1, a, b) },
		"AddSquaredRows":      func() { AddSquaredRows(a, 1, b, []int32{1}) },
		"AddHeldNoise root":   func() { AddHeldNoise(a, b, 1, a, a) },
		"AddHeldNoise xi":     func() { AddHeldNoise(a, a, 1, a, b) },
		"Relax nu":            func() { Relax(a, b, make([]float64, 3), a, a, &Relaxation{}) },
		"Relax last":          func() { Relax(a, a, make([]float64, 4), a, a, &Relaxation{}) },
		"Relax grow":          func() { Relax(a, a, make([]float64, 3), b, a, &Relaxation{}) },
		"Relax factor":        func() { Relax(a, a, make([]float64, 3), a, b, &Relaxation{}) },
		"ExpSlice":            func() { ExpSlice(make([]float64, 3), nil) },
		"LogSlice":            func() { LogSlice(nil, make([]float64, 3)) },
		"Fluctuate variance":  func() { Fluctuate(a, a, b, a) },
		"Fluctuate xi":        func() { Fluctuate(a, a, a, b) },
		"PairDifference":      func() { PairDifference(a, b) },
		"PairSum":             func() { PairSum(a, b) },
		"Below":               func() { Below(a, b, 1) },
		"AddProduct x":        func() { AddProduct(a, b, a) },
		"AddProduct y":        func() { AddProduct(a, a, b) },
		"Multiply":            func() { Multiply(a, b) },
		"Scatter":             func() { Scatter(b, 0, make([]uint32, 3), b) },
		"Scatter, odd ring":   func() { Scatter(a, 0, nil, nil) },
		"Scatter, empty ring": func() { Scatter(nil, 0, nil, nil) },
		"ScatterSorted":       func() { ScatterSorted(b, 0, make([]uint32, 3), make([]float32, 2), 4) },
		"ScatterSorted ring":  func() { ScatterSorted(nil, 0, nil, nil, 1) },
		"ScatterSorted, odd":  func() { ScatterSorted(b, 0, nil, nil, 3) },
		"ScatterSorted, none": func() { ScatterSorted(b, 0, nil, nil, 0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}

// Every twin adds every weight to the cell that the formula says, and leaves the others.
func TestScatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		size := 1 << src.IntN(11)
		n := src.IntN(size + 1)
		base := src.Uint32()
		ring, at, w := make([]float32, size), make([]uint32, n), make([]float32, n)
		for i := range ring {
			ring[i] = src.Float32()
		}
		want := slices.Clone(ring)
		for j, cell := range src.Perm(size)[:n] {
			at[j] = uint32(cell) - base + uint32(size)*src.Uint32() // any address of the cell
			w[j] = src.Float32()
			want[cell] += w[j]
		}
		for name, l := range twins() {
			got := slices.Clone(ring)
			l.scatter(got, base, at, w)
			if !slices.Equal(got, want) {
				t.Fatalf("%s: %d weights on a ring of %d: %v, want %v", name, n, size, got, want)
			}
		}
	})
}

// The same where addresses stand in any order and say which weight is theirs.
func TestScatterSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		stride := 1 << src.IntN(9)
		steps := 1 << src.IntN(6)
		n := src.IntN(stride + 1)
		base := uint32(src.IntN(1000) * stride)
		ring, at, w := make([]float32, steps*stride), make([]uint32, n), make([]float32, stride)
		for i := range ring {
			ring[i] = src.Float32()
		}
		for j := range w {
			w[j] = src.Float32()
		}
		want := slices.Clone(ring)
		for k, j := range src.Perm(stride)[:n] {
			delay := src.IntN(steps)
			at[k] = uint32(delay*stride + j)
			want[(int(base)+delay*stride)%len(ring)+j] += w[j]
		}
		for name, l := range twins() {
			got := slices.Clone(ring)
			l.scatterSorted(got, base, at, w, uint32(stride))
			if !slices.Equal(got, want) {
				t.Fatalf("%s: %d weights, %d steps of %d: %v, want %v", name, n, steps, stride, got, want)
			}
		}
	})
}

// Normals of every twin, and the state that they leave.
func TestLanesTwins(t *testing.T) {
	for rounds := range 20 {
		want, a := make([]float32, rounds*2*lanes), seeded(1, uint64(rounds))
		plain().normals(a, want)
		for name, l := range twins() {
			got, b := make([]float32, rounds*2*lanes+1), seeded(1, uint64(rounds))
			l.normals(b, got[:rounds*2*lanes])
			for i := range want {
				if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
					t.Fatalf("%s, %d rounds: element %d is %g, want %g", name, rounds, i, got[i], want[i])
				}
			}
			if a.s != b.s || got[len(want)] != 0 {
				t.Fatalf("%s, %d rounds: another state is left, or more was written", name, rounds)
			}
		}
	}
	// numbers that are seldom drawn: 0 and all ones in any lane, first or second
	for _, s := range [][4]uint32{{0, 1, 1, 0}, {1<<31 - 1, 0, 0, 1 << 31}, {0xffffffff, 5, 5, 0x01ffffff}, {0, 0, 1, 0}} {
		for i := range lanes {
			want, a, b := make([]float32, 4*lanes), seeded(1, 2), seeded(1, 2)
			for k := range s {
				a.s[k][i], b.s[k][i] = s[k], s[k]
			}
			plain().normals(a, want)
			for name, l := range twins() {
				got, c := make([]float32, 4*lanes), *b
				l.normals(&c, got)
				if !slices.Equal(got, want) {
					t.Fatalf("%s, state %x: %v, want %v", name, s, got, want)
				}
			}
		}
	}
}

// bench measures a kernel of up to four slices and a weight in all.
func bench(b *testing.B, f func(l loops, x *[4][]float32)) {
	for _, n := range []int{100, 400} {
		twinBenchmark(b, n, func(l loops) func() {
			var x [4][]float32
			src := rand.New(rand.NewPCG(1, 1))
			for k := range x {
				x[k] = make([]float32, n)
				for i := range x[k] {
					x[k][i] = src.Float32() - 0.5
				}
			}
			return func() { f(l, &x) }
		})
	}
}

func BenchmarkAdd(b *testing.B) { bench(b, func(l loops, x *[4][]float32) { l.add(x[0], x[1]) }) }
func BenchmarkLeak(b *testing.B) {
	bench(b, func(l loops, x *[4][]float32) { l.leak(x[0], 0.99, x[1]) })
}
func BenchmarkAddScaled(b *testing.B) {
	bench(b, func(l loops, x *[4][]float32) { l.addScaled(x[0], 0.1, x[1]) })
}
func BenchmarkLeakCross(b *testing.B) {
	limit := make([]float32, 400)
	for i := range limit {
		limit[i] = 1e9
	}
	bench(b, func(l loops, x *[4][]float32) { l.leakCross(x[0], 0.99, x[1], limit[:len(x[0])]) })
}
func BenchmarkFluctuate(b *testing.B) {
	bench(b, func(l loops, x *[4][]float32) { l.fluctuate(x[0], x[1], x[2], x[3]) })
}
func BenchmarkBelow(b *testing.B) {
	bench(b, func(l loops, x *[4][]float32) { l.below(x[0], x[1], 0.5) })
}
func BenchmarkMultiply(b *testing.B) {
	sign := make([]float32, 400) // powers of another number would run to 0
	for i := range sign {
		sign[i] = -1
	}
	bench(b, func(l loops, x *[4][]float32) { l.multiply(x[0], sign[:len(x[0])]) })
}
func BenchmarkScale(b *testing.B) { bench(b, func(l loops, x *[4][]float32) { l.scale(x[0], -1) }) }
func BenchmarkAddProduct(b *testing.B) {
	bench(b, func(l loops, x *[4][]float32) { l.addProduct(x[0], x[1], x[2]) })
}

func BenchmarkPairDifference(b *testing.B) {
	for _, n := range []int{100, 400} {
		twinBenchmark(b, n, func(l loops) func() {
			dst, x := make([]float32, n), make([]float32, 2*n)
			return func() { l.pairDifference(dst, x) }
		})
	}
}

// Eight bits of a signal that stays near its middle, as calibrated; every call has it anew.
func BenchmarkQuantize(b *testing.B) {
	bench(b, func(l loops, x *[4][]float32) {
		copy(x[1], x[0])
		l.quantize(x[1], 100, -128, 127, 0.01)
	})
}

func BenchmarkScatterSorted(b *testing.B) {
	const n, stride = 1600, 2048
	twinBenchmark(b, n, func(l loops) func() {
		ring, at, w := make([]float32, 32*stride), make([]uint32, n), make([]float32, n)
		src := rand.New(rand.NewPCG(1, 1))
		for j := range at { // delays of up to 20 steps
			at[j] = uint32(j + stride*src.IntN(21))
		}
		slices.Sort(at)
		base := uint32(0)
		return func() { l.scatterSorted(ring, base, at, w, stride); base += stride }
	})
}

func BenchmarkScatter(b *testing.B) {
	for _, n := range []int{100, 400} {
		twinBenchmark(b, n, func(l loops) func() {
			ring, at, w := make([]float32, 1<<14), make([]uint32, n), make([]float32, n)
			src := rand.New(rand.NewPCG(1, 1))
			for j := range at { // delays of up to 32 steps of 512 neurons
				at[j] = uint32(j + 512*src.IntN(32))
			}
			base := uint32(0)
			return func() { l.scatter(ring, base, at, w); base += 512 }
		})
	}
}
