package plots

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/experiments"
)

// NeuronSynapseRatio draws accuracy and what it costs against the number of synapses of a neuron:
// writes of one training, their energy where there is any, synaptic operations per test image, and
// memory. Solid lines keep the number of neurons, dashed ones the number of synapses.
//
// It errs with ErrNoData unless neurons have different numbers of inputs.
func NeuronSynapseRatio(r *experiments.Reproduced) (Figure, error) {
	fan := func(c experiments.Compared) int { return c.FanIn }
	every := chosen(r, fan, func(experiments.Compared) bool { return true })
	if len(distinct(every, fan)) < 2 {
		return Figure{}, fmt.Errorf("neuron-synapse ratio: %w", ErrNoData)
	}
	first := r.Rows[0]
	neurons, synapses := first.Neurons, every[len(every)-1].Synapses
	var joules []float64
	for _, c := range every {
		joules = append(joules, c.WriteEnergy)
	}
	factor, unit := axisUnit("J", joules)
	cost := []struct {
		name string
		of   func(experiments.Compared) float64
	}{
		{"writes of one training", func(c experiments.Compared) float64 { return c.Writes }},
		{"write energy (" + unit + ")", func(c experiments.Compared) float64 { return c.WriteEnergy / factor }},
		{"synaptic operations per image", func(c experiments.Compared) float64 { return c.Operations }},
		{"memory (kB)", func(c experiments.Compared) float64 { return c.Memory / 1000 }},
	}
	list := []chart{{xName: "synapses per neuron", yName: accuracyLabel, x: scale{log: true}}}
	for _, x := range cost {
		list = append(list, chart{xName: "synapses per neuron", yName: x.name, x: scale{log: true}, y: scale{log: true}})
	}
	devices := devicesOf(r)
	of := looks(devices.Devices)
	var legend []entry
	seen := map[string]bool{}
	for _, k := range kinds(r) {
		if seen[k.device] {
			continue
		}
		seen[k.device] = true
		for _, same := range []bool{true, false} {
			rows := chosen(r, fan, func(c experiments.Compared) bool {
				return c.Device == k.device && (same && c.Neurons == neurons || !same && c.Synapses == synapses)
			})
			l, what := of[k.device], count(neurons, "neuron")
			l.dash = nil
			if !same {
				l.dash, l.mark.open = dashes[1], !l.mark.open
				what = thousands(int(synapses)) + " synapses"
			}
			list[0].lines = append(list[0].lines, accuracyLine(l, "", rows, fan))
			for i, x := range cost {
				out := line{look: l}
				for _, c := range rows {
					out.add(float64(c.FanIn), positive(x.of(c)), math.NaN(), math.NaN())
				}
				list[i+1].lines = append(list[i+1].lines, out)
			}
			legend = append(legend, deviceEntry(l, deviceTitle(devices, k.device)+", "+what, false, true))
		}
	}
	list = withData(list)
	return charts(list, legend, reproductionNotes(r, every, "Synaptic operations: input spikes times the synapses of each. Memory: 4 bytes a weight.")), nil
}

// withData leaves out charts in which nothing has a place: ideal weights take no energy.
func withData(all []chart) (some []chart) {
	for _, ch := range all {
		any := false
		for _, l := range ch.lines {
			for _, y := range l.y {
				any = any || finite(y)
			}
		}
		if any {
			some = append(some, ch)
		}
	}
	return some
}
