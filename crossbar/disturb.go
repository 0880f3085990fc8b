package crossbar

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// Biases lists how cells that are not programmed are protected while others are.
//
//	gated  every cell has a switch: those not programmed see 0 V
//	half   V/2: pulsed rows at +V/2, the column at -V/2, all others at 0 V. A cell that shares the
//	       row or the column with a programmed one sees V/2, all others 0 V.
//	third  V/3: pulsed rows at V, the column at 0 V, other rows at V/3, other columns at 2V/3. A
//	       cell that shares row or column sees V/3, all others -V/3.
func Biases() []string { return []string{"gated", "half", "third"} }

// A Disturb is what a cell has suffered while others were programmed.
type Disturb struct {
	Count      uint64  // pulses on others that put a voltage on this cell
	Set, Reset float64 // time integral of the voltage, V s, by its sign: Set ≥ 0, Reset ≤ 0
}

// An Exposure sums up pulses by the sign of the programming voltage.
type Exposure struct {
	Count [2]uint64
	Flux  [2]float64 // |V| t of the programming pulses, V s
}

func (e *Exposure) add(sign int, flux float64) {
	e.Count[sign]++
	e.Flux[sign] += flux
}

// An unselected follows cells that see a part of other cells' pulses. What they have seen is counted
// by row, by column and altogether, for a cell shares its row with the pulses that include its row, less its
// own. Only where such a part can move a cell is every one of them stepped, pulse by pulse.
type unselected struct {
	part float64 // of the programming voltage
	rest bool    // cells that share neither row nor column see -part

	row, col []Exposure // by tile of a row of tiles and row; by tile of a column of tiles and column
	own      []Exposure
	all      []Exposure // by tile; one where lines are not cut
	tiles    *wired     // nil where they are not
	solved   []tileVoltages
	met      []int // tiles of a pulse

	still  bool    // no cell moves at voltages between the next two
	lo, hi float64 // the nearest thresholds of any cell, V
	mark   []bool  // rows of this pulse
	work   scratch // of one column
	list   []int32
	volts  []float64
}

// newUnselected returns nil for an array whose cells have switches.
func newUnselected(a *Array, bias string) (*unselected, error) {
	u := &unselected{}
	switch bias {
	case "", "gated":
		return nil, nil
	case "half":
		u.part = 0.5
	case "third":
		u.part, u.rest = 1.0/3, true
	default:
		return nil, fmt.Errorf("bias %q: want one of %v", bias, Biases())
	}
	across, down := 1, 1
	if u.tiles = a.wired; !a.hasLines() {
		u.tiles = nil
	} else {
		across = int(u.tiles.right[a.Cols-1]) + 1
		down = len(u.tiles.tiles) / across
	}
	u.row, u.col, u.all = make([]Exposure, across*a.Rows), make([]Exposure, down*a.Cols), make([]Exposure, across*down)
	u.own, u.mark = make([]Exposure, a.Rows*a.Cols), make([]bool, a.Rows)
	u.work, u.list, u.volts = newScratch(a), make([]int32, 0, a.Rows), make([]float64, 0, a.Rows)
	u.limits(a)
	return u, nil
}

// limits finds the nearest thresholds of any cell.
func (u *unselected) limits(a *Array) {
	m, ok := a.card.Model.(device.Thresholded)
	if !ok {
		return
	}
	set, reset := m.Thresholds(a.state)
	u.still, u.hi, u.lo = true, set.At(0), reset.At(0)
	for i := range a.g {
		u.hi, u.lo = min(u.hi, set.At(i)), max(u.lo, reset.At(i))
	}
}

// suffer books what a pulse of voltage v (V) and width (s) on rows of column col does to all other
// cells, and does it.
func (u *unselected) suffer(a *Array, col int, rows []int32, v, width float64) {
	sign, flux := 0, float64(v*width)
	if v < 0 {
		sign, flux = 1, -flux
	}
	number := uint64(0)
	for _, all := range u.all {
		number += all.Count[0] + all.Count[1]
	}
	u.count(a, col, rows, sign, flux)
	if a.writing != nil {
		u.sufferSolved(a, col, rows, width, number)
		return
	}
	near, far := u.around(v)
	if u.resting(near, far) {
		return
	}
	u.step(a, col, rows, near, far, width, number)
}

// around is what cells see that share a line with a pulse of voltage v, and what all others see, V.
func (u *unselected) around(v float64) (near, far float64) {
	near, far = u.part*v, -u.part*v
	if !u.rest {
		far = 0
	}
	return near, far
}

// resting reports whether no cell moves at these voltages.
func (u *unselected) resting(near, far float64) bool {
	return u.still && max(near, far) <= u.hi && min(near, far) >= u.lo
}

// place is the tile of a cell, and its number among those of its row and of its column of tiles.
func (u *unselected) place(row, col int) (tile, across, down int) {
	if u.tiles == nil {
		return 0, 0, 0
	}
	across = int(u.tiles.right[col])
	tile = int(u.tiles.down[row]) + across
	return tile, across, row / u.tiles.TileRows
}

