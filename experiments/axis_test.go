package experiments

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/internal/si"
)

func TestParseAxis(t *testing.T) {
	c := Default("sweep")
	for _, tt := range []struct {
		text   string
		key    string
		unit   string
		values []float64
	}{
		{"d2d=0,0.1,0.3", "d2d", "", []float64{0, 0.1, 0.3}},
		{" d2d = 0.3 , 0.1 ", "d2d", "", []float64{0.3, 0.1}},
		{"d2d=5 %,10%", "d2d", "", []float64{0.05, 0.1}},
		{"device.pcm.nu_shift=-5e-2,0,+.05", "device.pcm.nu_shift", "", []float64{-0.05, 0, 0.05}},
		{"after=1 d", "after", "s", []float64{86400}},
		{"device.memristor.g_max=20 µS,40uS,6e-5", "device.memristor.g_max", "S", []float64{2e-5, 4e-5, 6e-5}},
		{"device.g_max=20 µS", "device.g_max", "S", []float64{2e-5}},
		{"device.ideal.step_ltp=0.01,0.02", "device.ideal.step_ltp", "", []float64{0.01, 0.02}},
		{"spread.states_ltp=0,0.2", "spread.states_ltp", "", []float64{0, 0.2}},

		{"d2d=0.1:0.5", "d2d", "", []float64{0.1, 0.2, 0.3, 0.4, 0.5}},
		{"d2d=0:0.3:4", "d2d", "", []float64{0, 0.1, 0.2, 0.3}}, // 3 × 0.1 is not 0.3 in binary
		{"d2d=0.1:0.3:3", "d2d", "", []float64{0.1, 0.2, 0.3}},
		{"d2d=0.7:0:8", "d2d", "", []float64{0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0}},
		{"network.leak=10 ms : 50ms : 3", "network.leak", "s", []float64{0.01, 0.03, 0.05}},
		{"network.leak=0.1234567890123456:1:2", "network.leak", "s", []float64{0.1234567890123456, 1}}, // ends as given
		{"clock.speedup=0.001:1000:7:log", "clock.speedup", "", []float64{1e-3, 1e-2, 1e-1, 1, 10, 100, 1000}},
		{"clock.speedup=1e6:1e-6:5:log", "clock.speedup", "", []float64{1e6, 1e3, 1, 1e-3, 1e-6}},
		{"after=1 s:10000 s:log", "after", "s", []float64{1, 10, 100, 1000, 10000}},
		{"clock.speedup=1:2:3:log", "clock.speedup", "", []float64{1, 1.41421356237, 2}}, // √2 to 12 digits
		{"device.memristor.e_set=1e-300:1e300:3:log", "device.memristor.e_set", "J", []float64{1e-300, 1, 1e300}},

		{"network.neurons=10:100:4", "network.neurons", "", []float64{10, 40, 70, 100}},
		{"network.neurons=1:4:10", "network.neurons", "", []float64{1, 2, 3, 4}}, // what rounding made equal is once
		{"network.neurons=1:1000:4:log", "network.neurons", "", []float64{1, 10, 100, 1000}},
		{"train.images=1:10:3:log", "train.images", "", []float64{1, 3, 10}}, // √10 is 3.16
	} {
		a, err := c.ParseAxis(tt.text, cards(t, c))
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if a.Key != tt.key || a.Unit != tt.unit || !slices.Equal(a.Values, tt.values) {
			t.Errorf("%s: %s in %q at %.17g, want %s in %q at %.17g", tt.text, a.Key, a.Unit, a.Values, tt.key, tt.unit, tt.values)
		}
		if log := strings.Contains(tt.text, "log"); a.Log != log || a.Label == "" {
			t.Errorf("%s: log %v, label %q", tt.text, a.Log, a.Label)
		}
	}
}

