package main

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"charm.land/lipgloss/v2/table"
	"golang.org/x/term"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
)

// grid returns an empty table in the style of the program.
func grid(headers ...string) *table.Table {
	return table.New().Border(lipgloss.RoundedBorder()).Headers(headers...).
		StyleFunc(func(row, _ int) lipgloss.Style {
			s := lipgloss.NewStyle().Padding(0, 1)
			if row == table.HeaderRow {
				return s.Bold(true)
			}
			return s
		})
}

// show prints a table; colours and borders become what the output can take.
func (a *app) show(t *table.Table) {
	_, err := lipgloss.Fprintln(a.stdout, a.fitting(t))
	a.keep(err)
}

// fitting lets a table that is wider than the terminal wrap its cells.
func (a *app) fitting(t *table.Table) *table.Table {
	f, ok := a.stdout.(*os.File)
	if !ok {
		return t
	}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && lipgloss.Width(t.String()) > width {
		return t.Width(width)
	}
	return t
}

// showSummary prints what a study found: for one axis, values down and devices across; else one
// line for each device and point. Codes are compared with the spikes that they take.
func (a *app) showSummary(r *experiments.Result) {
	if codes(r) {
		a.printf("accuracy and paired loss against ideal, %%, with 95 %% intervals%s; spikes are per test image\n", repeatsText(r))
		a.show(longGrid(r))
		return
	}
	if len(r.Axes) == 1 {
		a.printf("accuracy and paired loss against ideal, %%, with 95 %% intervals%s\n", repeatsText(r))
		a.show(accuracyGrid(r))
		if waited(r) {
			a.printf("after the wait: mean conductance, gain that compensates it, accuracy without that gain (%%)\n")
			a.show(driftGrid(r))
		}
		if priced(r) {
			a.printf("energy and array time: of training, of one test image%s (cells, drivers, converters, neurons, learning)\n", keptText(r))
			a.show(energyGrid(r))
		}
		return
	}
	a.printf("accuracy and paired loss against ideal, %%, with 95 %% intervals\n")
	a.show(longGrid(r))
}

func repeatsText(r *experiments.Result) string {
	for _, row := range r.Summary {
		if row.N != r.Summary[0].N {
			return ""
		}
	}
	return fmt.Sprintf(", %d repeats", r.Summary[0].N)
}

// waited tells whether there is anything to say about drift.
func waited(r *experiments.Result) bool {
	return slices.ContainsFunc(r.Summary, func(row experiments.Row) bool { return !math.IsNaN(row.Raw) })
}

// at finds a device's row for a value of the only axis. A device that the axis cannot change has
// one row for all.
func at(r *experiments.Result, device string, value float64) (experiments.Row, bool) {
	var own []experiments.Row
	for _, row := range r.Summary {
		if row.Device == device {
			own = append(own, row)
		}
	}
	for _, row := range own {
		if row.Point[0] == value {
			return row, true
		}
	}
	if len(own) == 1 && len(r.Axes[0].Values) > 1 {
		return own[0], true
	}
	return experiments.Row{}, false
}

func accuracyGrid(r *experiments.Result) *table.Table {
	axis := r.Axes[0]
	paired := hasIdeal(r)
	head := []string{axis.Key}
	for _, d := range r.Devices {
		head = append(head, d.Name)
		if paired && !d.Ideal {
			head = append(head, "loss")
		}
	}
	t := grid(head...)
	for _, v := range axis.Values {
		cells := []string{axis.Text(v)}
		for _, d := range r.Devices {
			row, ok := at(r, d.Name, v)
			cells = append(cells, cell(ok, accuracyText(row)))
			if paired && !d.Ideal {
				cells = append(cells, cell(ok, lossText(row)))
			}
		}
		t.Row(cells...)
	}
	return t
}

