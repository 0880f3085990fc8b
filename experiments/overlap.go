package experiments

import (
	"errors"
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/snn"
)

// overlap makes the law of overlapping waveforms for the cells of a card: periphery.Table on the clock
// of the network, which runs clock.speedup times faster on the hardware.
//
// Of the table the shape is kept and the strength is set, so that shapes and cards learn at the same
// rates: over delays of 0 to stdp.window, potentiation is 1 in the mean, and depression -1. Where an
// output spike depresses by itself, that depression is -1. Plasticity multiplies with the pulses
// that stdp.ltp and stdp.ltd ask for, as under the rectangular rule.
//
// In a pair of cells both directions are SET pulses. The cell that subtracts gets the waveforms of the
// other mirrored in time, so that depression has the window of potentiation, mirrored; an output
// spike that depresses by itself does so there.
func (c *Config) overlap(card *device.Card) (snn.Law, error) {
	before, after, none, err := c.waveforms(card)
	if err != nil {
		return nil, err
	}
	if c.setOnly(card) && none == 0 && len(before) > 0 {
		after = after[:0]
		for _, d := range before[1:] {
			after = append(after, -max(d, 0))
		}
	}
	n := math.Ceil(c.STDP.Window/c.Input.Step - 1e-6) // steps of the window
	var up, down float64
	for _, side := range [][]float32{before, after} {
		for _, d := range side {
			up, down = up+float64(max(d, 0)), down-float64(min(d, 0))
		}
	}
	up, down = up/n, down/n
	if none < 0 {
		down = -float64(none)
	}
	if up == 0 {
		return nil, &si.ValueError{Key: "stdp.window", Value: si.Exact(c.STDP.Window, "s"),
			Want: fmt.Sprintf("%s waveforms that potentiate %s in steps of %s", c.STDP.Shape, card.Name, si.Exact(c.Input.Step, "s"))}
	}
	return &snn.Overlap{Before: scaled(before, up, down), After: scaled(after, up, down), None: scaled([]float32{none}, up, down)[0]}, nil
}

// waveforms tabulates what pairs of spikes do to a nominal cell, as periphery.Table.Steps.
func (c *Config) waveforms(card *device.Card) (before, after []float32, none float32, err error) {
	w, err := c.window(card)
	if err != nil {
		return nil, nil, 0, err
	}
	t := w.Table()
	if err := t.Learns(); err != nil {
		return nil, nil, 0, err
	}
	return t.Steps(c.Input.Step / c.Clock.Speedup)
}

// mismatch is how far the table of overlapping waveforms is from the waveforms themselves on cells of a card, of the
// peak of the window; 0 where a study knows no waveforms.
func (c *Config) mismatch(card *device.Card) float64 {
	if c.STDP.Rule != overlapRule {
		return 0
	}
	w, err := c.window(card)
	if err != nil {
		return 0 // refused before the study began
	}
	return w.Table().Mismatch(w)
}

// window makes the waveforms of a study for the cells of a card. It errs where there are none.
func (c *Config) window(card *device.Card) (*periphery.Window, error) {
	wrap := func(err error) error {
		var value *si.ValueError
		if errors.As(err, &value) && value.Key == "window" {
			err = si.Prefix(err, "stdp")
		}
		return fmt.Errorf("stdp.rule = %s on %s: %w", overlapRule, card.Name, err)
	}
	if c.STDP.Window == 0 {
		return nil, wrap(&si.ValueError{Key: "window", Value: "0 s", Want: "more than 0 s", Doc: "how far apart spikes meet"})
	}
	scheme, err := periphery.NewScheme(c.STDP.Shape, card, periphery.Drive{Window: c.STDP.Window / c.Clock.Speedup})
	if err != nil {
		return nil, wrap(err)
	}
	w, err := periphery.NewWindow(card, scheme)
	if err != nil {
		return nil, wrap(err)
	}
	return w, nil
}

// scaled returns doses over the mean of their sign.
func scaled(doses []float32, up, down float64) []float32 {
	out := make([]float32, len(doses))
	for i, d := range doses {
		switch {
		case d > 0:
			out[i] = float32(float64(d) / up)
		case d < 0:
			out[i] = float32(float64(d) / down)
		}
	}
	return out
}
