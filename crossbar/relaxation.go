package crossbar

import (
	"math"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// A relaxation follows the drift of every cell, each by its own clock. A row of the read cache
// is renewed when it is about to be read and its conductance is predicted to have changed by
// more than the tolerance since it last was: rows that nobody reads cost nothing.
type relaxation struct {
	law       *device.Drift
	tolerance float64
	least     float64   // exponent at which 1/f noise grows, however still the conductance stands
	xi        []float32 // the cell's deviate of the exponent, drawn once
	nu        []float32 // exponent of the cell as it is programmed
	rows      []rowClock
	alike     bool // cells of a row drift so much alike that glance may say what they have in common
	step      kernel.Relaxation
	work      []float32 // of a row, twice
}

// A rowClock says when a row was last renewed and how fast it was changing then.
type rowClock struct {
	renewed   float64 // s
	flow, sum float64 // Σ g |ν|/(t0 + age) and Σ g: their ratio is the rate of change, 1/s
	drop      float64 // of the flow, what cells that no pulse has met since have
	still     float64 // Σ g of those cells
	bend      float64 // Σ g |ν|/(t0 + age)² at most: how fast the flow falls, 1/s²
	aged      float64 // for how long the flow had fallen when the row was renewed, s
}

// defaultTolerance is the change of conductance that renews the read cache.
const defaultTolerance = 1e-3

func newRelaxation(a *Array, tolerance float64) *relaxation {
	if tolerance == 0 {
		tolerance = defaultTolerance
	}
	n := a.Rows * a.Cols
	d := &relaxation{
		law: &a.card.Drift, tolerance: tolerance,
		xi: make([]float32, n), nu: make([]float32, n), rows: make([]rowClock, a.Rows),
	}
	if n := &a.card.Noise; n.Slow() {
		d.least = 0.5 / max(n.FreshPower(d.law.Onset), 1) // σ ∝ √ln(t0 + age)
	}
	slowest := d.law.Min + d.law.Shift
	d.alike = d.law.Above.Knee == 0 && slowest >= d.least && glances*tolerance <= slowest/8 &&
		a.loss == nil && a.wired == nil
	d.step.Onset, d.step.Least = d.law.Onset, d.least
	src := a.stream.Named("d2d").Named("drift").Source()
	for i := range d.xi {
		d.xi[i] = float32(kernel.Normal(src))
	}
	return d
}

// restart starts the clock of a cell programmed to g (S), which conducts now (S), again. What the cell contributed to
// its row's flow before stays there until the next renewal, which can only come too early.
func (d *relaxation) restart(a *Array, cell int, g, now float64) {
	nu := d.law.Exponent(g, float64(d.xi[cell]))
	d.nu[cell] = float32(nu)
	row := &d.rows[cell/a.Cols]
	if a.loss != nil {
		now = 1 // a part of what was programmed; loss knows when it must be renewed
	}
	row.flow += float64(now * d.rate(nu) / d.law.Onset)
	was := float64(d.cache(a)[cell])
	row.sum += now - was
	row.leave(was)
}

// leave takes a cell of conductance g (S) out of what the row has in common, by its share.
func (c *rowClock) leave(g float64) {
	if g >= c.still {
		c.drop, c.still = 0, 0
		return
	}
	c.drop -= float64(c.drop * (g / c.still))
	c.still -= g
}

// cache holds what drifts: the conductances, or where cells lose more than drift takes, the part of them
// that drift has left.
func (d *relaxation) cache(a *Array) []float32 {
	if a.loss != nil {
		return a.loss.drifted
	}
	return a.g
}

// rate returns the exponent with which a reading of the cell changes, whichever way.
func (d *relaxation) rate(nu float64) float64 { return max(math.Abs(nu), d.least) }

// renew brings one row of the read cache up to date where it has changed enough to matter.
func (d *relaxation) renew(a *Array, row int) {
	c := &d.rows[row]
	if c.flow*(a.now-c.renewed) > d.tolerance*c.sum {
		d.refresh(a, row)
	}
}

// glances is how far a row may drift on the whole, in tolerances, before glance renews it: of cells that
// differ by a quarter in how fast they drift, each is then within one.
const glances = 4

// glance returns by what factor a row of the read cache is to be multiplied to be as it is now, without
// going through its cells: what they have drifted in common since the row was renewed, f = 1 - Δt Σgν/(t0+age)
// / Σg. It renews the row where the rest, a part of what is common and all of what pulses have begun, exceeds
// the tolerance, and where three quarters of one may come of f itself: the flow falls with age, by bend·t at most
// after t, and is of the renewal before the last.
func (d *relaxation) glance(a *Array, row int) float32 {
	if !d.alike {
		d.renew(a, row)
		return 1
	}
	c := &d.rows[row]
	dt := a.now - c.renewed
	if dt == 0 || c.sum <= 0 {
		return 1
	}
	rest := c.flow - c.drop + float64(c.drop/glances)
	if rest*dt > d.tolerance*c.sum || c.bend*dt*(c.aged+float64(dt/2)) > 0.75*d.tolerance*c.sum {
		d.refresh(a, row)
		return 1
	}
	return float32(1 - float64(c.drop*dt)/c.sum)
}

// speed returns the rate at which a cell's drift changes it now, 1/s.
func (d *relaxation) speed(a *Array, cell int) float64 {
	return d.rate(float64(d.nu[cell])) / (d.law.Onset + max(a.now-a.last[cell], 0))
}

// refresh moves every cell of a row from its age at the last renewal to its age now. The ratio
// of the two drift factors is ((t0 + age)/(t0 + before))^-ν, so no cell needs its history.
func (d *relaxation) refresh(a *Array, row int) {
	c := &d.rows[row]
	lo, hi := row*a.Cols, (row+1)*a.Cols
	if d.work == nil {
		d.work = make([]float32, 2*a.Cols)
	}
	grow, factor := d.work[:a.Cols], d.work[a.Cols:]
	d.step.Was, d.step.Now = c.renewed, a.now
	c.aged = a.now - c.renewed
	c.flow, c.sum, c.bend = kernel.Relax(d.cache(a)[lo:hi], d.nu[lo:hi], a.last[lo:hi], grow, factor, &d.step)
	c.renewed, c.drop, c.still = a.now, c.flow, c.sum
	if a.loss != nil {
		factor = nil // what the noise follows is the whole loss
	} else {
		a.wired.row(row, a.g[lo:hi])
	}
	if a.noise != nil {
		a.noise.age(row, lo, hi, grow, factor)
	}
}

// since returns what refresh would bring to a cell now: the growth of ln(t0 + age), and the
// factor by which it has drifted.
func (d *relaxation) since(a *Array, cell int) (grow, factor float64) {
	before := max(d.rows[cell/a.Cols].renewed-a.last[cell], 0)
	grow = kernel.Log1p((a.now - a.last[cell] - before) / (d.law.Onset + before))
	return grow, kernel.ExpNear0(-float64(d.nu[cell]) * grow)
}
