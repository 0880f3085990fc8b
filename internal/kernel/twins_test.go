package kernel

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// operands are slices with zeros of both signs, subnormals, infinities and NaN among their values,
// at every alignment, and a guard behind each that no kernel may touch.
type operands struct {
	n, skip int
	odd     int  // one value in so many is not an ordinary number
	coarse  bool // values are few, so that many are equal
	src     *rand.Rand
}

func drawOperands(t *rapid.T) *operands {
	return &operands{
		n: rapid.IntRange(0, 300).Draw(t, "n"), skip: rapid.IntRange(0, 7).Draw(t, "skip"),
		odd: rapid.SampledFrom([]int{4, 40, 1 << 30}).Draw(t, "odd"), coarse: rapid.Bool().Draw(t, "coarse"),
		src: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)),
	}
}

const guard = 12345

// slice returns n values of about the given scale.
func (o *operands) slice(n int, scale float64) []float32 {
	x := make([]float32, n+o.skip+1)
	for i := range x {
		x[i] = o.value(scale)
	}
	x[len(x)-1] = guard
	return x[o.skip : o.skip+n]
}

func (o *operands) value(scale float64) float32 {
	if o.src.IntN(o.odd) == 0 {
		return []float32{
			0, float32(math.Copysign(0, -1)), math.Float32frombits(o.src.Uint32() & 0x007fffff),
			float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()), math.MaxFloat32,
		}[o.src.IntN(7)]
	}
	if o.coarse {
		return float32(scale * float64(o.src.IntN(5)-2) / 2)
	}
	return float32(scale * (2*o.src.Float64() - 1))
}

// sameBits runs every twin on copies of the slices and compares all of them and what it returns
// with the plain loops.
func sameBits(t *rapid.T, slices [][]float32, run func(l loops, s [][]float32) any) {
	copies := func() [][]float32 {
		out := make([][]float32, len(slices))
		for k, s := range slices {
			out[k] = append([]float32(nil), s[:len(s)+1]...)[:len(s)]
		}
		return out
	}
	want := copies()
	wantValue := run(plain(), want)
	for name, l := range twins() {
		got := copies()
		if value := run(l, got); value != wantValue {
			t.Fatalf("%s returns %v, want %v", name, value, wantValue)
		}
		for k := range want {
			for i := range want[k] {
				if w, g := want[k][i], got[k][i]; math.Float32bits(w) != math.Float32bits(g) && (w == w || g == g) {
					t.Fatalf("%s, slice %d of length %d: element %d is %g, want %g", name, k, len(got[k]), i, g, w)
				}
			}
			if end := len(got[k]); got[k][:end+1][end] != guard {
				t.Fatalf("%s wrote beyond the end of slice %d", name, k)
			}
		}
	}
}

// Every twin gives the bits of the plain loops, at every length and alignment, and touches nothing
// behind its slices.
func TestTwinsGiveTheSameBits(t *testing.T) {
	for name, check := range map[string]func(t *rapid.T, o *operands){
		"accumulate": accumulateTwins, "rows": rowTwins, "leak": leakTwins, "coba": cobaTwins, "noise": noiseTwins, "sense": senseTwins, "quantize": quantizeTwins, "sums": sumTwins,
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { check(t, drawOperands(t)) })
		})
	}
}

func accumulateTwins(t *rapid.T, o *operands) {
	a := o.value(1)
	sameBits(t, [][]float32{o.slice(o.n, 1), o.slice(o.n, 1)}, func(l loops, s [][]float32) any {
		l.add(s[0], s[1])
		l.addScaled(s[0], a, s[1])
		return nil
	})
}

func rowTwins(t *rapid.T, o *operands) {
	a, rows := o.value(1), make([]int32, 1+o.src.IntN(20))
	const most = 8
	for i := range rows {
		rows[i] = int32(o.src.IntN(most))
	}
	sameBits(t, [][]float32{o.slice(o.n, 1), o.slice(most*o.n, 1)}, func(l loops, s [][]float32) any {
		l.addRows(s[0], s[1], rows)
		l.addScaledRows(s[0], a, s[1], rows)
		l.addSquaredRows(s[0], a, s[1], rows)
		return nil
	})
	one := slices.Clone(rows[:1])
	dst, w := o.slice(o.n, 1), o.slice(most*o.n, 1)
	x, y := slices.Clone(dst), slices.Clone(dst)
	AddRows(x, w, one)
	Add(y, w[int(one[0])*o.n:(int(one[0])+1)*o.n])
	if !sameSingles(x, y) && !slices.ContainsFunc(y, func(v float32) bool { return v != v }) {
		t.Fatalf("AddRows of one row is %v, Add %v", x, y)
	}
}

func leakTwins(t *rapid.T, o *operands) {
	decay := o.value(1)
	// limits so high that in one run of many only a few elements cross, or none
	limit := o.slice(o.n, 1)
	for i := range limit {
		limit[i] += float32(o.src.IntN(3))
	}
	sameBits(t, [][]float32{o.slice(o.n, 1), o.slice(o.n, 1), limit}, func(l loops, s [][]float32) any {
		l.leak(s[0], decay, s[1])
		return l.leakCross(s[0], decay, s[1], s[2])
	})
}

func noiseTwins(t *rapid.T, o *operands) {
	a := o.value(1)
	sameBits(t, [][]float32{o.slice(o.n, 1), o.slice(o.n, 1), o.slice(o.n, 1), o.slice(o.n, 1)}, func(l loops, s [][]float32) any {
		l.fluctuate(s[0], s[1], s[2], s[3])
		l.addSquares(s[0], a, s[1])
		l.addNoise(s[1], a, s[2], s[3])
		l.addHeldNoise(s[1], s[0], a, s[2], s[3])
		return nil
	})
}

func senseTwins(t *rapid.T, o *operands) {
	y := o.value(1)
	sameBits(t, [][]float32{o.slice(o.n, 1), o.slice(2*o.n, 1), o.slice(o.n, 1)}, func(l loops, s [][]float32) any {
		l.pairDifference(s[0], s[1])
		l.addProduct(s[0], s[1][:o.n], s[2])
		l.below(s[2], s[0], y)
		l.multiply(s[0], s[2])
		l.scale(s[2], y)
		return nil
	})
}

func sumTwins(t *rapid.T, o *operands) {
	sameBits(t, [][]float32{o.slice(o.n, 1), o.slice(2*o.n, 1)}, func(l loops, s [][]float32) any {
		sums := [2]uint32{math.Float32bits(l.total(s[1][o.n:])), math.Float32bits(l.pairSum(s[0], s[1]))}
		for k, b := range sums { // one NaN is as good as another
			if x := math.Float32frombits(b); x != x {
				sums[k] = math.Float32bits(float32(math.NaN()))
			}
		}
		return sums
	})
}

func quantizeTwins(t *rapid.T, o *operands) {
	half := float32(int(1) << o.src.IntN(16))
	lo, hi := -half, half-1
	if o.src.IntN(4) == 0 { // far from zero
		lo, hi = lo+3*half, hi+3*half
	}
	sameBits(t, [][]float32{o.slice(o.n, 1.5*float64(half))}, func(l loops, s [][]float32) any {
		return l.quantize(s[0], 1.5, lo, hi, 0.01)
	})
}

// twinBenchmark measures what prepare returns for every twin, per element.
func twinBenchmark(b *testing.B, n int, prepare func(l loops) func()) {
	all := twins()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		b.Run(fmt.Sprintf("n=%d/%s", n, name), func(b *testing.B) {
			run := prepare(all[name])
			for b.Loop() {
				run()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/element")
		})
	}
}
