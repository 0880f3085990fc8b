package whatif

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// A LifeQuestion asks how accuracy falls with time after training, or with the cycles that cells have been through.
type LifeQuestion struct {
	Endurance    bool
	Along        []float64 // times, s, or full cycles; ascending and positive
	Kelvins      []float64 // of the wait
	Compensation []string
	Limit        float64 // loss, a fraction, whose time is asked for
	Conf         float64
}

// Usual times after training, s: a minute, an hour, a day, 30 days, a year and ten years.
func Usual() []float64 {
	const year = 365.25 * 86400
	return []float64{60, 3600, 86400, 30 * 86400, year, 10 * year}
}

// A Lifetime is the answer.
type Lifetime struct {
	Device, Title  string
	Endurance      bool
	Limit, Conf    float64
	Repeats        int
	Fresh          []float64 // accuracies without any wait or cycle, by repeat
	Mean, Lo, Hi   float64   // of these
	TestImages     int
	Curves         []LifeCurve
	Read           float64 // temperature at which it is read, K
	Covered        experiments.Covered
	Measured       float64 // along the axis, how far measurements reach; 0: nowhere
	Cycles, Pulses float64 // that one training takes of a cell: mean full cycles, and the most pulses on one; 0 where cells do not wear
	Setting        []string
	Quick          bool     // data were shrunk
	Warnings       []string // doubts of this answer; those of any are the study's
}

// A LifeCurve is one temperature and compensation.
type LifeCurve struct {
	Kelvin       float64
	Compensation string
	Points       []LifePoint
	To           float64 // time, s, or cycles to the limit; NaN where refused
	Low, High    float64 // NaN is beyond the range
	Refused      string
}

// A LifePoint is one time or number of cycles.
type LifePoint struct {
	At           float64
	Accuracies   []float64 // by repeat
	Mean, Lo, Hi float64
	Losses       []float64 // against the same repeat when fresh
	Loss         float64
	LossLo       float64
	LossHi       float64
	Fit          float64 // isotonic, of the loss
	P, Holm      float64 // of the loss being no more than allowed; Holm: all points of all curves together
	Failed       float64 // fraction of cells whose life is consumed
	Most         float64 // pulses on the cell that had most, mean over repeats
	Median       float64 // pulses a cell
	Extrapolated bool
}

// Live answers how long a device lasts. All times and temperatures of a repeat begin with the same trained network.
func (s *Study) Live(ctx context.Context, q LifeQuestion) (*Lifetime, error) {
	l, err := s.lifetime(q)
	if err != nil {
		return nil, err
	}
	list, err := l.attempts(s.Config, q)
	if err != nil {
		return nil, err
	}
	m, err := experiments.NewBench(s.Env).Try(ctx, list)
	if err != nil {
		return nil, err
	}
	l.gather(m, q)
	l.conclude(q, variability.Seed(s.Config.Seed).Named("whatif lifetime"))
	l.Warnings = append(l.Warnings, l.doubts(s.Card, q)...)
	return l, nil
}

// CheckLife refuses a question that cannot be asked.
func (s *Study) CheckLife(q LifeQuestion) error {
	l, err := s.lifetime(q)
	if err != nil {
		return err
	}
	list, err := l.attempts(s.Config, q)
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.Repeat == 0 {
			if err := a.Case.Config.Check(); err != nil {
				return err
			}
		}
	}
	return nil
}

// lifetime is an answer without trials.
func (s *Study) lifetime(q LifeQuestion) (*Lifetime, error) {
	cfg, card := s.Config, s.Card
	if cfg.Repeats < 2 {
		return nil, tooFew(cfg.Repeats)
	}
	if len(q.Along) < 2 || !slices.IsSorted(q.Along) || q.Along[0] <= 0 || len(slices.Compact(slices.Clone(q.Along))) < len(q.Along) {
		return nil, errors.New("a lifetime wants two times (or numbers of cycles) or more, positive and ascending")
	}
	l := &Lifetime{Device: card.Name, Title: card.Title, Endurance: q.Endurance, Limit: q.Limit, Conf: q.Conf, Repeats: cfg.Repeats,
		Read: cfg.Heat.Kelvin, Covered: experiments.CoveredBy(card), Setting: setting(cfg), Quick: cfg.Quick}
	if slices.Contains(q.Compensation, "refresh") {
		l.Setting = append(l.Setting, "written again every "+si.Format(cfg.After.Every, "s"))
	}
	reach := l.Covered.Seconds
	if q.Endurance {
		reach = l.Covered.Cycles
	}
	if !math.IsNaN(reach) {
		l.Measured = reach
	}
	switch {
	case q.Endurance && !card.Endurance.On():
		return nil, fmt.Errorf("%s does not wear: give it a life in full cycles with --set device.%[1]s.endurance=CYCLES", card.Name)
	case !q.Endurance && !card.Drift.Active() && !card.Retain.Active() && !card.Relax.Active():
		return nil, fmt.Errorf("%s does not change with time: no drift, relaxation or retention is on its card; --drift EXPONENT imposes one", card.Name)
	}
	for _, k := range q.Kelvins {
		for _, c := range q.Compensation {
			l.Curves = append(l.Curves, LifeCurve{Kelvin: k, Compensation: c})
		}
	}
	return l, nil
}

