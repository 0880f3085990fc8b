package experiments

import (
	"fmt"
	"testing"
)

// BenchmarkCells is one training presentation of 50 neurons on 28×28 inputs against the number of cells of a synapse: the
// mean of 1 to 64, and the difference of two such means.
func BenchmarkCells(b *testing.B) {
	for _, tt := range []struct{ device, one, many string }{{"memristor", "single", "multi"}, {"pcm", "pair", "multi-pair"}} {
		for cells := 1; cells <= 64; cells *= 2 {
			b.Run(fmt.Sprintf("%s/%s/cells=%d", tt.device, tt.many, cells), func(b *testing.B) {
				c := Default("train")
				c.Devices, c.Calibrate.Images, c.Network.Neurons = []string{tt.device}, 2, 50
				c.Layout.Kind, c.Layout.Cells = tt.many, cells
				if cells == 1 {
					c.Layout.Kind, c.Layout.Cells = tt.one, 0
				}
				benchmarkSize(b, c, 28)
			})
		}
	}
}

// BenchmarkArrays is one training presentation on lines of resistance, 2 Ω a segment, and on ideal ones, against the size of the array
// and, at 784×100 cells, against the size of the tiles that it is made of.
func BenchmarkArrays(b *testing.B) {
	array := func(model string, side, neurons, tile int) {
		b.Run(fmt.Sprintf("%s/inputs=%d/neurons=%d/tile=%d", model, side*side, neurons, tile), func(b *testing.B) {
			c := Default("train")
			c.Devices, c.Calibrate.Images, c.Network.Neurons = []string{"memristor"}, 2, neurons
			c.Wires.Model, c.Wires.Segment, c.Wires.Tile = model, 2, tile
			thin(c, side*side)
			benchmarkSize(b, c, side)
		})
	}
	for _, model := range []string{"ideal", "cached"} {
		for _, size := range []struct{ side, neurons int }{{14, 25}, {14, 100}, {28, 100}, {28, 400}, {56, 400}, {56, 1600}} {
			array(model, size.side, size.neurons, 128)
		}
	}
	for _, tile := range []int{8, 16, 32, 64, 256, 784} {
		array("cached", 28, 100, tile)
	}
}

// benchmarkSize trains, and says beside what a network was counted to take what is foretold of it.
func benchmarkSize(b *testing.B, c *Config, side int) {
	cards, err := c.LoadCards()
	if err != nil {
		b.Fatal(err)
	}
	m, err := c.memory(cards[0], side*side, 2.6*float64(side*side))
	if err != nil {
		b.Fatal(err)
	}
	benchmarkTraining(b, c, resized(digits(b), side), 20)
	b.ReportMetric(float64(m.Weights+m.Delays+m.Neurons)/1e6, "foretold-MB")
}
