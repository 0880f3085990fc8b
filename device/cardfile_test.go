package device_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

const card = `title  = "a cell"
class  = "oxide"
model  = "exp-pulse"
layout = "single"
fitted = "1 V, 100 ns"

[params]
g_min      = { value = "5 µS", provenance = "measured", source = "a2020" }
g_max      = { value = "50 µS", provenance = "measured", source = "a2020" }
states_ltp = { value = 64, provenance = "fitted", source = "a2020" }
states_ltd = { value = 64, provenance = "fitted", source = "a2020" }
nl_ltp     = { value = 2.4, provenance = "fitted", source = "a2020" }
nl_ltd     = { value = -4.88, provenance = "fitted", source = "a2020" }
c2c_range  = { value = "3.5 %", provenance = "measured", source = "a2020" }
v_th       = { value = "0.6 V", provenance = "assumed" }
v_set      = { value = "1 V", provenance = "measured", source = "a2020" }
t_set      = { value = "100 ns", provenance = "measured", source = "a2020" }
v_reset    = { value = -1, provenance = "measured", source = "a2020" }
t_reset    = { value = "100 ns", provenance = "measured", source = "a2020" }
v_read     = { value = "0.1 V", provenance = "assumed" }
t_read     = { value = "100 ns", provenance = "assumed" }

[spread]
g_max = { kind = "lognormal", cv = 0.15, provenance = "measured", source = "a2020" }

[sources.a2020]
text = "A. Author, A Journal 1, 2 (2020)"
doi  = "10.1000/1"
`

func TestReadCard(t *testing.T) {
	c, err := device.ReadCard("shelf/a-cell.toml", []byte(card))
	if err != nil {
		t.Fatal(err)
	}
	m := c.Model.(*device.ExpPulse)
	for _, ok := range []bool{
		c.Name == "a-cell", c.Title == "a cell", c.Class == "oxide", c.Kind == "exp-pulse", c.Layout == "single", c.Fitted == "1 V, 100 ns", !c.Ideal(),
		m.GMin == 5e-6, m.GMax == 50e-6, m.StatesLTP == 64, m.NLLTD == -4.88, m.C2CRange == 0.035, m.SetWidth == 100e-9, m.ResetVoltage == -1,
		c.Drift.Onset == 20, c.Drift.Ref == 25e-6, !c.Drift.Active(), !c.Noise.Slow(), c.Noise.Integration == 250e-9,
		c.Spread["g_max"] == variability.Spread{Kind: variability.Lognormal, CV: 0.15},
		c.Facts["g_max"] == device.Fact{Provenance: "measured", Source: "a2020"},
		c.Facts["spread.g_max"] == device.Fact{Provenance: "measured", Source: "a2020"},
		len(c.Sources) == 1, c.Sources[0] == device.Source{Key: "a2020", Text: "A. Author, A Journal 1, 2 (2020)", DOI: "10.1000/1"},
	} {
		if !ok {
			t.Fatalf("the card reads as %+v with %+v", c, m)
		}
	}
}

