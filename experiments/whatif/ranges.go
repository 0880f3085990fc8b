package whatif

import (
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
)

// z95 is the 0.975 quantile of the normal distribution.
const z95 = 1.959963984540054

// A Span is between which parts of its flaw a property is varied, 1 being the card as it is.
type Span struct {
	Low, High float64
	From      string // where it comes from, in words
}

// Known returns the relative standard error of a flaw as the card states it, and of how many devices; ok is false where
// the card does not say. Of a spread with a number of devices and no error that is 1/√(2n), of a normal sample.
func (p *Flaw) Known(c *experiments.Case) (rel float64, n int, ok bool) {
	if p.Key == "d2d" {
		for _, name := range spreadNames(c) {
			f := c.Card.Facts["spread."+name]
			switch cv := c.Card.Spread[name].CV; {
			case f.SE > 0 && cv > 0:
				rel, n, ok = max(rel, f.SE/cv), max(n, f.N), true
			case f.N > 1:
				rel, n, ok = max(rel, 1/math.Sqrt(2*float64(f.N))), max(n, f.N), true
			}
		}
		return rel, n, ok
	}
	params := c.Card.Params()
	for _, name := range p.Params {
		q, has := si.Lookup(params, name)
		if !has {
			continue
		}
		if x, single := q.Float(); single && x != 0 && c.Card.Facts[name].SE > 0 {
			f := c.Card.Facts[name]
			rel, n, ok = max(rel, f.SE/math.Abs(x)), max(n, f.N), true
		}
	}
	return rel, n, ok
}

// Assumed lists the numbers behind a flaw that the card assumes, where a measurement would settle what follows.
func (p *Flaw) Assumed(c *experiments.Case) []string {
	names := p.Params
	if p.Key == "d2d" {
		names = nil
		for _, n := range spreadNames(c) {
			names = append(names, "spread."+n)
		}
	}
	return assumed(c.Card, names)
}

// dominated warns of numbers that are assumed behind the properties that an answer puts first.
func (s *Study) dominated(first []*Flaw) []string {
	var w []string
	for _, p := range first {
		if names := p.Assumed(s.Case("")); len(names) > 0 {
			w = append(w, fmt.Sprintf("%s is among the first, and rests on numbers of %s that are assumed, not measured: %s", p.Key, s.Card.Name, join(names)))
		}
	}
	return w
}

// spreadNames are the parameters that the card spreads, in order.
func spreadNames(c *experiments.Case) []string {
	var names []string
	for name := range c.Card.Spread {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// between is the relative standard deviation between devices that the card states of a flaw.
func (p *Flaw) between(c *experiments.Case) float64 {
	rel := 0.0
	for _, name := range p.Params {
		if q, has := si.Lookup(c.Card.Params(), name); has {
			if x, single := q.Float(); single && x != 0 {
				rel = max(rel, c.Card.Facts[name].SD/math.Abs(x))
			}
		}
	}
	return rel
}

// Range returns over what a property is varied: its 95 % interval where the card states a standard error, else 1.96
// standard deviations between devices where it states those, else all from the ideal to the card as it is.
func (p *Flaw) Range(c *experiments.Case) Span {
	if rel, _, ok := p.Known(c); ok {
		return Span{max(0, 1-z95*rel), 1 + z95*rel, fmt.Sprintf("card ± 1.96 standard errors (%.2g %%)", 100*z95*rel)}
	}
	if rel := p.between(c); rel > 0 {
		return Span{max(0, 1-z95*rel), 1 + z95*rel, fmt.Sprintf("card ± 1.96 standard deviations between devices (%.2g %%)", 100*z95*rel)}
	}
	return Span{0, 1, "from ideal to the card as it is: the card states no interval"}
}

// at is the part of the flaw at place x of the range, 0..1.
func (r Span) at(x float64) float64 { return r.Low + float64(x*(r.High-r.Low)) }
