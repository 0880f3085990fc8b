package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"image/png"
	"slices"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/experiments/results"
)

// mostOpen is up to how many rows a table is shown without a click.
const mostOpen = 30

// table adds a table: to the fits what estimators write, beside its figure what a figure was drawn of, and the rest as it is.
func (b *book) table(f *folder, d results.Data) {
	kind, isFit := strings.CutPrefix(stem(d.Name), "estimates_")
	goodness, isGood := strings.CutPrefix(stem(d.Name), "goodness_")
	rows, err := readCSV(d.Data)
	switch {
	case err != nil:
		b.Notices = append(b.Notices, prefixed(f.from, fmt.Sprintf("%s is no table: %v", d.Name, err)))
		return
	case isFit && b.fits.estimates(f.from, kind, rows):
		b.fits.files = append(b.fits.files, link(d.Name, d.Data))
		return
	case isGood && b.fits.goodness(f.from, goodness, rows):
		b.fits.files = append(b.fits.files, link(d.Name, d.Data))
		return
	case f.has(stem(d.Name)+".svg") || f.has(stem(d.Name)+".png"):
		return
	}
	t := table{Title: titled(d.Name), From: f.from, Files: []download{link(d.Name, d.Data)}}
	if len(rows) > 0 {
		t.Head, t.Rows = rows[0], rows[1:]
	}
	if len(t.Rows) > maxTrials {
		t.Caption = fmt.Sprintf("The first %d of %d rows; the file holds all.", maxTrials, len(t.Rows))
		t.Rows = t.Rows[:maxTrials]
	}
	t.Folded = len(t.Rows) > mostOpen || d.Name == results.TrialsName
	for i, r := range t.Rows {
		t.Rows[i] = slices.Clone(r)
		for k := range t.Rows[i] {
			t.Rows[i][k] = readable(t.Rows[i][k])
		}
	}
	if d.Name == results.SummaryName {
		b.summarise(f, rows)
	}
	if t.Folded {
		b.Late = append(b.Late, t)
		return
	}
	b.Tables = append(b.Tables, t)
}

// readCSV reads a table of whoever made it; rows may be of any length.
func readCSV(data []byte) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord = -1
	return r.ReadAll()
}

// titled is a heading made of a file's name.
func titled(name string) string {
	words := strings.ReplaceAll(stem(name), "_", " ")
	if words == "" {
		return name
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// readable cuts long numbers to five digits; the file holds all.
func readable(s string) string {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || len(s) < 8 || strings.ContainsAny(s, "xXpP_") {
		return s
	}
	if !strings.ContainsAny(s, ".eE") {
		return s // a seed or a count
	}
	return strings.Replace(strconv.FormatFloat(v, 'g', 5, 64), "-", "−", 1)
}

// pictureWidth is the width of a PNG at 300 dpi in points.
func pictureWidth(data []byte) (float64, error) {
	c, err := png.DecodeConfig(bytes.NewReader(data))
	return float64(c.Width) * 72 / 300, err
}
