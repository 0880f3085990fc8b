package whatif

import (
	"context"
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/variability"
)

// A RequirementMap is the loss over two properties, both repaired in the baseline.
type RequirementMap struct {
	A, B           Property
	RangeA, RangeB *Range
	Device, Title  string
	Limit, Conf    float64
	Repeats        int
	Baseline       string
	BaseMean       float64
	TestImages     int
	Cells          []MapCell // B fastest, in the order of harm
	Along          []MapEdge // for every value of B, how good A must be
	Cards          []MapCard
	Setting        []string
	Quick          bool     // data were shrunk
	Warnings       []string // doubts of this answer; those of any are the study's
}

// A MapCell is one pair of values.
type MapCell struct {
	A, B         float64
	Losses       []float64 // by repeat
	Loss, Lo, Hi float64
	P, Holm      float64 // of the loss being no more than allowed; Holm: all cells together
}

// A MapEdge is the requirement of A at one value of B.
type MapEdge struct {
	B                float64
	Place, Low, High float64 // of RangeA; ±Inf beyond it
}

// A MapCard is a card of the library that has both numbers.
type MapCard struct {
	Name, Title string
	A, B        float64
	Assumed     bool // one of them is
	Ours        bool
}

// Cell returns the cell of the i-th value of A and the j-th of B.
func (m *RequirementMap) Cell(i, j int) MapCell { return m.Cells[i*len(m.RangeB.Values)+j] }

// A mapProblem is a map about to be made.
type mapProblem struct {
	*problem
	second *problem
	maps   *RequirementMap
}

func (s *Study) newMap(a, b Question) (*mapProblem, error) {
	if a.Key == b.Key {
		return nil, fmt.Errorf("--vs %s: want another key than --param", b.Key)
	}
	if a.Values == 0 {
		a.Values = 7
	}
	if b.Values == 0 {
		b.Values = 5
	}
	p, err := s.problem(a)
	if err != nil {
		return nil, err
	}
	second, err := (&Study{Config: p.cfg, Card: s.Card, Env: s.Env}).problem(b)
	if err != nil {
		return nil, err
	}
	p.cfg = second.cfg // what the second may have let wait
	if !a.Ideal {
		if err := second.property.Set(p.base, p.card, second.property.Ideal); err != nil {
			return nil, err
		}
		p.base.After = second.cfg.After
		if a.Key == "after" || b.Key == "after" {
			p.base.After.Wait = 0
		}
		p.baseline += fmt.Sprintf(" and %s = %s", b.Key, second.property.Text(second.property.Ideal))
	}
	m := &RequirementMap{A: p.property, B: second.property, RangeA: p.rng, RangeB: second.rng, Device: p.card.Name, Title: p.card.Title,
		Limit: a.Limit, Conf: a.Conf, Repeats: p.cfg.Repeats, Baseline: p.baseline, Setting: setting(p.cfg), Quick: p.cfg.Quick}
	return &mapProblem{p, second, m}, p.base.Check()
}

// pair is the study at a pair of values.
func (p *mapProblem) pair(a, b float64) (*experiments.Config, error) {
	c := p.cfg.Clone()
	if err := p.second.property.Set(c, p.card, b); err != nil {
		return nil, err
	}
	if err := p.property.Set(c, p.card, a); err != nil {
		return nil, err
	}
	return c, c.Check()
}

func (p *mapProblem) list() ([]experiments.Attempt, error) {
	var list []experiments.Attempt
	for _, a := range p.rng.Values {
		for _, b := range p.second.rng.Values {
			c, err := p.pair(a, b)
			if err != nil {
				return nil, err
			}
			at, err := experiments.NewCase(fmt.Sprintf("%s %s, %s %s", p.property.Key, p.property.Text(a), p.second.property.Key, p.second.property.Text(b)), c)
			if err != nil {
				return nil, err
			}
			for k := range p.maps.Repeats {
				list = append(list, experiments.Attempt{Case: at, Repeat: k})
			}
		}
	}
	return list, nil
}

