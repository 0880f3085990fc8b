package plots

import (
	"fmt"

	"github.com/xbar-sim/xbar/experiments"
)

// AccuracyVsEpochs draws accuracy in percent against the number of epochs, a line with its 95 % band
// for each number of neurons, of one column and device of a reproduction, and the published numbers
// as open markers in the same colours.
//
// It errs with ErrNoData unless all sizes have the same numbers of epochs, two at least.
func AccuracyVsEpochs(r *experiments.Reproduced, column, device string) (Figure, error) {
	rows := chosen(r, epochsOf, func(c experiments.Compared) bool { return c.Column == column && c.Device == device })
	sizes := distinct(rows, neuronsOf)
	if n := len(distinct(rows, epochsOf)); n < 2 || len(rows) != n*len(sizes) {
		return Figure{}, fmt.Errorf("accuracy against epochs: %w", ErrNoData)
	}
	ch := chart{xName: "epochs", yName: accuracyLabel}
	var legend []entry
	for k, n := range sizes {
		own := chosen(r, epochsOf, func(c experiments.Compared) bool {
			return c.Column == column && c.Device == device && c.Neurons == n
		})
		l := accuracyLine(numberLook(k), count(n, "neuron"), own, epochsOf)
		ch.lines = append(ch.lines, l, publishedLine(l.look, own, epochsOf))
		legend = append(legend, deviceEntry(l.look, l.name, finite(l.lo[0]), true))
	}
	if finite(rows[0].Published) {
		legend = append(legend, rimEntry(look{color: dim}, "published"))
	}
	return charts([]chart{ch}, legend, reproductionNotes(r, rows, fmt.Sprintf("Column %s, device %s.", column, device))), nil
}

// AccuracyVsSize draws accuracy in percent against the number of neurons, a line for each device, and
// the published numbers as open markers, where there is one training for each size.
//
// It errs with ErrNoData unless there are at least two sizes, each with a published number.
func AccuracyVsSize(r *experiments.Reproduced) (Figure, error) {
	rows := chosen(r, neuronsOf, func(c experiments.Compared) bool { return finite(c.Published) })
	sizes := distinct(rows, neuronsOf)
	if len(sizes) < 2 || len(rows) != len(sizes)*len(kinds(r)) {
		return Figure{}, fmt.Errorf("accuracy against neurons: %w", ErrNoData)
	}
	ch := chart{xName: "neurons", yName: accuracyLabel, x: scale{log: true}}
	var legend []entry
	devices := devicesOf(r)
	of := looks(devices.Devices)
	for _, k := range kinds(r) {
		own := chosen(r, neuronsOf, func(c experiments.Compared) bool { return c.Device == k.device && c.Column == k.column })
		l := accuracyLine(of[k.device], deviceTitle(devices, k.device), own, neuronsOf)
		ch.lines = append(ch.lines, l)
		legend = append(legend, deviceEntry(l.look, l.name, finite(l.lo[0]), true))
	}
	pub := publishedLook()
	ch.lines = append(ch.lines, publishedLine(pub, rows, neuronsOf))
	legend = append(legend, rimEntry(pub, "published"))
	return charts([]chart{ch}, legend, reproductionNotes(r, rows)), nil
}

// Homeostasis draws accuracy in percent against the number of neurons after the fewest and after the
// most epochs: with the homeostasis constant as published for every size, with the constant in
// proportion to the number of neurons, and as published. At the size for which the constant was made
// both networks are the same.
//
// It errs with ErrNoData if there is no column "scaled" beside "preset".
func Homeostasis(r *experiments.Reproduced) (Figure, error) {
	of := func(column string, epochs int) []experiments.Compared {
		return chosen(r, neuronsOf, func(c experiments.Compared) bool {
			return c.Column == column && c.Norm == "digital" && c.Epochs == epochs
		})
	}
	scaled := chosen(r, epochsOf, func(c experiments.Compared) bool { return c.Column == "scaled" })
	if len(scaled) == 0 {
		return Figure{}, fmt.Errorf("homeostasis: %w", ErrNoData)
	}
	all := distinct(scaled, epochsOf)
	fixed, grown, pub := numberLook(0), numberLook(1), publishedLook()
	var list []chart
	var ys []float64
	for _, e := range []int{all[0], all[len(all)-1]} {
		base := of("preset", e)
		if len(base) == 0 {
			return Figure{}, fmt.Errorf("homeostasis: %w", ErrNoData)
		}
		ch := chart{title: "after " + count(e, "epoch"), xName: "neurons", yName: accuracyLabel}
		rows := append(of("scaled", e), base[len(base)-1])
		ch.lines = []line{
			accuracyLine(fixed, "", base, neuronsOf), accuracyLine(grown, "", rows, neuronsOf), publishedLine(pub, base, neuronsOf),
		}
		for _, l := range ch.lines {
			ys = append(append(append(ys, l.y...), l.lo...), l.hi...)
		}
		list = append(list, ch)
	}
	for k := range list {
		list[k].y = percentScale(ys, 5) // the same for both
	}
	legend := []entry{
		deviceEntry(fixed, "θ+ the same for every size, as published", finite(list[0].lines[0].lo[0]), true),
		deviceEntry(grown, "θ+ in proportion to the neurons", finite(list[0].lines[1].lo[0]), true),
		rimEntry(pub, "published"),
	}
	return charts(list, legend, reproductionNotes(r, scaled, "θ+: what a spike adds to the threshold of its neuron, 0.05 mV at 400 neurons.")), nil
}
