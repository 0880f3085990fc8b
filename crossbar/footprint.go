package crossbar

import (
	"math"

	"github.com/xbar-sim/xbar/device"
)

// trapBytes is the memory of one trap.
const trapBytes = 33

// CellBytes returns the memory that New takes for one cell of a card, in bytes: 8 for every state
// variable, 8 for the end of its last pulse, 4 for its pulse count and 4 in the read cache; 8 for
// drift, 4 where the cell loses what it was programmed to, 16 for relaxation, 12 for decay and 4 for drift beside
// them, 16 for 1/f noise, 4 for telegraph noise and 33 for every trap, 32 for what unselected cells
// suffer, 24 where lines have resistance or crosspoints bend and 16 more where they do, 5 where cells may be dead and 13 more where they wear, 4 for every parameter that differs
// from cell to cell. What an array keeps by row and by column is not in it.
func CellBytes(card *device.Card, opt Options) int {
	bytes := 8*len(card.Model.Vars()) + 8 + 4 + 4
	if card.Drift.Active() || card.Noise.Slow() {
		bytes += 8
	}
	if card.Noise.Slow() {
		bytes += 16
	}
	if card.Relax.Active() || card.Retain.Active() {
		bytes += 4 // as programmed
		if card.Drift.Active() || card.Noise.Slow() {
			bytes += 4
		}
	}
	if card.Relax.Active() {
		bytes += 8 + 8
	}
	if card.Retain.Active() {
		bytes += 4 + 8
	}
	if card.RTN.Active() {
		bytes += 4 + int(math.Ceil(trapBytes*card.RTN.Traps))
	}
	if opt.Bias != "" && opt.Bias != "gated" {
		bytes += 32
	}
	if !opt.Wiring.Ideal() {
		bytes += 24 // with what is read with noise
	}
	if opt.Wiring.Bent() {
		bytes += 16
		if opt.Wiring.Ideal() {
			bytes += 24
		}
	}
	if !opt.Faults.None() || card.Endurance.On() {
		bytes += 5
	}
	if card.Endurance.On() {
		bytes += 13
	}
	return bytes + 4*len(spreadNames(card, opt))
}

// ProgrammingBytes returns what Program takes for one cell beyond that, for as long as it runs: the
// targets of its caller are not in it.
func ProgrammingBytes(card *device.Card) int {
	if card.Program == (device.ProgramNoise{}) {
		return 8
	}
	return 8 + 3*8
}

// spreadNames is the set of parameters that differ from cell to cell.
func spreadNames(card *device.Card, opt Options) map[string]bool {
	names := map[string]bool{}
	for _, p := range card.Model.D2D() {
		if opt.D2D > 0 {
			names[p.Param] = true
		}
	}
	for name, s := range card.Spread {
		if s.CV > 0 {
			names[name] = true
		}
	}
	for name, s := range opt.Spread {
		if s.CV > 0 {
			names[name] = true
		}
	}
	return names
}
