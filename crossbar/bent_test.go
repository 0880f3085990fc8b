package crossbar

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/xbar-sim/xbar/crossbar/circuit"
	"github.com/xbar-sim/xbar/variability"
)

// crosspoints are cells and selectors that bend, each of them.
func crosspoints() map[string]circuit.Crosspoint {
	make := func(change func(x *circuit.Crosspoint)) circuit.Crosspoint {
		x := circuit.NewCrosspoint()
		change(&x)
		return x
	}
	return map[string]circuit.Crosspoint{
		"sinh":       make(func(x *circuit.Crosspoint) { x.Cell, x.V0 = "sinh", 0.06 }),
		"polynomial": make(func(x *circuit.Crosspoint) { x.Cell, x.A3, x.A5 = "polynomial", 20, 300 }),
		"schottky":   make(func(x *circuit.Crosspoint) { x.Cell, x.Ve = "schottky", 0.08 }),
		"1S1R":       make(func(x *circuit.Crosspoint) { x.Selector, x.Is, x.Vt = "sinh", 2e-8, 0.02 }),
		"diode":      make(func(x *circuit.Crosspoint) { x.Selector, x.Is, x.Vt, x.Leak = "diode", 1e-7, 0.026, 1e-9 }),
		"threshold":  make(func(x *circuit.Crosspoint) { x.Selector, x.Th, x.Hold, x.On, x.Off = "threshold", 0.12, 0.05, 2e3, 1e7 }),
		"both":       make(func(x *circuit.Crosspoint) { x.Cell, x.V0, x.Selector, x.Is, x.Vt = "sinh", 0.1, "sinh", 2e-8, 0.02 }),
	}
}

// byHand is the current of one crosspoint that rises from rest to v, with a cell of g at the read voltage: formulas of its own, and
// bisection.
func byHand(x circuit.Crosspoint, g, read, v float64) float64 {
	cell := func(u float64) float64 {
		f := func(u float64) float64 {
			switch x.Cell {
			case "sinh":
				return math.Sinh(u / x.V0)
			case "polynomial":
				return u + x.A3*u*u*u + x.A5*math.Pow(u, 5)
			case "schottky":
				return math.Expm1(u / x.Ve)
			}
			return u
		}
		return g * read * f(u) / f(read)
	}
	on := false
	selector := func(u float64) float64 {
		switch x.Selector {
		case "sinh":
			return 2 * x.Is * math.Sinh(u/x.Vt)
		case "diode":
			return x.Is*math.Expm1(u/x.Vt) + x.Leak*u
		}
		i := u / x.Off
		if on {
			i += math.Copysign(max(math.Abs(u)-x.Hold, 0)/x.On, u)
		}
		return i
	}
	if x.Selector == "" {
		return cell(v)
	}
	meet := func() float64 {
		lo, hi := min(v, 0), max(v, 0)
		for range 200 {
			if u := (lo + hi) / 2; selector(u) < cell(v-u) {
				lo = u
			} else {
				hi = u
			}
		}
		return lo
	}
	if u := meet(); x.Selector == "threshold" && math.Abs(u) > x.Th {
		on = true
	}
	return cell(v - meet())
}

// On ideal lines a cell that bends has the current of an ohmic one, for its conductance is that of the read; behind a selector it
// has that of the two in series. Graded voltages have the current of their own.
func TestBentCellsOnIdealLines(t *testing.T) {
	const rows, cols = 12, 7
	card := preset(t, "memristor")
	read := card.Model.Nominal().ReadVoltage
	ohmic := build(t, card, rows, cols, Options{})
	ohmic.Program(scattered(rows*cols, 3), false)
	driven := everyThird(rows, 0)
	amp := []float32{1, 0.5, 0, 0.8}
	for name, x := range crosspoints() {
		a := build(t, card, rows, cols, Options{Wiring: Wiring{Cell: x}})
		a.Program(scattered(rows*cols, 3), false)
		got := readOf(a, driven, read)
		if x.Selector == "" && !slices.Equal(got, readOf(ohmic, driven, read)) {
			t.Errorf("%s: other bits than ohmic cells: %v and %v", name, got, readOf(ohmic, driven, read))
		}
		graded := make([]float32, cols)
		a.Read(graded, driven, amp, read)
		for j := range cols {
			want, less := 0.0, 0.0
			for k, r := range driven {
				g := float64(a.g[int(r)*cols+j])
				want += byHand(x, g, read, read)
				less += byHand(x, g, read, read*float64(amp[k]))
			}
			near(t, name+": current, A", float64(got[j]), want, 1e-6*want)
			near(t, name+": current of graded voltages, A", float64(graded[j]), less, 2e-6*want)
		}
	}
}

