package experiments

import (
	"strings"
	"testing"
)

// Errors of drivers, amplifiers and converters reach the cells: each changes the responses of a network,
// alone, and nothing else draws other numbers: the same pulses set the first weights.
func TestConverterKeysReachTheArray(t *testing.T) {
	run := func(keys ...string) Metrics {
		return conduct(t, set(t, tiny("pcm"), append([]string{"adc.headroom", "1"}, keys...)...), Env{Workers: 2}).Trials[0].Metrics
	}
	plain := run()
	for _, keys := range [][]string{
		{"dac.gain", "0.3"}, {"sense.resistance", "20 kΩ"}, {"sense.bandwidth", "200 kHz"}, {"sense.gain", "0.3"},
		{"sense.offset", "0.5"}, {"sense.noise", "1"}, {"adc.kind", "sar", "adc.mismatch", "0.3"},
		{"adc.kind", "ramp", "adc.mismatch", "0.4"}, {"adc.offset", "8"},
	} {
		if m := run(keys...); m.SpikesPerImg == plain.SpikesPerImg && m.Writes == plain.Writes {
			t.Errorf("%v changes nothing", keys)
		}
	}
	for _, keys := range [][]string{{"adc.share", "4"}, {"dac.coding", "width"}, {"adc.kind", "sar"}} {
		if m := run(keys...); m.SpikesPerImg != plain.SpikesPerImg || m.Writes != plain.Writes {
			t.Errorf("%v changes what is read: %+v, want %+v", keys, m, plain)
		}
	}
}

// A shared converter takes its columns in turn, and there are fewer of them.
func TestSharingCostsTimeAndSavesArea(t *testing.T) {
	run := func(share string) Metrics {
		return conduct(t, set(t, tiny("pcm"), "adc.share", share), Env{Workers: 2}).Trials[0].Metrics
	}
	if a, b := run("1"), run("4"); !(b.InferBusy > a.InferBusy) || !(b.Area < a.Area) {
		t.Errorf("apart %g s and %g m², shared %g s and %g m²", a.InferBusy, a.Area, b.InferBusy, b.Area)
	}
}

// What contradicts is refused with the keys that do, on an axis too.
func TestConvertersAreRefused(t *testing.T) {
	for _, tt := range []struct {
		keys []string
		want string
	}{
		{[]string{"dac.dnl", "1"}, "dac.bits = 0"},
		{[]string{"adc.mismatch", "0.1"}, "want sar or ramp"},
		{[]string{"adc.bits", "1"}, "adc.bits = 1"},
	} {
		err := set(t, tiny("pcm"), tt.keys...).Check()
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("%v: error %v, want %q", tt.keys, err, tt.want)
		}
	}
	c := set(t, tiny("pcm"), "dac.inl", "1", "dac.bits", "4")
	c.Axes = []Axis{{Key: "dac.bits", Values: []float64{4, 0}}}
	if err := c.Check(); err == nil || !strings.Contains(err.Error(), "dac.bits = 0") {
		t.Errorf("an axis to no bits: %v", err)
	}
}
