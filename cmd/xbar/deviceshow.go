package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
)

func (a *app) deviceShow() *cobra.Command {
	var asJSON, all bool
	c := &cobra.Command{
		Use:   "show NAME",
		Short: "Show one card: every number with unit, range, meaning and source",
		Long: `Show a card of the library or a card file: every number with its range, its meaning, what it is the standard
deviation of where it is a spread, and where it comes from. Numbers marked "* assumed" have no measurement behind
them; "missing" lists what neither card nor model knows. Parameters of effects that the card does not have are
shown with --all. Every name is a key: --set device.NAME.PARAM=VALUE.`,
		Example:           "  xbar device show memristor\n  xbar device show pcm --all\n  xbar device show pcm --json",
		Args:              wants(1, "the name of a card or a card file"),
		ValidArgsFunction: listed(cardNames, true),
		RunE: func(_ *cobra.Command, args []string) error {
			card, err := findCard(args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return a.cardJSON(card)
			}
			a.showCard(card, all)
			return nil
		},
	}
	c.Flags().BoolVar(&all, "all", false, "show every parameter, also of effects that the card does not have")
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON object instead of a table")
	return c
}

// findCard reads a card of the library or of a file.
func findCard(word string) (*device.Card, error) {
	if isCardFile(word) {
		card, _, err := readCard(word)
		return card, err
	}
	cfg := experiments.Default("train")
	cfg.Devices = []string{word}
	cards, err := cfg.LoadCards()
	if err != nil {
		return nil, err
	}
	if len(cards) != 1 {
		return nil, errors.New("no such device")
	}
	return cards[0], nil
}

func (a *app) showCard(c *device.Card, all bool) {
	a.printf("%s: %s\n", c.Name, c.Title)
	layout := "one cell a weight"
	if c.Layout == "pair" {
		layout = "two cells a weight, their difference"
	}
	a.printf("class    %s, model %s, %s\n", c.Class, c.Kind, layout)
	lines := []struct{ name, text string }{
		{"fitted", c.Fitted}, {"note", c.Note}, {"missing", strings.Join(missing(c), ", ")},
	}
	for _, l := range lines {
		if l.text != "" {
			a.printf("%-8s %s\n", l.name, l.text)
		}
	}
	t := grid("parameter", "value", "range", "meaning", "σ", "from", "note")
	idle := idleParams(c)
	hidden := 0
	for _, p := range c.Params() {
		f, stated := c.Facts[p.Name]
		if idle[p.Name] && !stated && !all {
			hidden++
			continue
		}
		t.Row(p.Name, valueText(p)+known(f, p.Unit), p.RangeText(), p.Doc, sigmaOf(p), origin(f, stated), f.Note)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Spread)) {
		f, stated := c.Facts["spread."+name]
		t.Row("spread."+name, si.Format(c.Spread[name].CV, "")+known(f, ""), "", "device-to-device spread (CV)", spreadText(name, c.Spread[name]), origin(f, stated), f.Note)
	}
	for _, pair := range slices.SortedFunc(maps.Keys(c.Correlation), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		name := "correlation." + pair[0] + "." + pair[1]
		f, stated := c.Facts[name]
		t.Row(name, si.Format(c.Correlation[pair], "")+known(f, ""), "", "correlation of the two spreads", "", origin(f, stated), f.Note)
	}
	a.show(t)
	if hidden > 0 {
		a.printf("%d parameters of effects that this card does not have: xbar device show %s --all\n", hidden, c.Name)
	}
	a.printf("* assumed: no measurement stands behind the number; σ: what a spread is the standard deviation of\n")
	if slices.ContainsFunc(slices.Collect(maps.Values(c.Facts)), func(f device.Fact) bool { return f.SE > 0 || f.SD > 0 }) {
		a.printf("± standard error; sd: standard deviation between devices; n: devices\n")
	}
	for _, s := range c.Sources {
		doi := ""
		if s.DOI != "" {
			doi = ", doi:" + s.DOI
		}
		a.printf("%s: %s%s\n", s.Key, s.Text, doi)
	}
}

// valueText prints a parameter for people.
func valueText(p si.Param) string {
	if f, ok := p.Float(); ok && p.Kind() == si.Float {
		return si.Format(f, p.Unit)
	}
	return p.Text()
}

// known says how well a number is known, behind its value.
func known(f device.Fact, unit string) string {
	s := ""
	if f.SE > 0 {
		s += " ± " + si.Format(round2(f.SE), unit)
	}
	if f.SD > 0 {
		s += ", sd " + si.Format(round2(f.SD), unit)
	}
	if f.N > 0 {
		s += fmt.Sprintf(", n %d", f.N)
	}
	return s
}

// round2 keeps two significant digits.
func round2(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 1, 64), 64)
	if err != nil {
		return x
	}
	return y
}

// origin says where a number comes from; a star marks what nobody has measured.
func origin(f device.Fact, stated bool) string {
	switch {
	case !stated:
		return "not given"
	case f.Provenance == "assumed" && f.Source == "":
		return "* assumed"
	case f.Provenance == "assumed":
		return "* assumed, " + f.Source
	}
	return f.Provenance + ", " + f.Source
}

// given is a number as JSON has it, null for the 0 of one that nobody stated.
func given(x float64) *float64 {
	if x == 0 {
		return nil
	}
	return &x
}

func (a *app) cardJSON(c *device.Card) error {
	params := []record{}
	for _, p := range c.Params() {
		f := c.Facts[p.Name]
		params = append(params, record{{"name", p.Name}, {"value", p.Value()}, {"unit", p.Unit}, {"range", p.RangeText()},
			{"meaning", p.Doc}, {"sigma", sigmaOf(p)}, {"se", given(f.SE)}, {"sd", given(f.SD)}, {"n", f.N},
			{"provenance", f.Provenance}, {"source", f.Source}, {"note", f.Note}})
	}
	sources := []record{}
	for _, s := range c.Sources {
		sources = append(sources, record{{"key", s.Key}, {"text", s.Text}, {"doi", s.DOI}})
	}
	return a.printJSON(record{{"name", c.Name}, {"title", c.Title}, {"class", c.Class}, {"model", c.Kind}, {"layout", c.Layout},
		{"fitted", c.Fitted}, {"note", c.Note}, {"missing", list(missing(c))}, {"params", params}, {"sources", sources}})
}
