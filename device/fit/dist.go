package fit

import (
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// A Sample is one quantity of several devices or events.
type Sample struct {
	Name   string // "G_LRS", "V_set", …
	Unit   string
	Values []float64
	Of     string // what one value is of
}

// fewValues is the number of values below which a distribution is refused.
const fewValues = 8

// bootstraps is the number of synthetic samples behind an interval or a p value. Of 400, the 2.5 % quantile
// is the tenth.
const bootstraps = 400

// Dist fits lognormal, normal, Weibull and gamma distributions to each sample by maximum likelihood, compares them by
// AICc and tests the best by Anderson and Darling's statistic against synthetic samples of it. Intervals are exact
// (Student's t, χ²) for normal and lognormal and of the parametric bootstrap, taken as ratios, for the others; the standard
// error of σ of a lognormal is σ/√(2n). It errs where there are no samples, and leaves out those of less
// than 8 values.
func Dist(samples []Sample, s variability.Stream) (*Report, error) {
	r := &Report{Kind: "dist", Title: "Distributions"}
	for _, sample := range samples {
		x := slices.DeleteFunc(slices.Clone(sample.Values), func(v float64) bool { return !finite(v) })
		if len(x) < fewValues {
			r.note("%s is refused: %d values, want %d", sample.Name, len(x), fewValues)
			continue
		}
		r.dist(sample, x, s.Named(sample.Name))
	}
	if len(r.Estimates) == 0 {
		if len(r.Notes) > 0 {
			return nil, refuse("fit dist", "%s", r.Notes[0])
		}
		return nil, refuse("fit dist", "no quantity of several devices among the measurements")
	}
	return r, nil
}

// dist fits one sample and adds what it finds.
func (r *Report) dist(sample Sample, x []float64, s variability.Stream) {
	slices.Sort(x)
	best, least := family{}, math.Inf(1)
	var a, b float64
	for _, f := range families() {
		if f.name != "normal" && x[0] <= 0 {
			continue
		}
		p, q := f.fit(x)
		var minus float64
		for _, v := range x {
			minus -= f.logPDF(v, p, q)
		}
		c := aicc(minus, 2, len(x))
		r.Goodness = append(r.Goodness, Goodness{sample.Name + ": AICc " + f.name, c, ""})
		if c < least {
			best, least, a, b = f, c, p, q
		}
	}
	sd := nan()
	boot := bootstrap(best, len(x), a, b, s)
	low, high := boot.intervals(best, len(x), a, b)
	unit := func(k int) string {
		if best.unit[k] {
			return sample.Unit
		}
		return ""
	}
	method := best.name + ", maximum likelihood"
	for k, v := range []float64{a, b} {
		r.add(Estimate{Name: sample.Name + " " + best.names[k], Value: v, Low: low[k], High: high[k], SE: boot.se(best, k, len(x), b),
			SD: sd, N: len(x), Of: sample.Of, Unit: unit(k), Method: method})
	}
	if limit := map[string]string{"G_LRS": "g_max", "G_HRS": "g_min"}[sample.Name]; limit != "" {
		m, width := moments(x)
		r.Numbers = append(r.Numbers, Number{Name: limit, Value: m, Unit: sample.Unit, SE: width / math.Sqrt(float64(len(x))), SD: width, N: len(x),
			Provenance: "measured", Note: "mean over devices", CV: width / m, CVSE: width / m / math.Sqrt(2*float64(len(x)))})
	}
	a2 := anderson(x, best, a, b)
	p := boot.beyond(a2)
	says := fmt.Sprintf("p %.3f: nothing speaks against %s", p, best.name)
	if p < 0.05 {
		says = fmt.Sprintf("p %.3f: the data are not %s; look at the tails", p, best.name)
	}
	r.Goodness = append(r.Goodness, Goodness{sample.Name + ": Anderson–Darling A² of " + best.name, a2, says})
	r.tails(sample, x, best, a, b)
	if len(r.Panels) < 6 {
		r.Panels = append(r.Panels, distPanels(sample, x, best, a, b)...)
	}
}

// A boot is what synthetic samples of a fitted distribution give.
type boot struct {
	a, b []float64
	a2   []float64
}

func bootstrap(f family, n int, a, b float64, s variability.Stream) boot {
	src := s.Named("bootstrap").Source()
	var out boot
	x := make([]float64, n)
	for range bootstraps {
		for i := range x {
			x[i] = f.draw(src, a, b)
		}
		slices.Sort(x)
		p, q := f.fit(x)
		out.a, out.b, out.a2 = append(out.a, p), append(out.b, q), append(out.a2, anderson(x, f, p, q))
	}
	return out
}

// beyond is the part of the synthetic samples that fit worse.
func (o boot) beyond(a2 float64) float64 {
	n := 1
	for _, v := range o.a2 {
		if v >= a2 {
			n++
		}
	}
	return float64(n) / float64(len(o.a2)+1)
}

// intervals are 95 % intervals of both parameters: by t and χ² where these are exact; else, with θ* of synthetic
// samples of θ̂, from the quantiles of the pivots b*/b and b* ln(a*/a) (exact for Weibull).
func (o boot) intervals(f family, n int, a, b float64) (low, high [2]float64) {
	free := float64(n - 1)
	d := student(free) * b / math.Sqrt(float64(n))
	wide := func() (lo, hi float64) {
		return b * math.Sqrt(free/chiSquared(0.975, free)), b * math.Sqrt(free/chiSquared(0.025, free))
	}
	switch f.name {
	case "normal":
		lo, hi := wide()
		return [2]float64{a - d, lo}, [2]float64{a + d, hi}
	case "lognormal":
		lo, hi := wide()
		return [2]float64{a * kernel.Exp(-d), lo}, [2]float64{a * kernel.Exp(d), hi}
	}
	ratio, pivot := make([]float64, len(o.b)), make([]float64, len(o.b))
	width := func(shape float64) float64 { return shape } // of ln a times this is free of the parameters
	if f.name == "gamma" {
		width = math.Sqrt
	}
	for i := range o.b {
		ratio[i] = o.b[i] / b
		pivot[i] = width(o.b[i]) * kernel.Log(o.a[i]/a)
	}
	low[1], high[1] = b/quantile(ratio, 0.975), b/quantile(ratio, 0.025)
	low[0], high[0] = a*kernel.Exp(-quantile(pivot, 0.975)/width(b)), a*kernel.Exp(-quantile(pivot, 0.025)/width(b))
	return low, high
}

// se is the standard error of a parameter.
func (o boot) se(f family, k, n int, b float64) float64 {
	if k == 1 && (f.name == "normal" || f.name == "lognormal") {
		return b / math.Sqrt(2*float64(n))
	}
	_, sd := moments([][]float64{o.a, o.b}[k])
	return sd
}

// tails notes extremes that the distribution makes improbable: beyond the 99 % range of the largest of n.
func (r *Report) tails(sample Sample, x []float64, f family, a, b float64) {
	n := float64(len(x))
	above := 1 - math.Pow(f.cdf(x[len(x)-1], a, b), n)
	below := 1 - math.Pow(1-f.cdf(x[0], a, b), n)
	if above < 0.005 {
		r.note("%s: the largest value lies far out in the tail (p %.1g): an outlier, or another distribution", sample.Name, above)
	}
	if below < 0.005 {
		r.note("%s: the smallest value lies far out in the tail (p %.1g): an outlier, or another distribution", sample.Name, below)
	}
}

// distPanels are a probability plot on the scale of a normal distribution and what is left of it.
func distPanels(sample Sample, x []float64, f family, a, b float64) []Panel {
	log := f.name != "normal"
	data := Series{Name: sample.Name}
	line := Series{Name: f.name, Line: true, Like: true}
	rest := Series{Name: sample.Name}
	n := float64(len(x))
	for i, v := range x {
		z := variability.Quantile((float64(i) + 0.5) / n)
		want := variability.Quantile(min(max(f.cdf(v, a, b), 1e-12), 1-1e-12))
		data.X, data.Y = append(data.X, v), append(data.Y, z)
		line.X, line.Y = append(line.X, v), append(line.Y, want)
		rest.X, rest.Y = append(rest.X, v), append(rest.Y, z-want)
	}
	return []Panel{
		{Title: sample.Name + ", " + f.name, X: sample.Name, XUnit: sample.Unit, XLog: log, Y: "normal quantile (σ)", Series: []Series{data, line}},
		{Title: "Residuals", X: sample.Name, XUnit: sample.Unit, XLog: log, Y: "data less fit (σ)", Series: []Series{rest}},
	}
}

// Samples collects what the measurements have of several devices: the quantity of each map, conductances
// and switching voltages of loops, both states of endurance tests at their start and levels of retention tests at theirs.
func Samples(m *lab.Measurements) []Sample {
	var out []Sample
	add := func(name, unit, of string, v ...float64) {
		i := slices.IndexFunc(out, func(s Sample) bool { return s.Name == name })
		if i < 0 {
			i = len(out)
			out = append(out, Sample{Name: name, Unit: unit, Of: of})
		}
		out[i].Values = append(out[i].Values, v...)
	}
	for _, p := range m.Maps {
		add(p.Quantity, p.Unit, "devices", p.Value...)
	}
	for _, e := range m.Endurances {
		k := min(5, len(e.Count))
		add("G_HRS", "S", "devices", median(present(e.HRS[:k])))
		add("G_LRS", "S", "devices", median(present(e.LRS[:k])))
	}
	for _, r := range m.Retentions {
		if r.Level > 0 {
			add(fmt.Sprintf("G of level %d", r.Level), "S", "devices", r.Conductance[0])
		}
	}
	for _, s := range m.Sweeps {
		if l, ok := loopOf(s); ok {
			add("V_set", "V", "loops", l.vSet)
			add("V_reset", "V", "loops", l.vReset)
			add("G_LRS of loops", "S", "loops", l.lrs)
			add("G_HRS of loops", "S", "loops", l.hrs)
		}
	}
	// A negative voltage has a distribution of its size.
	for i, s := range out {
		if s.Name == "V_reset" {
			for k, v := range s.Values {
				out[i].Values[k] = math.Abs(v)
			}
			out[i].Name = "|V_reset|"
		}
	}
	return out
}

func present(x []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(x), func(v float64) bool { return !finite(v) })
}
