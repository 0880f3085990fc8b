package experiments

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// MaxAxis is the largest number of values on one axis.
const MaxAxis = 1000

// Limits of a study: more axes, trials or card parameters are a slip of the pen.
const (
	maxAxes      = 16
	maxTrials    = 1_000_000
	maxOverrides = 1000
)

// ParseAxis reads one --vary flag:
//
//	KEY=a,b,c              the values named, on a logarithmic axis if they span two decades
//	KEY=all                every word of a key that takes words
//	KEY=FROM:TO            five values, equally spaced
//	KEY=FROM:TO:N          N values
//	KEY=FROM:TO:N:log      N values with equal ratios
//
// Values are quantities in the unit of the key ("10 kΩ", "5 %"), or words where it takes words.
func (c *Config) ParseAxis(text string, cards []*device.Card) (Axis, error) {
	key, list, ok := strings.Cut(text, "=")
	key = strings.TrimSpace(key)
	if !ok || key == "" {
		return Axis{}, fmt.Errorf("axis %q: want KEY=FROM:TO[:N][:log] or KEY=a,b,c", text)
	}
	a, p, err := c.newAxis(key, cards)
	if err != nil {
		return Axis{}, err
	}
	if strings.Contains(list, ":") && !wordy(p) {
		err = a.span(strings.Split(list, ":"), p)
	} else {
		err = a.list(strings.Split(list, ","), p)
	}
	return a, err
}

// newAxis returns an axis of a key, without values, and the parameter behind it.
func (c *Config) newAxis(key string, cards []*device.Card) (Axis, si.Param, error) {
	p, err := c.Param(key, cards)
	if err != nil {
		return Axis{}, p, err
	}
	switch k := p.Kind(); {
	case k == si.Table || k == si.Text:
		return Axis{}, p, fmt.Errorf("axis %s: a %s cannot be swept (%s)", key, k, p.Doc)
	case key == "quick":
		return Axis{}, p, fmt.Errorf("axis %s: it says how the study was made (%s) and changes nothing", key, p.Doc)
	case key == "seed" || key == "repeats":
		return Axis{}, p, fmt.Errorf("axis %s: chance is not swept, it is repeated (--repeats)", key)
	}
	return Axis{Key: key, Label: p.Doc, Unit: p.Unit}, p, nil
}

func (a *Axis) list(words []string, p si.Param) error {
	if wordy(p) {
		return a.choose(words, p)
	}
	if len(words) > MaxAxis {
		return fmt.Errorf("axis %s has %d values: want at most %d", a.Key, len(words), MaxAxis)
	}
	for _, w := range words {
		if strings.TrimSpace(w) == "" {
			return fmt.Errorf("axis %s has an empty value: want KEY=a,b,c", a.Key)
		}
		v, err := a.value(w, p)
		if err != nil {
			return err
		}
		for _, u := range a.Values {
			if u == v {
				return fmt.Errorf("axis %s has the value %s twice", a.Key, strings.TrimSpace(w))
			}
		}
		a.Values = append(a.Values, v)
	}
	a.Log = a.Log || wide(a.Values)
	return nil
}

// wide tells values over two decades or more, which a linear axis would crowd at its beginning.
func wide(values []float64) bool {
	lo, hi := slices.Min(values), slices.Max(values)
	return lo > 0 && hi >= 100*lo
}

// value reads one value and checks it against the range of the key.
func (a *Axis) value(word string, p si.Param) (float64, error) {
	v, err := si.Parse(strings.TrimSpace(word), p.Unit)
	if err != nil {
		return 0, fmt.Errorf("axis %s: %w", a.Key, err)
	}
	bounded := p
	bounded.Name, bounded.At = a.Key, new(float64)
	if p.Kind() == si.Int {
		bounded.At = new(int)
	}
	return v, bounded.Set(v)
}

func (a *Axis) span(words []string, p si.Param) error {
	if n := len(words); n > 2 && strings.TrimSpace(words[n-1]) == "log" {
		a.Log, words = true, words[:n-1]
	}
	if len(words) < 2 || len(words) > 3 {
		return fmt.Errorf("axis %s: want FROM:TO[:N][:log]", a.Key)
	}
	n := 5
	if len(words) == 3 {
		var err error
		if n, err = strconv.Atoi(strings.TrimSpace(words[2])); err != nil || n < 2 || n > MaxAxis {
			return fmt.Errorf("axis %s: %q values, want a number from 2 to %d", a.Key, words[2], MaxAxis)
		}
	}
	from, err := a.value(words[0], p)
	if err != nil {
		return err
	}
	to, err := a.value(words[1], p)
	if err != nil {
		return err
	}
	if from == to || a.Log && (from <= 0 || to <= 0) {
		return fmt.Errorf("axis %s: from %g to %g is no span (logarithmic ones want positive ends)", a.Key, from, to)
	}
	for i := range n {
		a.Values = append(a.Values, a.between(from, to, float64(i)/float64(n-1), p))
	}
	return a.distinct()
}

// between returns the value at part x of the span: its ends as they were given, what lies between
// rounded to 12 digits so that 0.1 + 0.2 is 0.3, and to whole numbers where the key wants them.
func (a *Axis) between(from, to, x float64, p si.Param) float64 {
	switch x {
	case 0:
		return from
	case 1:
		return to
	}
	v := float64(from*(1-x)) + float64(to*x) // overflows nowhere, and is never fused
	if a.Log {
		v = kernel.Exp(float64(kernel.Log(from)*(1-x)) + float64(kernel.Log(to)*x))
	}
	if p.Kind() == si.Int {
		return math.Round(v)
	}
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	return v
}

// distinct drops values that rounding to whole numbers made equal.
func (a *Axis) distinct() error {
	out := a.Values[:1]
	for _, v := range a.Values[1:] {
		if v != out[len(out)-1] {
			out = append(out, v)
		}
	}
	a.Values = out
	return nil
}