// kirchhoff solves a tile by itself: Newton's method on all nodes with a dense Jacobian by differences, of crosspoints that
// byHand knows, with bit lines at the voltages in bottom or 0 V. It returns the currents of bit lines, A, and the voltages of crosspoints.
func kirchhoff(t *testing.T, w Wiring, x circuit.Crosspoint, g []float32, m, n int, read float64, drive, bottom []float64) (amps, across []float64) {
	t.Helper()
	size := 2 * m * n
	u := make([]float64, size) // word nodes, then bit nodes
	residual := func(u []float64, jac []float64) []float64 {
		f := make([]float64, size)
		join := func(a, b int, s float64) {
			i := s * (u[a] - u[b])
			f[a] += i
			f[b] -= i
			for _, p := range [][3]int{{a, a, 1}, {b, b, 1}, {a, b, -1}, {b, a, -1}} {
				if jac != nil {
					jac[p[0]*size+p[1]] += float64(p[2]) * s
				}
			}
		}
		end := func(a int, s, volts float64) {
			f[a] += s * (u[a] - volts)
			if jac != nil {
				jac[a*size+a] += s
			}
		}
		for i := range m {
			for j := range n {
				k := i*n + j
				word, bit := k, m*n+k
				if j == 0 {
					end(word, 1/(w.Word+w.Source), drive[i])
				} else {
					join(word, word-1, 1/w.Word)
				}
				if i == m-1 && bottom != nil {
					end(bit, 1/(w.Bit+w.Sense), bottom[j])
				} else if i == m-1 {
					end(bit, 1/(w.Bit+w.Sense), 0)
				} else {
					join(bit, bit+n, 1/w.Bit)
				}
				v, h := u[word]-u[bit], 1e-7
				amps := byHand(x, float64(g[k]), read, v)
				s := (byHand(x, float64(g[k]), read, v+h) - byHand(x, float64(g[k]), read, v-h)) / (2 * h)
				f[word] += amps
				f[bit] -= amps
				for _, p := range [][3]int{{word, word, 1}, {bit, bit, 1}, {word, bit, -1}, {bit, word, -1}} {
					if jac != nil {
						jac[p[0]*size+p[1]] += float64(p[2]) * s
					}
				}
			}
		}
		return f
	}
	norm := func(f []float64) (most float64) {
		for _, x := range f {
			most = max(most, math.Abs(x))
		}
		return most
	}
	for range 60 {
		jac := make([]float64, size*size)
		f := residual(u, jac)
		if norm(f) < 1e-15 {
			break
		}
		step := slices.Clone(f)
		eliminate(jac, step, size, 1)
		for scale := 1.0; scale > 1e-6; scale /= 2 {
			next := slices.Clone(u)
			for k := range next {
				next[k] -= scale * step[k]
			}
			if norm(residual(next, nil)) < norm(f) || scale < 1e-5 {
				u = next
				break
			}
		}
	}
	if f := norm(residual(u, nil)); f > 1e-12 {
		t.Fatalf("the oracle leaves %g A", f)
	}
	amps, across = make([]float64, n), make([]float64, m*n)
	for j := range amps {
		amps[j] = u[m*n+(m-1)*n+j] / (w.Bit + w.Sense)
	}
	for k := range across {
		across[k] = u[k] - u[m*n+k]
	}
	return amps, across
}

// Reads of exact wires are solutions of the circuit with the lines that they drive, and so are typical reads of cached ones.
func TestBentReadsAgainstTheCircuit(t *testing.T) {
	const rows, cols = 9, 6
	card := preset(t, "memristor")
	read := card.Model.Nominal().ReadVoltage
	driven := everyThird(rows, 1)
	for name, x := range crosspoints() {
		if x.Selector == "threshold" {
			continue // its slope is none at corners: TestThresholdsOfArrays
		}
		w := Wiring{Model: "exact", Word: 300, Bit: 200, Source: 100, Sense: 50, Cell: x, Active: 1.0 / 3}
		a := build(t, card, rows, cols, Options{Wiring: w})
		a.Program(scattered(rows*cols, 5), false)
		drive := make([]float64, rows)
		for _, r := range driven {
			drive[r] = read
		}
		want, _ := kirchhoff(t, w, x, a.Conductances(), rows, cols, read, drive, nil)
		if off := apart(readOf(a, driven, read), want); off > 1e-6 {
			t.Errorf("%s: an exact read is off by %.2g", name, off)
		}
		w.Model = "cached"
		c := build(t, card, rows, cols, Options{Wiring: w})
		c.Program(scattered(rows*cols, 5), false)
		if off := apart(readOf(c, driven, read), want); off > 2e-5 {
			t.Errorf("%s: a typical read through the matrix is off by %.2g", name, off)
		}
		drive[driven[0]], drive[driven[1]] = 0.7*read, 0
		amp := []float32{0.7, 0, 1}
		got := make([]float32, cols)
		want, _ = kirchhoff(t, w, x, a.Conductances(), rows, cols, read, drive, nil)
		if a.Read(got, driven, amp, read); apart(got, want) > 1e-6 {
			t.Errorf("%s: an exact read of graded voltages is off", name)
		}
		if err := a.WireTrouble(); err != nil {
			t.Error(err)
		}
	}
}

