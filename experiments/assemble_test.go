package experiments

import (
	"slices"
	"strings"
	"testing"
)

// Each doubt is said when there is reason for it, and not without.
func TestWarnings(t *testing.T) {
	three := func(devices ...string) *Config {
		c := tiny(devices...)
		c.Repeats, c.Train.Images, c.Label.Images = 3, 20, 10
		return c
	}
	train := three("memristor")
	train.Command = "train"
	for _, tt := range []struct {
		name string
		cfg  *Config
		axes []string
		want []string // beginnings
	}{
		{"nothing to say", three("ideal", "memristor"), nil, nil},
		{"few repeats", set(t, three("ideal"), "repeats", "2"), nil, []string{"2 repeat(s): want at least 3, better 6, for a 95 % interval"}},
		{"quick", set(t, three("ideal"), "quick", "true"), nil, []string{"quick: data and repeats were shrunk; do not quote these numbers"}},
		{"no reference", three("memristor"), nil, []string{"no ideal device in the study: losses cannot be given"}},
		{"no reference where one network is trained", train, nil, nil},
		{"clipping", set(t, three("ideal", "memristor"), "adc.range", "1"), nil, []string{"ideal: ADC clipped ", "memristor: ADC clipped "}},
		{"drift imposed", set(t, three("ideal", "memristor", "pcm"), "drift", "0.05"), nil, []string{"memristor: drift imposed, the card has no measured power-law drift"}},
		{"drift imposed on an axis", three("ideal", "memristor", "pcm"), []string{"drift=0,0.05"}, []string{"memristor: drift imposed"}},
		{"spread of drift imposed", set(t, three("ideal", "memristor", "pcm"), "drift_sd", "0.01"), nil, []string{"memristor: drift imposed"}},
		{"no drift imposed", set(t, three("ideal", "memristor", "pcm"), "drift", "0"), nil, nil},
		{"silence", set(t, three("ideal"), "network.threshold", "1e9", "network.gain", "0"), nil, []string{"ideal: 100 % of test images drew no output spike"}},
		{"a large gain", set(t, three("ideal", "memristor"), "drift", "0.5", "drift_sd", "0", "after", "1 y", "adc.bits", "0"), nil,
			[]string{"memristor: drift imposed", "memristor: compensation needed a gain of 12"}}, // √(1 + 1 y/20 s) = 1256
		{"fine steps", set(t, three("ideal", "memristor"), "device.memristor.states_ltp", "4000"), nil, []string{"memristor: 26.8 pulses per event asked for; steps are finer than the learning rate"}},
		{"fine steps of cells that do not learn", set(t, three("ideal", "memristor"), "device.memristor.states_ltp", "4000", "mode", "ex-situ"), nil, nil},
	} {
		r := conduct(t, vary(t, tt.cfg, tt.axes...), Env{})
		ok := len(r.Warnings) == len(tt.want)
		for i := range min(len(r.Warnings), len(tt.want)) {
			ok = ok && strings.HasPrefix(r.Warnings[i], tt.want[i])
		}
		if !ok {
			t.Errorf("%s: warned %q, want %q", tt.name, r.Warnings, tt.want)
		}
		for _, d := range r.Devices {
			if imposed := slices.ContainsFunc(tt.want, func(w string) bool { return strings.HasPrefix(w, d.Name+": drift imposed") }); d.Imposed != imposed {
				t.Errorf("%s: %s imposed %v", tt.name, d.Name, d.Imposed)
			}
		}
	}
}

// A result carries its devices as figures name them, every source once, and what was ideal.
func TestResultNamesItsParts(t *testing.T) {
	c := tiny("ideal", "memristor", "pcm", "again")
	c.Repeats, c.Train.Images, c.Cards["again"] = 1, 10, cardText(t)
	r := conduct(t, c, Env{})
	for i, want := range []Device{
		{Name: "ideal", Title: "ideal bounded weight", Class: "ideal", Ideal: true},
		{Name: "memristor", Title: "AlOx/HfO2 RRAM (Woo 2016)", Class: "oxide"},
		{Name: "pcm", Title: "GST phase-change memory (Nandakumar 2018, Joshi 2020)", Class: "pcm", Scatter: true},
		{Name: "again", Title: "AlOx/HfO2 RRAM (Woo 2016)", Class: "oxide"},
	} {
		if r.Devices[i] != want {
			t.Errorf("device %d is %+v, want %+v", i, r.Devices[i], want)
		}
	}
	var keys []string
	for _, s := range r.Sources {
		keys = append(keys, s.Key)
		if s.Text == "" {
			t.Errorf("source %s has no text", s.Key)
		}
	}
	for _, want := range []string{"querlioz2013", "chen2018", "woo2016", "joshi2020", "nandakumar2018"} {
		if !slices.Contains(keys, want) {
			t.Errorf("source %s is not named among %s", want, keys)
		}
	}
	if len(slices.Compact(slices.Sorted(slices.Values(keys)))) != len(keys) {
		t.Errorf("sources named twice: %s", keys)
	}
}

func TestIdealised(t *testing.T) {
	for _, tt := range []struct {
		set     []string
		ideal   []string
		without []string
	}{
		{nil, []string{"wires", "unselected lines at 0 V", "neuron thresholds", "ADC noise", "read voltage"}, []string{"ADC"}},
		{[]string{"adc.bits", "0"}, []string{"ADC"}, []string{"ADC noise"}},
		{[]string{"adc.noise", "0.5", "dac.noise", "0.01", "neuron.d2d", "0.1"}, []string{"wires"}, []string{"ADC", "ADC noise", "read voltage", "neuron thresholds"}},
	} {
		list := set(t, Default("sweep"), tt.set...).idealised()
		for _, w := range tt.ideal {
			if !slices.Contains(list, w) {
				t.Errorf("%s: %q is not said to be ideal: %q", tt.set, w, list)
			}
		}
		for _, w := range tt.without {
			if slices.Contains(list, w) {
				t.Errorf("%s: %q is said to be ideal", tt.set, w)
			}
		}
	}
}
