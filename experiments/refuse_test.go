package experiments

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/internal/outline"
)

func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"unknown key", "\nd2b = 0.1", []string{`s.toml:2: unknown key "d2b" (did you mean "d2d"?)`}},
		{"unknown table", "[adcs]\nbits = 3", []string{`s.toml:2: unknown key "adcs.bits" (did you mean "adc.bits"?)`}},
		{"the right one of two lines", "[dac]\nbits = 3\n[adc]\nbits = 99", []string{
			"s.toml:4: adc.bits = 99: want 0 to 16 (resolution of the column converters, 0 is ideal)"}},
		{"not a number", "d2d = nan", []string{
			"s.toml:1: d2d = NaN: want 0 to 3 (device-to-device spread: CV of g_min, g_max and the step sizes, lognormal)"}},
		{"infinite", "after = inf", []string{"s.toml:1: after = +Inf s: want 0 to 1e10 s (time between the end of training and the test)"}},
		{"wrong type", "mode = 3\nquick = \"yes\"\nseed = 1.5\nrepeats = [1]\ndataset = 3", []string{
			"s.toml:1: mode = 3: want one of in-situ, ex-situ (where the network learns)",
			`s.toml:2: quick = "yes": want true or false (data and repeats were shrunk)`,
			"s.toml:3: seed = 1.5: want a whole number, >= 0 (seed of all chance)",
			"s.toml:4: repeats = a list: want a whole number, 1 to 10000 (independent repeats of every point)",
			`s.toml:5: dataset = 3: want text (images: a name from "xbar data list" or a folder of IDX files)`,
		}},
		{"wrong unit", "[network]\nleak = \"3 V\"", []string{`s.toml:2: network.leak = "3 V": want 1 ms to 100 s (membrane time constant)`}},
		{"in set", "[adc]\nbits = 4\n[set]\n\"adc.bits\" = 99", []string{
			"s.toml:4: adc.bits = 99: want 0 to 16 (resolution of the column converters, 0 is ideal)"}},
		{"a table of a key", "[[repeats]]\nx = 1\n[[repeats]]\nx = 2", []string{
			"s.toml:1: repeats = a table: want a whole number, 1 to 10000 (independent repeats of every point)"}},
		{"no TOML", "a = 1\na = 2", []string{"s.toml:2: key 'a' has already been defined"}},
		{"devices", "x = 1\ndevices = 3", []string{`s.toml:2: devices: want a list of names like ["ideal", "pcm"]`}},
		{"command", "command = 3", []string{"s.toml:1: command: want text in quotes"}},
		{"cards", "[cards]\nmine = 3", []string{"s.toml:2: cards.mine: want a table of card files, each as text in quotes"}},
		{"an axis", "[[axis]]\nkey = \"d2d\"\nvalues = [0]\n[[axis]]\nkey = \"c2b\"\nvalues = [1]", []string{
			`s.toml:4: unknown key "c2b" (did you mean "c2c"?)`}},
		{"values of axes", "[[axis]]\nkey = \"d2d\"\n[[axis]]\nkey = \"c2c\"\nvalues = [0, nan]\n[[axis]]\nkey = \"mode\"\nvalues = [1]\n[[axis]]\nkey = \"mode\"\nvalues = [\"in-situ\"]\nlog = true", []string{
			"s.toml:1: axis d2d has 0 values: want 1 to 1000",
			`s.toml:3: axis c2c: "NaN" is not a number (write it like "0.05" or "5 %")`,
			`s.toml:6: mode = "1": want one of in-situ, ex-situ (where the network learns)`,
			"s.toml:9: axis mode: words have no logarithmic scale",
		}},
		{"settings of words", codes + "with = [[\"d2d=1\"]]\n" + codes + "with = [[], [\"d2d\"]]\n" + codes + "with = [[], [\"=1\"]]\n" +
			codes + "with = [[], [" + strings.Repeat("\"d2d=1\",", 101) + "]]", []string{
			"s.toml:1: axis input.code: with has 1 lists for 2 words: want one each",
			`s.toml:5: axis input.code: with "d2d": want KEY=VALUE`,
			`s.toml:9: axis input.code: with "=1": want KEY=VALUE`,
			"s.toml:13: axis input.code: burst goes with 101 settings: want at most 100",
		}},
		{"settings of numbers", "[[axis]]\nkey = \"d2d\"\nvalues = [0]\nwith = [[\"c2c=1\"]]", []string{
			"s.toml:1: axis d2d: with has 1 lists for 0 words: want one each"}},
		{"key of an axis", "[[axis]]\nkey = \"d2d\"\nvalues = [1]\nlogg = true", []string{
			`s.toml:1: unknown key "axis.logg" (did you mean "axis.log"?)`}},
		{"axes on an unknown card", "devices = [\"memrister\"]\n[[axis]]\nkey = \"d2d\"\nvalues = [1]", []string{
			`s.toml:1: unknown device "memrister" (did you mean "memristor"?): want one of ideal, memristor, neurram, pcm, vteam, or a card file`}},
		{"deep", "\n" + strings.Repeat("a.", 1<<18) + "b = 1", []string{"s.toml:2: nested deeper than 16"}},
		{"long", strings.Repeat("#", MaxConfig+1), []string{"s.toml: 4194305 bytes, want at most 4194304"}},
		{"many axes", strings.Repeat("[[axis]]\n", 17), []string{"s.toml:1: 17 axes: want at most 16"}},
	} {
		c := Default("sweep")
		if got := rows(c.Read("s.toml", []byte(tt.text))); !slices.Equal(got, tt.want) {
			t.Errorf("%s\n got %s\nwant %s", tt.name, strings.Join(got, "\n     "), strings.Join(tt.want, "\n     "))
		}
	}
}