// As the resistance of lines goes to 0, currents go to those of ideal lines, whatever finds them.
func TestBentLinesWithoutResistance(t *testing.T) {
	const rows, cols = 20, 9
	card := preset(t, "memristor")
	read := card.Model.Nominal().ReadVoltage
	for name, x := range crosspoints() {
		currents := func(w Wiring) []float32 {
			w.Cell = x
			a := build(t, card, rows, cols, Options{Wiring: w})
			a.Program(scattered(rows*cols, 2), false)
			return readOf(a, everyThird(rows, 0), read)
		}
		ideal := currents(Wiring{})
		for _, model := range WiringModels() {
			if got := currents(Wiring{Model: model, Word: 1e-5, Bit: 1e-5}); apart(got, doubles(ideal)) > 2e-6 {
				t.Errorf("%s, %s: %.2g off", name, model, apart(got, doubles(ideal)))
			}
		}
	}
}

// The error that is reported of cached currents is that of the same read against another array whose reads are solved; superlinear cells
// and lines with resistance have some.
func TestErrorOfBentCurrents(t *testing.T) {
	const rows, cols = 40, 16
	card := preset(t, "memristor")
	read := card.Model.Nominal().ReadVoltage
	driven := everyThird(rows, 2)
	for name, x := range crosspoints() {
		w := Wiring{Model: "cached", Word: 20, Bit: 20, TileRows: 25, TileCols: 10, Cell: x}
		a := build(t, card, rows, cols, Options{Wiring: w})
		w.Model = "exact"
		b := build(t, card, rows, cols, Options{Wiring: w})
		a.Program(scattered(rows*cols, 4), false)
		b.Program(scattered(rows*cols, 4), false)
		s, ok, err := a.SampleWires(driven)
		want := apart(readOf(a, driven, read), doubles(readOf(b, driven, read)))
		if !ok || err != nil || math.Abs(s.Error-want) > 1e-6 {
			t.Errorf("%s: reported error %.3g (%v), found %.3g", name, s.Error, err, want)
		}
		if !(s.Error > 1e-6 && s.Error < 0.1) && name != "threshold" || s.Error > 0.1 {
			t.Errorf("%s: an error of %.3g", name, s.Error)
		}
		e, ok, err := b.SampleWires(driven)
		if !ok || err != nil || e.Error != 0 || e.Loss != s.Loss || !(e.Loss > 0) {
			t.Errorf("%s: exact wires report %+v (%v)", name, e, err)
		}
		if lost := b.Lost(); len(lost) != rows*cols || !(lost[rows*cols-1] > 0) {
			t.Errorf("%s: no map of losses", name)
		}
	}
}

// Cells that bend lose more than ohmic ones of the same conductance: what they carry falls faster than their voltage.
func TestBentCellsLoseMore(t *testing.T) {
	const rows, cols = 64, 16
	loss := func(x circuit.Crosspoint) float64 {
		a := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: Wiring{Model: "cached", Word: 20, Bit: 20, Cell: x}})
		a.Program(level(rows*cols, 0.5), false)
		s, _, err := a.SampleWires(everyThird(rows, 0))
		if err != nil {
			t.Fatal(err)
		}
		return s.Loss
	}
	ohmic, last := loss(circuit.Crosspoint{}), 0.0
	for _, v0 := range []float64{10, 0.2, 0.1, 0.05} {
		x := circuit.NewCrosspoint()
		x.Cell, x.V0 = "sinh", v0
		l := loss(x)
		if v0 == 10 {
			near(t, "loss of cells that hardly bend", l, ohmic, 1e-3*ohmic)
		} else if !(l > last) {
			t.Errorf("cells that bend from %g V lose %.3g of the current, before %.3g", v0, l, last)
		}
		last = l
	}
}

