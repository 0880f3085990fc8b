// Package crossbar turns row voltages into column currents, and pulses into changed cells.
//
// Rows are word lines and carry inputs (the pre-synaptic side); columns are bit lines and are
// held at 0 V by the sense amplifiers (the post-synaptic side). Cell (r, c) is element
// r*Cols+c of every per-cell slice. All quantities are in SI base units.
//
// An Array owns its cells' states and its time. Only Advance moves the clock; every cell knows
// when its last pulse ended and how many it has had, so drift follows from the cell's own
// history. This package knows resistance and nothing else: no capacitance, no inductance. A
// read is a solved circuit, not a transient.
package crossbar

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// Options say how the cells of an array differ and how finely time is followed. Spreads of several
// origins on one parameter multiply. Cells at the top and at the bottom of their range differ by the
// parameters that set these ends ("g_max" and "g_min" in most models), each with a spread of its own.
type Options struct {
	D2D    float64                       // coefficient of variation of range limits and step sizes
	Shape  variability.Spread            // kind, limits and levels of D2D; kind "" is lognormal. Its CV does not count
	Spread map[string]variability.Spread // further spreads by parameter, beside the card's own

	Texture     variability.Texture   // how the cells hang together in space, the same for every parameter
	Correlation float64               // between any two parameters that no pair of the card or of Pairs names
	Pairs       map[[2]string]float64 // correlations by pair (device.Pair), before those of the card
	Faults      variability.Faults    // cells that are dead from the start
	Aged        float64               // full cycles that every cell has been through; counts where the card has an endurance

	Stream     variability.Stream // names all chance in the array
	Tolerance  float64            // change of conductance that renews the read cache; 0 means 0.001
	Wires      Wires              // how currents are summed; nil means IdealWires
	Wiring     Wiring             // of what the lines are
	Kelvin     float64            // temperature around the cells, K; 0 means device.RoomTemperature
	Crosstalk  Crosstalk          // heat of pulses in other cells
	Compliance float64            // largest current of a cell during SET, A; 0: as much as it draws
	Bias       string             // what cells see that are not programmed: see Biases; "" is "gated"
}

// An Array is a crossbar of cells of one technology.
type Array struct {
	Rows, Cols int

	card   *device.Card
	ohmic  device.Ohmic
	state  device.State
	wires  Wires
	stream variability.Stream

	now    float64   // s
	last   []float64 // end of the cell's last pulse, s
	pulses []uint32  // pulses the cell has had
	g      []float32 // read cache: conductance now, S
	energy float64   // J, dissipated in the cells by programming pulses
	writes uint64    // pulses that reached cells
	events Events    // of programming pulses
	rounds int       // times the array was programmed with noise

	drift      *relaxation // nil where nothing changes with time
	loss       *retention  // nil where nothing is lost but by drift
	noise      *reading    // nil where reads are noiseless
	clocks     []*clock    // of activated processes
	kelvin     float64     // temperature around the cells
	heat       *heating    // nil where pulses warm no other cell
	compliance float64     // A; 0: none
	wired      *wired      // nil where lines have no resistance
	writing    *writing    // as wired
	c2c        []*rand.PCG // one generator a column, made at its first pulse
	rows       []int32     // all of them, where somebody wanted them
	work       scratch

	others *unselected // nil where a switch protects every cell
	damage *damage     // nil where no cell is dead or can die
	wear   *wear       // nil where cells do not wear
}

// New returns an array of rows×cols cells of a card, all at the bottom of their range at time
// 0. The card is not changed and must not change while the array lives.
func New(card *device.Card, rows, cols int, opt Options) (*Array, error) {
	if rows < 1 || cols < 1 || rows > 1<<20 || cols > 1<<20 {
		return nil, fmt.Errorf("array of %d × %d cells: want 1 to %d on either side", rows, cols, 1<<20)
	}
	ohmic, ok := card.Model.(device.Ohmic)
	if !ok {
		return nil, fmt.Errorf("model %s has no conductance to read: the ideal-wire array wants an ohmic one", card.Kind)
	}
	n := rows * cols
	a := &Array{
		Rows: rows, Cols: cols,
		card: card, ohmic: ohmic, wires: opt.Wires, stream: opt.Stream,
		state: device.NewState(card.Model, n),
		last:  make([]float64, n), pulses: make([]uint32, n), g: make([]float32, n),
		c2c: make([]*rand.PCG, cols), kelvin: device.RoomTemperature,
	}
	if a.wires == nil {
		a.wires = IdealWires{}
	}
	if err := a.spread(opt); err != nil {
		return nil, err
	}
	var err error
	if a.wired, err = newWired(rows, cols, opt.Wiring, card.Model.Nominal().ReadVoltage); err != nil {
		return nil, err
	}
	if a.heat, err = newHeating(a, opt.Crosstalk); err != nil {
		return nil, err
	}
	if opt.Kelvin < 0 || math.IsNaN(opt.Kelvin) || math.IsInf(opt.Kelvin, 0) {
		return nil, fmt.Errorf("temperature of %g K: want more than 0", opt.Kelvin)
	}
	if a.surround(device.RoomTemperature); opt.Kelvin > 0 {
		a.surround(opt.Kelvin)
	}
	a.work = newScratch(a)
	drifts := card.Drift.Active() || card.Noise.Slow()
	a.loss = newRetention(a, opt.Tolerance, drifts)
	if drifts {
		a.drift = newRelaxation(a, opt.Tolerance)
	}
	a.noise = newReading(a)
	a.damage = newDamage(a, opt.Faults)
	a.wear = newWear(a, opt.Aged)
	if a.others, err = newUnselected(a, opt.Bias); err != nil {
		return nil, err
	}
	if a.compliance = opt.Compliance; !(a.compliance >= 0) {
		return nil, fmt.Errorf("compliance current of %g A: want 0 or more", a.compliance)
	}
	a.writing = newWriting(a.wired, rows, opt.Bias)
	a.Program(make([]float64, n), false)
	return a, nil
}

