package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
)

// mostCards is how many cards of the literature stand beside those of this work.
const mostCards = 6

// card keeps a card that a folder brings.
func (b *book) card(f *folder, d results.Data) {
	c, err := device.ReadCard(d.Name, d.Data)
	if err != nil {
		if bytes.Contains(d.Data, []byte("[params]")) { // otherwise a study file or any other: TOML is everybody's
			b.Notices = append(b.Notices, prefixed(f.from, strings.Join(strings.Split(err.Error(), "\n"), "; ")))
		}
		return
	}
	if !slices.ContainsFunc(b.cards, func(o *device.Card) bool { return o.Name == c.Name }) {
		b.cards = append(b.cards, c)
		b.sources = append(b.sources, sourcesOf(c)...)
	}
}

// compare makes table T1: this work beside cards of the same class and model, and beside those that were studied.
func (b *book) compare() {
	if len(b.cards) == 0 {
		return
	}
	var beside []*device.Card
	has := func(name string) bool {
		same := func(c *device.Card) bool { return c.Name == name }
		return slices.ContainsFunc(beside, same) || slices.ContainsFunc(b.cards, same)
	}
	add := func(name string, fits func(*device.Card) bool) {
		c, err := device.Preset(name)
		if err != nil || has(name) || c.Ideal() || len(c.Sources) == 0 || len(beside) == mostCards || !fits(c) {
			return
		}
		beside = append(beside, c)
		b.sources = append(b.sources, sourcesOf(c)...)
	}
	for _, name := range b.others {
		add(name, func(*device.Card) bool { return true })
	}
	for _, name := range device.Presets() {
		add(name, func(c *device.Card) bool { return c.Class == b.cards[0].Class && c.Kind == b.cards[0].Kind })
	}
	s := &sheet{Title: "This work and the literature", Head: []cell{{Text: ""}},
		Caption: "Rows in the order of NeuroSim's device table. Brackets: 95 % interval of this work's number. In italics: assumed, with no measurement behind it. Empty: not reported."}
	var figures []column
	for k, c := range append(slices.Clone(b.cards), beside...) {
		col, err := newColumn(c)
		if err != nil {
			b.Notices = append(b.Notices, fmt.Sprintf("card %s cannot be compared: %v", c.Name, err))
			continue
		}
		col.accuracy = b.accuracy[c.Name]
		if k < len(b.cards) {
			col.class = "ours"
		}
		figures = append(figures, col)
		title := c.Title
		if title == "" {
			title = c.Name
		}
		s.Head = append(s.Head, cell{Text: title, Class: col.class})
	}
	var p part
	for _, r := range cardRows() {
		row, any := []cell{{Text: r.name}}, false
		for _, col := range figures {
			x := r.of(&col)
			any = any || x.Text != ""
			if col.class != "" && x.Class != "" {
				x.Class += " "
			}
			x.Class += col.class
			row = append(row, x)
		}
		if any {
			p.Rows = append(p.Rows, row)
		}
	}
	s.Parts = []part{p}
	s.Files = []download{link("this_work_and_literature.csv", s.csv())}
	b.Card = s
}

func sourcesOf(c *device.Card) []experiments.Source {
	var out []experiments.Source
	for _, s := range c.Sources {
		out = append(out, experiments.Source(s))
	}
	return out
}
