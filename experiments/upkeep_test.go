package experiments

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/periphery/cost"
)

func itemOf(items []cost.Item, event string) cost.Item {
	for _, i := range items {
		if i.Event == event {
			return i
		}
	}
	return cost.Item{}
}

// What is done against drift is on a bill of its own: gains take reads and no write, the same reads for one
// gain as for one a column; refreshing writes every cell at every interval but the last, after one look and
// with one more at each; without compensation there is no bill. Training and the test before cost the same.
func TestCompensationIsOnTheBill(t *testing.T) {
	run := func(kind string) *Result {
		c := set(t, tiny("pcm"), "after", "1 h", "compensation", kind, "refresh.every", "20 min")
		c.Repeats = 1
		return conduct(t, c, Env{Workers: 1})
	}
	none, global, column, refresh := run("none"), run("global"), run("column"), run("refresh")
	if c := none.Costs[0]; c.Compensate != nil || none.Trials[0].Metrics.KeepEnergy != 0 {
		t.Errorf("without compensation there is a bill: %+v", c.Compensate)
	}
	for _, r := range []*Result{global, column, refresh} {
		c, m := r.Costs[0], r.Trials[0].Metrics
		joules, seconds := cost.Total(c.Compensate)
		if joules != m.KeepEnergy || seconds != m.KeepBusy || !(joules > 0) || !(seconds > 0) {
			t.Errorf("%g J and %g s, the metrics say %g and %g", joules, seconds, m.KeepEnergy, m.KeepBusy)
		}
		if row := r.Summary[0]; row.Keep != m.KeepEnergy || row.KeepFor != m.KeepBusy || row.Energy != m.Energy {
			t.Errorf("summary %+v", row)
		}
		// a look is priced at the mean conductance of the test, which the compensation may change
		if a, b := none.Trials[0].Metrics, m; math.Abs(a.Energy-b.Energy) > 1e-3*a.Energy || a.Busy != b.Busy {
			t.Errorf("training takes %g J, without compensation %g", b.Energy, a.Energy)
		}
	}
	a, b := global.Costs[0].Compensate, column.Costs[0].Compensate
	reads := itemOf(a, "adc").Count / float64(tiny("pcm").Network.Neurons)
	steps := 2 * float64(tiny("pcm").Calibrate.Images) * tiny("pcm").Input.Duration / tiny("pcm").Input.Step
	if reads > steps || reads < steps/3 {
		t.Errorf("gains take %g reads in %g steps", reads, steps)
	}
	for _, event := range []string{"set", "reset", "refresh", "verify", "neuron", "stdp"} {
		if itemOf(a, event).Count != 0 {
			t.Errorf("a gain takes %g events of %s", itemOf(a, event).Count, event)
		}
	}
	for k := range a {
		if a[k].Count != b[k].Count || math.Abs(a[k].Energy-b[k].Energy) > 1e-12*a[k].Energy {
			t.Errorf("one gain: %+v, gains of columns: %+v", a[k], b[k])
		}
	}
	c := refresh.Costs[0]
	cells := float64(28 * 28 * 2 * tiny("pcm").Network.Neurons)
	if c.Compensations != 2 || itemOf(c.Compensate, "refresh").Count != 2*cells || itemOf(c.Compensate, "verify").Count != 3*cells {
		t.Errorf("%g times: %+v, %+v; there are %g cells", c.Compensations, itemOf(c.Compensate, "refresh"), itemOf(c.Compensate, "verify"), cells)
	}
	if itemOf(c.Compensate, "set").Count != 0 || itemOf(c.Compensate, "adc").Count != 0 {
		t.Errorf("refreshing is counted twice: %+v", c.Compensate)
	}
}

// A read-out on cells is on the bill: its reads, one for each image that drew a spike, its writing where
// that is by pulses, its part of the compensation, and its area. A digital one is not.
func TestReadoutIsOnTheBill(t *testing.T) {
	run := func(list ...string) *Result {
		c := set(t, tiny("memristor"), append([]string{"readout.kind", "logistic"}, list...)...)
		c.Repeats = 1
		return conduct(t, c, Env{Workers: 1})
	}
	digital := run()
	cells := run("readout.device", "pcm", "after", "1 h")
	pulsed := run("readout.device", "pcm", "write.routine", "verify")
	ideal := run("readout.device", "ideal")
	for _, r := range []*Result{digital, ideal} {
		if i := itemOf(r.Costs[0].Infer, "read-out"); i.Energy != 0 || i.Count != 0 {
			t.Errorf("numbers take %+v", i)
		}
	}
	m := cells.Trials[0].Metrics
	images := float64(m.TestImages) * (1 - m.Silent)
	i := itemOf(cells.Costs[0].Infer, "read-out")
	if math.Abs(i.Count-images) > 1e-9*images || !(i.Energy > 0) || !(i.Time > 0) {
		t.Errorf("%+v of %g images with spikes", i, images)
	}
	if joules, _ := cost.Total(cells.Costs[0].Infer); math.Abs(joules/float64(m.TestImages)-m.InferEnergy) > 1e-12*m.InferEnergy {
		t.Errorf("%g J for %d images, the metrics say %g each", joules, m.TestImages, m.InferEnergy)
	}
	if !(itemOf(cells.Costs[0].Compensate, "read-out").Energy > 0) {
		t.Error("gains of the read-out take nothing")
	}
	if w := itemOf(cells.Costs[0].Train, "read-out"); w.Count != 0 || w.Energy != 0 {
		t.Errorf("targets take %+v", w)
	}
	if w := itemOf(pulsed.Costs[0].Train, "read-out"); !(w.Count > 0 && w.Energy > 0 && w.Time > 0) {
		t.Errorf("pulses of the read-out take %+v", w)
	}
	if !(m.Area > digital.Trials[0].Metrics.Area) || ideal.Trials[0].Metrics.Area != digital.Trials[0].Metrics.Area {
		t.Errorf("areas of %g and %g m²", m.Area, digital.Trials[0].Metrics.Area)
	}
}
