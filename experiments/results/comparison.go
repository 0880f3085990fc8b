package results

import (
	"fmt"

	"github.com/xbar-sim/xbar/experiments"
)

// ComparisonName is the table of a reproduction: ours beside what was published.
const ComparisonName = "comparison.csv"

type compared = experiments.Compared

// comparison is the table of comparison.csv: one row per device and point of every study of a
// reproduction. ci is the 95 % interval of the mean over repeats; below is "yes" where the mean is more
// than experiments.MissMargin under the published accuracy.
func comparison() table[compared] {
	word := func(name string, at func(*compared) *string) column[compared] {
		return column[compared]{name,
			func(c *compared) string { return clean(*at(c)) },
			func(c *compared, s string) error { *at(c) = s; return nil }}
	}
	return table[compared]{
		device: func(c *compared) *string { return &c.Device },
		point:  func(*compared) *[]float64 { return new([]float64) },
		rest: []column[compared]{
			word("study", func(c *compared) *string { return &c.Study }),
			word("column", func(c *compared) *string { return &c.Column }),
			count("neurons", func(c *compared) *int { return &c.Neurons }),
			count("fan_in", func(c *compared) *int { return &c.FanIn }),
			count("epochs", func(c *compared) *int { return &c.Epochs }),
			word("norm", func(c *compared) *string { return &c.Norm }),
			count("n", func(c *compared) *int { return &c.N }),
			number("published", func(c *compared) *float64 { return &c.Published }),
			number("mean", func(c *compared) *float64 { return &c.Mean }),
			number("ci_lo", func(c *compared) *float64 { return &c.Lo }),
			number("ci_hi", func(c *compared) *float64 { return &c.Hi }),
			number("difference", func(c *compared) *float64 { return &c.Difference }),
			{"below", func(c *compared) string { return map[bool]string{true: "yes", false: "no"}[c.Below] }, readBelow},
			number("presentations", func(c *compared) *float64 { return &c.Presentations }),
			number("writes", func(c *compared) *float64 { return &c.Writes }),
			number("write_energy_J", func(c *compared) *float64 { return &c.WriteEnergy }),
			number("synapses", func(c *compared) *float64 { return &c.Synapses }),
			number("synaptic_operations_per_image", func(c *compared) *float64 { return &c.Operations }),
			number("memory_B", func(c *compared) *float64 { return &c.Memory }),
		},
	}
}

func readBelow(c *compared, s string) error {
	if s != "yes" && s != "no" {
		return fmt.Errorf("%q: want yes or no", cut(s))
	}
	c.Below = s == "yes"
	return nil
}

// WriteComparison writes comparison.csv.
func (f *Folder) WriteComparison(rows []experiments.Compared) error {
	return f.WriteFile(ComparisonName, comparison().write(nil, rows))
}
