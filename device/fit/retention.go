package fit

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// Retention estimates the loss of programmed states,
//
//	G(t) = G0 (f + (1 - f) e^(-(t/τ)^β)),   ln τ ~ N(ln τ_ref + Ea/k (1/T - 1/T_ref), σ²)
//
// with β and f common to all curves, G0 and τ those of each. A curve whose τ lies beyond its last read is censored there. Ea
// wants three temperatures and is refused below. Times far beyond the last read are printed with the factor by which they are
// extrapolated. A straight line in ln t is fitted beside and compared by AICc. It errs without curves of four reads.
//
// The stretched exponential is an empirical fit, and Arrhenius' law is extrapolated only as far as one process rules.
func Retention(tests []lab.Retention) (*Report, error) {
	b := baking(tests)
	if len(b.curves) == 0 {
		return nil, refuse("fit retention", "no device was read four times and more after programming")
	}
	r := &Report{Kind: "retention", Title: "Retention"}
	if err := b.shape(r); err != nil {
		return nil, err
	}
	b.rivals(r)
	if err := b.arrhenius(r); err != nil {
		return nil, err
	}
	b.panels(r)
	r.Fitted = fmt.Sprintf("retention to %.3g s at %.0f to %.0f K", b.last, b.kelvins[0], b.kelvins[len(b.kelvins)-1])
	return r, nil
}

// A bakeCurve is one device at one temperature.
type bakeCurve struct {
	device string
	kelvin float64
	record
	x     []float64 // ln t
	tau   float64   // ln τ
	found bool
	g0    float64 // ln G0
	rss   float64
}

type bake struct {
	curves      []bakeCurve
	kelvins     []float64 // rising
	first, last float64
	beta, left  float64 // β, f
	points      int
	lives       *lifetime
	line        *regression
}

func baking(tests []lab.Retention) *bake {
	b := &bake{first: math.Inf(1)}
	for _, t := range tests {
		c := bakeCurve{device: t.Device, kelvin: cmp.Or(t.Temperature, device.RoomTemperature)}
		if !finite(c.kelvin) {
			c.kelvin = device.RoomTemperature
		}
		for k, g := range t.Conductance {
			if g > 0 && t.Time[k] > 0 {
				c.t, c.x, c.y = append(c.t, t.Time[k]), append(c.x, kernel.Log(t.Time[k])), append(c.y, kernel.Log(g))
			}
		}
		if len(c.t) < 4 {
			continue
		}
		b.points += len(c.t)
		b.first, b.last = min(b.first, slices.Min(c.t)), max(b.last, slices.Max(c.t))
		if !slices.ContainsFunc(b.kelvins, func(k float64) bool { return math.Abs(k-c.kelvin) < 1 }) {
			b.kelvins = append(b.kelvins, c.kelvin)
		}
		b.curves = append(b.curves, c)
	}
	slices.Sort(b.kelvins)
	return b
}

// devices counts those behind the curves.
func (b *bake) devices() int {
	seen := map[string]bool{}
	for _, c := range b.curves {
		seen[c.device] = true
	}
	return len(seen)
}

// decay is ln of the part of G0 that is left at ln t.
func decay(lnT, lnTau, beta, left float64) float64 {
	return kernel.Log(left + float64((1-left)*kernel.Exp(-kernel.Exp(beta*(lnT-lnTau)))))
}

// own finds τ and G0 of a curve for given β and f: ln G0 is a mean, ln τ is searched over a grid at first and from where
// it was afterwards.
func (c *bakeCurve) own(beta, left float64) {
	n := float64(len(c.x))
	loss := func(lnTau float64) float64 {
		var s, s2 float64
		for i, x := range c.x {
			d := c.y[i] - decay(x, lnTau, beta, left) - c.y[0]
			s, s2 = s+d, s2+float64(d*d)
		}
		c.g0 = c.y[0] + s/n
		return s2 - float64(s*s)/n
	}
	lo, hi := c.x[0]-3, c.x[len(c.x)-1]+6
	if !c.found {
		least := math.Inf(1)
		const grid = 24
		for k := range grid + 1 {
			x := lo + float64((hi-lo)*float64(k))/grid
			if v := loss(x); v < least {
				c.tau, least = x, v
			}
		}
		c.found = true
	}
	h := 1e-3
	at := loss(c.tau)
	for range 30 {
		up, down := loss(c.tau+h), loss(c.tau-h)
		slope, bend := (up-down)/(2*h), (up+down-2*at)/float64(h*h)
		step := math.Copysign(0.3, -slope)
		if bend > 0 {
			step = min(max(-slope/bend, -1), 1)
		}
		moved := false
		for range 12 {
			next := min(max(c.tau+step, lo), hi)
			if v := loss(next); v < at {
				c.tau, at, moved = next, v, true
				break
			}
			step /= 3
		}
		if !moved || math.Abs(step) < 1e-6 {
			break
		}
	}
	c.rss = loss(c.tau)
}

