package circuit

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// An oracle is the whole nodal matrix of an array, assembled branch by branch, with a node for every
// crosspoint of every line. Nodes that nothing separates are one.
type oracle struct {
	geo   *Geometry
	class forest
	fixed map[int]float64 // voltages of classes
	index map[int]int     // unknown classes
	volts []float64
	all   []branch
}

// branch joins two nodes by a resistance and carries amps besides; a terminal is its own node.
type branch struct {
	a, b int
	g    float64
	amps float64
}

func (o *oracle) branches(g []float64, d *Drive) (branches []branch, terminals map[int]float64) {
	geo := o.geo
	m, n := geo.Rows, geo.Cols
	w := func(i, j int) int { return i*n + j }
	b := func(i, j int) int { return m*n + i*n + j }
	next := 2 * m * n
	terminals = map[int]float64{}
	add := func(p, q int, r, a float64) { branches = append(branches, branch{p, q, 1 / r, a}) }
	terminal := func(node int, segment float64, side, drive []float64, k int) {
		if !open(side, k) {
			terminals[next] = at(drive, k)
			add(next, node, segment+side[k], 0)
		}
		next++
	}
	for i := range m {
		terminal(w(i, 0), geo.Word, geo.Left, d.Left, i)
		for j := range n - 1 {
			add(w(i, j), w(i, j+1), geo.Word, 0)
		}
		terminal(w(i, n-1), geo.Word, geo.Right, d.Right, i)
		for j := range n {
			add(w(i, j), b(i, j), 1/g[i*n+j], at(d.Cells, i*n+j))
		}
	}
	for j := range n {
		terminal(b(0, j), geo.Bit, geo.Top, d.Top, j)
		for i := range m - 1 {
			add(b(i, j), b(i+1, j), geo.Bit, 0)
		}
		terminal(b(m-1, j), geo.Bit, geo.Bottom, d.Bottom, j)
	}
	return branches, terminals
}

// solveOracle returns the voltages of all nodes: word, bit, and terminals in the order left and right of
// each row, then top and bottom of each column.
func solveOracle(t *testing.T, geo *Geometry, g []float64, d *Drive) *oracle {
	t.Helper()
	nodes := 2*geo.Rows*geo.Cols + 2*(geo.Rows+geo.Cols)
	o := &oracle{geo: geo, class: newForest(nodes), fixed: map[int]float64{}, index: map[int]int{}}
	branches, terminals := o.branches(g, d)
	o.all = branches
	for _, b := range branches {
		if math.IsInf(b.g, 1) {
			o.class.join(b.a, b.b)
		}
	}
	for k, v := range terminals {
		o.fixed[o.class.find(k)] = v
	}
	unknown := func(k int) int {
		c := o.class.find(k)
		if _, ok := o.fixed[c]; ok {
			return -1
		}
		i, ok := o.index[c]
		if !ok {
			i = len(o.index)
			o.index[c] = i
		}
		return i
	}
	for _, b := range branches {
		unknown(b.a)
		unknown(b.b)
	}
	o.volts = make([]float64, nodes)
	if size := len(o.index); size > 0 {
		m := newSystem(size)
		for _, b := range branches {
			p, q := unknown(b.a), unknown(b.b)
			if p == q && p >= 0 {
				continue
			}
			m.add(p, q, b.g, b.amps, o.fixed[o.class.find(b.b)])
			m.add(q, p, b.g, -b.amps, o.fixed[o.class.find(b.a)])
		}
		x := m.solve(t)
		for k := range nodes {
			if i, ok := o.index[o.class.find(k)]; ok {
				o.volts[k] = x[i]
			}
		}
	}
	for k := range nodes {
		if v, ok := o.fixed[o.class.find(k)]; ok {
			o.volts[k] = v
		}
	}
	return o
}

// precise is the number of unknowns up to which the oracle has 80 digits: with wires of 1 µΩ beside
// cells of 1 TΩ, double precision loses all of them in the nodal matrix.
const precise = 100

// A system is a nodal matrix with its right-hand side, in high precision while it is small.
type system struct {
	n    int
	a    *mat.SymDense
	rhs  *mat.VecDense
	m    [][]*big.Float
	b    []*big.Float
	x, y *big.Float
}

func number(x float64) *big.Float { return new(big.Float).SetPrec(256).SetFloat64(x) }

