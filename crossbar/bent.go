package crossbar

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/crossbar/circuit"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// bent are the crosspoints of an array that are no resistors: cells whose current is not proportional to voltage, and
// selectors in series with them. The conductance G of a cell, which is what models, pulses and drift are about, is its chord
// conductance by itself at the read voltage: a cell carries G V there, as a laboratory reads it.
//
// Reads see effective conductances, chords I/V of whole crosspoints. On ideal lines the chord is that at the read
// voltage, and exact. On lines of resistance it is taken at the voltage that the crosspoint has in a typical read: every n-th
// word line is driven, n being one over Wiring.Active, and the array is solved by Newton's method, n times, for every line to have its
// turn. With all chords of that state the array is a linear one, whose currents for one volt on each of its driven lines are rows of the effective
// matrix. It is exact for these n reads; what it is off by in others is measured against Newton's method (SampleWires).
//
// Read noise acts on G, and to first order on the chord.
type bent struct {
	cross  circuit.Crosspoint
	volts  float64   // of a read, V
	series bool      // something is in series with the cell, and the chord no multiple of G
	sees   []float32 // voltage of a crosspoint in a typical read of its row, of volts
	load   []float32 // mean of its chords in all typical reads, of that one
	eff    []float32 // chord now, S
	gain   []float32 // by how much it grows with G
}

// newBent returns nil where crosspoints are resistors.
func newBent(opt Wiring, volts float64, cells int) (*bent, error) {
	if !opt.Bent() {
		return nil, nil
	}
	if !(volts > 0) {
		return nil, fmt.Errorf("crosspoints that bend: a read voltage of %g V, want one above 0 V, at which their conductances are meant", volts)
	}
	b := &bent{cross: opt.Cell, volts: volts}
	b.cross.Read, b.cross.Access = volts, opt.Access
	if err := b.cross.Check(); err != nil {
		return nil, err
	}
	b.series = b.cross.Selects() || b.cross.Access > 0
	for _, x := range []*[]float32{&b.sees, &b.load, &b.eff, &b.gain} {
		*x = make([]float32, cells)
	}
	for k := range b.sees {
		b.sees[k], b.load[k] = 1, 1
	}
	b.update(0, make([]float32, cells))
	return b, nil
}

// clone is a copy that may be changed.
func (b *bent) clone() *bent {
	if b == nil {
		return nil
	}
	c := *b
	c.sees, c.load, c.eff, c.gain = copied(b.sees), copied(b.load), copied(b.eff), copied(b.gain)
	return &c
}

// leastSeen is the part of the read voltage at which a chord is taken at least, and leastCell a conductance (S) that stands for 0.
const (
	leastSeen = 1e-6
	leastCell = 1e-15
)

// currents are what crosspoints with cells of g (S) carry that rise from rest to v (V) each, A.
func (b *bent) currents(g, v []float64) []float64 {
	amps, slope := make([]float64, len(g)), make([]float64, len(g))
	c, err := b.cross.Cells(g)
	if err != nil {
		panic("crossbar: a crosspoint that was checked is refused: " + err.Error())
	}
	circuit.Rise(c, amps, slope, v)
	return amps
}

// update makes the chords of the cells from one on, which conduct g (S) now.
func (b *bent) update(from int, g []float32) {
	n := len(g)
	own, v := make([]float64, n), make([]float64, n)
	for k, x := range g {
		v[k] = b.volts * float64(max(b.sees[from+k], leastSeen))
		if own[k] = 1; b.series {
			own[k] = max(float64(x), leastCell)
		}
	}
	amps := b.currents(own, v)
	if !b.series {
		for k, x := range g {
			b.gain[from+k] = float32(amps[k] / v[k])
			b.eff[from+k] = x * b.gain[from+k]
		}
		return
	}
	const more = 1e-3 // of G, for the slope
	for k := range own {
		own[k] *= 1 + more
	}
	for k, a := range b.currents(own, v) {
		x := own[k] / (1 + more)
		b.gain[from+k] = float32((a - amps[k]) / (v[k] * (more * x)))
		b.eff[from+k] = float32(amps[k] / v[k])
		if g[k] == 0 {
			b.eff[from+k] = 0
		}
	}
}

// set makes the chord of a cell that conducts g (S) now.
func (b *bent) set(cell int, g float32) {
	if !b.series {
		b.eff[cell] = g * b.gain[cell]
		return
	}
	b.update(cell, []float32{g})
}

// noisy is the chord of a cell whose conductance has the noise of an input on it: x in place of g (S).
func (b *bent) noisy(cell int, x, g float32) float32 {
	return max(0, b.eff[cell]+float32(b.gain[cell]*(x-g)))
}

// divide leaves of voltages across crosspoints, V, what is across the cells, which conduct g (S).
func (b *bent) divide(v, g []float64) {
	if !b.series {
		return
	}
	c, err := b.cross.Cells(g)
	if err != nil {
		panic("crossbar: a crosspoint that was checked is refused: " + err.Error())
	}
	if l, ok := c.(circuit.Latching); ok {
		l.Rest()
		for l.Latch(v) > 0 {
		}
	}
	b.cross.Across(v, c, v)
}

// add adds to dst what one row carries at rel times the read voltage, A. What lines leave of currents is taken to be what they leave
// at the read voltage itself.
func (b *bent) add(dst, e, g []float32, rel float64) {
	if rel == 0 {
		return
	}
	v := rel * b.volts
	if !b.series {
		kernel.AddScaled(dst, float32(b.currents([]float64{1}, []float64{v})[0]), e)
		return
	}
	n := len(g)
	own, full, part := make([]float64, n), make([]float64, n), make([]float64, n)
	for k, x := range g {
		own[k], full[k], part[k] = max(float64(x), leastCell), b.volts, v
	}
	at, less := b.currents(own, full), b.currents(own, part)
	for k, x := range e {
		if at[k] != 0 {
			dst[k] += float32(float64(x) * b.volts * (less[k] / at[k]))
		}
	}
}

// straight reports whether a read drives all rows with the read voltage.
func (b *bent) straight(amp []float32, v float64) bool {
	if v != b.volts {
		return false
	}
	for _, a := range amp {
		if a != 1 {
			return false
		}
	}
	return true
}

// readBent adds to dst the currents of a read through the effective matrix, A. g are conductances of cells, S.
func (a *Array) readBent(dst, e, g []float32, rows []int32, amp []float32, v float64) {
	b := a.wired.bent
	if b.straight(amp, v) {
		a.wires.Read(dst, e, rows, nil, float32(v))
		return
	}
	for i, r := range rows {
		rel := v / b.volts
		if amp != nil {
			rel *= float64(amp[i])
		}
		from, to := int(r)*a.Cols, (int(r)+1)*a.Cols
		b.add(dst, e[from:to], g[from:to], rel)
	}
}

// typical is how many typical reads it takes to drive every row of a tile once.
func (w *wired) typical(t *wiredTile) int {
	return min(max(int(math.Round(1/w.Active)), 1), t.rows())
}
