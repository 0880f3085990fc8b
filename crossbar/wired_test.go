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

// scattered are conductances in the upper and lower part of the range, by a stream.
func scattered(n int, seed uint64) []float64 {
	src := variability.Seed(seed).Named("weights").Source()
	w := make([]float64, n)
	for k := range w {
		w[k] = float64(src.Uint64()>>11) / (1 << 53)
	}
	return w
}

// everyThird lists rows.
func everyThird(rows, first int) []int32 {
	var list []int32
	for r := first; r < rows; r += 3 {
		list = append(list, int32(r))
	}
	return list
}

// solvedAfresh are the currents of an array of g, tile by tile, by the circuit alone.
func solvedAfresh(t *testing.T, w Wiring, g []float32, rows, cols int, driven []int32, v float64) []float64 {
	t.Helper()
	w = w.whole(rows, cols)
	out := make([]float64, cols)
	for r0 := 0; r0 < rows; r0 += w.TileRows {
		for c0 := 0; c0 < cols; c0 += w.TileCols {
			m, n := min(w.TileRows, rows-r0), min(w.TileCols, cols-c0)
			cells := make([]float64, 0, m*n)
			for r := r0; r < r0+m; r++ {
				for _, x := range g[r*cols+c0 : r*cols+c0+n] {
					cells = append(cells, float64(x)/(1+float64(x)*w.Access))
				}
			}
			geo := circuit.Plain(m, n, w.Word, w.Bit, w.Source, w.Sense)
			d := &circuit.Drive{Left: make([]float64, m)}
			if w.TwoSided {
				geo.Right, d.Right = circuit.Terminals(m, w.Source), d.Left
			}
			for _, r := range driven {
				if k := int(r) - r0; k >= 0 && k < m {
					d.Left[k] = v
				}
			}
			x, err := circuit.NewExact(geo, cells)
			if err != nil {
				t.Fatal(err)
			}
			var s circuit.Solution
			if err := x.Solve(&s, d); err != nil {
				t.Fatal(err)
			}
			for j, a := range s.Bottom {
				out[c0+j] += a
			}
		}
	}
	return out
}

// apart is the largest difference of currents, of the largest current.
func apart(got []float32, want []float64) float64 {
	off, largest := 0.0, 0.0
	for j, x := range want {
		off, largest = max(off, math.Abs(float64(got[j])-x)), max(largest, math.Abs(x))
	}
	return off / largest
}

func readOf(a *Array, rows []int32, v float64) []float32 {
	dst := make([]float32, a.Cols)
	a.Read(dst, rows, nil, v)
	return dst
}

// An array on lines of resistance has the currents of its circuit: tiles that are cut, drivers on both sides,
// transistors and terminals included.
func TestWiredCurrents(t *testing.T) {
	const rows, cols = 50, 37
	for _, w := range []Wiring{
		{Word: 2, Bit: 3}, {Word: 2, Bit: 0}, {Word: 0, Bit: 2},
		{Word: 5, Bit: 5, Source: 100, Sense: 50, TileRows: 20, TileCols: 16},
		{Word: 5, Bit: 5, Source: 100, Sense: 50, TileRows: 20, TileCols: 16, TwoSided: true},
		{Word: 5, Bit: 5, Access: 15e3, TileRows: 16, TileCols: 30}, {Access: 15e3},
	} {
		for _, model := range []string{"exact", "cached"} {
			w.Model = model
			a := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: w})
			a.Program(scattered(rows*cols, 1), false)
			driven := everyThird(rows, 1)
			want := solvedAfresh(t, w, a.Conductances(), rows, cols, driven, 0.2)
			if off := apart(readOf(a, driven, 0.2), want); off > map[string]float64{"exact": 1e-6, "cached": 2e-5}[model] {
				t.Errorf("%+v: currents off by %.2g of the largest", w, off)
			}
		}
	}
}

// As the resistance goes to 0, the currents go to those of ideal lines; at 0 they have the same bits.
func TestWiresWithoutResistance(t *testing.T) {
	const rows, cols = 40, 30
	read := func(w Wiring) []float32 {
		a := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: w})
		a.Program(scattered(rows*cols, 2), false)
		return readOf(a, everyThird(rows, 0), 0.2)
	}
	ideal := read(Wiring{})
	for _, model := range WiringModels() {
		if !slices.Equal(read(Wiring{Model: model}), ideal) {
			t.Errorf("%s wires of 0 Ω have other bits than ideal ones", model)
		}
		want := make([]float64, cols)
		for j, x := range ideal {
			want[j] = float64(x)
		}
		if off := apart(read(Wiring{Model: model, Word: 1e-9, Bit: 1e-9}), want); off > 1e-6 {
			t.Errorf("%s wires of 1 nΩ are off by %.2g", model, off)
		}
	}
}

