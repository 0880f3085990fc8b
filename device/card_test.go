package device_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

func TestCardImpose(t *testing.T) {
	for _, name := range []string{"memristor", "vteam", "pcm"} {
		c := preset(t, name)
		had := c.Drift.Active()
		_, top := c.Model.Range()
		own := c.Drift.SD(top)
		c.Impose(0.05, -1)
		near(t, name+": exponent at the top of the range", c.Drift.Mean(top), 0.05, 1e-15)
		if c.Imposed == had {
			t.Errorf("%s: imposed = %v on a card that drifted by itself: %v", name, c.Imposed, had)
		}
		if !had {
			own = 0.2 * 0.05
		}
		near(t, name+": spread", c.Drift.SD(top), own, 1e-15)

		c.Impose(0.1, -1) // a sweep over exponents imposes on one card again and again
		if !had {
			own = 0.2 * 0.1
		}
		near(t, name+": exponent imposed again", c.Drift.Mean(top), 0.1, 1e-15)
		near(t, name+": spread imposed again", c.Drift.SD(top), own, 1e-15)
		if c.Imposed == had {
			t.Errorf("%s: imposed = %v after the second time", name, c.Imposed)
		}
		if err := c.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	ideal := preset(t, "ideal")
	before := ideal.Drift
	ideal.Impose(0.05, 0.01)
	if !reflect.DeepEqual(ideal.Drift, before) || ideal.Imposed || ideal.Drift.Active() {
		t.Error("the reference drifts")
	}
}

func TestCardSet(t *testing.T) {
	c := preset(t, "memristor")
	if err := c.Set("g_max", "80 µS"); err != nil {
		t.Fatal(err)
	}
	if _, hi := c.Model.Range(); hi != 80e-6 {
		t.Errorf("g_max is %g S", hi)
	}
	if f := c.Facts["g_max"]; f.Provenance != "assumed" || f.Source != "" {
		t.Errorf("a number set by hand is %+v", f)
	}
	for _, tt := range []struct {
		name  string
		value any
		want  string
	}{
		{"g_mxa", "80 µS", `unknown key "g_mxa" (did you mean "g_max"?)`},
		{"g_max", "80 V", `g_max = "80 V": want 1 fS to 1 S (highest conductance (LRS))`},
		{"nl_ltp", 11.0, "nl_ltp = 11: want -10.1 to 10.1 (NeuroSim nonlinearity label of potentiation, > 0 saturates)"},
		{"g_min", "90 µS", "g_min = 90 µS: want less than g_max = 80 µS (lowest conductance)"},
	} {
		if err := preset(t, "memristor").Clone().Set(tt.name, tt.value); err == nil {
			t.Errorf("Set(%s, %v) is accepted", tt.name, tt.value)
		} else if tt.name != "g_min" && err.Error() != tt.want {
			t.Errorf("Set(%s, %v): %v\nwant %s", tt.name, tt.value, err, tt.want)
		}
	}
	if err := c.Set("g_min", "90 µS"); err == nil || err.Error() != "g_min = 90 µS: want less than g_max = 80 µS (lowest conductance)" {
		t.Errorf("Set(g_min): %v", err)
	}
}

func TestCardCheckTiesLimits(t *testing.T) {
	c := preset(t, "pcm")
	c.Drift.Min, c.Drift.Max = 0.2, 0.1
	err := c.Check()
	var v *si.ValueError
	if !errors.As(err, &v) || v.Key != "nu_min" || !strings.Contains(v.Want, "at most nu_max") {
		t.Errorf("nu_min above nu_max: %v", err)
	}
}

// Spreads and facts of a copy are its own.
func TestCardCloneSpread(t *testing.T) {
	c := preset(t, "memristor")
	c.Spread["g_max"] = variability.Spread{Kind: variability.Lognormal, CV: 0.1}
	d := c.Clone()
	d.Spread["g_max"] = variability.Spread{Kind: variability.Normal, CV: 0.5}
	d.Facts["g_max"] = device.Fact{}
	if c.Spread["g_max"].CV != 0.1 || c.Facts["g_max"].Source == "" {
		t.Error("a copy shares its spreads or facts with the original")
	}
	if d.Name != c.Name || d.Kind != c.Kind || len(d.Sources) != len(c.Sources) {
		t.Error("a copy loses its name or sources")
	}
}

// Slices share the memory of their state, spread included.
func TestStateSlice(t *testing.T) {
	m := preset(t, "pcm").Model
	s := device.NewState(m, 10)
	s.Spread = map[string][]float32{"g_max": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}
	part := s.Slice(3, 7)
	part.X[1][0] = 42
	if part.Len() != 4 || s.X[1][3] != 42 {
		t.Errorf("a slice of 4 cells has %d, and its cell 0 is cell %v", part.Len(), s.X[1])
	}
	f := part.Field("g_max", 2)
	if f.Uniform() || f.At(1) != 8 || !part.Field("g_min", 2).Uniform() || part.Field("g_min", 2).At(3) != 2 {
		t.Error("fields of a slice are not those of its cells")
	}
}
