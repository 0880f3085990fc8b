package crossbar

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// A retention follows what cells lose beside the power law of drift: relaxation with the logarithm of
// time, and decay toward an equilibrium. Every conductance follows from what was programmed, when, and
// the cell's own deviates,
//
//	G = (G_f + (G_prog + offset + slope L - G_f) left) · drift
//
// so neither how often a row is read nor how a wait is split matters, but for the tolerance: a row is
// renewed before its cells have changed by more than that since they were renewed last.
type retention struct {
	relax     *device.Relaxation // nil without
	fade      *device.Retention  // nil without
	tolerance float64
	end       float64 // G_f, S

	programmed    []float32 // S
	drifted       []float32 // what drift has left of 1; nil without drift
	offset, slope []float32 // of relaxation, S
	tau           []float32 // of decay, s
	src           *rand.PCG // deviates of relaxation, in the order of programming
	perfect       bool      // what is programmed now is found there at first, as a perfect routine leaves it

	clocks [2]*clock    // of relaxation and decay
	begun  [2][]float64 // when a cell was programmed, s of these clocks
	rows   []LossClock
}

// A LossClock says when a row was last renewed and how fast it can change since: by at most
// Σ_k flow_k e_k + fresh e_1^β + drift e after e seconds of the two clocks and of the array's.
type LossClock struct {
	Seen  [2]float64 // s
	Flow  [2]float64 // S/s
	Fresh float64    // of cells programmed since, where decay begins steeper than any line, S/s^β
	Drift float64    // of drift, S/s
	Sum   float64    // Σ G, S
}

const (
	relaxing = iota
	fading
)

// newRetention returns nil for a card that loses nothing but by drift. drift says whether there is
// such.
func newRetention(a *Array, tolerance float64, drift bool) *retention {
	k := &retention{tolerance: tolerance, rows: make([]LossClock, a.Rows)}
	n := a.Rows * a.Cols
	if a.card.Relax.Active() {
		k.relax = &a.card.Relax
		k.offset, k.slope = make([]float32, n), make([]float32, n)
		k.clocks[relaxing], k.begun[relaxing] = a.clockOf(k.relax.ActivationEnergy), make([]float64, n)
		k.src = a.stream.Named("relax").Source()
	}
	if a.card.Retain.Active() {
		k.fade = &a.card.Retain
		k.clocks[fading], k.begun[fading] = a.clockOf(k.fade.ActivationEnergy), make([]float64, n)
		lo, hi := a.card.Model.Range()
		k.end = lo + float64(k.fade.Level*(hi-lo))
		k.tau = make([]float32, n)
		src := a.stream.Named("d2d").Named("retention").Source()
		for i := range k.tau {
			k.tau[i] = float32(k.fade.Constant(kernel.Normal(src)))
		}
	}
	if k.relax == nil && k.fade == nil {
		return nil
	}
	if tolerance == 0 {
		k.tolerance = defaultTolerance
	}
	k.programmed = make([]float32, n)
	if drift {
		k.drifted = make([]float32, n)
	}
	return k
}

// restart starts the clocks of a cell programmed to g (S) again and returns its conductance now.
func (k *retention) restart(a *Array, cell int, g float64) float64 {
	k.programmed[cell] = float32(g)
	row := &k.rows[cell/a.Cols]
	if k.drifted != nil {
		k.drifted[cell] = 1
	}
	now, warm := g, a.warmth(g)
	if k.relax != nil {
		k.begun[relaxing][cell] = k.clocks[relaxing].now
		offset, slope := k.relax.Course(g, a.card.Drift.Ref, kernel.Normal(k.src))
		if k.perfect {
			offset = 0
		}
		k.offset[cell], k.slope[cell] = float32(offset), float32(slope)
		now = max(0, g+offset)
		row.Flow[relaxing] += float64(math.Abs(slope) * warm * k.relax.Rate(0))
	}
	if k.fade != nil {
		k.begun[fading][cell] = k.clocks[fading].now
		k.begin(row, float64(math.Abs(now-k.end)*warm), float64(k.tau[cell]))
	}
	now = float64(now * warm)
	if a.drift != nil {
		row.Drift += float64(now * a.drift.speed(a, cell))
	}
	row.Sum += now - float64(a.g[cell])
	return now
}

// still lets a dead cell of conductance g (S) stand for good. It draws what a living cell would, so that the
// others relax as they did without it.
func (k *retention) still(a *Array, cell int, g float64) {
	k.restart(a, cell, g)
	if k.relax != nil {
		k.offset[cell], k.slope[cell] = 0, 0
	}
	if k.fade != nil {
		k.tau[cell] = float32(math.Inf(1))
	}
}

// begin notes a cell that decay has not touched yet, at a distance (S) from equilibrium.
func (k *retention) begin(row *LossClock, distance, tau float64) {
	if k.fade.Beta == 1 {
		row.Flow[fading] += distance / tau
	} else {
		row.Fresh += float64(distance * k.fade.Age(1, tau))
	}
}

// age returns the effective time (s) since a cell was programmed.
func (k *retention) age(law, cell int) float64 {
	return max(k.clocks[law].now-k.begun[law][cell], 0)
}

