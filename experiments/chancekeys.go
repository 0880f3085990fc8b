package experiments

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// ChanceConfig says how cells differ beyond how much: what shape the spreads of a study have, and what
// neighbours and parameters have in common.
type ChanceConfig struct {
	Kind, Levels string
	Min, Max     float64

	variability.Texture
	Correlation float64

	Faults variability.Faults
	Stuck  float64 // fraction of cells, beside those of Faults
	State  string  // at which they are stuck: lrs, hrs or half of them at each

	LifeScale, Aged float64
}

func (c *ChanceConfig) defaults() {
	c.Kind, c.Length = string(variability.Lognormal), 10
	c.Faults.Cluster, c.Faults.Radius, c.Faults.Side = 1, 2, 16
	c.LifeScale, c.State = 1, "lrs"
}

func (c *ChanceConfig) params() []si.Param {
	share := func(name string, at *float64, doc string) si.Param {
		return si.Param{Name: name, At: at, Doc: doc + ", share of the variance of device-to-device spreads", Min: 0, Max: 1}
	}
	return []si.Param{
		{Name: "d2d.kind", At: &c.Kind, Doc: "distribution of device-to-device spreads that the study adds", Choices: variability.Kinds()},
		{Name: "d2d.min", At: &c.Min, Doc: "those spreads: no cell below this part of the nominal value", Min: 0, Max: 1},
		{Name: "d2d.max", At: &c.Max, Doc: "those spreads: no cell beyond this part of the nominal value; 0 is no limit", Min: 0, Max: 1e6},
		{Name: "d2d.levels", At: &c.Levels, Doc: "discrete spreads: VALUE:SHARE, VALUE:SHARE, …, scaled to the spread asked for"},
		share("d2d.gradient", &c.Gradient, "a plane over the array"),
		share("d2d.row", &c.Row, "what cells of a word line have in common"),
		share("d2d.column", &c.Column, "what cells of a bit line have in common"),
		share("d2d.field", &c.Field, "a Gaussian field, near cells alike"),
		{Name: "d2d.length", At: &c.Length, Doc: "correlation length of that field, cells", Min: 0.5, Max: 1000},
		{Name: "d2d.correlation", At: &c.Correlation, Doc: "correlation of the spreads of any two parameters of a cell", Min: -1, Max: 1},
	}
}

// spread is a spread of the study's shape.
func (c *ChanceConfig) spread(cv float64) variability.Spread {
	return variability.Spread{Kind: variability.Kind(c.Kind), CV: cv, Min: c.Min, Max: c.Max, Levels: c.Levels}
}

// array says how the cells of a card differ. The ideal ones do not.
func (c *Config) array(card *device.Card) crossbar.Options {
	opt := crossbar.Options{Spread: c.spreads(card), Tolerance: c.Drift.Tolerance}
	if card.Ideal() {
		return opt
	}
	opt.D2D, opt.Shape = c.Flaws.D2D, c.Chance.spread(0)
	opt.Texture, opt.Correlation, opt.Pairs = c.Chance.Texture, c.Chance.Correlation, c.pairs(card)
	opt.Faults, opt.Aged = c.Chance.faults(), c.Chance.Aged
	c.Heat.heat(&opt)
	opt.Wiring, _ = c.wiring() // checkWires has said what is wrong with it
	return opt
}

// pairs returns the correlations that correlation.A.B keys set for a card.
func (c *Config) pairs(card *device.Card) map[[2]string]float64 {
	var out map[[2]string]float64
	for _, o := range c.Overrides {
		pair, ok := parametersOf(o.Key)
		if !ok || device.CheckPair(card.Model, pair) != nil {
			continue
		}
		if rho, err := si.Parse(o.Value, ""); err == nil {
			if out == nil {
				out = map[[2]string]float64{}
			}
			out[pair] = rho
		}
	}
	return out
}

// parametersOf returns the pair that a key "correlation.A.B" names.
func parametersOf(key string) (pair [2]string, ok bool) {
	path := strings.Split(key, ".")
	if len(path) != 3 || path[0] != "correlation" {
		return pair, false
	}
	return device.Pair(path[1], path[2]), true
}

// pairParam is the parameter behind a key "correlation.A.B".
func pairParam(key string, cards []*device.Card) (si.Param, error) {
	pair, ok := parametersOf(key)
	err := fmt.Errorf("%s: want correlation.PARAM.PARAM", key)
	if !ok {
		return si.Param{}, err
	}
	for _, card := range cards {
		if err = device.CheckPair(card.Model, pair); err == nil {
			return si.Param{Name: key, At: new(float64), Doc: fmt.Sprintf("correlation between the spreads of %s and %s", pair[0], pair[1]), Min: -1, Max: 1}, nil
		}
	}
	if err == nil {
		err = errors.New("no card")
	}
	return si.Param{}, fmt.Errorf("%s: %w", key, err)
}

// checkChance refuses differences between cells that no cells can have.
func (c *Config) checkChance(cards []*device.Card) error {
	var errs []error
	for _, card := range cards {
		errs = append(errs, c.array(card).Check(card))
	}
	return errors.Join(errs...)
}

// notes say what of the shape of spreads is not as usual and not swept: for the notes of a figure.
func (c *ChanceConfig) notes(swept map[string]bool) []string {
	var list []string
	if !swept["d2d.kind"] && c.Kind != string(variability.Lognormal) {
		list = append(list, c.Kind+" spreads")
	}
	if c.Min > 0 || c.Max > 0 {
		text := "spreads cut at " + si.Format(c.Min, "")
		if c.Max > 0 {
			text += " and " + si.Format(c.Max, "")
		}
		list = append(list, text+" of the nominal value")
	}
	share := func(key string, part float64, what string) {
		if part > 0 && !swept[key] {
			list = append(list, fmt.Sprintf("%s of the spread's variance %s", si.Format(part, ""), what))
		}
	}
	share("d2d.gradient", c.Gradient, "is a gradient over the array")
	share("d2d.row", c.Row, "is shared by a row")
	share("d2d.column", c.Column, "is shared by a column")
	share("d2d.field", c.Field, "is a Gaussian field of "+si.Format(c.Length, "")+" cells")
	if c.Correlation != 0 && !swept["d2d.correlation"] {
		list = append(list, "parameters of a cell correlated by "+si.Format(c.Correlation, ""))
	}
	return list
}
