package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/plots"
)

// labFlags are the flags that say what instrument files leave open.
type labFlags struct {
	o              lab.Options
	columns, units []string
	numbers        map[string]*string
}

// labNumber is a flag with a quantity.
type labNumber struct {
	flag string
	p    si.Param
}

func (l *labFlags) params() []labNumber {
	return []labNumber{
		{"compliance", si.Param{At: &l.o.Compliance, Unit: "A", Doc: "at which the instrument limited the current", Min: 1e-15, Max: 100}},
		{"temperature", si.Param{At: &l.o.Temperature, Unit: "K", Doc: "of a retention test", Min: 1, Max: 2000}},
		{"read-voltage", si.Param{At: &l.o.ReadVoltage, Unit: "V", Doc: "of reads", Min: -100, Max: 100}},
		{"interval", si.Param{At: &l.o.Interval, Unit: "s", Doc: "between reads that carry no time", Min: 1e-12, Max: 1e9}},
		{"points", si.Param{At: &l.o.Points, Doc: "rows of one cycle", Min: 1, Max: 1e9}},
		{"across", si.Param{At: &l.o.Across, Doc: "devices in one row of the array", Min: 1, Max: 1e6}},
	}
}

// add puts the flags on a command.
func (l *labFlags) add(c *cobra.Command) {
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&l.o.Format, "format", "", "`FORMAT` of the files: "+strings.Join(lab.Formats(), ", ")+" (default: by their first lines)")
	f.StringVar(&l.o.Kind, "as", "", "`KIND` of measurement: "+strings.Join(lab.Kinds(), ", ")+" (default: by the columns)")
	f.StringVar(&l.o.Layout, "layout", "", "`LAYOUT` of a table without names: "+strings.Join(lab.Layouts(), ", "))
	f.StringArrayVar(&l.columns, "column", nil, "which column holds a quantity, as `QUANTITY=NAME`; repeatable")
	f.StringArrayVar(&l.units, "unit", nil, "unit of a column, as `QUANTITY=UNIT`; repeatable")
	f.StringVar(&l.o.Separator, "separator", "", "`WORD`: comma, semicolon, tab or space")
	f.StringVar(&l.o.Decimal, "decimal", "", "`WORD`: point or comma")
	f.StringVar(&l.o.Device, "cell", "", "`NAME` of the device where the file has none")
	f.BoolVar(&l.o.Reverse, "reverse", false, "positive voltage of the files drives toward RESET")
	l.numbers = map[string]*string{}
	for _, n := range l.params() {
		arg := n.p.Unit
		if arg == "" {
			arg = "N"
		}
		l.numbers[n.flag] = f.String(n.flag, "", "`"+arg+"`: "+n.p.Doc)
	}
	complete := func(flag string, words []string) {
		c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	}
	complete("format", lab.Formats())
	complete("as", lab.Kinds())
	complete("layout", lab.Layouts())
	complete("separator", []string{"comma", "semicolon", "tab", "space"})
	complete("decimal", []string{"point", "comma"})
}

// options reads the flags.
func (l *labFlags) options(f *pflag.FlagSet) (lab.Options, error) {
	var errs []error
	for _, n := range l.params() {
		if f.Changed(n.flag) {
			n.p.Name = "--" + n.flag
			errs = append(errs, n.p.Set(*l.numbers[n.flag]))
		}
	}
	pairs := func(flag string, words []string) map[string]string {
		out := map[string]string{}
		for _, w := range words {
			q, value, ok := strings.Cut(w, "=")
			_, twice := out[q]
			switch {
			case !ok || q == "" || value == "":
				errs = append(errs, fmt.Errorf("--%s %q: want QUANTITY=%s", flag, w, map[string]string{"column": "NAME", "unit": "UNIT"}[flag]))
			case twice:
				errs = append(errs, fmt.Errorf("--%s %s is given twice", flag, q))
			default:
				out[q] = value
			}
		}
		return out
	}
	l.o.Columns, l.o.Units = pairs("column", l.columns), pairs("unit", l.units)
	return l.o, errors.Join(errs...)
}

