package experiments

import (
	"math"
	"reflect"
	"testing"

	"github.com/xbar-sim/xbar/periphery/cost"
)

// The bill of a trial is that of its own events: totals are sums of the items, pulses those that the array
// has written but for setting up, reads those that the network's steps ask for; and the bits do not
// depend on workers or on where a checkpoint was taken.
func TestCostsAreThoseOfTheTrial(t *testing.T) {
	c := set(t, tiny("memristor", "pcm"), "label.images", "60", "test.images", "250")
	r := conduct(t, c, Env{Workers: 1})
	again := conduct(t, c, Env{Workers: 5})
	if len(r.Costs) != len(r.Trials) || !reflect.DeepEqual(r.Costs, again.Costs) {
		t.Fatalf("%d bills of %d trials, or not the same bits with five workers", len(r.Costs), len(r.Trials))
	}
	for k, x := range r.Costs {
		m := r.Trials[k].Metrics
		joules, seconds := cost.Total(x.Train)
		if joules != m.Energy || seconds != m.Busy || !(joules > 0) || !(m.Area > 0) {
			t.Errorf("%s: %g J and %g s, its metrics say %g and %g", x.Device, joules, seconds, m.Energy, m.Busy)
		}
		infer, _ := cost.Total(x.Infer)
		if math.Abs(infer/x.Inferences-m.InferEnergy) > 1e-12*m.InferEnergy || x.Inferences != float64(m.TestImages) {
			t.Errorf("%s: %g J for %g images, its metrics say %g each", x.Device, infer, x.Inferences, m.InferEnergy)
		}
		events := map[string]cost.Item{}
		for _, i := range x.Train {
			events[i.Event] = i
		}
		if got := events["set"].Count + events["reset"].Count; got > m.Writes || got < m.Writes/2 {
			t.Errorf("%s: %g pulses on the bill, %g writes", x.Device, got, m.Writes)
		}
		if e := events["set"].Energy + events["reset"].Energy + events["refresh"].Energy; math.Abs(e-m.WriteEnergy) > 1e-3*e {
			t.Errorf("%s: writes and refreshes took %g J, the cells say %g", x.Device, e, m.WriteEnergy)
		}
		steps := x.TrainTime / c.Input.Step * c.Clock.Speedup
		if n := events["neuron"].Count; math.Abs(n-steps*float64(c.Network.Neurons)) > 1e-6*n {
			t.Errorf("%s: %g updates in %g steps of %d neurons", x.Device, n, steps, c.Network.Neurons)
		}
		if reads := events["adc"].Count / float64(c.Network.Neurons); reads > steps || reads < steps/3 {
			t.Errorf("%s: %g reads in %g steps", x.Device, reads, steps)
		}
		for _, i := range x.Infer {
			if i.Event == "set" && i.Count != 0 || i.Event == "stdp" && i.Count != 0 {
				t.Errorf("%s: inference writes or learns: %+v", x.Device, i)
			}
		}
	}
	if mean := MeanCosts(r); len(mean) != 2 || mean[0].Device != "memristor" {
		t.Errorf("means of %d devices", len(mean))
	}
}

// A smaller node and a finer line take less, and the physics stays: the same pulses, the same accuracy.
func TestCostKeysArePricesAlone(t *testing.T) {
	run := func(node string) *Result {
		return conduct(t, set(t, tiny("pcm"), "cost.node", node), Env{Workers: 1})
	}
	old, young := run("130"), run("7")
	a, b := old.Trials[0].Metrics, young.Trials[0].Metrics
	if !(b.Energy < a.Energy) || !(b.Area < a.Area) || a.Accuracy != b.Accuracy || a.Writes != b.Writes || a.WriteEnergy != b.WriteEnergy {
		t.Errorf("at 130 nm %+v, at 7 nm %+v", a, b)
	}
}

// Ideal cells are no technology and have no bill.
func TestIdealCellsHaveNoBill(t *testing.T) {
	r := conduct(t, tiny("ideal"), Env{Workers: 1})
	if len(r.Costs) != 0 || r.Trials[0].Metrics.Energy != 0 {
		t.Errorf("%d bills, %g J", len(r.Costs), r.Trials[0].Metrics.Energy)
	}
}
