package experiments

import (
	"fmt"

	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

func (c *ChanceConfig) faultParams() []si.Param {
	f := &c.Faults
	part := func(name string, at *float64, doc string) si.Param {
		return si.Param{Name: name, At: at, Doc: doc, Min: 0, Max: 1}
	}
	return []si.Param{
		part("stuck_lrs", &f.LRS, "fraction of cells stuck at the top of their range (LRS)"),
		part("stuck_hrs", &f.HRS, "fraction of cells stuck at the bottom of their range (HRS)"),
		part("faults.stuck", &c.Stuck, "fraction of cells stuck at faults.state"),
		{Name: "faults.state", At: &c.State, Doc: "state at which the cells of faults.stuck are; both is half of them at each", Choices: []string{"lrs", "hrs", "both"}},
		part("faults.unformed", &f.Unformed, "fraction of cells that did not form and do not conduct"),
		part("faults.rows", &f.Rows, "fraction of word lines that are broken: their cells do not conduct"),
		part("faults.columns", &f.Columns, "fraction of bit lines that are broken: their cells do not conduct"),
		part("faults.blocks", &f.Blocks, "fraction of blocks that are dead: their cells do not conduct"),
		{Name: "faults.side", At: &f.Side, Doc: "side of a block, cells", Min: 1, Max: 10000},
		{Name: "faults.cluster", At: &f.Cluster, Doc: "stuck and unformed cells that lie together, in the mean; 1 is each for itself", Min: 1, Max: 10000},
		{Name: "faults.radius", At: &f.Radius, Doc: "how far such cells lie apart, standard deviation along either side, cells", Min: 0.1, Max: 10000},
	}
}

// faults are all cells that are dead from the start, stuck ones by their polarity.
func (c *ChanceConfig) faults() variability.Faults {
	f := c.Faults
	switch c.State {
	case "lrs":
		f.LRS += c.Stuck
	case "hrs":
		f.HRS += c.Stuck
	default:
		f.LRS, f.HRS = f.LRS+float64(c.Stuck/2), f.HRS+float64(c.Stuck/2)
	}
	return f
}

// faultNotes say which cells of a study are dead and by what polarity.
func (c *ChanceConfig) faultNotes(swept map[string]bool) []string {
	f := &c.Faults
	var list []string
	add := func(key string, part float64, what string) {
		if part > 0 && !swept[key] {
			list = append(list, fmt.Sprintf("%.3g %% of %s", 100*part, what))
		}
	}
	add("stuck_lrs", f.LRS, "the cells stuck at LRS")
	add("stuck_hrs", f.HRS, "the cells stuck at HRS")
	stuck := map[string]string{"lrs": "the cells stuck at LRS", "hrs": "the cells stuck at HRS", "both": "the cells stuck, half at LRS and half at HRS"}[c.State]
	if swept["faults.state"] {
		stuck = "the cells stuck"
	}
	add("faults.stuck", c.Stuck, stuck)
	if swept["faults.stuck"] && !swept["faults.state"] {
		list = append(list, "cells stuck at "+map[string]string{"lrs": "LRS", "hrs": "HRS", "both": "LRS and HRS, half at each"}[c.State])
	}
	add("faults.unformed", f.Unformed, "the cells unformed")
	add("faults.rows", f.Rows, "the rows open")
	add("faults.columns", f.Columns, "the columns open")
	add("faults.blocks", f.Blocks, fmt.Sprintf("the blocks of %d × %d cells open", f.Side, f.Side))
	if f.Cluster > 1 && !swept["faults.cluster"] {
		list = append(list, fmt.Sprintf("dead cells in clusters of %.3g", f.Cluster))
	}
	return list
}

// countDead notes how many cells are dead, and why.
func (n *network) countDead(m *Metrics) {
	if t := tileOf(n.tile); t != nil {
		r := t.Repaired()
		m.TestedBad, m.LeftBad = float64(r.Bad), float64(r.Left)
		m.ReplacedRows, m.ReplacedColumns = float64(r.Rows), float64(r.Columns)
	}
	count := n.tile.Faults()
	all := 0
	for _, k := range count {
		all += k
	}
	if all == count[variability.Sound] {
		return
	}
	m.Cells = float64(all)
	m.StuckLRS, m.StuckHRS = float64(count[variability.StuckLRS]), float64(count[variability.StuckHRS])
	m.Unformed, m.Open = float64(count[variability.Unformed]), float64(count[variability.Open])
	m.Frozen = float64(count[variability.Frozen])
}
