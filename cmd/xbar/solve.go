package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/crossbar/circuit"
	"github.com/xbar-sim/xbar/internal/si"
)

// A circuitry is what "solve" is asked for.
type circuitry struct {
	resistances, conductances, voltages string // files
	word, bit, source, sense            string // Ω
	twoSided                            string
	floating                            string
	method                              string
	cell, selector, access, saturation  string
	vector, memory                      string
	out, formats                        string
	check, nodes, force, json           bool
	example                             string
}

func (a *app) solve() *cobra.Command {
	o := &circuitry{}
	c := &cobra.Command{
		Use:   "solve (--resistances FILE | --conductances FILE) --voltages FILE",
		Short: "Solve the currents and voltages of an array whose wires have resistance",
		Long: `Solve an array of cells on word and bit lines of resistance. The array file has a row for every word line
and a column for every bit line; a cell of inf Ω is open, one of 0 Ω is a short. The voltages file has a row
for every word line and a column for every input vector. Both are CSV without a header, or NPY by ending.

Word lines are driven on the left and bit lines held at 0 V at the bottom, each through one segment of its
line; currents.csv has a row for every vector and a column for every bit line, in amperes. badcrossbar has
the same geometry: what is r_i there is --word and --bit here. --example writes the array of its README,
whose cell in row 1, column 4 carries 0.00986 A under vector 3.

Cells are ohmic, or bend: --cell and --selector say how, --access puts a transistor in series, and Newton's
method solves the array. --example=sneak writes one cell of 1 MΩ among 255 of 10 kΩ: read with all other lines
floating, it seems to be one of 1.4 kΩ, unless every cell has a selector.

  --cell      ohmic; sinh:v0=250mV (G V0 sinh(v/V0)); polynomial:a3=1,a5=0 (G (v + a3 v³ + a5 v⁵));
              schottky:ve=100mV (G Ve (exp(v/Ve) - 1)); table:FILE (a row for every point of a measured curve: V, and
              current over conductance). With read=100mV beside it the array file has conductances at 100 mV, not at
              0 V, and the currents of a table may have any scale
  --selector  none; sinh:is=1nA,vt=50mV (2 Is sinh(v/Vt)); diode:is=1nA,vt=50mV,leak=1nS (Is (exp(v/Vt) - 1));
              threshold:th=0.6V,hold=0.1V,on=1kΩ,off=1GΩ (off until its voltage exceeds th, then on for this vector)`,
		Example: `  xbar solve --example
  xbar solve --resistances resistances.csv --voltages voltages.csv --word 0.5 --bit 0.5 -o solved
  xbar solve --resistances resistances.csv --voltages voltages.csv --word 0.5 --bit 0.5 --check --nodes -o checked
  xbar solve --resistances resistances.csv --voltages voltages.csv --word 0.5 --bit 0.5 --cell sinh:v0=1V --access 100 -o bent
  xbar solve --example=sneak
  xbar solve --resistances sneak.csv --voltages one-row.csv --word 1 --bit 1 --floating w2-16,b2-16 -o sneak
  xbar solve --resistances sneak.csv --voltages one-row.csv --word 1 --bit 1 --floating w2-16,b2-16 --selector sinh -o selected`,
		Args: wants(0, ""),
		RunE: func(*cobra.Command, []string) error {
			if o.example != "" {
				return a.writeExample(o)
			}
			return a.solveArray(o)
		},
	}
	o.flags(c)
	return c
}

