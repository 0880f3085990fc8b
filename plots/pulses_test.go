package plots

import (
	"errors"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

func TestPulseHistogram(t *testing.T) {
	r := sample.Compare(sample.Devices(), 2, 4)
	if _, err := PulseHistogram(r); !errors.Is(err, ErrNoData) {
		t.Errorf("cells that do not wear: %v", err)
	}
	for i := range r.Runs {
		if r.Runs[i].Device == "memristor" {
			r.Runs[i].Pulses = []int{100, 20, 0, 380, 499, 1}
		}
	}
	fig, err := PulseHistogram(r)
	fig = must(t, fig, err)
	contains(t, fig, "cells (%)", "programming pulses a cell", "AlOx/HfO2 RRAM (Woo 2016): 1000 cells, repeat 0.", "left of 1, cells without any", "10", "40")
	if strings.Contains(prose(fig), "PCM") {
		t.Error("a device whose cells do not wear is named")
	}
}

// The title of a panel says its value, by the key of the axis where its name is too long.
func TestPanelTitlesSayTheirValues(t *testing.T) {
	long := experiments.Axis{Key: "after", Label: "time between the end of training and the test, at the temperature of the bake", Unit: "s", Values: []float64{60, 3600, 86400}}
	fig, err := AccuracyVsAxis(sample.Sweep(sample.Devices(), 3, sample.D2D(), long), 0)
	fig = must(t, fig, err)
	contains(t, fig, "after = 1 min", "after = 1 h", "after = 1 d")
}
