package experiments

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func near(a, b, tol float64) bool { return math.Abs(a-b) <= tol || math.IsNaN(a) && math.IsNaN(b) }

// Fisher and Yates, Statistical Tables, table III (two-sided 5 %); also NIST/SEMATECH e-Handbook 1.3.6.7.2.
func TestStudentT(t *testing.T) {
	for df, want := range map[int]float64{1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 9: 2.262, 10: 2.228, 29: 2.045, 100: 1.984} {
		if got := studentT(df); !near(got, want, 0.0005) {
			t.Errorf("t(0.975, %d) = %.4f, want %.3f", df, got, want)
		}
	}
	// One and two degrees of freedom have closed forms: tan(0.475 π) and 0.95 √(2/(1-0.95²)).
	if got, want := studentT(1), math.Tan(0.475*math.Pi); !near(got, want, 1e-10) {
		t.Errorf("t(0.975, 1) = %.12g, want %.12g", got, want)
	}
	if got, want := studentT(2), 0.95*math.Sqrt(2/(1-0.95*0.95)); !near(got, want, 1e-10) {
		t.Errorf("t(0.975, 2) = %.12g, want %.12g", got, want)
	}
}

func TestMeanCI(t *testing.T) {
	nan := math.NaN()
	half4 := 3.182446305 * math.Sqrt(5./3) / 2 // of 1, 2, 3, 4
	for _, tt := range []struct {
		name             string
		x                []float64
		mean, sd, lo, hi float64
	}{
		{"none", nil, nan, nan, nan, nan},
		{"one", []float64{0.9}, 0.9, nan, nan, nan},
		{"two: t = 12.706, mean ± 6.353 of their distance", []float64{0, 1}, 0.5, math.Sqrt(0.5), 0.5 - 12.7062047362/2, 0.5 + 12.7062047362/2},
		{"four", []float64{1, 2, 3, 4}, 2.5, math.Sqrt(5. / 3), 2.5 - half4, 2.5 + half4},
		{"no number", []float64{1, nan, 3}, nan, nan, nan, nan},
	} {
		mean, sd, lo, hi := MeanCI(tt.x)
		if !near(mean, tt.mean, 1e-12) || !near(sd, tt.sd, 1e-12) || !near(lo, tt.lo, 1e-8) || !near(hi, tt.hi, 1e-8) {
			t.Errorf("%s: %g %g %g %g, want %g %g %g %g", tt.name, mean, sd, lo, hi, tt.mean, tt.sd, tt.lo, tt.hi)
		}
	}
	// Equal values have no spread, not even that of rounding.
	for _, v := range []float64{0.1, 0.857, 1. / 3} {
		for n := 2; n < 40; n++ {
			if mean, sd, lo, hi := MeanCI(slices.Repeat([]float64{v}, n)); mean != v || sd != 0 || lo != v || hi != v {
				t.Errorf("%d times %g: %g ± %g, %g to %g", n, v, mean, sd, lo, hi)
			}
		}
	}
}

// A 95 % interval holds the true mean in 95 of 100 experiments. With 20000 experiments the observed
// coverage has a standard deviation of √(0.95·0.05/20000) = 0.0015; the bound is four of them.
func TestMeanCICoverage(t *testing.T) {
	const trials = 20000
	for _, n := range []int{2, 3, 6, 10} {
		rng := rand.New(rand.NewPCG(uint64(n), 0))
		inside, x := 0, make([]float64, n)
		for range trials {
			for i := range x {
				x[i] = 0.85 + 0.02*rng.NormFloat64()
			}
			if _, _, lo, hi := MeanCI(x); lo <= 0.85 && 0.85 <= hi {
				inside++
			}
		}
		if got := float64(inside) / trials; !near(got, 0.95, 0.0062) {
			t.Errorf("n = %d: coverage %.4f, want 0.95", n, got)
		}
	}
}

