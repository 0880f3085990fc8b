package device_test

import (
	"testing"

	"github.com/xbar-sim/xbar/device"
)

var (
	_ device.PulseCounter = (*device.Ideal)(nil)
	_ device.PulseCounter = (*device.ExpPulse)(nil)
	_ device.PulseCounter = (*device.PCM)(nil)
	_ device.Thresholded  = (*device.VTEAM)(nil)
)

// The thresholds of the cards; a model without the method has none.
func TestCardThresholds(t *testing.T) {
	for _, tt := range []struct {
		name       string
		set, reset float64
	}{{"ideal", 0.6, -0.6}, {"memristor", 0.6, -0.6}, {"pcm", 0.7, -0.7}, {"vteam", 1.4, -2}} {
		c, err := device.Preset(tt.name)
		if err != nil {
			t.Fatal(err)
		}
		if set, reset, ok := c.Thresholds(); !ok || set != tt.set || reset != tt.reset {
			t.Errorf("%s: %g and %g V (%v), want %g and %g", tt.name, set, reset, ok, tt.set, tt.reset)
		}
		c.Model = soft{c.Model}
		if _, _, ok := c.Thresholds(); ok {
			t.Errorf("%s without the method has thresholds", tt.name)
		}
	}
}

// soft hides every optional ability of a model.
type soft struct{ device.Synapse }

// A part of a pulse is a part of its step where the model has one: a quarter of the ideal step
// at w = 0, and a whole step of PCM.
func TestPartsOfPulses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		whole bool
		part  float64 // of a whole pulse's step, at w = 0
	}{{"ideal", false, 0.25}, {"pcm", true, 1}} {
		c, err := device.Preset(tt.name)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Model.(device.PulseCounter).WholePulses(); got != tt.whole {
			t.Errorf("%s: whole pulses only: %v", tt.name, got)
		}
		step := func(n float64) float64 {
			s := device.NewState(c.Model, 1)
			c.Model.Set(s, []float64{0})
			before := s.X[0][0]
			c.Model.Step(s, []float64{c.Model.Nominal().SetVoltage}, n*c.Model.Nominal().SetWidth, nil)
			return s.X[0][0] - before
		}
		if got := step(0.25) / step(1); got < tt.part*(1-1e-12) || got > tt.part*(1+1e-12) {
			t.Errorf("%s: a quarter of a pulse does %g of a whole one, want %g", tt.name, got, tt.part)
		}
	}
}
