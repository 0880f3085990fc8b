package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"github.com/xbar-sim/xbar/crossbar/circuit"
	"github.com/xbar-sim/xbar/internal/npy"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/plots"
)

// solveArray does what the flags say.
func (a *app) solveArray(o *circuitry) error {
	formats, err := a.figureFormats(o.formats)
	if err != nil {
		return err
	}
	p, err := a.problem(o)
	if err != nil {
		return err
	}
	dir := o.out
	if dir == "" {
		dir = filepath.Join("results", "solve-"+p.hash())
	}
	if _, err := os.Lstat(filepath.Join(dir, "currents.csv")); err == nil && !o.force {
		return fmt.Errorf("%s exists already: use -o or --force", filepath.Join(dir, "currents.csv"))
	}
	r, err := p.results()
	if err != nil {
		return err
	}
	files, err := p.files(r, formats)
	if err != nil {
		return after(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return after(fmt.Errorf("cannot write %s: %w", dir, reason(err)))
	}
	for i := range files {
		files[i].path = filepath.Join(dir, files[i].path)
		if err := writeWhole(files[i].path, files[i].data); err != nil {
			return after(err)
		}
	}
	return a.showSolved(p, r, dir, files)
}

// hash names the problem.
func (p *problem) hash() string {
	h := sha256.New()
	fmt.Fprintln(h, p.geo, p.volts.rows, p.volts.cols, p.method, p.o.check, p.o.nodes, p.vector)
	if p.curves != nil {
		fmt.Fprintln(h, p.cross)
	}
	binary.Write(h, binary.LittleEndian, p.g)
	binary.Write(h, binary.LittleEndian, p.volts.x)
	return fmt.Sprintf("%x", h.Sum(nil)[:4])
}

// A resolved is what comes of a problem: the method asked for first, and with a check all others.
type resolved struct {
	*solved
	exact  *solved // nil unless it was solved
	others []*solved
	skip   []string // why a method is not among the others
}

func (p *problem) results() (*resolved, error) {
	r := &resolved{}
	var err error
	if p.method == circuit.ExactCircuit || p.o.check {
		if r.exact, err = p.exact(p.curves, func(k int) bool { return p.o.nodes || k == p.vector }); err != nil {
			return nil, err
		}
	}
	if r.solved = r.exact; p.method != circuit.ExactCircuit {
		if r.solved, err = p.approximate(p.method); err != nil {
			return nil, err
		}
	}
	if !p.o.check {
		return r, nil
	}
	if p.curves != nil {
		s, err := p.exact(nil, func(int) bool { return false })
		if err != nil {
			return nil, err
		}
		s.method = "exact, ohmic cells alone"
		r.others = append(r.others, s)
	}
	for _, m := range circuit.Methods() {
		if m == circuit.ExactCircuit {
			continue
		}
		s, err := p.approximate(m)
		if err != nil {
			r.skip = append(r.skip, err.Error())
			continue
		}
		r.others = append(r.others, s)
	}
	return r, nil
}

// files are what is written.
func (p *problem) files(r *resolved, formats []plots.Format) ([]product, error) {
	n, vectors := p.geo.Cols, p.volts.cols
	files := p.matrixFiles("currents", vectors, n, r.currents)
	if p.o.nodes {
		for k := range vectors {
			files = append(files, p.matrixFiles(fmt.Sprintf("word_voltages_%d", k+1), p.geo.Rows, n, r.exact.word[k])...)
			files = append(files, p.matrixFiles(fmt.Sprintf("bit_voltages_%d", k+1), p.geo.Rows, n, r.exact.bit[k])...)
		}
	}
	if len(r.others) > 0 {
		table, err := p.checkTable(r)
		if err != nil {
			return nil, err
		}
		files = append(files, product{"check.csv", table})
	}
	for _, named := range p.figures(r) {
		drawn, err := pictures(named.Name, named.Figure, formats, "xbar solve")
		if err != nil {
			return nil, err
		}
		files = append(files, drawn...)
	}
	return files, nil
}

// matrixFiles are a matrix as CSV, and as NPY too where the array came so.
func (p *problem) matrixFiles(name string, rows, cols int, x []float64) []product {
	files := []product{{name + ".csv", appendCSV(nil, rows, cols, x)}}
	if isNPY(p.o.resistances + p.o.conductances) {
		files = append(files, product{name + ".npy", npy.Append(nil, rows, cols, x)})
	}
	return files
}

func (p *problem) figures(r *resolved) []plots.Named {
	var all []plots.Named
	add := func(name string, l plots.Lattice, notes ...string) {
		if fig, err := plots.HeatMap(l, notes...); err == nil {
			all = append(all, plots.Named{Name: name, Figure: fig})
		}
	}
	wires := fmt.Sprintf("Segments of %s (word) and %s (bit).", si.Format(p.geo.Word, "Ω"), si.Format(p.geo.Bit, "Ω"))
	if r.exact != nil {
		add("voltage_loss", plots.Lattice{Rows: p.geo.Rows, Cols: p.geo.Cols, Values: p.losses(r.exact, p.vector),
			Quantity: "voltage lost in the wires", Unit: "V", Down: "word line", Across: "bit line"},
			fmt.Sprintf("Vector %d of %d, voltage of the source less that across the cell.", p.vector+1, p.volts.cols), wires)
	}
	ideal := p.ideal()
	top := largest(ideal)
	if top > 0 && finiteAll(ideal) {
		loss := make([]float64, len(ideal))
		for k, x := range ideal {
			loss[k] = 100 * (x - r.currents[k]) / top
		}
		add("current_error", plots.Lattice{Rows: p.volts.cols, Cols: p.geo.Cols, Values: loss,
			Quantity: "current lost in the wires", Unit: "%", Down: "vector", Across: "bit line"},
			"Of the largest current of ideal wires, "+rough(top, "A")+"; method: "+string(r.method)+".", wires)
	}
	return all
}

func largest(x []float64) float64 {
	top := 0.0
	for _, v := range x {
		top = max(top, math.Abs(v))
	}
	return top
}

func finiteAll(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// errors are the largest and the root mean square error of s, relative to the largest exact current.
func (r *resolved) errors(s *solved) (most, rms float64) {
	top := largest(r.exact.currents)
	if top == 0 {
		return 0, 0
	}
	for k, x := range s.currents {
		e := math.Abs(x-r.exact.currents[k]) / top
		most = max(most, e)
		rms += e * e
	}
	return most, math.Sqrt(rms / float64(len(s.currents)))
}

func (p *problem) checkTable(r *resolved) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"method", "error_max", "error_rms"})
	for _, s := range r.others {
		most, rms := r.errors(s)
		w.Write([]string{string(s.method), strconv.FormatFloat(most, 'g', 6, 64), strconv.FormatFloat(rms, 'g', 6, 64)})
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func (a *app) showSolved(p *problem, r *resolved, dir string, files []product) error {
	if p.o.json {
		return a.solvedJSON(p, r, dir, files)
	}
	a.printf("%d × %d cells, %s, %s in %s\n", p.geo.Rows, p.geo.Cols, vectorsText(p.volts.cols), r.method, rough(r.seconds, "s"))
	if r.exact != nil {
		holds := "exactly"
		if r.exact.residual > 0 {
			holds = "to " + rough(r.exact.residual, "A")
		}
		steps := "iterations"
		if p.curves != nil {
			a.printf("%s\n", p.cross)
			steps = "steps of Newton's method"
		}
		a.printf("at most %d %s; Kirchhoff's current law holds %s\n", r.exact.iterations, steps, holds)
	}
	if text := p.sneaks(r); text != "" {
		a.printf("%s\n", text)
	}
	if len(r.others) > 0 {
		t := grid("method", "largest error", "root mean square", "time")
		for _, s := range append([]*solved{r.exact}, r.others...) {
			most, rms := r.errors(s)
			t.Row(string(s.method), percentText(most), percentText(rms), rough(s.seconds, "s"))
		}
		a.show(t)
		a.printf("errors of currents against exact, of the largest current, %s\n", rough(largest(r.exact.currents), "A"))
	}
	for _, why := range r.skip {
		a.warn(why)
	}
	for _, f := range files {
		a.printf("%s\n", f.path)
	}
	return nil
}

func percentText(x float64) string {
	if x == 0 {
		return "0 %"
	}
	return strconv.FormatFloat(100*x, 'g', 3, 64) + " %"
}

func vectorsText(n int) string {
	if n == 1 {
		return "1 vector"
	}
	return strconv.Itoa(n) + " vectors"
}

func (a *app) solvedJSON(p *problem, r *resolved, dir string, files []product) error {
	checks := []record{}
	for _, s := range r.others {
		most, rms := r.errors(s)
		checks = append(checks, record{{"method", s.method}, {"error_max", most}, {"error_rms", rms}, {"seconds", s.seconds}})
	}
	names, warnings := []string{}, append([]string{}, r.skip...)
	for _, f := range files {
		names = append(names, filepath.Base(f.path))
	}
	return a.printJSON(record{
		{"method", r.method}, {"rows", p.geo.Rows}, {"cols", p.geo.Cols}, {"vectors", p.volts.cols}, {"cells", p.cross.String()},
		{"iterations", r.iterations}, {"residual_A", orNull(r.residual)}, {"seconds", r.seconds},
		{"check", checks}, {"results", dir}, {"files", names}, {"warnings", warnings},
	})
}
