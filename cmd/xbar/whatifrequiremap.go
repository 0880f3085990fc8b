package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/whatif"
	"github.com/xbar-sim/xbar/plots"
)

// mapped answers "whatif require" with --vs.
func (a *app) mapped(cmd *cobra.Command, o *requiring, cfg *experiments.Config, q whatif.Question) error {
	second, err := o.about(cfg, "--vs", o.vs)
	if err != nil {
		return err
	}
	if o.budget != "" || o.own != "" {
		return errors.New("--vs: a map tries all of its values; --budget and --own are for one property")
	}
	env, err := a.loaded(cfg)
	if err != nil {
		return err
	}
	if _, err := whatif.CheckMap(cfg, q, second, env); err != nil {
		return err
	}
	s, err := a.open(cfg, &o.options, "whatif-require", q.Key+" "+second.Key)
	if err != nil {
		return err
	}
	defer s.env.Journal.Close()
	var m *whatif.RequirementMap
	if err := a.carry(s, env, func(env experiments.Env) (err error) {
		m, err = whatif.Map(cmd.Context(), cfg, q, second, env)
		return err
	}); err != nil {
		return err
	}
	fig, err := plots.RequirementMap(m)
	if err := errors.Join(s.table("requirement_map", mapRows(m)), s.figure("requirement_map", fig, err)); err != nil {
		return after(err)
	}
	if err := a.close(s, m.Warnings); err != nil {
		return err
	}
	if o.json {
		return a.mapJSON(s, m)
	}
	if !o.quiet {
		a.showMap(m)
	}
	a.ending(s)
	return nil
}

func mapRows(m *whatif.RequirementMap) [][]string {
	rows := [][]string{{m.A.Key, m.B.Key, "repeat", "loss", "mean_loss", "mean_loss_low", "mean_loss_high", "p_more_than_allowed", "p_holm"}}
	for _, c := range m.Cells {
		for k, v := range c.Losses {
			rows = append(rows, []string{shortest(c.A), shortest(c.B), strconv.Itoa(k + 1), shortest(v), shortest(c.Loss), shortest(c.Lo), shortest(c.Hi), shortest(c.P), shortest(c.Holm)})
		}
	}
	return rows
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

func (a *app) mapJSON(s *asked, m *whatif.RequirementMap) error {
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
	return a.printJSON(record{
		{"command", "whatif require"}, {"device", m.Device}, {"param", m.A.Key}, {"vs", m.B.Key}, {"allowed_loss", m.Limit}, {"confidence", m.Conf},
		{"baseline", m.Baseline}, {"baseline_accuracy", m.BaseMean}, {"repeats", m.Repeats}, {"cells", cells}, {"thresholds", edges}, {"cards", cards},
		{"results", s.folder.Path()}, {"warnings", list(m.Warnings)},
	})
}