// The same for the loss of pairs that share four fifths of their variance. A difference then has 2·0.2
// times the variance of one value, and 2 times without sharing: squared widths are 5 times apart.
func TestPairedLossCoverage(t *testing.T) {
	const trials, n = 20000, 6
	rng := rand.New(rand.NewPCG(7, 0))
	inside := 0
	var paired, apart float64 // summed squared widths
	ref, x, other := make([]float64, n), make([]float64, n), make([]float64, n)
	for range trials {
		for i := range n {
			luck := math.Sqrt(0.8) * rng.NormFloat64()
			ref[i] = 0.9 + 0.02*(luck+math.Sqrt(0.2)*rng.NormFloat64())
			x[i] = 0.85 + 0.02*(luck+math.Sqrt(0.2)*rng.NormFloat64())
			other[i] = 0.85 + 0.02*rng.NormFloat64()
		}
		_, lo, hi := PairedLoss(ref, x)
		if lo <= 0.05 && 0.05 <= hi {
			inside++
		}
		paired += (hi - lo) * (hi - lo)
		_, lo, hi = PairedLoss(ref, other)
		apart += (hi - lo) * (hi - lo)
	}
	if got := float64(inside) / trials; !near(got, 0.95, 0.0062) {
		t.Errorf("coverage %.4f, want 0.95", got)
	}
	// Each sum has a relative standard deviation of √(2/5/20000) = 0.0045, their ratio 0.0063.
	if got := apart / paired; !near(got/5, 1, 4*0.0063) {
		t.Errorf("squared widths: ratio %.3f, want 5", got)
	}
}

func TestPairedLoss(t *testing.T) {
	// Differences 1, 2, 3: mean 2, sd 1, t(2) = 4.3026527.
	loss, lo, hi := PairedLoss([]float64{11, 22, 33}, []float64{10, 20, 30})
	if half := 4.3026527297 / math.Sqrt(3); loss != 2 || !near(lo, 2-half, 1e-9) || !near(hi, 2+half, 1e-9) {
		t.Errorf("loss %g, %g to %g", loss, lo, hi)
	}
	if loss, lo, hi = PairedLoss([]float64{0.9}, []float64{0.5}); !near(loss, 0.4, 1e-15) || !math.IsNaN(lo) || !math.IsNaN(hi) {
		t.Errorf("one pair: loss %g, %g to %g", loss, lo, hi)
	}
	defer func() {
		if recover() == nil {
			t.Error("slices of different lengths were compared")
		}
	}()
	PairedLoss([]float64{1, 2}, []float64{1})
}

// Newcombe, Stat. Med. 17, 857–872 (1998), table I, method 3 (score without continuity correction).
func TestWilson(t *testing.T) {
	for _, tt := range []struct {
		r, n   int
		lo, hi float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611},
		{1, 29, 0.0061, 0.1718},
	} {
		lo, hi := Wilson(float64(tt.r)/float64(tt.n), tt.n)
		if !near(lo, tt.lo, 5e-5) || !near(hi, tt.hi, 5e-5) {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", tt.r, tt.n, lo, hi, tt.lo, tt.hi)
		}
	}
	for n := 1; n < 3000; n += 7 {
		for _, k := range []float64{0, 0.5, 0.99, 1} {
			lo, hi := Wilson(k, n)
			if !(0 <= lo && lo <= k && k <= hi && hi <= 1 && lo < hi) {
				t.Fatalf("%g of %d: %g to %g", k, n, lo, hi)
			}
			// Right and wrong answers trade places.
			if l, h := Wilson(1-k, n); !near(l, 1-hi, 1e-12) || !near(h, 1-lo, 1e-12) {
				t.Fatalf("%g of %d: %g to %g, but %g to %g the other way", k, n, lo, hi, l, h)
			}
		}
	}
	for _, bad := range []struct {
		k float64
		n int
	}{{0.5, 0}, {0.5, -1}, {-0.1, 9}, {1.1, 9}, {math.NaN(), 9}} {
		if lo, hi := Wilson(bad.k, bad.n); !math.IsNaN(lo) || !math.IsNaN(hi) {
			t.Errorf("%g of %d: %g to %g, want none", bad.k, bad.n, lo, hi)
		}
	}
}

