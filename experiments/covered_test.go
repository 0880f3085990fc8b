package experiments

import (
	"math"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// What cards say of their measurements, in their own words.
func TestCoveredBy(t *testing.T) {
	for text, want := range map[string][3]float64{
		"write-verify up to 25 µS; first read 27 s after it, drift to a day":           {86400, math.NaN(), math.NaN()},
		"partial SET pulses of 90 µA, 50 ns; drift from seconds to a day":              {86400, math.NaN(), math.NaN()},
		"retention to 1e+05 s at 358 to 423 K":                                         {1e5, 423, math.NaN()},
		"100 ns to 100 ms, 3.16 to 316 µS, 300 to 375 K; reads up to 0.4 V":            {math.NaN(), 375, math.NaN()},
		"identical pulses of 5 V and -3 V, 5 µs; 64 pulses over the range":             {math.NaN(), math.NaN(), math.NaN()},
		"endurance up to 3e+06 full cycles":                                            {math.NaN(), math.NaN(), 3e6},
		"levels of 1 to 40 µS after write-verify, 1 s, 1 day and 2 days after writing": {2 * 86400, math.NaN(), math.NaN()},
	} {
		c := CoveredBy(&device.Card{Fitted: text})
		for k, got := range []float64{c.Seconds, c.Hot, c.Cycles} {
			if got != want[k] && !(math.IsNaN(got) && math.IsNaN(want[k])) {
				t.Errorf("%q: number %d is %g, want %g", text, k, got, want[k])
			}
		}
	}
	c := Covered{Name: "x", Seconds: 86400, Cool: 300, Hot: 375}
	if len(c.Beyond(3600, 350)) != 0 || len(c.Beyond(1e6, 398)) != 2 || len(c.Beyond(0, device.RoomTemperature)) != 0 {
		t.Error("what lies beyond")
	}
}

// A study tells where it leaves what was measured: waits of cells that do something while they wait, and temperatures.
func TestStudiesTellWhatIsExtrapolated(t *testing.T) {
	for _, tt := range []struct {
		card string
		keys []string
		want string // of the warnings; empty: there is none
	}{
		{"ideal", []string{"after", "1 y"}, ""},
		{"pcm", []string{"after", "1 h"}, ""},
		{"pcm", []string{"after", "30 d"}, "pcm was measured for 1 d: what lies beyond is extrapolated by a factor of 30"},
		{"memristor", []string{"after", "30 d"}, ""},
		{"memristor", []string{"after", "30 d", "drift", "0.05"}, ""}, // imposed, which is said elsewhere
		{"memristor", []string{"temperature", "350 K"}, "memristor does not say at which temperatures it was measured: 350 K is extrapolated"},
		{"tio2-nili", []string{"temperature", "350 K"}, ""},
		{"tio2-nili", []string{"temperature", "250 K"}, "tio2-nili was measured at 300 to 375 K: 250 K is extrapolated"},
	} {
		c := set(t, tiny(tt.card), tt.keys...)
		card := cards(t, c)[0]
		got := strings.Join(c.extrapolated(card, card.Imposed), "; ")
		if got != tt.want {
			t.Errorf("%s %v: %q, want %q", tt.card, tt.keys, got, tt.want)
		}
	}
	c := tiny("pcm")
	for _, text := range []string{"after=1 h,1 d,1 y", "temperature=300 K,350 K"} {
		a, err := c.ParseAxis(text, cards(t, c))
		if err != nil {
			t.Fatal(err)
		}
		c.Axes = append(c.Axes, a)
	}
	if w := c.extrapolated(cards(t, c)[0], false); len(w) != 2 {
		t.Errorf("axes: %q", w)
	}
}
