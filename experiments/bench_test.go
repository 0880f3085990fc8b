package experiments

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
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
				card, err := device.Preset(name)
				if err != nil {
					b.Fatal(err)
				}
				n, err := newNetwork(cfg, card, data, 0)
				if err != nil {
					b.Fatal(err)
				}
				if err := n.start(); err != nil {
					b.Fatal(err)
				}
				images := n.order("order", 4000)
				for b.Loop() {
					if n.seen == len(images) {
						n.seen = 0
					}
					if err := n.learn(context.Background(), images, n.seen+1); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "presentations/s")
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
			n := started(b, c, digits(b), 0)
			images := n.order("order", 1_000_000)
			if err := n.learn(b.Context(), images, 300); err != nil {
				b.Fatal(err)
			}
			before, spikes := n.net.Shown()
			b.ResetTimer()
			if err := n.learn(b.Context(), images, 300+b.N); err != nil {
				b.Fatal(err)
			}
			after, more := n.net.Shown()
			b.ReportMetric(float64(after-before)/b.Elapsed().Seconds(), "presentations/s")
			b.ReportMetric(float64(more-spikes)/float64(after-before), "input-spikes/presentation")
		})
	}
}
