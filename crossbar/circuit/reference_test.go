package circuit

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/npy"
)

func readMatrix(t *testing.T, name string) (rows, cols int, x []float64) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name+".npy"))
	if err != nil {
		t.Fatal(err)
	}
	rows, cols, x, err = npy.Read(bytes.NewReader(b), 1<<20)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return rows, cols, x
}

func readTable(t *testing.T, name string) []float64 {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var x []float64
	for _, row := range rows {
		for _, cell := range row {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				t.Fatal(err)
			}
			x = append(x, v)
		}
	}
	return x
}

// close checks x against want relative to the largest of want.
func closeTo(t *testing.T, what string, x, want []float64, tol float64) {
	t.Helper()
	most := kernel.Largest(want)
	for k := range want {
		if e := math.Abs(x[k] - want[k]); !(e <= tol*most) {
			t.Fatalf("%s %d: %.15g, want %.15g (off by %.2g of the largest)", what, k, x[k], want[k], e/most)
		}
	}
}

// Currents and node voltages are those of badcrossbar 1.1.0 and of its refined solutions.
func TestExactIsBadcrossbar(t *testing.T) {
	for _, tt := range []struct {
		name      string
		word, bit float64
		currents  string
		volts     bool
	}{
		{"n4_r1", 1, 1, "refined_", false}, {"n4_r5", 5, 5, "refined_", false},
		{"n8_r1", 1, 1, "refined_", false}, {"n8_r5", 5, 5, "refined_", true},
		{"n32_r1", 1, 1, "refined_", false}, {"n32_r5", 5, 5, "refined_", false},
		{"m24n40_rw1_rb5", 1, 5, "refined_", true}, {"m40n24_rw5_rb1", 5, 1, "refined_", false},
		{"n32_rw1_rb0", 1, 0, "", false}, {"n32_rw0_rb1", 0, 1, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, n, r := readMatrix(t, tt.name+".resistances_ohm")
			_, p, v := readMatrix(t, tt.name+".voltages_V")
			_, _, want := readMatrix(t, tt.name+".currents_"+tt.currents+"A")
			x := newExact(t, Plain(m, n, tt.word, tt.bit, 0, 0), inverse(r))
			for k := range p {
				drive := &Drive{Left: make([]float64, m)}
				for i := range m {
					drive.Left[i] = v[i*p+k]
				}
				s := solved(t, x, drive)
				closeTo(t, fmt.Sprintf("vector %d, current", k), s.Bottom, want[k*n:(k+1)*n], 1e-11)
				if tt.volts && k == 1 {
					closeTo(t, "word node", s.Word, readTable(t, tt.name+".v_word_vec1_V"), 1e-11)
					closeTo(t, "bit node", s.Bit, readTable(t, tt.name+".v_bit_vec1_V"), 1e-11)
				}
			}
		})
	}
}

func inverse(r []float64) []float64 {
	g := make([]float64, len(r))
	for k, x := range r {
		g[k] = 1 / x
	}
	return g
}

func newExact(t *testing.T, geo Geometry, g []float64) *Exact {
	t.Helper()
	x, err := NewExact(geo, g)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func solved(t *testing.T, x *Exact, d *Drive) *Solution {
	t.Helper()
	s := &Solution{}
	if err := x.Solve(s, d); err != nil {
		t.Fatal(err)
	}
	return s
}

// U1: the example of badcrossbar's README, 0.00986 A in cell (0, 3) under the third vector there and the
// currents of all vectors solved by hand of the equations.
func TestReadmeOfBadcrossbar(t *testing.T) {
	volts := [][]float64{{1.5, 2.3, 1.7}, {4.1, 4.5, 4}, {2.6, 1.1, 3.3}, {2.1, 0.8, 1.1}}
	g := inverse([]float64{345, 903, 755, 257, 646, 652, 401, 508, 166, 454, 442, 874, 190, 244, 635})
	want := [][]float64{
		{.01158503, .00919064, .01511568, .02583321, .00981179},
		{.02751148, .02001367, .03455573, .05763286, .02199829},
		{.01649934, .00925389, .02247116, .02938042, .01136674},
		{.00968736, .0054937, .00992595, .01697804, .00658621},
	}
	x := newExact(t, Plain(3, 5, 0.5, 0.5, 0, 0), g)
	for k, v := range volts {
		s := solved(t, x, &Drive{Left: v})
		for j, i := range want[k] {
			if math.Abs(s.Bottom[j]-i) > 6e-9 { // eight places are given
				t.Errorf("vector %d, bit line %d: %.8f A, want %.8f", k, j, s.Bottom[j], i)
			}
		}
		if k == 0 { // P22
			closeTo(t, "current", s.Bottom, []float64{0.011585025, 0.009190642, 0.015115681, 0.025833208, 0.009811793}, 1e-7)
		}
		if i := g[3] * (s.Word[3] - s.Bit[3]); k == 2 && math.Abs(i-0.0098562) > 6e-9 {
			t.Errorf("cell (0, 3), vector 2: %.8f A, want 0.00985620", i)
		}
	}
}
