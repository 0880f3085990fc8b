package experiments

import (
	"fmt"
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

func TestInert(t *testing.T) {
	list := []*device.Card{preset(t, "ideal"), preset(t, "memristor"), preset(t, "pcm")}
	for _, tt := range []struct {
		key  string
		want [3]bool // ideal, memristor, pcm
		rest float64
	}{
		{"d2d", [3]bool{true, false, false}, 0},
		{"c2c", [3]bool{true, false, false}, 0},
		{"c2c_range", [3]bool{true, false, false}, 0},
		{"read_noise", [3]bool{true, false, false}, 0},
		{"noise.interval", [3]bool{true, false, false}, math.NaN()},
		{"drift", [3]bool{true, false, false}, math.NaN()},
		{"drift_sd", [3]bool{true, false, false}, math.NaN()},
		{"after", [3]bool{true, false, false}, math.NaN()},
		{"stuck_lrs", [3]bool{true, false, false}, 0},
		{"faults.rows", [3]bool{true, false, false}, math.NaN()},
		{"d2d.row", [3]bool{true, false, false}, math.NaN()},
		{"correlation.g_max.states_ltp", [3]bool{true, false, true}, math.NaN()},
		{"spread.g_max", [3]bool{true, false, false}, 0},
		{"spread.states_ltp", [3]bool{true, false, true}, 0},
		{"device.g_max", [3]bool{true, false, false}, math.NaN()},
		{"device.states_ltp", [3]bool{true, false, true}, math.NaN()},
		{"device.memristor.g_max", [3]bool{true, false, true}, math.NaN()},
		{"device.ideal.g_max", [3]bool{false, true, true}, math.NaN()},
		{"network.neurons", [3]bool{}, math.NaN()},
		{"adc.bits", [3]bool{}, math.NaN()},
		{"neuron.d2d", [3]bool{}, math.NaN()},
	} {
		for i, card := range list {
			if got := inert(tt.key, card); got != tt.want[i] {
				t.Errorf("%s on %s: inert %v", tt.key, card.Name, got)
			}
		}
		if got := restingValue(tt.key); !near(got, tt.rest, 0) {
			t.Errorf("%s at rest is %g, want %g", tt.key, got, tt.rest)
		}
	}
}

// planned lists the trials of a study as text.
func planned(t *testing.T, c *Config) []string {
	t.Helper()
	s := &study{cfg: c}
	s.plan(cards(t, c))
	var out []string
	for _, j := range s.trials {
		out = append(out, fmt.Sprintf("%s%v%d", j.device, j.point, j.repeat))
	}
	return out
}

// Trials come by device, point and repeat, the last axis fastest, and what an axis cannot change is
// done once.
func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		axes []string
		want []string
	}{
		{nil, []string{"ideal[]0", "ideal[]1", "memristor[]0", "memristor[]1", "pcm[]0", "pcm[]1"}},
		{[]string{"d2d=0,0.1"}, []string{
			"ideal[0]0", "ideal[0]1",
			"memristor[0]0", "memristor[0]1", "memristor[0.1]0", "memristor[0.1]1",
			"pcm[0]0", "pcm[0]1", "pcm[0.1]0", "pcm[0.1]1",
		}},
		{[]string{"d2d=0.1,0.2", "device.pcm.step=1,2"}, []string{ // the ideal point of a spread is 0 even where the axis has none
			"ideal[0 NaN]0", "ideal[0 NaN]1",
			"memristor[0.1 NaN]0", "memristor[0.1 NaN]1", "memristor[0.2 NaN]0", "memristor[0.2 NaN]1",
			"pcm[0.1 1]0", "pcm[0.1 1]1", "pcm[0.1 2]0", "pcm[0.1 2]1", "pcm[0.2 1]0", "pcm[0.2 1]1", "pcm[0.2 2]0", "pcm[0.2 2]1",
		}},
		{[]string{"drift=0,0.1", "network.neurons=5,6"}, []string{
			"ideal[NaN 5]0", "ideal[NaN 5]1", "ideal[NaN 6]0", "ideal[NaN 6]1",
			"memristor[0 5]0", "memristor[0 5]1", "memristor[0 6]0", "memristor[0 6]1",
			"memristor[0.1 5]0", "memristor[0.1 5]1", "memristor[0.1 6]0", "memristor[0.1 6]1",
			"pcm[0 5]0", "pcm[0 5]1", "pcm[0 6]0", "pcm[0 6]1", "pcm[0.1 5]0", "pcm[0.1 5]1", "pcm[0.1 6]0", "pcm[0.1 6]1",
		}},
		{[]string{"spread.states_ltp=0.1,0.2"}, []string{
			"ideal[0]0", "ideal[0]1", "memristor[0.1]0", "memristor[0.1]1", "memristor[0.2]0", "memristor[0.2]1", "pcm[0]0", "pcm[0]1",
		}},
	} {
		got := planned(t, vary(t, tiny("ideal", "memristor", "pcm"), tt.axes...))
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s\n got %s\nwant %s", tt.axes, got, tt.want)
		}
	}
}

// A point of an axis is what it says, whatever the study itself has set.
func TestPointsOverruleTheStudy(t *testing.T) {
	c := set(t, tiny("memristor"), "spread.g_max", "0.3", "d2d", "0.4", "device.memristor.g_max", "40 µS")
	vary(t, c, "spread.g_max=0,0.1", "d2d=0,0.2", "device.memristor.g_max=50 µS,60 µS")
	s := &study{cfg: c}
	s.plan(cards(t, c))
	for _, j := range s.trials {
		at, card, err := s.at(j)
		if err != nil {
			t.Fatal(err)
		}
		if at.spreads(card)["g_max"].CV != j.point[0] || at.Flaws.D2D != j.point[1] || paramOf(t, card, "g_max") != j.point[2] {
			t.Errorf("at %g: spread %v, d2d %g, g_max %g", j.point, at.spreads(card), at.Flaws.D2D, paramOf(t, card, "g_max"))
		}
	}
	if c.Flaws.D2D != 0.4 || len(c.Overrides) != 2 {
		t.Errorf("trials changed the study: %+v", c)
	}
}
