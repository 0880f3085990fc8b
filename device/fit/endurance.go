package fit

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// Endurance estimates the life of cells in full cycles: Weibull scale and shape, or median and σ of a lognormal,
// by maximum likelihood with each failure known to lie between two reads and survivors censored at their last. Intervals are by
// profile likelihood. A cell has failed where its window has closed for good (failure); the part that is stuck at LRS
// has the interval of Clopper and Pearson. The plot is Weibull paper with median ranks after Johnson, whose correlation
// coefficient (PPCC) is tested against synthetic samples. It errs below 5 cells or 3 failures.
func Endurance(tests []lab.Endurance, s variability.Stream) (*Report, error) {
	var events []event
	lrs, hrs := 0, 0
	longest := 0.0
	for _, e := range tests {
		if len(e.Count) == 0 {
			continue
		}
		k, side := failure(e)
		last := e.Count[len(e.Count)-1]
		longest = max(longest, last)
		switch {
		case side == alive:
			events = append(events, event{kernel.Log(last), math.Inf(1), []float64{1}})
			continue
		case k == 0:
			events = append(events, event{math.Inf(-1), kernel.Log(max(e.Count[0], 0.5)), []float64{1}})
		default:
			events = append(events, event{kernel.Log(max(e.Count[k-1], 0.5)), kernel.Log(e.Count[k]), []float64{1}})
		}
		if side == stuckLRS {
			lrs++
		} else {
			hrs++
		}
	}
	return lives(events, lrs, hrs, longest, s)
}

func lives(events []event, lrs, hrs int, longest float64, s variability.Stream) (*Report, error) {
	failed := lrs + hrs
	switch {
	case len(events) == 0:
		return nil, refuse("fit endurance", "no endurance tests among the measurements")
	case len(events) < fewDevices:
		return nil, refuse("fit endurance", "%d cells, want %d", len(events), fewDevices)
	case failed < 3:
		return nil, refuse("fit endurance", "%d of %d cells failed, want 3: the life is beyond %.3g cycles for most, and no more is known", failed, len(events), longest)
	}
	r := &Report{Kind: "endurance", Title: "Life in full cycles"}
	at, width := startOf(events)
	weibull, err := live(weibullLaw(), events, []float64{at + 0.4*kernel.Exp(width), width})
	lognormal, err2 := live(lognormalLaw(), events, []float64{at, width})
	if err != nil || err2 != nil {
		return nil, refuse("fit endurance", "%v", cmp.Or(err, err2))
	}
	w, l := aicc(weibull.f, 2, len(events)), aicc(lognormal.f, 2, len(events))
	r.Goodness = append(r.Goodness, Goodness{"AICc Weibull", w, ""}, Goodness{"AICc lognormal", l, ""})
	best := weibull
	if l < w-2 {
		best = lognormal
	} else if math.Abs(l-w) <= 2 {
		r.note("Weibull and lognormal describe the lives alike (ΔAICc %.1f); they differ in the early failures, which extrapolation is about", l-w)
	}
	r.lifeEstimates(best, failed, len(events))
	r.sides(lrs, hrs)
	r.paper(best, events, s)
	r.Fitted = fmt.Sprintf("endurance up to %.3g full cycles", longest)
	if failed < len(events) {
		r.note("%d of %d cells survived and are censored at their last read", len(events)-failed, len(events))
	}
	return r, nil
}