// Card returns the technology of the array.
func (a *Array) Card() *device.Card { return a.card }

// Now returns the simulated time, s.
func (a *Array) Now() float64 { return a.now }

// Writes returns how many programming pulses have reached cells.
func (a *Array) Writes() uint64 { return a.writes }

// WriteEnergy returns the energy dissipated in the cells by programming pulses, J: the card's
// energy per pulse, or V² (G_before + G_after)/2 t of the programmed conductances.
func (a *Array) WriteEnergy() float64 { return a.energy }

// PulseCount returns how many pulses cell (r, c) has had.
func (a *Array) PulseCount(r, c int) uint32 { return a.pulses[r*a.Cols+c] }

// Conductances returns every cell's conductance now, S, without read noise. The slice is the
// read cache and belongs to the array.
func (a *Array) Conductances() []float32 {
	for r := range a.Rows {
		a.renew(r)
	}
	return a.g
}

// renew brings a row of the read cache to the present.
func (a *Array) renew(row int) {
	if a.loss != nil {
		a.loss.renew(a, row)
	} else if a.drift != nil {
		a.drift.renew(a, row)
	}
}

// Column sets dst, one element a row, to what Conductances would find in column col.
func (a *Array) Column(dst []float32, col int) {
	if len(dst) != a.Rows {
		panic("crossbar: slice length does not match array")
	}
	for r := range dst {
		a.renew(r)
		dst[r] = a.g[r*a.Cols+col]
	}
}

// Difference sets dst, one element a row, to what Column would find in column plus less what it would
// find in column minus, in one pass over the rows.
func (a *Array) Difference(dst []float32, plus, minus int) {
	if len(dst) != a.Rows {
		panic("crossbar: slice length does not match array")
	}
	for r := range dst {
		f := a.glance(r)
		row := a.g[r*a.Cols : (r+1)*a.Cols]
		dst[r] = float32(f * (row[plus] - row[minus]))
	}
}

// glance brings a row of the read cache to the present as far as it must be, and returns by what its
// conductances are to be multiplied to be those of now.
func (a *Array) glance(row int) float32 {
	if a.drift != nil && a.drift.alike {
		return a.drift.glance(a, row)
	}
	a.renew(row)
	return 1
}

// MeanConductance returns the mean over all cells, S.
func (a *Array) MeanConductance() float64 {
	var sum float64
	for _, g := range a.Conductances() {
		sum += float64(g)
	}
	return sum / float64(len(a.g))
}

// Pulse applies a voltage v (V, word line minus bit line) for width (s) to the cells of column
// col in the given rows, one pulse each. Every cell draws its own cycle-to-cycle noise from
// the column's stream, and its clock starts again. All other cells see what Options.Bias leaves on
// them, at the same time.
func (a *Array) Pulse(col int, rows []int32, v, width float64) {
	if len(rows) == 0 {
		return
	}
	w := &a.work
	w.collect(a, col, rows)
	for i := range w.v {
		w.v[i] = v
	}
	if a.writing != nil {
		a.through(col, rows, v)
	} else if a.wired != nil {
		a.selects(w)
	}
	var xi []float64
	if d := a.card.Model.Draws(); d > 0 {
		xi = w.xi[:d*len(rows)]
		kernel.Normals(xi, a.chance(col))
	}
	a.ohmic.Conductance(w.before, w.state)
	if a.heat != nil {
		a.heat.pulse(a, col, rows, v, width)
		defer a.heat.cool(a)
	}
	if a.compliance > 0 && v > 0 {
		a.comply(width, xi, col)
	} else {
		a.card.Model.Step(w.state, w.v, width, xi)
	}
	w.scatter(a)
	w.rest(a)
	a.ohmic.Conductance(w.g, w.state)
	a.settle(v, width, w.v)
	if a.others != nil {
		a.others.suffer(a, col, rows, v, width)
	}
}

// chance is the stream of a column's cycle-to-cycle noise.
func (a *Array) chance(col int) *rand.PCG {
	if a.c2c[col] == nil {
		a.c2c[col] = a.stream.Named("c2c").At(col).Source()
	}
	return a.c2c[col]
}

