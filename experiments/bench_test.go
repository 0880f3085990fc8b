package experiments

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/internal/dataset"
)

// BenchmarkTrain is one training presentation with everything in it: input spikes, reads with
// noise, neurons, pulses with scatter, drift.
func BenchmarkTrain(b *testing.B) {
	data, err := dataset.Load("digits", dataset.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"ideal", "memristor", "pcm"} {
		for _, neurons := range []int{50, 100, 400} {
			b.Run(fmt.Sprintf("%s/neurons=%d", name, neurons), func(b *testing.B) {
				cfg := Default("train")
				cfg.Network.Neurons = neurons
				cfg.Devices = []string{name}
				benchmarkTraining(b, cfg, data, 0)
			})
		}
	}
}

// BenchmarkWires trains 784×400 cells in tiles of 128×128 on lines of 2 Ω a segment and on ideal ones.
func BenchmarkWires(b *testing.B) {
	for _, name := range []string{"memristor", "pcm"} {
		for _, model := range []string{"ideal", "cached"} {
			b.Run(name+"/"+model, func(b *testing.B) {
				cfg := Default("train")
				cfg.Network.Neurons = 400
				cfg.Devices = []string{name}
				cfg.Wires.Model, cfg.Wires.Segment = model, 2
				benchmarkTraining(b, cfg, digits(b), 0)
			})
		}
	}
}

// BenchmarkConverters trains with ideal converters and without read noise, with 8 bits and noise in every
// read, and with errors in every part of the converters on top.
func BenchmarkConverters(b *testing.B) {
	noisy := []string{"adc.bits", "8", "dac.bits", "8", "read_noise", "0.02"}
	for _, name := range []string{"memristor", "pcm"} {
		for _, x := range []struct {
			name string
			set  []string
		}{
			{"without", []string{"adc.bits", "0"}},
			{"8-bit-and-noise", noisy},
			{"with-errors", append(noisy[:6:6], "adc.kind", "sar", "adc.mismatch", "0.01", "adc.offset", "0.5", "adc.noise", "0.5", "dac.noise", "0.01",
				"dac.gain", "0.01", "sense.noise", "0.01", "sense.gain", "0.01", "sense.resistance", "100")},
		} {
			b.Run(name+"/"+x.name, func(b *testing.B) {
				c := set(b, Default("train"), x.set...)
				c.Devices = []string{name}
				benchmarkTraining(b, c, digits(b), 0)
			})
		}
	}
}

// BenchmarkPreset trains the networks of the presets on the drawn digits, doubled in rate where
// they have less ink than MNIST's.
func BenchmarkPreset(b *testing.B) {
	for _, tt := range []struct {
		preset, device string
		neurons        int
		set            []string
	}{
		{"dc-code", "ideal", 100, nil},
		{"dc-code", "ideal", 400, nil},
		{"size-epochs", "memristor", 400, []string{"norm.kind", "gain"}},
		{"size-epochs", "memristor", 400, []string{"norm.kind", "gain", "read_noise", "0.02"}},
		{"size-epochs", "memristor", 400, []string{"norm.kind", "gain", "read_noise", "0.02", "noise.interval", "1 ms"}},
		{"size-epochs", "pcm", 400, []string{"norm.kind", "gain"}},
		{"size-epochs", "ideal", 100, nil},
		{"size-epochs", "ideal", 400, nil},
	} {
		b.Run(fmt.Sprintf("%s/%s/%d/%s", tt.preset, tt.device, tt.neurons, strings.Join(tt.set, "=")), func(b *testing.B) {
			c := Default("train")
			c.Devices = []string{tt.device}
			if err := c.Preset(tt.preset); err != nil {
				b.Fatal(err)
			}
			c.Network.Neurons = tt.neurons
			for i := 0; i < len(tt.set); i += 2 {
				if err := c.Set(tt.set[i], tt.set[i+1]); err != nil {
					b.Fatal(err)
				}
			}
			benchmarkTraining(b, c, digits(b), 300)
		})
	}
}
