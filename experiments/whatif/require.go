package whatif

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// A Question asks how good a property must be for a loss that is allowed.
type Question struct {
	Key    string
	Lo, Hi float64 // NaN: as the property has them
	Values int     // that are laid over the range; 0 is 33
	Linear bool    // values with equal differences even where the property has equal ratios
	Log    bool    // and the other way round
	Ideal  bool    // the baseline is the ideal device, not the property repaired
	Repair float64 // value of the property in the baseline; NaN: as the property has it
	Own    float64 // what the asker measured; NaN: what the card says
	Limit  float64 // loss that is allowed, a fraction: 0.01 is one percentage point
	Conf   float64 // of the interval
	Budget int     // trials; 0 is 16 times the repeats of the study
}

// NewQuestion returns a question about a key with everything else as usual: one point of loss and 95 %.
func NewQuestion(key string) Question {
	nan := math.NaN()
	return Question{Key: key, Lo: nan, Hi: nan, Repair: nan, Own: nan, Limit: 0.01, Conf: 0.95}
}

// A Requirement is the answer.
type Requirement struct {
	Property
	Range         *Range
	Device, Title string
	Limit, Conf   float64
	Baseline      string   // what losses are against
	BaseMean      float64  // accuracy of the baseline
	BaseLo        float64  // and its 95 % interval
	BaseHi        float64  //
	TestHalf      float64  // half of the 95 % interval that the test set alone leaves open
	TestImages    int      //
	Points        []Point  // that were tried, in the order of harm
	Found         *Found   // place and interval of the threshold
	Value         float64  // up to which, or from which on, the loss is allowed; NaN where refused
	Low, High     float64  // its interval in the order of harm; NaN is beyond the range
	Refused       string   // why there is no value
	Own           *Own     // what the card says
	OwnLoss       float64  // of the curve at the card's value; NaN beyond the range
	Verdict       string   // whether it passes
	Setting       []string // what figures say of the study
	Quick         bool     // data were shrunk
	Warnings      []string // doubts of this answer; those of any are the study's
}

// A Point is one value that was tried.
type Point struct {
	Value        float64
	Losses       []float64 // by repeat, fractions
	Accuracies   []float64
	Loss, Lo, Hi float64 // mean and 95 % interval
	Fit          float64
	P, Holm      float64 // of the loss being no more than allowed; Holm: all values together
}

// A problem is a question about the card of a study.
type problem struct {
	cfg      *experiments.Config
	card     *device.Card
	property Property
	rng      *Range
	base     *experiments.Config
	baseline string // in words
	bench    *experiments.Bench
	accuracy map[int]experiments.Metrics // of the baseline, by repeat
	notes    []string
}

// problem checks a question.
func (s *Study) problem(q Question) (*problem, error) {
	if s.Config.Repeats < 2 {
		return nil, tooFew(s.Config.Repeats)
	}
	p := &problem{cfg: s.Config.Clone(), card: s.Card, accuracy: map[int]experiments.Metrics{}, bench: experiments.NewBench(s.Env)}
	var known bool
	var err error
	if p.property, known, err = Find(p.cfg, p.card, q.Key); err != nil {
		return nil, err
	}
	if err := p.lay(q, known); err != nil {
		return nil, err
	}
	if p.property.Waits && q.Key != "after" && p.cfg.After.Wait == 0 {
		p.cfg.After.Wait = 86400
		p.notes = append(p.notes, "the test comes 1 d after training, for "+q.Key+" matters only to cells that wait (--after)")
	}
	return p, p.repair(q)
}

// tooFew says that an interval wants two repeats.
func tooFew(repeats int) error {
	return &si.ValueError{Key: "repeats", Value: strconv.Itoa(repeats), Want: "at least 2: an interval wants them"}
}

// lay finds the range and where harm lies.
func (p *problem) lay(q Question, known bool) error {
	lo, hi, n, log := q.Lo, q.Hi, q.Values, p.property.Log
	if math.IsNaN(lo) {
		lo, hi = p.property.Lowest, p.property.Highest
	}
	if math.IsNaN(lo) || math.IsInf(hi, 0) {
		return fmt.Errorf("--param %s: nobody knows its usual range; want --param %[1]s=FROM:TO", q.Key)
	}
	if n == 0 {
		n = 33
	}
	log = (log || q.Log) && !q.Linear && lo > 0
	if !math.IsNaN(q.Repair) {
		p.property.Ideal = q.Repair
	}
	if !known && math.IsNaN(q.Repair) && !q.Ideal {
		return fmt.Errorf("--param %s: nobody knows at which value it does no harm; want --baseline VALUE, or --baseline ideal", q.Key)
	}
	if worse, ok := p.harm(known, q, lo, hi); ok {
		p.property.Worse = worse
	} else {
		return fmt.Errorf("--param %s=%s:%s: the baseline %s lies within the range, so that harm has no direction; want it at an end", q.Key, p.property.Text(lo), p.property.Text(hi), p.property.Text(p.property.Ideal))
	}
	p.property.Log = log
	var err error
	if p.rng, err = newRange(lo, hi, n, log, p.property.Whole, p.property.Worse); err != nil {
		return fmt.Errorf("--param %s: %w", q.Key, err)
	}
	return nil
}

