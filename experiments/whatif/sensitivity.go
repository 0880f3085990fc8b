package whatif

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/experiments"
)

// improvement is the part of a flaw that a good month in the laboratory takes away.
const improvement = 0.2

// A Gain is what repairing one property brings, and what improving it by 20 % does, in accuracy 0..1, paired with
// the card as it is.
type Gain struct {
	*Flaw
	Repair  Difference // the flaw is gone: the most that work on it can bring
	Improve Difference // the flaw is 20 % smaller
	Group   int        // from 1: gains of one group cannot be told apart from its best at 95 %
}

// A Ranking answers which property to improve first.
type Ranking struct {
	Base    []float64 // accuracy of the card as it is, by repeat
	Ideal   []float64 // of the same network on ideal weights
	All     Difference
	Gains   []Gain   // by what a repair brings, best first
	Without []string // keys of the properties in which the card has no flaw

	Warnings []string // doubts of this answer; those of any are the study's
}

// Rank repairs and improves the flaws of the study's card one at a time. Intervals are those of paired
// differences; p of all repairs are corrected together after Holm, and so are those of all improvements.
func (s *Study) Rank(ctx context.Context) (*Ranking, error) { return s.rank(ctx, true) }

// rank makes the ranking; without improvements those stay undetermined, at a little more than half the price.
func (s *Study) rank(ctx context.Context, improve bool) (*Ranking, error) {
	base := s.Case("as it is")
	flaws, without := FlawsOf(base)
	if len(flaws) == 0 {
		return nil, fmt.Errorf("%s has no flaw that can be repaired", s.Card.Name)
	}
	ideal, err := s.Ideal()
	if err != nil {
		return nil, err
	}
	all := s.Case("all repaired")
	cases := []*experiments.Case{base, ideal, all}
	for _, p := range flaws {
		repaired, improved := s.Case(p.Key+" repaired"), s.Case(p.Key+" improved")
		if err := errors.Join(p.Scale(all, 0), p.Scale(repaired, 0), p.Scale(improved, 1-improvement)); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Key, err)
		}
		if !improve {
			improved = base
		}
		cases = append(cases, repaired, improved)
	}
	acc, err := s.Accuracies(ctx, cases, 0, s.Config.Repeats)
	if err != nil {
		return nil, err
	}
	r := &Ranking{Base: acc[0], Ideal: acc[1], All: Paired(acc[0], acc[2]), Without: without}
	for i, p := range flaws {
		r.Gains = append(r.Gains, Gain{Flaw: p, Repair: Paired(acc[0], acc[3+2*i]), Improve: Paired(acc[0], acc[4+2*i])})
	}
	var repairs, improvements []*Difference
	for i := range r.Gains {
		repairs, improvements = append(repairs, &r.Gains[i].Repair), append(improvements, &r.Gains[i].Improve)
	}
	CorrectHolm(repairs)
	CorrectHolm(improvements)
	r.sort()
	var first []*Flaw
	for _, g := range r.Gains {
		if g.Group == 1 {
			first = append(first, g.Flaw)
		}
	}
	r.Warnings = s.dominated(first)
	return r, nil
}

// sort puts the best repair first, and makes groups.
func (r *Ranking) sort() {
	slices.SortStableFunc(r.Gains, func(a, b Gain) int { return cmp.Compare(b.Repair.Mean, a.Repair.Mean) })
	each := make([][]float64, len(r.Gains))
	for i, g := range r.Gains {
		each[i] = g.Repair.Each
	}
	for i, g := range Groups(each) {
		r.Gains[i].Group = g
	}
}

// Groups divides values by item (best mean first) and repeat into groups of items that cannot be told apart: an item
// is of the group at hand unless the paired difference to the best of that group has a 95 % interval above 0;
// then it begins the next. Groups are counted from 1. With one repeat nothing can be told apart.
func Groups(each [][]float64) []int {
	out := make([]int, len(each))
	best, group := 0, 1
	for i := range each {
		if i > 0 && Paired(each[i], each[best]).Lo > 0 {
			best, group = i, group+1
		}
		out[i] = group
	}
	return out
}

// Local is by how much accuracy changes when the flaw grows by all of itself, from the improvement: the slope at the
// card as it is, with its interval. More flaw mostly means less accuracy.
func (g *Gain) Local() (slope, lo, hi float64) {
	return -g.Improve.Mean / improvement, -g.Improve.Hi / improvement, -g.Improve.Lo / improvement
}

// Verdict says in a sentence what to work on.
func (r *Ranking) Verdict() string {
	first := r.Gains[0]
	var tied []string
	for _, g := range r.Gains[1:] {
		if g.Group == first.Group {
			tied = append(tied, g.Key)
		}
	}
	points := func(x float64) string { return fmt.Sprintf("%+.1f points", 100*x) }
	switch {
	case math.IsNaN(first.Repair.Lo):
		return "one repeat tells nothing apart: want ten"
	case !(first.Repair.Lo > 0):
		return "no repair of a single property raises accuracy at 95 %; more repeats may tell"
	case len(tied) > 0:
		return fmt.Sprintf("%s first (%s when repaired), but it cannot be told apart at 95 %% from %s", first.Key, points(first.Repair.Mean), join(tied))
	}
	return fmt.Sprintf("%s first: %s when repaired, and every other property brings less (95 %%)", first.Key, points(first.Repair.Mean))
}

// join lists words: a, b and c.
func join(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		out := words[0]
		for _, w := range words[1 : n-1] {
			out += ", " + w
		}
		return out + " and " + words[n-1]
	}
}
