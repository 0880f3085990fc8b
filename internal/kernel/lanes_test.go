package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

func seeded(a, b uint64) *Lanes {
	var l Lanes
	l.Seed(rand.NewPCG(a, b))
	return &l
}

// The first numbers of xoshiro128++ from the state 1, 2, 3, 4, worked out by hand from its
// definition: rotl(s0+s3, 7) + s0 of 1 and 4 is 5·128 + 1, and the next state is (7, 0, 1026, 12288).
func TestLanesAreXoshiro(t *testing.T) {
	var l Lanes
	for i := range lanes {
		l.s[0][i], l.s[1][i], l.s[2][i], l.s[3][i] = 1, 2, 3, 4
	}
	for i := range lanes {
		for k, want := range []uint32{641, (7+12288)<<7 + 7} {
			if got := l.next(i); got != want {
				t.Errorf("lane %d, number %d: %d, want %d", i, k, got, want)
			}
			if k == 0 && [4]uint32{l.s[0][i], l.s[1][i], l.s[2][i], l.s[3][i]} != [4]uint32{7, 0, 1026, 12288} {
				t.Errorf("lane %d: state %v", i, l.s)
			}
		}
	}
}

// splitmix64 from 0 begins with e220a8397b1dcdaf: what its authors publish.
func TestLanesSeed(t *testing.T) {
	src := rand.NewPCG(3, 4)
	x := rand.NewPCG(3, 4).Uint64()
	var l Lanes
	l.Seed(src)
	mix := func(x uint64) uint64 {
		z := (x ^ x>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
	if mix(0x9e3779b97f4a7c15) != 0xe220a8397b1dcdaf {
		t.Fatal("the test's own splitmix64 is wrong")
	}
	for i := range lanes {
		for k := 0; k < 4; k += 2 {
			x += 0x9e3779b97f4a7c15
			if got := uint64(l.s[k+1][i])<<32 | uint64(l.s[k][i]); got != mix(x) {
				t.Fatalf("lane %d, words %d and %d: %x, want %x", i, k, k+1, got, mix(x))
			}
		}
	}
}

// exact is Box and Muller's formula in double precision for the u and angle that x and y stand for.
func exact(x, y uint32) (a, b float64) {
	u := float64(float32(x>>1|1)) / (1 << 31)
	r := math.Sqrt(-2 * math.Log(u))
	s, c := math.Sincos(float64(int32(y<<2)) / (1 << 31) * math.Pi / 4)
	if y>>30&1 == 1 {
		s, c = c, s
	}
	if y>>31 == 1 {
		r = -r
	}
	return r * c, r * s
}

// Within 3e-7 of the radius √(-2 ln u): 1e-6 up to radii of 3.3, and 2e-6 at the largest, 6.56.
func TestBoxMullerIsTheFormula(t *testing.T) {
	src := rand.New(rand.NewPCG(11, 12))
	var worst float64
	check := func(x, y uint32) {
		a, b := boxMuller(x, y)
		wantA, wantB := exact(x, y)
		off := max(math.Abs(float64(a)-wantA), math.Abs(float64(b)-wantB))
		radius := math.Hypot(wantA, wantB)
		if radius > 0 {
			worst = max(worst, off/radius)
		}
		if !(off <= 3e-7*radius) {
			t.Fatalf("%#x, %#x: %g, %g, want %g, %g", x, y, a, b, wantA, wantB)
		}
	}
	for i := range 2_000_000 {
		x, y := src.Uint32(), src.Uint32()
		switch i % 8 {
		case 0:
			x >>= src.UintN(32) // the tail
		case 1:
			x = ^(x >> src.UintN(32)) // the middle
		}
		check(x, y)
	}
	for _, x := range []uint32{0, 1, 2, 3, math.MaxUint32, 1 << 31, 1<<31 - 1} {
		for q := range uint32(4) {
			for _, y := range []uint32{0, 1, 1<<30 - 1, 1 << 29, 1<<29 - 1} {
				check(x, q<<30|y)
			}
		}
	}
	t.Logf("largest error %.2g of the radius", worst)
}

// The angle covers the circle evenly: 2¹² steps of it are 2¹² directions, each 2π/2¹² apart.
func TestBoxMullerCoversTheCircle(t *testing.T) {
	const n = 1 << 12
	var seen [n]int
	for i := range uint32(n) {
		a, b := boxMuller(1<<30, i<<20|1<<19)
		turn := math.Atan2(float64(b), float64(a)) / (2 * math.Pi)
		seen[int((turn+1)*n)%n]++
	}
	for i, k := range seen {
		if k != 1 {
			t.Fatalf("direction %d of %d: %d angles", i, n, k)
		}
	}
}

// χ² over 2000 cells of equal probability at 99.9 %, four moments and the counts beyond 4 and 5
// standard deviations within four standard errors.
func TestLanesAreNormal(t *testing.T) {
	const n = 1 << 22
	x := make([]float32, n)
	seeded(5, 6).Normals(x)
	counts := make([]float64, 2000)
	var m [5]float64
	var tail4, tail5 float64
	for _, y := range x {
		v := float64(y)
		for k, p := 1, v; k < 5; k, p = k+1, p*v {
			m[k] += p / n
		}
		counts[min(int(distuv.UnitNormal.CDF(v)*float64(len(counts))), len(counts)-1)]++
		if math.Abs(v) > 4 {
			tail4++
		}
		if math.Abs(v) > 5 {
			tail5++
		}
	}
	var chi float64
	want := float64(n) / float64(len(counts))
	for _, c := range counts {
		chi += (c - want) * (c - want) / want
	}
	limit := distuv.ChiSquared{K: float64(len(counts) - 1)}.Quantile(0.999)
	t.Logf("chi² %.0f (limit %.0f), moments %.5f", chi, limit, m[1:])
	if chi > limit {
		t.Errorf("chi² over %d cells of equal probability = %.0f, want < %.0f (99.9 %%)", len(counts), chi, limit)
	}
	for _, tt := range []struct {
		name            string
		got, want, band float64
	}{
		{"mean", m[1], 0, 4 / math.Sqrt(n)},
		{"second moment", m[2], 1, 4 * math.Sqrt(2.0/n)},
		{"third moment", m[3], 0, 4 * math.Sqrt(15.0/n)},
		{"fourth moment", m[4], 3, 4 * math.Sqrt(96.0/n)},
		{"draws beyond 4", tail4, 2 * n * distuv.UnitNormal.Survival(4), 4 * math.Sqrt(2*n*distuv.UnitNormal.Survival(4))},
		{"draws beyond 5", tail5, 2 * n * distuv.UnitNormal.Survival(5), 4 * math.Sqrt(2*n*distuv.UnitNormal.Survival(5))},
	} {
		if !(math.Abs(tt.got-tt.want) <= tt.band) {
			t.Errorf("%s = %.5f, want %.5g ± %.5f", tt.name, tt.got, tt.want, tt.band)
		}
	}
}

// Beyond 4 standard deviations there are 6.3e-5 of all draws; 4·10⁷ have 2534 of them, whose mean
// excess is that of the normal tail.
func TestLanesTail(t *testing.T) {
	if testing.Short() {
		t.Skip("40 million draws")
	}
	l, x := seeded(7, 8), make([]float32, 4000)
	var n, sum float64
	const draws = 40_000_000
	for range draws / len(x) {
		l.Normals(x)
		for _, v := range x {
			if a := math.Abs(float64(v)); a > 4 {
				n++
				sum += a - 4
			}
		}
	}
	q := 2 * distuv.UnitNormal.Survival(4)
	if want := q * draws; math.Abs(n-want) > 4*math.Sqrt(want) {
		t.Errorf("%g draws beyond 4, want %.0f", n, want)
	}
	excess := 2*distuv.UnitNormal.Prob(4)/q - 4
	if got := sum / n; math.Abs(got-excess) > 4*excess/math.Sqrt(n) {
		t.Errorf("mean excess %.4f, want %.4f", got, excess)
	}
}

// Products of different draws have mean 0 and standard deviation 1, so the mean of n products has
// the standard error 1/√n; so have products of squares less their mean, divided by 2.
func TestLanesAreIndependent(t *testing.T) {
	const n = 1 << 20
	x := make([]float32, n)
	seeded(9, 10).Normals(x)
	correlation := func(name string, pairs int, at func(k int) (a, b float32)) {
		t.Helper()
		var sum, squares float64
		for k := range pairs {
			p, q := at(k)
			a, b := float64(p), float64(q)
			sum += a * b
			squares += (a*a - 1) * (b*b - 1) / 2
		}
		se := 1 / math.Sqrt(float64(pairs))
		if math.Abs(sum)*se*se > 4*se || math.Abs(squares)*se*se > 4*se {
			t.Errorf("%s: correlation %.2g, of squares %.2g, want 0 ± %.2g", name, sum*se*se, squares*se*se, 4*se)
		}
	}
	for lag := 1; lag <= 128; lag++ { // 16: cosine and sine of one pair; 32: one lane's next round
		correlation("lag", n-lag, func(k int) (a, b float32) { return x[k], x[k+lag] })
	}
	const rounds = n / (2 * lanes)
	for i := range lanes {
		for j := range i {
			correlation("lanes", rounds, func(k int) (a, b float32) { return x[k*2*lanes+i], x[k*2*lanes+j] })
		}
	}
	y := make([]float32, n)
	seeded(9, 11).Normals(y)
	correlation("seeds", n, func(k int) (a, b float32) { return x[k], y[k] })
}

// A length that is no multiple of a round draws the rest of the round and drops it.
func TestLanesDropTheRestOfARound(t *testing.T) {
	for n := range 100 {
		whole := (n + 31) / 32 * 32
		want, got := make([]float32, whole+32), make([]float32, n+1)
		seeded(1, 1).Normals(want)
		l := seeded(1, 1)
		got[n] = 42
		l.Normals(got[:n])
		for i := range n {
			if got[i] != want[i] {
				t.Fatalf("length %d: element %d is %g, want %g", n, i, got[i], want[i])
			}
		}
		if got[n] != 42 {
			t.Fatalf("length %d: wrote beyond the end", n)
		}
		next := make([]float32, 1)
		l.Normals(next)
		if next[0] != want[whole] {
			t.Fatalf("length %d: the next call does not begin with the next round", n)
		}
	}
}

func BenchmarkLanes(b *testing.B) {
	for _, n := range []int{100, 400} {
		twinBenchmark(b, n, func(l loops) func() {
			x, g := make([]float32, (n+31)/32*32), seeded(1, 1)
			return func() { l.normals(g, x) }
		})
	}
}
