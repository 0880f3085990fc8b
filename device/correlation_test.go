package device

import (
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/variability"
)

// What a card says of its spreads arrives: kind, limits, levels and correlations.
func TestReadCardSpreads(t *testing.T) {
	text := cardWith(t, `
[spread]
g_max = { kind = "truncated", cv = 0.4, min = 0.5, max = 1.2, provenance = "assumed" }
g_min = { kind = "discrete", levels = "0.5:1, 1.5:1", provenance = "assumed" }
[correlation.g_min]
g_max = { value = -0.4, provenance = "assumed" }
`)
	c, err := ReadCard("my.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.Spread["g_max"], (variability.Spread{Kind: variability.Truncated, CV: 0.4, Min: 0.5, Max: 1.2}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := c.Spread["g_min"]; got.CV != 0.5 || got.Kind != variability.Discrete {
		t.Errorf("a discrete spread without CV: %+v, want that of its levels, 0.5", got)
	}
	if got := c.Correlation[Pair("g_max", "g_min")]; got != -0.4 || c.Facts["correlation.g_max.g_min"].Provenance != "assumed" {
		t.Errorf("correlation %g, facts %v", got, c.Facts["correlation.g_max.g_min"])
	}
	d := c.Clone()
	d.Correlation[Pair("g_max", "g_min")] = 0
	if c.Correlation[Pair("g_max", "g_min")] != -0.4 {
		t.Error("a copy shares the correlations")
	}
}

func TestReadCardRefusesSpreads(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"[correlation.g_min]\ng_max = { value = 2, provenance = \"assumed\" }", "-1 to 1"},
		{"[correlation.g_min]\ng_mux = { value = 0.2, provenance = \"assumed\" }", `did you mean "g_max"`},
		{"[correlation.g_min]\ng_min = { value = 0.2, provenance = \"assumed\" }", "itself"},
		{"[correlation.g_min]\ng_max = { value = 0.2, provenance = \"measured\" }", "names no source"},
		{"[correlation.g_min]\ng_max = { valu = 0.2, provenance = \"assumed\" }", "correlation.g_min.g_max.value"},
		{"[spread]\ng_max = { kind = \"discrete\", provenance = \"assumed\" }", "levels"},
		{"[spread]\ng_max = { cv = 0.2, min = 3, max = 2, provenance = \"assumed\" }", "lower limit"},
	} {
		if _, err := ReadCard("my.toml", []byte(cardWith(t, tt.text))); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one that says %s", tt.text, err, tt.want)
		}
	}
}

func cardWith(t *testing.T, more string) string {
	t.Helper()
	text, err := presets.ReadFile("presets/memristor.toml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n" + more
}
