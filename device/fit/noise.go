package fit

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// mostLevels of telegraph noise are tried.
const mostLevels = 4

// Noise splits the current of a device at rest into random telegraph noise between levels, white noise and 1/f^γ noise. The
// number of levels is that of the least BIC of hidden Markov models (Baum–Welch); of two levels the likelihood gives intervals of
// step and mean times, τ = -Δt/ln(1 - p) of the move p. What is left beside the levels has its spectrum by Welch's method and
// Whittle's likelihood. It errs below 256 samples of even spacing.
func Noise(t lab.Trace) (*Report, error) {
	n := len(t.Current)
	if n < 256 {
		return nil, refuse("fit noise", "%d samples of %s, want 256", n, t.Device)
	}
	dt := (t.Time[n-1] - t.Time[0]) / float64(n-1)
	for i := 1; i < n; i++ {
		if math.Abs(t.Time[i]-t.Time[i-1]-dt) > 0.2*dt {
			return nil, refuse("fit noise", "the samples of %s are not evenly spaced in time: %.3g s at sample %d, %.3g s in the mean", t.Device, t.Time[i]-t.Time[i-1], i+1, dt)
		}
	}
	mean, sd := moments(t.Current)
	if sd == 0 {
		return nil, refuse("fit noise", "the current of %s is the same in all samples: the instrument resolves no noise", t.Device)
	}
	r := &Report{Kind: "noise", Title: fmt.Sprintf("Read noise of %s, trace %d, at %.3g V", t.Device, t.Cycle, t.Voltage)}
	var best *chain
	least := math.Inf(1)
	for k := 1; k <= mostLevels; k++ {
		c := baum(t.Current, k)
		b := c.bic(n)
		says := ""
		if k > 1 && !separate(c) {
			says, b = "levels closer than the noise", math.Inf(1)
		}
		r.Goodness = append(r.Goodness, Goodness{fmt.Sprintf("BIC of %d levels", k), c.bic(n), says})
		if b < least-10 { // strong evidence
			best, least = c, b
		}
	}
	r.add(Estimate{Name: "levels", Value: float64(len(best.level)), Low: nan(), High: nan(), SE: nan(), SD: nan(), N: n, Of: "samples", Method: "hidden Markov model, BIC", Verdict: "by BIC"})
	rest := make([]float64, n)
	for i, l := range best.likeliest(t.Current) {
		rest[i] = t.Current[i] - l
	}
	switch len(best.level) {
	case 1:
		r.note("no telegraph noise is seen")
	case 2:
		r.telegraph(best, t, dt, mean)
	default:
		r.note("%d levels: more than one trap, or one with several states; steps and times are given for two levels only", len(best.level))
	}
	p := welch(rest, dt, segment(n))
	r.spectrum(p, t, mean, dt)
	r.noisePanels(t, best, p, rest)
	r.Fitted = fmt.Sprintf("read noise from %.3g Hz to %.3g Hz", p.f[0], p.f[len(p.f)-1])
	return r, nil
}

// separate reports whether all levels lie a noise apart, so that they are no shape of one level.
func separate(c *chain) bool {
	for i := 1; i < len(c.level); i++ {
		if c.level[i]-c.level[i-1] < c.sigma {
			return false
		}
	}
	return true
}

// telegraph adds step and times of two levels.
func (r *Report) telegraph(c *chain, t lab.Trace, dt, mean float64) {
	n := len(t.Current)
	scale := c.level[1] - c.level[0]
	like := func(p []float64) float64 {
		d := chainOf(p, scale)
		d.forward(t.Current)
		if !finite(d.logL) {
			return math.Inf(1)
		}
		return -d.logL
	}
	p, ok := newton(like, c.two(scale), []float64{0.01, 0.01, 0.01, 0.05, 0.05})
	wald := func(name, unit string, k int, to func(float64) float64) Estimate {
		s := p.sd(k)
		e := Estimate{Name: name, Value: to(p.x[k]), Low: to(p.x[k] - float64(normal95*s)), High: to(p.x[k] + float64(normal95*s)), SD: nan(), N: n, Of: "samples", Unit: unit, Method: "hidden Markov model, likelihood"}
		if e.Low > e.High {
			e.Low, e.High = e.High, e.Low
		}
		e.SE = (e.High - e.Low) / (2 * normal95)
		if !ok {
			e.Low, e.High, e.SE = nan(), nan(), nan()
		}
		return e
	}
	step := wald("step", "A", 1, func(x float64) float64 { return scale * kernel.Exp(x) })
	rel := wald("step over current", "", 1, func(x float64) float64 { return scale * kernel.Exp(x) / math.Abs(mean) })
	// ln(-ln(1 - p)) is ln(Δt/τ).
	life := func(x float64) float64 { return dt * kernel.Exp(-x) }
	low, high := wald("time in the low state", "s", 3, life), wald("time in the high state", "s", 4, life)
	for _, e := range []*Estimate{&low, &high} {
		if e.Value < 2*dt {
			e.Verdict = "shorter than two samples: faster events are missed"
		}
		if e.Value > float64(n)*dt/20 {
			e.Verdict = "few events in the trace"
		}
	}
	r.add(step, rel, low, high)
}