// What a user sees. Each row changes the card above and lists every line of the answer.
func TestReadCardMessages(t *testing.T) {
	const (
		gMin = `g_min      = { value = "5 µS"`
		gMax = `g_max      = { value = "50 µS", provenance = "measured", source = "a2020" }`
	)
	for _, tt := range []struct{ name, old, new, want string }{
		{"syntax", `g_max      = {`, `g_max      = `, "9: expected value but found \"value\" instead"},
		{"the same key twice", `nl_ltd  `, `nl_ltp  `, "13: key 'params.nl_ltp.value' has already been defined"},
		{"unknown parameter", `g_max  `, `gmax   `, "9: unknown key \"gmax\" (did you mean \"g_max\"?)\nmissing parameter g_max (highest conductance (LRS))"},
		{"unknown key", `fitted =`, `fited  =`, "5: unknown key \"fited\" (did you mean \"fitted\"?)"},
		{"unknown table", `[spread]`, `[spred]`, "23: unknown key \"spred\" (did you mean \"spread\"?)"},
		{"unknown key of a parameter", `value = 2.4`, `valeu = 2.4`, "12: unknown key \"params.nl_ltp.valeu\" (did you mean \"params.nl_ltp.value\"?)\n12: nl_ltp = nothing: want -10.1 to 10.1 (NeuroSim nonlinearity label of potentiation, > 0 saturates)"},
		{"missing parameter", `v_th       = { value = "0.6 V", provenance = "assumed" }`, ``, "missing parameter v_th (voltage below which a pulse does nothing)"},
		{"wrong unit", `"50 µS"`, `"59 V"`, "9: g_max = \"59 V\": want 1 fS to 1 S (highest conductance (LRS))"},
		{"no unit", `"50 µS"`, `"a lot"`, "9: g_max = \"a lot\": want 1 fS to 1 S (highest conductance (LRS))"},
		{"NaN", `value = 2.4`, `value = nan`, "12: nl_ltp = NaN: want -10.1 to 10.1 (NeuroSim nonlinearity label of potentiation, > 0 saturates)"},
		{"infinite", `value = 2.4`, `value = -inf`, "12: nl_ltp = -Inf: want -10.1 to 10.1 (NeuroSim nonlinearity label of potentiation, > 0 saturates)"},
		{"out of range", `value = -1,`, `value = 1,`, "18: v_reset = 1 V: want -100 V to -1 mV (amplitude of a RESET (LTD) pulse)"},
		{"a list", `value = -1,`, `value = [-1, 2],`, "18: v_reset = a list: want -100 V to -1 mV (amplitude of a RESET (LTD) pulse)"},
		{"upside down", gMin, `g_min      = { value = "60 µS"`, "8: g_min = 60 µS: want less than g_max = 50 µS (lowest conductance)"},
		{"a bare number", gMax, `g_max = 50e-6`, "9: params.g_max: want a table like { value = \"1 µS\", provenance = \"measured\", source = \"key\" }"},
		{"a bare spread", `g_max = { kind = "lognormal", cv = 0.15, provenance = "measured", source = "a2020" }`, `g_max = 0.15`, "24: spread.g_max: want a table like { cv = 0.1, provenance = \"measured\", source = \"key\" }"},
		{"text where a number is", `cv = 0.15`, `cv = "15 %"`, "24: spread.g_max.cv: want a number"},
		{"a number where text is", `class  = "oxide"`, `class  = 7`, "2: class: want text in quotes"},
		{"not a table", `[spread]`, `[[spread]]`, "23: spread: want a table, [spread]"},
		{"unknown source", `value = 64, provenance = "fitted", source = "a2020"`, `value = 64, provenance = "fitted", source = "b2020"`, "10: states_ltp: source \"b2020\" is not among the card's sources\n11: states_ltd: source \"b2020\" is not among the card's sources"},
		{"no source", `2.4, provenance = "fitted", source = "a2020"`, `2.4, provenance = "fitted"`, "12: nl_ltp is fitted but names no source"},
		{"no provenance", `2.4, provenance = "fitted",`, `2.4,`, "12: nl_ltp.provenance = \"\": want one of measured, fitted, assumed (where the number comes from)"},
		{"empty source", `text = "A. Author, A Journal 1, 2 (2020)"`, `text = ""`, "26: source \"a2020\" has no text"},
		{"unknown model", `"exp-pulse"`, `"exp"`, "3: model = \"exp\": want one of " + strings.Join(device.Models(), ", ") + " (physics of the cell)"},
		{"unknown layout", `"single"`, `"triple"`, "4: layout = \"triple\": want one of single, pair (cells of one weight)"},
		{"no title", `"a cell"`, `""`, "a card wants a title and a class"},
		{"spread of nothing", `g_max = {`, `g_mxa = {`, "24: unknown key \"spread.g_mxa\" (did you mean \"spread.g_max\"?)"},
		{"unknown spread", `kind = "lognormal"`, `kind = "gaussian"`, "24: spread \"gaussian\": want lognormal, normal, truncated or discrete"},
		{"wide spread", `cv = 0.15`, `cv = 15`, "24: spread lognormal = 15: want 0 to 3 (standard deviation over mean)"},
		{"NaN spread", `cv = 0.15`, `cv = nan`, "24: spread lognormal = NaN: want 0 to 3 (standard deviation over mean)"},
		{"no text at all", card, "", "a card wants a title and a class\nmodel = \"\": want one of " + strings.Join(device.Models(), ", ") + " (physics of the cell)"},
		{"not a card", card, "\x89PNG\r\n\x1a\n", "1: invalid UTF-8 byte: 0x89"},
	} {
		if !strings.Contains(card, tt.old) {
			t.Fatalf("%s: the card has no %q", tt.name, tt.old)
		}
		text := strings.ReplaceAll(card, tt.old, tt.new)
		c, err := device.ReadCard("my.toml", []byte(text))
		if c != nil || err == nil {
			t.Errorf("%s: card %v, error %v", tt.name, c, err)
			continue
		}
		var want []string
		for _, line := range strings.Split(tt.want, "\n") {
			sep := ": "
			if line[0] >= '0' && line[0] <= '9' {
				sep = ":"
			}
			want = append(want, "my.toml"+sep+line)
		}
		if got := err.Error(); got != strings.Join(want, "\n") {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, strings.Join(want, "\n"))
		}
	}
}

// All mistakes of a file are reported at once.
func TestReadCardReportsAll(t *testing.T) {
	text := strings.NewReplacer(`"50 µS"`, `"59 V"`, "2.4,", "nan,", `"single"`, `"triple"`, `cv = 0.15`, `cv = 15`, "fitted =", "fited  =").Replace(card)
	_, err := device.ReadCard("my.toml", []byte(text))
	if err == nil {
		t.Fatal("accepted")
	}
	for _, line := range []int{4, 5, 9, 12, 24} {
		if !strings.Contains(err.Error(), fmt.Sprintf("my.toml:%d: ", line)) {
			t.Errorf("line %d is not in the answer:\n%v", line, err)
		}
	}
}

