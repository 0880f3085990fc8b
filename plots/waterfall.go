package plots

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/experiments/whatif"
)

// Waterfall shows accuracy from ideal weights to a card as it is, one flaw more in each row: the bar is the step from the row
// above, the interval that of the accuracy, each repeat a dot.
func Waterfall(s *whatif.Study, steps []whatif.Step) Figure {
	var rows []barRow
	var values []float64
	last := math.NaN()
	for _, t := range steps {
		b := bar{fill: palette[1], from: last, to: 100 * t.Accuracy, lo: 100 * t.Lo, hi: 100 * t.Hi}
		side := "" // of the first row
		switch {
		case math.IsNaN(last):
			b.from, b.fill = b.to, steady
		default:
			if t.Change.Mean > 0 {
				b.fill = palette[2]
			}
			side = signed(100 * t.Change.Mean)
			if !t.Change.Distinct {
				side = "(" + side + ")"
			}
		}
		for _, v := range t.Each {
			b.dots = append(b.dots, 100*v)
		}
		values = append(append(values, b.dots...), b.to, b.lo, b.hi)
		last = b.to
		rows = append(rows, barRow{t.Name, side, []bar{b}})
	}
	legend := []entry{fillEntry(palette[1], "step down"), fillEntry(palette[2], "step up")}
	notes := asked(s, titleText(s)+", flaws switched on from the top down and kept.",
		fmt.Sprintf("Accuracy with 95 %% intervals over %s (dots); right: paired step, points, in brackets where its 95 %% interval holds 0.", count(len(steps[0].Each), "repeat")))
	return barRows(rows, percentScale(values, 6), accuracyLabel, legend, notes)
}

// signed is a number with its sign.
func signed(v float64) string {
	if v >= 0.05 {
		return "+" + number(v, 1)
	}
	return number(v, 1)
}
