package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments/characterise"
	"github.com/xbar-sim/xbar/internal/si"
)

// A column is one card of table T1.
type column struct {
	card     *device.Card
	f        *characterise.Figures
	accuracy string
	class    string
}

func newColumn(c *device.Card) (column, error) {
	f, err := characterise.MeasureFigures(c, 0)
	return column{card: c, f: f}, err
}

// A cardRow is one row of table T1.
type cardRow struct {
	name string
	of   func(*column) cell
}

// cardRows are the rows in the order of NeuroSim's device table (Chen, Peng and Yu, IEEE Trans. CAD 37(12), 3067, 2018),
// with time, wear and what a network makes of it below.
func cardRows() []cardRow {
	number := func(name string, value func(*column) float64, unit string, keys ...string) cardRow {
		return cardRow{name, func(c *column) cell { return c.number(value(c), unit, keys...) }}
	}
	return []cardRow{
		{"conductance states", (*column).states},
		number("nonlinearity of LTP", func(c *column) float64 { return c.f.NLUp }, "", "nl_ltp"),
		number("nonlinearity of LTD", func(c *column) float64 { return c.f.NLDown }, "", "nl_ltd"),
		number("R_ON", func(c *column) float64 { return 1 / c.f.GMax }, "Ω", "g_max"),
		number("on/off ratio", func(c *column) float64 { return c.f.OnOff() }, "", "g_min", "g_max"),
		{"LTP pulse", func(c *column) cell { return c.pulse("v_set", "t_set") }},
		{"LTD pulse", func(c *column) cell { return c.pulse("v_reset", "t_reset") }},
		{"σ of one pulse, % of the range", func(c *column) cell { return c.percent(c.f.StepSD, "c2c_range") }},
		{"σ between devices at G_max, % of G", func(c *column) cell { return c.percent(c.f.HighCV) }},
		{"σ between devices at G_min, % of G", func(c *column) cell { return c.percent(c.f.LowCV) }},
		{"drift exponent at G_max", (*column).drift},
		{"retention, median time constant", func(c *column) cell { return c.positive("retain_tau") }},
		{"endurance, full cycles", func(c *column) cell { return c.positive("endurance") }},
		{"energy of a SET pulse in the cell", (*column).energy},
		{"test accuracy in this report", func(c *column) cell { return cell{Text: c.accuracy} }},
	}
}

// number prints a number of the card with what is known of its uncertainty. It is soft where all that it stands on is assumed.
func (c *column) number(v float64, unit string, keys ...string) cell {
	if !known(v) {
		return cell{}
	}
	if math.Abs(v) < 1e-9 && unit == "" {
		v = 0 // rounding of a straight line
	}
	out := cell{Text: three(v, unit), Class: c.soft(keys...)}
	if len(keys) != 1 {
		return out
	}
	fact, stated := c.card.Facts[keys[0]]
	if value, _, ok := c.value(keys[0]); ok && stated && fact.SE > 0 && value != 0 {
		part := 1.959964 * math.Abs(fact.SE/value) // of the number; of its inverse too, to first order
		lo, hi := v*(1-part), v*(1+part)
		out.Note = fmt.Sprintf("[%s, %s]", three(min(lo, hi), unit), three(max(lo, hi), unit))
		if fact.N > 0 {
			out.Note += fmt.Sprintf(", n = %d", fact.N)
		}
	}
	return out
}

// soft is the class of what stands on assumed numbers alone.
func (c *column) soft(keys ...string) string {
	stated := slices.DeleteFunc(slices.Clone(keys), func(k string) bool { _, ok := c.card.Facts[k]; return !ok })
	if len(stated) == 0 {
		return ""
	}
	for _, k := range stated {
		if c.card.Facts[k].Provenance != "assumed" {
			return ""
		}
	}
	return "soft"
}

func (c *column) percent(v float64, keys ...string) cell {
	if !known(v) || v < 1e-9 { // rounding, not spread
		return cell{}
	}
	return c.number(100*v, "", keys...)
}

func (c *column) states() cell {
	switch {
	case c.f.Levels > 0:
		return cell{Text: fmt.Sprint(c.f.Levels), Note: "levels"}
	case c.f.Up > 0:
		note := "SET pulses"
		if c.f.Down > 0 && c.f.Down != c.f.Up {
			note += fmt.Sprintf(", %d RESET", c.f.Down)
		}
		return cell{Text: fmt.Sprint(c.f.Up), Note: note}
	}
	return cell{}
}

func (c *column) value(key string) (float64, string, bool) {
	p, ok := si.Lookup(c.card.Params(), key)
	if !ok {
		return 0, "", false
	}
	switch v := p.Value().(type) {
	case float64:
		return v, p.Unit, true
	case int:
		return float64(v), p.Unit, true
	}
	return 0, p.Unit, false
}

func (c *column) pulse(volts, width string) cell {
	v, _, ok := c.value(volts)
	t, _, ok2 := c.value(width)
	if !ok || !ok2 {
		return cell{}
	}
	return cell{Text: three(v, "V") + ", " + three(t, "s"), Class: c.soft(volts, width)}
}

// positive is a parameter of which 0 says that the card does not have it.
func (c *column) positive(key string) cell {
	v, unit, ok := c.value(key)
	if !ok || !(v > 0) {
		return cell{}
	}
	return c.number(v, unit, key)
}

func (c *column) drift() cell {
	if !c.card.Drift.Active() {
		return cell{}
	}
	_, top := c.card.Model.Range()
	return c.number(c.card.Drift.Mean(top), "", "nu_offset", "nu_slope")
}

// energy is what the card states, else V² G t at the middle of the range.
func (c *column) energy() cell {
	p := c.card.Model.Nominal()
	if e, _, ok := c.value("e_set"); ok && e > 0 {
		return c.number(e, "J", "e_set")
	}
	e := p.SetVoltage * p.SetVoltage * p.SetWidth * (c.f.GMin + c.f.GMax) / 2
	return cell{Text: three(e, "J"), Note: "V²Gt at mid-range", Class: c.soft("v_set", "t_set")}
}
