package whatif

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/variability"
)

// Four values with known pools: 3, 1, 2, 4 is 2, 2, 2, 4; with a weight of 4 on the second, (3 + 4)/5 = 1.4 and 2 follow.
func TestIsotonicClosedForm(t *testing.T) {
	for _, c := range []struct{ y, w, want []float64 }{
		{[]float64{3, 1, 2, 4}, []float64{1, 1, 1, 1}, []float64{2, 2, 2, 4}},
		{[]float64{3, 1, 2, 4}, []float64{1, 4, 1, 1}, []float64{1.4, 1.4, 2, 4}},
		{[]float64{1, 2, 3}, []float64{1, 2, 3}, []float64{1, 2, 3}},
		{[]float64{3, 2, 1}, []float64{1, 1, 2}, []float64{1.75, 1.75, 1.75}},
		{nil, nil, nil},
	} {
		if got := Isotonic(c.y, c.w); !slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }) {
			t.Errorf("Isotonic(%v, %v) = %v, want %v", c.y, c.w, got, c.want)
		}
	}
}

// The fit does not fall, keeps the weighted sum, is its own fit, and equals the formula of maxima of minima of means.
func TestIsotonicProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		y := rapid.SliceOfN(rapid.Float64Range(-5, 5), n, n).Draw(t, "y")
		w := rapid.SliceOfN(rapid.Float64Range(0.1, 5), n, n).Draw(t, "w")
		fit := Isotonic(y, w)
		var a, b float64
		for i := range y {
			a, b = a+w[i]*y[i], b+w[i]*fit[i]
			if i > 0 && fit[i] < fit[i-1] {
				t.Fatalf("falls at %d: %v", i, fit)
			}
			want := math.Inf(-1)
			for lo := 0; lo <= i; lo++ {
				least := math.Inf(1)
				var sum, weight float64
				for hi := lo; hi < n; hi++ {
					sum, weight = sum+w[hi]*y[hi], weight+w[hi]
					if hi >= i {
						least = min(least, sum/weight)
					}
				}
				want = max(want, least)
			}
			if math.Abs(fit[i]-want) > 1e-9 {
				t.Fatalf("fit[%d] = %g, want %g", i, fit[i], want)
			}
		}
		if math.Abs(a-b) > 1e-9 {
			t.Fatalf("weighted sum %g became %g", a, b)
		}
	})
}

// More loss is allowed, further out the crossing; the curve there has the limit; a power law is met nearly exactly.
func TestCrossing(t *testing.T) {
	x, y := []float64{0, 1, 3}, []float64{0, 2, 3}
	if !math.IsInf(Crossing(x, []float64{2, 2, 3}, 1), -1) || !math.IsInf(Crossing(x, y, 3), 1) || Crossing(x, y, 2) != 1 {
		t.Error("ends")
	}
	// loss 1 % (x/x₀)²: between 0.3 and 2 of the limit the place is ln(1/0.3)/ln(2/0.3) = 0.635 of the way, and 0.41 on a linear scale
	if got := Crossing([]float64{0, 1}, []float64{0.003, 0.02}, 0.01); math.Abs(got-0.635) > 0.03 {
		t.Errorf("power law: %g", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 8).Draw(t, "n")
		x, y := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i] = float64(i) + rapid.Float64Range(0, 0.9).Draw(t, "x")
			y[i] = rapid.Float64Range(-1, 1).Draw(t, "y")
		}
		slices.Sort(y)
		a, b := rapid.Float64Range(0.01, 1.1).Draw(t, "a"), rapid.Float64Range(0.01, 1.1).Draw(t, "b")
		if Crossing(x, y, min(a, b)) > Crossing(x, y, max(a, b))+1e-9 {
			t.Fatal("a larger loss is reached earlier")
		}
		if at := Crossing(x, y, a); !math.IsInf(at, 0) && math.Abs(Along(x, y, a, at)-a) > 1e-9 {
			t.Fatalf("at the crossing the curve is %g, want %g", Along(x, y, a, at), a)
		}
	})
}

// Four tests: 4·0.01, 3·0.02 = 0.06, 2·0.03 = 0.06, 1·0.04, the last no smaller than the one before.
func TestHolm(t *testing.T) {
	got := Holm([]float64{0.02, 0.01, math.NaN(), 0.04, 0.03})
	for i, want := range []float64{0.06, 0.04, math.NaN(), 0.06, 0.06} {
		if math.IsNaN(want) != math.IsNaN(got[i]) || math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("p[%d] = %g, want %g", i, got[i], want)
		}
	}
}

