package main

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// sigmaOf says what the size of a spread refers to: a step, the range, G. It is "" for a parameter that is no
// spread. A spread with a unit is no fraction.
func sigmaOf(p si.Param) string {
	switch {
	case p.Of == "":
		return ""
	case p.Unit != "":
		return "of " + p.Of + ", " + p.Unit
	}
	return "of " + p.Of
}

// spreadText says what a spread between devices is the standard deviation of. For a lognormal one that of the
// logarithm follows: σ² = ln(1 + CV²).
func spreadText(name string, s variability.Spread) string {
	if s.Kind != variability.Lognormal {
		return "of " + name
	}
	return fmt.Sprintf("of %s; %s of ln %s", name, si.Format(round3(math.Sqrt(kernel.Log(1+s.CV*s.CV))), ""), name)
}