// level returns the conductance of a cell now, S, given what drift has left of 1. Where row is not nil,
// it notes there how fast the cell changes.
func (k *retention) level(a *Array, cell int, drift float64, row *LossClock) float64 {
	g := float64(k.programmed[cell])
	scale := a.warmth(g) * drift
	if k.relax != nil {
		t := k.age(relaxing, cell)
		g = max(0, g+float64(k.offset[cell])+float64(float64(k.slope[cell])*k.relax.Log(t)))
		if row != nil {
			row.Flow[relaxing] += float64(math.Abs(float64(k.slope[cell])) * scale * k.relax.Rate(t))
		}
	}
	if k.fade != nil {
		t, tau, distance := k.age(fading, cell), float64(k.tau[cell]), g-k.end
		g = k.end + float64(distance*k.fade.Left(t, tau))
		if row != nil && t > 0 {
			row.Flow[fading] += float64(math.Abs(distance) * scale * k.fade.Speed(t, tau))
		} else if row != nil {
			k.begin(row, float64(math.Abs(distance)*scale), tau)
		}
	}
	return g * scale
}

// change returns by how much of its sum a row can have changed since it was renewed.
func (k *retention) change(a *Array, row int) float64 {
	c := &k.rows[row]
	var most float64
	if a.drift != nil {
		most = float64(c.Drift * (a.now - a.drift.rows[row].renewed))
	}
	for law, clock := range k.clocks {
		if clock == nil {
			continue
		}
		e := clock.now - c.Seen[law]
		most += float64(c.Flow[law] * e)
		if law == fading && c.Fresh > 0 && e > 0 {
			most += float64(c.Fresh * k.fade.Age(e, 1))
		}
	}
	if most == 0 {
		return 0
	}
	return most / max(c.Sum, math.SmallestNonzeroFloat64)
}

// renew brings one row of the read cache up to date where it may have changed enough to matter.
func (k *retention) renew(a *Array, row int) {
	if k.change(a, row) > k.tolerance {
		if a.drift != nil {
			a.drift.refresh(a, row)
		}
		k.refresh(a, row)
	}
}

// refresh finds the conductance of every cell of a row from its beginning.
func (k *retention) refresh(a *Array, row int) {
	c := &k.rows[row]
	*c = LossClock{}
	for law, clock := range k.clocks {
		if clock != nil {
			c.Seen[law] = clock.now
		}
	}
	for i := row * a.Cols; i < (row+1)*a.Cols; i++ {
		drift := 1.0
		if k.drifted != nil {
			drift = float64(k.drifted[i])
		}
		g := k.level(a, i, drift, c)
		if k.drifted != nil {
			c.Drift += float64(g * a.drift.speed(a, i))
		}
		was := a.g[i]
		a.g[i] = float32(g)
		c.Sum += g
		if n := a.noise; n != nil && n.noisy != nil && n.drawn[row] == n.input {
			n.follow(i, was, a.g[i])
		}
	}
	a.wired.row(row, a.g[row*a.Cols:(row+1)*a.Cols])
}

// since returns by what factor a cell has changed since its row was renewed, of which drift is one.
func (k *retention) since(a *Array, cell int, drift float64) float64 {
	if a.g[cell] == 0 {
		return 1
	}
	if k.drifted != nil {
		drift *= float64(k.drifted[cell])
	}
	return k.level(a, cell, drift, nil) / float64(a.g[cell])
}

// carry gives the gathered cells the states that time has left them in: decay is a loss of state, and a
// pulse finds what is left. Relaxation and drift are not: pulses act on what was programmed.
func (k *retention) carry(a *Array, w *scratch) {
	if k.fade == nil {
		return
	}
	n := len(w.cells)
	old := make([][]float64, len(w.state.X))
	for v, x := range w.state.X {
		old[v] = slices.Clone(x)
	}
	g, lo, hi := make([]float64, n), make([]float64, n), make([]float64, n)
	a.ohmic.Conductance(g, w.state)
	a.card.Model.Set(w.state, lo)
	a.ohmic.Conductance(lo, w.state)
	for i := range hi {
		hi[i] = 1
	}
	a.card.Model.Set(w.state, hi)
	a.ohmic.Conductance(hi, w.state)
	lost := make([]bool, n)
	for i, cell := range w.cells {
		left := k.fade.Left(k.age(fading, int(cell)), float64(k.tau[cell]))
		lost[i] = left < 1 && hi[i] > lo[i]
		now := k.end + float64((g[i]-k.end)*left)
		g[i] = 0
		if lost[i] {
			g[i] = min(max((now-lo[i])/(hi[i]-lo[i]), 0), 1)
		}
	}
	a.card.Model.Set(w.state, g)
	for v, x := range w.state.X {
		for i := range x {
			if !lost[i] {
				x[i] = old[v][i]
			}
		}
	}
}

// shift notes that a disturbance has moved the state of a cell to g (S); its clocks go on.
func (k *retention) shift(cell int, g float64) { k.programmed[cell] = float32(g) }

// reader returns the same cells for a reader of the array.
func (k *retention) reader() *retention {
	if k == nil {
		return nil
	}
	r := *k
	r.rows, r.drifted = slices.Clone(k.rows), slices.Clone(k.drifted)
	return &r
}
