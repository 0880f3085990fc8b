package whatif

import (
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// A Flaw is one property in which cells fall short of the ideal: a spread, a noise, a curvature, a rate of wear. It is 0 in a
// perfect cell; Scale multiplies it.
type Flaw struct {
	Key    string
	Name   string   // a few words, for tables and figures
	Ideal  string   // what it is where the flaw is 0
	Why    string   // why that is the ideal, or as near to it as a cell can come
	Params []string // numbers of a card whose facts say how well the flaw is known
	More   string   // of which measurements there must be more to know it better

	has   func(c *experiments.Case) bool
	scale func(c *experiments.Case, f float64) error
}

// Has tells whether a case has the flaw.
func (p *Flaw) Has(c *experiments.Case) bool { return p.has(c) }

// Scale multiplies the flaw of a case by f: 0 repairs it, 0.8 improves it by 20 %, 1 leaves it.
func (p *Flaw) Scale(c *experiments.Case, f float64) error {
	if f == 1 {
		return nil
	}
	return p.scale(c, f)
}

// Flaws lists all that can be asked about, in the order in which a waterfall switches them on: first how a
// cell is programmed, then how it is read, then what time does, then what dies. Adding one is an entry here.
func Flaws() []*Flaw {
	numbers := func(key, name, ideal, why, more string, params ...string) *Flaw {
		return &Flaw{Key: key, Name: name, Ideal: ideal, Why: why, More: more, Params: params,
			has:   func(c *experiments.Case) bool { return flawed(c.Card, params) },
			scale: func(c *experiments.Case, f float64) error { return multiply(c.Card, params, f) }}
	}
	// where a law can be switched off by one of its numbers, the others do not make a flaw
	where := func(p *Flaw, has func(card *device.Card) bool) *Flaw {
		p.has = func(c *experiments.Case) bool { return has(c.Card) }
		return p
	}
	return []*Flaw{
		{Key: States, Name: "coarse steps (few states)", Ideal: "steps 20 times finer, at most 1000 over the range; scatter per distance travelled as it was",
			Why:    "a step far below what one event asks for is as good as none; finer still only costs pulses",
			Params: []string{"states_ltp", "states_ltd", "step_ltp", "step_ltd", "bits"}, More: "pulses per train",
			has: hasSteps, scale: scaleSteps},
		numbers("nl_ltp", "nonlinearity of LTP", "equal steps over the range", "a step that does not depend on the state is what a rule asks for",
			"LTP trains (cycles, devices)", "nl_ltp", "slope_ltp", "gamma_ltp", "a_ltp", "beta_ltp", "m1", "a1"),
		numbers("nl_ltd", "nonlinearity of LTD", "equal steps over the range", "a step that does not depend on the state is what a rule asks for",
			"LTD trains (cycles, devices)", "nl_ltd", "slope_ltd", "gamma_ltd", "a_ltd", "beta_ltd"),
		{Key: OnOff, Name: "on/off ratio", Ideal: "on/off ratio 10 000", Why: "a cell in HRS then adds nothing; beyond that nothing changes, and laws of resistance stay finite",
			Params: []string{"g_min", "g0_min"}, More: "devices read in HRS", has: hasFloor, scale: scaleFloor},
		numbers("c2c", "cycle-to-cycle scatter", "every pulse does the same", "no scatter is the limit of better cells",
			"cycles", "c2c_range", "c2c", "sigma_lrs", "sigma_hrs", "reset_sd", "set_sd", "m2", "c2", "a2"),
		{Key: "prog", Name: "programming error", Ideal: "written as wanted", Why: "write-verify to the end", More: "programmed cells",
			Params: []string{"prog_0", "prog_1", "prog_2", "prog_3", "prog_sat"},
			has: func(c *experiments.Case) bool {
				return c.Config.Mode == experiments.ExSitu && flawed(c.Card, []string{"prog_0", "prog_1", "prog_2", "prog_3", "prog_sat"})
			},
			scale: func(c *experiments.Case, f float64) error {
				return multiply(c.Card, []string{"prog_0", "prog_1", "prog_2", "prog_3", "prog_sat"}, f)
			}},
		{Key: "d2d", Name: "device-to-device spread", Ideal: "all cells alike", Why: "no spread is the limit of a better process", More: "devices",
			has: hasSpread, scale: scaleSpread},
		numbers("read_noise", "white read noise", "silent", "averaging removes white noise, at the price of time", "reads (longer records)", "read_noise"),
		where(numbers("noise_1f", "1/f read noise", "silent", "no averaging removes it: the limit of better cells", "longer noise records", "q_max", "q_ref", "q_offset", "q_slope", "q_min", "q_poly"),
			func(c *device.Card) bool { return c.Noise.Slow() }),
		where(numbers("rtn", "telegraph noise", "no trap switches anything", "no traps is the limit of better cells", "longer noise records of more devices", "rtn_amplitude"),
			func(c *device.Card) bool { return c.RTN.Active() }),
		where(numbers("drift", "drift (mean exponent)", "ν = 0", "what is stored stays", "devices followed for longer", "nu_offset", "nu_slope", "nu_min", "nu_max", "nu_shift", "nu_poly"),
			func(c *device.Card) bool { return c.Drift.Min+c.Drift.Shift != 0 || c.Drift.Max+c.Drift.Shift != 0 }),
		where(numbers("drift_sd", "spread of the drift exponent", "all cells drift alike", "what all cells share, a gain can undo", "devices followed for longer",
			"nu_sd_max", "nu_sd_min", "nu_sd_offset", "nu_sd_slope", "nu_sd_poly"),
			func(c *device.Card) bool { return c.Drift.SDMax != 0 }),
		{Key: "relaxation", Name: "relaxation", Ideal: "none", Why: "what is stored stays", Params: []string{"relax_scale"}, More: "programmed cells, read for longer",
			has:   func(c *experiments.Case) bool { return c.Card.Relax.Active() },
			scale: func(c *experiments.Case, f float64) error { return multiply(c.Card, []string{"relax_scale"}, f) }},
		{Key: "retention", Name: "retention", Ideal: "for ever", Why: "what is stored stays", Params: []string{"retain_tau"}, More: "devices on the hot chuck",
			has:   func(c *experiments.Case) bool { return c.Card.Retain.Active() },
			scale: func(c *experiments.Case, f float64) error { return slower(&c.Card.Retain.Tau, f) }},
		{Key: "endurance", Name: "endurance", Ideal: "for ever", Why: "no wear is the limit of better cells", Params: []string{"endurance"}, More: "devices cycled to failure",
			has: func(c *experiments.Case) bool { return c.Card.Endurance.On() },
			scale: func(c *experiments.Case, f float64) error {
				return errors.Join(slower(&c.Card.Endurance.Life, f), multiply(c.Card, []string{"endurance_top", "endurance_bottom"}, f))
			}},
		{Key: "stuck", Name: "stuck and dead cells", Ideal: "all cells work", Why: "yield 100 %", More: "cells tested for yield",
			has: hasDead, scale: scaleDead},
	}
}

// FindFlaw returns the property of a key.
func FindFlaw(key string) (*Flaw, error) {
	var keys []string
	for _, p := range Flaws() {
		if p.Key == key {
			return p, nil
		}
		keys = append(keys, p.Key)
	}
	return nil, &si.UnknownKeyError{Key: key, Nearest: si.Nearest(key, keys)}
}

// FlawsOf returns the properties in which a case has a flaw, and the keys of those in which it has none.
func FlawsOf(c *experiments.Case) (flaws []*Flaw, without []string) {
	for _, p := range Flaws() {
		if p.Has(c) {
			flaws = append(flaws, p)
		} else {
			without = append(without, p.Key)
		}
	}
	return flaws, without
}

// flawed tells whether any of the numbers is not 0.
func flawed(card *device.Card, params []string) bool {
	for _, name := range params {
		p, ok := si.Lookup(card.Params(), name)
		if !ok {
			continue
		}
		if x, single := p.Float(); single && x != 0 {
			return true
		}
		if list, ok := p.Value().([]float64); ok && slices.ContainsFunc(list, func(x float64) bool { return x != 0 }) {
			return true
		}
	}
	return false
}

// multiply scales those of the numbers that the card has, each within its range.
func multiply(card *device.Card, params []string, f float64) error {
	for _, name := range params {
		p, ok := si.Lookup(card.Params(), name)
		if !ok {
			continue
		}
		if list, ok := p.Value().([]float64); ok {
			for i := range list {
				list[i] = held(p, list[i]*f)
			}
			if err := p.Set(list); err != nil {
				return err
			}
		} else if x, single := p.Float(); single && x != 0 {
			if err := p.Set(held(p, x*f)); err != nil {
				return err
			}
		}
	}
	return nil
}

// held keeps x in the range of p.
func held(p si.Param, x float64) float64 {
	if p.Min == 0 && p.Max == 0 {
		return x
	}
	return min(max(x, p.Min), p.Max)
}

// slower makes a time or a life of which 0 means for ever longer by 1/f.
func slower(at *float64, f float64) error {
	if f == 0 {
		*at = 0
		return nil
	}
	*at = min(*at/f, 1e15)
	return nil
}

func hasSpread(c *experiments.Case) bool {
	for _, s := range c.Card.Spread {
		if s.CV > 0 {
			return true
		}
	}
	return c.Config.Flaws.D2D > 0 || slices.ContainsFunc(c.Config.Overrides, func(o experiments.Override) bool {
		cv, err := si.Parse(o.Value, "")
		return strings.HasPrefix(o.Key, "spread.") && err == nil && cv > 0
	})
}

func scaleSpread(c *experiments.Case, f float64) error {
	for name, s := range c.Card.Spread {
		if s.CV *= f; s.CV == 0 {
			delete(c.Card.Spread, name)
			continue
		}
		s.CV = min(s.CV, 3)
		c.Card.Spread[name] = s
	}
	c.Config.Flaws.D2D = min(c.Config.Flaws.D2D*f, 3)
	for i, o := range c.Config.Overrides {
		if cv, err := si.Parse(o.Value, ""); strings.HasPrefix(o.Key, "spread.") && err == nil {
			c.Config.Overrides[i].Value = si.Exact(min(cv*f, 3), "")
		}
	}
	return nil
}

// dead are the fractions of cells, lines and blocks of a study that do not work: no card has them.
func dead(c *experiments.Case) []*float64 {
	f := &c.Config.Chance.Faults
	return []*float64{&f.LRS, &f.HRS, &c.Config.Chance.Stuck, &f.Unformed, &f.Rows, &f.Columns, &f.Blocks}
}

func hasDead(c *experiments.Case) bool {
	return slices.ContainsFunc(dead(c), func(x *float64) bool { return *x > 0 })
}

func scaleDead(c *experiments.Case, f float64) error {
	for _, x := range dead(c) {
		*x = min(*x*f, 1)
	}
	return nil
}

// floorOf is the parameter of the lowest conductance.
func floorOf(card *device.Card) (p si.Param, top float64, ok bool) {
	for _, name := range []string{"g_min", "g0_min"} {
		if p, ok = si.Lookup(card.Model.Params(), name); ok {
			_, top = card.Model.Range()
			return p, top, true
		}
	}
	return p, 0, false
}

func hasFloor(c *experiments.Case) bool {
	p, top, ok := floorOf(c.Card)
	if !ok {
		return false
	}
	g, _ := p.Float()
	return g > max(top/widest, p.Min)
}

func scaleFloor(c *experiments.Case, f float64) error {
	p, top, _ := floorOf(c.Card)
	g, _ := p.Float()
	least := max(top/widest, p.Min)
	return p.Set(min(least+float64(f*(g-least)), 0.95*top))
}

func hasSteps(c *experiments.Case) bool { return steps(c.Card.Kind) && finestOf(c.Card) < 1 }

// finestOf is the step of the ideal cell over that of the card, 1 where it can be no finer.
func finestOf(card *device.Card) float64 {
	params := card.Model.Params()
	n := 0.0 // steps over the range
	if p, ok := si.Lookup(params, "states_ltp"); ok {
		n, _ = p.Float()
	} else if p, ok := si.Lookup(params, "step_ltp"); ok {
		step, _ := p.Float()
		n = 1 / step
	} else if p, ok := si.Lookup(params, "bits"); ok {
		bits, _ := p.Float()
		n = math.Ldexp(1, int(bits))
	}
	if n == 0 {
		return 1
	}
	return min(max(1.0/finest, n/most), 1)
}

// steps tells of which models the step is a number that can be made finer: those that count pulses since the last RESET,
// and tables with a scatter of their own for each step, are not among them.
func steps(kind string) bool {
	return !slices.Contains([]string{"pcm", "jump-table", "binary", "mtj", "ideal"}, kind)
}

func scaleSteps(c *experiments.Case, f float64) error {
	finer := f + float64((1-f)*finestOf(c.Card)) // of the step
	for _, dir := range []string{"ltp", "ltd"} {
		if p, ok := si.Lookup(c.Card.Model.Params(), "states_"+dir); ok {
			n, _ := p.Float()
			if err := p.Set(held(p, n/finer)); err != nil {
				return err
			}
		} else if p, ok := si.Lookup(c.Card.Model.Params(), "step_"+dir); ok {
			x, _ := p.Float()
			if err := p.Set(held(p, x*finer)); err != nil {
				return err
			}
		}
	}
	if p, ok := si.Lookup(c.Card.Model.Params(), "bits"); ok {
		n, _ := p.Float()
		return p.Set(int(held(p, math.Round(n-float64(kernel.Log(finer)/math.Ln2)))))
	}
	// n steps of size s scatter by n σ²: over a distance n s that is σ²/s.
	return errors.Join(
		multiply(c.Card, []string{"c2c_range"}, math.Sqrt(finer)),
		multiply(c.Card, []string{"c2c"}, 1/math.Sqrt(finer)))
}
