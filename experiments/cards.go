package experiments

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// LoadCards returns the cards of the study's devices as they are simulated: read, overridden, and
// with the short keys applied.
func (c *Config) LoadCards() ([]*device.Card, error) {
	cards, err := c.loadAll()
	if err != nil {
		return nil, err
	}
	return cards[:len(c.Devices)], nil
}

// loadAll returns the cards of the devices and, where it is another one, that of the read-out.
func (c *Config) loadAll() ([]*device.Card, error) {
	var cards []*device.Card
	var errs []error
	for i, name := range c.cardNames() {
		card, err := c.read(name)
		if err != nil {
			if i >= len(c.Devices) {
				err = fmt.Errorf("readout.device: %w", err)
			}
			errs = append(errs, err)
			continue
		}
		cards = append(cards, card)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if err := c.override(cards); err != nil {
		return nil, err
	}
	for _, card := range cards {
		errs = append(errs, c.flaw(card))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return cards, nil
}

func (c *Config) read(name string) (*device.Card, error) {
	if text, ok := c.Cards[name]; ok {
		return device.ReadCard(name+".toml", []byte(text))
	}
	card, err := device.Preset(name)
	var unknown *si.UnknownKeyError
	if errors.As(err, &unknown) {
		hint := ""
		if unknown.Nearest != "" {
			hint = fmt.Sprintf(" (did you mean %q?)", unknown.Nearest)
		}
		return nil, fmt.Errorf("unknown device %q%s: want a name from \"xbar device list\" or a card file", name, hint)
	}
	return card, err
}

// override applies the device.* keys in the order they were given, then checks the cards: two
// limits may pass each other on the way.
func (c *Config) override(cards []*device.Card) error {
	var errs []error
	for _, o := range c.Overrides {
		if !strings.HasPrefix(o.Key, "device.") {
			continue
		}
		errs = append(errs, setCards(cards, o))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for _, card := range cards {
		errs = append(errs, si.Prefix(card.Check(), "device."+card.Name))
	}
	return errors.Join(errs...)
}

// setCard gives one parameter of a card a value in its range, without regard to the others.
func setCard(card *device.Card, name, value string) error {
	p, ok := si.Lookup(card.Params(), name)
	if !ok {
		return &si.UnknownKeyError{Key: name, Nearest: si.Nearest(name, paramNames(card))}
	}
	if err := p.Set(value); err != nil {
		return err
	}
	card.Facts[name] = device.Fact{Provenance: "assumed", Note: "set by the user"}
	return nil
}

func paramNames(card *device.Card) []string {
	var names []string
	for _, p := range card.Params() {
		names = append(names, p.Name)
	}
	return names
}

// setCards applies "device.CARD.PARAM" to one card and "device.PARAM" to every card that has
// the parameter.
func setCards(cards []*device.Card, o Override) error {
	path := strings.Split(o.Key, ".")
	switch len(path) {
	case 2:
		found := false
		for _, card := range cards {
			if _, ok := si.Lookup(card.Params(), path[1]); !ok || card.Ideal() {
				continue
			}
			found = true
			if err := setCard(card, path[1], o.Value); err != nil {
				return si.Prefix(err, "device."+card.Name)
			}
		}
		if !found {
			return &si.UnknownKeyError{Key: o.Key, Nearest: si.Nearest(o.Key, cardKeys(cards, false))}
		}
		return nil
	case 3:
		for _, card := range cards {
			if card.Name == path[1] {
				return si.Prefix(setCard(card, path[2], o.Value), "device."+card.Name)
			}
		}
	}
	return &si.UnknownKeyError{Key: o.Key, Nearest: si.Nearest(o.Key, cardKeys(cards, true))}
}

// cardKeys lists the keys that address card parameters, with or without the name of the card.
func cardKeys(cards []*device.Card, named bool) []string {
	var keys []string
	for _, card := range cards {
		if !named && card.Ideal() {
			continue
		}
		for _, name := range paramNames(card) {
			if named {
				keys = append(keys, "device."+card.Name+"."+name)
			} else {
				keys = append(keys, "device."+name)
			}
		}
	}
	return keys
}

// flaw applies the short keys to a card. The ideal one stays as it is.
func (c *Config) flaw(card *device.Card) error {
	if card.Ideal() {
		return nil
	}
	f := &c.Flaws
	add := func(key, name string, x float64) error {
		if x == 0 {
			return nil
		}
		p, ok := si.Lookup(card.Params(), name)
		if !ok {
			return fmt.Errorf("%s = %g: the model of %s (%s) has no %s", key, x, card.Name, card.Kind, name)
		}
		own, _ := p.Float()
		return si.Prefix(card.Set(name, math.Hypot(own, x)), "device."+card.Name)
	}
	err := errors.Join(
		add("c2c", "c2c", f.C2C),
		add("c2c_range", "c2c_range", f.C2CRange),
		add("read_noise", "read_noise", f.ReadNoise),
	)
	card.Endurance.Life *= c.Chance.LifeScale
	if f.RTN > 0 {
		card.RTN.Impose(f.RTN)
	}
	if f.Drift >= 0 {
		card.Impose(f.Drift, f.DriftSD)
	} else if f.DriftSD >= 0 {
		card.Imposed = card.Imposed || !card.Drift.Active()
		card.Drift.SDAbove = device.Branch{}
		card.Drift.SDOffset, card.Drift.SDSlope, card.Drift.SDMin, card.Drift.SDMax = f.DriftSD, 0, f.DriftSD, f.DriftSD
	}
	return err
}

// spreads returns the device-to-device spreads that spread.* keys add to a card.
func (c *Config) spreads(card *device.Card) map[string]variability.Spread {
	if card.Ideal() {
		return nil
	}
	out := map[string]variability.Spread{}
	for _, o := range c.Overrides {
		name, ok := strings.CutPrefix(o.Key, "spread.")
		if !ok {
			continue
		}
		if !slices.Contains(device.Spreadable(card.Model), name) {
			continue
		}
		if cv, err := si.Parse(o.Value, ""); err == nil {
			out[name] = c.Chance.spread(cv)
		}
	}
	return out
}
