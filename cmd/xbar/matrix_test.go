package main

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

// Matrices come back to the bit from either format, and the sum is that of the numbers, not of the file.
func TestMatrixFiles(t *testing.T) {
	m := experiments.Matrix{Rows: 2, Cols: 3, X: []float64{1, -2.5, 1e-300, 0.1, math.MaxFloat64, 0}}
	for _, ending := range []string{".csv", ".npy"} {
		got, err := parseMatrix(ending, matrixText(ending, m))
		if err != nil || got.Rows != 2 || got.Cols != 3 || !slices.Equal(got.X, m.X) || sum(got) != sum(&m) {
			t.Errorf("%s: %+v, %v", ending, got, err)
		}
	}
	got, err := parseMatrix(".csv", []byte(" 1, 2 \r\n\r\n3,4\n"))
	if err != nil || !slices.Equal(got.X, []float64{1, 2, 3, 4}) {
		t.Errorf("spaces and empty lines: %+v, %v", got, err)
	}
}

func TestMatrixIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"": "no numbers", "1,2\n3\n": "wrong number of fields", "1,x\n": `line 1, column 2: "x"`,
		"1\nNaN\n": "line 2, column 1", "1,inf": "finite", "\"1": "quote",
	} {
		if _, err := parseMatrix(".csv", []byte(text)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
	if _, err := parseMatrix(".txt", nil); err == nil || !strings.Contains(err.Error(), "want .csv or .npy") {
		t.Errorf("another ending: %v", err)
	}
}

// No text brings down the reader, and what it takes it takes again.
func FuzzMatrixCSV(f *testing.F) {
	for _, s := range []string{"1,2\n3,4", "", "\"", "1e400", "-0,+1\n", "1,\n", "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parseMatrix(".csv", data)
		if err != nil {
			return
		}
		if m.Rows < 1 || m.Cols < 1 || len(m.X) != m.Rows*m.Cols {
			t.Fatalf("%d × %d with %d numbers", m.Rows, m.Cols, len(m.X))
		}
		again, err := parseMatrix(".csv", matrixText(".csv", *m))
		if err != nil || !bytes.Equal(matrixText(".csv", *again), matrixText(".csv", *m)) {
			t.Fatalf("%v", err)
		}
	})
}
