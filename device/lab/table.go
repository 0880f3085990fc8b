package lab

import (
	"errors"
	"slices"
	"strings"
)

// The tables of Keithley's Clarius, of scripts and of spreadsheets: any number of lines of comment,
// one line of names, one line per row. Clarius writes "AV,AI,Time" or the names that its user gave,
// and for the 4225-PMU "VMeasCh1,IMeasCh1,TimeOutput"; only its export to CSV is read, not its
// workbooks.

// isKeithley looks for names that Clarius gives.
func isKeithley(first []line) bool {
	_, names, ok := heading(first)
	return ok && (slices.ContainsFunc(names, func(n string) bool {
		p := plain(n)
		return p == "ai" || p == "bi" || p == "anodei" || strings.HasPrefix(p, "imeasch") || p == "draini"
	}))
}

// isTable looks for a line of names of which two are known, other than a
// digitiser's X and Y.
func isTable(first []line) bool {
	_, _, ok := heading(first)
	return ok && !isXY(first)
}

// heading finds the line of names: the first without numbers of which two names are quantities that are
// known, or end in V or I.
func heading(first []line) (at int, names []string, ok bool) {
	for i, l := range first[:max(len(first)-1, 0)] {
		c := cut{sep: separator(first[i : i+1])}
		names, err := c.cells(strings.TrimSpace(l.text))
		if err != nil || len(names) < 2 || slices.ContainsFunc(names, numeric) {
			continue
		}
		some := 0
		for _, n := range names {
			bare := readField(n).bare
			if byName(bare) != qIgnored || strings.HasSuffix(bare, "V") || strings.HasSuffix(bare, "I") {
				some++
			}
		}
		if some >= 2 {
			return i, names, true
		}
	}
	return 0, nil, false
}

// readTable reads a table under a line of names.
func readTable(text string, o *Options, a *Audit) (*Measurements, error) {
	first := head(text, 1000)
	if len(first) == 0 {
		return nil, errors.New("the file is empty")
	}
	at, _, ok := heading(first)
	if !ok && len(o.Columns) > 0 {
		at, ok = named(first, o)
	}
	if !ok {
		return nil, &Error{a.File, first[0].n, errors.New("no line of names of columns that are known: give --column QUANTITY=NAME")}
	}
	return readUnder(text, first, at, o, a)
}

// named finds the line that has all names which the options give.
func named(first []line, o *Options) (at int, ok bool) {
	for i, l := range first {
		names, err := cut{sep: separator(first[i : i+1])}.cells(strings.TrimSpace(l.text))
		all := err == nil
		for _, want := range o.Columns {
			all = all && slices.ContainsFunc(names, func(n string) bool {
				f := readField(n)
				return strings.EqualFold(f.name, want) || strings.EqualFold(f.bare, want)
			})
		}
		if all {
			return i, true
		}
	}
	return 0, false
}

// readUnder reads the rows under the line of names first[at].
func readUnder(text string, first []line, at int, o *Options, a *Audit) (*Measurements, error) {
	headline := first[at]
	sample := first[at+1:]
	if len(sample) == 0 {
		return nil, &Error{a.File, headline.n, errors.New("no row of data under the names of the columns")}
	}
	c, err := cutOf(sample, true, o, a)
	if err != nil {
		return nil, err
	}
	own := c
	if s := separator(first[at : at+1]); o.Separator == "" && s != c.sep && c.sep != ' ' {
		own.sep = s
	}
	names, err := own.cells(strings.TrimRight(headline.text, " \t"))
	if err != nil {
		return nil, &Error{a.File, headline.n, err}
	}
	for len(names) > 1 && strings.TrimSpace(names[len(names)-1]) == "" {
		names = names[:len(names)-1]
	}
	from := headline.n
	if under, err := own.cells(sample[0].text); err == nil && unitsUnder(names, under) {
		from = sample[0].n
	}
	fields, err := columnsOf(names, o, a)
	if err != nil {
		return nil, &Error{a.File, headline.n, err}
	}
	kind, err := kindOf(fields, o)
	if err != nil {
		return nil, &Error{a.File, headline.n, err}
	}
	fr := newFrame(fields, kind, c.comma, o, a)
	err = eachLine(text, func(l line) error {
		if l.n <= from {
			return nil
		}
		cells, err := c.cells(l.text)
		if err != nil {
			return &Error{a.File, l.n, err}
		}
		return fr.add(l.n, cells)
	})
	if err != nil {
		return nil, err
	}
	return fr.measurements()
}

// unitsUnder puts the cells of a line of units behind the names above it, where the line is one.
func unitsUnder(names, cells []string) bool {
	if len(cells) > len(names) {
		return false
	}
	some := false
	for i, c := range cells {
		f := readField(names[i])
		q := f.meaning()
		if c = strings.TrimSpace(c); c == "" || q == qIgnored {
			if numeric(c) {
				return false
			}
			continue
		}
		if _, ok := unitOf(c, dimensions(q)); !ok || f.unit != "" || numeric(c) {
			return false
		}
		some = true
	}
	if some {
		for i, c := range cells {
			if c = strings.TrimSpace(c); c != "" {
				names[i] += " (" + c + ")"
			}
		}
	}
	return some
}