// harm tells in which direction it grows: away from the baseline. What 0 says of a resolution or a life is that there is no limit.
func (p *problem) harm(known bool, q Question, lo, hi float64) (int, bool) {
	switch {
	case known && (math.IsNaN(q.Repair) || p.property.Ideal == 0 && q.Repair == 0):
		return p.property.Worse, true
	case q.Ideal && math.IsNaN(q.Repair):
		return 1, true
	case p.property.Ideal <= lo:
		return 1, true
	case p.property.Ideal >= hi:
		return -1, true
	}
	return 0, false
}

// repair makes the baseline.
func (p *problem) repair(q Question) error {
	p.base = p.cfg.Clone()
	if q.Ideal {
		p.base.Devices, p.baseline = []string{"ideal"}, "the ideal device"
		return nil
	}
	p.baseline = fmt.Sprintf("%s with %s = %s", p.card.Name, q.Key, p.property.Text(p.property.Ideal))
	return p.property.Set(p.base, p.card, p.property.Ideal)
}

// at is the study with the property at a value.
func (p *problem) at(v float64) (*experiments.Config, error) {
	c := p.cfg.Clone()
	if err := p.property.Set(c, p.card, v); err != nil {
		return nil, err
	}
	return c, c.Check()
}

// check refuses values that the study cannot have before anything is tried.
func (p *problem) check() error {
	if err := p.base.Check(); err != nil {
		return err
	}
	for _, v := range p.rng.Values {
		if _, err := p.at(v); err != nil {
			return err
		}
	}
	return nil
}

// try carries out attempts with the baselines of their repeats, and returns their metrics.
func (p *problem) try(ctx context.Context, list []experiments.Attempt) ([]experiments.Metrics, error) {
	base, err := experiments.NewCase("baseline", p.base)
	if err != nil {
		return nil, err
	}
	var bases []experiments.Attempt
	had := map[int]bool{}
	for _, a := range list {
		if _, ok := p.accuracy[a.Repeat]; !ok && !had[a.Repeat] {
			had[a.Repeat] = true
			bases = append(bases, experiments.Attempt{Case: base, Repeat: a.Repeat})
		}
	}
	m, err := p.bench.Try(ctx, append(slices.Clone(bases), list...))
	if err != nil {
		return nil, err
	}
	for k, a := range bases {
		p.accuracy[a.Repeat] = m[k]
	}
	return m[len(bases):], nil
}

// CheckRequire refuses a question that cannot be asked.
func (s *Study) CheckRequire(q Question) error {
	p, err := s.problem(q)
	if err != nil {
		return err
	}
	return p.check()
}

// Require answers a question by a [Design]. Losses are paired: repeat k of every value and of the baseline has the same data, initial
// weights and input spikes, and cells of the same luck. Trials of the journal are not done again.
func (s *Study) Require(ctx context.Context, q Question) (*Requirement, error) {
	p, err := s.problem(q)
	if err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	cases := map[int]*experiments.Case{}
	accuracies := make([][]float64, len(p.rng.Values))
	d := p.design(q)
	found, err := d.Search(ctx, func(ctx context.Context, asks []Ask) ([]float64, error) {
		var list []experiments.Attempt
		for _, a := range asks {
			if cases[a.Point] == nil {
				v := p.rng.Values[a.Point]
				c, err := p.at(v)
				if err != nil {
					return nil, err
				}
				if cases[a.Point], err = experiments.NewCase(q.Key+" "+p.property.Text(v), c); err != nil {
					return nil, err
				}
			}
			list = append(list, experiments.Attempt{Case: cases[a.Point], Repeat: a.Repeat})
		}
		m, err := p.try(ctx, list)
		if err != nil {
			return nil, err
		}
		out := make([]float64, len(asks))
		for k, a := range asks {
			accuracies[a.Point] = append(accuracies[a.Point], m[k].Accuracy)
			out[k] = p.accuracy[a.Repeat].Accuracy - m[k].Accuracy
		}
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	return p.answer(q, found, accuracies), nil
}

// design is how repeats are spent: few of few values at first, so that half of the budget is left for the threshold.
func (p *problem) design(q Question) Design {
	repeats := p.cfg.Repeats
	first := max(2, min(4, (repeats+1)/2))
	d := Design{
		Places: p.rng.Places, Limit: q.Limit, Conf: q.Conf, Coarse: 5, First: first, Repeats: repeats, Most: 3 * repeats,
		Budget: q.Budget, Width: p.rng.narrow(), Stream: variability.Seed(p.cfg.Seed).Named("whatif require").Named(q.Key),
	}
	if d.Budget == 0 {
		d.Budget = 16 * repeats
	}
	return d
}
