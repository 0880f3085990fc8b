package crossbar

import (
	"fmt"
	"testing"
	"time"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/cputime"
)

// perCell reports the time of one operation over the cells it concerned, on the clock and, since the processor had
// been used for so long, on the processor.
func perCell(b *testing.B, cells int, since time.Duration) {
	b.ReportMetric(float64((cputime.Used()-since).Nanoseconds())/float64(b.N)/float64(cells), "cpu-ns/cell")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(cells), "ns/cell")
}

// One SET pulse on a whole column.
func BenchmarkPulseColumn(b *testing.B) {
	for _, name := range device.Presets() {
		b.Run(name, func(b *testing.B) {
			a := build(b, preset(b, name), 784, 400, Options{D2D: 0.3})
			rows := all(784)
			since := cputime.Used()
			for i := 0; b.Loop(); i++ {
				if i%100 < 50 {
					set(a, i%400, rows)
				} else {
					reset(a, i%400, rows)
				}
			}
			perCell(b, 784, since)
		})
	}
}

// Six spiking rows of 400 columns: ideal cells, white noise, and drift with 1/f noise that is
// drawn for every read (a new input each) or stays.
func BenchmarkRead(b *testing.B) {
	const rows, cols = 784, 400
	for _, tt := range []struct {
		name  string
		card  *device.Card
		fresh bool
	}{
		{"ideal", preset(b, "ideal"), false},
		{"white", preset(b, "memristor", "read_noise", 0.02), false},
		{"pcm", preset(b, "pcm"), false},
		{"pcm, input", preset(b, "pcm"), true},
	} {
		b.Run(tt.name, func(b *testing.B) {
			a := build(b, tt.card, rows, cols, Options{})
			a.Program(ramp(rows*cols, 0, 1), false)
			a.NextInput(input(0))
			dst, active := make([]float32, cols), make([]int32, 6)
			since := cputime.Used()
			for i := 0; b.Loop(); i++ {
				for k := range active {
					active[k] = int32((i*97 + k*131) % rows)
				}
				if tt.fresh {
					a.NextInput(input(i))
				}
				a.Read(dst, active, nil, 0.1)
			}
			perCell(b, len(active)*cols, since)
		})
	}
}

// Time passes and every row of an array of 784×400 phase-change cells, or of 400 pairs a row, is read:
// shortly after the last time, and long after.
func BenchmarkRefresh(b *testing.B) {
	const rows = 784
	for _, cols := range []int{400, 800} {
		for _, dt := range []float64{0.35, 1000} {
			b.Run(fmt.Sprintf("cols=%d/step=%gs", cols, dt), func(b *testing.B) {
				a := build(b, preset(b, "pcm"), rows, cols, Options{Tolerance: 1e-300})
				a.Program(ramp(rows*cols, 0, 1), false)
				since := cputime.Used()
				for b.Loop() {
					a.Advance(dt)
					a.Conductances()
				}
				b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N), "ms")
				perCell(b, rows*cols, since)
			})
		}
	}
}
