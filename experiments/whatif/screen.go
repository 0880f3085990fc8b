package whatif

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/sensitivity"
	"github.com/xbar-sim/xbar/variability"
)

// An Influence is how much one property decides over its range.
type Influence struct {
	*Flaw
	Span
	Gain, Lo, Hi float64 // Morris: µ*, accuracy 0..1 over the whole range; Sobol: ST, a part of the variance
	Group        int     // as of Gain

	Mean, Interaction float64 // Morris: µ and σ
	First             float64 // Sobol: S1
	FirstLo, FirstHi  float64
}

// A Screening is what several properties do together.
type Screening struct {
	Method     string // "morris" or "sobol"
	Influences []Influence
	Trials     int
	Surrogate  string  // Sobol: what stands for the network between trials
	R2, Noise  float64 // Sobol: of the surrogate, by leaving one trial out; of one trial about it, accuracy 0..1
	Pairs      []PairShare
	Warnings   []string // doubts of this answer; those of any are the study's
	Without    []string
}

// A PairShare is what two properties do together and neither alone, as a part of the variance.
type PairShare struct {
	A, B  string
	Share float64
}

// LeastR2 is the cross-validated R² of a surrogate below which its indices are refused; below GoodR2 they come with a warning.
const (
	LeastR2 = 0.2
	GoodR2  = 0.6
)

// factors are the flaws that are varied, all or those of the keys, and their ranges.
func (s *Study) factors(keys []string) (flaws []*Flaw, ranges []Span, without []string, err error) {
	c := s.Case("")
	all, without := FlawsOf(c)
	for _, k := range keys {
		if _, err := FindFlaw(k); err != nil {
			return nil, nil, nil, err
		}
		if slices.Contains(without, k) {
			return nil, nil, nil, fmt.Errorf("%s has no flaw in %s", s.Card.Name, k)
		}
	}
	for _, p := range all {
		if len(keys) == 0 || slices.Contains(keys, p.Key) {
			flaws, ranges = append(flaws, p), append(ranges, p.Range(c))
		}
	}
	if len(flaws) == 0 {
		return nil, nil, nil, fmt.Errorf("%s has no flaw that can be varied", s.Card.Name)
	}
	return flaws, ranges, without, nil
}

// point is the study with the flaws at place x of their ranges.
func (s *Study) point(flaws []*Flaw, ranges []Span, x []float64) (*experiments.Case, error) {
	var words []string
	for i, p := range flaws {
		words = append(words, fmt.Sprintf("%s × %.3g", p.Key, ranges[i].at(x[i])))
	}
	c := s.Case(strings.Join(words, ", "))
	for i, p := range flaws {
		if err := p.Scale(c, ranges[i].at(x[i])); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Key, err)
		}
	}
	return c, nil
}

func (s *Study) stream(name string) variability.Stream {
	return variability.Seed(s.Config.Seed).Named("whatif").Named(name)
}

// Morris screens the flaws along as many trajectories as the study has repeats, on four levels of their ranges. All trials of a
// trajectory are of one repeat, so that a step is paired.
func (s *Study) Morris(ctx context.Context, keys []string) (*Screening, error) {
	flaws, ranges, without, err := s.factors(keys)
	if err != nil {
		return nil, err
	}
	const levels = 4
	r, dims := s.Config.Repeats, len(flaws)
	walk := func(f func(x []float64) float64) ([]sensitivity.Effect, error) {
		return sensitivity.Morris(f, dims, r, levels, s.stream("morris"))
	}
	// The design does not depend on values: it is drawn once to know the trials, and once more to use them.
	var list []experiments.Attempt
	var failed error
	if _, err := walk(func(x []float64) float64 {
		c, err := s.point(flaws, ranges, x)
		if failed == nil {
			failed = err
		}
		list = append(list, experiments.Attempt{Case: c, Repeat: len(list) / (dims + 1)})
		return 0
	}); err != nil {
		return nil, fmt.Errorf("%w (--repeats are trajectories)", err)
	}
	if failed != nil {
		return nil, failed
	}
	found, err := experiments.NewBench(s.Env).Try(ctx, list)
	if err != nil {
		return nil, err
	}
	k := -1
	effects, err := walk(func([]float64) float64 { k++; return found[k].Accuracy })
	if err != nil {
		return nil, err
	}
	t := studentT(r - 1)
	out := &Screening{Method: "morris", Trials: len(list), Without: without}
	for i, e := range effects {
		out.Influences = append(out.Influences, Influence{Flaw: flaws[i], Span: ranges[i], Gain: e.Size,
			Lo: e.Size - float64(t*e.Error), Hi: e.Size + float64(t*e.Error), Mean: e.Mean, Interaction: e.SD})
	}
	out.sort(func(a, b Influence) bool { // apart where the difference of two independent means is
		i, j := slices.Index(flaws, a.Flaw), slices.Index(flaws, b.Flaw)
		return a.Gain-b.Gain > t*math.Hypot(effects[i].Error, effects[j].Error)
	})
	out.Warnings = append(out.Warnings, s.dominated(out.first())...)
	return out, nil
}

