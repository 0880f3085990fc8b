// Package characterise measures on the cells of a card what a laboratory measures on devices: the loop of
// current and voltage, what one pulse does, how a state keeps, how a read fluctuates, how fast a voltage
// switches, what cycling and temperature do, and the figures by which devices are compared.
//
// Everything is measured through the methods of device.Synapse, through an array of the card's cells, or
// is the card's own law of noise; nothing is copied from the card's parameters. So a card may claim what it
// will, and a test can hold its claims against what its cells do. A measurement that says nothing about a card
// is Absent, with the reason. All quantities are in SI base units.
package characterise

import (
	"fmt"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
)

// An Absent measurement is one that says nothing about a card.
type Absent struct {
	What string // "retention"
	Why  string // "no cell changes while it waits"
}

// Error implements error.
func (a *Absent) Error() string { return fmt.Sprintf("%s: %s", a.What, a.Why) }

// A Sheet is all that was measured on the cells of a card. What is absent is nil.
type Sheet struct {
	Device    experiments.Device
	Pulses    device.Pulses // the nominal ones, with which it was measured
	Figures   *Figures
	Loop      *Loop
	Response  *experiments.PulseResponse
	Steps     *Steps
	Switching *Switching
	Retention *Retention
	Noise     *Spectrum
	Endurance *Endurance
	Warmth    *Temperature
	Window    *experiments.STDPWindow
	Absent    []Absent
}

// Options say how the cells of a sheet differ.
type Options struct {
	D2D float64 // coefficient of variation of range limits and steps, in the pulse response and the figures
}

// Measure takes all measurements on cells of a card. It errs where one fails, not where one is absent.
func Measure(card *device.Card, o Options) (*Sheet, error) {
	s := &Sheet{Device: experiments.DeviceOf(card), Pulses: *card.Model.Nominal()}
	for _, take := range []func() error{
		func() (err error) { s.Figures, err = MeasureFigures(card, o.D2D); return },
		func() (err error) { s.Loop, err = MeasureLoop(card); return },
		func() (err error) { s.Response, err = experiments.Response(card, o.D2D); return },
		func() (err error) { s.Steps, err = MeasureSteps(card); return },
		func() (err error) { s.Switching, err = MeasureSwitching(card); return },
		func() (err error) { s.Retention, err = MeasureRetention(card); return },
		func() (err error) { s.Noise, err = NoiseSpectrum(card); return },
		func() (err error) { s.Endurance, err = MeasureEndurance(card); return },
		func() (err error) { s.Warmth, err = MeasureTemperature(card); return },
		func() (err error) { s.Window, err = MeasureWindow(card); return },
	} {
		switch err := take().(type) {
		case nil:
		case *Absent:
			s.Absent = append(s.Absent, *err)
		default:
			return nil, fmt.Errorf("device %s: %w", card.Name, err)
		}
	}
	return s, nil
}
