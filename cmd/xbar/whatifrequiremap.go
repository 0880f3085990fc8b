package main

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments/whatif"
	"github.com/xbar-sim/xbar/plots"
)

// mapped answers "whatif require" with --vs.
func (a *app) mapped(cmd *cobra.Command, o *requiring) error {
	var first, second whatif.Question
	q, err := a.inquire(cmd, &o.options, func(s *whatif.Study) (about string, err error) {
		if o.budget != "" || o.own != "" {
			return "", errors.New("--vs: a map tries all of its values; --budget and --own are for one property")
		}
		var err2 error
		first, err = o.question(s)
		second, err2 = o.about(s, "--vs", o.vs)
		if err := errors.Join(err, err2); err != nil {
			return "", err
		}
		return first.Key + " " + second.Key, s.CheckMap(first, second)
	})
	if err != nil {
		return err
	}
	defer q.close()
	var m *whatif.RequirementMap
	if err := q.run(cmd.Context(), func(ctx context.Context, s *whatif.Study) (err error) { m, err = s.Map(ctx, first, second); return err }); err != nil {
		return err
	}
	fig, err := plots.RequirementMap(m)
	head, rows := mapRows(m)
	if err := errors.Join(q.table("requirement_map", head, rows), q.figure("requirement_map", fig, err)); err != nil {
		return err
	}
	var sentences []string
	for _, e := range m.Along {
		sentences = append(sentences, fmt.Sprintf("at %s = %s, %s for a loss of at most %s points: %s", m.B.Key, m.B.Text(e.B), m.A.Key, percent(m.Limit), edgeText(m, e)))
	}
	return q.conclude(answer{sentences: sentences, warnings: m.Warnings, json: mapRecord(m), show: func() { a.showMap(m) }})
}

func mapRows(m *whatif.RequirementMap) (head []string, rows [][]any) {
	for _, c := range m.Cells {
		for k, v := range c.Losses {
			rows = append(rows, []any{c.A, c.B, k + 1, v, c.Loss, c.Lo, c.Hi, c.P, c.Holm})
		}
	}
	return []string{m.A.Key, m.B.Key, "repeat", "loss", "mean_loss", "mean_loss_low", "mean_loss_high", "p_more_than_allowed", "p_holm"}, rows
}

// edgeText is the requirement at one value of the second property.
func edgeText(m *whatif.RequirementMap, e whatif.MapEdge) string {
	switch {
	case math.IsInf(e.Place, -1):
		return "none: the loss is more everywhere"
	case math.IsInf(e.Place, 1):
		return "any: the loss is less everywhere"
	}
	return m.A.Text(m.RangeA.Value(e.Place)) + " " + limits(m.A.Text, m.RangeA.Value(e.Low), m.RangeA.Value(e.High), m.A.Worse)
}

func (a *app) showMap(m *whatif.RequirementMap) {
	a.printf("%s: mean paired loss, points, against %s (%s %%), %d repeats\n", m.Title, m.Baseline, percent(m.BaseMean), m.Repeats)
	head := []string{m.B.Key}
	for _, v := range m.RangeA.Values {
		head = append(head, m.A.Key+" "+m.A.Text(v))
	}
	sign := map[int]string{1: "at most", -1: "at least"}[m.A.Worse]
	t := grid(append(head, fmt.Sprintf("%s %s (%g %%)", m.A.Key, sign, 100*m.Conf))...)
	for j, v := range m.RangeB.Values {
		row := []string{m.B.Text(v)}
		for i := range m.RangeA.Values {
			row = append(row, percent(m.Cell(i, j).Loss))
		}
		t.Row(append(row, edgeText(m, m.Along[j]))...)
	}
	a.show(t)
	for _, c := range m.Cards {
		note := ""
		if c.Assumed {
			note = ", a number of them assumed"
		}
		a.printf("card     %s: %s %s, %s %s%s\n", c.Name, m.A.Key, m.A.Text(c.A), m.B.Key, m.B.Text(c.B), note)
	}
}

func mapRecord(m *whatif.RequirementMap) record {
	cells, edges, cards := []record{}, []record{}, []record{}
	for _, c := range m.Cells {
		cells = append(cells, record{{m.A.Key, c.A}, {m.B.Key, c.B}, {"loss", c.Loss}, {"low", orNull(c.Lo)}, {"high", orNull(c.Hi)}, {"p", orNull(c.P)}, {"p_holm", orNull(c.Holm)}})
	}
	for _, e := range m.Along {
		lo, hi := m.RangeA.Value(e.Low), m.RangeA.Value(e.High)
		if m.A.Worse < 0 {
			lo, hi = hi, lo
		}
		edges = append(edges, record{{m.B.Key, e.B}, {m.A.Key, orNull(m.RangeA.Value(e.Place))}, {"low", orNull(lo)}, {"high", orNull(hi)}, {"answer", edgeText(m, e)}})
	}
	for _, c := range m.Cards {
		cards = append(cards, record{{"device", c.Name}, {m.A.Key, c.A}, {m.B.Key, c.B}, {"assumed", c.Assumed}})
	}
	return record{
		{"param", m.A.Key}, {"vs", m.B.Key}, {"allowed_loss", m.Limit}, {"confidence", m.Conf},
		{"baseline", m.Baseline}, {"baseline_accuracy", m.BaseMean}, {"repeats", m.Repeats}, {"cells", cells}, {"thresholds", edges}, {"cards", cards},
	}
}