// spectrum adds white and 1/f noise of what the levels leave.
func (r *Report) spectrum(p psd, t lab.Trace, mean, dt float64) {
	c := coloured(p)
	n := len(t.Current)
	put := func(name, unit string, k int, to func(float64) float64) {
		s := c.sd(k)
		r.add(Estimate{Name: name, Value: to(c.x[k]), Low: to(c.x[k] - float64(normal95*s)), High: to(c.x[k] + float64(normal95*s)),
			SE: math.Abs(to(c.x[k]+s)-to(c.x[k]-s)) / 2, SD: nan(), N: n, Of: "samples", Unit: unit, Method: "Welch spectrum, Whittle likelihood"})
	}
	// One-sided white noise of density S has the variance S/(2Δt) at samples Δt apart.
	put("read_noise", "", 0, func(x float64) float64 { return math.Sqrt(kernel.Exp(x)*c.scale/(2*dt)) / math.Abs(mean) })
	e, _ := r.Find("read_noise")
	r.Numbers = append(r.Numbers, Number{Name: "read_noise", Value: e.Value, SE: e.SE, SD: nan(), N: 1, Provenance: "fitted", Note: fmt.Sprintf("white part, reads of %.3g s", dt)})
	if !c.flicker {
		r.note("no 1/f noise is seen beside white noise above %.3g Hz", p.f[0])
		return
	}
	put("1/f density at 1 Hz over I²", "1/Hz", 1, func(x float64) float64 { return c.scale * kernel.Exp(x+c.x[2]*kernel.Log(p.f[0])) / float64(mean*mean) })
	put("exponent of 1/f", "", 2, func(x float64) float64 { return x })
}

// noisePanels shows the trace with its levels, the spectrum and the histogram.
func (r *Report) noisePanels(t lab.Trace, c *chain, p psd, rest []float64) {
	shown := min(len(t.Time), 1000)
	levels := c.likeliest(t.Current)
	trace := Panel{Title: "Trace, its beginning", X: "time", XUnit: "s", Y: "current", YUnit: "A", Series: []Series{
		{Name: "samples", X: t.Time[:shown], Y: t.Current[:shown], Faint: true},
		{Name: "level", X: t.Time[:shown], Y: levels[:shown], Line: true}}}
	raw := welch(t.Current, p1(t), segment(len(t.Current)))
	spec := Panel{Title: "Spectrum", X: "frequency", XUnit: "Hz", XLog: true, YLog: true, Y: "density (A²/Hz)", Series: []Series{
		{Name: "all", X: raw.f, Y: raw.s, Line: true, Faint: true}, {Name: "without levels", X: p.f, Y: p.s, Line: true, Faint: true}}}
	fit := coloured(p)
	line := Series{Name: "fit", Line: true}
	for _, f := range p.f {
		s := kernel.Exp(fit.x[0])
		if fit.flicker {
			s += kernel.Exp(fit.x[1] - float64(fit.x[2]*kernel.Log(f/p.f[0])))
		}
		line.X, line.Y = append(line.X, f), append(line.Y, s*fit.scale)
	}
	spec.Series = append(spec.Series, line)
	_, sd := moments(rest)
	hist := Series{Name: "samples"}
	const bins = 60
	lo, hi := quantile(t.Current, 0), quantile(t.Current, 1)
	counts := make([]float64, bins)
	for _, v := range t.Current {
		counts[min(int(bins*(v-lo)/(hi-lo)), bins-1)]++
	}
	model := Series{Name: "levels and noise", Line: true}
	at := c.stationary()
	width := (hi - lo) / bins
	for k, n := range counts {
		x := lo + float64((float64(k)+0.5)*width)
		hist.X, hist.Y = append(hist.X, x), append(hist.Y, n)
		var d float64
		for i, l := range c.level {
			d += float64(at[i]*density((x-l)/sd)) / sd
		}
		model.X, model.Y = append(model.X, x), append(model.Y, d*width*float64(len(t.Current)))
	}
	r.Panels = []Panel{trace, spec, {Title: "Histogram", X: "current", XUnit: "A", Y: "samples", Series: []Series{hist, model}}}
}

func p1(t lab.Trace) float64 { return (t.Time[len(t.Time)-1] - t.Time[0]) / float64(len(t.Time)-1) }

// Noises fits each trace on its own; the card has the mean over them. Traces that cannot be fitted are noted in the first report;
// it errs where none can.
func Noises(traces []lab.Trace) ([]*Report, error) {
	var reports []*Report
	var notes []string
	err := refuse("fit noise", "no trace of read noise among the measurements")
	var x, se []float64
	for i, t := range traces {
		r, wrong := Noise(t)
		if wrong != nil {
			err = wrong
			notes = append(notes, wrong.Error())
			continue
		}
		if i > 0 {
			r.Kind = fmt.Sprintf("noise_%d", i+1)
		}
		e, _ := r.Find("read_noise")
		x, se = append(x, e.Value), append(se, e.SE)
		reports = append(reports, r)
	}
	if len(reports) == 0 {
		return nil, err
	}
	reports[0].Notes = append(reports[0].Notes, notes...)
	if len(x) > 1 {
		p := gather(x, se)
		n := &reports[0].Numbers[0]
		n.Value, n.SE, n.SD, n.N = p.mean, p.se, p.sd, p.n
		n.Note = fmt.Sprintf("white part, mean over %d traces", p.n)
	}
	return reports, nil
}
