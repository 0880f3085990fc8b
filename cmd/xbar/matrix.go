package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/npy"
)

// mostNumbers bounds a matrix that is read, and maxMatrix its file, bytes.
const (
	mostNumbers = 1 << 26
	maxMatrix   = 1 << 30
)

// readMatrix reads a matrix from a file, CSV without a header or NPY by its ending.
func readMatrix(path string) (*experiments.Matrix, error) {
	data, err := readBounded(path, maxMatrix)
	if err != nil {
		return nil, err
	}
	if len(data) > maxMatrix {
		return nil, fmt.Errorf("%s: more than %d bytes", path, maxMatrix)
	}
	m, err := parseMatrix(strings.ToLower(filepath.Ext(path)), data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

func parseMatrix(ending string, data []byte) (*experiments.Matrix, error) {
	switch ending {
	case ".npy":
		rows, cols, x, err := npy.Read(bytes.NewReader(data), mostNumbers)
		return &experiments.Matrix{Rows: rows, Cols: cols, X: x}, err
	case ".csv":
		return parseCSV(data)
	}
	return nil, fmt.Errorf("ending %q: want .csv or .npy", ending)
}

// parseCSV reads numbers, as many in every row. Spaces around them and empty lines do not count.
func parseCSV(data []byte) (*experiments.Matrix, error) {
	in := csv.NewReader(bytes.NewReader(data))
	in.ReuseRecord, in.TrimLeadingSpace = true, true
	m := &experiments.Matrix{}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(m.X)+len(cells) > mostNumbers {
			return nil, fmt.Errorf("more than %d numbers", mostNumbers)
		}
		for k, text := range cells {
			x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
				line, _ := in.FieldPos(k)
				return nil, fmt.Errorf("line %d, column %d: %.40q: want a finite number", line, k+1, text)
			}
			m.X = append(m.X, x)
		}
		m.Rows, m.Cols = m.Rows+1, len(cells)
	}
	if m.Rows == 0 {
		return nil, errors.New("no numbers")
	}
	return m, nil
}

// matrixText is a matrix as a file of the given ending.
func matrixText(ending string, m experiments.Matrix) []byte {
	if ending == ".npy" {
		return npy.Append(nil, m.Rows, m.Cols, m.X)
	}
	var b []byte
	for i, x := range m.X {
		b = strconv.AppendFloat(b, x, 'g', -1, 64)
		if i%m.Cols == m.Cols-1 {
			b = append(b, '\n')
		} else {
			b = append(b, ',')
		}
	}
	return b
}

// sum is the SHA-256 of the numbers of a matrix and of its shape, whatever file they came in.
func sum(m *experiments.Matrix) string {
	h := sha256.Sum256(npy.Append(nil, m.Rows, m.Cols, m.X))
	return hex.EncodeToString(h[:])
}

// matrices reads the weights and thresholds that a study names, and ties the study to their numbers.
func matrices(cfg *experiments.Config) (weights, thresholds *experiments.Matrix, err error) {
	read := func(key, path string, known *string) *experiments.Matrix {
		if path == "" || err != nil {
			return nil
		}
		var m *experiments.Matrix
		if m, err = readMatrix(path); err != nil {
			err = fmt.Errorf("%s: %w", key, err)
			return nil
		}
		if s := sum(m); *known == "" {
			*known = s
		} else if *known != s {
			err = fmt.Errorf("%s: %s holds other numbers than the study was made with (SHA-256 %s…, not %s…)", key, path, s[:8], (*known)[:min(8, len(*known))])
		}
		return m
	}
	w := &cfg.Weights
	weights = read("weights.file", w.File, &w.Sum)
	thresholds = read("weights.thresholds", w.Thresholds, &w.ThresholdSum)
	return weights, thresholds, err
}
