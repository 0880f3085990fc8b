package circuit

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/xbar-sim/xbar/internal/kernel"
)

func nonlinear(t *testing.T, geo Geometry, cells Cells, d *Drive) *Solution {
	t.Helper()
	x, err := NewNewton(geo, cells)
	if err != nil {
		t.Fatal(err)
	}
	s := &Solution{}
	if err := x.Solve(s, d); err != nil {
		t.Fatal(err)
	}
	return s
}

// Straight curves are solved as the linear solver does, in one step and one to see it.
func TestNewtonOfOhmicCells(t *testing.T) {
	src := rand.New(rand.NewPCG(1, 5))
	geo := Plain(12, 9, 3, 2, 10, 20)
	g := logUniform(12*9, 1e3, 1e5, src)
	d := &Drive{Left: uniform(12, 0.3)}
	s := nonlinear(t, geo, Ohmic(g), d)
	closeTo(t, "current", s.Bottom, solved(t, newExact(t, geo, g), d).Bottom, 1e-10)
	if s.Iterations > 2 {
		t.Errorf("%d steps", s.Iterations)
	}
}

// One cell behind a resistance carries the current at which both share the voltage, here by bisection.
func TestNewtonOfOneCell(t *testing.T) {
	for _, v0 := range []float64{1, 0.1, 0.025} {
		const g, ohm, volts = 1e-5, 1000, 1
		current := func(v float64) float64 { return g * v0 * math.Sinh(v/v0) }
		lo, hi := 0.0, float64(volts)
		for range 200 {
			if v := (lo + hi) / 2; current(v) < (volts-v)/ohm {
				lo = v
			} else {
				hi = v
			}
		}
		s := nonlinear(t, Plain(1, 1, 1, 2, 900, 97), Sinh{[]float64{g}, v0}, &Drive{Left: []float64{volts}})
		near(t, "current", s.Bottom[0], (volts-lo)/ohm, 1e-9)
	}
}

// Kirchhoff's current law holds at every node for curves as steep as V0 = 25 mV at 1 V, wires included,
// from currents that are made again of the voltages.
func TestNewtonKeepsKirchhoffsLaw(t *testing.T) {
	src := rand.New(rand.NewPCG(2, 5))
	for _, v0 := range []float64{0.5, 0.1, 0.025} {
		const m, n = 20, 30
		geo := Plain(m, n, 5, 5, 100, 100)
		cells := Sinh{logUniform(m*n, 1e5, 1e7, src), v0}
		d := &Drive{Left: make([]float64, m)}
		for i := range d.Left {
			d.Left[i] = src.Float64()
		}
		s := nonlinear(t, geo, cells, d)
		v, amps, slope := make([]float64, m*n), make([]float64, m*n), make([]float64, m*n)
		for k := range v {
			v[k] = s.Word[k] - s.Bit[k]
		}
		cells.Current(amps, slope, v)
		most := kernel.Largest(s.Bottom)
		for i := range m {
			if e := math.Abs(sum(amps[i*n:(i+1)*n]) - (d.Left[i]-s.Word[i*n])/105); e > 1e-9*most {
				t.Errorf("V0 = %g V: word line %d loses %g A of %g A", v0, i, e, most)
			}
		}
		for j := range n {
			in := 0.0
			for i := range m {
				in += amps[i*n+j]
			}
			if e := math.Abs(in - s.Bottom[j]); e > 1e-9*most {
				t.Errorf("V0 = %g V: bit line %d loses %g A of %g A", v0, j, e, most)
			}
		}
	}
}

