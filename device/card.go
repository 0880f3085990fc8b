package device

import (
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// A Card is one technology: a model with the parameters of a real cell, how its conductance
// drifts and is read, and where each number comes from.
type Card struct {
	Name   string // file name without ending: "memristor"
	Title  string // "AlOx/HfO2 RRAM (Woo 2016)"
	Class  string // "ideal", "oxide", "cbram", "pcm", …
	Layout string // how a weight is made of cells by default: "single" or "pair"
	Kind   string // name of the model
	Fitted string // range in which the numbers hold
	Note   string

	Model     Synapse
	Drift     Drift
	Relax     Relaxation
	Retain    Retention
	Thermal   Thermal
	Noise     ReadNoise
	RTN       Telegraph
	Program   ProgramNoise
	Endurance Endurance
	Spread    map[string]variability.Spread // device-to-device spreads that the card itself brings

	Correlation map[[2]string]float64 // between the spreads of two parameters, by Pair

	Scatter bool // the card's scatter already contains differences between devices
	Imposed bool // drift was imposed on a card that has no measured power law

	Facts   map[string]Fact // by parameter
	Sources []Source        // in order of their keys
}

// A Source is a publication.
type Source struct {
	Key  string
	Text string
	DOI  string
}

// Ideal reports whether no flaw touches the card: a reference, or digital memory.
func (c *Card) Ideal() bool { return c.Class == "ideal" || c.Class == "digital" }

// Params lists every parameter of the card: the model's, its pulses', drift, relaxation, retention,
// temperature, read noise, telegraph noise, programming noise and endurance.
func (c *Card) Params() []si.Param {
	ps := c.Model.Params()
	ps = append(ps, c.Drift.Params()...)
	ps = append(ps, c.Relax.Params()...)
	ps = append(ps, c.Retain.Params()...)
	ps = append(ps, c.Thermal.Params()...)
	ps = append(ps, c.Noise.Params()...)
	ps = append(ps, c.RTN.Params()...)
	ps = append(ps, c.Program.Params()...)
	return append(ps, c.Endurance.Params()...)
}

// Set changes one parameter, marks it as assumed (set by the user) and checks the card.
func (c *Card) Set(name string, value any) error {
	p, ok := si.Lookup(c.Params(), name)
	if !ok {
		return &si.UnknownKeyError{Key: name, Nearest: si.Nearest(name, names(c.Params()))}
	}
	if err := p.Set(value); err != nil {
		return err
	}
	c.Facts[name] = Fact{Provenance: "assumed", Note: "set by the user"}
	return c.Check()
}

// Check refuses values out of range and combinations that no cell can have.
func (c *Card) Check() error {
	err := si.Check(c.Params())
	if lo, hi := c.Model.Range(); lo >= hi {
		err = errors.Join(err, &si.ValueError{
			Key: "g_min", Value: si.Format(lo, "S"), Want: "less than g_max = " + si.Format(hi, "S"), Doc: "lowest conductance",
		})
	}
	for _, p := range c.Params() {
		if list, ok := p.Value().([]float64); ok && len(list) > mostNodes {
			err = errors.Join(err, &si.ValueError{Key: p.Name, Value: "a list", Want: "at most " + strconv.Itoa(mostNodes) + " entries", Doc: p.Doc})
		}
	}
	if c.Drift.Min > c.Drift.Max || c.Drift.SDMin > c.Drift.SDMax {
		err = errors.Join(err, &si.ValueError{
			Key: "nu_min", Value: si.Format(c.Drift.Min, ""), Want: "at most nu_max, and nu_sd_min at most nu_sd_max", Doc: "clip of the drift exponent",
		})
	}
	if m, ok := c.Model.(Checked); ok {
		err = errors.Join(err, m.Check())
	}
	if sum := c.Endurance.LRS + c.Endurance.HRS; sum > 1+1e-9 {
		err = errors.Join(err, &si.ValueError{
			Key: "endurance_lrs", Value: si.Format(c.Endurance.LRS, ""), Want: "at most 1 together with endurance_hrs", Doc: "probability that a worn-out cell is stuck at LRS",
		})
	}
	if err != nil {
		return err
	}
	return c.moves()
}

// moves refuses nominal pulses that leave a cell in mid-range where it is, or push it the wrong
// way: a card that could never learn.
func (c *Card) moves() error {
	ohmic, ok := c.Model.(Ohmic)
	if !ok {
		return nil
	}
	s := NewState(c.Model, 1)
	before, after := make([]float64, 1), make([]float64, 1)
	p := c.Model.Nominal()
	for _, pulse := range []struct {
		key             string
		volts, dt, sign float64
	}{{"v_set", p.SetVoltage, p.SetWidth, 1}, {"v_reset", p.ResetVoltage, p.ResetWidth, -1}} {
		c.Model.Set(s, []float64{0.5})
		ohmic.Conductance(before, s)
		c.Model.Step(s, []float64{pulse.volts}, pulse.dt, nil)
		ohmic.Conductance(after, s)
		if !((after[0]-before[0])*pulse.sign > 0) {
			return &si.ValueError{
				Key: pulse.key, Value: si.Format(pulse.volts, "V"),
				Want: "a pulse beyond the threshold, that moves the cell", Doc: "nominal programming pulse",
			}
		}
	}
	return nil
}

// Impose gives the card the drift exponent nu at the top of its range; see Drift.Impose. The ideal
// card stays as it is.
func (c *Card) Impose(nu, sd float64) {
	if c.Ideal() {
		return
	}
	if c.Imposed && sd < 0 { // the spread at hand was imposed too, for another exponent
		sd = 0.2 * math.Abs(nu)
	}
	c.Imposed = c.Imposed || !c.Drift.Active()
	_, top := c.Model.Range()
	c.Drift.Impose(nu, sd, top)
}

// Clone returns a copy that shares nothing that can change.
func (c *Card) Clone() *Card {
	d := *c
	d.Model, _ = newModel(c.Kind)
	from, to := c.Model.Params(), d.Model.Params()
	for i := range from {
		if err := to[i].Set(from[i].Value()); err != nil {
			panic("device: a parameter refuses its own value: " + err.Error())
		}
	}
	d.Drift.Above, d.Drift.SDAbove, d.Noise.QAbove = c.Drift.Above.clone(), c.Drift.SDAbove.clone(), c.Noise.QAbove.clone()
	d.Facts = maps.Clone(c.Facts)
	d.Spread = maps.Clone(c.Spread)
	d.Correlation = maps.Clone(c.Correlation)
	d.Relax.Mean, d.Relax.SD0, d.Relax.SD = slices.Clone(c.Relax.Mean), slices.Clone(c.Relax.SD0), slices.Clone(c.Relax.SD)
	return &d
}

func names(ps []si.Param) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.Name
	}
	return out
}
