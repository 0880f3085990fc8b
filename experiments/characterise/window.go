package characterise

import (
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/periphery"
)

const (
	windowDelays = 24  // on either side, and one at coincidence
	windowReach  = 3.2 // time constants of the tails, which are cut at three
)

// MeasureWindow integrates the STDP window of a nominal cell under exponential waveforms, whose tails last
// 25 ms, or ten pulses where that is longer: the change from the middle of its range for 49 delays. It is
// Absent where no such waveforms suit the card, as experiments.STDP refuses them.
func MeasureWindow(card *device.Card) (*experiments.STDPWindow, error) {
	p := card.Model.Nominal()
	drive := periphery.Drive{Window: min(max(periphery.DefaultWindow, 10*max(p.SetWidth, p.ResetWidth)), 100)}
	scheme, err := periphery.NewScheme("exponential", card, drive)
	if err != nil {
		return nil, &Absent{"STDP window", err.Error()}
	}
	w, err := periphery.NewWindow(card, scheme)
	if err != nil {
		return nil, &Absent{"STDP window", err.Error()}
	}
	out := &experiments.STDPWindow{Device: experiments.DeviceOf(card)}
	for k := -windowDelays; k <= windowDelays; k++ {
		part := float64(k) / windowDelays
		// The change is steepest at coincidence: delays lie closer there.
		out.Delay = append(out.Delay, windowReach*drive.Window*part*part*part)
	}
	out.Change = w.Curve(out.Delay, experiments.STDPStart)
	return out, nil
}
