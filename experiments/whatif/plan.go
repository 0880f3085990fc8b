package whatif

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// A Need is how well one flaw is known, what that leaves open of the accuracy, and how many more measurements would
// settle it.
type Need struct {
	*Flaw
	Known        bool
	Rel          float64 // relative standard error of the flaw
	N            int     // devices behind it; 0 where the card does not say
	Slope        float64 // accuracy 0..1 per whole flaw, at the card as it is
	SlopeLo      float64
	SlopeHi      float64
	Share        float64 // half of the 95 % interval of accuracy that its error alone opens, 0..1
	Most         float64 // the same with the steepest slope of the interval
	Factor       float64 // by how much N must grow until Share is at most the target; 1 where it is
	N95          int     // that number of devices; 0 where N is not known
	SettleFactor float64 // by how much N must grow until first and second of the ranking are told apart; NaN where it does not matter
}

// A Plan answers what to measure next.
type Plan struct {
	*Ranking
	Target  float64 // half of the interval of accuracy that is asked for, 0..1
	Seed    float64 // half of the 95 % interval of the mean accuracy by chance of training and cells
	Fit     float64 // by the errors of all known flaws together
	Needs   []Need  // largest share first
	Unknown []string

	Delta, DeltaSeed, DeltaFit float64 // first less second gain; half intervals of that
	MoreRepeats                int     // repeats that tell first and second apart as far as chance goes; 0: they are
}

// Plan ranks the flaws and says what would have to be measured until the accuracy is known to within target, and
// until first and second of the ranking are settled. It takes accuracy for linear in each flaw near the card, errors of
// different flaws for independent and normal, and standard errors to shrink with 1/√n.
func (s *Study) Plan(ctx context.Context, target float64) (*Plan, error) {
	r, err := s.Rank(ctx)
	if err != nil {
		return nil, err
	}
	p := &Plan{Ranking: r, Target: target}
	same := Paired(make([]float64, len(r.Base)), r.Base)
	p.Seed = (same.Hi - same.Lo) / 2
	c := s.Case("")
	var fit float64
	known := map[string]float64{}
	for i := range r.Gains {
		g := &r.Gains[i]
		n := Need{Flaw: g.Flaw, SettleFactor: math.NaN(), Factor: 1}
		n.Slope, n.SlopeLo, n.SlopeHi = g.Local()
		n.Rel, n.N, n.Known = g.Known(c)
		if !n.Known {
			p.Unknown = append(p.Unknown, g.Key)
			continue
		}
		n.Share = z95 * math.Abs(n.Slope) * n.Rel
		n.Most = z95 * max(math.Abs(n.SlopeLo), math.Abs(n.SlopeHi)) * n.Rel
		if n.Share > target {
			n.Factor = n.Share / target * (n.Share / target)
		}
		n.N95 = int(math.Ceil(float64(n.N) * n.Factor))
		fit += float64(n.Share * n.Share)
		known[g.Key] = n.Share
		p.Needs = append(p.Needs, n)
	}
	p.Fit = math.Sqrt(fit)
	slices.SortStableFunc(p.Needs, func(a, b Need) int { return cmp.Compare(b.Share, a.Share) })
	p.settle(known)
	return p, nil
}

// settle finds what it takes to tell the first from the second of the ranking.
func (p *Plan) settle(known map[string]float64) {
	if len(p.Gains) < 2 {
		return
	}
	first, second := p.Gains[0], p.Gains[1]
	d := Paired(second.Repair.Each, first.Repair.Each)
	p.Delta, p.DeltaSeed = d.Mean, (d.Hi-d.Lo)/2
	a, b := known[first.Key], known[second.Key]
	p.DeltaFit = math.Sqrt(float64(a*a) + float64(b*b))
	if d.Mean > 0 && !d.Distinct && d.N > 1 {
		need := z95 * d.SD / d.Mean
		p.MoreRepeats = max(int(math.Ceil(min(need*need, 1e6)))+2, d.N+1)
	}
	if !(p.DeltaFit > p.Delta) || !(p.Delta > 0) {
		return
	}
	for i := range p.Needs {
		if k := p.Needs[i].Key; k == first.Key || k == second.Key {
			p.Needs[i].SettleFactor = p.DeltaFit / p.Delta * (p.DeltaFit / p.Delta)
		}
	}
}

// Width returns half of the 95 % interval of accuracy that chance and the errors of the card leave together once the named
// measurement has factor times as many devices; with key "" all have.
func (p *Plan) Width(key string, factor float64) float64 {
	sum := float64(p.Seed * p.Seed)
	for _, n := range p.Needs {
		f := 1.0
		if key == "" || n.Key == key {
			f = factor
		}
		sum += float64(n.Share*n.Share) / f
	}
	return math.Sqrt(sum)
}

// Verdict says in plain words what to measure next.
func (p *Plan) Verdict() []string {
	var out []string
	say := func(text string, args ...any) { out = append(out, fmt.Sprintf(text, args...)) }
	switch {
	case len(p.Needs) == 0:
		say("the card states no standard errors (se) and no numbers of devices (n): nothing can be said about measurements, only about repeats; \"xbar fit\" writes cards with both")
	case p.Fit <= p.Target:
		say("accuracy: the errors of the card leave ±%.2g points, within the ±%.2g asked for; no more devices are needed for it", 100*p.Fit, 100*p.Target)
	default:
		n := p.Needs[0]
		what := fmt.Sprintf("%.3g times as many %s", n.Factor, n.More)
		if n.N > 0 {
			what = fmt.Sprintf("%d %s in place of %d", n.N95, n.More, n.N)
		}
		say("accuracy: the errors of the card leave ±%.2g points; most of that is %s: %s would bring its part to ±%.2g", 100*p.Fit, n.Key, what, 100*min(p.Target, n.Share))
		if !(n.SlopeLo > 0 || n.SlopeHi < 0) {
			say("accuracy: with %d repeats it is not certain at 95 %% that accuracy depends on %s here at all: more repeats before more measurements", len(p.Base), n.Key)
		}
	}
	if p.Seed > p.Target {
		say("accuracy: chance of training and cells leaves ±%.2g points with %d repeats; %d repeats would leave ±%.2g",
			100*p.Seed, len(p.Base), int(math.Ceil(float64(len(p.Base))*p.Seed/p.Target*p.Seed/p.Target)), 100*p.Target)
	}
	if len(p.Gains) > 1 {
		a, b := p.Gains[0].Key, p.Gains[1].Key
		switch {
		case !(p.Delta > 0):
			say("ranking: %s and %s bring the same", a, b)
		case p.MoreRepeats > 0:
			say("ranking: %s before %s by %.2g points is not settled: about %d repeats would tell (--repeats; no device needs to be measured for that)", a, b, 100*p.Delta, p.MoreRepeats)
		default:
			say("ranking: %s before %s by %.2g points is settled as far as chance goes", a, b, 100*p.Delta)
		}
		for _, n := range p.Needs {
			if !math.IsNaN(n.SettleFactor) {
				say("ranking: the error of %s could turn it round: want %.3g times as many %s", n.Key, n.SettleFactor, n.More)
			}
		}
	}
	if len(p.Unknown) > 0 && len(p.Needs) > 0 {
		say("not counted, for the card states no standard error: %s", join(p.Unknown))
	}
	return out
}
