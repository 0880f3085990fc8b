package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

func TestExpIsWithinFourUlp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		x := (r.Float64()*2 - 1) * 700
		got, want := Exp(x), math.Exp(x)
		if math.Abs(got-want) > 9e-16*want {
			t.Fatalf("Exp(%g) = %g, want %g", x, got, want)
		}
	}
}

func TestLogIsWithinOneUlp(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200_000 {
		x := math.Ldexp(r.Float64()+1e-300, r.IntN(400)-200)
		got, want := Log(x), math.Log(x)
		if math.Abs(got-want) > 3e-16*math.Abs(want)+1e-300 {
			t.Fatalf("Log(%g) = %g, want %g", x, got, want)
		}
	}
}

func TestSpecialValues(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, tt := range []struct{ got, want float64 }{
		{Exp(0), 1},
		{Exp(inf), inf},
		{Exp(-inf), 0},
		{Exp(nan), nan},
		{Exp(1000), inf},
		{Exp(-1000), 0},
		{Log(1), 0},
		{Log(0), -inf},
		{Log(-1), nan},
		{Log(inf), inf},
		{Log(nan), nan},
	} {
		if tt.got != tt.want && !(math.IsNaN(tt.got) && math.IsNaN(tt.want)) {
			t.Errorf("got %g, want %g", tt.got, tt.want)
		}
	}
	if got := Exp(-740); got <= 0 || math.Abs(got-math.Exp(-740)) > 1e-323 {
		t.Errorf("Exp(-740) = %g, want the subnormal %g", got, math.Exp(-740))
	}
}

// The Kolmogorov–Smirnov distance of n draws exceeds 1.95/√n with probability 1e-3 under the
// hypothesis; the stream is fixed, so the test is not a lottery.
func TestNormalsAreNormal(t *testing.T) {
	const n = 400_000
	x := make([]float64, n)
	Normals(x, rand.NewPCG(5, 6))
	counts := make([]int, 2000)
	var m1, m2, m3, m4 float64
	for _, v := range x {
		m1 += v
		m2 += v * v
		m3 += v * v * v
		m4 += v * v * v * v
		b := int(distuv.UnitNormal.CDF(v) * float64(len(counts)))
		counts[min(b, len(counts)-1)]++
	}
	var chi float64
	want := float64(n) / float64(len(counts))
	for _, c := range counts {
		chi += (float64(c) - want) * (float64(c) - want) / want
	}
	limit := distuv.ChiSquared{K: float64(len(counts) - 1)}.Quantile(0.999)
	if chi > limit {
		t.Errorf("chi² over %d cells of equal probability = %.0f, want < %.0f (99.9 %%)", len(counts), chi, limit)
	}
	for _, tt := range []struct {
		name            string
		got, want, band float64 // band: four standard errors
	}{
		{"mean", m1 / n, 0, 4 / math.Sqrt(n)},
		{"second moment", m2 / n, 1, 4 * math.Sqrt(2.0/n)},
		{"third moment", m3 / n, 0, 4 * math.Sqrt(15.0/n)},
		{"fourth moment", m4 / n, 3, 4 * math.Sqrt(96.0/n)},
	} {
		if math.Abs(tt.got-tt.want) > tt.band {
			t.Errorf("%s = %.5f, want %g ± %.5f", tt.name, tt.got, tt.want, tt.band)
		}
	}
}

// The tail beyond zigR is reached once in 3 800 draws; its mean excess is that of the
// normal tail, φ(r)/Q(r) - r.
func TestNormalTail(t *testing.T) {
	src := rand.NewPCG(7, 8)
	var n, sum float64
	for range 20_000_000 {
		if v := math.Abs(Normal(src)); v > zigR {
			n++
			sum += v - zigR
		}
	}
	q := 2 * distuv.UnitNormal.Survival(zigR)
	if want := q * 20_000_000; math.Abs(n-want) > 4*math.Sqrt(want) {
		t.Errorf("%g draws beyond %.3f, want %.0f", n, zigR, want)
	}
	excess := 2*distuv.UnitNormal.Prob(zigR)/q - zigR
	if got := sum / n; math.Abs(got-excess) > 4*excess/math.Sqrt(n) {
		t.Errorf("mean excess %.4f, want %.4f", got, excess)
	}
}

func TestAccumulateMatchesPlainLoops(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for n := range 40 {
		x, y := make([]float32, n), make([]float32, n)
		sum, scaled, leak := make([]float32, n), make([]float32, n), make([]float32, n)
		for i := range x {
			x[i], y[i] = r.Float32()-0.5, r.Float32()-0.5
			sum[i] = y[i] + x[i]
			scaled[i] = y[i] + float32(0.3*x[i])
			leak[i] = float32(0.9*y[i]) + x[i]
		}
		check := func(name string, want []float32, f func(dst []float32)) {
			dst := append([]float32(nil), y...)
			f(dst)
			for i := range dst {
				if dst[i] != want[i] {
					t.Fatalf("%s, length %d: element %d = %g, want %g", name, n, i, dst[i], want[i])
				}
			}
		}
		check("Add", sum, func(d []float32) { Add(d, x) })
		check("AddScaled", scaled, func(d []float32) { AddScaled(d, 0.3, x) })
		check("Leak", leak, func(d []float32) { Leak(d, 0.9, x) })
	}
}

func BenchmarkNormals(b *testing.B) {
	dst, src := make([]float64, 784), rand.NewPCG(1, 1)
	for b.Loop() {
		Normals(dst, src)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(dst)), "ns/draw")
}

func BenchmarkExp(b *testing.B) {
	var s float64
	for b.Loop() {
		for i := range 1000 {
			s += Exp(-float64(i) * 1e-3)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*1000), "ns/call")
	_ = s
}

func BenchmarkLog(b *testing.B) {
	var s float64
	for b.Loop() {
		for i := range 1000 {
			s += Log(1 + float64(i)*1e-3)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*1000), "ns/call")
	_ = s
}
