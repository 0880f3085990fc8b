package lab

import (
	"encoding/csv"
	"fmt"
	"strings"
)

// A cut says how the cells of a line are told apart and what their decimal mark is.
type cut struct {
	sep   byte // ',', ';', '\t' or ' ' for any white space
	comma bool // the decimal mark is a comma
}

// cells splits a line; quotes are those of CSV.
func (c cut) cells(s string) ([]string, error) {
	if c.sep == ' ' {
		return strings.Fields(s), nil
	}
	if !strings.Contains(s, `"`) {
		return strings.Split(s, string(c.sep)), nil
	}
	r := csv.NewReader(strings.NewReader(s))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.TrimLeadingSpace = rune(c.sep), true, -1, true
	return r.Read()
}

// words lists the separators as options name them.
func words() map[string]byte {
	return map[string]byte{"comma": ',', "semicolon": ';', "tab": '\t', "space": ' '}
}

// cutOf finds the separator and the decimal mark of lines of data; named says that there is a line
// of names above them. It refuses what may be read in two ways.
func cutOf(lines []line, named bool, o *Options, a *Audit) (cut, error) {
	c := cut{sep: words()[o.Separator], comma: o.Decimal == "comma"}
	if c.sep == 0 {
		c.sep = separator(lines)
		if c.sep == ',' && o.Decimal == "comma" {
			c.sep = ' '
			for _, l := range lines {
				if strings.Contains(l.text, `"`) {
					c.sep = ',' // cells in quotes may have commas of their own
				}
			}
		}
	}
	if o.Decimal != "" {
		return c, nil
	}
	points, commas := 0, 0
	for _, l := range lines {
		cells, err := c.cells(l.text)
		if err != nil {
			return c, &Error{a.File, l.n, err}
		}
		for _, cell := range cells {
			if !numeric(cell) {
				continue
			}
			switch p, k := strings.Count(cell, "."), strings.Count(cell, ","); {
			case p > 0 && k > 0 || k > 1:
				return c, &Error{a.File, l.n, fmt.Errorf("%q has a point and a comma: write numbers without separators of thousands", clip(cell))}
			case p > 0:
				points++
			case k > 0:
				commas++
			}
		}
		if points > 0 && commas > 0 {
			return c, &Error{a.File, l.n, fmt.Errorf("some numbers have a point and some a comma: give --decimal point or --decimal comma")}
		}
	}
	if commas > 0 {
		c.comma = true
		a.assume(Assumption{"decimal mark", "comma", "numbers have a comma and no point", "--decimal point"})
	}
	if c.sep == ',' && !named && points == 0 {
		for _, l := range lines {
			if cells, _ := c.cells(l.text); len(cells) == 2 && whole(cells[0]) && numeric(cells[1]) && !strings.Contains(l.text, ", ") {
				return c, &Error{a.File, l.n, fmt.Errorf("%q may be two numbers or one: give --decimal point or --decimal comma", clip(l.text))}
			}
		}
	}
	return c, nil
}

// separator returns the first of tab, semicolon and comma that the lines have, or white space.
func separator(lines []line) byte {
	for _, sep := range []string{"\t", ";", ","} {
		for _, l := range lines {
			if strings.Contains(l.text, sep) {
				return sep[0]
			}
		}
	}
	return ' '
}

// numeric reports whether a cell begins like a number.
func numeric(cell string) bool {
	cell = strings.TrimLeft(strings.TrimSpace(cell), "+-")
	return cell != "" && (cell[0] >= '0' && cell[0] <= '9' || len(cell) > 1 && cell[0] == '.' && cell[1] >= '0' && cell[1] <= '9')
}

func whole(cell string) bool { return cell != "" && strings.Trim(cell, "-0123456789") == "" }

// clip shortens text from outside for a message.
func clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	cutAt := most
	for cutAt > 0 && s[cutAt]&0xc0 == 0x80 {
		cutAt--
	}
	return s[:cutAt] + "…"
}
