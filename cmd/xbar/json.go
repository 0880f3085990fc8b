package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
)

// printJSON writes one JSON value to stdout, for people as well as for programs.
func (a *app) printJSON(v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return after(err)
	}
	a.printf("%s\n", b)
	return nil
}

// orNull is a number as JSON has them: null where there is none.
func orNull(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// A member is one name and value of a record.
type member struct {
	name  string
	value any
}

// A record is a JSON object that keeps the order of its members.
type record []member

// MarshalJSON writes the members in order.
func (r record) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range r {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// tableRecords reads a CSV table of ours: names and cells as in the file, numbers as numbers, null
// for an empty cell.
func tableRecords(path string) ([]record, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, reason(err))
	}
	defer f.Close()
	records, err := readRecords(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return records, nil
}

// readRecords reads the text of a table.
func readRecords(from io.Reader) ([]record, error) {
	rows, err := csv.NewReader(from).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errors.New("it has no names of columns")
	}
	records := []record{}
	for _, cells := range rows[1:] {
		r := make(record, len(cells))
		for i, text := range cells {
			r[i] = member{rows[0][i], cellValue(i, text)}
		}
		records = append(records, r)
	}
	return records, nil
}

// cellValue reads a cell; the first column is the device, whose name stays text, as words do.
func cellValue(column int, text string) any {
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case column == 0:
		return text
	case text == "" || err == nil && orNull(x) == nil:
		return nil
	case err != nil:
		return text
	}
	if !json.Valid([]byte(text)) {
		return x // +1, .5, 0x1p-2
	}
	return json.Number(text)
}