func (a *app) lab() *cobra.Command {
	l := &labFlags{}
	var out string
	var force, asJSON bool
	c := &cobra.Command{
		Use:   "lab FILE...",
		Short: "Read the files of instruments: what is in them, and clean tables of it",
		Long: `Read files of measuring instruments and say what became of every row: kept or dropped and why, which
devices and cycles were found, what was taken for granted and which flag says otherwise. What can be
read in two ways is refused with the flag that settles it. With -o the measurements of all files
together are written as CSV tables in SI units, one for each kind, which this command reads too, and drawn.
Quantities are device, cycle, pulse, voltage, width, conductance, resistance, current, read_voltage,
time, temperature, level, count, hrs, lrs, switching_time, censored, delay, change, x, y and value.`,
		Example: `  xbar lab iv_easyexpert.csv noise_easyexpert.csv.gz
  xbar lab curve_digitised.csv --unit conductance=µS -o clean
  xbar lab endurance_array.txt --layout alternating-hrs-lrs --json`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("xbar lab wants the files of instruments")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			o, err := l.options(c.Flags())
			if err != nil {
				return err
			}
			files, err := a.readLab(args, o)
			if err != nil {
				return err
			}
			return a.tellLab(files, out, force, asJSON)
		},
	}
	l.add(c)
	c.Flags().StringVarP(&out, "out", "o", "", "`FOLDER` to write clean tables to")
	c.Flags().BoolVar(&force, "force", false, "replace existing files")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object instead of text")
	c.MarkFlagDirname("out")
	return c
}

// A labFile is one file that was read.
type labFile struct {
	m     *lab.Measurements
	audit *lab.Audit
}

// readLab reads all files; every one that cannot be read is reported.
func (a *app) readLab(names []string, o lab.Options) ([]labFile, error) {
	var files []labFile
	var errs []error
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			errs = append(errs, fmt.Errorf("%s is given twice", name))
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			errs = append(errs, fmt.Errorf("cannot read %s: %w", name, reason(err)))
			continue
		}
		m, audit, err := lab.Read(f, name, o)
		errs = append(errs, err, f.Close())
		files = append(files, labFile{m, audit})
	}
	return files, errors.Join(errs...)
}

// tellLab prints the audits and writes the clean tables.
func (a *app) tellLab(files []labFile, out string, force, asJSON bool) error {
	var parts []*lab.Measurements
	var names []string
	for _, f := range files {
		parts, names = append(parts, f.m), append(names, f.audit.File)
	}
	all, notes := lab.Join(parts, names)
	written, err := a.writeLab(all, files, notes, out, force)
	if err != nil {
		return err
	}
	if asJSON {
		audits := []record{}
		for _, f := range files {
			audits = append(audits, auditRecord(f))
		}
		return a.printJSON(record{{"files", audits}, {"notes", list(notes)}, {"written", list(written)}})
	}
	for i, f := range files {
		if i > 0 {
			a.printf("\n")
		}
		a.printf("%s", auditText(f))
	}
	for _, n := range notes {
		a.warn(n)
	}
	for _, path := range written {
		a.printf("%s\n", path)
	}
	return nil
}

// writeLab writes one table for each kind of measurement, figures of them, what was done in words and a manifest, all or none.
func (a *app) writeLab(m *lab.Measurements, files []labFile, notes []string, out string, force bool) ([]string, error) {
	if out == "" {
		return nil, nil
	}
	var all []product
	for _, t := range m.Tables() {
		var b bytes.Buffer
		if err := t.WriteCSV(&b); err != nil {
			return nil, after(err)
		}
		all = append(all, product{t.Name + ".csv", b.Bytes()})
	}
	drawings, err := labFigures(m)
	if err != nil {
		return nil, after(err)
	}
	figures, err := render(drawings, []plots.Format{plots.PNG, plots.SVG}, "xbar lab")
	if err != nil {
		return nil, after(err)
	}
	all, err = a.documented(append(all, figures...), "lab", labMethods(files), notes)
	if err != nil {
		return nil, err
	}
	return deliver(all, out, force)
}
