package experiments

import (
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/internal/si"
)

// small is a study that learns enough to lose it again.
func small(t *testing.T, device, mode string) *Config {
	c := tiny(device)
	c.Repeats, c.Network.Neurons, c.Train.Images, c.Label.Images, c.Test.Images = 1, 12, 250, 60, 100
	return set(t, c, "mode", mode)
}

// meanOf returns the mean of a metric over the repeats at a point.
func meanOf(r *Result, device string, at func(Metrics) float64, point ...float64) float64 {
	list := metrics(r, device, point...)
	var sum float64
	for _, m := range list {
		sum += at(m)
	}
	return sum / float64(len(list))
}

// Half of the cells dead cost accuracy, learnt on the device or elsewhere, and the result says how many
// they were.
func TestFaultsCostAccuracy(t *testing.T) {
	for _, mode := range []string{InSitu, ExSitu} {
		for _, tt := range []struct {
			axis string
			part float64
			dead func(Metrics) float64
		}{
			{"stuck_lrs", 0.9, func(m Metrics) float64 { return m.StuckLRS / m.Cells }},
			{"stuck_hrs", 0.99, func(m Metrics) float64 { return m.StuckHRS / m.Cells }},
			{"faults.unformed", 0.9, func(m Metrics) float64 { return m.Unformed / m.Cells }},
			{"faults.rows", 0.8, func(m Metrics) float64 { return m.Open / m.Cells }},
		} {
			c := vary(t, small(t, "memristor", mode), tt.axis+"=0,"+si.Exact(tt.part, ""))
			r := conduct(t, c, Env{Workers: 2})
			accuracy := func(m Metrics) float64 { return m.Accuracy }
			if good, bad := meanOf(r, "memristor", accuracy, 0), meanOf(r, "memristor", accuracy, tt.part); !(good > bad+0.1) {
				t.Errorf("%s, %s: accuracy %.2f without and %.2f at %g", mode, tt.axis, good, bad, tt.part)
			}
			if part := meanOf(r, "memristor", tt.dead, tt.part); !near(part, tt.part, 2e-3) {
				t.Errorf("%s, %s: %.4f of the cells dead, want %g", mode, tt.axis, part, tt.part)
			}
			for _, m := range metrics(r, "memristor", 0) {
				if m.Cells != 0 {
					t.Errorf("%s: dead cells without faults: %+v", tt.axis, m)
				}
			}
		}
	}
}

func TestFaultKeys(t *testing.T) {
	c := set(t, tiny("ideal", "memristor"), "stuck_lrs", "2 %", "stuck_hrs", "1 %", "faults.columns", "0.1", "faults.cluster", "4", "faults.blocks", "0.1")
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(c.flaws(), "; ")
	for _, want := range []string{"2 % of the cells stuck at LRS", "1 % of the cells stuck at HRS", "10 % of the columns open", "clusters of 4", "blocks of 16 × 16"} {
		if !strings.Contains(text, want) {
			t.Errorf("the notes %q do not say %s", text, want)
		}
	}
	list := cards(t, c)
	if !c.array(list[0]).Faults.None() || c.array(list[1]).Faults.LRS != 0.02 {
		t.Error("faults of the ideal card, or none of the other")
	}
	if err := set(t, c, "stuck_lrs", "0.7", "stuck_hrs", "0.7").Check(); err == nil || !strings.Contains(err.Error(), "at most 1 together") {
		t.Errorf("error %v", err)
	}
}

// Conductance follows the polarity.
func TestStuckPolarity(t *testing.T) {
	mean := func(key string) float64 {
		return arrayOf(t, set(t, tiny("memristor"), key, "0.3")).MeanConductance()
	}
	sound := arrayOf(t, tiny("memristor")).MeanConductance() // at the bottom of the range
	if lrs, hrs, none := mean("stuck_lrs"), mean("stuck_hrs"), mean("faults.unformed"); !(lrs > 1.5*sound) || hrs != sound || !(none < 0.8*sound) {
		t.Errorf("mean conductance %g, stuck at LRS %g, at HRS %g, unformed %g", sound, lrs, hrs, none)
	}
}

// A fraction of stuck cells and a word for their state are the keys of either polarity.
func TestStuckByState(t *testing.T) {
	for state, want := range map[string][2]float64{"lrs": {0.2, 0.05}, "hrs": {0, 0.25}, "both": {0.1, 0.15}} {
		c := set(t, tiny("memristor"), "faults.stuck", "20 %", "faults.state", state, "stuck_hrs", "5 %")
		f := c.array(cards(t, c)[0]).Faults
		if !near(f.LRS, want[0], 1e-15) || !near(f.HRS, want[1], 1e-15) {
			t.Errorf("%s: %g at LRS and %g at HRS, want %v", state, f.LRS, f.HRS, want)
		}
		if text := strings.Join(c.flaws(), "; "); !strings.Contains(text, "20 % of the cells stuck") {
			t.Errorf("the notes %q", text)
		}
	}
	if err := set(t, tiny("memristor"), "faults.stuck", "0.7", "stuck_hrs", "0.7").Check(); err == nil || !strings.Contains(err.Error(), "at most 1 together") {
		t.Errorf("error %v", err)
	}
}