// Cached currents of cells that bend stay within the tolerance of typical reads while columns are written.
func TestBentMatrixFollowsWrites(t *testing.T) {
	const rows, cols = 40, 24
	card := preset(t, "memristor")
	read := card.Model.Nominal().ReadVoltage
	for name, x := range crosspoints() {
		w := Wiring{Model: "cached", Word: 8, Bit: 8, Tolerance: 0.01, Cell: x}
		a := build(t, card, rows, cols, Options{Wiring: w})
		a.Program(scattered(rows*cols, 8), false)
		src, worst := rand.New(rand.NewPCG(3, 1)), 0.0
		for k := range 20 {
			pulsed(a, src)
			var rows10 []int32
			for r := k % 10; r < rows; r += 10 {
				rows10 = append(rows10, int32(r))
			}
			s, _, err := a.SampleWires(rows10)
			if err != nil {
				t.Fatal(err)
			}
			worst = max(worst, s.Error)
			readOf(a, rows10, read)
		}
		if worst > 1.2*w.Tolerance {
			t.Errorf("%s: off by up to %.3g", name, worst)
		}
		if a.wired.solved > 15 {
			t.Errorf("%s: %d solutions in 20 writes", name, a.wired.solved)
		}
	}
}

// Readers agree on every bit, and a stored array goes on with the same bits, however reads are found.
func TestBentReadersAndSnapshots(t *testing.T) {
	const rows, cols = 24, 10
	card := preset(t, "pcm")
	read := card.Model.Nominal().ReadVoltage
	for name, x := range crosspoints() {
		for _, model := range []string{"ideal", "cached", "exact"} {
			opt := Options{Wiring: Wiring{Model: model, Word: 6, Bit: 6, TileRows: 15, Cell: x}, Stream: variability.Seed(2)}
			a := build(t, card, rows, cols, opt)
			a.Program(scattered(rows*cols, 7), true)
			src := rand.New(rand.NewPCG(5, 5))
			for range 20 {
				pulsed(a, src)
				readOf(a, []int32{1, 2}, read)
			}
			a.Advance(100)
			results := make([][]float32, 3)
			var wait sync.WaitGroup
			for k := range results {
				r := a.Reader()
				wait.Go(func() {
					r.NextInput(variability.Seed(9))
					readOf(r, []int32{int32(k), int32(2 * k)}, read)
					r.NextInput(variability.Seed(8))
					results[k] = readOf(r, everyThird(rows, 1), read)
				})
			}
			wait.Wait()
			for k, got := range results {
				if !slices.Equal(got, results[0]) {
					t.Errorf("%s, %s: reader %d finds other currents", name, model, k)
				}
			}
			s, err := a.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			b := build(t, card, rows, cols, opt)
			if err := b.Restore(s); err != nil {
				t.Fatal(err)
			}
			again := rand.New(rand.NewPCG(6, 6))
			src = rand.New(rand.NewPCG(6, 6))
			for k := range 15 {
				pulsed(a, src)
				pulsed(b, again)
				a.NextInput(variability.Seed(uint64(k)))
				b.NextInput(variability.Seed(uint64(k)))
				if !slices.Equal(readOf(a, []int32{int32(k)}, read), readOf(b, []int32{int32(k)}, read)) {
					t.Fatalf("%s, %s: read %d of a stored array differs", name, model, k)
				}
			}
		}
	}
}

// Read noise acts on conductances: on ideal lines cells that bend have the noise of ohmic ones, and exact reads do as the lines go to 0 Ω.
func TestNoiseOfBentCells(t *testing.T) {
	const rows, cols = 16, 8
	card := preset(t, "pcm")
	read := card.Model.Nominal().ReadVoltage
	x := crosspoints()["sinh"]
	currents := func(w Wiring) []float32 {
		a := build(t, card, rows, cols, Options{Wiring: w})
		a.Program(scattered(rows*cols, 1), false)
		a.NextInput(variability.Seed(4))
		readOf(a, []int32{0}, read)
		return readOf(a, everyThird(rows, 0), read)
	}
	want := doubles(currents(Wiring{}))
	for _, w := range []Wiring{{Cell: x}, {Model: "exact", Word: 1e-6, Bit: 1e-6, Cell: x}, {Model: "cached", Word: 1e-6, Bit: 1e-6, Cell: x}} {
		if got := currents(w); apart(got, want) > 2e-6 {
			t.Errorf("%s wires: noise is off by %.2g", w.Model, apart(got, want))
		}
	}
}

// Crosspoints that cannot be are refused.
func TestBentRefused(t *testing.T) {
	card := preset(t, "memristor")
	for name, w := range map[string]Wiring{
		"kind": {Cell: circuit.Crosspoint{Cell: "bent"}}, "active": {Active: 2}, "threshold": {Cell: circuit.Crosspoint{Selector: "threshold"}},
	} {
		if _, err := New(card, 2, 2, Options{Wiring: w}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
