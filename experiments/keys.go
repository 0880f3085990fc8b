package experiments

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/snn"
)

// Clone returns a copy that shares nothing that can change.
func (c *Config) Clone() *Config {
	d := *c
	d.Devices = slices.Clone(c.Devices)
	d.Axes = slices.Clone(c.Axes)
	for i := range d.Axes {
		d.Axes[i].Values = slices.Clone(d.Axes[i].Values)
		d.Axes[i].Words = slices.Clone(d.Axes[i].Words)
		d.Axes[i].With = slices.Clone(d.Axes[i].With)
		for k := range d.Axes[i].With {
			d.Axes[i].With[k] = slices.Clone(d.Axes[i].With[k])
		}
	}
	d.Overrides = slices.Clone(c.Overrides)
	d.Cards = maps.Clone(c.Cards)
	return &d
}

// Set gives a key a value, as --set does: a study key, "device.CARD.PARAM", "device.PARAM",
// "spread.PARAM" or "correlation.PARAM.PARAM". An unknown key is an error that names the nearest one; card parameters are
// checked against the cards of the study by Check.
func (c *Config) Set(key string, value any) error {
	if strings.HasPrefix(key, "device.") || strings.HasPrefix(key, "spread.") || strings.HasPrefix(key, "correlation.") {
		return c.overrideWith(key, value)
	}
	p, ok := si.Lookup(c.Params(), key)
	if !ok {
		return &si.UnknownKeyError{Key: key, Nearest: si.Nearest(key, c.keys())}
	}
	return p.Set(value)
}

// overrideWith puts a card override in place of an older one of the same key.
func (c *Config) overrideWith(key string, value any) error {
	text, ok := value.(string)
	if f, isFloat := value.(float64); isFloat {
		text, ok = si.Exact(f, ""), true
	}
	if !ok {
		text = fmt.Sprint(value)
	}
	if strings.HasPrefix(key, "spread.") {
		p := si.Param{Name: key, At: new(float64), Doc: "device-to-device spread, CV", Max: 3}
		if err := p.Set(text); err != nil {
			return err
		}
	}
	if strings.HasPrefix(key, "correlation.") {
		p := si.Param{Name: key, At: new(float64), Doc: "correlation between the spreads of two parameters", Min: -1, Max: 1}
		if err := p.Set(text); err != nil {
			return err
		}
	}
	c.Overrides = slices.DeleteFunc(c.Overrides, func(o Override) bool { return o.Key == key })
	if len(c.Overrides) >= maxOverrides {
		return fmt.Errorf("%s: more than %d parameters of cards are set", key, maxOverrides)
	}
	c.Overrides = append(c.Overrides, Override{Key: key, Value: text})
	return nil
}

func (c *Config) keys() []string {
	keys := []string{"devices"}
	for _, p := range c.Params() {
		keys = append(keys, p.Name)
	}
	return keys
}

// Param finds the parameter behind a key, for its unit, meaning and range. For card parameters the
// first card of the study that has it is taken.
func (c *Config) Param(key string, cards []*device.Card) (si.Param, error) {
	path := strings.Split(key, ".")
	switch {
	case path[0] == "device" && (len(path) == 2 || len(path) == 3):
		for _, card := range cards {
			if len(path) == 3 && card.Name != path[1] || len(path) == 2 && card.Ideal() {
				continue
			}
			if p, ok := si.Lookup(card.Params(), path[len(path)-1]); ok {
				return p, nil
			}
		}
		return si.Param{}, &si.UnknownKeyError{Key: key, Nearest: si.Nearest(key, cardKeys(cards, len(path) == 3))}
	case path[0] == "spread" && len(path) == 2:
		for _, card := range cards {
			if p, ok := si.Lookup(card.Model.Params(), path[1]); ok && slices.Contains(device.Spreadable(card.Model), path[1]) {
				return si.Param{Name: key, At: new(float64), Doc: "device-to-device spread (CV) of: " + p.Doc, Min: 0, Max: 3}, nil
			}
		}
		return si.Param{}, &si.UnknownKeyError{Key: key, Nearest: si.Nearest(key, spreadKeys(cards))}
	case path[0] == "correlation":
		return pairParam(key, cards)
	}
	if p, ok := si.Lookup(c.Params(), key); ok {
		return p, nil
	}
	return si.Param{}, &si.UnknownKeyError{Key: key, Nearest: si.Nearest(key, c.keys())}
}

func spreadKeys(cards []*device.Card) []string {
	var keys []string
	for _, card := range cards {
		for _, name := range device.Spreadable(card.Model) {
			keys = append(keys, "spread."+name)
		}
	}
	return keys
}

