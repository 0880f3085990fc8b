package experiments

import (
	"strings"
	"testing"
)

// The shorter the life, the more cells die while a network learns, by their own pulses, and the less it knows;
// cells that are old when weights are written to them do the same without any pulse.
func TestWearCostsAccuracy(t *testing.T) {
	failed := func(m Metrics) float64 { return m.Failed }
	accuracy := func(m Metrics) float64 { return m.Accuracy }
	c := vary(t, set(t, small(t, "memristor", InSitu), "device.endurance", "1e4"), "endurance.scale=1,1e-4,3e-7")
	r := conduct(t, c, Env{Workers: 2})
	last := -1.0
	for _, scale := range []float64{1, 1e-4, 3e-7} {
		if f := meanOf(r, "memristor", failed, scale); f <= last {
			t.Errorf("%g of the cells failed at a scale of %g, %g at a longer life", f, scale, last)
		} else {
			last = f
		}
	}
	if good, bad := meanOf(r, "memristor", accuracy, 1), meanOf(r, "memristor", accuracy, 3e-7); !(good > bad+0.1) {
		t.Errorf("in-situ: accuracy %.2f with %.2g of the cells dead, %.2f with %.2f", good, meanOf(r, "memristor", failed, 1), bad, last)
	}
	if text := strings.Join(r.Warnings, "; "); !strings.Contains(text, "of the cells wore out") {
		t.Errorf("warnings %q", text)
	}
	m := metrics(r, "memristor", 1)[0]
	if !(m.PulsesMax >= m.PulsesP99 && m.PulsesP99 >= m.PulsesMedian && m.PulsesMax > 0 && m.LifeUsed > 0 && m.Cycles > 0) {
		t.Errorf("%+v", m)
	}
	if first := conduct(t, set(t, small(t, "memristor", InSitu)), Env{}); first.Trials[0].Metrics.Accuracy != meanOf(r, "memristor", accuracy, 1) && m.Failed == 0 {
		t.Error("a life that nobody consumes changes the result")
	}

	c = vary(t, set(t, small(t, "memristor", ExSitu), "device.endurance", "1e6"), "endurance.cycles=0,1e5,1e7")
	r = conduct(t, c, Env{Workers: 2})
	young, old := meanOf(r, "memristor", accuracy, 0), meanOf(r, "memristor", accuracy, 1e7)
	if f := meanOf(r, "memristor", failed, 1e5); !(young > old+0.1) || !near(f, 0.0311, 0.003) || meanOf(r, "memristor", failed, 1e7) < 0.999 {
		t.Errorf("ex-situ: accuracy %.2f of young cells, %.2f of old ones; %.4f dead after a tenth of the life", young, old, f)
	}
	if list := conduct(t, set(t, small(t, "memristor", ExSitu), "train.images", "20", "test.images", "20", "device.endurance", "1e6"), Env{}); len(list.Runs) == 0 || len(list.Runs[0].Pulses) == 0 {
		t.Error("a single network has no histogram of its pulses")
	}
}

// The same bits for any number of workers, with every kind of chance at once.
func TestChanceDoesNotDependOnWorkers(t *testing.T) {
	c := set(t, tiny("memristor", "pcm"), "d2d", "0.2", "d2d.kind", "discrete", "d2d.levels", "0.6:1,1:3,1.3:1", "d2d.field", "0.4", "d2d.row", "0.2", "d2d.correlation", "0.3",
		"stuck_lrs", "0.03", "stuck_hrs", "0.05", "faults.cluster", "3", "device.endurance", "1", "endurance.cycles", "0.1")
	c = vary(t, c, "faults.rows=0,0.1")
	one := untimed(t, conduct(t, c, Env{Workers: 1}))
	for _, workers := range []int{2, 5} {
		if untimed(t, conduct(t, c, Env{Workers: workers})) != one {
			t.Errorf("%d workers give another result", workers)
		}
	}
}

func TestWearKeys(t *testing.T) {
	for _, sets := range [][]string{{"endurance.cycles", "10"}, {"endurance.scale", "0.1"}} {
		if err := set(t, tiny("ideal", "pcm"), sets...).Check(); err == nil || !strings.Contains(err.Error(), "device.endurance") {
			t.Errorf("%v without a card that wears: error %v", sets, err)
		}
		if err := set(t, tiny("ideal", "pcm"), append(sets, "device.pcm.endurance", "1e8")...).Check(); err != nil {
			t.Errorf("%v: %v", sets, err)
		}
	}
	c := set(t, tiny("ideal", "pcm"), "device.endurance", "1e8", "endurance.scale", "0.5", "endurance.cycles", "100")
	if life := cards(t, c)[1].Endurance.Life; life != 5e7 {
		t.Errorf("life %g", life)
	}
	if text := strings.Join(c.flaws(), "; "); !strings.Contains(text, "endurance 1e8 cycles; lives × 0.5; cells aged by 100 cycles") {
		t.Errorf("notes %q", text)
	}
	vary(t, tiny("pcm"), "device.pcm.endurance=0,1e6,1e8")
}