// shape finds β and f.
func (b *bake) shape(r *Report) error {
	free := float64(b.points - 2*len(b.curves) - 2)
	if free < 4 {
		return refuse("fit retention", "%d reads of %d curves, want more", b.points, len(b.curves))
	}
	f := func(x []float64) float64 {
		beta, left := kernel.Exp(x[0]), 1/(1+kernel.Exp(-x[1]))
		if beta > 3 || beta < 0.05 || math.Abs(x[1]) > 12 {
			return math.Inf(1)
		}
		var rss float64
		for i := range b.curves {
			b.curves[i].own(beta, left)
			rss += b.curves[i].rss
		}
		return 0.5 * free * kernel.Log(rss+1e-300)
	}
	best, least := []float64{0, -2}, math.Inf(1)
	for _, lnBeta := range []float64{-1.2, -0.6, 0} {
		for _, logit := range []float64{-6, -3, -1.5, 0} {
			if v := f([]float64{lnBeta, logit}); v < least {
				best, least = []float64{lnBeta, logit}, v
			}
		}
	}
	p, ok := newton(f, best, []float64{0.02, 0.05})
	b.beta, b.left = kernel.Exp(p.x[0]), 1/(1+kernel.Exp(-p.x[1]))
	n := len(b.curves)
	beta := Estimate{Name: "retain_beta", Value: b.beta, Low: nan(), High: nan(), SE: nan(), SD: nan(), N: n, Of: "curves", Method: "common to all curves, profile"}
	left := Estimate{Name: "left in the end", Value: b.left, Low: nan(), High: nan(), SE: nan(), SD: nan(), N: n, Of: "curves", Method: "part of G0, common to all curves, profile"}
	if ok {
		lo, hi := p.profile(f, 0, kernel.Log(0.05), kernel.Log(3))
		beta.Low, beta.High, beta.SE = kernel.Exp(lo), kernel.Exp(hi), b.beta*p.sd(0)
		lo, hi = p.profile(f, 1, -12, 12)
		left.Low, left.High, left.SE = 1/(1+kernel.Exp(-lo)), 1/(1+kernel.Exp(-hi)), float64(b.left*(1-b.left))*p.sd(1)
		if lo <= -12 {
			left.Low, left.Verdict = 0, "not told from 0"
		}
	} else {
		left.Verdict = "not identified: nothing shows where the loss ends"
	}
	f(p.x)
	r.add(beta, left)
	r.Numbers = append(r.Numbers, Number{Name: "retain_beta", Value: min(b.beta, 1), SE: beta.SE, SD: nan(), N: b.devices(), Provenance: "fitted", Note: "stretched exponential"})
	return nil
}

// rivals compares with a straight line in ln t.
func (b *bake) rivals(r *Report) {
	var stretched, line float64
	for _, c := range b.curves {
		x := c.x
		l := straight(x, c.y)
		line += float64(l.sd*l.sd) * max(float64(len(x)-2), 1)
		stretched += c.rss
	}
	n := float64(b.points)
	k := 2 * len(b.curves)
	s, l := aicc(0.5*n*kernel.Log(stretched/n), k+3, b.points), aicc(0.5*n*kernel.Log(line/n), k+1, b.points)
	says := "best"
	if l < s {
		says = fmt.Sprintf("ΔAICc %.1f: a straight line of ln G in ln t is better, a drift rather than a loss", s-l)
	}
	r.Goodness = append(r.Goodness, Goodness{"AICc stretched exponential", s, says}, Goodness{"AICc power of time", l, ""},
		Goodness{"standard deviation of ln G around the fit", math.Sqrt(stretched / max(n-float64(k)-2, 1)), ""})
}

// inverse is 1/kT - 1/kT_ref, 1/eV, at room temperature as reference.
func inverse(kelvin float64) float64 {
	return (1/kelvin - 1/device.RoomTemperature) / device.Boltzmann
}

// celsius85 is the temperature for which times are usually quoted, K.
const celsius85 = 358.15

// tenYears is what is usually asked for, s.
const tenYears = 10 * 365.25 * 86400