func TestParseAxisRefuses(t *testing.T) {
	c := Default("sweep")
	many := "d2d=" + strings.TrimSuffix(strings.Repeat("0,", MaxAxis+1), ",")
	for _, tt := range []struct{ text, want string }{
		{"", `axis "": want KEY=FROM:TO[:N][:log] or KEY=a,b,c`},
		{"d2d", `axis "d2d": want KEY=FROM:TO[:N][:log] or KEY=a,b,c`},
		{"=1,2", `axis "=1,2": want KEY=FROM:TO[:N][:log] or KEY=a,b,c`},
		{"d2d=", "axis d2d has an empty value: want KEY=a,b,c"},
		{"d2d=0,,1", "axis d2d has an empty value: want KEY=a,b,c"},
		{"d2d=0,1,", "axis d2d has an empty value: want KEY=a,b,c"},
		{"d2d=0.1,0.2,0.10", "axis d2d has the value 0.10 twice"},
		{"d2d=0.1,10 %", "axis d2d has the value 10 % twice"},
		{"d2d=0,-0", "axis d2d has the value -0 twice"},
		{many, "axis d2d has 1001 values: want at most 1000"},
		{"d2d=0:", `axis d2d: "" is not a number (write it like "0.05" or "5 %")`},
		{"d2d=0:1:1", `axis d2d: "1" values, want a number from 2 to 1000`},
		{"d2d=0:1:1001", `axis d2d: "1001" values, want a number from 2 to 1000`},
		{"d2d=0:1:x", `axis d2d: "x" values, want a number from 2 to 1000`},
		{"d2d=0:1:3:lin", "axis d2d: want FROM:TO[:N][:log]"},
		{"d2d=0:1:3:log", "axis d2d: from 0 to 1 is no span (logarithmic ones want positive ends)"},
		{"d2d=1:0:3:log", "axis d2d: from 1 to 0 is no span (logarithmic ones want positive ends)"},
		{"d2d=1:1", "axis d2d: from 1 to 1 is no span (logarithmic ones want positive ends)"},
		{"d2d=0,5", "d2d = 5: want 0 to 3 (device-to-device spread: CV of g_min, g_max and the step sizes)"},
		{"d2d=0:5", "d2d = 5: want 0 to 3 (device-to-device spread: CV of g_min, g_max and the step sizes)"},
		{"d2d=NaN", `axis d2d: "NaN" is not a number (write it like "0.05" or "5 %")`},
		{"d2d=1e999", `axis d2d: "1e999" is too large for a number`},
		{"d2d=0.1 V", `axis d2d: "0.1 V" is not a number (write it like "0.05" or "5 %")`},
		{"network.leak=10 mV", `axis network.leak: "10 mV" is not a quantity in s (write it like "50 ns")`},
		{"network.neurons=10,10.5", "network.neurons = 10.5: want a whole number, 1 to 100000 (post-synaptic neurons)"},
		{"network.neurons=1.5:4", "network.neurons = 1.5: want a whole number, 1 to 100000 (post-synaptic neurons)"},
		{"mode=in-situ,on-chip", `mode = "on-chip": want one of in-situ, ex-situ (where the network learns)`},
		{"mode=in-situ:ex-situ", `mode = "in-situ:ex-situ": want one of in-situ, ex-situ (where the network learns)`},
		{"mode=all,in-situ", `mode = "all": want one of in-situ, ex-situ (where the network learns)`},
		{"mode=ex-situ, ex-situ", "axis mode has the value ex-situ twice"},
		{"mode=in-situ,", "axis mode has an empty value: want KEY=a,b,c"},
		{"layout.kind=,pair", "axis layout.kind has an empty value: want KEY=a,b,c"},
		{"d2d=all", `axis d2d: "all" is not a number (write it like "0.05" or "5 %")`},
		{"quick=true", "axis quick: it says how the study was made (data and repeats were shrunk) and changes nothing"},
		{"dataset=digits", `axis dataset: a text cannot be swept (images: a name from "xbar data list" or a folder of IDX files)`},
		{"seed=1,2", "axis seed: chance is not swept, it is repeated (--repeats)"},
		{"repeats=1,2", "axis repeats: chance is not swept, it is repeated (--repeats)"},
		{"d2b=0,1", `unknown key "d2b" (did you mean "d2d"?)`},
		{"device.memristor.gmax=1", `unknown key "device.memristor.gmax" (did you mean "device.memristor.g_max"?)`},
		{"device.gmax=1", `unknown key "device.gmax" (did you mean "device.g_max"?)`},
		{"device.a.b.g_max=1 µS", `unknown key "device.a.b.g_max" (did you mean "d2d.max"?)`},
		{"spread.gmax=1", `unknown key "spread.gmax" (did you mean "spread.g_max"?)`},
		{"spread.conduction=1", `unknown key "spread.conduction"`},
		{"device=1", `unknown key "device" (did you mean "devices"?)`},
		{"x\ny=1", `unknown key "x\ny"`},
	} {
		_, err := c.ParseAxis(tt.text, cards(t, c))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%.60q\n got %v\nwant %s", tt.text, err, tt.want)
		}
	}
}

