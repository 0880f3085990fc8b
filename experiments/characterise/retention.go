package characterise

import (
	"math"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// Retention is how states keep while nobody touches the cells.
type Retention struct {
	Time   []float64 // s after programming
	States []Kept    // from the lowest to the highest
	Cells  int       // cells in each
}

// A Kept is one state as time passes.
type Kept struct {
	Level    float64   // relative conductance that was programmed, 0 to 1
	Start    float64   // S, mean right after programming
	Mean, SD []float64 // S, over cells
}

const (
	retentionCells  = 200
	retentionDecade = 8    // times in a decade
	retentionFirst  = -1   // 10^-1 s after programming
	retentionLast   = 8    // 10^8 s, three years
	retentionStill  = 1e-4 // of the range: less is no change
)

// MeasureRetention programs 200 cells each to the bottom, the middle and the top of their range, without
// programming error, and reads them without noise from 0.1 s to 10^8 s. The cells are an array's, so that all
// that the array lets time do is seen. It is Absent where no state changes by 1e-4 of the range.
func MeasureRetention(card *device.Card) (*Retention, error) {
	r := &Retention{Cells: retentionCells}
	levels := distinct(card, []float64{0, half(card), 1})
	a, err := crossbar.New(card.Readable(), len(levels)*retentionCells, 1, crossbar.Options{
		Stream: variability.Seed(1).Named("characterise").Named("retention"), Tolerance: 1e-9,
	})
	if err != nil {
		return nil, err
	}
	var w []float64
	for _, level := range levels {
		w = append(w, repeated(level, retentionCells)...)
	}
	a.Program(w, false)
	r.read(a, levels)
	lo, hi := ends(card)
	moved := false
	for k := retentionFirst * retentionDecade; k <= retentionLast*retentionDecade; k++ {
		t := kernel.Exp(float64(k) / retentionDecade * math.Ln10)
		a.Advance(t - a.Now())
		r.Time = append(r.Time, t)
		r.read(a, levels)
	}
	for _, s := range r.States {
		for i := range s.Mean {
			moved = moved || math.Abs(s.Mean[i]-s.Start)+s.SD[i] > s.SD[0]+float64(retentionStill*(hi-lo))
		}
	}
	if !moved {
		return nil, &Absent{"retention", "no cell changes while it waits"}
	}
	return r, nil
}

// read takes down the cells as they are now; the first time as the start.
func (r *Retention) read(a *crossbar.Array, levels []float64) {
	g := a.Conductances()
	first := r.States == nil
	x := make([]float64, r.Cells)
	for k, level := range levels {
		for i := range x {
			x[i] = float64(g[k*r.Cells+i])
		}
		mean, sd := meanSD(x)
		if first {
			r.States = append(r.States, Kept{Level: level, Start: mean})
			continue
		}
		s := &r.States[k]
		s.Mean, s.SD = append(s.Mean, mean), append(s.SD, sd)
	}
}
