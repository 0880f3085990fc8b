package experiments

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/xbar-sim/xbar/internal/cputime"
	"github.com/xbar-sim/xbar/internal/dataset"
)

// BenchmarkGrowth is one training presentation against the number of neurons, at 28×28 inputs, and
// against the number of inputs, at 400 neurons: the networks of the presets on ideal numbers, and
// the default network on cells. Processor time is what a busy machine does not lengthen; time on
// the clock is in ns/op.
func BenchmarkGrowth(b *testing.B) {
	sizes := []struct{ neurons, side int }{{100, 28}, {400, 28}, {1600, 28}, {6400, 28}, {400, 14}, {400, 56}}
	for _, tt := range []struct{ preset, device string }{
		{"size-epochs", "ideal"}, {"dc-code", "ideal"}, {"", "ideal"}, {"", "memristor"}, {"", "pcm"},
	} {
		for _, size := range sizes {
			name := tt.preset
			if name == "" {
				name = "default"
			}
			b.Run(fmt.Sprintf("%s/%s/neurons=%d/inputs=%d", name, tt.device, size.neurons, size.side*size.side), func(b *testing.B) {
				c := Default("train")
				c.Devices, c.Calibrate.Images = []string{tt.device}, 2
				if tt.preset != "" {
					if err := c.Preset(tt.preset); err != nil {
						b.Fatal(err)
					}
				}
				c.Network.Neurons = size.neurons
				thin(c, size.side*size.side)
				benchmarkTraining(b, c, resized(digits(b), size.side), 20)
			})
		}
	}
}

// thin makes the weights of many inputs so much smaller that they drive neurons as those of 28×28 do.
func thin(c *Config, inputs int) {
	part := 28 * 28 / float64(inputs)
	c.Norm.Sum *= part
	if part < 1 && c.Norm.Kind != "none" {
		c.Network.InitLow, c.Network.InitHigh = c.Network.InitLow*part, c.Network.InitHigh*part
	}
}

// benchmarkTraining trains a network after so many presentations.
func benchmarkTraining(b *testing.B, c *Config, data *dataset.Set, warm int) {
	empty := heap()
	n := started(b, c, data, 0)
	images := n.order("order", 1_000_000)
	if err := n.learn(b.Context(), images, warm); err != nil {
		b.Fatal(err)
	}
	before, spikes := n.net.Shown()
	cpu := cputime.Used()
	for b.Loop() {
		if err := n.learn(b.Context(), images, n.seen+1); err != nil {
			b.Fatal(err)
		}
	}
	cpu = cputime.Used() - cpu
	after, more := n.net.Shown()
	shown := float64(after - before)
	b.ReportMetric(shown/b.Elapsed().Seconds(), "presentations/s")
	b.ReportMetric(cpu.Seconds()*1e6/shown, "cpu-µs/presentation")
	b.ReportMetric(float64(more-spikes)/shown, "input-spikes/presentation")
	b.ReportMetric(float64(heap()-empty-8*int64(cap(images)))/1e6, "heap-MB")
	runtime.KeepAlive(n)
	runtime.KeepAlive(images)
}

// resized returns a set with images of side×side pixels: each pixel the one below its middle.
func resized(d *dataset.Set, side int) *dataset.Set {
	if side == d.Width {
		return d
	}
	r := *d
	r.Width, r.Height = side, side
	scale := func(images [][]byte) (out [][]byte) {
		for _, image := range images {
			small := make([]byte, 0, side*side)
			for y := range side {
				for x := range side {
					small = append(small, image[y*d.Height/side*d.Width+x*d.Width/side])
				}
			}
			out = append(out, small)
		}
		return out
	}
	r.Train.Images, r.Test.Images = scale(d.Train.Images), scale(d.Test.Images)
	return &r
}

// BenchmarkEvaluation shows images to a network that stands still, after 300 presentations with
// plasticity.
func BenchmarkEvaluation(b *testing.B) {
	for _, tt := range []struct {
		preset  string
		neurons int
	}{{"size-epochs", 100}, {"size-epochs", 400}, {"dc-code", 100}, {"dc-code", 400}} {
		b.Run(fmt.Sprintf("%s/ideal/%d", tt.preset, tt.neurons), func(b *testing.B) {
			c := Default("train")
			c.Devices = []string{"ideal"}
			if err := c.Preset(tt.preset); err != nil {
				b.Fatal(err)
			}
			c.Network.Neurons = tt.neurons
			n := started(b, c, digits(b), 0)
			if err := n.learn(b.Context(), n.order("order", 300), 300); err != nil {
				b.Fatal(err)
			}
			fork := n.net.Fork(n.tile)
			cpu, k := cputime.Used(), 0
			for b.Loop() {
				s := n.stream.Named("evaluation").At(k)
				if _, err := fork.Respond(n.data.Test.Images[k%len(n.data.Test.Images)], s.Source()); err != nil {
					b.Fatal(err)
				}
				k++
			}
			cpu = cputime.Used() - cpu
			shown, _ := fork.Shown()
			b.ReportMetric(float64(shown)/b.Elapsed().Seconds(), "presentations/s")
			b.ReportMetric(cpu.Seconds()*1e6/float64(shown), "cpu-µs/presentation")
		})
	}
}
