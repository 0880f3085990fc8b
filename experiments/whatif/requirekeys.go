package whatif

import (
	"fmt"
	"math"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
)

// A Property is a key that a requirement can be about: where it does no harm, and over which range it is asked about.
type Property struct {
	Key, Label, Unit string
	Whole, Log       bool
	Ideal            float64 // where it is repaired
	Lowest, Highest  float64 // of the range asked about unless it is said
	Worse            int     // 1: harm grows with the value, -1: it shrinks
	Waits            bool    // it matters only to cells that wait
}

// properties are those whose ideal value is known. They are not the flaws: a requirement is about a value of a key, such as
// wires and converters have too, and not about a part of what one card lacks. So OnOff sets g_min to g_max over the ratio, and
// States the pulses of either direction, where as a flaw a step that is finer keeps its scatter per distance: who asks how
// many pulses are enough has cells whose pulses scatter as they do.
func properties() []Property {
	spread := func(key string, lo, hi float64) Property {
		return Property{Key: key, Lowest: lo, Highest: hi, Log: true, Worse: 1}
	}
	waiting := func(key string, lo, hi float64) Property {
		p := spread(key, lo, hi)
		p.Waits = true
		return p
	}
	return []Property{
		{Key: OnOff, Label: "on/off ratio g_max/g_min", Ideal: widest, Lowest: 1.2, Highest: 300, Log: true, Worse: -1},
		{Key: States, Label: "identical pulses across the range", Ideal: most, Lowest: 2, Highest: 512, Log: true, Whole: true, Worse: -1},
		spread("d2d", 0.01, 2), spread("c2c", 0.03, 10), spread("c2c_range", 0.002, 0.5), spread("read_noise", 0.01, 2), spread("rtn", 0.01, 1),
		spread("spread.", 0.01, 2), spread("device.c2c", 0.03, 10), spread("device.c2c_range", 0.002, 0.5),
		waiting("drift", 0.003, 0.5), waiting("drift_sd", 0.003, 0.5), waiting("after", 60, 3.15576e8),
		spread("stuck_lrs", 1e-3, 0.5), spread("stuck_hrs", 1e-3, 0.5), spread("faults.stuck", 1e-3, 0.5), spread("faults.unformed", 1e-3, 0.5),
		spread("faults.rows", 1e-3, 0.5), spread("faults.columns", 1e-3, 0.5), spread("faults.blocks", 1e-3, 0.5),
		spread("wires.segment", 0.1, 1000), spread("wires.word", 0.1, 1000), spread("wires.bit", 0.1, 1000), spread("wires.source", 1, 1e5),
		spread("wires.sense", 1, 1e5), spread("wires.access", 10, 1e5),
		spread("neuron.d2d", 0.003, 1), spread("sense.offset", 0.01, 100), spread("sense.noise", 0.01, 100), spread("sense.gain", 0.003, 1),
		spread("dac.noise", 0.003, 1), spread("dac.gain", 0.003, 1), spread("adc.noise", 0.03, 100), spread("adc.offset", 0.03, 100),
		{Key: "adc.bits", Ideal: 0, Lowest: 2, Highest: 12, Whole: true, Worse: -1},
		{Key: "dac.bits", Ideal: 0, Lowest: 2, Highest: 12, Whole: true, Worse: -1},
		{Key: "temperature", Ideal: device.RoomTemperature, Lowest: device.RoomTemperature, Highest: 475, Worse: 1},
		{Key: "bake", Ideal: device.RoomTemperature, Lowest: device.RoomTemperature, Highest: 475, Worse: 1, Waits: true},
		spread("endurance.cycles", 1, 1e9), {Key: "endurance.scale", Ideal: 1e12, Lowest: 1e-9, Highest: 1, Log: true, Worse: -1},
		{Key: "device.endurance", Ideal: 0, Lowest: 0.1, Highest: 1e6, Log: true, Worse: -1},
	}
}

// Find returns the property behind a key of a study about one card. known is false where nobody knows what its ideal value is.
func Find(cfg *experiments.Config, card *device.Card, key string) (p Property, known bool, err error) {
	name := key
	if path := strings.Split(key, "."); path[0] == "device" && len(path) == 3 {
		name = "device." + path[2]
	}
	for _, q := range properties() {
		if q.Key == name || q.Key == "spread." && strings.HasPrefix(key, "spread.") {
			p, known = q, true
		}
	}
	p.Key = key
	if key == OnOff || key == States {
		return p, true, p.check(card)
	}
	q, err := cfg.Param(key, []*device.Card{card})
	if err != nil {
		return p, false, err
	}
	if k := q.Kind(); k != si.Float && k != si.Int || key == "seed" || key == "repeats" {
		return p, false, fmt.Errorf("--param %s: want a key of numbers (%s)", key, q.Doc)
	}
	p.Label, p.Unit, p.Whole = q.Doc, q.Unit, q.Kind() == si.Int
	if !known {
		p.Lowest, p.Highest = math.NaN(), math.NaN()
	}
	if key == "endurance.cycles" && card.Endurance.On() {
		p.Lowest, p.Highest = card.Endurance.Life*1e-3, card.Endurance.Life*10
	}
	return p, known, nil
}

