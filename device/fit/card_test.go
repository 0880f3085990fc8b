package fit

import (
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// The card says what the report says: value, standard error, spread and number of devices.
func TestCardKeepsEstimates(t *testing.T) {
	src := variability.Seed(1).Named("card").Source()
	var trains []lab.PulseTrain
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		f := 1 + float64(0.2*kernel.Normal(src))
		s := specimen{20e-6 * f, 60e-6 * f, 2, 1, 0.02, 0.01}
		trains = append(trains, s.train(name, 3, 25, src)...)
	}
	r, err := Pulse(trains)
	if err != nil {
		t.Fatal(err)
	}
	text, err := Card([]*Report{r}, CardOptions{Name: "mine", Files: []string{"pulses.csv"}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := device.ReadCard("mine.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Params() {
		e, ok := r.Find(p.Name)
		if !ok {
			continue
		}
		f := c.Facts[p.Name]
		v, _ := p.Float()
		near(t, p.Name, v, e.Value, 1e-4*abs(e.Value))
		if e.SE > 0 {
			near(t, p.Name+".se", f.SE, e.SE, 5e-3*e.SE)
		}
		if e.SD > 0 {
			near(t, p.Name+".sd", f.SD, e.SD, 5e-3*e.SD)
		}
		if f.N != 6 {
			t.Errorf("%s is of %d devices, want 6", p.Name, f.N)
		}
	}
	if s := c.Spread["g_max"]; s.CV < 0.05 || s.CV > 0.6 || c.Facts["spread.g_max"].SE == 0 {
		t.Errorf("spread of g_max: %+v", s)
	}
	if strings.Contains(string(text), "NaN") {
		t.Error("the card holds what is no number")
	}
}

// Without pulses and loops nothing says how a cell is programmed.
func TestCardWantsAModel(t *testing.T) {
	r := &Report{Numbers: []Number{{Name: "read_noise", Value: 0.02, SE: 0.001, SD: nan(), N: 3, Provenance: "measured"}}}
	if _, err := Card([]*Report{r}, CardOptions{Name: "mine"}); !Refused(err) {
		t.Errorf("no base: %v", err)
	}
	base, err := device.Preset("pcm")
	if err != nil {
		t.Fatal(err)
	}
	text, err := Card([]*Report{r}, CardOptions{Name: "mine", Base: base})
	if err != nil {
		t.Fatal(err)
	}
	c, err := device.ReadCard("mine.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	if c.Noise.White != 0.02 || c.Drift.Slope != base.Drift.Slope || c.Layout != "pair" {
		t.Errorf("the card is not the base with another noise: %+v", c.Noise)
	}
}

func abs(x float64) float64 { return max(x, -x) }
