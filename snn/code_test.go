package snn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

// The input of Diehl and Cook: a white pixel at 63.75 Hz for 350 ms in steps of 0.5 ms.
const (
	whiteRate = 63.75  // Hz
	shown     = 0.35   // s
	fine      = 0.5e-3 // s
	steps     = 700
	pWhite    = 0.031875
)

// flat is an image of one grey level.
func flat(n int, level byte) []byte { return slices.Repeat([]byte{level}, n) }

// raster returns the spike steps of every input.
func raster(train *snn.Train, inputs int) [][]int {
	at := make([][]int, inputs)
	for t := range train.Steps() {
		for _, i := range train.Step(t) {
			at[i] = append(at[i], t)
		}
	}
	return at
}

// rasters encodes n presentations of 1000 pixels of one level, one pixel after another.
func rasters(code snn.Code, level byte, n int, src *rand.PCG) [][]int {
	var train snn.Train
	var all [][]int
	for range n {
		code.Encode(&train, flat(1000, level), src)
		all = append(all, raster(&train, 1000)...)
	}
	return all
}

func lengths(raster [][]int) []float64 {
	n := make([]float64, len(raster))
	for i, at := range raster {
		n[i] = float64(len(at))
	}
	return n
}

// Bernoulli trials: mean np, variance np(1-p), kurtosis 3 + (1-6p(1-p))/(np(1-p)); for a white
// pixel 22.3125 and 21.60. Bands are four standard errors.
func TestPoissonMoments(t *testing.T) {
	code := snn.NewCode("poisson", whiteRate, shown, fine)
	for k, level := range []byte{255, 128, 51, 1} {
		counts := lengths(rasters(code, level, 60, rand.NewPCG(1, uint64(k))))
		n, p := float64(len(counts)), pWhite*float64(level)/255
		mean, variance := stat.MeanVariance(counts, nil)
		want := steps * p * (1 - p)
		kurtosis := 3 + (1-6*p*(1-p))/want
		near(t, "mean", mean, steps*p, 4*math.Sqrt(want/n))
		near(t, "variance", variance, want, 4*want*math.Sqrt((kurtosis-1)/n))
	}
}

// chiSquare fails beyond the 99.9 % quantile; the streams are fixed, so this is not a lottery.
func chiSquare(t *testing.T, name string, x2, freedom float64) {
	t.Helper()
	if limit := (distuv.ChiSquared{K: freedom}).Quantile(0.999); !(x2 < limit) {
		t.Errorf("%s: χ² = %.1f with %g degrees of freedom, want below %.1f", name, x2, freedom, limit)
	}
}

// Bernoulli trials are known by binomial counts, by equal chance in every step, and by steps
// that know nothing of each other.
func TestPoissonIsBernoulliTrials(t *testing.T) {
	pixels := rasters(snn.NewCode("poisson", whiteRate, shown, fine), 255, 60, rand.NewPCG(2, 0))
	n := float64(len(pixels))
	const lo, hi = 8, 40 // the counts beyond share one cell on each side
	var counts, binomial [hi - lo + 1]float64
	for k := range steps + 1 {
		binomial[min(max(k, lo), hi)-lo] += n * distuv.Binomial{N: steps, P: pWhite}.Prob(float64(k))
	}
	var perStep [steps]float64
	next := 0
	for _, at := range pixels {
		counts[min(max(len(at), lo), hi)-lo]++
		for k, s := range at {
			perStep[s]++
			if k > 0 && at[k-1] == s-1 {
				next++
			}
		}
	}
	chiSquare(t, "counts of a pixel", stat.ChiSquare(counts[:], binomial[:]), hi-lo)
	x2 := 0.0
	for _, k := range perStep {
		x2 += (k - n*pWhite) * (k - n*pWhite) / (n * pWhite * (1 - pWhite))
	}
	chiSquare(t, "spikes of a step", x2, steps)
	// Two neighbouring steps both hold a spike with p²; overlapping pairs have covariance p³-p⁴.
	pairs := n * (steps - 1) * pWhite * pWhite
	near(t, "spikes in consecutive steps", float64(next), pairs, 4*math.Sqrt(pairs*(1+2*pWhite)))
}

