package plots

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/whatif"
)

func question(t *testing.T) *whatif.Study {
	t.Helper()
	c := experiments.Default("sensitivity")
	c.Devices, c.Repeats = []string{"memristor"}, 4
	s, err := whatif.New(c, experiments.Env{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func says(t *testing.T, f Figure, want ...string) {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, f, SVG, ""); err != nil {
		t.Fatal(err)
	}
	for _, w := range want {
		if !strings.Contains(b.String(), w) {
			t.Errorf("the figure does not say %q", w)
		}
	}
	b.Reset()
	if err := Write(&b, f, PNG, ""); err != nil {
		t.Error(err)
	}
}

// Answers say which properties they are about, in which groups, what was ideal, and that four repeats are few.
func TestFiguresOfAnswers(t *testing.T) {
	s := question(t)
	p, err := whatif.FindFlaw("c2c")
	if err != nil {
		t.Fatal(err)
	}
	base, better := []float64{0.5, 0.52, 0.48, 0.51}, []float64{0.6, 0.61, 0.6, 0.58}
	gain := whatif.Paired(base, better)
	says(t, Tornado(s, &whatif.Ranking{Base: base, Ideal: better, Gains: []whatif.Gain{{Flaw: p, Repair: gain, Improve: whatif.Paired(base, base), Group: 1}}}),
		p.Name, "group 1", "repaired", "<title>"+p.Name+", repaired\nmean: 9.50, 95 % interval ", "4 repeats: fewer than the usual 10", "wires")
	says(t, Influences(s, &whatif.Screening{Method: "sobol", Surrogate: "quadratic surface", R2: 0.8, Influences: []whatif.Influence{{Flaw: p, Gain: 0.7, Lo: 0.5, Hi: 0.9, First: 0.6, FirstLo: 0.4, FirstHi: 0.8, Group: 1}}}),
		p.Name, "S1, alone", "R² 0.80")
	says(t, Influences(s, &whatif.Screening{Method: "morris", Trials: 30, Influences: []whatif.Influence{{Flaw: p, Gain: 0.1, Lo: 0.05, Hi: 0.15, Group: 1}}}), p.Name, "30 trials")
	says(t, Waterfall(s, []whatif.Step{{Key: "ideal", Name: "ideal weights", Accuracy: 0.6, Lo: 0.58, Hi: 0.62, Each: better},
		{Key: "c2c", Name: p.Name, Accuracy: 0.5, Lo: 0.48, Hi: 0.52, Each: base, Change: whatif.Paired(better, base)}}), "ideal weights", "−9.5", "step down")
}
