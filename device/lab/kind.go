package lab

import (
	"fmt"
	"slices"
	"strings"
)

// A need is what a kind of measurement cannot do without: one quantity of every group.
func needs(kind string, o *Options) [][]quantity {
	g := []quantity{qConductance, qResistance}
	if o.ReadVoltage != 0 {
		g = append(g, qCurrent)
	}
	switch kind {
	case "pulses":
		return [][]quantity{append(g, qCurrent)}
	case "sweep":
		return [][]quantity{{qVoltage}, {qCurrent, qResistance}}
	case "retention":
		return [][]quantity{{qTime}, append(g, qCurrent)}
	case "endurance":
		return [][]quantity{{qHRS}, {qLRS}}
	case "trace":
		return [][]quantity{{qTime}, {qCurrent, qResistance, qConductance}}
	case "kinetics":
		return [][]quantity{{qVoltage}, {qSwitch}}
	case "stdp":
		return [][]quantity{{qDelay}, {qChange}}
	case "map":
		return [][]quantity{{qX}, {qY}, {qValue, qConductance, qResistance}}
	}
	return nil
}

// kindOf finds which measurement the columns are of.
func kindOf(fields []field, o *Options) (string, error) {
	has := func(qs ...quantity) bool {
		for _, q := range qs {
			if slices.ContainsFunc(fields, func(f field) bool { return f.q == q }) {
				return true
			}
		}
		return false
	}
	if o.Kind != "" {
		for _, group := range needs(o.Kind, o) {
			if !has(group...) {
				return "", fmt.Errorf("--as %s wants a column of %s: give --column %s=NAME, of %s", o.Kind, either(group), group[0], listNames(fields))
			}
		}
		return o.Kind, nil
	}
	read := has(qConductance, qResistance)
	switch {
	case has(qDelay) && has(qChange):
		return "stdp", nil
	case has(qHRS) && has(qLRS):
		return "endurance", nil
	case has(qVoltage) && has(qSwitch):
		return "kinetics", nil
	case has(qX) && has(qY) && has(qValue, qConductance, qResistance) && !has(qPulse, qTime, qVoltage):
		return "map", nil
	case (has(qPulse) || has(qWidth)) && (read || has(qCurrent)):
		return "pulses", nil
	case has(qTime) && read && !has(qVoltage, qCurrent):
		return "retention", nil
	case has(qVoltage) && has(qCurrent):
		return "sweep", nil // or a trace, where the voltage does not change
	case has(qTime) && has(qCurrent):
		return "trace", nil
	}
	return "", fmt.Errorf("what was measured does not follow from the columns %s: give --as and --column QUANTITY=NAME", listNames(fields))
}

func either(qs []quantity) string {
	var out []string
	for _, q := range qs {
		out = append(out, string(q))
	}
	return strings.Join(out, " or ")
}