// A cell of high resistance among cells of low resistance, read with all other lines floating: the current
// goes round through three cells at a time. Of N × N cells, the path has the resistance R (2/(N-1) + 1/(N-1)²),
// far below that of the cell itself. A selector in front of every cell leaves a third of the voltage, or so, to each
// of the three, and stops it; a transistor at every cell with its gate off stops it altogether.
func TestSneakPath(t *testing.T) {
	const n, low, high, volts = 16, 1e4, 1e6, 0.5
	g := uniform(n*n, 1/low)
	g[0] = 1 / high
	geo := Plain(n, n, 0, 0, 0, 0)
	for k := 1; k < n; k++ {
		geo.Left[k], geo.Bottom[k] = math.Inf(1), math.Inf(1)
	}
	d := &Drive{Left: make([]float64, n)}
	d.Left[0] = volts
	read := func(cells Cells) float64 { return nonlinear(t, geo, cells, d).Bottom[0] }

	path := low * (2./(n-1) + 1./((n-1)*(n-1)))
	bare := read(Ohmic(g))
	near(t, "1R", bare, volts/high+volts/path, 1e-9)
	if bare < 100*volts/high {
		t.Errorf("%g A go round a cell of %g A", bare, volts/high)
	}

	selected := read(Series{Ohmic(g), Selector{Is: 1e-12, Vt: 0.02, N: n * n}})
	if selected > bare/100 {
		t.Errorf("1S1R: %g A, want far less than %g A", selected, bare)
	}

	gates := make([]float64, n*n)
	copy(gates, uniform(n, 1e-3)) // the row that is read
	for k := n; k < n*n; k++ {
		gates[k] = 1e-15
	}
	near(t, "1T1R", read(Series{Ohmic(g), Ohmic(gates)}), volts/(high+1000), 1e-3)
}

// Two elements in series divide the voltage so that both carry the same.
func TestSeries(t *testing.T) {
	v := []float64{1, -0.5, 0, 0.01, 2}
	amps, slope := make([]float64, 5), make([]float64, 5)
	Series{Ohmic(uniform(5, 1e-3)), Ohmic(uniform(5, 3e-3))}.Current(amps, slope, v)
	for k := range v {
		near(t, "ohmic", amps[k], 0.75e-3*v[k], 1e-12)
		near(t, "ohmic slope", slope[k], 0.75e-3, 1e-12)
	}
	pair := Series{Sinh{uniform(5, 1e-4), 0.1}, Selector{1e-9, 0.03, 5}}
	pair.Current(amps, slope, v)
	more, ignored := make([]float64, 5), make([]float64, 5)
	const h = 1e-6
	up := make([]float64, 5)
	for k := range v {
		up[k] = v[k] + h
	}
	pair.Current(more, ignored, up)
	for k := range v {
		near(t, "slope", (more[k]-amps[k])/h, slope[k], 1e-3)
	}
}

// Slopes are those of the curves.
func TestCurves(t *testing.T) {
	v := []float64{-1, -0.011, -1e-9, 0, 1e-9, 0.0099, 0.0101, 0.5, 1, 40}
	cells := Sinh{uniform(len(v), 1e-6), 0.1}
	amps, slope := make([]float64, len(v)), make([]float64, len(v))
	cells.Current(amps, slope, v)
	for k, x := range v {
		if x < 30 {
			near(t, "sinh", amps[k], 1e-7*math.Sinh(x/0.1), 1e-13)
			near(t, "cosh", slope[k], 1e-6*math.Cosh(x/0.1), 1e-13)
		} else if !finite(amps[k]) {
			t.Error("not a number far out")
		}
	}
}

// Whatever rises is solved: curves that grow e-fold in 10 mV under 2 V, floating lines, wires of nothing and of
// as much as cells, selectors in series.
func TestNewtonAlwaysArrives(t *testing.T) {
	src := rand.New(rand.NewPCG(3, 5))
	for k := range 60 {
		d := draw(src, 10, []float64{0, 1, 100}, []float64{0, 10, 1e4}, []float64{1e4, 1e6})
		for _, side := range [][]float64{d.drive.Left, d.drive.Right, d.drive.Top, d.drive.Bottom} {
			for j := range side {
				side[j] *= 2
			}
		}
		d.drive.Cells = nil
		var cells Cells = Sinh{d.g, pick(src, 0.01, 0.03, 0.3)}
		if k%3 == 0 {
			cells = Series{Ohmic(d.g), Selector{1e-9, 0.03, len(d.g)}}
		}
		x, err := NewNewton(d.geo, cells)
		if err != nil {
			t.Fatal(err)
		}
		s := &Solution{}
		err = x.Solve(s, &d.drive)
		if err != nil {
			if _, stuck := errors.AsType[*NoConvergence](err); !stuck {
				continue // floats, or a line joins two terminals
			}
			t.Fatalf("array %d, %v: %v", k, d, err)
		}
		out := s.outward()
		if in := sum(out); math.Abs(in) > 1e-8*kernel.Largest(out)+1e-18 {
			t.Errorf("array %d, %v: %g A of %g A do not come out", k, d, in, kernel.Largest(out))
		}
		t.Logf("array %d, %v: %d steps", k, d, s.Iterations)
	}
}