// Check refuses a study that cannot be run: values out of range, unknown cards or parameters,
// axes with values that a key cannot have. All mistakes are reported.
func (c *Config) Check() error {
	errs := []error{si.Check(c.Params())}
	if len(c.Devices) == 0 {
		errs = append(errs, errors.New("no devices: want at least one card"))
	}
	for i, name := range c.Devices {
		if slices.Contains(c.Devices[:i], name) {
			errs = append(errs, fmt.Errorf("device %q is named twice", name))
		}
	}
	for _, name := range append([]string{c.Dataset, c.Readout.Device}, c.Devices...) {
		if !utf8.ValidString(name) {
			errs = append(errs, fmt.Errorf("name %q is no UTF-8, in which a study is written", name))
		}
	}
	errs = append(errs, c.checkPairs())
	if n := len(c.Axes); n > maxAxes {
		errs = append(errs, fmt.Errorf("%d axes: want at most %d", n, maxAxes))
		return errors.Join(errs...)
	}
	if n := c.trials(); n > maxTrials {
		errs = append(errs, fmt.Errorf("about %.3g trials (devices × points × repeats): want at most %d", n, maxTrials))
		return errors.Join(errs...)
	}
	cards, err := c.LoadCards()
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	for _, o := range c.Overrides {
		if !strings.HasPrefix(o.Key, "device.") {
			_, err := c.Param(o.Key, cards)
			errs = append(errs, err)
		}
	}
	errs = append(errs, c.checkPulses(cards), c.checkLayouts(cards), c.checkWeights(cards), c.checkFanIn(cards), c.checkChance(cards), c.checkWear(cards))
	for i := range c.Axes {
		errs = append(errs, c.checkAxis(c.Axes[i], cards))
		for _, b := range c.Axes[:i] {
			if b.Key == c.Axes[i].Key {
				errs = append(errs, fmt.Errorf("axis %s is given twice", b.Key))
			}
		}
	}
	return errors.Join(errs...)
}

// trials is the number of trials, at most: points that a device does not feel are fewer.
func (c *Config) trials() float64 {
	n := float64(len(c.Devices)) * float64(c.Repeats)
	for _, a := range c.Axes {
		n *= float64(len(a.Values))
	}
	return n
}

// checkPairs refuses values that contradict each other.
func (c *Config) checkPairs() error {
	var errs []error
	if c.Network.InitLow > c.Network.InitHigh {
		errs = append(errs, &si.ValueError{Key: "network.init_low", Value: fmt.Sprint(c.Network.InitLow),
			Want: fmt.Sprintf("at most network.init_high = %g", c.Network.InitHigh), Doc: "lowest initial weight"})
	}
	if c.Input.Step > c.Input.Duration {
		errs = append(errs, &si.ValueError{Key: "input.step", Value: si.Exact(c.Input.Step, "s"),
			Want: "at most input.duration = " + si.Exact(c.Input.Duration, "s"), Doc: "time step"})
	}
	if c.Input.Delay > snn.MaxDelay*c.Input.Step {
		errs = append(errs, &si.ValueError{Key: "input.delay", Value: si.Exact(c.Input.Delay, "s"),
			Want: fmt.Sprintf("at most %d steps of input.step = %s", snn.MaxDelay, si.Exact(c.Input.Step, "s")), Doc: "longest delay from an input to a neuron"})
	}
	own := func(key string, v float64) {
		if v < 0 && v != -1 {
			errs = append(errs, &si.ValueError{Key: key, Value: si.Exact(v, ""), Want: "0 to 1, or -1 for the card's own"})
		}
	}
	errs = append(errs, c.checkReadout(), c.checkGoal())
	errs = append(errs, c.checkNeurons(), c.checkWait(), c.checkCells(), c.checkWires(), c.checkNoise())
	own("drift", c.Flaws.Drift)
	own("drift_sd", c.Flaws.DriftSD)
	errs = append(errs, c.checkConverters())
	return errors.Join(errs...)
}

// checkAxis tries every value of an axis on a copy of the study. What the study itself does
// wrong is not said again.
func (c *Config) checkAxis(a Axis, cards []*device.Card) error {
	_, p, err := c.newAxis(a.Key, cards)
	if err != nil {
		return err
	}
	if len(a.Values) == 0 {
		return fmt.Errorf("axis %s has no values", a.Key)
	}
	if err := errors.Join(a.checkWords(p), c.checkWith(a)); err != nil {
		return err
	}
	sound := errors.Join(c.checkPairs(), c.checkPulses(cards), c.checkLayouts(cards), c.checkChance(cards)) == nil
	for _, v := range a.Values {
		d := c.Clone()
		d.Axes = nil
		if err := a.settle(d, v); err != nil {
			return fmt.Errorf("axis %s at %v: %w", a.Key, a.setting(v), err)
		}
		if err := d.Set(a.Key, a.setting(v)); err != nil {
			return err
		}
		at, err := d.LoadCards()
		if err == nil && sound {
			err = errors.Join(d.checkPairs(), d.checkPulses(at), d.checkLayouts(at), d.checkChance(at))
		}
		if err != nil {
			return fmt.Errorf("axis %s at %v: %w", a.Key, a.setting(v), err)
		}
	}
	return nil
}

// CheckData refuses a study that asks more of its images than there are, at its largest where
// such a key is swept.
func (c *Config) CheckData(d *dataset.Set) error {
	c = c.Clone()
	for _, a := range c.Axes {
		if len(a.Values) > 0 && (strings.HasSuffix(a.Key, ".images") || a.Key == "train.validation" || a.Key == "network.fan_in") {
			if err := c.Set(a.Key, slices.Max(a.Values)); err != nil {
				return err
			}
		}
	}
	usable := len(d.Train.Images) - c.Train.Validation
	want := func(key string, n, have int, what string) error {
		if n <= have {
			return nil
		}
		return &si.ValueError{Key: key, Value: fmt.Sprint(n), Want: fmt.Sprintf("at most %d", have), Doc: what + " of " + d.Name}
	}
	return errors.Join(
		c.checkNewton(d.Width*d.Height),
		want("train.validation", c.Train.Validation+1, len(d.Train.Images), "training images"),
		want("train.images", c.Train.Images, usable, "training images"),
		want("label.images", c.Label.Images, usable, "training images"),
		want("calibrate.images", c.Calibrate.Images, usable, "training images"),
		want("test.images", c.Test.Images, len(d.Test.Images), "test images"),
		want("network.fan_in", c.Network.FanIn, d.Width*d.Height, "pixels"),
	)
}