// A span holds its ends, goes one way, and a logarithmic one has equal ratios. Rounding to 12
// digits moves a value by at most 5e-12 of itself.
func TestSpans(t *testing.T) {
	c := Default("sweep")
	list := cards(t, c)
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.Float64Range(1e-6, 1e9).Draw(t, "from")
		to := rapid.Float64Range(1e-6, 1e9).Filter(func(x float64) bool { return x != from }).Draw(t, "to")
		n := rapid.IntRange(2, 40).Draw(t, "n")
		log := rapid.Bool().Draw(t, "log")
		text := fmt.Sprintf("clock.speedup=%s:%s:%d", si.Exact(from, ""), si.Exact(to, ""), n)
		if log {
			text += ":log"
		}
		a, err := c.ParseAxis(text, list)
		if err != nil {
			t.Fatal(err)
		}
		v := a.Values
		if v[0] != from || v[len(v)-1] != to {
			t.Fatalf("%s runs from %g to %g", text, v[0], v[len(v)-1])
		}
		if len(v) < n {
			t.Skip("ends too close for so many values of 12 digits")
		}
		for i := 1; i < n-1; i++ {
			want := from + (to-from)*float64(i)/float64(n-1)
			if log {
				want = from * math.Pow(to/from, float64(i)/float64(n-1))
			}
			if math.Abs(v[i]-want) > 6e-12*math.Abs(want) {
				t.Fatalf("%s: value %d is %.17g, want %.17g", text, i, v[i], want)
			}
		}
	})
}

// Whatever is asked, an axis has between 1 and MaxAxis values, each finite and one that its key can
// have, and a refusal is one short line.
// A list of values is read as it was written, in any order and in any unit, and values that are equal in two units
// are refused as one value twice.
func TestListsOfValues(t *testing.T) {
	c := Default("sweep")
	list := cards(t, c)
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfNDistinct(rapid.Float64Range(1e-3, 1e6), 1, 12, rapid.ID[float64]).Draw(t, "seconds")
		var words []string
		for _, v := range want {
			if rapid.Bool().Draw(t, "plain") {
				words = append(words, strconv.FormatFloat(v, 'g', -1, 64))
			} else {
				words = append(words, si.Exact(v, "s"))
			}
		}
		a, err := c.ParseAxis("after="+strings.Join(words, ","), list)
		if err != nil || !slices.Equal(a.Values, want) {
			t.Fatalf("%s: %v, %v, want %v", words, a.Values, err, want)
		}
		if _, err := c.ParseAxis("after="+strings.Join(words, ",")+","+strconv.FormatFloat(want[0], 'e', -1, 64), list); err == nil {
			t.Fatalf("%s and %g again: accepted", words, want[0])
		}
	})
}

func FuzzParseAxis(f *testing.F) {
	for _, s := range []string{
		"d2d=0,0.1,0.3", "d2d=0:0.7:8", "clock.speedup=1e-6:1e9:30:log", "network.neurons=1:100000:1000:log",
		"device.memristor.g_max=20 µS:40 µS:3", "spread.states_ltp=0,1", "after=1 s,1 d,1 y", "drift=-1:1:3",
		"device.e_set=5e-324:1e308:999:log", "d2d=::", "=", "d2d=0:1:2:log:log", "input.step=1e-5:0.01:log", "mode=1:2",
		"mode=all", "input.code=poisson,burst", "device.vteam.conduction=all",
	} {
		f.Add(s)
	}
	c := Default("sweep")
	list := cards(f, c)
	f.Fuzz(func(t *testing.T, text string) {
		a, err := c.ParseAxis(text, list)
		if err != nil {
			if s := err.Error(); s == "" || len(s) > 300+6*len(text) || strings.ContainsAny(s, "\n") && !strings.Contains(text, "\n") {
				t.Fatalf("%q: error %q", text, s)
			}
			return
		}
		p, err := c.Param(a.Key, list)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Values) < 1 || len(a.Values) > MaxAxis {
			t.Fatalf("%q has %d values", text, len(a.Values))
		}
		for _, v := range a.Values {
			bounded := p.Min != 0 || p.Max != 0
			if math.IsNaN(v) || math.IsInf(v, 0) || bounded && (v < p.Min || v > p.Max) || p.Kind() == si.Int && v != math.Trunc(v) {
				t.Fatalf("%q has the value %g, outside of %s", text, v, p.RangeText())
			}
		}
	})
}

// A list over two decades is drawn on a logarithmic axis; one that holds zero cannot be.
func TestWideListsAreLogarithmic(t *testing.T) {
	c := Default("sweep")
	cards, err := c.LoadCards()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"after=1 h,1 day,1 y": true, "after=1 y,1 h": true, "after=1,99": false, "after=1,100": true,
		"after=0,1 h,1 y": false, "d2d=0.1": false, "d2d=0,0.1,0.7": false,
	} {
		a, err := c.ParseAxis(text, cards)
		if err != nil || a.Log != want {
			t.Errorf("%s: logarithmic %v (%v), want %v", text, a.Log, err, want)
		}
	}
}
