package fit

import (
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// A card of linear steps does pulse by pulse what the card of the exponential response does, and one of jumps the same within
// the width of its bins.
func TestPulseModelsAgree(t *testing.T) {
	s := specimen{lo: 20e-6, hi: 60e-6, up: 2, down: 1, q: 0.01, rho: 0.005}
	r, err := Pulse(s.train("d", 8, 40, variability.Seed(1).Named("models").Source()))
	if err != nil {
		t.Fatal(err)
	}
	var want []float64
	for _, model := range PulseModels() {
		m, err := r.In(model)
		if err != nil {
			t.Fatal(err)
		}
		text, err := Card([]*Report{m}, CardOptions{Name: "mine"})
		if err != nil {
			t.Fatal(err)
		}
		c, err := device.ReadCard("mine.toml", text)
		if err != nil || c.Kind != model {
			t.Fatalf("%s: %v", c.Kind, err)
		}
		state, g := device.NewState(c.Model, 1), make([]float64, 1)
		p := c.Model.Nominal()
		for k := range 80 {
			if v, dt := p.SetVoltage, p.SetWidth; k < 40 {
				c.Model.Step(state, []float64{v}, dt, nil)
			} else {
				c.Model.Step(state, []float64{p.ResetVoltage}, p.ResetWidth, nil)
			}
			c.Model.(device.Ohmic).Conductance(g, state)
			tol := map[string]float64{"linear-step": 2e-9, "jump-table": 3e-6}[model]
			if model == "exp-pulse" {
				want = append(want, g[0])
			} else {
				near(t, model, g[0], want[k], tol)
			}
		}
	}
	if _, err := r.In("vteam"); !Refused(err) {
		t.Error(err)
	}
}
