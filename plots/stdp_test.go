package plots

import (
	"errors"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg/recorder"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

func TestSTDPSaysWhatItShows(t *testing.T) {
	devices := sample.Devices()
	fig, err := STDP(windows(devices, "exponential", "gated"), "From 50 % of the range.")
	fig = must(t, fig, err)
	contains(t, fig, "Exponential", "Gated (pre opens the gate)", "change (% of range)", "output − input spike (ms)", "time (ms)",
		"pre (V)", "post (V)", "cell (V)", "threshold", "From 50 % of the range.", titleOf(devices[1]))
	if fig.Width != pageWidth {
		t.Errorf("two schemes are %v wide, want a page", fig.Width)
	}
	fig, err = STDP(windows(devices[1:2], "triangular"))
	if fig = must(t, fig, err); fig.Width != columnWidth || strings.Contains(prose(fig), "gate") {
		t.Errorf("one scheme is %v wide: %s", fig.Width, prose(fig))
	}
}

func TestSTDPRefuses(t *testing.T) {
	if _, err := STDP(nil); !errors.Is(err, ErrNoData) {
		t.Errorf("no schemes: %v", err)
	}
	if _, err := STDP([]experiments.STDPScheme{{Name: "empty"}}); !errors.Is(err, ErrNoData) {
		t.Errorf("a scheme without windows: %v", err)
	}
	torn := windows(sample.Devices()[:1], "exponential")
	torn[0].Windows[0].Change = torn[0].Windows[0].Change[1:]
	if _, err := STDP(torn); err == nil || errors.Is(err, ErrNoData) {
		t.Errorf("more delays than changes: %v", err)
	}
}

// Window and voltages of a column share their left and right edges: horizontal axes begin and end at the
// same places.
func TestSTDPPanelsAreInLine(t *testing.T) {
	fig, err := STDP(windows(sample.Devices()[:1], "exponential"))
	fig = must(t, fig, err)
	ends := map[[2]int]int{}
	for _, a := range record(fig) {
		s, ok := a.(*recorder.Stroke)
		if !ok || len(s.Path) != 2 || s.Path[0].Pos.Y != s.Path[1].Pos.Y {
			continue
		}
		if w := s.Path[1].Pos.X - s.Path[0].Pos.X; w > fig.Width/2 {
			ends[[2]int{int(100 * s.Path[0].Pos.X), int(100 * s.Path[1].Pos.X)}]++
		}
	}
	if len(ends) != 1 {
		t.Errorf("long horizontal lines begin and end at %v", ends)
	}
}

func TestPulseResponseSaysWhatItShows(t *testing.T) {
	d := sample.Devices()
	fig, err := PulseResponse(train(d[1], 40, 30), "Identical pulses: 1 V.")
	contains(t, must(t, fig, err), "conductance (µS)", "pulse", "SET", "RESET", "Identical pulses: 1 V.", "200 cells", titleOf(d[1]))
	fig, err = PulseResponse(train(d[0], 40, 30))
	if s := prose(must(t, fig, err)); strings.Contains(s, "cells") {
		t.Errorf("a band is explained that is not there: %s", s)
	}
	if _, err := PulseResponse(&experiments.PulseResponse{}); !errors.Is(err, ErrNoData) {
		t.Errorf("no pulses: %v", err)
	}
}
