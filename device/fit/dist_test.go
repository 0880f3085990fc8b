package fit

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

func TestCoverageDist(t *testing.T) {
	const n = 40
	for _, f := range families() {
		a, b := 3.0, 2.0
		if f.name == "lognormal" || f.name == "normal" {
			b = 0.3
		}
		coverage(t, f.name, func(src *rand.PCG, s variability.Stream) []claim {
			x := make([]float64, n)
			for i := range x {
				x[i] = f.draw(src, a, b)
			}
			p, q := f.fit(x)
			low, high := bootstrap(f, n, p, q, s).intervals(f, n, p, q)
			return []claim{{f.names[0], low[0], high[0], a}, {f.names[1], low[1], high[1], b}}
		})
	}
}

// P27: the standard error of σ of a lognormal is σ/√(2n), n = 50, over 2000 refits: the standard deviation of these is
// known to 1/√(2·2000) = 1.6 %, of which the tolerance is four.
func TestLognormalSigmaError(t *testing.T) {
	const n, refits, sigma = 50, 2000, 0.3
	src := variability.Seed(1).Named("P27").Source()
	var all []float64
	x := make([]float64, n)
	for range refits {
		for i := range x {
			x[i] = 5e-6 * kernel.Exp(sigma*kernel.Normal(src))
		}
		_, s := fitLognormal(x)
		all = append(all, s)
	}
	m, sd := moments(all)
	want := sigma / math.Sqrt(2*n)
	near(t, "standard error of sigma", sd, want, 0.064*want)
	// E s = c₄ σ with c₄ ≈ 1 - 1/(4n).
	near(t, "mean of sigma", m, sigma*(1-1.0/(4*n)), 3*want/math.Sqrt(refits))
}

// The likelihood equations hold at the fits, by differences.
func TestFamiliesAreAtTheirPeak(t *testing.T) {
	src := variability.Seed(1).Named("peak").Source()
	for _, f := range families() {
		x := make([]float64, 60)
		for i := range x {
			x[i] = 2 + float64(3*kernel.Uniform(src))
		}
		a, b := f.fit(x)
		like := func(a, b float64) float64 {
			var s float64
			for _, v := range x {
				s += f.logPDF(v, a, b)
			}
			return s
		}
		if f.name == "normal" || f.name == "lognormal" {
			b *= math.Sqrt(59.0 / 60) // n instead of n - 1
		}
		const h = 1e-4
		near(t, f.name+": slope in a", (like(a*(1+h), b)-like(a*(1-h), b))/(2*h), 0, 1e-3)
		near(t, f.name+": slope in b", (like(a, b*(1+h))-like(a, b*(1-h)))/(2*h), 0, 1e-3)
		// The density is the derivative of the distribution function.
		d := (f.cdf(3+h, a, b) - f.cdf(3-h, a, b)) / (2 * h)
		near(t, f.name+": density", kernel.Exp(f.logPDF(3, a, b)), d, 1e-5*d)
	}
}

// The right distribution is found and passes, a mixture of two fails.
func TestDistTellsFamilies(t *testing.T) {
	src := variability.Seed(1).Named("families").Source()
	var x, two []float64
	for i := range 300 {
		x = append(x, 4e-6*kernel.Exp(0.6*kernel.Normal(src)))
		two = append(two, []float64{1, 3}[i%2]+float64(0.2*kernel.Normal(src)))
	}
	r, err := Dist([]Sample{{"G", "S", x, "devices"}, {"V", "V", two, "devices"}, {"few", "V", two[:5], "devices"}}, variability.Seed(1))
	if err != nil {
		t.Fatal(err)
	}
	e, ok := r.Find("G sigma_ln")
	if !ok || e.Low > 0.6 || e.High < 0.6 {
		t.Errorf("sigma_ln: %+v", e)
	}
	near(t, "se of sigma_ln", e.SE, e.Value/math.Sqrt(600), 1e-12)
	tested := false
	for _, g := range r.Goodness {
		if strings.HasPrefix(g.Name, "V: Anderson") {
			tested = true
			if !strings.HasPrefix(g.Verdict, "p 0.00") {
				t.Errorf("two humps pass: %s", g.Verdict)
			}
		}
	}
	if !tested {
		t.Error("V was not tested")
	}
	if len(r.Notes) == 0 || r.Notes[len(r.Notes)-1] != "few is refused: 5 values, want 8" {
		t.Errorf("notes %q", r.Notes)
	}
}