// pulsed writes columns at random, as learning does: some cells up, some down.
func pulsed(a *Array, src *rand.Rand) {
	col := src.IntN(a.Cols)
	var up, down []int32
	for r := range a.Rows {
		switch x := src.Float64(); {
		case x < 0.15:
			up = append(up, int32(r))
		case x < 0.5:
			down = append(down, int32(r))
		}
	}
	p := a.Card().Model.Nominal()
	a.Pulse(col, up, p.SetVoltage, p.SetWidth)
	a.Pulse(col, down, p.ResetVoltage, p.ResetWidth)
}

// Through a training that takes cells across half of their range, cached currents stay within the tolerance of
// a fresh solution at random times; few tiles are solved on the way.
func TestCachedWiresWithinTolerance(t *testing.T) {
	const rows, cols = 96, 100
	w := Wiring{Model: "cached", Word: 10, Bit: 10, TileRows: 64, TileCols: 60}
	src := rand.New(rand.NewPCG(3, 1))
	for _, tolerance := range []float64{0.001, 0.005, 0.02} {
		w.Tolerance = tolerance
		a := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: w, Stream: variability.Seed(1)})
		a.Program(scattered(rows*cols, 3), false)
		before := a.MeanConductance()
		worst := 0.0
		for k := range 3000 {
			pulsed(a, src)
			first := src.IntN(rows / 4)
			driven := []int32{int32(first), int32(first + rows/4), int32(first + rows/2)}
			got := readOf(a, driven, 0.2)
			if k%100 == 99 {
				worst = max(worst, apart(got, solvedAfresh(t, w, a.Conductances(), rows, cols, driven, 0.2)))
			}
		}
		t.Logf("tolerance %g: worst %.2g, %d tiles solved, mean conductance × %.2f", tolerance, worst, a.wired.solved, a.MeanConductance()/before)
		if worst > tolerance {
			t.Errorf("cached currents are off by %.2g of the largest, tolerance %g", worst, tolerance)
		}
		if a.wired.solved > 400 {
			t.Errorf("%d tiles were solved for 3000 written columns", a.wired.solved)
		}
	}
}

// A written column is in the matrix at once, without a solution: one that is made afresh finds what was followed.
func TestWrittenColumnFollows(t *testing.T) {
	const rows, cols = 32, 256
	w := Wiring{Model: "cached", Word: 0.1, Bit: 40}
	a := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: w})
	a.Program(scattered(rows*cols, 4), false)
	readOf(a, []int32{0}, 0.2)
	solved := a.wired.solved
	p := a.Card().Model.Nominal()
	for range 25 {
		a.Pulse(17, everyThird(rows, 0), p.SetVoltage, p.SetWidth)
	}
	for _, driven := range [][]int32{{0}, {1, 2}, {3, 13, 23}, everyThird(rows, 0)} {
		got := readOf(a, driven, 0.2)
		want := solvedAfresh(t, w, a.Conductances(), rows, cols, driven, 0.2)
		if off := math.Abs(float64(got[17])/want[17] - 1); off > 1.5e-3 {
			t.Errorf("rows %v: written column off by %.2g", driven, off)
		}
		if off := apart(got, want); off > 1e-3 {
			t.Errorf("rows %v: currents off by %.2g of the largest", driven, off)
		}
	}
	if a.wired.solved != solved {
		t.Error("a tile was solved for one written column")
	}
}

// Without read noise the response to two sets of rows is the sum of the responses.
func TestWiredReadsSuperpose(t *testing.T) {
	const rows, cols = 60, 20
	a := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: Wiring{Model: "cached", Word: 4, Bit: 4, TileRows: 32}})
	a.Program(scattered(rows*cols, 5), false)
	both, one, two := readOf(a, everyThird(rows, 0), 0.2), readOf(a, everyThird(rows, 0)[:7], 0.2), readOf(a, everyThird(rows, 0)[7:], 0.2)
	for j, x := range both {
		if math.Abs(float64(x-one[j]-two[j])) > 1e-6*float64(x) {
			t.Fatalf("column %d: %g A together, %g and %g apart", j, x, one[j], two[j])
		}
	}
}

