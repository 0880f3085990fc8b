package npy

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/internal/memory"
)

func TestRoundTrip(t *testing.T) {
	x := []float64{1, -2.5, math.Inf(1), 0, 1e-300, math.MaxFloat64}
	b := Append(nil, 2, 3, x)
	if len(b)%64 != 48 { // 64 or 128 bytes of header, 48 of numbers
		t.Errorf("%d bytes", len(b))
	}
	rows, cols, y, err := Read(bytes.NewReader(b), 6)
	if err != nil || rows != 2 || cols != 3 || !slices.Equal(x, y) {
		t.Errorf("%d × %d %v, %v", rows, cols, y, err)
	}
}

// file is a NumPy file with any header.
func file(header string, numbers any) []byte {
	b := append([]byte(magic), 1, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(header)))
	var w bytes.Buffer
	w.Write(append(b, header...))
	if err := binary.Write(&w, binary.LittleEndian, numbers); err != nil {
		panic(err)
	}
	return w.Bytes()
}

// What numpy.save writes of other types and orders.
func TestKinds(t *testing.T) {
	for _, tt := range []struct {
		header  string
		numbers any
		want    []float64 // row after row
	}{
		{"{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }\n", []float64{1, 2, 3, 4}, []float64{1, 2, 3, 4}},
		{"{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }\n", []float64{1, 2, 3, 4}, []float64{1, 3, 2, 4}},
		{"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n", []float32{1, 2, 3, 4.5}, []float64{1, 2, 3, 4.5}},
		{"{'descr': '<i8', 'fortran_order': False, 'shape': (2, 2), }\n", []int64{1, -2, 3, 4}, []float64{1, -2, 3, 4}},
		{"{'descr': '|b1', 'fortran_order': False, 'shape': (1, 4), }\n", []uint8{1, 0, 0, 1}, []float64{1, 0, 0, 1}},
		{"{'descr': '|i1', 'fortran_order': False, 'shape': (4, 1), }\n", []int8{-1, 0, 0, 1}, []float64{-1, 0, 0, 1}},
	} {
		_, _, x, err := Read(bytes.NewReader(file(tt.header, tt.numbers)), 100)
		if err != nil || !slices.Equal(x, tt.want) {
			t.Errorf("%s: %v, %v; want %v", tt.header, x, err, tt.want)
		}
	}
}

func TestRefuses(t *testing.T) {
	header := func(shape string) string {
		return fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }\n", shape)
	}
	for _, tt := range []struct {
		name, want string
		b          []byte
	}{
		{"another file", "not a NumPy file", []byte("1,2,3\n4,5,6\n")},
		{"empty", "not a NumPy file", nil},
		{"short", "ends before its 9 numbers", file(header("3, 3"), []float64{1})},
		{"three dimensions", "want one or two lengths", file(header("1, 1, 1"), []float64{1})},
		{"no numbers", "at least one", file(header("0, 4"), []float64{})},
		{"large", "want at most 100", file(header("1000000000, 1000000000"), []float64{1})},
		{"objects", "want f8, f4, or integers", file("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", []float64{1})},
		{"fields", "plain numbers", file("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", []float64{1})},
		{"header cut", "header", file(header("1"), []float64{})[:40]},
	} {
		if _, _, _, err := Read(bytes.NewReader(tt.b), 100); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(Append(nil, 2, 3, []float64{1, 2, 3, 4, 5, 6}))
	f.Add(file("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 2), }\n", []int16{1, 2, 3, 4}))
	f.Add(file("{'descr': '>f4', 'fortran_order': True, 'shape': (1000000, 1000000), }\n", []int16{1, 2, 3, 4}))
	f.Add(file("{'descr': '|u1', 'fortran_order': False, 'shape': (60000000, 1), }\n", []int16{1, 2, 3, 4}))
	f.Fuzz(func(t *testing.T, b []byte) {
		var rows, cols int
		var x []float64
		var err error
		if n := memory.Asked(func() { rows, cols, x, err = Read(bytes.NewReader(b), 1<<26) }); n > 1<<20+64*int64(len(b)) {
			t.Errorf("%d bytes take %d", len(b), n)
		}
		if err != nil {
			return
		}
		if rows < 1 || cols < 1 || rows*cols != len(x) || len(x) > len(b) {
			t.Fatalf("%d × %d, %d numbers", rows, cols, len(x))
		}
		r, c, y, err := Read(bytes.NewReader(Append(nil, rows, cols, x)), len(x))
		if err != nil || r != rows || c != cols {
			t.Fatalf("%d × %d, %v", r, c, err)
		}
		for k := range x {
			if math.Float64bits(x[k]) != math.Float64bits(y[k]) && x[k] == x[k] {
				t.Fatalf("number %d is %g, was %g", k, y[k], x[k])
			}
		}
	})
}
