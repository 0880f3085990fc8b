package experiments

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// A Covered is how far measurements behind a card reach, as its entry "fitted" says in words: the longest time after programming, s, the
// temperatures, K, and the most cycles. What it does not say is NaN.
type Covered struct {
	Name         string
	Seconds      float64
	Cool, Hot    float64
	Cycles       float64
	Text         string
	Drifts, Ages bool // the card says what time, or cycling, does at all
}

// CoveredBy reads what a card says of its measurements. Durations count in parts of the text about drift, retention or what came
// after programming, for pulses have a length too; a temperature counts wherever it stands.
func CoveredBy(card *device.Card) Covered {
	duration := regexp.MustCompile(`(?:(\d[\d.]*(?:[eE][+-]?\d+)?)\s*|\ban?\s+)(s|seconds?|min|minutes?|h|hours?|d|days?|weeks?|y|years?)\b`)
	temperature := regexp.MustCompile(`(\d[\d.]*)(?: to (\d[\d.]*))? K\b`)
	cycling := regexp.MustCompile(`(\d[\d.]*(?:[eE][+-]?\d+)?) (?:full )?cycles`)
	nan := math.NaN()
	c := Covered{Name: card.Name, Seconds: nan, Cool: nan, Hot: nan, Cycles: nan, Text: card.Fitted,
		Drifts: card.Drift.Active() || card.Retain.Active() || card.Relax.Active(), Ages: card.Endurance.On()}
	for part := range strings.SplitSeq(card.Fitted, ";") {
		if m := temperature.FindStringSubmatch(part); m != nil {
			lo, err := si.Parse(m[1], "")
			hi := lo
			if m[2] != "" && err == nil {
				hi, err = si.Parse(m[2], "")
			}
			if err == nil && hi >= 150 {
				c.Cool, c.Hot = lo, hi
			}
		}
		if m := cycling.FindStringSubmatch(part); m != nil && strings.Contains(part, "endurance") {
			if n, err := si.Parse(m[1], ""); err == nil {
				c.Cycles = n
			}
		}
		if !strings.Contains(part, "drift") && !strings.Contains(part, "retention") && !strings.Contains(part, "after") {
			continue
		}
		for _, m := range duration.FindAllStringSubmatch(part, -1) {
			number := m[1]
			if number == "" {
				number = "1"
			}
			if t, err := si.Parse(number+" "+m[2], "s"); err == nil && !(t <= c.Seconds) {
				c.Seconds = t
			}
		}
	}
	return c
}

// Beyond tells a time after programming (s; 0 is none) or a temperature (K) outside what was measured, in words.
func (c Covered) Beyond(seconds, kelvin float64) []string {
	var w []string
	switch {
	case seconds <= 0:
	case math.IsNaN(c.Seconds):
		w = append(w, fmt.Sprintf("%s does not say for how long it was measured: all of the wait is extrapolated", c.Name))
	case seconds > c.Seconds:
		w = append(w, fmt.Sprintf("%s was measured for %s: what lies beyond is extrapolated by a factor of %.2g", c.Name, si.Format(c.Seconds, "s"), seconds/c.Seconds))
	}
	if away := kelvin != device.RoomTemperature; away && !(kelvin <= c.Hot && kelvin >= c.Cool) {
		if math.IsNaN(c.Hot) {
			w = append(w, fmt.Sprintf("%s does not say at which temperatures it was measured: %s is extrapolated", c.Name, si.Format(kelvin, "K")))
		} else {
			w = append(w, fmt.Sprintf("%s was measured at %.0f to %.0f K: %s is extrapolated", c.Name, c.Cool, c.Hot, si.Format(kelvin, "K")))
		}
	}
	return w
}

// extrapolated tells where the waits and temperatures of a study leave what was measured on a card. Of drift that the study
// imposes nothing was measured, which is said elsewhere.
func (c *Config) extrapolated(card *device.Card, imposed bool) []string {
	if card.Ideal() {
		return nil
	}
	last, cool, hot := c.After.Wait, min(c.Heat.Kelvin, c.Heat.waiting()), max(c.Heat.Kelvin, c.Heat.waiting())
	for _, a := range c.Axes {
		for _, v := range a.Values {
			switch {
			case a.Key == "after":
				last = max(last, v)
			case a.Key == "temperature", a.Key == "bake" && v > 0:
				cool, hot = min(cool, v), max(hot, v)
			}
		}
	}
	covered := CoveredBy(card)
	if imposed || !covered.Drifts {
		last = 0
	}
	w := covered.Beyond(last, hot)
	if cool < hot {
		w = append(w, covered.Beyond(0, cool)...)
	}
	return w
}
