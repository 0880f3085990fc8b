package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments/characterise"
	"github.com/xbar-sim/xbar/internal/si"
)

func (a *app) deviceList() *cobra.Command {
	var class string
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the cards of the library",
		Long: `List the cards that come with the program. States are those at which a cell can stand, or the nominal SET
pulses from one end of the range to the other; step and scatter are those of one SET pulse at half of the
range, of binary cells from HRS, in percent of the range.`,
		Example: "  xbar device list\n  xbar device list --class pcm --json",
		Args:    wants(0, ""),
		RunE: func(*cobra.Command, []string) error {
			cards, err := cardsOf(class)
			if err != nil {
				return err
			}
			if asJSON {
				return a.cardsJSON(cards)
			}
			a.showCards(cards)
			return nil
		},
	}
	c.Flags().StringVar(&class, "class", "", "only cards of this `CLASS`")
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array instead of a table")
	c.RegisterFlagCompletionFunc("class", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return classes(), cobra.ShellCompDirectiveNoFileComp // only now: all cards are read for it
	})
	return c
}

// allCards reads all cards that come with the program, the reference first.
func allCards() ([]*device.Card, error) {
	var cards []*device.Card
	for _, name := range device.Presets() {
		card, err := device.Preset(name)
		if err != nil {
			return nil, err
		}
		cards = append(cards, card)
	}
	slices.SortStableFunc(cards, func(x, y *device.Card) int {
		switch {
		case x.Ideal() == y.Ideal():
			return 0
		case x.Ideal():
			return -1
		}
		return 1
	})
	return cards, nil
}

func classes() []string {
	cards, _ := allCards() // a damaged library has no classes to propose
	var out []string
	for _, c := range cards {
		out = append(out, c.Class)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// cardsOf returns the cards of a class, all for "".
func cardsOf(class string) ([]*device.Card, error) {
	cards, err := allCards()
	if err != nil || class == "" {
		return cards, err
	}
	if known := classes(); !slices.Contains(known, class) {
		hint := ""
		if near := si.Nearest(class, known); near != "" {
			hint = fmt.Sprintf(" (did you mean %q?)", near)
		}
		return nil, fmt.Errorf("--class = %q%s: want one of %s (kind of device)", class, hint, strings.Join(known, ", "))
	}
	return slices.DeleteFunc(cards, func(c *device.Card) bool { return c.Class != class }), nil
}

func (a *app) showCards(cards []*device.Card) {
	t := grid("name", "class", "model", "conductance", "on/off", "states", "step", "scatter", "drift exponent", "sources")
	for _, c := range cards {
		lo, hi := c.Model.Range()
		step, scatter := characterise.Pulse(c)
		t.Row(c.Name, c.Class, c.Kind, si.Format(lo, "S")+" – "+si.Format(hi, "S"), ratio(hi, lo), statesText(c),
			percent(step)+" %", percent(scatter)+" %", driftText(c), sourceKeys(c))
	}
	a.show(t)
	a.printf("step, scatter: one SET pulse at half of the range, of the range (of binary cells from HRS); \"xbar device show NAME\" tells all\n")
}

// statesText says how finely a card's cells can be set: in a few states, in so many pulses, or without end.
func statesText(c *device.Card) string {
	switch levels, pulses := characterise.States(c); {
	case levels > 0:
		return strconv.Itoa(levels)
	case pulses > 0:
		return strconv.Itoa(pulses) + " pulses"
	}
	return "analogue"
}

func ratio(hi, lo float64) string {
	if lo == 0 {
		return "∞"
	}
	return si.Format(hi/lo, "")
}

// driftText is the mean drift exponent at the ends of the range.
func driftText(c *device.Card) string {
	if !c.Drift.Active() {
		if c.Ideal() {
			return "none"
		}
		return "not measured"
	}
	lo, hi := c.Model.Range()
	a, b := si.Format(c.Drift.Mean(hi), ""), si.Format(c.Drift.Mean(lo), "")
	if a == b {
		return a
	}
	return a + " – " + b
}

func sourceKeys(c *device.Card) string {
	if c.Ideal() {
		return "reference"
	}
	var keys []string
	for _, s := range c.Sources {
		keys = append(keys, s.Key)
	}
	return strings.Join(keys, ", ")
}

func (a *app) cardsJSON(cards []*device.Card) error {
	out := []record{}
	for _, c := range cards {
		lo, hi := c.Model.Range()
		out = append(out, record{{"name", c.Name}, {"class", c.Class}, {"model", c.Kind}, {"source", sourceText(c)},
			{"title", c.Title}, {"layout", c.Layout}, {"g_min_S", lo}, {"g_max_S", hi}, {"states", statesText(c)}, {"drift", driftText(c)}})
	}
	return a.printJSON(out)
}

// sourceText is where a card comes from, in full.
func sourceText(c *device.Card) string {
	if c.Ideal() {
		return "reference"
	}
	var texts []string
	for _, s := range c.Sources {
		text := s.Text
		if s.DOI != "" {
			text += ", doi:" + s.DOI
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return fmt.Sprintf("none given in %s", c.Name)
	}
	return strings.Join(texts, "; ")
}
