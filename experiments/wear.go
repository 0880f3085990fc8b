package experiments

import (
	"fmt"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

func (c *ChanceConfig) wearParams() []si.Param {
	return []si.Param{
		{Name: "endurance.scale", At: &c.LifeScale, Doc: "life of every cell over that of its card", Min: 1e-12, Max: 1e12},
		{Name: "endurance.cycles", At: &c.Aged, Doc: "full cycles that every cell has been through before the study", Min: 0, Max: 1e18},
	}
}

// wears tells whether a key can only matter to cells that wear.
func wears(key string) bool { return key == "endurance.scale" || key == "endurance.cycles" }

// checkWear refuses a study about endurance in which no card has one.
func (c *Config) checkWear(cards []*device.Card) error {
	about := ""
	for key, on := range map[string]bool{"endurance.scale": c.Chance.LifeScale != 1, "endurance.cycles": c.Chance.Aged != 0} {
		if on && (about == "" || key < about) {
			about = key
		}
	}
	for _, a := range c.Axes {
		if wears(a.Key) {
			about = a.Key
		}
		if path := strings.Split(a.Key, "."); path[0] == "device" && path[len(path)-1] == "endurance" {
			return nil
		}
	}
	for _, card := range cards {
		if card.Endurance.On() {
			return nil
		}
	}
	if about == "" {
		return nil
	}
	return fmt.Errorf("%s: no card of the study wears; give them a life in cycles with device.endurance, or device.CARD.endurance", about)
}

// wearNotes say what the study does to the life of cells.
func (c *Config) wearNotes(swept map[string]bool) []string {
	var list []string
	for _, o := range c.Overrides {
		if path := strings.Split(o.Key, "."); path[0] == "device" && path[len(path)-1] == "endurance" && !swept[o.Key] && o.Value != "0" {
			what := "endurance "
			if len(path) == 3 {
				what = "endurance of " + path[1] + " "
			}
			list = append(list, what+o.Value+" cycles")
		}
	}
	if c.Chance.LifeScale != 1 && !swept["endurance.scale"] {
		list = append(list, fmt.Sprintf("lives × %g", c.Chance.LifeScale))
	}
	if c.Chance.Aged > 0 && !swept["endurance.cycles"] {
		list = append(list, fmt.Sprintf("cells aged by %g cycles", c.Chance.Aged))
	}
	return list
}

// countWear notes what the cells have been through.
func (n *network) countWear(m *Metrics) {
	w, ok := n.tile.Wear()
	if !ok {
		return
	}
	m.Failed, m.LifeUsed, m.Cycles = float64(w.Failed)/float64(w.Cells), w.Used, w.Cycles
	m.PulsesMedian, m.PulsesP99, m.PulsesMax = w.Median, w.P99, w.Max
}