// count books a pulse on rows of column col in the tiles that it addresses.
func (u *unselected) count(a *Array, col int, rows []int32, sign int, flux float64) {
	u.met = u.met[:0]
	for _, r := range rows {
		tile, across, down := u.place(int(r), col)
		if !slices.Contains(u.met, tile) {
			u.met = append(u.met, tile)
			u.all[tile].add(sign, flux)
			u.col[down*a.Cols+col].add(sign, flux)
		}
		u.row[across*a.Rows+int(r)].add(sign, flux)
		u.own[int(r)*a.Cols+col].add(sign, flux)
	}
}

// step applies near (V) to the cells that share the rows or the column of the pulse, and far to the
// rest. Scatter comes from a stream of its own for every pulse.
func (u *unselected) step(a *Array, col int, rows []int32, near, far, width float64, number uint64) {
	for _, r := range rows {
		u.mark[r] = true
	}
	src := a.stream.Named("disturb").At(int(number)).Source()
	for c := range a.Cols {
		list, volts := u.list[:0], u.volts[:0]
		for r, pulsed := range u.mark {
			v := far
			if pulsed != (c == col) { // one of the two is shared, not both
				v = near
			}
			if v != 0 && !(pulsed && c == col) {
				list, volts = append(list, int32(r)), append(volts, v)
			}
		}
		if len(list) > 0 {
			u.work.gather(a, c, list)
			copy(u.work.v, volts)
			if a.wired != nil {
				a.selects(&u.work)
			}
			u.move(a, width, src)
		}
	}
	for _, r := range rows {
		u.mark[r] = false
	}
}

// move steps the cells in the scratch and puts them back.
func (u *unselected) move(a *Array, width float64, src *rand.PCG) {
	w := &u.work
	var xi []float64
	if d := a.card.Model.Draws(); d > 0 {
		xi = w.xi[:d*len(w.cells)]
		kernel.Normals(xi, src)
	}
	a.ohmic.Conductance(w.before, w.state)
	a.card.Model.Step(w.state, w.v, width, xi)
	w.rest(a)
	a.ohmic.Conductance(w.g, w.state)
	w.scatter(a)
	for i, cell := range w.cells {
		if w.g[i] != w.before[i] && !a.damage.dead(int(cell)) {
			a.shift(int(cell), a.wear.seen(int(cell), w.before[i]), a.wear.seen(int(cell), w.g[i]))
		}
	}
}

// shift moves a cell in the read cache whose undrifted conductance went from before to g (S). A
// disturbance is no programming pulse: drift and 1/f noise go on as they were, relative to the new
// conductance.
func (a *Array) shift(cell int, before, g float64) {
	now := g
	if before > 0 && (a.drift != nil || a.loss != nil) {
		now = float64(float64(a.g[cell]) * (g / before))
	}
	if a.loss != nil {
		a.loss.shift(cell, g)
	} else if d := a.drift; d != nil && before > 0 {
		row, more := &d.rows[cell/a.Cols], now-float64(a.g[cell])
		row.sum += more
		row.flow += float64(more * d.rate(float64(d.nu[cell])) / (d.law.Onset + max(row.renewed-a.last[cell], 0)))
	}
	if n := a.noise; n != nil && n.noisy != nil {
		n.follow(cell, a.g[cell], float32(now))
	}
	a.g[cell] = float32(now)
	a.wired.touch(cell, a.g[cell])
}

// Disturb returns what cell (r, c) has suffered while others were programmed; nothing where
// Options.Bias is "gated".
func (a *Array) Disturb(r, c int) Disturb {
	u := a.others
	if u == nil {
		return Disturb{}
	}
	var d Disturb
	tile, across, down := u.place(r, c)
	row, col, own, all := &u.row[across*a.Rows+r], &u.col[down*a.Cols+c], &u.own[r*a.Cols+c], &u.all[tile]
	seen := [2]float64{} // V s by sign
	for s := range 2 {
		if n := row.Count[s] + col.Count[s] - 2*own.Count[s]; n > 0 {
			d.Count += n
			seen[s] += float64(u.part * max(row.Flux[s]+col.Flux[s]-float64(2*own.Flux[s]), 0))
		}
		if n := all.Count[s] - row.Count[s] - col.Count[s] + own.Count[s]; u.rest && n > 0 {
			d.Count += n
			seen[1-s] += float64(u.part * max(all.Flux[s]-row.Flux[s]-col.Flux[s]+own.Flux[s], 0))
		}
	}
	d.Set, d.Reset = seen[0], -seen[1]
	return d
}

// store returns a copy of what the cells have seen: by row, by column, by cell, and of all.
func (u *unselected) store() []Exposure {
	if u == nil {
		return nil
	}
	return slices.Concat(u.row, u.col, u.own, u.all)
}

// fits reports whether restore can take what was stored.
func (u *unselected) fits(stored []Exposure) bool {
	if u == nil {
		return stored == nil
	}
	return len(stored) == len(u.row)+len(u.col)+len(u.own)+len(u.all)
}

func (u *unselected) restore(stored []Exposure) {
	if u == nil {
		return
	}
	for _, part := range [][]Exposure{u.row, u.col, u.own, u.all} {
		stored = stored[copy(part, stored):]
	}
}

// Disturbs reports whether cells see anything while others are programmed.
func (a *Array) Disturbs() bool { return a.others != nil }
