package experiments

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// A Propagated is what the standard errors of a card leave open of the accuracy of one device at one point, beside what
// chance leaves open. Fractions are 0..1; what is not known is NaN.
type Propagated struct {
	Device         string
	Point          []float64
	N              int      // repeats, each with parameters of its own
	Drawn          []string // parameters with a standard error; none: nothing is known of the rest of the row
	Mean           float64  // with the parameters as stated
	SeedLo, SeedHi float64  // 95 % interval of that mean by chance alone, which more repeats narrow
	Shift          float64  // mean accuracy with drawn parameters less Mean
	FitSD          float64  // standard deviation of accuracy by the parameters, from paired differences
	Lo, Hi         float64  // 95 % interval by chance and parameters, which repeats cannot narrow below the latter
}

// Draw returns a copy of a card with every number that has a standard error drawn anew, normally about its value and within its range,
// and the names of those numbers ("spread.g_max" for a spread). Numbers are drawn independently: a card has no
// correlations between its errors. Where the drawn numbers together are no card, all are drawn again.
func Draw(card *device.Card, s variability.Stream) (*device.Card, []string, error) {
	for try := range 100 {
		c, names := draw(card, s.At(try))
		if c.Check() == nil {
			return c, names, nil
		}
	}
	return nil, nil, fmt.Errorf("%s: the standard errors are so large that drawn numbers make no card", card.Name)
}

func draw(card *device.Card, s variability.Stream) (*device.Card, []string) {
	c := card.Clone()
	var names []string
	deviate := func(name string) float64 {
		names = append(names, name)
		src := s.Named(name).Source()
		return kernel.Normal(src)
	}
	for _, p := range c.Params() {
		x, ok := p.Float()
		if se := card.Facts[p.Name].SE; ok && se > 0 && p.Kind() == si.Float {
			x += float64(se * deviate(p.Name))
			if p.Min != 0 || p.Max != 0 {
				x = min(max(x, p.Min), p.Max)
			}
			_ = p.Set(x) // in range
		}
	}
	for _, name := range sortedNames(c.Spread) {
		if se := card.Facts["spread."+name].SE; se > 0 {
			v := c.Spread[name]
			v.CV = min(max(v.CV+float64(se*deviate("spread."+name)), 0), 3)
			if c.Spread[name] = v; v.CV == 0 {
				delete(c.Spread, name)
			}
		}
	}
	return c, names
}

func sortedNames(m map[string]variability.Spread) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Propagate tries every device and point of a finished study again, each repeat with parameters drawn within the standard errors of
// the card. Repeat k shares all other chance with repeat k of the study, so that the difference is what the
// parameters do (and, where training is chaotic, what any change does: FitSD errs on the large side). Ideal devices
// and cards without standard errors have rows without draws.
func Propagate(ctx context.Context, cfg *Config, r *Result, env Env) ([]Propagated, error) {
	var rows []Propagated
	var list []Attempt
	for _, row := range r.Summary {
		p := Propagated{Device: row.Device, Point: row.Point, N: row.N, Mean: row.Mean, SeedLo: row.Lo, SeedHi: row.Hi,
			Shift: math.NaN(), FitSD: math.NaN(), Lo: math.NaN(), Hi: math.NaN()}
		at, err := cfg.at(row.Point)
		if err != nil {
			return nil, err
		}
		cards, err := at.LoadCards()
		if err != nil {
			return nil, err
		}
		card := cards[slices.IndexFunc(cards, func(c *device.Card) bool { return c.Name == row.Device })]
		for k := range row.N {
			drawn, names, err := Draw(card, variability.Seed(cfg.Seed).Named("propagate").Named(card.Name).At(k))
			if err != nil {
				return nil, err
			}
			if p.Drawn = names; len(names) == 0 || card.Ideal() {
				p.Drawn = nil
				break
			}
			list = append(list, Attempt{&Case{Name: card.Name + ", drawn", Config: at, Card: drawn}, k})
		}
		rows = append(rows, p)
	}
	if len(list) == 0 {
		return rows, nil
	}
	found, err := NewBench(env).Try(ctx, list)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if len(rows[i].Drawn) > 0 {
			rows[i].compare(accuracies(r.Trials, rows[i]), found[:rows[i].N])
			found = found[rows[i].N:]
		}
	}
	return rows, nil
}

// accuracies of the trials behind a row, by repeat.
func accuracies(trials []Trial, p Propagated) []float64 {
	out := make([]float64, p.N)
	for _, t := range trials {
		if t.Device == p.Device && pointKey(t.Point) == pointKey(p.Point) && t.Repeat < p.N {
			out[t.Repeat] = t.Metrics.Accuracy
		}
	}
	return out
}

// compare makes intervals of accuracies as stated and as drawn.
func (p *Propagated) compare(stated []float64, drawn []Metrics) {
	d := make([]float64, len(stated))
	for k := range d {
		d[k] = drawn[k].Accuracy - stated[k]
	}
	p.Shift, p.FitSD, _, _ = MeanCI(d)
	if len(d) < 2 {
		return
	}
	_, sd, _, _ := MeanCI(stated)
	half := float64(studentT(len(d)-1) * math.Sqrt(float64(sd*sd)/float64(len(d))+float64(p.FitSD*p.FitSD)))
	p.Lo, p.Hi = p.Mean-half, p.Mean+half
}
