package circuit

import (
	"github.com/xbar-sim/xbar/internal/kernel"
)

// chains are an array whose word and bit lines both have resistance, ready to be solved for any
// drive. With v and u for the nodes of word and bit lines, Kirchhoff's current law is
//
//	Lw v + G (v - u) = b    and    Lb u + G (u - v) = c
//
// with Lw and Lb the conductances along the lines, ends included, G the cells and b, c what comes in
// through terminals. Eliminating v = A⁻¹ (b + G u), A = Lw + G, one tridiagonal matrix a word line,
// leaves S u = c + G A⁻¹ b with S = Lb + G - G A⁻¹ G. Equations of word lines are in units of 1/Word,
// those of bit lines in units of 1/Bit.
//
// Matrices A are factored from the conductance that each node sees towards the world without its next
// neighbour, which is a sum of positive terms: lines that are held by nothing but weak cells keep all
// their digits. A cell that is better than a segment would spoil G - G A⁻¹ G, and is put in through
// the difference d = v - u at that cell instead: A d = b + Ĝ u - Lw u. A short is such a cell with d = 0.
type chains struct {
	geo                      *Geometry
	rows, cols, panels       int
	left, right, top, bottom []float64 // conductances of the ends
	wordInv, wordG           []float64 // in panels of kernel.Abreast word lines
	bitInv, bitG             []float64
	stiff                    [][]stiff // of each panel
	unit                     float64   // resistance of which conductances of bit lines are multiples, Ω
	coarse                   *coarse

	// what a solution needs
	r, z, p, t  []float64 // p and t in whole panels
	x, w, extra []float64 // of one panel
	sum         kernel.Sum
	edge        [kernel.Abreast]float64 // what enter makes
	stiffI      [][]float64             // currents of the stiff cells from bit to word line, units of bit lines
}

// A stiff cell conducts better than a segment of its word line.
type stiff struct {
	row, col int
	g        float64 // in units of word lines; +Inf is a short
}

// newChains wants a checked geometry and checked conductances.
func newChains(geo *Geometry, g []float64) *chains {
	c := &chains{geo: geo, rows: geo.Rows, cols: geo.Cols, panels: (geo.Rows + kernel.Abreast - 1) / kernel.Abreast}
	padded := c.panels * kernel.Abreast * c.cols
	c.wordInv, c.wordG = make([]float64, padded), make([]float64, padded)
	c.bitInv, c.bitG = make([]float64, len(g)), make([]float64, len(g))
	c.p, c.t = make([]float64, padded), make([]float64, padded)
	c.r, c.z = make([]float64, len(g)), make([]float64, len(g))
	panel := kernel.Abreast * c.cols
	c.x, c.w, c.extra = make([]float64, panel), make([]float64, panel), make([]float64, panel)
	c.left, c.right = ends(geo.Word, geo.Word, geo.Left, c.rows), ends(geo.Word, geo.Word, geo.Right, c.rows)
	c.unit = geo.Bit
	if c.unit == 0 {
		c.unit = geo.Word
	}
	c.top, c.bottom = ends(c.unit, geo.Bit, geo.Top, c.cols), ends(c.unit, geo.Bit, geo.Bottom, c.cols)
	c.factor(g)
	return c
}

// ends are the conductances of one side in units of 1/unit.
func ends(unit, segment float64, side []float64, n int) []float64 {
	x := make([]float64, n)
	for k := range x {
		if !open(side, k) {
			x[k] = unit / (segment + side[k])
		}
	}
	return x
}

// factor prepares the elimination for the conductances g.
func (c *chains) factor(g []float64) {
	weight := c.factorWords(g)
	if c.geo.Bit > 0 {
		c.factorBits(weight)
		c.coarse = newCoarse(c, weight)
	}
}

// factorWords prepares the elimination of the word lines. It returns the conductances of cells in
// series with two segments of their word lines, in units of bit lines; they share memory with t.
func (c *chains) factorWords(g []float64) (weight []float64) {
	c.stiff, c.stiffI = make([][]stiff, c.panels), make([][]float64, c.panels)
	weight = c.t[:len(g)]
	for i := range c.rows {
		c.factorWord(i, g[i*c.cols:(i+1)*c.cols], weight[i*c.cols:(i+1)*c.cols])
	}
	return weight
}

// factorBits prepares the sweeps along the bit lines.
func (c *chains) factorBits(weight []float64) {
	d := append([]float64(nil), c.top...)
	for i := range c.rows {
		for j := range d {
			at := i*c.cols + j
			d[j] += weight[at]
			if i < c.rows-1 {
				c.bitInv[at] = 1 / (1 + d[j])
				d[j] = carry(d[j])
			} else {
				c.bitInv[at] = 1 / (d[j] + c.bottom[j])
			}
		}
	}
}

