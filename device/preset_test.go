package device_test

import (
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/devicetest"
)

var preset = devicetest.Preset

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
		{"ion-drift", "no threshold", map[string]any{"v_th_set": 0.0, "v_th_reset": 0.0, "v_read": "1 mV", "t_read": "10 ps"}},
		{"ion-drift", "joglekar", map[string]any{"window": "joglekar", "c2c": 1.0}},
		{"ion-drift-technion", "prodromakis", map[string]any{"window": "prodromakis", "p_window": 7.0, "c2c_range": 0.1, "v_read": "1 mV", "t_read": "1 ps"}},
		{"ion-drift-nonlinear", "no window", map[string]any{"window": "none", "q_drift": 2.0, "k_drift": 1e4, "v_read": "1 mV", "t_read": "10 ns", "c2c": 1.0}},
		{"ag-chalcogenide", "scatter", map[string]any{"c2c": 1.0, "c2c_range": 0.2, "x_min": 0.0}},
		{"stanford-pku", "no barrier to the field", map[string]any{"f_min": 0.0, "t_read": "100 ps", "c2c": 1.0}},
		{"stanford-pku", "scatter", map[string]any{"c2c": 3.0, "c2c_range": 0.1, "beta_gap": 0.0}},
		{"data-driven-2018", "square law", map[string]any{"law": "square", "a_set": 1.0, "a_reset": 1.0, "c2c_range": 0.1}},
		{"jart-vcm", "the whole range", map[string]any{"n_low": 0.008, "n_high": 19.9, "c2c": 1.0, "c2c_range": 0.1}},
		{"tio2-nili", "another device", map[string]any{"device_iv": 0.9, "device_step": 1.1, "c2c": 2.0, "c2c_range": 0.1}},
		{"pcm", "wide RESET", map[string]any{"reset_sd": 1.0, "g_min": "5 µS", "c2c": 2.0}},
		{"pcm", "rising steps", map[string]any{"m1": 0.1, "step": 3.0}},
		{"ideal", "whole range at once", map[string]any{"step_ltp": 1.0, "step_ltd": 1.0, "beta_ltp": 20.0, "g_min": "1 µS"}},
		{"reram-om", "all at once", map[string]any{"step_ltp": 1.0, "step_ltd": 1.0, "c2c": 5.0}},
		{"ecram-li", "level steps", map[string]any{"slope_ltp": 0.0, "slope_ltd": 0.0, "step_ltp": 1.0, "c2c_range": 1.0}},
		{"ecram-li", "steep slopes", map[string]any{"slope_ltp": 1.0, "slope_ltd": 1.0, "step_ltd": 1.0}},
		{"ferro-power", "extreme powers", map[string]any{"gamma_ltp": 0.0, "gamma_ltd": 20.0, "step_ltd": 1.0}},
		{"reram-es", "excess that grows", map[string]any{"a_ltp": 3.0, "beta_ltp": -20.0, "a_ltd": -0.5, "beta_ltd": -1.0}},
		{"ftj-pzt", "two nodes", map[string]any{"nodes_ltp": "0, 1000", "nodes_ltd": "1000, 0.1"}},
		{"pcm-memoryless", "wide scatter", map[string]any{"c2c": 10.0, "c2c_range": 1.0, "step_ltp": 100.0}},
		{"oxram-binary", "wide redraw", map[string]any{"sigma_lrs": 3.0, "sigma_hrs": 3.0, "c2c": 10.0, "p_set": 1.0, "p_reset": 1.0}},
		{"cbram-ges2", "rare switching", map[string]any{"p_set": 1e-6, "p_reset": 1e-6, "g_min": "0 S"}},
		{"stt-mram", "high barrier", map[string]any{"delta": 200.0}},
		{"stt-mram", "low barrier", map[string]any{"delta": 1.0, "sigma_lrs": 0.1}},
		{"sot-domain-wall", "fast wall", map[string]any{"rate": 1e12, "c2c": 10.0}},
		{"fefet-nls", "spread domains", map[string]any{"beta": 0.05, "conduction": "geometric"}},
		{"ftj-hzo", "late domains", map[string]any{"beta": 4.0, "conduction": "linear"}},
		{"sonos40", "straight", map[string]any{"beta_ltp": 0.0, "beta_ltd": 0.0}},
		{"sonos40", "steep", map[string]any{"beta_ltp": 20.0, "beta_ltd": 20.0, "step_ltp": 1.0, "step_ltd": 1.0, "c2c": 10.0}},
		{"photonic-gst", "dark", map[string]any{"g_min": 1e-12}},
		{"mos2-memtransistor", "closed gate", map[string]any{"v_gate": -80.0}},
		{"ideal-4bit", "one bit", map[string]any{"bits": 1}},
		{"sram-6b", "sixteen bits", map[string]any{"bits": 16}},
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
	want := device.Presets()
	if !slices.IsSorted(want) {
		t.Errorf("Presets() = %v, want them sorted", want)
	}
	for _, name := range []string{"ideal", "memristor", "pcm", "vteam"} { // studies and documents name these
		if !slices.Contains(want, name) {
			t.Errorf("no preset %s", name)
		}
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
