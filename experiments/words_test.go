package experiments

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments/run"
	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/snn"
)

// Words keep the order given; their values count them.
func TestAxisOfWords(t *testing.T) {
	c := Default("sweep")
	c.Devices = append(c.Devices, "vteam")
	for _, tt := range []struct {
		text  string
		words []string
	}{
		{"input.code= rank-order, poisson", []string{"rank-order", "poisson"}},
		{"readout.kind=naive-bayes", []string{"naive-bayes"}},
		{"input.code=all", snn.Codes()},
		{"layout.kind=all", periphery.Layouts()}, // the empty word, the card's own, has no name
		{"device.vteam.conduction=all", []string{"conductance", "resistance"}},
	} {
		a, err := c.ParseAxis(tt.text, cards(t, c))
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if !slices.Equal(a.Words, tt.words) || len(a.Values) != len(a.Words) || a.Log || a.Label == "" {
			t.Errorf("%s: %+v, want %v", tt.text, a, tt.words)
		}
		for i, v := range a.Values {
			if w, ok := a.Word(v); v != float64(i) || !ok || w != a.Words[i] || a.Text(v) != w {
				t.Errorf("%s: value %d is %g, %s", tt.text, i, v, a.Text(v))
			}
		}
		for _, v := range []float64{-1, 0.5, float64(len(a.Words)), math.NaN(), math.Inf(1)} {
			if w, ok := a.Word(v); ok {
				t.Errorf("%s: %g is %s", tt.text, v, w)
			}
		}
	}
	if a := (Axis{Key: "after", Unit: "s"}); a.Text(3600) != "1 h" || a.Text(math.NaN()) != "–" {
		t.Errorf("an axis of numbers: %s, %s", a.Text(3600), a.Text(math.NaN()))
	}
}

func TestCheckWords(t *testing.T) {
	c := tiny("ideal", "pcm")
	for _, a := range []Axis{
		{Key: "input.code", Values: []float64{0, 1}},
		{Key: "input.code", Values: []float64{0}, Words: []string{"poisson", "burst"}},
		{Key: "input.code", Values: []float64{1, 0}, Words: []string{"poisson", "burst"}},
		{Key: "input.code", Values: []float64{0, 1}, Words: []string{"poisson", "burst"}, Log: true},
		{Key: "d2d", Values: []float64{0}, Words: []string{"poisson"}},
	} {
		c.Axes = []Axis{a}
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), "values for") {
			t.Errorf("%+v: %v", a, err)
		}
	}
	c.Axes = []Axis{{Key: "input.code", Values: []float64{0, 1}, Words: []string{"poisson", "morse"}}}
	if err := c.Check(); err == nil || !strings.Contains(err.Error(), `input.code = "morse": want one of`) {
		t.Errorf("got %v", err)
	}
}

// A point of a sweep over words is the study with that word set, and what the axis cannot change is
// run once.
func TestSweepOfWords(t *testing.T) {
	r := conduct(t, vary(t, set(t, tiny("ideal", "pcm"), "after", "1 d", "drift", "0.05"), "compensation=none,column", "input.code=regular,first-spike"), Env{})
	if n := len(r.Summary); n != 2+4 {
		t.Fatalf("%d points, want 2 of ideal and 4 of pcm", n)
	}
	for _, row := range r.Summary {
		comp, touched := r.Axes[0].Word(row.Point[0])
		code, _ := r.Axes[1].Word(row.Point[1])
		if touched != (row.Device == "pcm") {
			t.Errorf("%s at %v", row.Device, row.Point)
		}
		alone := set(t, tiny(row.Device), "after", "1 d", "drift", "0.05", "input.code", code)
		if touched {
			set(t, alone, "compensation", comp)
		}
		want := conduct(t, alone, Env{}).Summary[0]
		if row.Mean != want.Mean || row.Inputs != want.Inputs || row.Writes != want.Writes || row.Gain != want.Gain && touched {
			t.Errorf("%s, %s, %s: %+v, alone %+v", row.Device, comp, code, row, want)
		}
	}
}

// One network learns in place, one elsewhere: two values of one axis.
func TestSweepOfModes(t *testing.T) {
	r := conduct(t, vary(t, tiny("pcm"), "mode=ex-situ,in-situ"), Env{})
	if r.Mode != "" || r.Summary[0].Writes >= r.Summary[1].Writes {
		t.Errorf("mode %q, %g writes ex-situ and %g in-situ", r.Mode, r.Summary[0].Writes, r.Summary[1].Writes)
	}
}

// A trial in the journal is known by its word, wherever the word stands on its axis.
func TestKeyOfATrialHasItsWord(t *testing.T) {
	s := &study{cfg: tiny("ideal"), hash: "h", images: "i"}
	key := func(words ...string) string {
		a := Axis{Key: "input.code", Words: words}
		for i := range words {
			a.Values = append(a.Values, float64(i))
		}
		s.cfg.Axes = []Axis{a}
		for i, w := range words {
			if w == "burst" {
				return s.key(job{"ideal", []float64{float64(i)}, 0}) + job{"ideal", []float64{float64(i)}, 0}.slot(s.cfg.Axes)
			}
		}
		return ""
	}
	if key("burst", "phase") != key("phase", "burst") {
		t.Error("the same word has two keys")
	}
	burst := key("burst")
	s.cfg.Axes = []Axis{{Key: "input.code", Words: []string{"phase"}, Values: []float64{0}}}
	first := job{"ideal", []float64{0}, 0}
	if s.key(first)+first.slot(s.cfg.Axes) == burst {
		t.Error("two words have one key")
	}
	if got, want := (job{"ideal", []float64{0}, 1}).name(s.cfg.Axes), "ideal, input.code phase, repeat 2"; got != want {
		t.Errorf("named %q, want %q", got, want)
	}
}

// What a journal has of a study over words is not done again.
func TestJournalOfWords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	c := vary(t, tiny("ideal"), "readout.kind=all")
	hash, err := Hash(c)
	if err != nil {
		t.Fatal(err)
	}
	var before *Result
	for k := range 2 {
		j, err := run.Open(path, hash)
		if err != nil {
			t.Fatal(err)
		}
		done := j.Report().Trials
		r := conduct(t, c, Env{Journal: j})
		j.Close()
		if k == 0 {
			before = r
			continue
		}
		if done != len(r.Trials) || untimed(t, before) != untimed(t, r) {
			t.Errorf("%d of %d trials were in the journal", done, len(r.Trials))
		}
	}
}
