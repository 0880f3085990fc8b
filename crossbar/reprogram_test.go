package crossbar

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
)

// Cells that have drifted and lost are put back where they were noted, within float32, each in its own
// range; every cell costs one write and begins anew.
func TestReprogram(t *testing.T) {
	card := losing(t, "memristor", 0.4)
	card.Program, card.Relax = device.ProgramNoise{}, device.DefaultRelaxation()
	card.Thermal = device.Thermal{Ref: 300, Coefficient: 1e-3, ActivationEnergy: 0.1}
	a := build(t, card, 6, 5, Options{D2D: 0.2, Kelvin: 340, Tolerance: 1e-9})
	a.Program(ramp(30, 0, 1), false)
	before, targets := doubles(a.Conductances()), a.Targets()
	a.Advance(1e5)
	if a.MeanConductance() > 0.8*stat.Mean(before, nil) {
		t.Fatal("nothing was lost")
	}
	writes := a.Writes()
	a.Reprogram(targets)
	for i, g := range doubles(a.Conductances()) {
		near(t, "conductance over that noted", g/before[i], 1, 1e-6)
	}
	if a.Writes()-writes != 30 {
		t.Errorf("%d writes were counted, want 30", a.Writes()-writes)
	}
	a.Advance(100)
	for i := range a.g {
		near(t, "age of a cell, s", a.Now()-a.last[i], 100, 1e-9)
	}
}

// With programming noise the cells miss by it.
func TestReprogramMisses(t *testing.T) {
	card := still(t)
	card.Program = device.ProgramNoise{C0: 0.1e-6}
	a := build(t, card, 40, 50, Options{})
	a.Program(level(2000, 0.5), false)
	g := a.MeanConductance()
	a.Reprogram(a.Targets())
	mean, sd := stat.MeanStdDev(doubles(a.Conductances()), nil)
	near(t, "mean, S", mean, g, 4*0.1e-6/math.Sqrt(2000))
	near(t, "standard deviation, S", sd, 0.1e-6, 4*0.1e-6/math.Sqrt(4000))
}
