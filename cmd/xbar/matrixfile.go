package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/internal/npy"
)

// A matrix is a table of numbers from a file.
type matrix struct {
	name       string // of the file
	rows, cols int
	x          []float64 // row after row
}

// maxLine bounds a line of a CSV file, in bytes.
const maxLine = 1 << 26

// readMatrix reads a CSV or NPY file of at most most numbers; - is standard input, CSV.
func (a *app) readMatrix(name string, most int) (*matrix, error) {
	if name == "-" {
		return readCSVMatrix("standard input", a.stdin, most)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", name, reason(err))
	}
	defer f.Close()
	if !isNPY(name) {
		return readCSVMatrix(name, f, most)
	}
	m := &matrix{name: name}
	if m.rows, m.cols, m.x, err = npy.Read(bufio.NewReader(f), most); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

func isNPY(name string) bool { return strings.EqualFold(filepath.Ext(name), ".npy") }

// readCSVMatrix reads lines of numbers with commas, semicolons, tabs or spaces between them. Empty lines and
// those that begin with # count for nothing.
func readCSVMatrix(name string, r io.Reader, most int) (*matrix, error) {
	m := &matrix{name: name}
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 1<<16), maxLine)
	first := 0
	for line := 1; s.Scan(); line++ {
		text := strings.TrimSpace(strings.TrimPrefix(s.Text(), "\ufeff"))
		if text == "" || text[0] == '#' {
			continue
		}
		before := len(m.x)
		if err := m.addLine(text, most); err != nil {
			return nil, fmt.Errorf("%s: line %d, %w", name, line, err)
		}
		switch n := len(m.x) - before; {
		case m.rows == 0:
			m.cols, first = n, line
		case n != m.cols:
			return nil, fmt.Errorf("%s: line %d has %d numbers, line %d has %d", name, line, n, first, m.cols)
		}
		m.rows++
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if m.rows == 0 {
		return nil, fmt.Errorf("%s: no numbers", name)
	}
	return m, nil
}

// addLine adds the numbers of a line.
func (m *matrix) addLine(text string, most int) error {
	separated := func(r rune) bool { return r == ',' || r == ';' }
	split := strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == '\t' })
	if strings.ContainsFunc(text, separated) {
		split = strings.SplitSeq(strings.ReplaceAll(text, ";", ","), ",")
	}
	column := 0
	for word := range split {
		column++
		word = strings.Trim(strings.TrimSpace(word), `"`)
		v, err := strconv.ParseFloat(strings.ReplaceAll(word, "−", "-"), 64)
		if err != nil {
			if word == "" {
				return fmt.Errorf("column %d: a number is missing", column)
			}
			return fmt.Errorf("column %d: %q is not a number", column, shortened(word))
		}
		if len(m.x) == most {
			return fmt.Errorf("column %d: more than %s numbers: %w", column, whole(int64(most)), npy.ErrTooLarge)
		}
		m.x = append(m.x, v)
	}
	return nil
}

// shortened cuts a long word for a message.
func shortened(word string) string {
	if r := []rune(word); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return word
}

// appendCSV appends a matrix as lines of numbers in 17 significant digits, which say every bit of a double.
func appendCSV(b []byte, rows, cols int, x []float64) []byte {
	for i := range rows {
		for j, v := range x[i*cols : (i+1)*cols] {
			if j > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendFloat(b, v, 'g', 17, 64)
		}
		b = append(b, '\n')
	}
	return b
}
