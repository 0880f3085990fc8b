package periphery

import (
	"testing"

	"github.com/xbar-sim/xbar/variability"
)

const benchRows, benchCols = 784, 400

func perCell(b *testing.B, cells int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(cells), "ns/cell")
}

// One read of six spiking rows, of the weights with everything ideal and of the cards' cells
// with converters of 8 bits. A phase-change weight has two cells.
func BenchmarkForward(b *testing.B) {
	for _, tt := range []struct {
		name string
		opt  Options
	}{
		{"ideal", Options{}},
		{"memristor", Options{ADC: ADC{Bits: 8, Range: 6}, DAC: DAC{Bits: 8}}},
		{"pcm", Options{ADC: ADC{Bits: 8, Range: 6}, DAC: DAC{Bits: 8}}},
	} {
		b.Run(tt.name, func(b *testing.B) {
			tile := build(b, preset(b, tt.name), benchRows, benchCols, tt.opt)
			tile.Program(random(benchRows*benchCols, 0, 1, 1), false)
			dst, rows := make([]float32, benchCols), make([]int32, 6)
			for i := 0; b.Loop(); i++ {
				if i%30 == 0 {
					tile.NextInput(variability.Seed(1).At(i))
				}
				for k := range rows {
					rows[k] = int32((i*97 + k*131) % benchRows)
				}
				tile.Forward(dst, rows, nil)
			}
			perCell(b, len(rows)*benchCols)
		})
	}
}

// One column after an output spike: one row in eight potentiated, the others depressed, with the
// probabilities of in-situ training. ns/cell counts all cells that were candidates.
func BenchmarkPulseColumn(b *testing.B) {
	for _, name := range []string{"ideal", "memristor", "pcm"} {
		b.Run(name, func(b *testing.B) {
			tile := build(b, preset(b, name), benchRows, benchCols, Options{Refresh: DefaultRefresh()})
			tile.Program(random(benchRows*benchCols, 0, 1, 1), false)
			dose := doses(benchRows, -0.03)
			for r := 0; r < benchRows; r += 8 {
				dose[r] = 0.1
			}
			for i := 0; b.Loop(); i++ {
				if err := tile.PulseColumn(i%benchCols, dose); err != nil {
					b.Fatal(err)
				}
			}
			perCell(b, benchRows)
		})
	}
}