// The correlation of n independent pairs has the standard error 1/√n.
func TestPoissonPixelsAreIndependent(t *testing.T) {
	code := snn.NewCode("poisson", whiteRate, shown, fine)
	counts := lengths(rasters(code, 200, 60, rand.NewPCG(3, 0)))
	for _, lag := range []int{1, 2, 28, 1000} {
		x, y := counts[lag:], counts[:len(counts)-lag]
		near(t, "correlation of counts", stat.Correlation(x, y, nil), 0, 4/math.Sqrt(float64(len(x))))
	}
	// Pairs of pixels share a step with p².
	var train snn.Train
	src, both := rand.NewPCG(3, 1), 0
	for range 30 {
		code.Encode(&train, flat(1000, 255), src)
		for s := range train.Steps() {
			for k, i := range train.Step(s) {
				if k > 0 && i%2 == 1 && train.Step(s)[k-1] == i-1 {
					both++
				}
			}
		}
	}
	want := 30 * 500 * steps * pWhite * pWhite
	near(t, "common spikes of two pixels", float64(both), want, 4*math.Sqrt(want))
}

// The k-th spike of a regular input is k periods after its first, rounded down to a step.
func TestRegularHasNoJitter(t *testing.T) {
	var train snn.Train
	for k, tt := range []struct {
		rate   float64
		level  byte
		period float64 // steps
	}{
		{50, 255, 40}, {62.5, 255, 32}, {62.5, 85, 96}, {whiteRate, 255, 1 / pWhite}, {whiteRate, 100, 2.55 / pWhite}, {1000, 255, 2}, {1000, 1, 510},
	} {
		snn.NewCode("regular", tt.rate, shown, fine).Encode(&train, flat(500, tt.level), rand.NewPCG(4, uint64(k)))
		for _, at := range raster(&train, 500) {
			if n, exact := float64(len(at)), steps/tt.period; math.Abs(n-exact) >= 1 {
				t.Fatalf("%g spikes in %g periods", n, exact)
			}
			for i := range at {
				late := float64(at[i]-at[0]) - float64(i)*tt.period
				if whole := tt.period == math.Floor(tt.period); math.Abs(late) >= 1 || whole && math.Abs(late) > 0 {
					t.Fatalf("period %g: spike %d comes %g steps late", tt.period, i, late)
				}
			}
			if float64(at[0]) >= tt.period {
				t.Fatalf("period %g: first spike in step %d", tt.period, at[0])
			}
		}
	}
}

// A period of 40 steps that starts anywhere: 40 equal chances. 17.5 periods: 17 or 18 spikes,
// each in half of the pixels.
func TestRegularPhaseIsUniform(t *testing.T) {
	pixels := rasters(snn.NewCode("regular", 50, shown, fine), 255, 40, rand.NewPCG(5, 0))
	n := float64(len(pixels))
	first, want := make([]float64, 40), slices.Repeat([]float64{n / 40}, 40)
	for _, at := range pixels {
		first[at[0]]++
	}
	chiSquare(t, "first spike", stat.ChiSquare(first, want), 39)
	near(t, "mean count", stat.Mean(lengths(pixels), nil), 17.5, 4*0.5/math.Sqrt(n))
}

// With a uniform phase the count of a regular input is one of two whole numbers whose mean is the
// expected count rate·duration·x/255; its standard deviation is half a spike at most.
func TestRegularRateFollowsTheLevel(t *testing.T) {
	code := snn.NewCode("regular", whiteRate, shown, fine)
	for k, level := range []byte{1, 51, 128, 255} {
		counts := lengths(rasters(code, level, 20, rand.NewPCG(10, uint64(k))))
		near(t, "mean count", stat.Mean(counts, nil), whiteRate*shown*float64(level)/255, 4*0.5/math.Sqrt(float64(len(counts))))
	}
}

