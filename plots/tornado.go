package plots

import (
	"fmt"

	"github.com/xbar-sim/xbar/experiments/whatif"
)

// Tornado shows what repairing each property of a card brings, and making its flaw 20 % smaller, best first: means of paired
// differences over the repeats, each of which is a dot, with 95 % intervals. Properties of one group cannot be
// told apart.
func Tornado(s *whatif.Study, r *whatif.Ranking) Figure {
	var rows []barRow
	var values []float64
	scaled := func(d whatif.Difference, k int, what string) bar {
		b := bar{what: what, fill: palette[k], to: 100 * d.Mean, lo: 100 * d.Lo, hi: 100 * d.Hi}
		for _, v := range d.Each {
			b.dots = append(b.dots, 100*v)
		}
		values = append(append(values, b.dots...), b.to, b.lo, b.hi)
		return b
	}
	for _, g := range r.Gains {
		rows = append(rows, barRow{g.Name, fmt.Sprintf("group %d", g.Group), []bar{scaled(g.Repair, 0, "repaired"), scaled(g.Improve, 4, "20 % smaller")}})
	}
	legend := []entry{fillEntry(palette[0], "repaired"), fillEntry(palette[4], "flaw 20 % smaller")}
	notes := asked(s, titleText(s)+", as it is "+whatif.MeanText(r.Base)+" %, on ideal weights "+whatif.MeanText(r.Ideal)+" %.",
		fmt.Sprintf("Means of %s with 95 %% intervals; dots: repeats. Groups: not to be told apart at 95 %%.", count(len(r.Base), "paired difference")))
	return barRows(rows, spanScale(values, 6), "gain of test accuracy (points)", legend, notes)
}

// Influences shows what a screening found, most influential first: µ* of Morris, or S1 and ST of Sobol, with 95 % intervals.
func Influences(s *whatif.Study, r *whatif.Screening) Figure {
	var rows []barRow
	var values []float64
	for _, v := range r.Influences {
		row := barRow{name: v.Name, side: fmt.Sprintf("group %d", v.Group)}
		if r.Method == "sobol" {
			row.bars = []bar{{what: "ST", fill: palette[0], to: v.Gain, lo: v.Lo, hi: v.Hi}, {what: "S1", fill: palette[4], to: v.First, lo: v.FirstLo, hi: v.FirstHi}}
		} else {
			row.bars = []bar{{what: "µ*", fill: palette[0], to: 100 * v.Gain, lo: 100 * v.Lo, hi: 100 * v.Hi}}
		}
		for _, b := range row.bars {
			values = append(values, b.to, b.lo, b.hi)
		}
		rows = append(rows, row)
	}
	if r.Method == "sobol" {
		x := spanScale(append(values, 1), 5)
		return barRows(rows, x, "share of the variance of accuracy",
			[]entry{fillEntry(palette[0], "ST, with interactions"), fillEntry(palette[4], "S1, alone")},
			asked(s, titleText(s)+".", capital(r.Surrogate)+fmt.Sprintf("; cross-validated R² %.2f. Intervals: 95 %%, resampled residuals.", r.R2)))
	}
	return barRows(rows, spanScale(values, 6), "µ*, effect over the range (points)", nil,
		asked(s, titleText(s)+".", fmt.Sprintf("Elementary effects of %d trials, four levels; 95 %% intervals.", r.Trials)))
}

// titleText names the device of a study.
func titleText(s *whatif.Study) string {
	if s.Card.Title != "" {
		return s.Card.Title
	}
	return s.Card.Name
}
