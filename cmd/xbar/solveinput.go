package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strings"

	"github.com/xbar-sim/xbar/crossbar/circuit"
	"github.com/xbar-sim/xbar/internal/npy"
	"github.com/xbar-sim/xbar/internal/si"
)

// cellBytes is what a cell takes while an array is solved: what the solver keeps, the file and the figures.
const cellBytes = 8 * 16

// readProblem reads the files of a problem. An array that does not fit in memory is refused before it is
// solved, and where the file says its size before it is read.
func (a *app) readProblem(p *problem) error {
	most := math.MaxInt32
	if p.memory > 0 {
		most = int(min(p.memory/cellBytes, math.MaxInt32))
	}
	name := p.o.resistances + p.o.conductances
	array, err := a.readMatrix(name, most)
	if err != nil {
		if errors.Is(err, npy.ErrTooLarge) && p.memory > 0 {
			return fmt.Errorf("%w for %s of memory: a cell takes about %d bytes (--memory allows more)", err, rough(float64(p.memory), "B"), cellBytes)
		}
		return err
	}
	if p.g, err = p.siemens(array); err != nil {
		return err
	}
	p.geo.Rows, p.geo.Cols = array.rows, array.cols
	if p.volts, err = a.readMatrix(p.o.voltages, most); err != nil {
		return err
	}
	v := p.volts
	if v.rows != array.rows {
		hint := ""
		if v.cols == array.rows {
			hint = "; it may want to be transposed"
		}
		return fmt.Errorf("%s has %d rows: want %d, one for every word line of %s%s", v.name, v.rows, array.rows, name, hint)
	}
	if p.vector >= v.cols {
		return &si.ValueError{Key: "--vector", Value: fmt.Sprint(p.vector + 1), Want: fmt.Sprintf("1 to %d", v.cols), Doc: "vectors of " + v.name}
	}
	for k, x := range v.x {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return &si.ValueError{Key: cellPlace(v, k), Value: shownValue(x, "V"), Want: "a number"}
		}
	}
	return nil
}

// siemens are the conductances of an array file.
func (p *problem) siemens(array *matrix) ([]float64, error) {
	unit, want := "S", "0 S or more"
	if p.o.resistances != "" {
		unit, want = "Ω", "0 Ω or more"
	}
	g := array.x
	for k, x := range g {
		if !(x >= 0) || unit == "S" && math.IsInf(x, 1) {
			return nil, &si.ValueError{Key: cellPlace(array, k), Value: shownValue(x, unit), Want: want}
		}
		if unit == "Ω" {
			g[k] = 1 / math.Abs(x) // not −0
		}
	}
	return g, nil
}

// cellPlace names a number of a matrix.
func cellPlace(m *matrix, k int) string {
	return fmt.Sprintf("%s, row %d, column %d", m.name, k/m.cols+1, k%m.cols+1)
}

// exampleNames are the examples that can be written.
var exampleNames = []string{"badcrossbar", "sneak"}

// writeExample writes the files of an example: that of badcrossbar's README, or an array whose sneak paths hide a cell.
func (a *app) writeExample(o *circuitry) error {
	var name string
	if err := (si.Param{Name: "--example", At: &name, Doc: "files to write", Choices: exampleNames}).Set(o.example); err != nil {
		return err
	}
	type file struct{ name, text string }
	files := []file{
		{"resistances.csv", "345,903,755,257,646\n652,401,508,166,454\n442,874,190,244,635\n"},
		{"voltages.csv", "1.5,4.1,2.6,2.1\n2.3,4.5,1.1,0.8\n1.7,4,3.3,1.1\n"},
	}
	if name == "sneak" {
		row := strings.Repeat(",10000", 15) + "\n"
		files = []file{
			{"sneak.csv", "1000000" + row + strings.Repeat("10000"+row, 15)},
			{"one-row.csv", "1\n" + strings.Repeat("0\n", 15)},
		}
	}
	for _, f := range files {
		if _, err := os.Lstat(f.name); err == nil && !o.force {
			return fmt.Errorf("%s exists already: use --force", f.name)
		}
		if err := writeWhole(f.name, []byte(f.text)); err != nil {
			return after(err)
		}
		a.printf("%s\n", f.name)
	}
	return nil
}

// losses are the voltages that the cells lack under vector k, V: that of the word line's source less the
// one across the cell. Cells of word lines that float lack none.
func (p *problem) losses(s *solved, k int) []float64 {
	v := p.drive(k).Left
	out := make([]float64, len(p.g))
	for c := range out {
		i := c / p.geo.Cols
		if !math.IsInf(p.geo.Left[i], 1) {
			out[c] = v[i] - (s.word[k][c] - s.bit[k][c])
		}
	}
	return out
}

// ideal are the currents of ideal wires.
func (p *problem) ideal() []float64 {
	out := make([]float64, p.volts.cols*p.geo.Cols)
	for k := range p.volts.cols {
		row, v := out[k*p.geo.Cols:(k+1)*p.geo.Cols], p.drive(k).Left
		for i := range v {
			if math.IsInf(p.geo.Left[i], 1) {
				v[i] = 0
			}
		}
		if p.curves == nil {
			circuit.Currents(row, p.g, v)
			continue
		}
		across := make([]float64, len(p.g))
		for c := range across {
			across[c] = v[c/p.geo.Cols]
		}
		for c, a := range p.cellCurrents(across) {
			row[c%p.geo.Cols] += a
		}
	}
	return out
}

// shownValue is a value as an error shows it, with its word where it is no number.
func shownValue(x float64, unit string) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return fmt.Sprint(x, " ", unit)
	}
	return si.Format(x, unit)
}