// arrhenius turns time constants into an activation energy and times.
func (b *bake) arrhenius(r *Report) error {
	var events []event
	censored := 0
	for _, c := range b.curves {
		x := []float64{1, inverse(c.kelvin)}
		e := event{c.tau, c.tau, x}
		if end := kernel.Log(c.t[len(c.t)-1]); c.tau > end {
			e.lo, e.hi = end, math.Inf(1)
			censored++
		}
		events = append(events, e)
	}
	if censored == len(events) {
		return refuse("fit retention", "no curve lost 1 - 1/e of its way by its last read at %.3g s: nothing is known but that τ is longer", b.last)
	}
	if len(b.kelvins) < 3 {
		r.note("activation energy is refused: %d temperatures, want 3", len(b.kelvins))
		b.oneTemperature(r, events)
		return nil
	}
	if censored > 0 {
		r.note("%d of %d curves did not lose 1 − 1/e of their way by their last read and are censored", censored, len(events))
		return b.byLikelihood(r, events)
	}
	x, y, se := make([][]float64, len(events)), make([]float64, len(events)), make([]float64, len(events))
	for i, e := range events {
		x[i], y[i] = e.x, e.lo
	}
	l := regress(x, y, se)
	if l == nil {
		return refuse("fit retention", "%d curves, want 3 and more", len(events))
	}
	b.line = l
	b.times(r, l.b[1], l.low[1], l.high[1], l.se[1], l.sd, l.sdLow, l.sdHigh, func(kelvin float64) (v, lo, hi float64) { return l.at([]float64{1, inverse(kelvin)}) })
	return nil
}

// byLikelihood does the same where curves are censored.
func (b *bake) byLikelihood(r *Report, events []event) error {
	at, width := startOf(events)
	slope := 1.0
	mean := 0.0
	for _, e := range events {
		mean += e.x[1] / float64(len(events))
	}
	l, err := live(lognormalLaw(), events, []float64{at - float64(slope*mean), slope, width})
	if err != nil {
		return refuse("fit retention", "%v", err)
	}
	b.lives = l
	lo, hi := l.profile(l.like, 1, l.x[1]-20, l.x[1]+20)
	sLo, sHi := l.profile(l.like, 2, l.x[2]-20, l.x[2]+20)
	b.times(r, l.x[1], lo, hi, l.sd(1), kernel.Exp(l.x[2]), kernel.Exp(sLo), kernel.Exp(sHi), func(kelvin float64) (v, lo, hi float64) {
		return l.atQuantile(0.5, []float64{1, inverse(kelvin)})
	})
	return nil
}

// times adds activation energy, spread and time constants.
func (b *bake) times(r *Report, ea, eaLow, eaHigh, eaSE, sd, sdLow, sdHigh float64, at func(kelvin float64) (v, lo, hi float64)) {
	n := len(b.curves)
	r.add(Estimate{Name: "retain_ea", Value: ea, Low: eaLow, High: eaHigh, SE: eaSE, SD: nan(), N: n, Of: "curves", Unit: "eV", Method: "ln τ against 1/kT"})
	r.add(Estimate{Name: "retain_sd", Value: sd, Low: sdLow, High: sdHigh, SE: (sdHigh - sdLow) / (2 * normal95), SD: nan(), N: n, Of: "curves", Method: "standard deviation of ln τ around Arrhenius' line"})
	for _, w := range []struct {
		name   string
		kelvin float64
	}{{"τ at 85 °C", celsius85}, {"retain_tau", device.RoomTemperature}} {
		v, lo, hi := at(w.kelvin)
		tau := kernel.Exp(min(v, 600))
		e := Estimate{Name: w.name, Value: tau, Low: kernel.Exp(min(lo, 600)), High: kernel.Exp(min(hi, 600)), SE: nan(), SD: nan(), N: n, Of: "curves", Unit: "s", Method: "median, Arrhenius"}
		e.SE = tau * (hi - lo) / (2 * normal95)
		if factor := tau / b.last; factor > 1 {
			e.Verdict = fmt.Sprintf("extrapolated %.2g times beyond the last read, %.0f K below the coolest test", factor, b.kelvins[0]-w.kelvin)
		}
		r.add(e)
		if w.name == "retain_tau" && tau < 1e15 {
			r.Numbers = append(r.Numbers, Number{Name: "retain_tau", Value: tau, Unit: "s", SE: e.SE, SD: nan(), N: b.devices(), Provenance: "fitted", Note: "extrapolated to 300 K"},
				Number{Name: "retain_ea", Value: ea, Unit: "eV", SE: eaSE, SD: nan(), N: b.devices(), Provenance: "fitted", Note: "ln τ against 1/kT"},
				Number{Name: "retain_sd", Value: sd, SE: (sdHigh - sdLow) / (2 * normal95), SD: nan(), N: b.devices(), Provenance: "fitted", Note: "of ln τ"})
		}
	}
	v, lo, _ := at(celsius85)
	half := kernel.Log(math.Ln2) / b.beta
	says := "half of the way takes less than 10 years at 85 °C"
	if lo+half > kernel.Log(tenYears) {
		says = "half of the way takes more than 10 years at 85 °C, at 95 % confidence"
	} else if v+half > kernel.Log(tenYears) {
		says = "whether half of the way takes 10 years at 85 °C is not settled"
	}
	r.note("%s", says)
}