func (r *Report) lifeEstimates(l *lifetime, failed, n int) {
	method := l.law.name + ", censored maximum likelihood, profile"
	ends := func(k int) (lo, hi float64) { return l.profile(l.like, k, l.x[k]-50, l.x[k]+50) }
	lo, hi := ends(0)
	scale := Estimate{Name: "endurance", Value: kernel.Exp(l.x[0]), Low: kernel.Exp(lo), High: kernel.Exp(hi), SE: kernel.Exp(l.x[0]) * l.sd(0),
		SD: nan(), N: n, Of: "devices", Method: method}
	lo, hi = ends(1)
	shape := Estimate{Name: "endurance_shape", Value: kernel.Exp(-l.x[1]), Low: kernel.Exp(-hi), High: kernel.Exp(-lo), SE: kernel.Exp(-l.x[1]) * l.sd(1),
		SD: nan(), N: failed, Of: "failures", Method: method}
	law := "weibull"
	if l.law.name == "lognormal" {
		shape.Name, shape.Value, shape.Low, shape.High, shape.SE = "endurance_sigma", kernel.Exp(l.x[1]), kernel.Exp(lo), kernel.Exp(hi), kernel.Exp(l.x[1])*l.sd(1)
		law = "lognormal"
	}
	r.add(scale, shape)
	// One cell in a hundred, which is what an array asks about.
	v, lo, hi := l.atQuantile(0.01, []float64{1})
	early := Estimate{Name: "cycles to 1 % failures", Value: kernel.Exp(v), Low: kernel.Exp(lo), High: kernel.Exp(hi), SE: nan(), SD: nan(), N: failed, Of: "failures", Method: method}
	if n < 100 {
		early.Verdict = fmt.Sprintf("extrapolated: %d cells show no quantile below %.2g %%", n, 100/float64(n))
	}
	r.add(early)
	r.Numbers = append(r.Numbers,
		Number{Name: "endurance", Value: scale.Value, SE: scale.SE, SD: nan(), N: n, Provenance: "fitted", Note: method},
		Number{Name: "endurance_law", Value: law, SE: nan(), SD: nan(), N: n, Provenance: "fitted", Note: "by AICc"},
		Number{Name: shape.Name, Value: shape.Value, SE: shape.SE, SD: nan(), N: n, Provenance: "fitted", Note: method})
}

func (r *Report) sides(lrs, hrs int) {
	n := lrs + hrs
	lo, hi := share(lrs, n)
	p := float64(lrs) / float64(n)
	e := Estimate{Name: "endurance_lrs", Value: p, Low: lo, High: hi, SE: math.Sqrt(float64(p*(1-p)) / float64(n)), SD: nan(), N: n, Of: "failures", Method: "Clopper–Pearson"}
	if lo < 0.5 && hi > 0.5 {
		e.Verdict = "which side is commoner is not settled"
	}
	r.add(e)
	r.Numbers = append(r.Numbers, Number{Name: "endurance_lrs", Value: p, SE: e.SE, SD: nan(), N: n, Provenance: "measured", Note: "part of the failures that are stuck at LRS"},
		Number{Name: "endurance_hrs", Value: 1 - p, SE: e.SE, SD: nan(), N: n, Provenance: "measured", Note: "part of the failures that are stuck at HRS"})
}

// paper is Weibull paper: failures at the middle of their interval with Johnson's ranks (i - 0.3)/(n + 0.4), the
// fitted line, and its residuals; and the PPCC with the part of synthetic samples that lie straighter.
func (r *Report) paper(l *lifetime, events []event, s variability.Stream) {
	x, y := ranked(events)
	data := Series{Name: "failures"}
	line := Series{Name: l.law.name, Line: true, Like: true}
	rest := Series{Name: "failures"}
	for i := range x {
		w := (x[i] - l.x[0]) / kernel.Exp(l.x[1])
		want := weibullLaw().quantile(min(max(1-l.law.survival(w), 1e-12), 1-1e-12))
		data.X, data.Y = append(data.X, kernel.Exp(x[i])), append(data.Y, y[i])
		line.X, line.Y = append(line.X, kernel.Exp(x[i])), append(line.Y, want)
		rest.X, rest.Y = append(rest.X, kernel.Exp(x[i])), append(rest.Y, y[i]-want)
	}
	r.Panels = append(r.Panels,
		Panel{Title: "Weibull paper", X: "full cycles", XLog: true, Y: "ln(−ln(1 − F))", Series: []Series{data, line}},
		Panel{Title: "Residuals", X: "full cycles", XLog: true, Y: "data less fit", Series: []Series{rest}})
	if len(x) < 4 {
		return
	}
	have := correlation(x, quantilesOf(l.law, y))
	src := s.Named("ppcc").Source()
	worse, looks := 1, edges(events)
	for range bootstraps {
		again := make([]event, len(events))
		for i, e := range events {
			again[i] = redrawn(e, l, looks, kernel.Uniform(src))
		}
		bx, by := ranked(again)
		if len(bx) < 4 || correlation(bx, quantilesOf(l.law, by)) <= have {
			worse++
		}
	}
	p := float64(worse) / (bootstraps + 1)
	says := fmt.Sprintf("p %.3f: lies on a line of %s", p, l.law.name)
	if p < 0.05 {
		says = fmt.Sprintf("p %.3f: not on a line of %s: two populations or another law", p, l.law.name)
	}
	r.Goodness = append(r.Goodness, Goodness{"PPCC", have, says})
}

