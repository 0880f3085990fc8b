package experiments

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/crossbar/circuit"
	"github.com/xbar-sim/xbar/internal/si"
)

// A CellConfig says how the current of crosspoints goes with their voltage: of cells by themselves, whose conductance is that at the
// read voltage, and of selectors in series with them. The words are those of "xbar solve".
type CellConfig struct {
	circuit.Crosspoint
}

func (x *CellConfig) defaults() {
	x.Crosspoint = circuit.NewCrosspoint()
	x.Cell, x.Selector = "ohmic", "none"
}

func (x *CellConfig) params() []si.Param {
	curves := slices.DeleteFunc(circuit.CellKinds(), func(kind string) bool { return kind == "table" })
	list := []si.Param{
		{Name: "cell.curve", At: &x.Cell, Doc: "current of cells by voltage: G V0 sinh(v/V0), G (v + a3 v³ + a5 v⁵) or G ve (exp(v/ve) - 1), scaled so that G is theirs at the read voltage", Choices: curves},
	}
	for _, p := range x.CellParams("") {
		p.Name = "cell." + p.Name
		list = append(list, p)
	}
	list = append(list, si.Param{Name: "cell.selector", At: &x.Selector, Doc: "in series with every cell: 2 Is sinh(v/vt), a diode Is (exp(v/vt) - 1) + leak v, or a switch that a threshold turns on", Choices: circuit.SelectorKinds()})
	for _, p := range x.SelectorParams("") {
		p.Name = "selector." + p.Name
		list = append(list, p)
	}
	return list
}

// aboutCells tells whether a key says something about the curves of crosspoints.
func aboutCells(key string) bool {
	return strings.HasPrefix(key, "cell.") || strings.HasPrefix(key, "selector.")
}

// crosspoint is what arrays are told of theirs, as seen by lines whose cells conduct times as much as simulated.
func (x *CellConfig) crosspoint(times float64) circuit.Crosspoint {
	if x.Straight() {
		return circuit.Crosspoint{}
	}
	out := x.Crosspoint
	if times != 1 {
		out.Is, out.Leak, out.On, out.Off = out.Is/times, out.Leak/times, out.On*times, out.Off*times
	}
	return out
}

// bends reports whether crosspoints bend at any point of the study.
func (c *Config) bends() bool {
	for _, a := range c.Axes {
		if a.Key == "cell.curve" || a.Key == "cell.selector" {
			return true
		}
	}
	return !c.Cells.Straight()
}

// checkCells refuses curves that cannot be.
func (c *Config) checkCells() error {
	if x := &c.Cells; x.Selector == "threshold" && (!(x.Th > x.Hold) || x.On > x.Off) {
		return &si.ValueError{Key: "selector.th", Value: si.Exact(x.Th, "V"),
			Want: fmt.Sprintf("more than selector.hold = %s, and selector.on = %s at most selector.off = %s", si.Exact(x.Hold, "V"), si.Exact(x.On, "Ω"), si.Exact(x.Off, "Ω"))}
	}
	return nil
}

// cellNotes say what bends, where the study does not sweep it.
func (c *Config) cellNotes(swept map[string]bool) []string {
	if c.Cells.Straight() {
		return nil
	}
	own := c.Cells.Crosspoint
	for key := range swept {
		if aboutCells(key) { // a number would be that of one point
			var list []string
			if !swept["cell.curve"] && own.Cell != "ohmic" {
				list = append(list, own.Cell+" cells (G at the read voltage)")
			}
			if !swept["cell.selector"] && own.Selects() {
				list = append(list, own.Selector+" selectors")
			}
			return list
		}
	}
	return []string{own.String() + " (G at the read voltage)"}
}

// bentHint says what to do about currents that are off because crosspoints bend.
func (c *Config) bentHint() string {
	if !c.bends() {
		return ""
	}
	return ": crosspoints bend, and reads that drive more or fewer lines than wires.active differ; smaller tiles and wires.model = exact have less of it"
}

// Time of one read of a cell that Newton's method solves, of one behind a selector, and the longest that a trial of such reads is begun
// for, s. The first two were measured on one core of a Xeon with tiles of 64 × 51 cells, sinh and selectors of sinh.
const (
	newtonRead   = 1e-6
	selectorRead = 1e-5
	longestRead  = 24 * 3600
)

// checkNewton refuses a study whose reads, solved one by one, would take more than a day a trial.
func (c *Config) checkNewton(pixels int) error {
	each, exact, images := newtonRead, c.Wires.Model == "exact", float64(c.Train.Images*c.Train.Epochs+c.Label.Images+c.Test.Images)
	for _, a := range c.Axes {
		exact = exact || a.Key == "wires.model" && slices.Contains(a.Words, "exact")
		if a.Key == "cell.selector" {
			each = selectorRead
		}
	}
	if c.Cells.Selects() {
		each = selectorRead
	}
	cells := float64(pixels) * float64(c.Network.Neurons)
	reads := images * float64(c.steps(c.Input.Duration))
	if seconds := reads * cells * each; exact && c.bends() && seconds > longestRead {
		return &si.ValueError{Key: "wires.model", Value: "exact", Want: fmt.Sprintf("cached where crosspoints bend and %.2g cells are read %.2g times: solved one by one that takes about %.2g hours a trial", cells, reads, seconds/3600)}
	}
	return nil
}
