package experiments

import (
	"context"
	"fmt"
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
