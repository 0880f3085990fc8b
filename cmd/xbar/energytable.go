package main

import (
	"slices"

	"charm.land/lipgloss/v2/table"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
)

// priced tells whether a study has rows with an energy bill.
func priced(r *experiments.Result) bool {
	return slices.ContainsFunc(r.Summary, func(row experiments.Row) bool { return row.Energy > 0 || row.Infer > 0 })
}

// kept tells whether anything was done against drift that took energy.
func kept(r *experiments.Result) bool {
	return slices.ContainsFunc(r.Summary, func(row experiments.Row) bool { return row.Keep > 0 })
}

func keptText(r *experiments.Result) string {
	if kept(r) {
		return ", of the compensation"
	}
	return ""
}

// energyHead names the cells of energyText.
func energyHead(r *experiments.Result) []string {
	head := []string{"training", "inference"}
	if kept(r) {
		head = append(head, "compensation")
	}
	return head
}

// energyText is what a row takes: joules and seconds of training, of a test image, of the compensation
// where the study has any.
func energyText(r *experiments.Result, row experiments.Row) []string {
	one := func(joules, seconds float64) string {
		if !(joules > 0) {
			return "–"
		}
		return si.Format(joules, "J") + ", " + si.Format(seconds, "s")
	}
	cells := []string{one(row.Energy, row.Busy), one(row.Infer, row.InferBusy)}
	if kept(r) {
		cells = append(cells, one(row.Keep, row.KeepFor))
	}
	return cells
}

// energyGrid has what the devices take at every value of the only axis.
func energyGrid(r *experiments.Result) *table.Table {
	axis := r.Axes[0]
	head := []string{axis.Key}
	var devices []string
	for _, d := range r.Devices {
		if slices.ContainsFunc(r.Summary, func(row experiments.Row) bool { return row.Device == d.Name && row.Infer > 0 }) {
			devices = append(devices, d.Name)
			for _, h := range energyHead(r) {
				head = append(head, d.Name+" "+h)
			}
		}
	}
	t := grid(head...)
	for _, v := range axis.Values {
		cells := []string{axis.Text(v)}
		for _, d := range devices {
			row, _ := at(r, d, v)
			cells = append(cells, energyText(r, row)...)
		}
		t.Row(cells...)
	}
	return t
}