func (o *circuitry) flags(c *cobra.Command) {
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.resistances, "resistances", "", "`FILE` of the resistances of cells, Ω")
	f.StringVar(&o.conductances, "conductances", "", "`FILE` of their conductances, S, instead")
	f.StringVar(&o.voltages, "voltages", "", "`FILE` of the voltages of word lines, V; - reads standard input")
	f.StringVar(&o.word, "word", "", "`OHM` of one segment of a word line (default 0 Ω)")
	f.StringVar(&o.bit, "bit", "", "`OHM` of one segment of a bit line (default 0 Ω)")
	f.StringVar(&o.source, "source", "", "`OHM` of every voltage source (default 0 Ω)")
	f.StringVar(&o.sense, "sense", "", "`OHM` of every sense amplifier (default 0 Ω)")
	f.StringVar(&o.twoSided, "two-sided", "", "`LINES` with terminals at both ends: word, bit or both")
	f.StringVar(&o.floating, "floating", "", "`LINES` without terminals, as w2,b1-4: word line 2, bit lines 1 to 4")
	f.StringVar(&o.cell, "cell", "", "`CURVE` of the cells (default ohmic)")
	f.StringVar(&o.selector, "selector", "", "`CURVE` of a selector in series with every cell (default none)")
	f.StringVar(&o.access, "access", "", "`OHM` of a transistor in series with every cell (default none)")
	f.StringVar(&o.saturation, "saturation", "", "`AMPERE` that such a transistor lets through at most (default no limit)")
	f.StringVar(&o.method, "method", string(circuit.ExactCircuit), "`NAME` of the method: "+strings.Join(methodNames(), ", "))
	f.BoolVar(&o.check, "check", false, "compare all methods with the exact one")
	f.BoolVar(&o.nodes, "nodes", false, "write the voltages of all nodes of word and bit lines too")
	f.StringVar(&o.vector, "vector", "", "`N` of the vector whose voltage loss is drawn (default 1)")
	f.StringVar(&o.memory, "memory", "", "`BYTES` that may be used (default what is free)")
	f.StringVarP(&o.out, "out", "o", "", "results `FOLDER` (default results/solve-HASH8)")
	f.StringVar(&o.formats, "format", "", "`KINDS` of figures besides png and svg: pdf")
	f.BoolVar(&o.force, "force", false, "replace what is in the results folder")
	f.BoolVar(&o.json, "json", false, "print one JSON object on standard output")
	f.StringVar(&o.example, "example", "", "write the files of an `EXAMPLE` and do nothing else: badcrossbar (also without a name) or sneak")
	f.Lookup("example").NoOptDefVal = exampleNames[0]
	c.MarkFlagDirname("out")
	for _, name := range []string{"resistances", "conductances", "voltages"} {
		c.MarkFlagFilename(name, "csv", "npy")
	}
	c.RegisterFlagCompletionFunc("method", cobra.FixedCompletions(methodNames(), cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("two-sided", cobra.FixedCompletions(sidedness, cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("format", listed(formatNames, false))
}

var sidedness = []string{"word", "bit", "both"}

func methodNames() []string {
	var out []string
	for _, m := range circuit.Methods() {
		out = append(out, string(m))
	}
	return out
}

// A problem is an array to be solved.
type problem struct {
	o      *circuitry
	geo    circuit.Geometry
	g      []float64
	volts  *matrix
	cross  *crosspoint
	curves circuit.Cells // nil where all is ohmic
	method circuit.Method
	vector int // that is drawn, from 0
	memory int64
}

// problem reads what the flags say and refuses what cannot be solved.
func (a *app) problem(o *circuitry) (*problem, error) {
	p := &problem{o: o, vector: 1, memory: freeMemory()}
	var word, bit, source, sense, memory float64
	var errs []error
	number := func(name, text, unit, doc string, at *float64) {
		if text != "" {
			errs = append(errs, si.Param{Name: name, At: at, Unit: unit, Doc: doc, Max: 1e15}.Set(text))
		}
	}
	number("--word", o.word, "Ω", "one segment of a word line", &word)
	number("--bit", o.bit, "Ω", "one segment of a bit line", &bit)
	number("--source", o.source, "Ω", "a voltage source", &source)
	number("--sense", o.sense, "Ω", "a sense amplifier", &sense)
	number("--memory", o.memory, "", "bytes that may be used", &memory)
	if memory > 0 {
		p.memory = int64(memory)
	}
	method := si.Param{Name: "--method", At: new(string), Doc: "way to the currents", Choices: methodNames()}
	errs = append(errs, method.Set(o.method))
	p.method = circuit.Method(method.Text())
	if o.twoSided != "" {
		errs = append(errs, si.Param{Name: "--two-sided", At: new(string), Doc: "lines with terminals at both ends", Choices: sidedness}.Set(o.twoSided))
	}
	if o.vector != "" {
		errs = append(errs, si.Param{Name: "--vector", At: &p.vector, Doc: "vector that is drawn", Min: 1, Max: math.MaxInt32}.Set(o.vector))
	}
	p.vector--
	switch {
	case o.resistances == "" && o.conductances == "":
		errs = append(errs, errors.New("--resistances or --conductances: want the file of an array"))
	case o.resistances != "" && o.conductances != "":
		errs = append(errs, errors.New("--resistances and --conductances: want one of them"))
	}
	if o.voltages == "" {
		errs = append(errs, errors.New("--voltages: want a file"))
	}
	cross, err := o.crosspoint()
	if p.cross = cross; err != nil {
		errs = append(errs, err)
	} else if !cross.Straight() && p.method != circuit.ExactCircuit {
		errs = append(errs, fmt.Errorf("--method %s takes cells, selectors and transistors as ohmic: want exact (--check compares)", p.method))
	}
	if o.nodes && p.method != circuit.ExactCircuit {
		errs = append(errs, fmt.Errorf("--nodes: the method %s makes currents only, want exact", p.method))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if err := a.readProblem(p); err != nil {
		return nil, err
	}
	if err := a.readTable(p.cross); err != nil {
		return nil, err
	}
	if p.cross.Straight() {
		p.cross.behind(p.g)
	} else if p.curves, err = p.cross.Cells(p.g); err != nil {
		return nil, err
	}
	p.geo = circuit.Plain(p.geo.Rows, p.geo.Cols, word, bit, source, sense)
	if o.twoSided == "word" || o.twoSided == "both" {
		p.geo.Right = circuit.Terminals(p.geo.Rows, source)
	}
	if o.twoSided == "bit" || o.twoSided == "both" {
		p.geo.Top = circuit.Terminals(p.geo.Cols, sense)
	}
	return p, p.float(o.floating)
}

// float opens the ends of lines in a list like w2,b1-4.
func (p *problem) float(list string) error {
	if list == "" {
		return nil
	}
	var errs []error
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimSpace(item)
		kind, rest := item[:min(1, len(item))], item[min(1, len(item)):]
		from, to, ranged := strings.Cut(rest, "-")
		if !ranged {
			to = from
		}
		i, err := strconv.Atoi(from)
		j, err2 := strconv.Atoi(to)
		n, sides := p.geo.Rows, [][]float64{p.geo.Left, p.geo.Right}
		if kind == "b" {
			n, sides = p.geo.Cols, [][]float64{p.geo.Bottom, p.geo.Top}
		}
		if err != nil || err2 != nil || kind != "w" && kind != "b" || i < 1 || j < i || j > n {
			errs = append(errs, fmt.Errorf("--floating = %q: want lines like w2 or b1-4, word lines to %d and bit lines to %d", item, p.geo.Rows, p.geo.Cols))
			continue
		}
		for _, side := range sides {
			if side != nil {
				copy(side[i-1:j], slices.Repeat([]float64{math.Inf(1)}, j-i+1))
			}
		}
	}
	return errors.Join(errs...)
}

// drive is input vector k.
func (p *problem) drive(k int) *circuit.Drive {
	v := make([]float64, p.geo.Rows)
	for i := range v {
		v[i] = p.volts.x[i*p.volts.cols+k]
	}
	return &circuit.Drive{Left: v, Right: v}
}

// A solved is what a method makes of a problem.
type solved struct {
	method     circuit.Method
	currents   []float64 // a row for every vector
	iterations int       // the most of any vector
	residual   float64   // the worst of any vector, A; NaN if the method knows none
	seconds    float64
	word, bit  [][]float64 // voltages of nodes of every vector that was asked for, else nil
}

// A solver is what answers one vector after another.
type solver interface {
	Solve(s *circuit.Solution, d *circuit.Drive) error
}

// exact solves all vectors, of cells with curves each from the voltages of the one before; keep says of which node voltages are
// wanted.
func (p *problem) exact(curves circuit.Cells, keep func(k int) bool) (*solved, error) {
	n := p.volts.cols
	out := &solved{method: circuit.ExactCircuit, currents: make([]float64, n*p.geo.Cols), word: make([][]float64, n), bit: make([][]float64, n)}
	start := time.Now()
	x, err := p.solver(curves)
	if err != nil {
		return nil, err
	}
	var s circuit.Solution
	for k := range n {
		if err := x.Solve(&s, p.drive(k)); err != nil {
			return nil, vectorError(k, err)
		}
		out.keep(p, &s, k, keep(k))
	}
	out.seconds = time.Since(start).Seconds()
	return out, nil
}

// solver is Newton's method where cells have curves.
func (p *problem) solver(curves circuit.Cells) (solver, error) {
	if curves != nil {
		return circuit.NewNewton(p.geo, curves)
	}
	return circuit.NewExact(p.geo, p.g)
}

// vectorError names the vector that could not be solved.
func vectorError(k int, err error) error {
	err = fmt.Errorf("vector %d: %w", k+1, err)
	var stuck *circuit.NoConvergence
	if errors.As(err, &stuck) {
		return after(err)
	}
	return err
}

// keep takes over the solution of vector k, with the voltages of nodes where they are wanted.
func (out *solved) keep(p *problem, s *circuit.Solution, k int, nodes bool) {
	row := out.currents[k*p.geo.Cols : (k+1)*p.geo.Cols]
	for j := range row {
		row[j] = s.Bottom[j] + s.Top[j]
	}
	out.iterations, out.residual = max(out.iterations, s.Iterations), max(out.residual, s.Violation)
	if nodes {
		out.word[k], out.bit[k] = slices.Clone(s.Word), slices.Clone(s.Bit)
	}
}

// approximate makes the currents by a method that is not exact.
func (p *problem) approximate(m circuit.Method) (*solved, error) {
	out := &solved{method: m, currents: make([]float64, p.volts.cols*p.geo.Cols), residual: math.NaN()}
	start := time.Now()
	e, err := circuit.Effective(m, p.geo, p.g)
	if err != nil {
		return nil, fmt.Errorf("--method %s: %w", m, err)
	}
	for k := range p.volts.cols {
		circuit.Currents(out.currents[k*p.geo.Cols:(k+1)*p.geo.Cols], e, p.drive(k).Left)
	}
	out.seconds = time.Since(start).Seconds()
	return out, nil
}
