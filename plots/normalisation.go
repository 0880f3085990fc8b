package plots

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/experiments"
)

// Normalisation draws accuracy in percent and the number of writes of one training for each way of
// normalising, the devices side by side, each repeat as a dot.
//
// It errs with ErrNoData unless the axis of the study is norm.kind.
func Normalisation(r *experiments.Reproduced) (Figure, error) {
	result := r.Results[0]
	if len(result.Axes) != 1 || result.Axes[0].Key != "norm.kind" {
		return Figure{}, fmt.Errorf("normalisation: %w", ErrNoData)
	}
	words := result.Axes[0].Words
	accuracy := chart{xName: "normalisation", yName: accuracyLabel, words: words, group: collect(result, 0, nil)}
	writes := chart{xName: "normalisation", yName: "writes of one training", words: words, y: scale{log: true}}
	var legend []entry
	for _, s := range accuracy.group {
		legend = append(legend, markEntry(s.look, s.title))
		w := series{look: s.look, title: s.title}
		for i, row := range s.rows {
			w.x = append(w.x, s.x[i])
			w.y = append(w.y, positive(row.Writes))
			w.lo, w.hi, w.raw = append(w.lo, math.NaN()), append(w.hi, math.NaN()), append(w.raw, math.NaN())
			for _, t := range result.Trials {
				if t.Device == row.Device && t.Point[0] == row.Point[0] {
					w.dotX, w.dotY = append(w.dotX, s.x[i]), append(w.dotY, positive(t.Metrics.Writes))
				}
			}
		}
		writes.group = append(writes.group, w)
	}
	return charts([]chart{accuracy, writes}, legend, reproductionNotes(r, r.Rows, "Dots: repeats.",
		"Writes: pulses that reached cells, or changes of ideal weights, with those of the normalisation.")), nil
}

// positive is v on a logarithmic axis: no number where there is no place for it.
func positive(v float64) float64 {
	if v > 0 {
		return v
	}
	return math.NaN()
}
