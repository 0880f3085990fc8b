package main

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestCSVMatrix(t *testing.T) {
	for _, tt := range []struct {
		text       string
		rows, cols int
		x          []float64
	}{
		{"1,2\n3,4\n", 2, 2, []float64{1, 2, 3, 4}},
		{"\ufeff# Ω\r\n1e3; inf\r\n\r\n-0.5;\"7\"\r\n", 2, 2, []float64{1000, math.Inf(1), -0.5, 7}},
		{"1 2\t3", 1, 3, []float64{1, 2, 3}},
	} {
		m, err := readCSVMatrix("x", strings.NewReader(tt.text), 100)
		if err != nil || m.rows != tt.rows || m.cols != tt.cols || !slices.Equal(m.x, tt.x) {
			t.Errorf("%q: %+v, %v", tt.text, m, err)
		}
	}
	for text, want := range map[string]string{
		"":          "no numbers",
		"1,,2":      "column 2: a number is missing",
		"1,2\n1":    "line 2 has 1 numbers, line 1 has 2",
		"1,2,3,4,5": "more than 4 numbers",
		"a":         `"a" is not a number`,
	} {
		if _, err := readCSVMatrix("x", strings.NewReader(text), 4); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// What is written is read again, bit for bit.
func FuzzCSVMatrix(f *testing.F) {
	f.Add("1,2\n3,4\n")
	f.Add("# a\n1;2\n\n")
	f.Add("\"1\" 0x1p-2\tNaN\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := readCSVMatrix("x", strings.NewReader(text), 100)
		if err != nil {
			return
		}
		if m.rows*m.cols != len(m.x) || len(m.x) > 100 {
			t.Fatalf("%d × %d, %d numbers", m.rows, m.cols, len(m.x))
		}
		again, err := readCSVMatrix("x", strings.NewReader(string(appendCSV(nil, m.rows, m.cols, m.x))), 100)
		if err != nil || again.rows != m.rows || again.cols != m.cols {
			t.Fatalf("%v", err)
		}
		for k, v := range m.x {
			if math.Float64bits(v) != math.Float64bits(again.x[k]) && v == v {
				t.Fatalf("number %d is %g, was %g", k, again.x[k], v)
			}
		}
	})
}
