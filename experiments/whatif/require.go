package whatif

import (
	"context"
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/variability"
)

// A Question asks how good a property must be for a loss that is allowed.
type Question struct {
	Key     string
	Lo, Hi  float64 // NaN: as the property has them
	Values  int     // that are laid over the range; 0 is 33
	Linear  bool    // values with equal differences even where the property has equal ratios
	Log     bool    // and the other way round
	Ideal   bool    // the baseline is the ideal device, not the property repaired
	Repair  float64 // value of the property in the baseline; NaN: as the property has it
	Own     float64 // what the asker measured; NaN: what the card says
	Limit   float64 // loss that is allowed, a fraction: 0.01 is one percentage point
	Conf    float64 // of the interval
	Repeats int
	Budget  int // trials; 0 is 16 times the repeats
}

// NewQuestion returns a question about a key with everything else as usual: one point of loss, 95 % and 10 repeats.
func NewQuestion(key string) Question {
	nan := math.NaN()
	return Question{Key: key, Lo: nan, Hi: nan, Repair: nan, Own: nan, Limit: 0.01, Conf: 0.95, Repeats: 10}
}

// A Requirement is the answer.
type Requirement struct {
	Property
	Range         *Range
	Device, Title string
	Limit, Conf   float64
	Baseline      string                // what losses are against
	BaseMean      float64               // accuracy of the baseline
	BaseLo        float64               // and its 95 % interval
	BaseHi        float64               //
	TestHalf      float64               // half of the 95 % interval that the test set alone leaves open
	TestImages    int                   //
	Points        []Point               // that were tried, in the order of harm
	Found         *Found                // place and interval of the threshold
	Value         float64               // up to which, or from which on, the loss is allowed; NaN where refused
	Low, High     float64               // its interval in the order of harm; NaN is beyond the range
	Refused       string                // why there is no value
	Own           *Own                  // what the card says
	OwnLoss       float64               // of the curve at the card's value; NaN beyond the range
	Verdict       string                // whether it passes
	Setting       []string              // what figures say of the study
	Warnings      []string              //
	Cards         []*device.Card        `json:"-"`
	Sources       []experiments.Source  `json:"-"`
	Study         []experiments.Metrics `json:"-"` // of the baseline, by repeat
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

// A problem is a question about a card.
type problem struct {
	cfg      *experiments.Config
	card     *device.Card
	property Property
	rng      *Range
	base     *experiments.Config
	baseline string // in words
	baseName string // device
	work     *experiments.Singles
	accuracy map[int]experiments.Metrics // of the baseline, by repeat
	notes    []string
}

// newProblem checks a question. cfg has one device.
func newProblem(cfg *experiments.Config, q Question, env experiments.Env) (*problem, error) {
	if len(cfg.Devices) != 1 || len(cfg.Axes) > 0 {
		return nil, fmt.Errorf("a requirement is asked of one device without axes, not of %d", len(cfg.Devices))
	}
	cards, err := cfg.LoadCards()
	if err != nil {
		return nil, err
	}
	p := &problem{cfg: cfg.Clone(), card: cards[0], accuracy: map[int]experiments.Metrics{}, work: experiments.NewSingles(env)}
	var known bool
	if p.property, known, err = Find(cfg, p.card, q.Key); err != nil {
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
	p.base, p.baseName = p.cfg.Clone(), p.card.Name
	if q.Ideal {
		p.base.Devices, p.baseName, p.baseline = []string{"ideal"}, "ideal", "the ideal device"
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

// a wanted trial: a study that is not the baseline, and a repeat.
type wanted struct {
	cfg    *experiments.Config
	name   string
	repeat int
}

// try carries out trials with the baselines of their repeats, and returns their metrics.
func (p *problem) try(ctx context.Context, list []wanted) ([]experiments.Metrics, error) {
	var all []experiments.Single
	var bases []int
	for _, w := range list {
		if _, ok := p.accuracy[w.repeat]; !ok {
			p.accuracy[w.repeat] = experiments.Metrics{}
			bases = append(bases, w.repeat)
			all = append(all, experiments.Single{Config: p.base, Device: p.baseName, Repeat: w.repeat, Name: fmt.Sprintf("baseline, repeat %d", w.repeat+1)})
		}
	}
	for _, w := range list {
		all = append(all, experiments.Single{Config: w.cfg, Device: p.card.Name, Repeat: w.repeat, Name: fmt.Sprintf("%s, repeat %d", w.name, w.repeat+1)})
	}
	m, err := p.work.Do(ctx, all)
	if err != nil {
		for _, r := range bases {
			delete(p.accuracy, r)
		}
		return nil, err
	}
	for k, r := range bases {
		p.accuracy[r] = m[k]
	}
	return m[len(bases):], nil
}

// CheckQuestion refuses a question that cannot be asked.
func CheckQuestion(cfg *experiments.Config, q Question, env experiments.Env) error {
	p, err := newProblem(cfg, q, env)
	if err != nil {
		return err
	}
	return p.check()
}

// Require answers a question by a [Design]. Losses are paired: repeat k of every value and of the baseline has the same data, initial
// weights and input spikes, and cells of the same luck. Trials of the journal of env are not done again.
func Require(ctx context.Context, cfg *experiments.Config, q Question, env experiments.Env) (*Requirement, error) {
	p, err := newProblem(cfg, q, env)
	if err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	configs := map[int]*experiments.Config{}
	accuracies := make([][]float64, len(p.rng.Values))
	d := p.design(q)
	found, err := d.Search(ctx, func(ctx context.Context, asks []Ask) ([]float64, error) {
		var list []wanted
		for _, a := range asks {
			v := p.rng.Values[a.Point]
			if configs[a.Point] == nil {
				if configs[a.Point], err = p.at(v); err != nil {
					return nil, err
				}
			}
			list = append(list, wanted{configs[a.Point], q.Key + " " + p.property.Text(v), a.Repeat})
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
	first := max(2, min(4, (q.Repeats+1)/2))
	d := Design{
		Places: p.rng.Places, Limit: q.Limit, Conf: q.Conf, Coarse: 5, First: first, Repeats: q.Repeats, Most: 3 * q.Repeats,
		Budget: q.Budget, Width: p.rng.narrow(), Stream: variability.Seed(p.cfg.Seed).Named("whatif require").Named(q.Key),
	}
	if d.Budget == 0 {
		d.Budget = 16 * q.Repeats
	}
	return d
}