// However much is wrong, the answer is short and soon there.
func TestReadMistakesAreBounded(t *testing.T) {
	var b strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&b, "k%d = 1\n", i)
	}
	got := rows(Default("sweep").Read("s.toml", []byte(b.String())))
	if n := len(got); n != outline.Most+1 || got[n-1] != "s.toml: and more, after the first 30" {
		t.Errorf("%d lines, last %q", n, got[n-1])
	}
}

// codes is the beginning of an axis of two words.
const codes = "[[axis]]\nkey = \"input.code\"\nvalues = [\"poisson\", \"burst\"]\n"

// Whatever a file says, reading it and checking the study ends without a panic; a study that is
// accepted can be written and read again.
func FuzzRead(f *testing.F) {
	c := vary(f, set(f, tiny("ideal", "pcm"), "device.pcm.step", "0.5", "spread.g_max", "0.1"), "d2d=0,0.1", "after=1 s:1 y:3:log")
	f.Add(c.TOML())
	for _, s := range []string{
		"d2d = nan", "[adc]\nbits = 1", "[[axis]]\nkey = \"d2d\"\nvalues = [0, 0.1]", "[set]\n\"device.g_max\" = \"10 µS\"",
		"devices = [\"mine\"]\n[cards]\nmine = \"title = 'x'\"", "axis = [{key = 'drift', values = ['5 %', inf]}]",
		"device.pcm = {g_min = 1, g_max = 0}", "seed = \"18446744073709551615\"", "[set]\n[set.device]\npcm.nu_max = -1",
		"\"\" = 1\n[spread]\ng_max = 2", "[cards]\nideal = ''",
		codes, codes + "with = [[], [\"network.target = 1\", \"stdp.window = 0.1 s\"]]",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c := Default("sweep")
		err := c.Read("f.toml", text)
		if n := len(rows(err)); n > 10*outline.Most {
			t.Fatalf("%d lines of mistakes", n)
		}
		if c.Check() != nil || err != nil {
			return
		}
		d := Default("train")
		if err := d.Read("f.toml", c.TOML()); err != nil {
			t.Fatalf("%q: written and read: %v", text, err)
		}
		if again := d.TOML(); string(again) != string(c.TOML()) {
			t.Fatalf("%q: written, read and written\n%s\nfirst\n%s", text, again, c.TOML())
		}
	})
}
