package lab

import (
	"errors"
	"fmt"
	"strings"
)

// Curves of two columns without names, or with the names X and Y that a digitiser of figures writes:
// the number of the pulse, which need not be whole, and the conductance. Several curves stand side by
// side in pairs of columns, under a line of their names and a line of X and Y.

func isCurve(first []line) bool {
	if isXY(first) {
		return true
	}
	c := cut{sep: separator(first)}
	cells, err := c.cells(strings.TrimSpace(first[0].text))
	return err == nil && len(cells) >= 2 && len(cells) <= 4 && numeric(cells[0]) && numeric(cells[1])
}

// isXY looks for the line of X and Y that digitisers write, first or second.
func isXY(first []line) bool {
	for _, l := range first[:min(2, len(first))] {
		if p := strings.ToUpper(strings.Trim(strings.Join(strings.FieldsFunc(l.text, func(r rune) bool {
			return strings.ContainsRune(",;\t \"", r)
		}), ""), " ")); p != "" && strings.Trim(p, "XY") == "" && strings.HasPrefix(p, "XY") {
			return true
		}
	}
	return false
}

// readCurve reads pairs of columns.
func readCurve(text string, o *Options, a *Audit) (*Measurements, error) {
	first := head(text, 1000)
	var names []string
	from := 0 // first line of data
	for from < len(first) && from < 2 {
		cells, err := cut{sep: separator(first[from : from+1])}.cells(first[from].text)
		if err != nil {
			return nil, &Error{a.File, first[from].n, err}
		}
		if numeric(cells[0]) {
			break
		}
		if !isXY(first[from : from+1]) {
			names = cells
		}
		from++
	}
	if from == len(first) {
		return nil, errors.New("no row of data")
	}
	c, err := cutOf(first[from:], false, o, a)
	if err != nil {
		return nil, err
	}
	pairs, err := c.cells(strings.TrimRight(first[from].text, ",; \t"))
	if err != nil || len(pairs) < 2 {
		return nil, &Error{a.File, first[from].n, errors.New("want two columns, the number of the pulse and the conductance")}
	}
	fields, kind, err := curveFields(o, a)
	if err != nil {
		return nil, err
	}
	m := &Measurements{}
	for k := 0; k+1 < len(pairs); k += 2 {
		own := *o
		if k < len(names) && strings.TrimSpace(names[k]) != "" && o.Device == "" {
			own.Device = strings.TrimSpace(names[k])
		} else if len(pairs) > 3 && o.Device == "" {
			own.Device = fmt.Sprintf("%s-%d", nameOf(a.File), 1+k/2)
		}
		one := newFrame(fields, kind, c.comma, &own, a)
		if err := one.pair(text, first[from].n, k, c); err != nil {
			return nil, err
		}
		got, err := one.measurements()
		if err != nil {
			return nil, err
		}
		m.Add(got)
	}
	return m, nil
}

// curveFields says what x and y are: pulse and conductance, unless the options name others.
func curveFields(o *Options, a *Audit) ([]field, string, error) {
	x, y := qPulse, qConductance
	for q, name := range o.Columns {
		switch strings.ToLower(name) {
		case "x", "1":
			x = quantity(q)
		case "y", "2":
			y = quantity(q)
		default:
			return nil, "", fmt.Errorf("--column %s=%s: a curve has the columns x and y", q, name)
		}
	}
	fields := []field{{name: "x", bare: "x", q: x}, {name: "y", bare: "y", q: y}}
	if len(o.Columns) == 0 && o.Kind == "" {
		a.assume(Assumption{"columns", "number of the pulse, conductance", "they have no names", "--column QUANTITY=x, =y"})
	}
	if err := setUnits(fields, o, a); err != nil {
		return nil, "", err
	}
	kind, err := kindOf(fields, o)
	return fields, kind, err
}

// pair takes columns k and k+1; a curve may end before its neighbours.
func (fr *frame) pair(text string, from, k int, c cut) error {
	return eachLine(text, func(l line) error {
		if l.n < from {
			return nil
		}
		cells, err := c.cells(l.text)
		if err != nil {
			return &Error{fr.a.File, l.n, err}
		}
		if k == 0 && len(cells) == 1 {
			fr.a.drop(l.n, "one cell where two are wanted")
			return nil
		}
		if k+1 >= len(cells) || strings.TrimSpace(cells[k]) == "" && strings.TrimSpace(cells[k+1]) == "" {
			return nil
		}
		return fr.add(l.n, cells[k:k+2])
	})
}