func newSystem(n int) *system {
	if n > precise {
		return &system{n: n, a: mat.NewSymDense(n, nil), rhs: mat.NewVecDense(n, nil)}
	}
	s := &system{n: n, m: make([][]*big.Float, n), b: make([]*big.Float, n), x: number(0), y: number(0)}
	for i := range n {
		s.m[i], s.b[i] = make([]*big.Float, n), number(0)
		for j := range n {
			s.m[i][j] = number(0)
		}
	}
	return s
}

// add is a branch from unknown p to unknown q, or to a voltage where q is negative, with amps from p.
func (s *system) add(p, q int, g, amps, volts float64) {
	switch {
	case p < 0:
	case s.m == nil:
		s.a.SetSym(p, p, s.a.At(p, p)+g)
		s.rhs.SetVec(p, s.rhs.AtVec(p)-amps)
		if q < 0 {
			s.rhs.SetVec(p, s.rhs.AtVec(p)+g*volts)
		} else if p < q {
			s.a.SetSym(p, q, s.a.At(p, q)-g)
		}
	default:
		s.x.SetFloat64(g)
		s.m[p][p].Add(s.m[p][p], s.x)
		if q < 0 {
			s.b[p].Add(s.b[p], s.y.Mul(s.x, number(volts)))
		} else {
			s.m[p][q].Sub(s.m[p][q], s.x)
		}
		s.b[p].Sub(s.b[p], number(amps))
	}
}

func (s *system) solve(t *testing.T) []float64 {
	t.Helper()
	if s.m != nil {
		return s.eliminate()
	}
	var c mat.Cholesky
	if !c.Factorize(s.a) {
		t.Fatal("oracle: not positive definite")
	}
	x, r, dx := mat.NewVecDense(s.n, nil), mat.NewVecDense(s.n, nil), mat.NewVecDense(s.n, nil)
	for range 3 { // with refinement
		r.MulVec(s.a, x)
		r.SubVec(s.rhs, r)
		if err := c.SolveVecTo(dx, r); err != nil {
			t.Fatal(err)
		}
		x.AddVec(x, dx)
	}
	return x.RawVector().Data
}

// eliminate is Gauss's elimination.
func (s *system) eliminate() []float64 {
	m, b, n := s.m, s.b, s.n
	for k := range n {
		for i := k + 1; i < n; i++ {
			if m[i][k].Sign() == 0 {
				continue
			}
			s.x.Quo(m[i][k], m[k][k])
			for j := k; j < n; j++ {
				m[i][j].Sub(m[i][j], s.y.Mul(s.x, m[k][j]))
			}
			b[i].Sub(b[i], s.y.Mul(s.x, b[k]))
		}
	}
	x := make([]float64, n)
	for k := n - 1; k >= 0; k-- {
		for j := k + 1; j < n; j++ {
			b[k].Sub(b[k], s.y.Mul(m[k][j], b[j]))
		}
		b[k].Quo(b[k], m[k][k])
		x[k], _ = b[k].Float64()
	}
	return x
}

// compare checks voltages and, where lines have resistance, currents of terminals.
func (o *oracle) compare(t *testing.T, s *Solution, tol float64) {
	t.Helper()
	cells := o.geo.Rows * o.geo.Cols
	most := 0.0
	for _, v := range o.volts {
		most = max(most, math.Abs(v))
	}
	for k := range cells {
		if e := math.Abs(s.Word[k] - o.volts[k]); !(e <= tol*most) {
			t.Fatalf("word node %d: %.12g V, want %.12g (off by %.2g of the largest)", k, s.Word[k], o.volts[k], e/most)
		}
		if e := math.Abs(s.Bit[k] - o.volts[cells+k]); !(e <= tol*most) {
			t.Fatalf("bit node %d: %.12g V, want %.12g (off by %.2g of the largest)", k, s.Bit[k], o.volts[cells+k], e/most)
		}
	}
}

// terminal is the place of the terminal of line k on side i in volts, sides in the order left, right, top,
// bottom.
func (o *oracle) terminal(i, k int) int {
	m, n := o.geo.Rows, o.geo.Cols
	if i < 2 {
		return 2*m*n + 2*k + i
	}
	return 2*m*n + 2*m + 2*k + i - 2
}

