package main

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// chancy are the words by which the meaning of a parameter says that it is a spread of something.
var chancy = regexp.MustCompile(`standard deviation|scatter|spread|programming error|noise`)

// conventions say what a spread is a fraction of, by words of its meaning; the first that is found holds.
func conventions() []struct{ says, means string } {
	return []struct{ says, means string }{
		{"formulas refer", ""},
		{"of ln G", "of ln G"},
		{"of its own", "of step"}, {"of the step", "of step"}, {"mean step", "of step"},
		{"of the range", "of range"}, {"of range", "of range"},
		{"of g_min", "of g_min"}, {"of g_max", "of g_max"},
		{"of the exponent", "of ν"}, {"that spread", "of ν"},
		{"slope over conductance", "of G"}, {"linear in G/g_ref", "of G, S"}, {"quadratic in G/g_ref", "of G, S"},
		{"over G", "of G"}, {"of G", "of G"}, {"of the conductance", "of G"}, {"read noise Q", "of G"},
	}
}

// sigmaOf says what the size of a spread refers to: a step, the range, G. It is "" for a parameter that is no
// spread.
func sigmaOf(p si.Param) string {
	if !chancy.MatchString(p.Doc) || p.Kind() != si.Float || p.Unit != "" && p.Unit != "S" {
		return ""
	}
	for _, c := range conventions() {
		if strings.Contains(p.Doc, c.says) {
			return c.means
		}
	}
	if p.Unit == "S" {
		return "of G, S"
	}
	return "see meaning"
}

// spreadText says what a spread between devices is the standard deviation of. For a lognormal one that of the
// logarithm follows: σ² = ln(1 + CV²).
func spreadText(name string, s variability.Spread) string {
	if s.Kind != variability.Lognormal {
		return "of " + name
	}
	return fmt.Sprintf("of %s; %s of ln %s", name, si.Format(round3(math.Sqrt(kernel.Log(1+s.CV*s.CV))), ""), name)
}
