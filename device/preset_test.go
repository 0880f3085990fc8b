package device_test

import (
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/devicetest"
)

func preset(t testing.TB, name string) *device.Card {
	t.Helper()
	c, err := device.Preset(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPresetsConform(t *testing.T) {
	for _, name := range device.Presets() {
		t.Run(name, func(t *testing.T) { devicetest.Check(t, preset(t, name)) })
	}
}

// The suite also runs where no preset goes: other signs, other windows, more scatter, and the
// ends of the ranges of parameters.
func TestVariantsConform(t *testing.T) {
	for _, tt := range []struct {
		preset, name string
		set          map[string]any
	}{
		{"memristor", "curves that accelerate", map[string]any{"nl_ltp": -3.68, "nl_ltd": 6.76}},
		{"memristor", "curves like a step", map[string]any{"nl_ltp": 10.1, "nl_ltd": -10.1, "c2c": 1.0}},
		{"memristor", "curves like a late step", map[string]any{"nl_ltp": -10.1, "nl_ltd": 10.1, "c2c": 1.0, "states_ltp": 2.0, "states_ltd": 3.0}},
		{"memristor", "straight lines", map[string]any{"nl_ltp": 0.0, "nl_ltd": 0.0, "c2c": 3.0}},
		{"memristor", "one pulse across", map[string]any{"states_ltp": 1.0, "states_ltd": 1.0}},
		{"vteam", "linear resistance", map[string]any{"conduction": "resistance"}},
		{"vteam", "no window", map[string]any{"p_set": 0.0, "p_reset": 0.0}},
		{"vteam", "linear window", map[string]any{"p_set": 1.0, "p_reset": 1.0}},
		{"vteam", "steep window", map[string]any{"p_set": 10.0, "p_reset": 10.0, "c2c": 3.0}},
		{"pcm", "wide RESET", map[string]any{"reset_sd": 1.0, "g_min": "5 µS", "c2c": 2.0}},
		{"pcm", "rising steps", map[string]any{"m1": 0.1, "step": 3.0}},
		{"ideal", "whole range at once", map[string]any{"step_ltp": 1.0, "step_ltd": 1.0, "beta_ltp": 20.0, "g_min": "1 µS"}},
	} {
		t.Run(tt.preset+", "+tt.name, func(t *testing.T) {
			c := preset(t, tt.preset)
			for name, value := range tt.set {
				if err := c.Set(name, value); err != nil {
					t.Fatal(err)
				}
			}
			devicetest.Check(t, c)
		})
	}
}

// A V/2 scheme leaves unselected cells alone where the threshold lies above half of both
// pulses.
func TestHalfSelect(t *testing.T) {
	for _, tt := range []struct {
		preset     string
		set, reset float64
	}{{"ideal", 0, 0}, {"memristor", 0, 0}, {"vteam", 0, 0}, {"pcm", 0, 0}} {
		if set, reset := devicetest.HalfSelect(preset(t, tt.preset)); set != tt.set || reset != tt.reset {
			t.Errorf("%s: half of a SET pulse moves a cell by %g of its range, half of a RESET pulse by %g; want %g and %g", tt.preset, set, reset, tt.set, tt.reset)
		}
	}
}

func TestPresets(t *testing.T) {
	want := []string{"ideal", "memristor", "neurram", "pcm", "vteam"}
	if got := device.Presets(); !slices.Equal(got, want) {
		t.Errorf("Presets() = %v, want %v", got, want)
	}
	for _, model := range device.Models() {
		if !slices.ContainsFunc(want, func(name string) bool { return preset(t, name).Kind == model }) {
			t.Errorf("no preset uses model %s", model)
		}
	}
	if _, err := device.Preset("memristr"); err == nil || err.Error() != `unknown key "memristr" (did you mean "memristor"?)` {
		t.Errorf("Preset(memristr): %v", err)
	}
}

// Every number says where it comes from, and every source is used and has a text.
func TestPresetsProvenance(t *testing.T) {
	for _, name := range device.Presets() {
		c := preset(t, name)
		used := map[string]bool{}
		for key, fact := range c.Facts {
			switch fact.Provenance {
			case "measured", "fitted":
				if fact.Source == "" {
					t.Errorf("%s: %s is %s without a source", name, key, fact.Provenance)
				}
			case "assumed":
			default:
				t.Errorf("%s: %s has provenance %q", name, key, fact.Provenance)
			}
			used[fact.Source] = true
		}
		for _, s := range c.Sources {
			if !used[s.Key] || s.Text == "" {
				t.Errorf("%s: source %s is not used or empty", name, s.Key)
			}
		}
		if c.Fitted == "" || c.Title == "" || c.Class == "" {
			t.Errorf("%s does not say what it is and where it holds", name)
		}
	}
}

// Numbers of the presets that follow from others: G = 1/R and the on/off ratio.
func TestMemristorRange(t *testing.T) {
	lo, hi := preset(t, "memristor").Model.Range()
	near(t, "g_max", hi, 1/16.9e3, 1e-3*hi)
	near(t, "on/off", hi/lo, 4.43, 0.005)
}

// near fails when got is further than tol from want.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if d := got - want; !(d <= tol && -d <= tol) {
		t.Errorf("%s = %.10g, want %.10g ± %.2g", what, got, want, tol)
	}
}
