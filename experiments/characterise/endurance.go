package characterise

import (
	"math"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// Endurance is what cycling does to cells: how far the window closes, and how many cells are left.
type Endurance struct {
	Cycles    []float64 // full cycles, rising
	Low, High []float64 // S, means of the cells that still work, programmed to either end; NaN where none is left
	Failed    []float64 // part of the cells
	Cells     int
}

const (
	enduranceCells  = 500
	enduranceBefore = 5 // decades before the life of the card
	enduranceBeyond = 1 // decades after it
	enduranceDecade = 6 // numbers of cycles in a decade
)

// MeasureEndurance takes 500 cells, the same ones each time, through so many full cycles, from 1e-5 to 10 times
// the life that the card states, and programs them to both ends of the range. The cells are an array's. It is
// Absent where cells do not wear.
func MeasureEndurance(card *device.Card) (*Endurance, error) {
	if !card.Endurance.On() {
		return nil, &Absent{"endurance", "no life is known"}
	}
	e := &Endurance{Cells: enduranceCells}
	for k := -enduranceBefore * enduranceDecade; k <= enduranceBeyond*enduranceDecade; k++ {
		n := card.Endurance.Life * kernel.Exp(float64(k)/enduranceDecade*math.Ln10)
		a, err := crossbar.New(card.Readable(), enduranceCells, 1, crossbar.Options{
			Stream: variability.Seed(1).Named("characterise").Named("endurance"), Aged: n,
		})
		if err != nil {
			return nil, err
		}
		worn, _ := a.Wear()
		e.Cycles = append(e.Cycles, n)
		e.Failed = append(e.Failed, float64(worn.Failed)/enduranceCells)
		e.Low = append(e.Low, working(a, 0))
		e.High = append(e.High, working(a, 1))
	}
	return e, nil
}

// working returns the mean conductance of the cells that are not dead, programmed to w of their range, S.
func working(a *crossbar.Array, w float64) float64 {
	a.Program(repeated(w, a.Rows), false)
	var sum float64
	n := 0
	for i, g := range a.Conductances() {
		if a.Fault(i, 0) == variability.Sound {
			sum += float64(g)
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}