// ExpectedStep returns by how much one pulse of voltage v (V) and width (s) would change the
// conductance of cell (r, c) in the mean, S. It changes nothing.
func (a *Array) ExpectedStep(r, c int, v, width float64) float64 {
	if a.damage.dead(r*a.Cols + c) {
		return 0
	}
	w := &a.work
	w.collect(a, c, []int32{int32(r)})
	w.v[0] = v
	if a.wired != nil && a.wired.bent != nil {
		a.selects(w)
	}
	a.ohmic.Conductance(w.before, w.state)
	a.card.Model.Step(w.state, w.v, width, nil)
	a.ohmic.Conductance(w.g, w.state)
	cell := int(w.cells[0])
	return a.wear.seen(cell, w.g[0]) - a.wear.seen(cell, w.before[0])
}

// settle books the pulse that the cells in the scratch have just had; each has what every one of them saw, V, where that is
// not v.
func (a *Array) settle(v, width float64, each []float64) {
	w := &a.work
	a.damage.correct(w)
	a.wear.pulse(a, w, v, each)
	perPulse := a.card.Model.Nominal().SetEnergy
	if v < 0 {
		perPulse = a.card.Model.Nominal().ResetEnergy
	}
	joules := 0.0
	for i, cell := range w.cells {
		g, one, seen := w.g[i], perPulse, v
		if each != nil {
			seen = each[i]
		}
		if perPulse == 0 {
			one = float64(seen * seen * (w.before[i] + g) / 2 * width)
		}
		a.energy += one
		joules += one
		a.last[cell] = a.now
		a.pulses[cell]++
		a.restart(int(cell), g)
	}
	a.writes += uint64(len(w.cells))
	a.book(len(w.cells), v, width, joules)
}

// restart puts a freshly programmed cell of conductance g (S) into the read cache.
func (a *Array) restart(cell int, g float64) {
	if a.damage.dead(cell) {
		a.hold(cell)
		return
	}
	now := g * a.warmth(g)
	if a.drift != nil {
		a.drift.restart(a, cell, g, now)
	}
	if a.loss != nil {
		now = a.loss.restart(a, cell, g)
	}
	a.g[cell] = float32(now)
	a.wired.touch(cell, a.g[cell])
	if a.noise != nil {
		a.noise.restart(a, cell, g)
	}
}

// Program puts every cell at relative conductance w (0..1 of its own range) at the present
// time, as write–verify would: with noisy set, each takes the nearest level that its model has, draws its
// conductance anew where switching does, and misses by the card's programming noise and by what it relaxes
// before the first reading, all anew every time.
// Programming pulses are not counted: how many a routine needs is not this model's to say.
func (a *Array) Program(w []float64, noisy bool) {
	n := a.Rows * a.Cols
	if len(w) != n {
		panic("crossbar: slice length does not match array")
	}
	if _, ok := a.card.Model.(device.Leveled); ok && noisy {
		w = slices.Clone(w)
		device.Nearest(a.card.Model, w)
	}
	w = a.wear.aimed(w, func(k int) int { return k })
	a.card.Model.Set(a.state, w)
	if m, ok := a.card.Model.(device.Redrawn); ok && noisy {
		xi := make([]float64, n*a.card.Model.Draws())
		kernel.Normals(xi, a.stream.Named("redraw").At(a.rounds).Source())
		a.rounds++
		m.Redraw(a.state, xi)
	}
	g := make([]float64, n)
	a.ohmic.Conductance(g, a.state)
	if noisy && a.card.Program != (device.ProgramNoise{}) {
		a.miss(w, g)
	}
	if a.loss != nil {
		a.loss.perfect = !noisy
		defer func() { a.loss.perfect = false }()
	}
	for i := range g {
		a.last[i] = a.now
		a.restart(i, a.wear.seen(i, g[i]))
	}
}

// miss adds the programming error to the cells whose targets and conductances are given.
func (a *Array) miss(w, g []float64) {
	lo, hi := make([]float64, len(w)), make([]float64, len(w))
	a.card.Model.Set(a.state, lo)
	a.ohmic.Conductance(lo, a.state)
	for i := range hi {
		hi[i] = 1
	}
	a.card.Model.Set(a.state, hi)
	a.ohmic.Conductance(hi, a.state)
	src := a.stream.Named("program").At(a.rounds).Source()
	a.rounds++
	got := make([]float64, len(w))
	for i := range g {
		miss := float64(a.card.Program.Sigma(g[i], a.card.Drift.Ref) * kernel.Normal(src))
		if hi[i] > lo[i] {
			got[i] = min(max((g[i]+miss-lo[i])/(hi[i]-lo[i]), 0), 1)
		}
	}
	a.card.Model.Set(a.state, got)
	a.ohmic.Conductance(g, a.state)
}

// Advance lets dt seconds pass: cells drift.
func (a *Array) Advance(dt float64) {
	if !(dt >= 0) || math.IsInf(dt, 0) {
		panic("crossbar: time must be finite and go forward")
	}
	a.now += dt
	a.wired.time()
	for _, c := range a.clocks {
		c.now += float64(dt * c.rate)
	}
}
