package results

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/experiments"
)

// A column is a field of every row of a table: its name in the header, its text and how that text
// is read again. Reading and writing stand side by side so that they cannot part.
type column[T any] struct {
	name string
	text func(*T) string
	read func(*T, string) error
}

// number is a column of a real quantity: shortest text that reads back as the same bits, empty for NaN.
func number[T any](name string, at func(*T) *float64) column[T] {
	return column[T]{name,
		func(t *T) string { return formatFloat(*at(t)) },
		func(t *T, s string) (err error) { *at(t), err = parseFloat(s); return err }}
}

// known is a number that is 0 where nobody knows it: the cell is empty then.
func known[T any](name string, at func(*T) *float64) column[T] {
	return column[T]{name,
		func(t *T) string {
			if *at(t) == 0 {
				return ""
			}
			return formatFloat(*at(t))
		},
		func(t *T, s string) (err error) {
			if s != "" {
				*at(t), err = parseFloat(s)
			}
			return err
		}}
}

// count is a column of a whole number, 0 or more.
func count[T any](name string, at func(*T) *int) column[T] {
	return column[T]{name,
		func(t *T) string { return strconv.Itoa(*at(t)) },
		func(t *T, s string) error {
			n, err := strconv.ParseUint(s, 10, 63)
			if err != nil || n > math.MaxInt {
				return fmt.Errorf("%q: want a whole number", cut(s))
			}
			*at(t) = int(n)
			return nil
		}}
}

// A table is a CSV file of which the first column is the device, the next are the study's axes,
// named by their keys and with their words where they have words, and the rest are always the same, up to
// groups at the end that are there only where a row has something to say in them.
type table[T any] struct {
	device func(*T) *string
	point  func(*T) *[]float64
	rest   []column[T]
	groups []group[T]
}

// A group is columns that are written where any row wants them.
type group[T any] struct {
	wanted  func(*T) bool
	columns []column[T]
}

// with returns the table with the groups that are chosen.
func (t table[T]) with(chosen func(g group[T]) bool) table[T] {
	t.rest = slices.Clone(t.rest)
	for _, g := range t.groups {
		if chosen(g) {
			t.rest = append(t.rest, g.columns...)
		}
	}
	return t
}

// headed returns the table with the groups that a header has.
func (t table[T]) headed(head []string) table[T] {
	return t.with(func(g group[T]) bool { return slices.Contains(head, g.columns[0].name) })
}

// write returns the table's text. A point shorter than the axes has empty cells.
func (t table[T]) write(axes []experiments.Axis, rows []T) []byte {
	t = t.with(func(g group[T]) bool {
		for i := range rows {
			if g.wanted(&rows[i]) {
				return true
			}
		}
		return false
	})
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	head := []string{"device"}
	for _, a := range axes {
		head = append(head, clean(a.Key))
	}
	for _, c := range t.rest {
		head = append(head, c.name)
	}
	w.Write(head) // a bytes.Buffer takes all
	cells := make([]string, 0, len(head))
	for i := range rows {
		r := &rows[i]
		cells = append(cells[:0], clean(*t.device(r)))
		point := *t.point(r)
		for k := range axes {
			cell := ""
			if k < len(point) {
				cell = pointCell(axes[k], point[k])
			}
			cells = append(cells, cell)
		}
		for _, c := range t.rest {
			cells = append(cells, c.text(r))
		}
		w.Write(cells)
	}
	w.Flush()
	return b.Bytes()
}

// maxTable bounds the size of a table that is read, bytes: some million trials.
const maxTable = 512 << 20

// readFile reads a table from a file.
func (t table[T]) readFile(path string) (axes []experiments.Axis, rows []T, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", path, reason(err))
	}
	defer f.Close()
	return t.read(path, f, maxTable)
}