// edges are the logarithms of the counts at which cells were looked at, as far as lives lie between two of them.
func edges(events []event) []float64 {
	var all []float64
	for _, e := range events {
		for _, x := range []float64{e.lo, e.hi} {
			if e.lo != e.hi && !math.IsInf(x, 0) {
				all = append(all, x)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// redrawn is a life of the fitted law, looked at as the event was: between the same reads, survivors of the same test
// censored, exact lives exact.
func redrawn(e event, l *lifetime, looks []float64, u float64) event {
	at := l.x[0] + float64(kernel.Exp(l.x[1])*l.law.quantile(min(max(u, 1e-12), 1-1e-12)))
	if math.IsInf(e.hi, 1) && at > e.lo {
		return e
	}
	k, _ := slices.BinarySearch(looks, at)
	if e.lo == e.hi || k == 0 || k == len(looks) {
		return event{at, at, e.x}
	}
	return event{looks[k-1], looks[k], e.x}
}

// ranked returns ln t of the failures, rising, and ln(-ln(1 - F)) of their median ranks; survivors raise the ranks of those
// after them (L. G. Johnson, "The Statistical Treatment of Fatigue Experiments", 1964).
func ranked(events []event) (x, y []float64) {
	type item struct {
		at   float64
		dead bool
	}
	var all []item
	for _, e := range events {
		switch {
		case math.IsInf(e.hi, 1):
			all = append(all, item{e.lo, false})
		case math.IsInf(e.lo, -1):
			all = append(all, item{e.hi, true})
		default:
			all = append(all, item{(e.lo + e.hi) / 2, true})
		}
	}
	slices.SortStableFunc(all, func(a, b item) int {
		if c := cmp.Compare(a.at, b.at); c != 0 {
			return c
		}
		return map[bool]int{true: -1, false: 1}[a.dead]
	})
	n := float64(len(all))
	rank := 0.0
	for i, e := range all {
		if !e.dead {
			continue
		}
		rank += (n + 1 - rank) / (1 + n - float64(i))
		x = append(x, e.at)
		y = append(y, weibullLaw().quantile((rank-0.3)/(n+0.4)))
	}
	return x, y
}

// quantilesOf turns ordinates of Weibull paper into quantiles of a law.
func quantilesOf(law lifeLaw, y []float64) []float64 {
	out := make([]float64, len(y))
	for i, v := range y {
		out[i] = law.quantile(1 - kernel.Exp(-kernel.Exp(v)))
	}
	return out
}

func correlation(x, y []float64) float64 {
	mx, sx := moments(x)
	my, sy := moments(y)
	var s float64
	for i := range x {
		s += float64((x[i] - mx) * (y[i] - my))
	}
	return s / float64(len(x)-1) / (sx * sy)
}

func probit(p float64) float64 { return variability.Quantile(p) }