// compareCurrents checks the currents of terminals that something separates from the nodes, and that what
// goes in comes out.
func (o *oracle) compareCurrents(t *testing.T, s *Solution, tol float64) {
	t.Helper()
	m, n := o.geo.Rows, o.geo.Cols
	most, in, size := 0.0, 0.0, 0.0
	for i, x := range [][]float64{s.Left, s.Right, s.Top, s.Bottom} {
		for _, a := range x {
			most = max(most, math.Abs(a))
			size += math.Abs(a)
			if i < 2 {
				in += a
			} else {
				in -= a
			}
		}
	}
	volts, siemens := 0.0, 0.0
	for _, v := range o.volts {
		volts = max(volts, math.Abs(v))
	}
	for _, b := range o.all {
		if !math.IsInf(b.g, 1) {
			siemens = max(siemens, b.g)
		}
	}
	if math.Abs(in) > tol*size+1e-15*volts*siemens {
		t.Fatalf("%.3g A stay in the array, the largest of its terminals is %.3g A", in, most)
	}
	node := [4]func(k int) int{
		func(k int) int { return k * n }, func(k int) int { return k*n + n - 1 },
		func(k int) int { return m*n + k }, func(k int) int { return m*n + (m-1)*n + k },
	}
	for i, side := range o.geo.sides() {
		segment := o.geo.Word
		if i >= 2 {
			segment = o.geo.Bit
		}
		x := [][]float64{s.Left, s.Right, s.Top, s.Bottom}[i]
		for k := range side.n {
			want, doubt := 0.0, 0.0
			if !open(side.ohm, k) {
				r := segment + side.ohm[k]
				if r == 0 {
					continue
				}
				volts := o.volts[o.terminal(i, k)]
				want = (volts - o.volts[node[i](k)]) / r
				doubt = 0x1p-50 * math.Abs(volts) / r
			}
			if i >= 2 {
				want = -want
			}
			if e := math.Abs(x[k] - want); !(e <= tol*most+doubt) {
				t.Fatalf("%s terminal %d: %.12g A, want %.12g (off by %.2g of the largest)", side.name, k, x[k], want, e/most)
			}
		}
	}
}

// A drawn is a random array with its drive.
type drawn struct {
	geo   Geometry
	g     []float64
	drive Drive
}

func pick(src *rand.Rand, of ...float64) float64 { return of[src.IntN(len(of))] }

// draw makes an array of any shape up to most lines, with ends that are driven, grounded or open.
// Resistances of wires are taken from wires, of cells from cells; a floating line has a cell.
func draw(src *rand.Rand, most int, wires, terminals, cells []float64) *drawn {
	geo := Geometry{Rows: 1 + src.IntN(most), Cols: 1 + src.IntN(most), Word: pick(src, wires...), Bit: pick(src, wires...)}
	side := func(n int, share float64) (ohm, volt []float64) {
		if src.Float64() > share {
			return nil, nil
		}
		ohm, volt = make([]float64, n), make([]float64, n)
		for k := range ohm {
			ohm[k], volt[k] = pick(src, terminals...), 2*src.Float64()-1
			if src.IntN(4) == 0 {
				ohm[k] = math.Inf(1)
			}
			if src.IntN(4) == 0 {
				volt[k] = 0
			}
		}
		return ohm, volt
	}
	d := &drawn{}
	geo.Left, d.drive.Left = side(geo.Rows, 1)
	geo.Right, d.drive.Right = side(geo.Rows, 0.3)
	geo.Top, d.drive.Top = side(geo.Cols, 0.3)
	geo.Bottom, d.drive.Bottom = side(geo.Cols, 1)
	d.geo = geo
	d.g = make([]float64, geo.Rows*geo.Cols)
	for k := range d.g {
		d.g[k] = 1 / (pick(src, cells...) * (1 + src.Float64()))
	}
	if src.IntN(3) == 0 {
		d.drive.Cells = make([]float64, len(d.g))
		for k, g := range d.g {
			if !math.IsInf(g, 1) {
				d.drive.Cells[k] = 0.1 * src.Float64() * g
			}
		}
	}
	return d
}

func (d *drawn) String() string {
	return fmt.Sprintf("%d × %d, word %g Ω, bit %g Ω", d.geo.Rows, d.geo.Cols, d.geo.Word, d.geo.Bit)
}