func TestTrain(t *testing.T) {
	if n := new(snn.Train).Steps(); n != 0 {
		t.Errorf("an empty train has %d steps", n)
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(snn.Codes()).Draw(t, "code")
		n, rate := rapid.IntRange(0, 300).Draw(t, "steps"), rapid.Float64Range(1, 2000).Draw(t, "rate")
		code := snn.NewCode(name, rate, float64(n)*1e-3, 1e-3)
		var train snn.Train
		for k := range 2 { // the second presentation reuses the memory of the first
			image := rapid.SliceOfN(rapid.Byte(), 0, 30).Draw(t, "image")
			code.Encode(&train, image, rand.NewPCG(rapid.Uint64().Draw(t, "seed"), uint64(k)))
			if train.Steps() != n {
				t.Fatalf("%d steps, want %d", train.Steps(), n)
			}
			spikes := 0
			for s := range n {
				rows := train.Step(s)
				spikes += len(rows)
				for j, i := range rows {
					if j > 0 && rows[j-1] >= i {
						t.Fatalf("rows of step %d do not rise: %v", s, rows)
					}
					if image[i] == 0 {
						t.Fatalf("black pixel %d spikes", i)
					}
				}
			}
			if train.Spikes() != spikes {
				t.Fatalf("Spikes() = %d, the steps hold %d", train.Spikes(), spikes)
			}
		}
	})
}

// An input spikes at most once in a step, whatever the rate; a rate too low for a chance of
// 1e-16 in a step gives none.
func TestRatesOutOfReach(t *testing.T) {
	var train snn.Train
	for _, name := range []string{"poisson", "regular"} {
		for _, tt := range []struct {
			rate float64
			want int
		}{{2000, 50 * steps}, {1e6, 50 * steps}, {0, 0}, {1e-14, 0}} {
			snn.NewCode(name, tt.rate, shown, fine).Encode(&train, flat(50, 255), rand.NewPCG(6, 0))
			if train.Spikes() != tt.want || train.Steps() != steps {
				t.Errorf("%s at %g Hz: %d spikes in %d steps, want %d in %d", name, tt.rate, train.Spikes(), train.Steps(), tt.want, steps)
			}
		}
	}
}

func TestEncodingDependsOnSourceAlone(t *testing.T) {
	for _, name := range snn.Codes() {
		code := snn.NewCode(name, whiteRate, shown, fine)
		var fresh, used snn.Train
		code.Encode(&used, flat(900, 255), rand.NewPCG(1, 1))
		a, b := rand.NewPCG(7, 0), rand.NewPCG(7, 0)
		code.Encode(&fresh, digit(), a)
		code.Encode(&used, digit(), b)
		if !slices.EqualFunc(raster(&fresh, 784), raster(&used, 784), slices.Equal) {
			t.Errorf("%s: the same source gave two trains", name)
		}
		if a.Uint64() != b.Uint64() {
			t.Errorf("%s: the two sources went different ways", name)
		}
		code.Encode(&used, digit(), rand.NewPCG(8, 0))
		chance := slices.Contains([]string{"poisson", "regular", "jittered"}, name)
		if chance == slices.EqualFunc(raster(&fresh, 784), raster(&used, 784), slices.Equal) {
			t.Errorf("%s: two sources gave the same train: %v", name, !chance)
		}
	}
}

func TestEncodeReusesMemory(t *testing.T) {
	image := digit()
	for _, name := range snn.Codes() {
		code, src := snn.NewCode(name, whiteRate, shown, fine), rand.NewPCG(9, 0)
		var train snn.Train
		for range 20 {
			code.Encode(&train, image, src)
		}
		if n := testing.AllocsPerRun(50, func() { code.Encode(&train, image, src) }); n != 0 {
			t.Errorf("%s: %g allocations a presentation", name, n)
		}
	}
}

func TestCodesByName(t *testing.T) {
	for _, name := range append(snn.Codes(), "morse") {
		if got, want := snn.NewCode(name, 60, 0.1, 1e-3) != nil, name != "morse"; got != want {
			t.Errorf("NewCode(%q) exists: %t, want %t", name, got, want)
		}
	}
}

// digit is an image like MNIST's: a thick ring on 28×28, a fifth of the pixels lit.
func digit() []byte {
	image := make([]byte, 784)
	for i := range image {
		d := math.Hypot(float64(i%28)-13.5, float64(i/28)-13.5) - 8
		image[i] = byte(255 * max(0, 1-d*d/3))
	}
	return image
}

func BenchmarkEncode(b *testing.B) {
	image := digit()
	for _, name := range snn.Codes() {
		b.Run(name, func(b *testing.B) {
			code, src := snn.NewCode(name, whiteRate, shown, fine), rand.NewPCG(1, 0)
			var train snn.Train
			spikes := 0
			for b.Loop() {
				code.Encode(&train, image, src)
				spikes += train.Spikes()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(spikes), "ns/spike")
		})
	}
}
