package characterise

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/periphery"
)

// The window is that of experiments.STDP, at fewer delays.
func TestWindowIsThatOfSTDP(t *testing.T) {
	for _, name := range []string{"ideal", "memristor", "pcm", "vteam"} {
		card := preset(t, name)
		w, err := MeasureWindow(card)
		if err != nil {
			t.Fatal(err)
		}
		all, err := experiments.STDP([]*device.Card{card}, []string{"exponential"}, periphery.Drive{})
		if err != nil {
			t.Fatal(err)
		}
		full := all[0].Windows[0]
		up, upTime, down, downTime := w.Reach()
		wantUp, wantUpTime, wantDown, wantDownTime := full.Reach()
		near(t, name+": potentiation", up, wantUp, 0.02*wantUp)
		near(t, name+": depression", down, wantDown, -0.02*wantDown)
		near(t, name+": 1/e after", upTime, wantUpTime, 0.1*wantUpTime)
		near(t, name+": 1/e before", downTime, wantDownTime, 0.1*wantDownTime)
		if !slices.IsSorted(w.Delay) || math.Abs(w.Delay[len(w.Delay)-1]-0.08) > 1e-12 {
			t.Errorf("%s: delays %v", name, w.Delay)
		}
	}
}

// Where no waveform suits a card, there is no window, and the reason is said.
func TestNoWindow(t *testing.T) {
	card := preset(t, "memristor")
	card.Model.Nominal().SetWidth = 90
	var absent *Absent
	if _, err := MeasureWindow(card); !errors.As(err, &absent) || absent.Why == "" {
		t.Errorf("pulses of 90 s: %v", err)
	}
}
