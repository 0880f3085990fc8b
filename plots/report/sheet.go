package report

import (
	"bytes"
	"encoding/csv"
)

// A sheet is a table in parts whose cells have a look and a small note.
type sheet struct {
	Title, Caption string
	Head           []cell
	Parts          []part
	Notes          []string
	Files          []download
}

type part struct {
	Title string
	Rows  [][]cell
}

// A cell is a text with its class: "word" for text, "soft" for what no measurement stands behind, "ours" for this work.
type cell struct{ Text, Note, Class string }

// csv are the texts of a sheet as a table; notes stand in brackets behind them.
func (s *sheet) csv() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b) // a bytes.Buffer takes all
	line := func(cells []cell, part string) {
		out := []string{part}
		for _, c := range cells {
			text := c.Text
			if c.Note != "" {
				text += " (" + c.Note + ")"
			}
			out = append(out, text)
		}
		w.Write(out)
	}
	line(s.Head, "part")
	for _, p := range s.Parts {
		for _, r := range p.Rows {
			line(r, p.Title)
		}
	}
	w.Flush()
	return b.Bytes()
}
