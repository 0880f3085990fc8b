package whatif

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/experiments"
)

// answer makes an answer of what a search found.
func (p *problem) answer(q Question, f *Found, accuracies [][]float64) *Requirement {
	r := &Requirement{
		Property: p.property, Range: p.rng, Device: p.card.Name, Title: p.card.Title, Limit: q.Limit, Conf: q.Conf, Baseline: p.baseline,
		Found: f, OwnLoss: math.NaN(), Setting: setting(p.cfg), Quick: p.cfg.Quick,
	}
	r.based(p)
	var ps []float64
	for k, i := range f.Tried {
		x := f.Losses[i]
		pt := Point{Value: p.rng.Values[i], Losses: x, Accuracies: accuracies[i], Fit: f.Curve[k], P: exceeds(x, q.Limit)}
		pt.Loss, _, pt.Lo, pt.Hi = experiments.MeanCI(x)
		ps = append(ps, pt.P)
		r.Points = append(r.Points, pt)
	}
	for k, v := range Holm(ps) {
		r.Points[k].Holm = v
	}
	r.conclude()
	r.judge(p, q)
	r.Warnings = append(p.notes, r.doubts(p, q)...)
	return r
}

// based notes the accuracy of the baseline.
func (r *Requirement) based(p *problem) {
	var x []float64
	for k := range len(p.accuracy) {
		m, ok := p.accuracy[k]
		if !ok {
			break
		}
		x = append(x, m.Accuracy)
		r.TestImages = m.TestImages
	}
	r.BaseMean, _, r.BaseLo, r.BaseHi = experiments.MeanCI(x)
	lo, hi := experiments.Wilson(min(max(r.BaseMean, 0), 1), r.TestImages)
	r.TestHalf = (hi - lo) / 2
}

// conclude says the value, or why there is none.
func (r *Requirement) conclude() {
	f := r.Found
	r.Value, r.Low, r.High = r.Range.Value(f.Place), r.Range.Value(f.Low), r.Range.Value(f.High)
	first, last := r.Points[0], r.Points[len(r.Points)-1]
	of := func(p Point) string {
		return fmt.Sprintf("at %s = %s it is %s", r.Key, r.Text(p.Value), withInterval(p.Loss, p.Lo, p.Hi))
	}
	tail := (1 - r.Conf) / 2
	switch {
	case f.Above >= 1-tail:
		r.Refused = fmt.Sprintf("no loss of %s over the whole range: %s", points(r.Limit), of(last))
	case f.Below >= 1-tail:
		r.Refused = fmt.Sprintf("a loss of more than %s at every value: %s", points(r.Limit), of(first))
	case math.IsInf(f.Place, 0):
		r.Refused = fmt.Sprintf("not identified: the curve need not cross %s within the range; %s, %s", points(r.Limit), of(first), of(last))
	}
	if r.Refused != "" {
		r.Value, r.Low, r.High = math.NaN(), math.NaN(), math.NaN()
	}
}

// judge compares the card's own value with the requirement.
func (r *Requirement) judge(p *problem, q Question) {
	own, ok := OwnOf(p.cfg, p.card, p.property)
	if !math.IsNaN(q.Own) {
		own, ok = Own{q.Own, q.Own, q.Own, "stated", ""}, true
	}
	if !ok {
		r.Verdict = fmt.Sprintf("%s does not say its %s: --own VALUE does", p.card.Name, q.Key)
		return
	}
	r.Own = &own
	better, worse := r.Range.Place(own.Low), r.Range.Place(own.High)
	if better > worse {
		better, worse = worse, better
	}
	var places []float64
	for _, i := range r.Found.Tried {
		places = append(places, r.Range.Places[i])
	}
	at := r.Range.Place(own.Value)
	if at >= 0 && at <= 1 {
		r.OwnLoss = Along(places, r.Found.Curve, r.Limit, at)
	}
	tail := (1 - r.Conf) / 2
	text := p.property.Text(own.Value)
	switch {
	case r.Found.Above >= 1-tail && worse > 1, r.Found.Below >= 1-tail && better < 0:
		r.Verdict = fmt.Sprintf("%s = %s is outside the range that was asked about", q.Key, text)
	case worse < r.Found.Low:
		r.Verdict = fmt.Sprintf("%s = %s passes", q.Key, text)
	case better > r.Found.High:
		r.Verdict = fmt.Sprintf("%s = %s fails", q.Key, text)
	default:
		r.Verdict = fmt.Sprintf("%s = %s cannot be told to pass or to fail at %.3g %% confidence", q.Key, text, 100*r.Conf)
	}
	if own.Provenance == "assumed" {
		r.Verdict += ", were it measured: the number is assumed"
	}
}

// doubts are what stands against the answer.
func (r *Requirement) doubts(p *problem, q Question) []string {
	var w []string
	f := r.Found
	add := func(doubt bool, text string, args ...any) {
		if doubt {
			w = append(w, fmt.Sprintf(text, args...))
		}
	}
	add(f.Least < enough, "%d repeats at the threshold: want at least %d", f.Least, enough)
	add(!f.Enough, "the budget of %d trials was spent before the interval was narrow (--budget)", p.design(q).Budget)
	add(r.Refused == "" && (f.Below > 0.01 || f.Above > 0.01), "the threshold may lie beyond the range (%.0f %% of the resamples)", 100*(f.Below+f.Above))
	for k, pt := range r.Points {
		se := (pt.Hi - pt.Lo) / 4
		if n := len(pt.Losses); n > 2 && se > 0 && math.Abs(pt.Loss-pt.Fit) > 3*se {
			add(true, "the loss is not monotone in %s (at %s it is %s, the fit %s)", r.Key, r.Text(r.Points[k].Value), points(pt.Loss), points(pt.Fit))
			break
		}
	}
	add(r.BaseMean < 0.5, "the baseline has an accuracy of %.1f %% only: losses against it say little", 100*r.BaseMean)
	add(r.Own != nil && r.Own.Provenance == "assumed", "%s of %s is assumed, not measured", r.Key, r.Device)
	return append(w, p.extrapolated(q)...)
}

// extrapolated tells a wait or a temperature beyond what the card says was measured.
func (p *problem) extrapolated(q Question) []string {
	last, hottest := p.cfg.After.Wait, max(p.cfg.Heat.Kelvin, p.cfg.Heat.Bake)
	_, hi := p.rng.ends()
	switch q.Key {
	case "after":
		last = hi
	case "temperature", "bake":
		hottest = hi
	}
	return experiments.CoveredBy(p.card).Beyond(last, hottest)
}

// points prints a fraction in percentage points.
func points(x float64) string { return fmt.Sprintf("%.2g points", 100*x) }

func withInterval(x, lo, hi float64) string {
	if math.IsNaN(lo) {
		return points(x)
	}
	return fmt.Sprintf("%s [%.2g, %.2g]", points(x), 100*lo, 100*hi)
}

// setting says what a study simulates, for figures.
func setting(cfg *experiments.Config) []string {
	s := []string{cfg.Mode, cfg.Dataset, fmt.Sprintf("%d neurons", cfg.Network.Neurons)}
	if cfg.After.Wait > 0 {
		s = append(s, "compensation "+cfg.After.Compensation)
	}
	return s
}