// read reads a table of at most limit bytes; name is that of the file, for messages. An axis is what
// the file knows of it: its key, and its words in the order of their first rows.
func (t table[T]) read(name string, from io.Reader, limit int64) (axes []experiments.Axis, rows []T, err error) {
	bounded := &io.LimitedReader{R: from, N: limit + 1}
	in := csv.NewReader(bounded)
	in.ReuseRecord = true
	head, err := in.Read()
	if err == io.EOF {
		return nil, nil, fmt.Errorf("%s: empty, want a table", name)
	}
	if err != nil {
		return nil, nil, readError(name, err)
	}
	t = t.headed(head)
	at, err := t.coordinates(head)
	if err != nil {
		return nil, nil, fmt.Errorf("%s:1: %w", name, err)
	}
	for {
		cells, err := in.Read()
		if bounded.N <= 0 {
			return nil, nil, fmt.Errorf("%s: more than %d bytes", name, limit)
		}
		if err == io.EOF {
			for k := range at {
				axes = append(axes, at[k].axis())
			}
			return axes, rows, nil
		}
		if err != nil {
			return nil, nil, readError(name, err)
		}
		row, err := t.row(at, cells)
		if err != nil {
			line, _ := in.FieldPos(0)
			return nil, nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		rows = append(rows, row)
	}
}

// coordinates are the columns between the device and those that every table has.
func (t table[T]) coordinates(head []string) ([]coordinate, error) {
	n := len(head) - len(t.rest)
	if n < 1 || head[0] != "device" {
		return nil, fmt.Errorf("columns %q: want device, axes, then %s", cut(strings.Join(head, ",")), t.names())
	}
	for i, c := range t.rest {
		if head[n+i] != c.name {
			return nil, fmt.Errorf("column %q: want %q, of device, axes, then %s", cut(head[n+i]), c.name, t.names())
		}
	}
	at := make([]coordinate, n-1)
	for k := range at {
		at[k].key = strings.Clone(head[1+k])
	}
	return at, nil
}

func (t table[T]) names() string {
	var names []string
	for _, c := range t.rest {
		names = append(names, c.name)
	}
	return strings.Join(names, ",")
}

// row reads one row; the reader has seen to the number of cells.
func (t table[T]) row(at []coordinate, cells []string) (T, error) {
	var r T
	if cells[0] == "" {
		return r, errors.New("device: empty")
	}
	*t.device(&r) = strings.Clone(cells[0])
	point := make([]float64, len(at))
	for k := range point {
		v, err := at[k].read(cells[1+k])
		if err != nil {
			return r, fmt.Errorf("%s: %w", cut(clean(at[k].key)), err)
		}
		point[k] = v
	}
	*t.point(&r) = point
	for i, c := range t.rest {
		if err := c.read(&r, cells[1+len(at)+i]); err != nil {
			return r, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return r, nil
}

// readError puts the file's name before a syntax error, whose text names line and column.
func readError(name string, err error) error {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return fmt.Errorf("%s:%d: %w", name, pe.Line, pe.Err)
	}
	return fmt.Errorf("read %s: %w", name, reason(err))
}

// formatFloat writes x in the shortest form that reads back as the same number, without an
// exponent where that is readable: counts stay counts.
func formatFloat(x float64) string {
	switch abs := math.Abs(x); {
	case x == 0:
		return "0" // a zero has no sign in a table
	case math.IsNaN(x):
		return ""
	case math.IsInf(x, 0):
		return strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(x, 'g', -1, 64), "+"))
	case abs >= 1e-4 && abs < 1e15:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'e', -1, 64)
}

func parseFloat(s string) (float64, error) {
	if s == "" {
		return math.NaN(), nil
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(x) {
		return 0, fmt.Errorf("%q: want a number or nothing", cut(s))
	}
	return x, nil
}

// clean keeps a name on one line: CSV readers disagree about line ends inside a cell.
func clean(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, name)
}

// cut keeps messages about foreign files short.
func cut(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}
