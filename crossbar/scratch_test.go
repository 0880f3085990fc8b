package crossbar

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/device"
)

// A pulse gathers its cells with their own factors and puts them back where they were: the
// outcome is that of the model on the whole array with no voltage on the other cells. The
// lists of rows differ in length and order from pulse to pulse, so leftovers would show.
func TestScratchIsTheModelOnTheWholeArray(t *testing.T) {
	const rows, cols = 9, 5
	for _, tt := range []struct {
		preset string
		quiet  []any // without the noise of pulses
	}{
		{"ideal", nil},
		{"memristor", []any{"c2c_range", 0.0}},
		{"vteam", []any{"c2c", 0.0}},
		{"pcm", []any{"m2", 0.0, "c2", 0.0, "a2", 0.0, "reset_sd", 0.0}},
	} {
		card := preset(t, tt.preset, tt.quiet...)
		p := card.Model.Nominal()
		rapid.Check(t, func(r *rapid.T) {
			a := build(t, card, rows, cols, Options{D2D: 0.3})
			a.Program(ramp(rows*cols, 0, 1), false)
			want := device.NewState(card.Model, rows*cols)
			want.Spread = a.state.Spread
			for k := range want.X {
				copy(want.X[k], a.state.X[k])
			}
			for range rapid.IntRange(1, 6).Draw(r, "pulses") {
				col, pulsed := rapid.IntRange(0, cols-1).Draw(r, "column"), some(r, rows)
				v, width := p.SetVoltage, p.SetWidth
				if rapid.Bool().Draw(r, "down") {
					v, width = p.ResetVoltage, p.ResetWidth
				}
				volt := make([]float64, rows*cols)
				for _, row := range pulsed {
					volt[int(row)*cols+col] = v
				}
				a.Pulse(col, pulsed, v, width)
				card.Model.Step(want, volt, width, nil)
			}
			for k := range want.X {
				if !slices.Equal(a.state.X[k], want.X[k]) {
					r.Fatalf("%s: state variable %d differs from that of the model", tt.preset, k)
				}
			}
			g := make([]float64, rows*cols)
			card.Model.(device.Ohmic).Conductance(g, want)
			for i := range g {
				if a.g[i] != float32(g[i]) {
					r.Fatalf("%s: cell %d reads %g S, want %g", tt.preset, i, a.g[i], g[i])
				}
			}
		})
	}
}