// Counting right answers on 500 images: the score interval holds the true fraction in close to 95 %
// of cases. Being of counts, coverage is a step off at any one fraction; half a point covers it here
// (Newcombe finds a mean of 0.952 and deviations of that size), 4 √(0.95·0.05/20000) covers the draw.
func TestWilsonCoverage(t *testing.T) {
	const trials, n, p = 20000, 500, 0.85
	rng := rand.New(rand.NewPCG(3, 0))
	inside := 0
	for range trials {
		k := 0
		for range n {
			if rng.Float64() < p {
				k++
			}
		}
		if lo, hi := Wilson(float64(k)/n, n); lo <= p && p <= hi {
			inside++
		}
	}
	if got := float64(inside) / trials; !near(got, 0.95, 0.005+0.0062) {
		t.Errorf("coverage %.4f, want 0.95", got)
	}
}

func trial(device string, repeat int, accuracy float64, point ...float64) Trial {
	return Trial{Device: device, Point: point, Repeat: repeat,
		Metrics: Metrics{Accuracy: accuracy, AccuracyRaw: math.NaN(), MeanG: math.NaN(), Gain: 1, TestImages: 1000}}
}

var studied = []Device{{Name: "ideal", Ideal: true}, {Name: "memristor"}, {Name: "pcm"}}

func TestSummarise(t *testing.T) {
	nan := math.NaN()
	trials := []Trial{
		// Two axes: a spread, 0 for ideal, and a value that ideal does not have.
		trial("memristor", 0, 0.80, 0.3, 1e-6), trial("memristor", 0, 0.70, 0.1, 1e-6), trial("memristor", 1, 0.82, 0.3, 1e-6),
		trial("pcm", 1, 0.60, 0.3, nan), trial("pcm", 0, 0.50, 0.3, nan),
		trial("ideal", 1, 0.91, 0, nan), trial("ideal", 0, 0.90, 0, nan),
		trial("other", 0, 0.40, 0, nan),
	}
	rows := Summarise(trials, studied)
	want := []struct {
		device                       string
		n                            int
		mean, loss, lossLo, lossHigh float64
	}{
		{"ideal", 2, 0.905, 0, 0, 0},
		{"memristor", 2, 0.81, 0.095, 0.095 - 12.7062047362*0.005, 0.095 + 12.7062047362*0.005},
		{"memristor", 1, 0.70, 0.2, nan, nan},
		{"pcm", 2, 0.55, 0.355, 0.355 - 12.7062047362*0.045, 0.355 + 12.7062047362*0.045},
		{"other", 1, 0.40, 0.5, nan, nan},
	}
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for i, w := range want {
		r := rows[i]
		if r.Device != w.device || r.N != w.n || !near(r.Mean, w.mean, 1e-12) || !near(r.Loss, w.loss, 1e-12) ||
			!near(r.LossLo, w.lossLo, 1e-9) || !near(r.LossHi, w.lossHigh, 1e-9) {
			t.Errorf("row %d: %+v, want %+v", i, r, w)
		}
		lo, hi := Wilson(r.Mean, 1000)
		if r.TestLo != lo || r.TestHi != hi {
			t.Errorf("row %d: test interval %g to %g, want %g to %g", i, r.TestLo, r.TestHi, lo, hi)
		}
		if !math.IsNaN(r.Raw) || !math.IsNaN(r.MeanG) || !math.IsNaN(r.Gain) {
			t.Errorf("row %d: nothing was waited for, yet raw %g, mean G %g, gain %g", i, r.Raw, r.MeanG, r.Gain)
		}
	}
	if p := rows[1].Point; p[0] != 0.3 || p[1] != 1e-6 {
		t.Errorf("points of a device in the order met: %v first", p)
	}
}

