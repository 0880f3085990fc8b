package whatif

import (
	"math"
	"strings"
	"testing"
)

// made is a plan of two flaws with slopes and errors that are known: c2c opens ±2 points, d2d ±0.5.
func made(each [2][]float64) *Plan {
	a, b := &Flaw{Key: "c2c", More: "cycles"}, &Flaw{Key: "d2d", More: "devices"}
	zero := make([]float64, len(each[0]))
	p := &Plan{Ranking: &Ranking{Base: []float64{0.5, 0.51, 0.49, 0.5}, Gains: []Gain{{Flaw: a, Repair: Paired(zero, each[0])}, {Flaw: b, Repair: Paired(zero, each[1])}}},
		Target: 0.01, Seed: 0.005, Fit: math.Hypot(0.02, 0.005),
		Needs: []Need{{Flaw: a, Known: true, N: 10, Share: 0.02, Factor: 4, N95: 40, SettleFactor: math.NaN()},
			{Flaw: b, Known: true, N: 20, Share: 0.005, Factor: 1, N95: 20, SettleFactor: math.NaN()}}}
	p.settle(map[string]float64{"c2c": 0.02, "d2d": 0.005})
	return p
}

// Widths add in quadrature and shrink with 1/√n: of 0.5, 2 and 0.5 points, four times as many cycles leave √(0.25 + 1 + 0.25).
func TestPlanWidths(t *testing.T) {
	p := made([2][]float64{{0.2, 0.21, 0.19, 0.2}, {0.1, 0.1, 0.11, 0.09}})
	near(t, "now", p.Width("", 1), math.Sqrt(0.25+4+0.25)/100, 1e-12)
	near(t, "four times the cycles", p.Width("c2c", 4), math.Sqrt(0.25+1+0.25)/100, 1e-12)
	near(t, "four times everything", p.Width("", 4), math.Sqrt(0.25+1+0.0625)/100, 1e-12)
	text := strings.Join(p.Verdict(), "\n")
	for _, want := range []string{"40 cycles in place of 10", "c2c before d2d by 10 points is settled as far as chance goes"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
	if p.MoreRepeats != 0 || !math.IsNaN(p.Needs[0].SettleFactor) {
		t.Errorf("%+v", p)
	}
}

// A lead of 1 point with a standard deviation of 4 wants (1.96 · 4)² + 2 repeats and more; with errors of √(2² + 0.5²) points it
// wants 4.25 times as many measurements.
func TestPlanSettlesARanking(t *testing.T) {
	s := 0.04 * math.Sqrt(3) / 2
	p := made([2][]float64{{0.11 - s, 0.11 + s, 0.11 - s, 0.11 + s}, {0.1, 0.1, 0.1, 0.1}})
	near(t, "lead", p.Delta, 0.01, 1e-12)
	if want := int(math.Ceil(z95*z95*16)) + 2; p.MoreRepeats != want {
		t.Errorf("%d repeats, want %d", p.MoreRepeats, want)
	}
	near(t, "factor", p.Needs[0].SettleFactor, 4.25, 1e-9)
	if text := strings.Join(p.Verdict(), "\n"); !strings.Contains(text, "is not settled: about 64 repeats") || !strings.Contains(text, "4.25 times as many cycles") {
		t.Error(text)
	}
}

// A card that gives no errors gets no promises.
func TestPlanWithoutErrors(t *testing.T) {
	p := made([2][]float64{{0.2, 0.21}, {0.1, 0.1}})
	p.Needs, p.Unknown = nil, []string{"c2c", "d2d"}
	if text := strings.Join(p.Verdict(), "\n"); !strings.Contains(text, "states no standard errors") {
		t.Error(text)
	}
}