// check refuses a card that has not what a key of this package sets.
func (p Property) check(card *device.Card) error {
	for _, name := range p.parameters(card) {
		if _, ok := si.Lookup(card.Params(), name); !ok {
			return fmt.Errorf("%s: card %s has no %s to set it by", p.Key, card.Name, name)
		}
	}
	if card.Ideal() {
		return fmt.Errorf("%s: %s has no flaws to be asked about", p.Key, card.Name)
	}
	return nil
}

// parameters are those of the card that a key of this package sets.
func (p Property) parameters(card *device.Card) []string {
	if p.Key == OnOff {
		return []string{"g_min"}
	}
	if _, ok := si.Lookup(card.Params(), "states_ltp"); !ok {
		if _, ok := si.Lookup(card.Params(), "levels"); ok {
			return []string{"levels"}
		}
	}
	return []string{"states_ltp", "states_ltd"}
}

// Set gives the property a value.
func (p Property) Set(cfg *experiments.Config, card *device.Card, v float64) error {
	switch {
	case p.Key == OnOff:
		_, hi := card.Model.Range()
		return cfg.Set("device."+card.Name+".g_min", hi/v)
	case p.Key == States:
		for _, name := range p.parameters(card) {
			if err := cfg.Set("device."+card.Name+"."+name, v); err != nil {
				return err
			}
		}
		return nil
	case strings.HasPrefix(p.Key, "wires.") && cfg.Wires.Model == "ideal" && v > 0:
		cfg.Wires.Model = "cached"
		if p.Key != "wires.segment" && p.Key != "wires.word" && p.Key != "wires.bit" && cfg.Wires.Segment < 0 {
			cfg.Wires.Segment = 0 // the baseline has no other resistance
		}
	}
	return cfg.Set(p.Key, v)
}

// Text prints a value of the property.
func (p Property) Text(v float64) string {
	if p.Whole {
		return fmt.Sprintf("%.0f", v)
	}
	return si.Format(v, p.Unit)
}

// An Own is what a card says of a property.
type Own struct {
	Value, Low, High   float64 // the interval is the value where no error is known
	Provenance, Source string  // "measured", "fitted", "assumed", "set" by the study or "stated" on the command line
}

// OwnOf finds what the card, or else the study, says of a property. ok is false where neither says anything.
func OwnOf(cfg *experiments.Config, card *device.Card, p Property) (o Own, ok bool) {
	lo, hi := card.Model.Range()
	fact := func(value float64, name string) (Own, bool) {
		f := card.Facts[name]
		o := Own{value, value, value, f.Provenance, f.Source}
		if f.SE > 0 {
			o.Low, o.High = value-float64(1.96*f.SE), value+float64(1.96*f.SE)
		}
		return o, f.Provenance != ""
	}
	param := func(name string) (Own, bool) {
		q, has := si.Lookup(card.Params(), name)
		if !has {
			return Own{}, false
		}
		v, number := q.Float()
		o, ok := fact(v, name)
		return o, ok && number
	}
	path := strings.Split(p.Key, ".")
	switch {
	case p.Key == OnOff:
		o, ok = fact(hi/lo, "g_min")
		o.Low, o.High = o.Value, o.Value // the error of g_min alone is not that of the ratio
		return o, ok && lo > 0
	case p.Key == States:
		o, ok = param(p.parameters(card)[0])
		return o, ok
	case p.Key == "drift":
		if !card.Drift.Active() || card.Imposed {
			return o, false
		}
		return fact(card.Drift.Mean(hi), "nu_max")
	case p.Key == "d2d", path[0] == "spread":
		name := "g_max"
		if path[0] == "spread" {
			name = path[1]
		}
		s, has := card.Spread[name]
		if !has {
			return o, false
		}
		return fact(s.CV, "spread."+name)
	case path[0] == "device":
		return param(path[len(path)-1])
	}
	q, has := si.Lookup(cfg.Params(), p.Key)
	before, _ := si.Lookup(experiments.Default("sweep").Params(), p.Key)
	if !has || q.Text() == before.Text() {
		return o, false
	}
	v, number := q.Float()
	return Own{v, v, v, "set", ""}, number
}