// Numbers do not depend on the order in which trials were finished.
func TestSummariseOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var trials []Trial
	for k := range 10 {
		trials = append(trials, trial("ideal", k, rng.Float64(), 0), trial("pcm", k, rng.Float64(), 0.2))
	}
	want := Summarise(trials, studied)
	for range 20 {
		rng.Shuffle(len(trials), func(i, j int) { trials[i], trials[j] = trials[j], trials[i] })
		for i, r := range Summarise(trials, studied) {
			w := want[i]
			if r.Device != w.Device || r.Mean != w.Mean || r.SD != w.SD || r.Loss != w.Loss || r.LossLo != w.LossLo {
				t.Fatalf("row %d depends on the order: %+v and %+v", i, r, w)
			}
		}
	}
}

// On an axis that ideal weights feel, such as network size, pairs have the same value of it.
func TestSummarisePairsWhereIdealVaries(t *testing.T) {
	rows := Summarise([]Trial{
		trial("ideal", 0, 0.8, 0, 50), trial("ideal", 0, 0.9, 0, 400),
		trial("pcm", 0, 0.7, 0.3, 50), trial("pcm", 0, 0.6, 0.3, 400), trial("pcm", 0, 0.5, 0.3, 800),
	}, studied)
	for i, want := range []float64{0, 0, 0.1, 0.3, math.NaN()} {
		if got := rows[i].Loss; !near(got, want, 1e-12) {
			t.Errorf("row %d: loss %g, want %g", i, got, want)
		}
	}
}

// Repeats that ideal lacks, because a trial failed, count for the mean and not for the loss.
func TestSummariseMissingPartners(t *testing.T) {
	rows := Summarise([]Trial{
		trial("ideal", 0, 0.9), trial("ideal", 2, 0.8),
		trial("pcm", 0, 0.7), trial("pcm", 1, 0.1), trial("pcm", 2, 0.6),
	}, studied)
	if r := rows[1]; r.N != 3 || !near(r.Loss, 0.2, 1e-12) || !near(r.LossLo, 0.2, 1e-12) {
		t.Errorf("row %+v: want the loss of two pairs, 0.2 both", r)
	}
	rows = Summarise([]Trial{trial("pcm", 0, 0.7)}, []Device{{Name: "pcm"}})
	if r := rows[0]; !math.IsNaN(r.Loss) || !math.IsNaN(r.LossLo) || r.Mean != 0.7 {
		t.Errorf("row %+v: a loss without an ideal device", r)
	}
	if Summarise(nil, studied) != nil {
		t.Error("rows of nothing")
	}
}

func TestSummariseWaiting(t *testing.T) {
	a, b := trial("pcm", 0, 0.8, 1), trial("pcm", 1, 0.6, 1)
	a.Metrics.AccuracyRaw, a.Metrics.MeanG, a.Metrics.Gain, a.Metrics.TestImages = 0.5, 0.8, 1.2, 500
	b.Metrics.AccuracyRaw, b.Metrics.MeanG, b.Metrics.Gain = 0.3, 0.6, 1.6
	r := Summarise([]Trial{a, b}, studied)[0]
	if !near(r.Raw, 0.4, 1e-12) || !near(r.RawHi-r.Raw, 12.7062047362*0.1, 1e-9) || !near(r.MeanG, 0.7, 1e-12) || !near(r.Gain, 1.4, 1e-12) {
		t.Errorf("row %+v", r)
	}
	if lo, hi := Wilson(0.7, 500); !near(r.TestLo, lo, 1e-12) || !near(r.TestHi, hi, 1e-12) {
		t.Errorf("test interval %g to %g: want that of the smallest test set, %g to %g", r.TestLo, r.TestHi, lo, hi)
	}
}

func TestPointKey(t *testing.T) {
	negZero, nan := math.Copysign(0, -1), math.Float64frombits(0x7ff8000000000123)
	if pointKey([]float64{0, math.NaN()}) != pointKey([]float64{negZero, nan}) {
		t.Error("0 and -0, or two NaN, are different places")
	}
	if pointKey([]float64{0.1}) == pointKey([]float64{math.Nextafter(0.1, 1)}) {
		t.Error("neighbouring numbers are one place")
	}
}
