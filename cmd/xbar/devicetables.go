package main

import (
	"strconv"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/characterise"
)

// A sheetTable is the numbers behind one panel of a device's sheet.
type sheetTable struct {
	name string
	rows [][]string
}

// tables returns the numbers of a sheet, one table a measurement, with units in the names of the columns.
func tables(s *characterise.Sheet) []sheetTable {
	var all []sheetTable
	add := func(name string, rows [][]string) { all = append(all, sheetTable{name, rows}) }
	if s.Figures != nil {
		add("figures", figuresTable(s.Figures))
	}
	if s.Loop != nil {
		add("loop", loopTable(s.Loop))
	}
	if s.Response != nil {
		add("response", responseTable(s.Response))
	}
	if s.Steps != nil {
		add("steps", stepsTable(s.Steps))
	}
	if s.Switching != nil {
		add("switching", switchingTable(s.Switching))
	}
	if s.Retention != nil {
		add("retention", retentionTable(s.Retention))
	}
	if s.Noise != nil {
		add("noise", noiseTable(s.Noise))
	}
	if s.Endurance != nil {
		add("endurance", enduranceTable(s.Endurance))
	}
	if t := s.Warmth; t != nil && t.States != nil {
		add("temperature", temperatureTable(t))
	}
	if t := s.Warmth; t != nil && t.Set != nil || t != nil && t.Reset != nil {
		add("switching_temperature", warmSwitchingTable(t))
	}
	if s.Window != nil {
		add("window", windowTable(s.Window))
	}
	return all
}

func figuresTable(f *characterise.Figures) [][]string {
	return [][]string{
		{"g_min_S", "g_max_S", "on_off", "states", "pulses_set", "pulses_reset", "label_set", "label_reset", "step_of_range", "step_sd_of_range", "low_cv", "high_cv"},
		{decimal(f.GMin), decimal(f.GMax), decimal(f.OnOff()), counted(f.Levels), counted(f.Up), counted(f.Down),
			decimal(f.NLUp), decimal(f.NLDown), decimal(f.Step), decimal(f.StepSD), decimal(f.LowCV), decimal(f.HighCV)},
	}
}

// counted prints a count, and nothing for one that could not be had.
func counted(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func loopTable(l *characterise.Loop) [][]string {
	rows := [][]string{{"leg", "voltage_V", "current_A", "conductance_S"}}
	for i, v := range l.Voltage {
		leg := 1
		for _, end := range []int{l.Turn, l.Back, l.To} {
			if i >= end {
				leg++
			}
		}
		rows = append(rows, []string{strconv.Itoa(leg), decimal(v), decimal(l.Current[i]), decimal(l.Conductance[i])})
	}
	return rows
}

func responseTable(r *experiments.PulseResponse) [][]string {
	table := [][]string{{"pulse", "direction", "conductance_S", "cells_mean_S", "cells_sd_S"}}
	for i, g := range r.Mean {
		direction, mean, sd := "set", "", ""
		if i > r.Up {
			direction = "reset"
		}
		if r.Cells > 0 {
			mean, sd = decimal(r.Middle[i]), decimal(r.SD[i])
		}
		table = append(table, []string{strconv.Itoa(i), direction, decimal(g), mean, sd})
	}
	return table
}

func stepsTable(s *characterise.Steps) [][]string {
	rows := [][]string{{"direction", "conductance_S", "step_S", "cells_mean_S", "cells_sd_S"}}
	for k, c := range []characterise.Change{s.Set, s.Reset} {
		for i, g := range s.G {
			rows = append(rows, []string{[]string{"set", "reset"}[k], decimal(g), decimal(c.Nominal[i]), decimal(c.Mean[i]), decimal(c.SD[i])})
		}
	}
	return rows
}

func switchingTable(s *characterise.Switching) [][]string {
	rows := [][]string{{"direction", "voltage_V", "time_s"}}
	for k, all := range [][]characterise.Delay{s.Set, s.Reset} {
		for _, d := range all {
			rows = append(rows, []string{[]string{"set", "reset"}[k], decimal(d.Voltage), decimal(d.Time)})
		}
	}
	return rows
}

func retentionTable(r *characterise.Retention) [][]string {
	rows := [][]string{{"level", "time_s", "mean_S", "sd_S"}}
	for _, s := range r.States {
		for i, t := range r.Time {
			rows = append(rows, []string{decimal(s.Level), decimal(t), decimal(s.Mean[i]), decimal(s.SD[i])})
		}
	}
	return rows
}

func noiseTable(n *characterise.Spectrum) [][]string {
	rows := [][]string{{"level", "conductance_S", "frequency_Hz", "density_per_Hz"}}
	for k, d := range n.Density {
		for i, f := range n.Frequency {
			rows = append(rows, []string{decimal(n.Level[k]), decimal(n.G[k]), decimal(f), decimal(d[i])})
		}
	}
	return rows
}

func enduranceTable(e *characterise.Endurance) [][]string {
	rows := [][]string{{"full_cycles", "low_S", "high_S", "failed_fraction"}}
	for i, n := range e.Cycles {
		rows = append(rows, []string{decimal(n), decimal(e.Low[i]), decimal(e.High[i]), decimal(e.Failed[i])})
	}
	return rows
}

func temperatureTable(t *characterise.Temperature) [][]string {
	rows := [][]string{{"level", "temperature_K", "conductance_over_reference"}}
	for _, s := range t.States {
		for i, k := range t.Kelvin {
			rows = append(rows, []string{decimal(s.Level), decimal(k), decimal(s.Part[i])})
		}
	}
	return rows
}

func warmSwitchingTable(t *characterise.Temperature) [][]string {
	rows := [][]string{{"direction", "temperature_K", "time_s"}}
	for k, all := range [][]characterise.Warm{t.Set, t.Reset} {
		for _, w := range all {
			rows = append(rows, []string{[]string{"set", "reset"}[k], decimal(w.Kelvin), decimal(w.Time)})
		}
	}
	return rows
}

func windowTable(w *experiments.STDPWindow) [][]string {
	rows := [][]string{{"delay_s", "change"}}
	for i, dt := range w.Delay {
		rows = append(rows, []string{decimal(dt), decimal(w.Change[i])})
	}
	return rows
}

// decimal prints ten significant digits, and nothing where there is no number.
func decimal(x float64) string {
	if x != x {
		return ""
	}
	return strconv.FormatFloat(x, 'g', 10, 64)
}
