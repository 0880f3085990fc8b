// Package npy reads and writes matrices as NumPy does.
//
// It knows arrays of one or two dimensions of numbers, and no objects. The format is that of the NumPy
// enhancement proposal 1: a magic string, a version, the length of a header, the header, which is a Python
// dictionary with descr, fortran_order and shape, and the numbers.
package npy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
)

const (
	magic     = "\x93NUMPY"
	maxHeader = 1 << 16
	chunk     = 1 << 16 // bytes read at a time, a multiple of every size of number
)

// ErrTooLarge says that a matrix has more numbers than its reader may take.
var ErrTooLarge = errors.New("too large")

var (
	descr   = regexp.MustCompile(`['"]descr['"]\s*:\s*['"]([^'"]*)['"]`)
	fortran = regexp.MustCompile(`['"]fortran_order['"]\s*:\s*(True|False)`)
	shape   = regexp.MustCompile(`['"]shape['"]\s*:\s*\(([^)]*)\)`)
)

// Read reads a matrix of at most max numbers, row after row; a vector is a matrix of one column. It
// never takes more memory than the numbers that are there. More numbers than max are an ErrTooLarge.
func Read(r io.Reader, max int) (rows, cols int, x []float64, err error) {
	h, err := readHeader(r)
	if err != nil {
		return 0, 0, nil, err
	}
	if h.rows < 1 || h.cols < 1 {
		return 0, 0, nil, fmt.Errorf("a matrix of %d × %d numbers: want at least one", h.rows, h.cols)
	}
	if h.rows > max/h.cols {
		return 0, 0, nil, fmt.Errorf("a matrix of %d × %d numbers, want at most %d: %w", h.rows, h.cols, max, ErrTooLarge)
	}
	number, size, err := numbers(h.descr)
	if err != nil {
		return 0, 0, nil, err
	}
	if x, err = readNumbers(r, h.rows*h.cols, size, number); err != nil {
		return 0, 0, nil, err
	}
	if h.fortran && h.rows > 1 && h.cols > 1 {
		y := make([]float64, len(x))
		for k, v := range x {
			y[k%h.rows*h.cols+k/h.rows] = v
		}
		x = y
	}
	return h.rows, h.cols, x, nil
}

// readNumbers reads n numbers of size bytes, memory growing with what is there.
func readNumbers(r io.Reader, n, size int, number func([]byte) float64) ([]float64, error) {
	x := make([]float64, 0, min(n, chunk/size))
	buffer := make([]byte, min(chunk, n*size))
	for len(x) < n {
		b := buffer[:min(len(buffer), (n-len(x))*size)]
		if _, err := io.ReadFull(r, b); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return nil, fmt.Errorf("the file ends before its %d numbers do", n)
			}
			return nil, err
		}
		for ; len(b) > 0; b = b[size:] {
			x = append(x, number(b))
		}
	}
	return x, nil
}

type header struct {
	descr      string
	fortran    bool
	rows, cols int
}

func readHeader(r io.Reader) (h header, err error) {
	var start [8]byte
	if _, err := io.ReadFull(r, start[:]); err != nil || string(start[:6]) != magic {
		return h, errors.New("not a NumPy file: it does not begin with \\x93NUMPY")
	}
	size := make([]byte, 2)
	if start[6] > 1 {
		size = make([]byte, 4)
	}
	if _, err := io.ReadFull(r, size); err != nil {
		return h, errors.New("the file ends before its header does")
	}
	n := int64(binary.LittleEndian.Uint16(size))
	if len(size) == 4 {
		n = int64(binary.LittleEndian.Uint32(size))
	}
	if n > maxHeader {
		return h, fmt.Errorf("a header of %d bytes: want at most %d", n, maxHeader)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(r, text); err != nil {
		return h, errors.New("the file ends before its header does")
	}
	return parse(string(text))
}

func parse(text string) (h header, err error) {
	d, f, s := descr.FindStringSubmatch(text), fortran.FindStringSubmatch(text), shape.FindStringSubmatch(text)
	if d == nil || f == nil || s == nil {
		return h, errors.New("the header does not say descr, fortran_order and shape of plain numbers")
	}
	h.descr, h.fortran = d[1], f[1] == "True"
	var lengths []int
	for word := range strings.SplitSeq(s[1], ",") {
		if word = strings.TrimSuffix(strings.TrimSpace(word), "L"); word == "" {
			continue
		}
		n, err := strconv.Atoi(word)
		if err != nil || n < 0 {
			return h, fmt.Errorf("shape (%s): want one or two lengths", s[1])
		}
		lengths = append(lengths, n)
	}
	switch len(lengths) {
	case 1:
		h.rows, h.cols = lengths[0], 1
	case 2:
		h.rows, h.cols = lengths[0], lengths[1]
	default:
		return h, fmt.Errorf("shape (%s): want one or two lengths", s[1])
	}
	return h, nil
}

// numbers returns what reads one number of a NumPy type, and its size.
func numbers(descr string) (func([]byte) float64, int, error) {
	if len(descr) < 3 {
		return nil, 0, fmt.Errorf("numbers of type %q: want f8, f4, or integers", descr)
	}
	var order binary.ByteOrder = binary.LittleEndian
	if descr[0] == '>' {
		order = binary.BigEndian
	}
	switch descr[1:] {
	case "f8":
		return func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }, 8, nil
	case "f4":
		return func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }, 4, nil
	case "i8":
		return func(b []byte) float64 { return float64(int64(order.Uint64(b))) }, 8, nil
	case "i4":
		return func(b []byte) float64 { return float64(int32(order.Uint32(b))) }, 4, nil
	case "i2":
		return func(b []byte) float64 { return float64(int16(order.Uint16(b))) }, 2, nil
	case "i1":
		return func(b []byte) float64 { return float64(int8(b[0])) }, 1, nil
	case "u8":
		return func(b []byte) float64 { return float64(order.Uint64(b)) }, 8, nil
	case "u4":
		return func(b []byte) float64 { return float64(order.Uint32(b)) }, 4, nil
	case "u2":
		return func(b []byte) float64 { return float64(order.Uint16(b)) }, 2, nil
	case "u1", "b1":
		return func(b []byte) float64 { return float64(b[0]) }, 1, nil
	}
	return nil, 0, fmt.Errorf("numbers of type %q: want f8, f4, or integers", descr)
}

// Append appends a matrix of doubles, row after row, as a file of version 1.0.
func Append(to []byte, rows, cols int, x []float64) []byte {
	text := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }", rows, cols)
	const start = len(magic) + 4
	for (start+len(text)+1)%64 != 0 { // the numbers begin at a multiple of 64
		text += " "
	}
	text += "\n"
	to = append(to, magic...)
	to = append(to, 1, 0)
	to = binary.LittleEndian.AppendUint16(to, uint16(len(text)))
	to = append(to, text...)
	for _, v := range x[:rows*cols] {
		to = binary.LittleEndian.AppendUint64(to, math.Float64bits(v))
	}
	return to
}