// The tail of a mean's bootstrap interval: at n = 10 and 95 %, Φ(-√(10/9)·2.2622) = Φ(-2.3846) = 0.00855; for many 0.025.
func TestExpandedTails(t *testing.T) {
	for n, want := range map[int]float64{10: 0.00855, 1_000_000: 0.025} {
		if got := expanded(0.95, n); math.Abs(got-want) > 2e-5 {
			t.Errorf("n = %d: %g, want %g", n, got, want)
		}
	}
	// 1-sided paired t: losses 1, 2, 3 against 0 have t = 2/(1/√3) = 3.4641 with 2 degrees of freedom, p = (1 - t/√(2+t²))/2.
	if got, want := exceeds([]float64{1, 2, 3}, 0), (1-3.4641016/math.Sqrt(14))/2; math.Abs(got-want) > 1e-6 {
		t.Errorf("p = %g, want %g", got, want)
	}
}

// synthetic is a loss of known threshold, 1 point at x = at: a logistic in ln x that ends at 40 points, or nothing up to a third of it and a
// straight line in ln x from there on. Every repeat has luck of its own that its baseline brings (0.4 points), and every trial more (0.8 points).
type synthetic struct {
	values []float64
	at     float64
	ramp   bool
	stream variability.Stream
}

func (s synthetic) truth(x float64) float64 {
	if s.ramp {
		return 0.01 * max(0, 1+math.Log(x/s.at)/math.Log(3))
	}
	return 0.4 / (1 + math.Exp(-2*math.Log(x/s.at)+math.Log(39)))
}

func (s synthetic) ask(_ context.Context, asks []Ask) ([]float64, error) {
	out := make([]float64, len(asks))
	for i, a := range asks {
		base := s.stream.Named("baseline").At(a.Repeat).Rand().NormFloat64()
		own := s.stream.Named("trial").At(a.Repeat).At(a.Point).Rand().NormFloat64()
		out[i] = s.truth(s.values[a.Point]) + 0.004*base + 0.008*own
	}
	return out, nil
}

// logarithmic are n candidates from lo to hi with their places.
func logarithmic(lo, hi float64, n int) (values, places []float64) {
	for k := range n {
		places = append(places, float64(k)/float64(n-1))
		values = append(values, lo*math.Pow(hi/lo, places[k]))
	}
	return values, places
}

func usual(places []float64) Design {
	return Design{Places: places, Limit: 0.01, Conf: 0.95, Coarse: 5, First: 4, Repeats: 10, Most: 30, Budget: 160, Width: 0.08}
}

// Intervals of 95 % hold the true threshold in 90 to 99 % of 200 searches (binomial law: 3.2 and 2.6 standard deviations from 95 %), and most
// repeats are spent near it.
func TestSearchCoversAKnownThreshold(t *testing.T) {
	const runs = 200
	for _, ramp := range []bool{false, true} {
		hits, trials, near, spent := 0, 0, 0, 0
		var width float64
		for k := range runs {
			s := variability.Seed(5).Named("search").At(k)
			values, places := logarithmic(0.01, 2, 33)
			truth := 0.04 * math.Pow(10, s.Named("truth").Rand().Float64())
			d := usual(places)
			d.Stream = s
			f, err := d.Search(context.Background(), synthetic{values, truth, ramp, s}.ask)
			if err != nil {
				t.Fatal(err)
			}
			u := math.Log(truth/0.01) / math.Log(200)
			if f.Low <= u && u <= f.High {
				hits++
			}
			if f.Trials > d.Budget {
				t.Errorf("%d trials of %d", f.Trials, d.Budget)
			}
			trials += f.Trials
			width += min(f.High, 1) - max(f.Low, 0)
			for i, x := range f.Losses {
				spent += len(x)
				if math.Abs(places[i]-u) < 0.2 {
					near += len(x)
				}
			}
		}
		t.Logf("ramp %t: coverage %.1f %%, %d trials and a width of %.3f in the mean, %.0f %% of the repeats within 0.2",
			ramp, 100*float64(hits)/runs, trials/runs, width/runs, 100*float64(near)/float64(spent))
		if hits < runs*90/100 || hits > runs*99/100 {
			t.Errorf("ramp %t: %d of %d intervals hold the truth", ramp, hits, runs)
		}
		if 2*near < spent {
			t.Errorf("%d of %d repeats within 0.2 of the threshold: want half of them", near, spent)
		}
	}
}

// A loss that is nowhere, and one that is everywhere, are found beyond the candidates.
func TestSearchBeyondTheRange(t *testing.T) {
	for _, at := range []float64{1e-4, 1e3} {
		values, places := logarithmic(0.01, 2, 33)
		d := usual(places)
		d.Stream = variability.Seed(1)
		f, err := d.Search(context.Background(), synthetic{values, at, false, variability.Seed(2)}.ask)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[bool]int{true: -1, false: 1}[at < 1]; !math.IsInf(f.Place, want) || f.Below+f.Above < 0.975 || !f.Enough {
			t.Errorf("threshold %g: %+v", at, f)
		}
	}
}
