package fit

import (
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// Drift estimates the power law of cells left alone,
//
//	G = G0 (1 + t/t0)^-ν,   ν ~ N(µ(G), s²),   µ(G) = nu_offset + nu_slope ln(G/g_ref)
//
// First ν of every device and level by least squares of ln G against ln(1 + t/t0), with t0 common to all and found by the
// least sum of squares; where reads start too late to tell t0, it is the first read. Then mean, slope and spread over devices, with the
// error of each ν taken out of the spread (regress). A quadratic term tests whether it is a power law at all. It errs without
// tests of four reads and more, and says so below two decades of time.
func Drift(tests []lab.Retention) (*Report, error) {
	d, notes := driftCurves(tests)
	if len(d.curves) == 0 {
		return nil, refuse("fit drift", "no device was read four times and more after programming")
	}
	r := &Report{Kind: "drift", Title: "Drift as a power law of time", Notes: notes}
	d.onset(r)
	for i := range d.curves {
		c := &d.curves[i]
		l := straight(d.abscissa(c.t), c.y)
		c.nu, c.se, c.g0 = -l.b, l.se, kernel.Exp(l.a)
	}
	if decades := math.Log10(d.last / d.first); decades < 2 {
		r.note("reads span %.1f decades of time, want 2: an exponent from less extrapolates a trend", decades)
	}
	if err := d.population(r); err != nil {
		return nil, err
	}
	d.curvature(r)
	d.panels(r)
	r.Fitted = fmt.Sprintf("drift from %.3g s to %.3g s at %.0f K", d.first, d.last, d.kelvin)
	return r, nil
}

// A driftCurve is one device in one level.
type driftCurve struct {
	device string
	level  int
	record
	nu, se, g0 float64
}

type drifting struct {
	curves      []driftCurve
	first, last float64 // s
	kelvin      float64
	t0          float64
	shifted     bool // ln(1 + t/t0) instead of ln(t/t0)
	ref         float64
	fit         *regression
	sd, sdSlope float64 // of ν between devices at ref, and per e-fold of G
	sdSlopeSE   float64
}

// driftCurves takes the tests at the lowest temperature: drift at others is not the same.
func driftCurves(tests []lab.Retention) (*drifting, []string) {
	d := &drifting{first: math.Inf(1), kelvin: math.Inf(1)}
	var notes []string
	for _, t := range tests {
		if finite(t.Temperature) {
			d.kelvin = min(d.kelvin, t.Temperature)
		}
	}
	other := 0
	for _, t := range tests {
		if finite(t.Temperature) && t.Temperature > d.kelvin+1 {
			other++
			continue
		}
		c := driftCurve{device: t.Device, level: t.Level}
		for k, g := range t.Conductance {
			if g > 0 && t.Time[k] > 0 {
				c.t, c.y = append(c.t, t.Time[k]), append(c.y, kernel.Log(g))
			}
		}
		if len(c.t) < 4 {
			continue
		}
		d.first, d.last = min(d.first, slices.Min(c.t)), max(d.last, slices.Max(c.t))
		d.curves = append(d.curves, c)
	}
	if other > 0 {
		notes = append(notes, fmt.Sprintf("%d tests above %.0f K are left out: the exponent is that of one temperature", other, d.kelvin))
	}
	if math.IsInf(d.kelvin, 1) {
		d.kelvin = 300
	}
	return d, notes
}

func (d *drifting) abscissa(t []float64) []float64 {
	x := make([]float64, len(t))
	for i, v := range t {
		if d.shifted {
			x[i] = kernel.Log1p(v / d.t0)
		} else {
			x[i] = kernel.Log(v / d.t0)
		}
	}
	return x
}

// onset finds t0 by the least sum of squares of all curves, and its interval by the likelihood of normal errors.
func (d *drifting) onset(r *Report) {
	points := 0
	for _, c := range d.curves {
		points += len(c.t)
	}
	free := float64(points - 2*len(d.curves) - 1)
	loss := func(lnT0 float64) float64 {
		try := drifting{t0: kernel.Exp(lnT0), shifted: true}
		var rss float64
		for _, c := range d.curves {
			l := straight(try.abscissa(c.t), c.y)
			rss += float64(l.sd*l.sd) * max(float64(len(c.t)-2), 1)
		}
		return 0.5 * free * kernel.Log(rss)
	}
	lo, hi := kernel.Log(d.first/100), kernel.Log(d.last)
	best, least := lo, math.Inf(1)
	const grid = 60
	for k := range grid + 1 {
		x := lo + float64((hi-lo)*float64(k))/grid
		if v := loss(x); v < least {
			best, least = x, v
		}
	}
	f := func(x []float64) float64 {
		if x[0] < lo-5 || x[0] > hi+5 {
			return math.Inf(1)
		}
		return loss(x[0])
	}
	p, ok := newton(f, []float64{best}, []float64{0.05})
	var low, high float64
	if ok {
		low, high = p.profile(f, 0, lo, hi)
	}
	if !ok || low <= kernel.Log(d.first/10) || high >= hi {
		d.t0 = d.first
		r.add(Estimate{Name: "drift_t0", Value: d.t0, Low: nan(), High: nan(), SE: nan(), SD: nan(), N: len(d.curves), Of: "curves", Unit: "s",
			Method: "time of the first read", Verdict: "not identified: the reads show no beginning of the power law"})
		r.Numbers = append(r.Numbers, Number{Name: "drift_t0", Value: d.t0, Unit: "s", SE: nan(), SD: nan(), Provenance: "assumed", Note: "the first read"})
		return
	}
	d.t0, d.shifted = kernel.Exp(p.x[0]), true
	se := d.t0 * p.sd(0)
	r.add(Estimate{Name: "drift_t0", Value: d.t0, Low: kernel.Exp(low), High: kernel.Exp(high), SE: se, SD: nan(), N: len(d.curves), Of: "curves", Unit: "s", Method: "common to all, profile"})
	r.Numbers = append(r.Numbers, Number{Name: "drift_t0", Value: d.t0, Unit: "s", SE: se, SD: nan(), N: d.devices(), Provenance: "fitted", Note: "common to all devices"})
}

func (d *drifting) devices() int {
	seen := map[string]bool{}
	for _, c := range d.curves {
		seen[c.device] = true
	}
	return len(seen)
}

// population estimates mean, slope and spread of the exponents.
func (d *drifting) population(r *Report) error {
	var y, se []float64
	lo, hi := math.Inf(1), 0.0
	for _, c := range d.curves {
		y, se = append(y, c.nu), append(se, c.se)
		lo, hi = min(lo, c.g0), max(hi, c.g0)
	}
	d.ref = hi
	sloped := kernel.Log(hi/lo) > 0.7 && len(d.curves) > 3
	x := make([][]float64, len(y))
	for i, c := range d.curves {
		x[i] = []float64{1}
		if sloped {
			x[i] = append(x[i], kernel.Log(c.g0/d.ref))
		}
	}
	if len(y) == 1 {
		t := student(float64(len(d.curves[0].t) - 2))
		r.add(Estimate{Name: "nu_offset", Value: y[0], Low: y[0] - float64(t*se[0]), High: y[0] + float64(t*se[0]), SE: se[0], SD: nan(), N: 1, Of: "devices", Method: "least squares of ln G"})
		r.note("one curve: nothing is known of other devices")
		d.card(r, []float64{y[0], 0}, []float64{se[0], 0}, lo, hi)
		return nil
	}
	d.spreads()
	if d.sdSlope != 0 { // weigh each ν by the spread at its conductance
		for i, c := range d.curves {
			se[i] = math.Hypot(se[i], max(d.sd+float64(d.sdSlope*kernel.Log(c.g0/d.ref)), 0))
		}
	}
	d.fit = regress(x, y, se)
	if d.fit == nil {
		return refuse("fit drift", "%d exponents, want more than %d", len(y), len(x[0]))
	}
	f := d.fit
	sd := f.sd
	if d.sdSlope != 0 {
		sd = d.sd
	}
	if d.devices() < fewDevices {
		sd = nan()
		r.note("spread between devices is refused: %d of them, want %d", d.devices(), fewDevices)
	}
	method := "least squares per device, random effects over devices"
	r.add(Estimate{Name: "nu_offset", Value: f.b[0], Low: f.low[0], High: f.high[0], SE: f.se[0], SD: sd, N: d.devices(), Of: "devices", Method: method})
	slope, slopeSE := 0.0, 0.0
	if sloped {
		slope, slopeSE = f.b[1], f.se[1]
		e := Estimate{Name: "nu_slope", Value: f.b[1], Low: f.low[1], High: f.high[1], SE: f.se[1], SD: nan(), N: d.devices(), Of: "devices", Method: method}
		if e.Low < 0 && e.High > 0 {
			e.Verdict = "not told from 0"
		}
		r.add(e)
	}
	if finite(sd) && d.sdSlope != 0 {
		method := "line through the spreads of the levels"
		r.add(Estimate{Name: "nu_sd", Value: d.sd, Low: nan(), High: nan(), SE: nan(), SD: nan(), N: d.devices(), Of: "devices", Method: method + ", at g_ref", Verdict: "no interval: the spread depends on conductance"},
			Estimate{Name: "nu_sd_slope", Value: d.sdSlope, Low: d.sdSlope - float64(normal95*d.sdSlopeSE), High: d.sdSlope + float64(normal95*d.sdSlopeSE),
				SE: d.sdSlopeSE, SD: nan(), N: d.devices(), Of: "devices", Method: method})
	} else if finite(sd) {
		e := Estimate{Name: "nu_sd", Value: f.sd, Low: f.sdLow, High: f.sdHigh, SE: (f.sdHigh - f.sdLow) / (2 * normal95), SD: nan(), N: d.devices(), Of: "devices", Method: "between devices, the error of each taken out"}
		if f.sdLow == 0 {
			e.Verdict = "not told from 0"
		}
		r.add(e)
	}
	d.levels(r)
	d.card(r, []float64{f.b[0], slope}, []float64{f.se[0], slopeSE}, lo, hi)
	return nil
}

// spreads sees whether the spread between devices depends on the conductance: the variances of the levels with 5 devices
// and more are compared by Bartlett's test, and if they differ (p < 0.01) a line is put through their roots.
func (d *drifting) spreads() {
	byLevel := map[int][]float64{}
	g := map[int][]float64{}
	var levels []int
	for _, c := range d.curves {
		if byLevel[c.level] == nil {
			levels = append(levels, c.level)
		}
		byLevel[c.level] = append(byLevel[c.level], c.nu)
		g[c.level] = append(g[c.level], kernel.Log(c.g0/d.ref))
	}
	slices.Sort(levels)
	var x, y, of []float64
	var free, pooled, parts, inverse float64
	for _, l := range levels {
		if len(byLevel[l]) < fewDevices {
			continue
		}
		_, sd := moments(byLevel[l])
		n := float64(len(byLevel[l]) - 1)
		free, pooled = free+n, pooled+float64(n*sd*sd)
		parts += float64(n * kernel.Log(sd*sd))
		inverse += 1 / n
		x, y, of = append(x, median(g[l])), append(y, sd), append(of, n)
	}
	k := float64(len(x))
	if k < 3 {
		return
	}
	b := (float64(free*kernel.Log(pooled/free)) - parts) / (1 + (inverse-1/free)/(3*(k-1)))
	if chiBeyond(b, k-1) > 0.01 {
		return
	}
	l := straight(x, y)
	d.sd, d.sdSlope = max(l.a, 0), l.b
	// The error of the slope follows from those of the spreads, σ/√(2n), not from how few points happen to lie.
	for i := range x {
		w := (x[i] - l.mx) / l.sxx * y[i]
		d.sdSlopeSE += float64(w*w) / (2 * of[i])
	}
	d.sdSlopeSE = math.Sqrt(d.sdSlopeSE)
}

// levels adds mean and spread of each level that has devices enough.
func (d *drifting) levels(r *Report) {
	var levels []int
	for _, c := range d.curves {
		if !slices.Contains(levels, c.level) {
			levels = append(levels, c.level)
		}
	}
	slices.Sort(levels)
	if len(levels) < 2 {
		return
	}
	for _, l := range levels {
		var y, se []float64
		for _, c := range d.curves {
			if c.level == l {
				y, se = append(y, c.nu), append(se, c.se)
			}
		}
		r.add(gather(y, se).estimate(fmt.Sprintf("nu of level %d", l), "", "random effects over devices"))
	}
}

// card makes the numbers of the exponent curve; beyond the conductances that were measured it is level.
func (d *drifting) card(r *Report, b, se []float64, lo, hi float64) {
	n := d.devices()
	put := func(name string, v, se float64, note string) {
		r.Numbers = append(r.Numbers, Number{Name: name, Value: v, SE: se, SD: nan(), N: n, Provenance: "fitted", Note: note})
	}
	r.Numbers = append(r.Numbers, Number{Name: "g_ref", Value: d.ref, Unit: "S", SE: nan(), SD: nan(), N: n, Provenance: "measured", Note: "largest conductance of the drift data"})
	put("nu_offset", b[0], se[0], "at g_ref")
	put("nu_slope", b[1], se[1], "per e-fold of conductance")
	ends := []float64{b[0] + float64(b[1]*kernel.Log(lo/d.ref)), b[0] + float64(b[1]*kernel.Log(hi/d.ref))}
	put("nu_min", slices.Min(ends), nan(), "within the conductances measured")
	put("nu_max", slices.Max(ends), nan(), "within the conductances measured")
	if d.fit != nil && n >= fewDevices {
		s := d.fit.sd
		e := (d.fit.sdHigh - d.fit.sdLow) / (2 * normal95)
		if d.sdSlope != 0 {
			put("nu_sd_offset", d.sd, nan(), "at g_ref")
			put("nu_sd_slope", d.sdSlope, d.sdSlopeSE, "line through the spreads of the levels")
			ends := []float64{max(d.sd+float64(d.sdSlope*kernel.Log(lo/d.ref)), 0), max(d.sd+float64(d.sdSlope*kernel.Log(hi/d.ref)), 0)}
			put("nu_sd_min", slices.Min(ends), nan(), "within the conductances measured")
			put("nu_sd_max", slices.Max(ends), nan(), "within the conductances measured")
			return
		}
		put("nu_sd_offset", s, e, "the same at all conductances")
		put("nu_sd_min", s, nan(), "")
		put("nu_sd_max", s, nan(), "")
	}
}

// curvature tests a quadratic term in the logarithm of time: over the curves its mean is 0 for a power law.
func (d *drifting) curvature(r *Report) {
	var all []float64
	for _, c := range d.curves {
		x := d.abscissa(c.t)
		m, _ := moments(x)
		q := make([]float64, len(x))
		for i, v := range x {
			q[i] = float64((v - m) * (v - m))
		}
		// What is left of the square and of ln G after straight lines have one slope against each other.
		lq, ly := straight(x, q), straight(x, c.y)
		var num, den float64
		for i, v := range x {
			a := q[i] - lq.a - float64(lq.b*v)
			num += float64(a * (c.y[i] - ly.a - float64(ly.b*v)))
			den += float64(a * a)
		}
		if den > 0 {
			all = append(all, num/den)
		}
	}
	if len(all) < 3 {
		return
	}
	m, sd := moments(all)
	p := twoSided(m/(sd/math.Sqrt(float64(len(all)))), float64(len(all)-1))
	says := fmt.Sprintf("p %.2g: straight, a power law", p)
	if p < 0.01 {
		says = fmt.Sprintf("p %.2g: curved, not a power law: extrapolation is wrong by more than the intervals say", p)
	}
	r.Goodness = append(r.Goodness, Goodness{"curvature of ln G in ln t", m, says})
}

func (d *drifting) panels(r *Report) {
	a := Panel{Title: "Drift, medians over devices", X: "time since programming", XUnit: "s", XLog: true, Y: "conductance", YUnit: "S", YLog: true}
	b := Panel{Title: "Exponents", X: "conductance", XUnit: "S", Y: "ν", XLog: true}
	c := Panel{Title: "Residuals", X: "time since programming", XUnit: "s", XLog: true, Y: "ln G less fit"}
	var levels []int
	for _, v := range d.curves {
		if !slices.Contains(levels, v.level) {
			levels = append(levels, v.level)
		}
	}
	slices.Sort(levels)
	for _, l := range levels {
		a.Series = append(a.Series, d.medians(l)...)
	}
	points, rest := Series{Name: "device"}, Series{Name: "reads", Faint: true}
	lo, hi := math.Inf(1), 0.0
	for _, v := range d.curves {
		points.X, points.Y = append(points.X, v.g0), append(points.Y, v.nu)
		points.Lo, points.Hi = append(points.Lo, v.nu-float64(normal95*v.se)), append(points.Hi, v.nu+float64(normal95*v.se))
		lo, hi = min(lo, v.g0), max(hi, v.g0)
		for i, x := range d.abscissa(v.t) {
			rest.X, rest.Y = append(rest.X, v.t[i]), append(rest.Y, v.y[i]-kernel.Log(v.g0)+float64(v.nu*x))
		}
	}
	b.Series = append(b.Series, points)
	if d.fit != nil {
		line := Series{Name: "mean ± spread", Line: true}
		for k := range 21 {
			g := lo * kernel.Exp(float64(k)/20*kernel.Log(hi/lo))
			v := d.fit.b[0]
			if len(d.fit.b) > 1 {
				v += float64(d.fit.b[1] * kernel.Log(g/d.ref))
			}
			line.X, line.Y = append(line.X, g), append(line.Y, v)
			s := d.fit.sd
			if d.sdSlope != 0 {
				s = max(d.sd+float64(d.sdSlope*kernel.Log(g/d.ref)), 0)
			}
			line.Lo, line.Hi = append(line.Lo, v-s), append(line.Hi, v+s)
		}
		b.Series = append(b.Series, line)
	}
	c.Series = append(c.Series, rest)
	r.Panels = append(r.Panels, a, b, c)
}

// medians are the median over devices of a level at each time of its first curve, and the median fit.
func (d *drifting) medians(level int) []Series {
	s := Series{}
	f := Series{Line: true, Like: true}
	var mine []driftCurve
	for _, c := range d.curves {
		if c.level == level {
			mine = append(mine, c)
		}
	}
	if level > 0 {
		s.Name = fmt.Sprintf("level %d", level)
	}
	var nu, g0 []float64
	var records []record
	for _, c := range mine {
		nu, g0, records = append(nu, c.nu), append(g0, c.g0), append(records, c.record)
	}
	s.X, s.Y = medians(records)
	for _, t := range s.X {
		f.X = append(f.X, t)
		f.Y = append(f.Y, median(g0)*kernel.Exp(-median(nu)*d.abscissa([]float64{t})[0]))
	}
	return []Series{s, f}
}
