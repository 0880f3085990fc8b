package plots

import (
	"errors"
	"io"
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/periphery/cost"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

// bills are made up: each device takes ten times what the one before does.
func bills(devices []experiments.Device) []experiments.Costs {
	var all []experiments.Costs
	for k, d := range devices {
		if d.Ideal {
			continue
		}
		c := experiments.Costs{Device: d.Name, Presentations: 100, Inferences: 50, TrainTime: 35, InferTime: 17.5}
		for i, e := range cost.Events() {
			x := cost.Item{Event: e, Count: 1, Energy: math.Pow10(k-9) * float64(1+(i+k)%5)}
			c.Train, c.Infer = append(c.Train, x), append(c.Infer, x)
		}
		all = append(all, c)
	}
	return all
}

// Every kind of event is drawn in one share and in no two, so that bars end at 100 %.
func TestSharesPartTheBill(t *testing.T) {
	seen := map[string]int{}
	for _, s := range shares() {
		for _, e := range s.events {
			seen[e]++
		}
	}
	for _, e := range cost.Events() {
		if seen[e] != 1 {
			t.Errorf("%s is in %d shares", e, seen[e])
		}
	}
	if len(seen) != len(cost.Events()) {
		t.Errorf("shares of %d kinds of events, there are %d", len(seen), len(cost.Events()))
	}
	c := bills(sample.Devices())[0]
	total, _ := cost.Total(c.Train)
	var sum float64
	for _, s := range shares() {
		sum += s.of(c.Train)
	}
	if math.Abs(sum-total) > 1e-12*total {
		t.Errorf("shares of %g J of %g J", sum, total)
	}
}

// Programming takes energy but no time of the network's own, and targets take nothing: such bills leave
// gaps and do not run away with the axis of power.
func TestCostsWithoutTraining(t *testing.T) {
	r := sample.Compare(sample.Devices(), 3, 50)
	r.Costs = bills(r.Devices)
	for k := range r.Costs {
		r.Costs[k].Presentations, r.Costs[k].TrainTime = 0, 0
	}
	for i := range r.Costs[0].Train {
		r.Costs[0].Train[i].Energy = 0
	}
	fig, err := Costs(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := Write(io.Discard, fig, SVG, ""); err != nil {
		t.Error(err)
	}
}

// Without bills there is no figure.
func TestCostsWithoutBills(t *testing.T) {
	if _, err := Costs(sample.Compare(sample.Devices(), 3, 50)); !errors.Is(err, ErrNoData) {
		t.Errorf("error %v", err)
	}
}

// Labels of the power axis are three or six decades apart, within it.
func TestPowerScale(t *testing.T) {
	for _, watts := range [][]float64{{1e-7, 5e4}, {1e-3, 2e-1}} {
		s := powerScale(watts)
		if len(s.ticks) == 0 || s.min > slices.Min(watts) || s.max < slices.Max(watts) {
			t.Errorf("%v: %+v", watts, s)
		}
		for _, tick := range s.ticks {
			if tick.Value < s.min || tick.Value > s.max {
				t.Errorf("%v: label %s beyond the axis", watts, tick.Label)
			}
		}
	}
}