// Sobol returns the indices of the flaws over their ranges, on a quadratic surface fitted to points of a Latin hypercube, each of
// them tried once, in turn by repeat. It errs where the surface predicts left-out trials no better than chance.
func (s *Study) Sobol(ctx context.Context, keys []string, perTerm int) (*Screening, error) {
	flaws, ranges, without, err := s.factors(keys)
	if err != nil {
		return nil, err
	}
	repeats := s.Config.Repeats
	n := perTerm*sensitivity.QuadraticTerms(len(flaws)) + repeats + 4
	x := sensitivity.LatinHypercube(n, len(flaws), s.stream("sobol"))
	list, block := make([]experiments.Attempt, n), make([]int, n)
	for k := range x {
		c, err := s.point(flaws, ranges, x[k])
		if err != nil {
			return nil, err
		}
		block[k] = k % repeats
		list[k] = experiments.Attempt{Case: c, Repeat: block[k]}
	}
	found, err := experiments.NewBench(s.Env).Try(ctx, list)
	if err != nil {
		return nil, err
	}
	y := make([]float64, n)
	for k := range y {
		y[k] = found[k].Accuracy
	}
	q, err := sensitivity.FitQuadratic(x, y, block)
	if err != nil {
		return nil, err
	}
	out := &Screening{Method: "sobol", Trials: n, R2: q.R2, Noise: q.Noise, Without: without,
		Surrogate: fmt.Sprintf("quadratic surface of %d coefficients through %d trials on a Latin hypercube, an offset for each of %d repeats", q.Terms, n, repeats)}
	switch {
	case q.R2 < LeastR2 && s.Config.Quick:
		out.Warnings = append(out.Warnings, fmt.Sprintf("the surface predicts left-out trials with R² %.2f: its indices mean nothing, and a full run would refuse them", q.R2))
	case q.R2 < LeastR2:
		return out, fmt.Errorf("the surface predicts left-out trials with R² %.2f (want %.1f and more): over these ranges chance decides more than the properties do, or accuracy is no quadratic surface; more trials (--points), wider ranges or --method repair", q.R2, LeastR2)
	case q.R2 < GoodR2:
		out.Warnings = append(out.Warnings, fmt.Sprintf("the surface predicts left-out trials with R² %.2f only; its indices are a rough guide", q.R2))
	}
	shares := q.Sobol(s.stream("sobol"))
	for i, v := range shares.Index {
		out.Influences = append(out.Influences, Influence{Flaw: flaws[i], Span: ranges[i], Gain: v.Total, Lo: v.TotalLow, Hi: v.TotalHigh,
			First: v.First, FirstLo: v.FirstLow, FirstHi: v.FirstHigh})
		for j := range i {
			out.Pairs = append(out.Pairs, PairShare{flaws[j].Key, flaws[i].Key, shares.Pairs[sensitivity.Pair{I: i, J: j}]})
		}
	}
	out.sort(func(a, b Influence) bool {
		i, j := slices.Index(flaws, a.Flaw), slices.Index(flaws, b.Flaw)
		below := 0
		for _, drawn := range shares.Total {
			if drawn[i] <= drawn[j] {
				below++
			}
		}
		return float64(below) < 0.025*float64(len(shares.Total))
	})
	out.Warnings = append(out.Warnings, s.dominated(out.first())...)
	return out, nil
}

// Verdict says in a sentence what decides most.
func (s *Screening) Verdict() string {
	var keys []string
	for _, p := range s.first() {
		keys = append(keys, p.Key)
	}
	if len(keys) == 1 {
		return keys[0] + " decides most over its range, told apart from every other property at 95 %"
	}
	return "over their ranges, these decide most and cannot be told apart at 95 %: " + join(keys)
}

// first are the flaws of the first group.
func (s *Screening) first() []*Flaw {
	var out []*Flaw
	for _, v := range s.Influences {
		if v.Group == 1 {
			out = append(out, v.Flaw)
		}
	}
	return out
}

// sort puts the most influential first and makes groups by what tells two apart.
func (s *Screening) sort(apart func(better, worse Influence) bool) {
	slices.SortStableFunc(s.Influences, func(a, b Influence) int { return cmp.Compare(b.Gain, a.Gain) })
	best, group := 0, 1
	for i := range s.Influences {
		if i > 0 && apart(s.Influences[best], s.Influences[i]) {
			best, group = i, group+1
		}
		s.Influences[i].Group = group
	}
}
