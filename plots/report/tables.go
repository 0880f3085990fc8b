package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
)

// maxTrials is how many trials the page lists; the CSV holds all.
const maxTrials = 200

type table struct {
	Title, Caption string
	From           string // the folder, where there are several
	Head           []string
	Rows           [][]string
	Files          []download
	Folded         bool // opened by whoever wants to see it
}

// A field is one column of a table over values of type T. A column that is unknown in every row
// is left out.
type field[T any] struct {
	head string
	text func(T) string
}

const unknown = "–"

func fill[T any](t table, fields []field[T], values []T) table {
	for _, f := range fields {
		cells := make([]string, len(values))
		empty := len(values) > 0
		for k, v := range values {
			cells[k] = f.text(v)
			empty = empty && cells[k] == unknown
		}
		if empty {
			continue
		}
		t.Head = append(t.Head, f.head)
		if t.Rows == nil {
			t.Rows = make([][]string, len(values))
		}
		for k, c := range cells {
			t.Rows[k] = append(t.Rows[k], c)
		}
	}
	return t
}

func summaryTable(r *experiments.Result) table {
	type row = experiments.Row
	fields := []field[row]{{"technology", func(v row) string { return v.Device }}}
	fields = append(fields, pointFields(r, func(v row) []float64 { return v.Point })...)
	fields = append(fields,
		field[row]{"n", func(v row) string { return strconv.Itoa(v.N) }},
		field[row]{"accuracy (%)", func(v row) string { return percent(v.Mean, 2) }},
		field[row]{"95 % interval", func(v row) string { return interval(v.Lo, v.Hi) }},
		field[row]{"SD", func(v row) string { return percent(v.SD, 2) }},
		field[row]{"test set alone", func(v row) string { return interval(v.TestLo, v.TestHi) }},
		field[row]{"loss vs ideal", func(v row) string { return percent(v.Loss, 2) }},
		field[row]{"95 % interval", func(v row) string { return interval(v.LossLo, v.LossHi) }},
		field[row]{"not compensated (%)", func(v row) string { return percent(v.Raw, 2) }},
		field[row]{"95 % interval", func(v row) string { return interval(v.RawLo, v.RawHi) }},
		field[row]{"G after / before", func(v row) string { return plain(v.MeanG) }},
		field[row]{"gain", func(v row) string { return plain(v.Gain) }},
		field[row]{"spikes per image", func(v row) string { return plain(v.Spikes) }},
		field[row]{"input spikes per image", func(v row) string { return plain(v.Inputs) }},
		field[row]{"writes", func(v row) string { return plain(v.Writes) }},
	)
	t := table{Title: "Summary", Caption: "Accuracy in percent, losses in percentage points. An axis cell is empty (–) where the axis does not apply."}
	return fill(t, fields, r.Summary)
}

func trialsTable(r *experiments.Result) table {
	type row = experiments.Trial
	fields := []field[row]{{"technology", func(v row) string { return v.Device }}}
	fields = append(fields, pointFields(r, func(v row) []float64 { return v.Point })...)
	of := func(head string, text func(m experiments.Metrics) string) {
		fields = append(fields, field[row]{head, func(v row) string { return text(v.Metrics) }})
	}
	fields = append(fields,
		field[row]{"repeat", func(v row) string { return strconv.Itoa(v.Repeat) }},
		field[row]{"seed", func(v row) string { return strconv.FormatUint(v.Seed, 10) }})
	of("accuracy (%)", func(m experiments.Metrics) string { return percent(m.Accuracy, 2) })
	of("not compensated (%)", func(m experiments.Metrics) string { return percent(m.AccuracyRaw, 2) })
	of("G after / before", func(m experiments.Metrics) string { return plain(m.MeanG) })
	of("gain", func(m experiments.Metrics) string { return plain(m.Gain) })
	of("writes", func(m experiments.Metrics) string { return plain(m.Writes) })
	of("write energy", func(m experiments.Metrics) string { return si.Format(m.WriteEnergy, "J") })
	of("presentations", func(m experiments.Metrics) string { return strconv.Itoa(m.Presentations) })
	of("simulated time", func(m experiments.Metrics) string { return si.Format(m.SimTime, "s") })
	of("spikes per image", func(m experiments.Metrics) string { return plain(m.SpikesPerImg) })
	of("input spikes per image", func(m experiments.Metrics) string { return plain(m.InputsPerImg) })
	of("ADC clipped (%)", func(m experiments.Metrics) string { return percent(m.Clipped, 2) })
	of("silent (%)", func(m experiments.Metrics) string { return percent(m.Silent, 2) })
	trials := r.Trials
	t := table{Title: "Trials", Caption: "Every trial: one network trained or programmed, and tested, once. Write energy is that of the cells alone."}
	if len(trials) > maxTrials {
		t.Caption = fmt.Sprintf("The first %d of %d trials; the CSV file holds all. Write energy is that of the cells alone.", maxTrials, len(trials))
		trials = trials[:maxTrials]
	}
	return fill(t, fields, trials)
}

// pointFields are the columns of the axes.
func pointFields[T any](r *experiments.Result, point func(T) []float64) []field[T] {
	var fields []field[T]
	for k, a := range r.Axes {
		fields = append(fields, field[T]{a.Key, func(v T) string {
			if p := point(v); k < len(p) {
				return pointText(a, p[k])
			}
			return unknown
		}})
	}
	return fields
}

// pointText is a value of an axis with a real minus sign; hyphens of words stay.
func pointText(a experiments.Axis, v float64) string {
	if w, ok := a.Word(v); ok {
		return w
	}
	return strings.Replace(a.Text(v), "-", "−", 1)
}

func known(v ...float64) bool {
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// percent prints a fraction as a percentage.
func percent(f float64, decimals int) string {
	if !known(f) {
		return unknown
	}
	s := strconv.FormatFloat(100*f, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return strings.Replace(s, "-", "−", 1)
}

func interval(lo, hi float64) string {
	if !known(lo, hi) {
		return unknown
	}
	return percent(lo, 2) + " to " + percent(hi, 2)
}

func plain(v float64) string {
	if !known(v) {
		return unknown
	}
	return strings.Replace(si.Format(v, ""), "-", "−", 1)
}