func (c *chains) factorWord(i int, g, weight []float64) {
	k, l := i/kernel.Abreast, i%kernel.Abreast
	at := k*kernel.Abreast*c.cols + l
	d := c.left[i]
	for j, s := range g {
		gamma := float64(c.geo.Word * s)
		if gamma >= 1 {
			c.stiff[k] = append(c.stiff[k], stiff{i, j, gamma})
			c.stiffI[k] = append(c.stiffI[k], 0)
			c.wordG[at], c.bitG[i*c.cols+j] = 0, 0
			weight[j] = c.unit / (1/s + float64(c.geo.Word/2))
		} else {
			c.wordG[at] = gamma
			c.bitG[i*c.cols+j] = c.unit * s
			weight[j] = c.unit * s / (1 + float64(gamma/2))
		}
		d += gamma
		if j < c.cols-1 {
			c.wordInv[at] = 1 / (1 + d)
			d = carry(d)
		} else {
			c.wordInv[at] = 1 / (d + c.right[i])
		}
		at += kernel.Abreast
	}
}

// respond writes to row panel k of t the voltages of the word lines for those x of the bit lines and,
// where drive is not nil, of the terminals.
func (c *chains) respond(k int, t, x []float64, drive *Drive) {
	size := kernel.Abreast * c.cols
	from := k * size
	inv, g := c.wordInv[from:from+size], c.wordG[from:from+size]
	kernel.ToPanel(c.x, x[from:from+size], c.cols, c.cols)
	if len(c.stiff[k]) == 0 && (drive == nil || drive.Cells == nil) {
		c.enter(k, c.left, drive.left())
		kernel.PanelDown(c.w, inv, g, c.x, &c.edge)
		if drive != nil && drive.Right != nil {
			c.enter(k, c.right, drive.Right)
			end := (c.cols - 1) * kernel.Abreast
			for l, x := range c.edge {
				c.w[end+l] += float64(inv[end+l] * x)
			}
		}
		kernel.PanelUp(c.w, inv)
	} else {
		c.gather(k, drive)
		panelDown(c.w, inv, g, c.x, c.extra)
		kernel.PanelUp(c.w, inv)
		c.settle(k)
	}
	kernel.FromPanel(t[from:from+size], c.w, c.cols, c.cols)
}

// enter makes edge, what terminals at those volts send through ends of those conductances into the word
// lines of panel k.
func (c *chains) enter(k int, ends, volts []float64) {
	clear(c.edge[:])
	if volts != nil {
		for i := k * kernel.Abreast; i < min((k+1)*kernel.Abreast, c.rows); i++ {
			c.edge[i-k*kernel.Abreast] = float64(ends[i] * volts[i])
		}
	}
}

// gather makes what enters the word lines of panel k besides Ĝ u.
func (c *chains) gather(k int, drive *Drive) {
	clear(c.extra)
	first := k * kernel.Abreast
	if drive != nil {
		for i := first; i < min(first+kernel.Abreast, c.rows); i++ {
			l, last := i-first, (c.cols-1)*kernel.Abreast+i-first
			c.extra[l] += float64(c.left[i] * at(drive.Left, i))
			c.extra[last] += float64(c.right[i] * at(drive.Right, i))
			if drive.Cells != nil {
				for j, a := range drive.Cells[i*c.cols : (i+1)*c.cols] {
					c.extra[j*kernel.Abreast+l] -= float64(c.geo.Word * a)
				}
			}
		}
	}
	for _, s := range c.stiff[k] {
		at := s.col*kernel.Abreast + s.row - first
		u := c.x[at]
		c.extra[at] -= float64(c.wordDiagonal(s.row, s.col) * u)
		if s.col > 0 {
			c.extra[at-kernel.Abreast] += u
		}
		if s.col < c.cols-1 {
			c.extra[at+kernel.Abreast] += u
		}
	}
}

// wordDiagonal is the conductance of a node of a word line to its neighbours on the line.
func (c *chains) wordDiagonal(i, j int) float64 {
	d := 0.0
	if j == 0 {
		d += c.left[i]
	} else {
		d++
	}
	if j == c.cols-1 {
		d += c.right[i]
	} else {
		d++
	}
	return d
}

// settle makes the currents of the stiff cells of panel k, by Kirchhoff's law at their word nodes, and
// voltages of their word nodes from differences.
func (c *chains) settle(k int) {
	ratio := c.unit / c.geo.Word
	for n, s := range c.stiff[k] {
		at := s.col*kernel.Abreast + s.row - k*kernel.Abreast
		i := float64(c.wordDiagonal(s.row, s.col)*c.w[at]) - c.extra[at]
		if s.col > 0 {
			i -= c.w[at-kernel.Abreast]
		}
		if s.col < c.cols-1 {
			i -= c.w[at+kernel.Abreast]
		}
		c.stiffI[k][n] = float64(ratio * i)
	}
	for _, s := range c.stiff[k] {
		at := s.col*kernel.Abreast + s.row - k*kernel.Abreast
		c.w[at] += c.x[at]
	}
}

// panelDown is kernel.PanelDown with what enters besides.
func panelDown(w, inv, g, x, extra []float64) {
	const n = kernel.Abreast
	for at := range w {
		y := float64(g[at]*x[at]) + extra[at]
		if at >= n {
			y += w[at-n]
		}
		w[at] = float64(inv[at] * y)
	}
}

// at is element k, or 0 of a slice that is not there.
func at(x []float64, k int) float64 {
	if x == nil {
		return 0
	}
	return x[k]
}
