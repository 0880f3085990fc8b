package fit

import (
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// PulseModels lists the models in which a card can state what Pulse found.
func PulseModels() []string { return []string{"exp-pulse", "linear-step", "jump-table"} }

// In returns the report of Pulse with its card in another of PulseModels. A linear step is the exponential response in other
// parameters, step (1 - slope u) with slope = 1 - e^(-κ), and wants curves that saturate, κ ≥ 0; soft bounds are slope 1. A table of
// jumps is the data themselves. It errs where the data make no such card.
func (r *Report) In(model string) (*Report, error) {
	switch {
	case r.Kind != "pulse" || model == r.Model || model == "":
		return r, nil
	case !slices.Contains(PulseModels(), model):
		return nil, refuse("a card of model "+model, "want one of %q", PulseModels())
	}
	s := *r
	s.Model = model
	s.Numbers = slices.DeleteFunc(slices.Clone(r.Numbers), func(n Number) bool {
		switch n.Name {
		case "nl_ltp", "nl_ltd", "states_ltp", "states_ltd":
			return true
		case "c2c_range":
			return model == "jump-table" // the table has it
		}
		return false
	})
	add := func(name string, v any, unit, note string) {
		s.Numbers = append(s.Numbers, Number{Name: name, Value: v, Unit: unit, SE: nan(), SD: nan(), Provenance: "fitted", Note: note})
	}
	if model == "jump-table" {
		if len(r.jumps.at) < 2 {
			return nil, refuse("a table of jumps", "fewer than two bins of conductance hold pulses of both signs")
		}
		for _, t := range []struct {
			name string
			v    []float64
		}{{"g_table", r.jumps.at}, {"set_mean", atLeast0(r.jumps.set)}, {"set_sd", r.jumps.setSD}, {"reset_mean", atLeast0(r.jumps.reset)}, {"reset_sd", r.jumps.resetSD}} {
			add(t.name, t.v, "S", "all devices together, by bins of conductance; read noise is part of the scatter")
		}
		add("step_ltp", 1.0, "", "as measured")
		add("step_ltd", 1.0, "", "as measured")
		return &s, nil
	}
	for _, side := range []struct {
		label, states, step, slope string
		sign                       float64
	}{{"nl_ltp", "states_ltp", "step_ltp", "slope_ltp", 1}, {"nl_ltd", "states_ltd", "step_ltd", "slope_ltd", -1}} {
		nl, _ := r.Find(side.label)
		n, _ := r.Find(side.states)
		kappa := 0.0
		switch v := side.sign * nl.Value; {
		case v < -0.05:
			return nil, refuse("a card of linear steps", "%s = %.2g is a curve that grows steeper, which linear steps cannot be", side.label, nl.Value)
		case v > 1e-3:
			kappa = 1 / device.FromLabel(min(v, 10))
		}
		add(side.step, rise(kappa/n.Value)/rise(kappa)/n.Value, "", "from the label")
		add(side.slope, 1-kernel.Exp(-kappa), "", "from the label")
	}
	return &s, nil
}

func atLeast0(x []float64) []float64 {
	y := slices.Clone(x)
	for i := range y {
		y[i] = max(y[i], 0)
	}
	return y
}