// What the drivers send in comes out at the sense amplifiers and at the drivers of rows that are not driven: the
// currents of columns are those of the circuit to the last, and their sum is less than the drivers'.
func TestWiredCurrentsAreConserved(t *testing.T) {
	const rows, cols = 30, 24
	w := Wiring{Model: "exact", Word: 8, Bit: 8}
	a := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: w})
	a.Program(scattered(rows*cols, 6), false)
	driven := everyThird(rows, 0)
	got := readOf(a, driven, 0.2)
	cells := make([]float64, rows*cols)
	for k, g := range a.Conductances() {
		cells[k] = float64(g)
	}
	x, err := circuit.NewExact(circuit.Plain(rows, cols, 8, 8, 0, 0), cells)
	if err != nil {
		t.Fatal(err)
	}
	d := &circuit.Drive{Left: make([]float64, rows)}
	for _, r := range driven {
		d.Left[r] = 0.2
	}
	var s circuit.Solution
	if err := x.Solve(&s, d); err != nil {
		t.Fatal(err)
	}
	var in, out, sent float64
	for i, a := range s.Left {
		in += a
		if d.Left[i] > 0 {
			sent += a
		}
	}
	for _, a := range got {
		out += float64(a)
	}
	if math.Abs(out/in-1) > 1e-6 {
		t.Errorf("%g A into the array, %g A out of it", in, out)
	}
	if !(out < sent) {
		t.Errorf("rows at rest take nothing of %g A", sent)
	}
}

// Readers show the same bits, however many there are and whatever each has read before, and leave the array alone.
func TestWiredReadersAgree(t *testing.T) {
	const rows, cols = 48, 20
	a := build(t, preset(t, "pcm"), rows, cols, Options{Wiring: Wiring{Model: "cached", Word: 4, Bit: 4, TileRows: 20}, Stream: variability.Seed(2)})
	a.Program(scattered(rows*cols, 7), true)
	a.Advance(1)
	readOf(a, []int32{3}, 0.2)
	a.Advance(1e4)
	before, err := a.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	look := func(r *Array, first []int32) []float32 {
		r.NextInput(variability.Seed(9))
		readOf(r, first, 0.2)
		r.NextInput(variability.Seed(8))
		return readOf(r, everyThird(rows, 1), 0.2)
	}
	results := make([][]float32, 4)
	var wait sync.WaitGroup
	for k := range results {
		r := a.Reader()
		wait.Go(func() { results[k] = look(r, []int32{int32(k), int32(2 * k)}) })
	}
	wait.Wait()
	for k, got := range results {
		if !slices.Equal(got, results[0]) {
			t.Errorf("reader %d finds other currents", k)
		}
	}
	after, err := a.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(before.G, after.G) || !slices.Equal(before.Wired.Left, after.Wired.Left) || before.Wired.Solved != after.Wired.Solved {
		t.Error("a reader changed the array")
	}
}

// A stored array goes on with the same bits.
func TestWiredSnapshot(t *testing.T) {
	const rows, cols = 40, 30
	opt := Options{Wiring: Wiring{Model: "cached", Word: 4, Bit: 4, TileRows: 25, TileCols: 20}, Stream: variability.Seed(4)}
	a := build(t, preset(t, "memristor"), rows, cols, opt)
	src := rand.New(rand.NewPCG(5, 5))
	a.Program(scattered(rows*cols, 8), false)
	for range 200 {
		pulsed(a, src)
		readOf(a, []int32{1, 2}, 0.2)
	}
	pulsed(a, src)
	s, err := a.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	b := build(t, preset(t, "memristor"), rows, cols, opt)
	if err := b.Restore(s); err != nil {
		t.Fatal(err)
	}
	src2 := rand.New(rand.NewPCG(6, 6))
	again := rand.New(rand.NewPCG(6, 6))
	for k := range 300 {
		pulsed(a, src2)
		pulsed(b, again)
		if !slices.Equal(readOf(a, []int32{int32(k % rows)}, 0.2), readOf(b, []int32{int32(k % rows)}, 0.2)) {
			t.Fatalf("read %d differs", k)
		}
	}
	s.Wired = nil
	if b.Restore(s) == nil {
		t.Error("a state without wires was taken")
	}
}

// Drift of cells that are never read loads the lines all the same.
func TestWiredDrift(t *testing.T) {
	const rows, cols = 40, 20
	w := Wiring{Model: "cached", Word: 10, Bit: 10}
	a := build(t, preset(t, "pcm"), rows, cols, Options{Wiring: w, Stream: variability.Seed(3)})
	a.card.Noise.White = 0
	a.Program(level(rows*cols, 0.9), false)
	readOf(a, []int32{0}, 0.2)
	for range 12 {
		a.Advance(3 * (1 + a.Now()))
		got := make([]float32, cols)
		a.follow()
		copy(got, a.wired.e[5*cols:6*cols])
		want := solvedAfresh(t, w, a.wired.used, rows, cols, []int32{5}, 1)
		if off := apart(got, want); off > 0.005 {
			t.Errorf("after %.3g s off by %.2g", a.Now(), off)
		}
	}
}

