package crossbar

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A Crosstalk is the heat that reaches other cells while one is pulsed. A cell that dissipates the power
// P warms one at distance d, in cells, by
//
//	ΔT = R κ P e^(-(d - 1)/λ)
//
// for as long as the pulse lasts; of several at once the rises add. P is the card's energy per pulse
// over the width of the pulse, or V² G of the conductance before it. The rise acts on the
// temperature at which models step, and on the clocks of relaxation and retention; the heat of a
// pulse in its own cell is the model's business. Heat spreads in no time. The exponential is one of the
// two usual shapes, the other being 1/d; no number is measured.
type Crosstalk struct {
	Fraction   float64 // κ: what a nearest neighbour sees of a cell's own rise; 0 is none
	Resistance float64 // R: rise of a cell over the power it dissipates, K/W
	Range      float64 // λ, cells
}

// Check refuses what cannot be.
func (x Crosstalk) Check() error {
	if !(x.Fraction >= 0 && x.Fraction <= 1) || x.Fraction > 0 && !(x.Resistance > 0 && x.Range > 0 && x.Range <= 100) {
		return fmt.Errorf("thermal cross-talk %+v: want a fraction of 0 to 1, a resistance above 0 and a range above 0 to 100 cells", x)
	}
	return nil
}

// A heating is the cells that a pulse warms.
type heating struct {
	reach  int
	weight []float64 // K/W at (|Δrow|, |Δcol|), reach+1 a side
	power  []float64 // W, of the cells that are pulsed
	warm   []int32   // cells above the temperature around them now
	most   float64   // K, the highest rise so far
}

// leastRise is the part of a nearest neighbour's rise below which a cell is not warmed.
const leastRise = 1e-3

func newHeating(a *Array, x Crosstalk) (*heating, error) {
	if err := x.Check(); err != nil || x.Fraction == 0 {
		return nil, err
	}
	h := &heating{reach: 1 + int(x.Range*-kernel.Log(leastRise))}
	h.reach = min(h.reach, max(a.Rows, a.Cols))
	side := h.reach + 1
	h.weight = make([]float64, side*side)
	for dr := range side {
		for dc := range side {
			d := math.Sqrt(float64(dr*dr + dc*dc))
			if part := kernel.Exp(-(d - 1) / x.Range); d > 0 && part >= leastRise {
				h.weight[dr*side+dc] = x.Resistance * x.Fraction * part
			}
		}
	}
	return h, nil
}

// pulse warms the neighbours of the cells that are about to be pulsed, which stand gathered with their
// conductances. cool must follow.
func (h *heating) pulse(a *Array, col int, rows []int32, v, width float64) {
	p := a.card.Model.Nominal()
	energy := p.SetEnergy
	if v < 0 {
		energy = p.ResetEnergy
	}
	h.power = h.power[:0]
	for i, g := range a.work.before {
		if energy > 0 {
			h.power = append(h.power, energy/width)
		} else {
			h.power = append(h.power, float64(a.work.v[i]*a.work.v[i])*g)
		}
	}
	for c := max(col-h.reach, 0); c <= min(col+h.reach, a.Cols-1); c++ {
		for k, r := range rows {
			h.spread(a, int(r), c, max(c-col, col-c), h.power[k])
		}
	}
	for _, cell := range h.warm {
		h.most = max(h.most, a.state.Kelvin[cell]-a.kelvin)
	}
	for i, cell := range a.work.cells {
		a.work.state.Kelvin[i] = a.state.Kelvin[cell]
	}
	if a.loss != nil {
		a.loss.heat(a, h.warm, width)
	}
}

// spread warms the cells of a column, dc columns away from a cell of the given row.
func (h *heating) spread(a *Array, row, col, dc int, power float64) {
	for r := max(row-h.reach, 0); r <= min(row+h.reach, a.Rows-1); r++ {
		w := h.weight[max(r-row, row-r)*(h.reach+1)+dc]
		if w == 0 {
			continue
		}
		cell := r*a.Cols + col
		if a.state.Kelvin[cell] == a.kelvin {
			h.warm = append(h.warm, int32(cell))
		}
		a.state.Kelvin[cell] += float64(w * power)
	}
}

// cool ends a pulse.
func (h *heating) cool(a *Array) {
	for _, cell := range h.warm {
		a.state.Kelvin[cell] = a.kelvin
	}
	h.warm = h.warm[:0]
}

// Hottest returns the most by which a pulse has warmed a cell beside it, K.
func (a *Array) Hottest() float64 {
	if a.heat == nil {
		return 0
	}
	return a.heat.most
}

// heat lets the clocks of warm cells run ahead by what they gain in width (s).
func (k *retention) heat(a *Array, warm []int32, width float64) {
	for law, clock := range k.clocks {
		if clock == nil || clock.energy == 0 {
			continue
		}
		for _, cell := range warm {
			gain := float64(width * (a.acceleration(clock.energy, a.state.Kelvin[cell]) - clock.rate))
			k.begun[law][cell] -= gain
			k.rows[int(cell)/a.Cols].Seen[law] -= gain // a bound for all cells of the row
		}
	}
}
