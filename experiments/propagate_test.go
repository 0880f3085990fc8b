package experiments

import (
	"context"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// unsure is the memristor card with standard errors on g_max, of 5 µS, and on a spread of g_min that the preset does not have.
func unsure(t *testing.T) (*device.Card, string) {
	t.Helper()
	text, err := os.ReadFile("../device/presets/memristor.toml")
	if err != nil {
		t.Fatal(err)
	}
	s := strings.Replace(string(text), `g_max      = { value = "59.17 µS",`, `g_max      = { value = "59.17 µS", se = "5 µS", n = 12,`, 1)
	s = strings.Replace(s, "[sources.woo2016]", "[spread]\ng_min = { cv = 0.3, se = 0.05, n = 12, provenance = \"assumed\" }\n\n[sources.woo2016]", 1)
	card, err := device.ReadCard("unsure.toml", []byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return card, s
}

// Drawn numbers scatter about those of the card with its standard errors: over 2000 draws the mean is within 4 se/√n and the
// standard deviation within 4/√(2n) of itself. What has no error stays, and the card itself does not change.
func TestDrawHasTheStandardError(t *testing.T) {
	card, _ := unsure(t)
	const n = 2000
	for name, want := range map[string][2]float64{"g_max": {59.17e-6, 5e-6}, "spread.g_min": {0.3, 0.05}} {
		var sum, squares float64
		for k := range n {
			c, names, err := Draw(card, variability.Seed(1).At(k))
			if err != nil || len(names) != 2 {
				t.Fatal(names, err)
			}
			x := c.Spread["g_min"].CV
			if name == "g_max" {
				_, x = c.Model.Range()
			}
			if lo, _ := c.Model.Range(); lo != 13.36e-6 {
				t.Fatalf("g_min = %g", lo)
			}
			z := (x - want[0]) / want[1]
			sum, squares = sum+z, squares+z*z
		}
		if mean := sum / n; math.Abs(mean) > 4/math.Sqrt(n) {
			t.Errorf("%s: mean %.3f standard errors off", name, mean)
		}
		if sd := math.Sqrt(squares / n); math.Abs(sd-1) > 4/math.Sqrt(2*n) {
			t.Errorf("%s: standard deviation %.3f standard errors", name, sd)
		}
	}
	if _, hi := card.Model.Range(); hi != 59.17e-6 {
		t.Error("the card changed")
	}
}

// Errors of a card widen the interval of its accuracy and no other's; equal accuracies make no width at all.
func TestPropagate(t *testing.T) {
	c := tiny("ideal", "unsure", "memristor")
	_, text := unsure(t)
	c.Cards = map[string]string{"unsure": text}
	c.Repeats = 3
	r := conduct(t, c, Env{Workers: 2})
	rows, err := Propagate(context.Background(), c, r, Env{Data: digits(t), Workers: 2})
	if err != nil || len(rows) != 3 {
		t.Fatal(rows, err)
	}
	for i, p := range rows {
		drawn := i == 1
		if (len(p.Drawn) == 2) != drawn || math.IsNaN(p.Lo) == drawn || p.Mean != r.Summary[i].Mean {
			t.Errorf("%+v", p)
		}
	}
	if p := rows[1]; !(p.FitSD > 0) || p.Lo > p.SeedLo || p.Hi < p.SeedHi {
		t.Errorf("%+v", p)
	}
	var p Propagated
	p.Mean, p.N = 0.5, 3
	p.compare([]float64{0.5, 0.5, 0.5}, []Metrics{{Accuracy: 0.5}, {Accuracy: 0.5}, {Accuracy: 0.5}})
	if p.Lo != 0.5 || p.Hi != 0.5 || p.Shift != 0 {
		t.Errorf("%+v", p)
	}
}