// Lines that are no lines are refused.
func TestWiringCheck(t *testing.T) {
	for _, w := range []Wiring{
		{Model: "copper"}, {Model: "cached", Word: -1}, {Model: "cached", Bit: math.NaN()}, {Model: "cached", Sense: math.Inf(1)},
		{Model: "dmr", Word: 1, TwoSided: true}, {Model: "cached", TileRows: -1}, {Model: "cached", Tolerance: 1},
	} {
		if _, err := New(preset(t, "memristor"), 3, 3, Options{Wiring: w}); err == nil {
			t.Errorf("%+v was taken", w)
		}
	}
}

// Through drift and writes together, with read noise frozen by input, cached currents stay within the tolerance wherever
// lines take little of the voltage or much of it; an array of rows that alone are written too.
func TestCachedWiresFollowDriftAndWrites(t *testing.T) {
	const rows, cols = 64, 60
	src := rand.New(rand.NewPCG(7, 1))
	for _, ohm := range []float64{2, 20, 60} {
		w := Wiring{Model: "cached", Word: ohm, Bit: ohm, TileRows: 40}
		a := build(t, preset(t, "pcm"), rows, cols, Options{Wiring: w, Stream: variability.Seed(1)})
		a.Program(scattered(rows*cols, 9), false)
		readOf(a, []int32{0}, 0.1)
		solved, worst, p := a.wired.solved, 0.0, a.Card().Model.Nominal()
		for k := range 400 {
			a.Advance(0.02 * (1 + a.Now()))
			a.Pulse(src.IntN(cols), everyThird(rows, src.IntN(3)), p.SetVoltage, p.SetWidth)
			if k%4 == 0 { // one row is reset cell by cell
				a.Pulse(k%cols, []int32{17}, p.ResetVoltage, p.ResetWidth)
			}
			driven := []int32{int32(src.IntN(rows)), 17}
			readOf(a, driven, 0.1)
			if k%20 != 19 {
				continue
			}
			got := make([]float32, cols)
			for _, r := range driven {
				for j, e := range a.wired.e[int(r)*cols : (int(r)+1)*cols] {
					got[j] += e
				}
			}
			worst = max(worst, apart(got, solvedAfresh(t, w, a.wired.used, rows, cols, driven, 1)))
		}
		t.Logf("%g Ω: worst %.2g, %d tiles solved", ohm, worst, a.wired.solved-solved)
		if worst > 0.005 {
			t.Errorf("%g Ω: cached currents are off by %.2g of the largest", ohm, worst)
		}
	}
}

// Rows that are made under noise only where something has changed are those that are made whole.
func TestNoisyRowsAreMadeWhole(t *testing.T) {
	const rows, cols = 40, 24
	a := build(t, preset(t, "pcm"), rows, cols, Options{Wiring: Wiring{Model: "cached", Word: 10, Bit: 10, TileRows: 25, TileCols: 20}, Stream: variability.Seed(5)})
	a.Program(scattered(rows*cols, 10), true)
	src, p := rand.New(rand.NewPCG(8, 1)), a.Card().Model.Nominal()
	for k := range 600 {
		switch k % 7 {
		case 0:
			a.NextInput(variability.Seed(1).At(k))
		case 1:
			a.Advance(float64(k % 5))
		case 2, 4:
			a.Pulse(src.IntN(cols), everyThird(rows, src.IntN(3)), p.SetVoltage, p.SetWidth)
		case 3:
			a.Pulse(src.IntN(cols), []int32{5}, p.ResetVoltage, p.ResetWidth)
			a.Pulse(src.IntN(cols), []int32{5}, p.SetVoltage, p.SetWidth)
		}
		driven := []int32{5, int32(src.IntN(rows)), int32(src.IntN(rows))}
		readOf(a, driven, 0.1)
		for _, r := range driven {
			for j := range cols {
				c := int(r)*cols + j
				if want := float32(a.noise.noisy[c]*a.wired.left[c]) + a.wired.sneak[c]; a.wired.noisy.e[c] != want {
					t.Fatalf("read %d, cell (%d, %d): %g, want %g", k, r, j, a.wired.noisy.e[c], want)
				}
			}
		}
	}
}
