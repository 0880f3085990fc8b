package lab

import (
	"errors"
	"strings"
)

// Exports of scripts for source-measure units: "Item,Smu1.Time[1][1],Smu1.V[1][1],Smu1.I[1][1],
// Smu1.R[1][1]," with a comma at the end of every line. The resistance is the quotient of the other
// two, in the first row of nothing; it is not read.

func isSMUScript(first []line) bool {
	return strings.Contains(first[0].text, "Item") && strings.Contains(strings.ToLower(first[0].text), "smu1.")
}

func readSMUScript(text string, o *Options, a *Audit) (*Measurements, error) {
	first := head(text, 1000)
	if len(first) < 2 {
		return nil, &Error{a.File, 0, errors.New("no row of data")}
	}
	own := *o
	own.Columns = map[string]string{}
	for q, name := range o.Columns {
		own.Columns[q] = name
	}
	for q, name := range map[string]string{"time": "Smu1.Time[1][1]", "voltage": "Smu1.V[1][1]", "current": "Smu1.I[1][1]"} {
		if _, given := own.Columns[q]; !given && strings.Contains(first[0].text, name) {
			own.Columns[q] = name
		}
	}
	own.Units = map[string]string{}
	for q, unit := range o.Units {
		own.Units[q] = unit
	}
	for q, unit := range map[string]string{"time": "s", "voltage": "V", "current": "A", "resistance": "Ω"} {
		if own.Units[q] == "" {
			own.Units[q] = unit // the instrument's own units
		}
	}
	if own.Kind == "" {
		own.Kind = "sweep"
		if _, ok := own.Columns["time"]; ok {
			own.Kind = ""
		}
	}
	return readUnder(text, first, 0, &own, a)
}
