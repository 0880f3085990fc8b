package experiments

import (
	"strings"
	"testing"
)

// Learning works on every layout that takes pulses, and digits are programmed with what was learned
// elsewhere. Ideal cells stay beside them as a reference. A weight of N cells asks for N times as many
// pulses to move as far.
func TestLayoutsLearn(t *testing.T) {
	for _, tt := range []struct{ card, layout, mode string }{
		{"memristor", "multi", InSitu}, {"pcm", "multi", InSitu}, {"pcm", "multi-pair", InSitu}, {"memristor", "pair", InSitu},
		{"stt-mram", "binary", InSitu}, {"pcm", "sliced", ExSitu}, {"stt-mram", "binary", ExSitu}, {"pcm", "multi-pair", ExSitu},
	} {
		c := set(t, tiny("ideal", tt.card), "layout.kind", tt.layout, "mode", tt.mode)
		if err := c.Check(); err != nil {
			t.Errorf("%+v: %v", tt, err)
			continue
		}
		r := conduct(t, c, Env{Workers: 2})
		m := r.Trials[1].Metrics
		if m.SpikesPerImg == 0 || tt.mode == InSitu && m.Writes == 0 {
			t.Errorf("%+v: %+v", tt, m)
		}
	}
	one, three := set(t, tiny("pcm"), "layout.kind", "pair"), set(t, tiny("pcm"), "layout.kind", "multi-pair")
	card := cards(t, one)[0]
	a, _ := one.pulses(card)
	if b, _ := three.pulses(card); b != 3*a {
		t.Errorf("%g pulses on a pair, %g on three", a, b)
	}
}

// What makes no sense is refused before anything runs, with the reason.
func TestLayoutKeysAreRefused(t *testing.T) {
	for _, tt := range []struct {
		card string
		keys []string
		want string
	}{
		{"pcm", []string{"layout.kind", "sliced"}, "takes no pulses"},
		{"pcm", []string{"layout.kind", "binary"}, "cells of two levels"},
		{"pcm", []string{"layout.cells", "3"}, "want multi"},
		{"stt-mram", []string{"layout.kind", "sliced", "mode", ExSitu}, "layout.levels = 2"},
	} {
		err := set(t, tiny(tt.card), tt.keys...).Check()
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: error %v, want %q", tt.keys, err, tt.want)
		}
	}
	c := tiny("pcm")
	c.Axes = []Axis{{Key: "layout.kind", Label: "layout", Words: []string{"pair", "sliced"}, Values: []float64{0, 1}}}
	if err := c.Check(); err == nil || !strings.Contains(err.Error(), "takes no pulses") {
		t.Errorf("an axis over digits: %v", err)
	}
}
