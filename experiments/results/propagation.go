package results

import (
	"strings"

	"github.com/xbar-sim/xbar/experiments"
)

// PropagationName is the table of what the standard errors of cards leave open of accuracies.
const PropagationName = "propagation.csv"

type propagated = experiments.Propagated

// propagation is the table of propagation.csv: one row per device and point. seed_ci is by chance alone, ci by
// chance and the errors of the card, both 95 %; drawn names the numbers that have an error, with spaces between.
func propagation() table[propagated] {
	return table[propagated]{
		device: func(p *propagated) *string { return &p.Device },
		point:  func(p *propagated) *[]float64 { return &p.Point },
		rest: []column[propagated]{
			count("n", func(p *propagated) *int { return &p.N }),
			number("mean", func(p *propagated) *float64 { return &p.Mean }),
			number("seed_ci_lo", func(p *propagated) *float64 { return &p.SeedLo }),
			number("seed_ci_hi", func(p *propagated) *float64 { return &p.SeedHi }),
			number("shift", func(p *propagated) *float64 { return &p.Shift }),
			number("fit_sd", func(p *propagated) *float64 { return &p.FitSD }),
			number("ci_lo", func(p *propagated) *float64 { return &p.Lo }),
			number("ci_hi", func(p *propagated) *float64 { return &p.Hi }),
			{"drawn", func(p *propagated) string { return strings.Join(p.Drawn, " ") },
				func(p *propagated, s string) error { p.Drawn = strings.Fields(s); return nil }},
		},
	}
}

// WritePropagation writes propagation.csv.
func (f *Folder) WritePropagation(axes []experiments.Axis, rows []experiments.Propagated) error {
	return f.WriteFile(PropagationName, propagation().write(axes, rows))
}
