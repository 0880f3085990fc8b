package main

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"time"

	"charm.land/lipgloss/v2/table"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/internal/si"
)

// listReproductions prints what can be reproduced.
func (a *app) listReproductions(o *options) error {
	if o.json {
		list := []record{}
		for _, p := range experiments.Reproductions() {
			list = append(list, record{
				{"name", p.Name}, {"title", p.Title}, {"about", p.About}, {"published", len(p.Published)},
				{"source", p.Source.Text}, {"doi", p.Source.DOI}, {"devices", p.Devices},
			})
		}
		return a.printJSON(list)
	}
	t := grid("name", "what", "published numbers")
	for _, p := range experiments.Reproductions() {
		t.Row(p.Name, p.Title, cell(len(p.Published) > 0, fmt.Sprint(len(p.Published))))
	}
	a.show(t)
	return nil
}

// A place is a row of the table of a reproduction; what is the same in all rows is 0 or empty.
type place struct {
	neurons, fanIn, epochs int
	norm                   string
}

// A pivot lays the rows of a reproduction out: places down, columns and devices across.
type pivot struct {
	heads  []string // of the fields of a place that vary
	places []place
	across []string
	cells  map[place]map[string]experiments.Compared
}

func newPivot(rows []experiments.Compared) *pivot {
	p := &pivot{cells: map[place]map[string]experiments.Compared{}}
	first := rows[0]
	neurons := slices.ContainsFunc(rows, func(c experiments.Compared) bool { return c.Neurons != first.Neurons })
	fan := slices.ContainsFunc(rows, func(c experiments.Compared) bool { return c.FanIn != first.FanIn })
	epochs := slices.ContainsFunc(rows, func(c experiments.Compared) bool { return c.Epochs != first.Epochs })
	// Norms that differ between columns alone are no field of a place.
	norm := !neurons && !epochs && slices.ContainsFunc(rows, func(c experiments.Compared) bool { return c.Norm != first.Norm })
	for _, h := range []struct {
		varies bool
		name   string
	}{{neurons, "neurons"}, {fan, "synapses each"}, {epochs, "epochs"}, {norm, "norm.kind"}} {
		if h.varies {
			p.heads = append(p.heads, h.name)
		}
	}
	columns := slices.ContainsFunc(rows, func(c experiments.Compared) bool { return c.Column != first.Column })
	for _, c := range rows {
		var at place
		if neurons {
			at.neurons = c.Neurons
		}
		if fan {
			at.fanIn = c.FanIn
		}
		if epochs {
			at.epochs = c.Epochs
		}
		if norm {
			at.norm = c.Norm
		}
		if p.cells[at] == nil {
			p.cells[at] = map[string]experiments.Compared{}
			p.places = append(p.places, at)
		}
		name := c.Device
		if columns {
			name = c.Column + " " + name
		}
		if !slices.Contains(p.across, name) {
			p.across = append(p.across, name)
		}
		p.cells[at][name] = c
	}
	return p
}

func (p place) text() (cells []string) {
	for _, n := range []int{p.neurons, p.fanIn, p.epochs} {
		if n > 0 {
			cells = append(cells, fmt.Sprint(n))
		}
	}
	if p.norm != "" {
		cells = append(cells, p.norm)
	}
	return cells
}

// grid is a table with one cell for each place and column; lead makes cells after those of the place.
func (p *pivot) grid(lead []string, leading func(map[string]experiments.Compared) []string, text func(experiments.Compared) string) *table.Table {
	t := grid(slices.Concat(p.heads, lead, p.across)...)
	for _, at := range p.places {
		row := at.text()
		if leading != nil {
			row = append(row, leading(p.cells[at])...)
		}
		for _, name := range p.across {
			c, ok := p.cells[at][name]
			row = append(row, cell(ok, text(c)))
		}
		t.Row(row...)
	}
	return t
}

// showReproduced prints ours beside the published numbers, and what it cost.
func (a *app) showReproduced(r *experiments.Reproduced, speed float64) {
	a.printf("%s: %s\n", r.Name, r.Title)
	if r.Studies[0].Config.Quick {
		a.printf("quick: data and repeats were shrunk; these numbers say nothing about the published ones\n")
	}
	p := newPivot(r.Rows)
	if len(r.Published) == 0 {
		a.printf("accuracy, %%, with 95 %% intervals\n")
		a.show(p.grid(nil, nil, accuracyOf))
	} else {
		a.printf("accuracy, %%, with 95 %% intervals, and how far it is from the published one in points\n")
		a.show(p.grid([]string{"published"}, publishedOf, besideOf))
		below, of := r.Misses()
		a.printf("%d of %d are more than %g points below the published accuracy\n", below, of, 100*experiments.MissMargin)
	}
	a.printf("writes of one training\n")
	a.show(p.grid(nil, nil, func(c experiments.Compared) string { return si.Format(rounded(c.Writes), "") }))
	if slices.ContainsFunc(r.Rows, func(c experiments.Compared) bool { return c.WriteEnergy > 0 }) {
		a.printf("their energy in the cells\n")
		a.show(p.grid(nil, nil, func(c experiments.Compared) string { return si.Format(rounded(c.WriteEnergy), "J") }))
	}
	if r.Name == experiments.RatioName {
		a.printf("synaptic operations per test image, and memory of the weights\n")
		a.show(p.grid(nil, nil, func(c experiments.Compared) string {
			return si.Format(rounded(c.Operations), "") + ", " + si.Format(rounded(c.Memory), "") + " B"
		}))
	}
	if speed > 0 {
		a.printf("learned from %.0f presentations a second and core on this machine\n", speed)
	}
}

// rounded keeps three digits, which is what means over few repeats are worth.
func rounded(x float64) float64 {
	if x == 0 || math.IsNaN(x) {
		return x
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(x)))-2)
	return math.Round(x/unit) * unit
}

func accuracyOf(c experiments.Compared) string { return withHalf(c.Mean, c.Lo, c.Hi) }

// besideOf is ours with its distance from the published accuracy.
func besideOf(c experiments.Compared) string {
	text := accuracyOf(c)
	if !math.IsNaN(c.Difference) {
		sign := ""
		if c.Difference >= 0.0005 {
			sign = "+"
		}
		text += " (" + sign + percent(c.Difference) + ")"
	}
	if c.Below {
		text += " below"
	}
	return text
}

// publishedOf is the published accuracy of a place, the same in all columns.
func publishedOf(row map[string]experiments.Compared) []string {
	for _, c := range row {
		if !math.IsNaN(c.Published) {
			return []string{fmt.Sprintf("%.2f", 100*c.Published)}
		}
	}
	return []string{"–"}
}

func (a *app) reproducedJSON(r *experiments.Reproduced, folder *results.Folder, took time.Duration) error {
	rows, err := tableRecords(filepath.Join(folder.Path(), results.ComparisonName))
	if err != nil {
		return after(err)
	}
	below, of := r.Misses()
	var warnings []string
	for _, result := range r.Results {
		for _, w := range result.Warnings {
			if !slices.Contains(warnings, w) {
				warnings = append(warnings, w)
			}
		}
	}
	return a.printJSON(record{
		{"command", "reproduce"}, {"name", r.Name}, {"source", r.Source.Text}, {"doi", r.Source.DOI}, {"results", folder.Path()},
		{"published", of}, {"below", below}, {"comparison", rows}, {"seconds", took.Seconds()}, {"warnings", list(warnings)},
	})
}
