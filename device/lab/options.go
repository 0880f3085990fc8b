package lab

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

// Formats lists the kinds of files that are read, in the order in which they are tried.
func Formats() []string {
	return []string{"xbar", "easyexpert", "arc-one", "smu-script", "keithley", "table", "array", "curve"}
}

// Kinds lists the measurements that a file may hold.
func Kinds() []string {
	return []string{"pulses", "sweep", "retention", "endurance", "trace", "kinetics", "stdp", "map"}
}

// Layouts lists how array testers lay out a file without names of columns: one value a line; address,
// bit-line voltage, word-line voltage, resistance, and more; one row of reads per device; one row of
// alternating HRS and LRS reads per device.
func Layouts() []string { return []string{"values", "long", "row-per-device", "alternating-hrs-lrs"} }

// MaxFile is the largest file that is read, in bytes after decompression, unless Options say less.
const MaxFile = 64 << 20

// Options say what a file does not. Every field has a flag of its name, or the one given, in "xbar lab"; the zero
// value leaves everything to the file and refuses what the file leaves open.
type Options struct {
	Format    string            // of Formats; "" looks at the file
	Kind      string            // --as, of Kinds; "" follows from the columns
	Layout    string            // of Layouts, for files without names of columns
	Separator string            // "comma", "semicolon", "tab" or "space"
	Decimal   string            // "point" or "comma"
	Columns   map[string]string // --column quantity=NAME: which column holds a quantity
	Units     map[string]string // --unit quantity=UNIT
	Device    string            // --cell: name of the device where the file has none
	Reverse   bool              // positive voltage drives toward RESET in the file

	Compliance  float64 // A, at which the instrument limited the current; 0: as the file says
	Temperature float64 // K, of a retention test; 0: as the file says
	ReadVoltage float64 // V, of reads; 0: as the file says
	Interval    float64 // s, between reads that carry no time; 0: as the file says
	Points      int     // rows of one cycle where no column counts cycles; 0: as the file says
	Across      int     // devices in one row of the array, for the layout "values"; 0: all
	Limit       int64   // bytes; 0: MaxFile
}

// check refuses words that mean nothing.
func (o *Options) check() error {
	var errs []error
	word := func(flag, value string, want []string) {
		if value != "" && !slices.Contains(want, value) {
			hint := ""
			if near := si.Nearest(value, want); near != "" {
				hint = fmt.Sprintf(" (did you mean %q?)", near)
			}
			errs = append(errs, fmt.Errorf("--%s = %q: want one of %s%s", flag, value, strings.Join(want, ", "), hint))
		}
	}
	word("format", o.Format, Formats())
	word("as", o.Kind, Kinds())
	word("layout", o.Layout, Layouts())
	word("separator", o.Separator, []string{"comma", "semicolon", "tab", "space"})
	word("decimal", o.Decimal, []string{"point", "comma"})
	if o.Separator == "comma" && o.Decimal == "comma" {
		errs = append(errs, errors.New("--separator comma: one comma cannot be the decimal mark too"))
	}
	for _, q := range sortedKeys(o.Columns) {
		word("column", q, columnNames())
	}
	for _, q := range sortedKeys(o.Units) {
		word("unit", q, columnNames())
		if d := dimensions(quantity(q)); slices.Contains(columnNames(), q) {
			if _, ok := unitOf(o.Units[q], d); !ok {
				errs = append(errs, fmt.Errorf("--unit %s = %q: want a unit of %s", q, o.Units[q], strings.Join(d, " or ")))
			}
		}
	}
	return errors.Join(errs...)
}