// at is the study of a point of a curve.
func (l *Lifetime) at(cfg *experiments.Config, c LifeCurve, along float64) (*experiments.Config, error) {
	d := cfg.Clone()
	if l.Endurance {
		if err := d.Set("endurance.cycles", along); err != nil {
			return nil, err
		}
		return d, nil
	}
	d.After.Wait = along
	if err := d.Set("compensation", c.Compensation); err != nil {
		return nil, err
	}
	if c.Kelvin != cfg.Heat.Kelvin {
		if err := d.Set("bake", c.Kelvin); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// source tells whose trials give a curve its numbers: without compensation is what every trial measures first.
func (l *Lifetime) source(k int) (curve int, raw bool) {
	if l.Endurance || l.Curves[k].Compensation != "none" {
		return k, false
	}
	for i, c := range l.Curves {
		if c.Kelvin == l.Curves[k].Kelvin && c.Compensation != "none" {
			return i, true
		}
	}
	return k, false
}

// attempts lists the trials: fresh ones first, then those of curves that are not another one's, repeats fastest.
func (l *Lifetime) attempts(cfg *experiments.Config, q LifeQuestion) ([]experiments.Attempt, error) {
	var list []experiments.Attempt
	add := func(c *experiments.Config, name string) error {
		at, err := experiments.NewCase(name, c)
		for k := range l.Repeats {
			list = append(list, experiments.Attempt{Case: at, Repeat: k})
		}
		return err
	}
	fresh := cfg.Clone()
	fresh.After.Wait = 0
	if err := add(fresh, "fresh"); err != nil {
		return nil, err
	}
	for k, c := range l.Curves {
		if from, _ := l.source(k); from != k {
			continue
		}
		for _, x := range q.Along {
			at, err := l.at(cfg, c, x)
			if err != nil {
				return nil, err
			}
			if err := add(at, fmt.Sprintf("%s, %.0f K, %s", l.text(x), c.Kelvin, c.Compensation)); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

func (l *Lifetime) text(x float64) string {
	if l.Endurance {
		return si.Format(x, "") + " cycles"
	}
	return si.Format(x, "s")
}

// gather takes the metrics of the trials into the curves.
func (l *Lifetime) gather(m []experiments.Metrics, q LifeQuestion) {
	for k := range l.Repeats {
		l.Fresh = append(l.Fresh, m[k].Accuracy)
		l.Cycles += m[k].Cycles / float64(l.Repeats)
		l.Pulses = max(l.Pulses, m[k].PulsesMax)
	}
	l.TestImages = m[0].TestImages
	l.Mean, _, l.Lo, l.Hi = experiments.MeanCI(l.Fresh)
	start, at := map[int]int{}, l.Repeats
	for k := range l.Curves {
		if from, _ := l.source(k); from == k {
			start[k] = at
			at += l.Repeats * len(q.Along)
		}
	}
	for k := range l.Curves {
		from, raw := l.source(k)
		for i, x := range q.Along {
			own := m[start[from]+i*l.Repeats:][:l.Repeats]
			l.Curves[k].Points = append(l.Curves[k].Points, l.point(x, own, raw))
		}
	}
}

func (l *Lifetime) point(x float64, own []experiments.Metrics, raw bool) LifePoint {
	p := LifePoint{At: x, Extrapolated: x > l.Measured}
	for k, m := range own {
		a := m.Accuracy
		if raw {
			a = m.AccuracyRaw
		}
		p.Accuracies = append(p.Accuracies, a)
		p.Losses = append(p.Losses, l.Fresh[k]-a)
		n := float64(len(own))
		p.Failed, p.Most, p.Median = p.Failed+m.Failed/n, p.Most+m.PulsesMax/n, p.Median+m.PulsesMedian/n
	}
	p.Mean, _, p.Lo, p.Hi = experiments.MeanCI(p.Accuracies)
	p.Loss, _, p.LossLo, p.LossHi = experiments.MeanCI(p.Losses)
	p.P = exceeds(p.Losses, l.Limit)
	return p
}