// oneTemperature gives the median time constant at the only temperatures there are.
func (b *bake) oneTemperature(r *Report, events []event) {
	for _, k := range b.kelvins {
		var y []float64
		for i, c := range b.curves {
			if math.Abs(c.kelvin-k) < 1 && events[i].lo == events[i].hi {
				y = append(y, c.tau)
			}
		}
		if len(y) < 2 {
			continue
		}
		m, sd := moments(y)
		d := student(float64(len(y)-1)) * sd / math.Sqrt(float64(len(y)))
		tau := kernel.Exp(m)
		se := tau * sd / math.Sqrt(float64(len(y)))
		r.add(Estimate{Name: fmt.Sprintf("τ at %.0f K", k), Value: tau, Low: kernel.Exp(m - d), High: kernel.Exp(m + d), SE: se, SD: nan(), N: len(y), Of: "curves", Unit: "s", Method: "median of the curves"})
		if len(b.kelvins) == 1 && math.Abs(k-device.RoomTemperature) < 15 {
			r.Numbers = append(r.Numbers, Number{Name: "retain_tau", Value: tau, Unit: "s", SE: se, SD: nan(), N: len(y), Provenance: "fitted", Note: fmt.Sprintf("at %.0f K; no activation energy", k)},
				Number{Name: "retain_sd", Value: sd, SE: sd / math.Sqrt(2*float64(len(y))), SD: nan(), N: len(y), Provenance: "fitted", Note: "of ln τ"})
		}
	}
}

func (b *bake) panels(r *Report) {
	a := Panel{Title: "Retention, medians over devices", X: "time", XUnit: "s", XLog: true, Y: "conductance", YUnit: "S"}
	for _, k := range b.kelvins {
		a.Series = append(a.Series, b.medians(k)...)
	}
	rest := Series{Name: "reads", Faint: true}
	taus := Series{Name: "τ of a curve"}
	for _, c := range b.curves {
		for i, t := range c.t {
			rest.X, rest.Y = append(rest.X, t), append(rest.Y, c.y[i]-c.g0-decay(c.x[i], c.tau, b.beta, b.left))
		}
		taus.X, taus.Y = append(taus.X, 1/(device.Boltzmann*c.kelvin)), append(taus.Y, kernel.Exp(c.tau))
	}
	arr := Panel{Title: "Arrhenius", X: "1/kT (1/eV)", Y: "τ", YUnit: "s", YLog: true, Series: []Series{taus}}
	if len(b.kelvins) >= 3 {
		line := Series{Name: "fit, 95 %", Line: true}
		for k := range 21 {
			kelvin := celsius85 + float64((b.kelvins[len(b.kelvins)-1]-celsius85)*float64(k))/20
			var v, lo, hi float64
			if b.line != nil {
				v, lo, hi = b.line.at([]float64{1, inverse(kelvin)})
			} else {
				v, lo, hi = b.lives.atQuantile(0.5, []float64{1, inverse(kelvin)})
			}
			line.X, line.Y = append(line.X, 1/(device.Boltzmann*kelvin)), append(line.Y, kernel.Exp(v))
			line.Lo, line.Hi = append(line.Lo, kernel.Exp(lo)), append(line.Hi, kernel.Exp(hi))
		}
		arr.Series = append(arr.Series, line)
	}
	r.Panels = append(r.Panels, a, arr, Panel{Title: "Residuals", X: "time", XUnit: "s", XLog: true, Y: "ln G less fit", Series: []Series{rest}})
}

func (b *bake) medians(kelvin float64) []Series {
	s, f := Series{Name: fmt.Sprintf("%.0f K", kelvin)}, Series{Line: true, Like: true}
	var mine []bakeCurve
	for _, c := range b.curves {
		if math.Abs(c.kelvin-kelvin) < 1 {
			mine = append(mine, c)
		}
	}
	var tau, g0 []float64
	var records []record
	for _, c := range mine {
		tau, g0, records = append(tau, c.tau), append(g0, c.g0), append(records, c.record)
	}
	s.X, s.Y = medians(records)
	for _, t := range s.X {
		f.X, f.Y = append(f.X, t), append(f.Y, kernel.Exp(median(g0)+decay(kernel.Log(t), median(tau), b.beta, b.left)))
	}
	return []Series{s, f}
}
