package devicetest

import (
	"bytes"
	"encoding/gob"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// Preset returns a card of the library with parameters changed: pairs of name and value.
func Preset(t testing.TB, name string, set ...any) *device.Card {
	t.Helper()
	c, err := device.Preset(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(set); i += 2 {
		if err := c.Set(set[i].(string), set[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// Still returns the phase-change card without drift and read noise.
func Still(t testing.TB) *device.Card {
	t.Helper()
	c := Preset(t, "pcm")
	c.Drift = device.Drift{Onset: 20, Ref: 25e-6}
	c.Noise = device.ReadNoise{}
	return c
}

// Stored returns a snapshot as it is after it was written and read.
func Stored[S any](t testing.TB, s *S) *S {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(s); err != nil {
		t.Fatal(err)
	}
	back := new(S)
	if err := gob.NewDecoder(&b).Decode(back); err != nil {
		t.Fatal(err)
	}
	return back
}
