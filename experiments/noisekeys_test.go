package experiments

import (
	"strings"
	"testing"
)

// A read interval of one step is none; a longer one changes what is read, for any number of workers
// alike, and where inputs are few too; and cells without white noise do not feel it.
func TestReadIntervals(t *testing.T) {
	run := func(workers int, keys ...string) Metrics {
		c := set(t, tiny("memristor"), append([]string{"read_noise", "0.5"}, keys...)...)
		c.Repeats = 1
		return conduct(t, c, Env{Workers: workers}).Trials[0].Metrics
	}
	plain := run(2)
	if m := run(1, "noise.interval", "1 ms"); m.SpikesPerImg != plain.SpikesPerImg || m.Writes != plain.Writes {
		t.Errorf("an interval of one step changes what is read: %+v, want %+v", m, plain)
	}
	a, b := run(1, "noise.interval", "5 ms"), run(2, "noise.interval", "5 ms")
	if a.SpikesPerImg == plain.SpikesPerImg && a.Writes == plain.Writes {
		t.Error("an interval of five steps changes nothing")
	}
	if a.SpikesPerImg != b.SpikesPerImg || a.Writes != b.Writes || a.Accuracy != b.Accuracy {
		t.Errorf("one worker: %+v, two: %+v", a, b)
	}
	few := run(2, "network.fan_in", "100")
	if m := run(2, "network.fan_in", "100", "noise.interval", "5 ms"); m.SpikesPerImg == few.SpikesPerImg && m.Writes == few.Writes {
		t.Error("an interval of five steps changes nothing where inputs are few")
	}
	quiet := run(2, "read_noise", "0")
	if m := run(2, "read_noise", "0", "noise.interval", "5 ms"); m.SpikesPerImg != quiet.SpikesPerImg || m.Writes != quiet.Writes {
		t.Error("an interval changes reads without noise")
	}
}

// An interval that ends within a step is refused, alone and on an axis.
func TestReadIntervalsAreRefused(t *testing.T) {
	const want = "noise.interval = 750 µs: want 0 or a multiple of input.step = 500 µs (time over which white read noise is one draw a column)"
	for _, keys := range [][]string{{"noise.interval", "0.75 ms", "input.step", "0.5 ms"}, {"input.step", "0.5 ms", "noise.interval", "0.75 ms"}} {
		if err := set(t, tiny("memristor"), keys...).Check(); err == nil || err.Error() != want {
			t.Errorf("%v:\n got %v\nwant %s", keys, err, want)
		}
	}
	for _, interval := range []string{"0.2 ms", "0.1 s + 1", "1.0001 ms", "-1 ms"} {
		c := tiny("memristor")
		if err := c.Set("noise.interval", interval); err == nil && c.Check() == nil {
			t.Errorf("%s is accepted", interval)
		}
	}
	for _, interval := range []string{"0", "1 ms", "7 ms", "0.3 s"} {
		if err := set(t, tiny("memristor"), "noise.interval", interval).Check(); err != nil {
			t.Errorf("%s: %v", interval, err)
		}
	}
	c := tiny("memristor")
	a, err := c.ParseAxis("noise.interval=0,1 ms,2.5 ms", cards(t, c))
	if err != nil {
		t.Fatal(err)
	}
	c.Axes = append(c.Axes, a)
	if err := c.Check(); err == nil || !strings.Contains(err.Error(), "axis noise.interval at 0.0025: noise.interval = 2.5 ms: want 0 or a multiple") {
		t.Errorf("on an axis: %v", err)
	}
}