func driftGrid(r *experiments.Result) *table.Table {
	axis := r.Axes[0]
	head := []string{axis.Key}
	var devices []experiments.Device
	for _, d := range r.Devices {
		if !d.Ideal {
			devices = append(devices, d)
			head = append(head, d.Name+" G", "gain", "raw")
		}
	}
	t := grid(head...)
	for _, v := range axis.Values {
		cells := []string{axis.Text(v)}
		for _, d := range devices {
			row, ok := at(r, d.Name, v)
			cells = append(cells, cell(ok, gText(row)), cell(ok, gainText(row)), cell(ok, rawText(row)))
		}
		t.Row(cells...)
	}
	return t
}

// codes tells whether input codes are all that a study varies.
func codes(r *experiments.Result) bool { return len(r.Axes) == 1 && r.Axes[0].Key == codeKey }

// longGrid has one line for each device and point. Studies without axes have room for what it cost
// to learn, and those of codes for what it cost to tell.
func longGrid(r *experiments.Result) *table.Table {
	head := []string{"device"}
	for _, axis := range r.Axes {
		head = append(head, axis.Key)
	}
	head = append(head, "accuracy")
	paired, late, costs := hasIdeal(r), waited(r), len(r.Axes) == 0
	if paired {
		head = append(head, "loss")
	}
	if late {
		head = append(head, "G", "gain", "raw")
	}
	bill := priced(r) && !codes(r)
	if bill {
		head = append(head, energyHead(r)...)
	}
	switch {
	case costs:
		head = append(head, "writes", "write energy", "n")
	case codes(r):
		head = append(head, "input spikes", "output spikes", "writes")
	default:
		head = append(head, "n")
	}
	t := grid(head...)
	for _, row := range r.Summary {
		cells := []string{row.Device}
		for i, axis := range r.Axes {
			cells = append(cells, axis.Text(row.Point[i]))
		}
		cells = append(cells, accuracyText(row))
		if paired {
			cells = append(cells, lossText(row))
		}
		if late {
			cells = append(cells, gText(row), gainText(row), rawText(row))
		}
		if bill {
			cells = append(cells, energyText(r, row)...)
		}
		switch n := fmt.Sprint(row.N); {
		case costs:
			cells = append(append(cells, costText(row)...), n)
		case codes(r):
			cells = append(cells, si.Format(row.Inputs, ""), si.Format(row.Spikes, ""), si.Format(row.Writes, ""))
		default:
			cells = append(cells, n)
		}
		t.Row(cells...)
	}
	return t
}

func hasIdeal(r *experiments.Result) bool {
	return slices.ContainsFunc(r.Devices, func(d experiments.Device) bool { return d.Ideal }) && len(r.Devices) > 1
}

func cell(ok bool, text string) string {
	if !ok {
		return "–"
	}
	return text
}

func accuracyText(row experiments.Row) string { return withHalf(row.Mean, row.Lo, row.Hi) }

func rawText(row experiments.Row) string { return withHalf(row.Raw, row.RawLo, row.RawHi) }

// withHalf prints a fraction in percent with half of its interval.
func withHalf(mean, lo, hi float64) string {
	if math.IsNaN(mean) {
		return "–"
	}
	text := percent(mean)
	if !math.IsNaN(lo) {
		text += " ± " + percent((hi-lo)/2)
	}
	return text
}

func lossText(row experiments.Row) string {
	if math.IsNaN(row.Loss) {
		return "–"
	}
	text := percent(row.Loss)
	if !math.IsNaN(row.LossLo) {
		text += fmt.Sprintf(" [%s, %s]", percent(row.LossLo), percent(row.LossHi))
	}
	return text
}

func gText(row experiments.Row) string { return times(row.MeanG) }

func gainText(row experiments.Row) string { return times(row.Gain) }

func times(x float64) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case x < 0.1:
		return fmt.Sprintf("×%.2g", x)
	}
	return fmt.Sprintf("×%.2f", x)
}

// percent prints a fraction with one decimal and no negative zero.
func percent(x float64) string {
	return strings.Replace(fmt.Sprintf("%.1f", math.Round(1000*x)/10+0), "-", "−", 1)
}

// costText is the mean number of writes of a row and their energy.
func costText(row experiments.Row) []string {
	return []string{si.Format(row.Writes, ""), si.Format(row.WriteEnergy, "J")}
}
