package crossbar

import (
	"math"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// A reading adds read noise. White noise belongs to the read: one draw a column and read, with
// the variance that the cells on it have together, because independent Gaussians add. 1/f
// noise belongs to the cell: it is drawn once per input, for the rows that the input uses,
// and stays until the next input. So does what the traps of a cell are found to do.
type reading struct {
	law    *device.ReadNoise
	src    *rand.PCG // of single looks
	lanes  *kernel.Lanes
	xi     []float32 // deviates of one row or one read
	square []float32 // Σ (g amp)² of the columns in one read, or in one interval so far
	root   []float32 // standard deviation of the noise that the interval has had
	held   bool      // reads are in an interval
	fresh  bool      // and it has not been read yet

	q2     []float32 // Q² of the cell as it is programmed; nil without 1/f noise
	s2     []float32 // relative variance of its 1/f noise now
	noisy  []float32 // conductance with the 1/f and telegraph noise of this input; nil without either
	drawn  []uint32  // input for which the row was drawn
	common []float32 // by row: what glance made of it then
	input  uint32
	began  float64 // when this input did, s
	growth float64 // relative variance over Q² at age 0

	rtn   *telegraph // nil without
	pairs *pairing   // nil where columns are not read in pairs
}

// newReading returns nil where the card has no read noise.
func newReading(a *Array) *reading {
	law := &a.card.Noise
	if law.White == 0 && !law.Slow() && !a.card.RTN.Active() {
		return nil
	}
	r := &reading{
		law: law, square: make([]float32, a.Cols), src: a.stream.Named("read").Source(),
		lanes: &kernel.Lanes{}, xi: make([]float32, a.Cols), rtn: newTelegraph(a),
	}
	r.lanes.Seed(r.src)
	n := a.Rows * a.Cols
	if law.Slow() || r.rtn != nil {
		r.noisy, r.drawn = make([]float32, n), make([]uint32, a.Rows)
		r.common = make([]float32, a.Rows)
	}
	if law.Slow() {
		r.q2, r.s2 = make([]float32, n), make([]float32, n)
		r.growth = law.FreshPower(a.card.Drift.Onset)
	}
	return r
}

// restart sets the noise of a cell programmed to g (S).
func (r *reading) restart(a *Array, cell int, g float64) {
	if r.noisy == nil {
		return
	}
	if r.q2 != nil {
		q := r.law.Q(g, a.card.Drift.Ref)
		r.q2[cell] = float32(q * q)
		r.s2[cell] = float32(q * q * r.growth)
	}
	if r.rtn != nil {
		r.rtn.restart(a, cell, g)
	}
	if r.drawn[cell/a.Cols] != r.input {
		return
	}
	was := r.noisy[cell]
	r.noisy[cell] = a.g[cell]
	if r.q2 != nil {
		r.noisy[cell] = fluctuate(a.g[cell], r.s2[cell], float32(kernel.Normal(r.src)))
	}
	if r.rtn != nil {
		k := r.rtn.of(a, cell)
		r.noisy[cell] *= r.rtn.factor(cell, &k)
	}
	r.pairs.change(r, cell, was)
}

// age adds to the relative variance of the cells lo to hi of a row what the growth of ln(t0 + age)
// brings. The noise of this input keeps its value relative to the conductance, which changes by
// factor.
func (r *reading) age(row, lo, hi int, grow, factor []float32) {
	if r.noisy == nil {
		return
	}
	if r.q2 != nil {
		kernel.AddProduct(r.s2[lo:hi], r.q2[lo:hi], grow)
	}
	if r.drawn[row] == r.input && factor != nil {
		kernel.Multiply(r.noisy[lo:hi], factor)
		if f := r.common[row]; f != 0 && f != 1 {
			kernel.Scale(r.noisy[lo:hi], 1/f)
			r.common[row] = 1
		}
		r.pairs.forget(r, row)
	}
}

// follow keeps the noise of this input relative to a conductance that went from was to now (S).
func (r *reading) follow(cell int, was, now float32) {
	before := r.noisy[cell]
	defer func() { r.pairs.change(r, cell, before) }()
	if was > 0 {
		r.noisy[cell] *= now / was
	} else {
		r.noisy[cell] = now
	}
}

// fluctuate returns g with relative noise of the given variance; no noise makes a conductance
// negative.
func fluctuate(g, variance, xi float32) float32 {
	return max(0, g+float32(deviation(g, variance)*xi))
}

// deviation is the standard deviation of a conductance g of the given relative variance.
func deviation(g, variance float32) float32 {
	return g * float32(math.Sqrt(float64(max(variance, 0))))
}

// freeze draws the 1/f noise of the rows that this input has not used yet, and looks at their traps.
func (r *reading) freeze(a *Array, rows []int32) {
	for _, row := range rows {
		if r.drawn[row] == r.input {
			continue
		}
		r.drawn[row] = r.input
		f := a.glance(int(row))
		r.common[row] = f
		lo, hi := int(row)*a.Cols, (int(row)+1)*a.Cols
		if r.q2 != nil {
			r.lanes.Normals(r.xi)
			kernel.Fluctuate(r.noisy[lo:hi], a.g[lo:hi], r.s2[lo:hi], r.xi)
		} else {
			copy(r.noisy[lo:hi], a.g[lo:hi])
		}
		if f != 1 {
			kernel.Scale(r.noisy[lo:hi], f)
		}
		if r.rtn != nil {
			r.rtn.advance(int(row))
			r.rtn.switching(a, int(row), r.noisy[lo:hi])
		}
	}
}

// white adds one read's white noise to the currents in dst. Within an interval all reads have one deviate a
// column, whose noise grows with what has been read: that of the sum of the reads is as if they were one.
func (r *reading) white(a *Array, dst, g []float32, rows []int32, amp []float32, v float32) {
	anew := !r.held || r.fresh
	if anew {
		clear(r.square)
	}
	if amp == nil {
		kernel.AddSquaredRows(r.square, 1, g, rows)
	} else {
		for i, row := range rows {
			kernel.AddSquares(r.square, amp[i], g[int(row)*a.Cols:(int(row)+1)*a.Cols])
		}
	}
	if anew {
		r.lanes.Normals(r.xi)
	}
	sd := float32(float64(v) * r.law.White)
	if !r.held {
		kernel.AddNoise(dst, sd, r.square, r.xi)
		return
	}
	if anew {
		clear(r.root)
		r.fresh = false
	}
	kernel.AddHeldNoise(dst, r.root, sd, r.square, r.xi)
}

// NextInterval says that a read interval begins: until the next one begins, or the next input, white read
// noise is one deviate a column. The noise of all reads together is that of one read of all their rows,
//
//	Σ n = ξ V white √Σ (amp G)²
//
// which comes as the rows do, √Q - √Q' in a read that raises the sum under the root from Q' to Q. A row that
// is read twice counts twice.
func (a *Array) NextInterval() {
	n := a.noise
	if n == nil || n.law.White == 0 {
		return
	}
	if n.root == nil {
		n.root = make([]float32, a.Cols)
	}
	n.held, n.fresh = true, true
}

// NextInput says that a new input is about to be read: 1/f noise is drawn anew, and all read
// noise until the next call comes from stream, whatever was read before. Every read draws white noise of its
// own until NextInterval is called.
func (a *Array) NextInput(stream variability.Stream) {
	if a.noise == nil {
		return
	}
	a.noise.src = stream.Source()
	a.noise.lanes.Seed(a.noise.src)
	a.noise.input++
	a.noise.began = a.now
	a.noise.held = false
	a.noise.rtn.nextInput(stream)
}

// Read adds to dst, one element a column, the currents (A) of one read: the listed rows are
// driven with v·amp[i] volts (v where amp is nil) and all others with 0 V. Read noise is
// included.
func (a *Array) Read(dst []float32, rows []int32, amp []float32, v float64) {
	if len(dst) != a.Cols {
		panic("crossbar: slice length does not match array")
	}
	a.present(rows)
	g := a.g
	if a.noise != nil && a.noise.noisy != nil {
		a.noise.freeze(a, rows)
		g = a.noise.noisy
	}
	cells := g
	if a.wired != nil {
		a.follow()
		var noisy []float32
		var input uint32
		if a.noise != nil {
			noisy, input = a.noise.noisy, a.noise.input
		}
		if !a.wired.everyRead() {
			g = a.wired.matrix(noisy, input, rows)
		}
	}
	switch w := a.wired; {
	case w != nil && w.everyRead():
		w.solveRead(dst, a.g, g, rows, amp, v)
	case w != nil && w.bent != nil:
		a.readBent(dst, g, cells, rows, amp, v)
	default:
		a.wires.Read(dst, g, rows, amp, float32(v))
	}
	if a.noise != nil && a.noise.law.White > 0 {
		a.noise.white(a, dst, g, rows, amp, float32(v))
	}
}

// present brings the rows to the present for a read. Where noise is kept over an input, freeze does so for
// those that it draws, and nothing changes until time passes.
func (a *Array) present(rows []int32) {
	if a.drift == nil && a.loss == nil {
		return
	}
	n := a.noise
	glanced := n != nil && n.noisy != nil && a.drift != nil && a.drift.alike
	if glanced && a.now == n.began {
		return
	}
	for _, r := range rows {
		if !glanced || n.drawn[r] == n.input {
			a.renew(int(r))
		}
	}
}

// Observe returns the conductance of cell (r, c) as a single read finds it, S: drifted, with
// read noise. The 1/f noise is that of this input where the input has read the row.
func (a *Array) Observe(r, c int) float64 {
	i := r*a.Cols + c
	g := float64(a.g[i])
	grow, factor := 0.0, 1.0
	if a.drift != nil {
		grow, factor = a.drift.since(a, i)
	}
	if a.loss != nil {
		factor = a.loss.since(a, i, factor)
	}
	n := a.noise
	if n != nil && n.rtn != nil {
		n.freeze(a, []int32{int32(r)}) // what one look has found of the traps holds for all looks of an input
	}
	if n != nil && n.noisy != nil {
		if n.drawn[r] == n.input {
			if g = float64(n.noisy[i]); n.common[r] != 0 {
				g /= float64(n.common[r])
			}
		} else {
			s2 := n.s2[i] + float32(n.q2[i]*float32(grow))
			g = float64(fluctuate(a.g[i], s2, float32(kernel.Normal(n.src))))
		}
	}
	g *= factor
	if n != nil && n.law.White > 0 {
		g *= 1 + float64(n.law.White*kernel.Normal(n.src))
	}
	return g
}
