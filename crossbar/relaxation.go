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
	work      []float64 // of a row, three times
	column    []float64
}

// A rowClock says when a row was last renewed and how fast it was changing then.
type rowClock struct {
	renewed   float64 // s
	flow, sum float64 // Σ g |ν|/(t0 + age) and Σ g: their ratio is the rate of change, 1/s
}

func newRelaxation(a *Array, tolerance float64) *relaxation {
	if tolerance == 0 {
		tolerance = 1e-3
	}
	n := a.Rows * a.Cols
	d := &relaxation{
		law: &a.card.Drift, tolerance: tolerance,
		xi: make([]float32, n), nu: make([]float32, n), rows: make([]rowClock, a.Rows),
	}
	if n := &a.card.Noise; n.Slow() {
		d.least = 0.5 / max(n.FreshPower(d.law.Onset), 1) // σ ∝ √ln(t0 + age)
	}
	src := a.stream.Named("d2d").Named("drift").Source()
	for i := range d.xi {
		d.xi[i] = float32(kernel.Normal(src))
	}
	return d
}

// restart starts the clock of a cell programmed to g (S) again. What the cell contributed to
// its row's flow before stays there until the next renewal, which can only come too early.
func (d *relaxation) restart(a *Array, cell int, g float64) {
	nu := d.law.Exponent(g, float64(d.xi[cell]))
	d.nu[cell] = float32(nu)
	row := &d.rows[cell/a.Cols]
	row.flow += float64(g * d.rate(nu) / d.law.Onset)
	row.sum += g - float64(a.g[cell])
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

// refresh moves every cell of a row from its age at the last renewal to its age now. The ratio
// of the two drift factors is ((t0 + age)/(t0 + before))^-ν, so no cell needs its history.
func (d *relaxation) refresh(a *Array, row int) {
	t0, was := d.law.Onset, d.rows[row].renewed
	lo, hi := row*a.Cols, (row+1)*a.Cols
	nus, gs := d.nu[lo:hi], a.g[lo:hi]
	invs, grow, factor := d.scratch(a.Cols)
	for i, last := range a.last[lo:hi] {
		before := max(was-last, 0)
		inv := 1 / (t0 + before)
		invs[i], grow[i] = inv, (a.now-last-before)*inv
	}
	allLog1p(grow)
	for i, nu := range nus {
		factor[i] = -float64(nu) * grow[i]
	}
	allExpNear0(factor)
	var flow, sum float64
	for i, nu := range nus {
		g := float64(float64(gs[i]) * factor[i])
		gs[i] = float32(g)
		sum += g
		flow += float64(g * d.rate(float64(nu)) * invs[i])
	}
	if a.noise != nil {
		a.noise.age(lo, gs, grow, factor)
	}
	d.rows[row] = rowClock{renewed: a.now, flow: flow, sum: sum}
}

// scratch returns three slices of a row.
func (d *relaxation) scratch(cols int) (x, y, z []float64) {
	if d.work == nil {
		d.work = make([]float64, 3*cols)
	}
	return d.work[:cols], d.work[cols : 2*cols], d.work[2*cols:]
}

// since returns what refresh would bring to a cell now: the growth of ln(t0 + age), and the
// factor by which it has drifted.
func (d *relaxation) since(a *Array, cell int) (grow, factor float64) {
	before := max(d.rows[cell/a.Cols].renewed-a.last[cell], 0)
	grow = log1p((a.now - a.last[cell] - before) / (d.law.Onset + before))
	return grow, expNear0(-float64(d.nu[cell]) * grow)
}

// fall multiplies g, the read cache of a column, by what since returns for its cells.
func (d *relaxation) fall(a *Array, g []float32, col int) {
	if d.column == nil {
		d.column = make([]float64, a.Rows)
	}
	x := d.column
	for r := range x {
		last := a.last[r*a.Cols+col]
		before := max(d.rows[r].renewed-last, 0)
		x[r] = (a.now - last - before) / (d.law.Onset + before)
	}
	allLog1p(x)
	for r := range x {
		x[r] *= -float64(d.nu[r*a.Cols+col])
	}
	allExpNear0(x)
	for r, factor := range x {
		g[r] = float32(float64(g[r]) * factor)
	}
}

// log1p is ln(1+u) for u >= 0, to 2e-8: a short series where time has moved little.
func log1p(u float64) float64 {
	if u > 0.1 {
		return kernel.Log(1 + u)
	}
	return log1pSeries(u)
}

func log1pSeries(u float64) float64 {
	p := 1.0/6 - float64(u*(1.0/7))
	p = 1.0/5 - float64(u*p)
	p = 1.0/4 - float64(u*p)
	p = 1.0/3 - float64(u*p)
	p = 1.0/2 - float64(u*p)
	return u - float64(u*float64(u*p))
}

// expNear0 is e^x, to 1e-9 by its series near 0.
func expNear0(x float64) float64 {
	if x > 0.02 || x < -0.02 {
		return kernel.Exp(x)
	}
	return expSeries(x)
}

func expSeries(x float64) float64 {
	p := 1.0/6 + float64(x*(1.0/24))
	p = 1.0/2 + float64(x*p)
	return 1 + (x + float64(x*float64(x*p)))
}

// allLog1p replaces every u by log1p(u). Where the series serves all, no call is in the way.
func allLog1p(us []float64) {
	var most float64
	for _, u := range us {
		most = max(most, u)
	}
	if most <= 0.1 {
		for i, u := range us {
			us[i] = log1pSeries(u)
		}
		return
	}
	for i, u := range us {
		us[i] = log1p(u)
	}
}

// allExpNear0 does the same with expNear0.
func allExpNear0(xs []float64) {
	var most float64
	for _, x := range xs {
		most = max(most, math.Abs(x))
	}
	if most <= 0.02 {
		for i, x := range xs {
			xs[i] = expSeries(x)
		}
		return
	}
	for i, x := range xs {
		xs[i] = expNear0(x)
	}
}