// CheckMap refuses a map that cannot be made.
func (s *Study) CheckMap(a, b Question) error {
	p, err := s.newMap(a, b)
	if err != nil {
		return err
	}
	_, err = p.list()
	return err
}

// Map answers how good one property must be at several values of another: losses over a grid, all with the same repeats, and for every
// value of the second the threshold of the first with the interval of resampled repeats.
func (s *Study) Map(ctx context.Context, a, b Question) (*RequirementMap, error) {
	p, err := s.newMap(a, b)
	if err != nil {
		return nil, err
	}
	list, err := p.list()
	if err != nil {
		return nil, err
	}
	found, err := p.try(ctx, list)
	if err != nil {
		return nil, err
	}
	m := p.maps
	var ps []float64
	for _, x := range m.RangeA.Values {
		for _, y := range m.RangeB.Values {
			cell := MapCell{A: x, B: y}
			for k := range m.Repeats {
				cell.Losses = append(cell.Losses, p.accuracy[k].Accuracy-found[len(m.Cells)*m.Repeats+k].Accuracy)
			}
			cell.Loss, _, cell.Lo, cell.Hi = experiments.MeanCI(cell.Losses)
			cell.P = exceeds(cell.Losses, m.Limit)
			ps = append(ps, cell.P)
			m.Cells = append(m.Cells, cell)
		}
	}
	for i, v := range Holm(ps) {
		m.Cells[i].Holm = v
	}
	for k := range m.Repeats {
		m.BaseMean += p.accuracy[k].Accuracy / float64(m.Repeats)
	}
	m.TestImages = p.accuracy[0].TestImages
	m.edges(variability.Seed(p.cfg.Seed).Named("whatif require map"))
	m.Cards = p.cards()
	m.Warnings = append(append(p.notes, p.second.notes...), m.doubts()...)
	return m, nil
}

// edges finds the requirement of A at every value of B.
func (m *RequirementMap) edges(s variability.Stream) {
	for j, b := range m.RangeB.Values {
		var losses Losses
		for i := range m.RangeA.Values {
			losses = append(losses, m.Cell(i, j).Losses)
		}
		at, n := losses.tried()
		e := MapEdge{B: b, Place: Crossing(m.RangeA.Places, losses.fit(at), m.Limit)}
		e.Low, e.High = middle(losses.crossings(m.RangeA.Places, m.Limit, manyDraws, s.Named("bootstrap")), expanded(m.Conf, n))
		m.Along = append(m.Along, e)
	}
}

// cards are those that state both numbers, within the map or nearly.
func (p *mapProblem) cards() []MapCard {
	var list []MapCard
	add := func(card *device.Card, ours bool) {
		a, ok := OwnOf(p.cfg, card, p.property)
		b, ok2 := OwnOf(p.cfg, card, p.second.property)
		if !ok || !ok2 || !inside(p.rng, a.Value) || !inside(p.second.rng, b.Value) {
			return
		}
		list = append(list, MapCard{card.Name, card.Title, a.Value, b.Value, a.Provenance == "assumed" || b.Provenance == "assumed", ours})
	}
	add(p.card, true)
	for _, name := range device.Presets() {
		if card, err := device.Preset(name); err == nil && name != p.card.Name && !card.Ideal() {
			add(card, false)
		}
	}
	return list
}

func inside(r *Range, v float64) bool {
	at := r.Place(v)
	return at >= 0 && at <= 1
}

func (m *RequirementMap) doubts() []string {
	var w []string
	if m.BaseMean < 0.5 {
		w = append(w, fmt.Sprintf("the baseline has an accuracy of %.1f %% only: losses against it say little", 100*m.BaseMean))
	}
	known := 0
	for _, e := range m.Along {
		if !math.IsInf(e.Place, 0) {
			known++
		}
	}
	if known == 0 {
		w = append(w, fmt.Sprintf("no value of %s is the threshold anywhere on the map: the loss is allowed everywhere or nowhere", m.A.Key))
	}
	return w
}