// Whatever the file, the answer comes soon and is short.
func TestReadCardBounds(t *testing.T) {
	many := func(line string) string {
		var b strings.Builder
		b.WriteString("title = \"a\"\nclass = \"b\"\nmodel = \"pcm\"\n[params]\n")
		for i := 0; b.Len() < device.MaxCard-100; i++ {
			fmt.Fprintf(&b, line, i)
		}
		return b.String()
	}
	deep := func(open, inner, close string) string {
		n := device.MaxCard/2/(len(open)+len(close)) - 10
		return strings.Repeat(open, n) + inner + strings.Repeat(close, n)
	}
	for _, tt := range []struct{ name, text, want string }{
		{"too large", strings.Repeat("#", device.MaxCard+1), "my.toml: 262145 bytes, want at most 262144"},
		{"lists in lists", "x = " + deep("[", "1", "]"), "my.toml:1: nested deeper than 16"},
		{"tables in tables", "x = " + deep("{ a = ", "1", "}"), "my.toml:1: nested deeper than 16"},
		{"over many lines", "x = " + deep("[\n", "1", "]"), "my.toml:17: nested deeper than 16"},
		{"a long dotted key", deep("a.", "b = 1", ""), "my.toml:1: nested deeper than 16"},
		{"a long table name", "#\n[" + deep("a . ", "b", "") + "]", "my.toml:2: nested deeper than 16"},
		{"quoted", deep(`"a.b".`, "b = 1", ""), "my.toml:1: nested deeper than 16"},
		{"unknown parameters", many("x%d = { value = 1 }\n"), "and "},
		{"unknown keys", many("g_max.x%d = 1\n"), "and "},
		{"unknown tables", many("[x%d]\n"), "and "},
	} {
		start := time.Now()
		_, err := device.ReadCard("my.toml", []byte(tt.text))
		if err == nil {
			t.Errorf("%s: accepted", tt.name)
			continue
		}
		if !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 5000 {
			t.Errorf("%s: %.200s\nwant %s", tt.name, err, tt.want)
		}
		t.Logf("%s: %v", tt.name, time.Since(start))
	}
}

// What looks deep to a count of brackets and dots but is text is no reason to refuse a card.
func TestReadCardTextIsNotNesting(t *testing.T) {
	dots, brackets := strings.Repeat("a.", 50), strings.Repeat("[{", 50)
	for _, text := range []string{
		strings.Replace(card, `"1 V, 100 ns"`, `"`+dots+brackets+`\" `+brackets+`"`, 1),
		strings.Replace(card, `"1 V, 100 ns"`, `'`+dots+brackets+`\'`, 1),
		strings.Replace(card, `"1 V, 100 ns"`, "\"\"\"\n"+dots+"\n"+brackets+`" "" `+brackets+`"""`, 1),
		"# " + dots + brackets + "\n" + card,
		card + "# " + dots + brackets,
	} {
		if _, err := device.ReadCard("my.toml", []byte(text)); err != nil {
			t.Errorf("%v in\n%.300s", err, text)
		}
	}
}

// A card is refused in lines that each name the file, or it is one that a network can use:
// valid, and with a copy that behaves.
func FuzzReadCard(f *testing.F) {
	for _, name := range device.Presets() {
		text, err := os.ReadFile("presets/" + name + ".toml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(card))
	f.Add([]byte("[params]\ng_max = { value = [nan, 1, \"\"] }\n[[sources]]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := device.ReadCard("my.toml", text)
		if err != nil {
			if c != nil {
				t.Error("an error and a card")
			}
			for line := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(line, "my.toml:") {
					t.Errorf("a line that does not name the file: %q", line)
				}
			}
			return
		}
		if err := c.Check(); err != nil {
			t.Errorf("a card that fails its own check: %v", err)
		}
		c.Clone().Impose(0.05, -1)
		for key, fact := range c.Facts {
			if fact.Provenance != "assumed" && fact.Source == "" {
				t.Errorf("%s is %s without a source", key, fact.Provenance)
			}
		}
	})
}

// What a card says about how well a number is known is kept, and checked.
func TestReadCardKnowledge(t *testing.T) {
	text, err := os.ReadFile("presets/memristor.toml")
	if err != nil {
		t.Fatal(err)
	}
	with := func(from, to string) []byte { return []byte(strings.Replace(string(text), from, to, 1)) }
	c, err := device.ReadCard("m.toml", with(`"59.17 µS",`, `"59.17 µS", se = "0.4 µS", sd = 5e-6, n = 12,`))
	if err != nil {
		t.Fatal(err)
	}
	if f := c.Facts["g_max"]; f.SE != 0.4e-6 || f.SD != 5e-6 || f.N != 12 || f.Source != "chen2018" {
		t.Errorf("g_max is known as %+v", f)
	}
	for to, want := range map[string]string{
		`"59.17 µS", se = "0.4 V",`: "g_max.se", `"59.17 µS", sd = -1,`: "g_max.sd", `"59.17 µS", n = -2,`: "g_max.n",
	} {
		if _, err := device.ReadCard("m.toml", with(`"59.17 µS",`, to)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", to, err)
		}
	}
}
