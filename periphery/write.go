package periphery

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
)

// Routines lists how a matrix is written into cells.
//
//	target  every cell is put where it ought to be, with the card's programming noise: no pulses
//	open    so many SET pulses as a nominal cell of the card needs, without looking
//	verify  a pulse, a read and so on, until the read is within the tolerance or the budget is spent
func Routines() []string { return []string{"target", "open", "verify"} }

// Trains lists how the pulses of a routine follow each other: all alike, or in one direction each higher or
// longer than the one before.
func Trains() []string { return []string{"identical", "amplitude", "width"} }

// A Writer programs cells by pulses. Cells are erased first, to the bottom of their range, which is not
// counted. A target conductance is g_min + x (g_max - g_min) of the nominal cell, whatever the range of the
// cell itself. The k-th pulse in one direction, from 0, has 1 + k Step times the card's amplitude or width,
// at most maxTrain times; a change of direction begins again. Models that know whole pulses of any
// amplitude take higher ones as they take the nominal one.
type Writer struct {
	Routine   string  // of Routines
	Train     string  // of Trains
	Step      float64 // of the amplitude or width, a pulse
	Tolerance float64 // verify: of the range, to either side
	Budget    int     // pulses a cell, at most
	Reads     int     // verify: of which the mean is taken at every look; 0 is 1

	// Offset, of the range, is where the reference column is programmed and by how much every weight stands
	// higher: cells of one sign hold weights from -Offset to 1 - Offset. Layouts with a reference column take
	// it, but for binary, whose reference has two levels.
	Offset float64
}

// maxTrain bounds amplitude and width of a growing pulse, of the nominal one.
const maxTrain = 3.0

// DefaultWriter takes targets; its numbers are for the other routines.
func DefaultWriter() Writer {
	return Writer{Routine: "target", Train: "identical", Step: 0.05, Tolerance: 0.02, Budget: 100, Reads: 1}
}

// Check refuses what no routine can be.
func (w Writer) Check() error {
	switch {
	case !slices.Contains(Routines(), w.Routine):
		return fmt.Errorf("write.routine = %q: want one of %v", w.Routine, Routines())
	case !slices.Contains(Trains(), w.Train):
		return fmt.Errorf("write.train = %q: want one of %v", w.Train, Trains())
	case !(w.Step >= 0 && w.Step <= 10):
		return fmt.Errorf("write.step = %g: want 0 to 10 (of the nominal pulse)", w.Step)
	case !(w.Tolerance > 0 && w.Tolerance <= 1):
		return fmt.Errorf("write.tolerance = %g: want more than 0 and at most 1 (of the range)", w.Tolerance)
	case w.Budget < 1 || w.Budget > 1<<20:
		return fmt.Errorf("write.budget = %d: want 1 to %d pulses", w.Budget, 1<<20)
	case w.Reads < 0 || w.Reads > 1<<16:
		return fmt.Errorf("write.reads = %d: want 0 to %d", w.Reads, 1<<16)
	case !(w.Offset >= 0 && w.Offset < 1):
		return fmt.Errorf("weights.offset = %g: want 0 to less than 1 (of the range)", w.Offset)
	}
	return nil
}

// grown is by how much the k-th pulse in one direction is larger than the nominal one.
func (w Writer) grown(k int) (amplitude, width float64) {
	g := min(1+float64(w.Step*float64(k)), maxTrain)
	switch w.Train {
	case "amplitude":
		return g, 1
	case "width":
		return 1, g
	}
	return 1, 1
}

// A Written is what programming came to. Errors are of cells that were asked for anything but the bottom
// of their range or got a pulse, true conductance less target, of the range.
type Written struct {
	Pulses    []uint32 // by cell, row after row
	Cells     int      // behind the errors
	Missed    int      // of them, cells that a last look found beyond the tolerance; 0 without looks
	MeanError float64
	SDError   float64
	Worst     float64 // largest magnitude
	Events    crossbar.Events
	Looks     uint64
}

// MeanPulses is the mean number of pulses over the cells behind the errors.
func (w *Written) MeanPulses() float64 {
	if w.Cells == 0 {
		return 0
	}
	var sum float64
	for _, n := range w.Pulses {
		sum += float64(n)
	}
	return sum / float64(w.Cells)
}

// Write programs the weights as Program does, by the routine of wr. The reference column of a layout is
// left erased, but for an offset.
func (t *Tile) Write(w []float64, wr Writer) (*Written, error) {
	if err := wr.Check(); err != nil {
		return nil, err
	}
	if err := t.takesOffset(wr.Offset); err != nil {
		return nil, err
	}
	x := t.targets(w, wr.Offset)
	if wr.Routine == "target" {
		if wr.Offset > 0 {
			t.array.Program(x, true)
		} else {
			t.Program(w, true)
		}
		return t.written(x, make([]uint32, len(x))), nil
	}
	t.array.Program(make([]float64, len(x)), false)
	before, looks := t.array.Events(), t.counts.Looks
	out := make([]uint32, len(x))
	missed := 0
	for c := range t.array.Cols {
		if wr.Routine == "open" {
			t.writeOpen(x, out, c, wr)
		} else {
			missed += t.writeVerified(x, out, c, wr)
		}
	}
	r := t.written(x, out)
	r.Missed = missed
	r.Events, r.Looks = t.array.Events().Minus(before), t.counts.Looks-looks
	return r, nil
}

// targets are the relative conductances of the cells for weights, row after row.
func (t *Tile) targets(w []float64, offset float64) []float64 {
	if len(w) != t.rows*t.cols {
		panic("periphery: slice length does not match tile")
	}
	n := t.array.Cols
	x := make([]float64, t.rows*n)
	for i, v := range w {
		r, j := i/t.cols, i%t.cols
		t.layout.place(x[r*n:(r+1)*n], j, min(max(v+offset, -1), 1))
	}
	for r := 0; offset > 0 && r < t.rows; r++ {
		x[(r+1)*n-1] = offset
	}
	device.Nearest(t.array.Card().Model, x)
	return x
}

// takesOffset refuses an offset where no reference column could hold it.
func (t *Tile) takesOffset(offset float64) error {
	last := t.layout.terms(nil, 0, t.array.Cols)
	_, two := t.layout.(*binary)
	if offset > 0 && (two || !last[len(last)-1].reference) {
		return ErrOffset
	}
	return nil
}

// ErrOffset says that a layout takes no offset of weights.
var ErrOffset = errors.New("weights.offset: want 0, or layout.kind = single, multi or sliced, whose reference column can hold it")

// written compares the cells with their targets.
func (t *Tile) written(x []float64, pulses []uint32) *Written {
	lo, hi := t.array.Card().Model.Range()
	r := &Written{Pulses: pulses}
	var sum, square float64
	for i, g := range t.array.Conductances() {
		if x[i] == 0 && pulses[i] == 0 {
			continue
		}
		e := (float64(g)-lo)/(hi-lo) - x[i]
		r.Cells++
		sum += e
		square += float64(e * e)
		r.Worst = max(r.Worst, math.Abs(e))
	}
	if n := float64(r.Cells); n > 0 {
		r.MeanError = sum / n
		r.SDError = math.Sqrt(max(0, square/n-float64(r.MeanError*r.MeanError)))
	}
	return r
}

// ladder returns the relative conductance of a nominal cell after 0, 1, 2, … SET pulses of a train.
func (t *Tile) ladder(wr Writer) []float64 {
	card := t.array.Card()
	p := card.Model.Nominal()
	lo, hi := card.Model.Range()
	s := device.NewState(card.Model, 1)
	card.Model.Set(s, []float64{0})
	g := []float64{0}
	out := make([]float64, wr.Budget+1)
	for k := range out {
		card.Model.(device.Ohmic).Conductance(g, s)
		out[k] = (g[0] - lo) / (hi - lo)
		a, d := wr.grown(k)
		card.Model.Step(s, []float64{p.SetVoltage * a}, p.SetWidth*d, nil)
	}
	return out
}

// writeOpen gives the cells of a column as many pulses as bring the nominal cell nearest to their targets.
func (t *Tile) writeOpen(x []float64, out []uint32, c int, wr Writer) {
	if t.rungs == nil || t.rungsOf != wr {
		t.rungs, t.rungsOf = t.ladder(wr), wr
	}
	need := make([]int, t.rows)
	most := 0
	for r := range need {
		best := math.Inf(1)
		for k, y := range t.rungs {
			if d := math.Abs(y - x[r*t.array.Cols+c]); d < best {
				need[r], best = k, d
			}
		}
		most = max(most, need[r])
	}
	p := t.array.Card().Model.Nominal()
	for k := range most {
		rows := t.lists[0][:0]
		for r, n := range need {
			if n > k {
				rows = append(rows, int32(r))
				out[r*t.array.Cols+c]++
			}
		}
		a, d := wr.grown(k)
		t.array.Pulse(c, rows, p.SetVoltage*a, p.SetWidth*d)
	}
}

// A course is where a cell stands in a routine that verifies: how many pulses it has had in a row, and in
// which direction.
type course struct {
	run int
	up  bool
}

// writeVerified looks and pulses until every cell of a column is within the tolerance, or its budget is
// spent; it returns how many then are not. Cells of a look that want the same pulse get it together.
func (t *Tile) writeVerified(x []float64, out []uint32, c int, wr Writer) (missed int) {
	if slices.IndexFunc(t.cellsOf(x, c), func(v float64) bool { return v != 0 }) < 0 {
		return 0 // erased already
	}
	at := make([]course, t.rows)
	open := make([]int32, t.rows)
	for r := range open {
		open[r] = int32(r)
	}
	for round := 0; len(open) > 0; round++ {
		still := open[:0]
		wants := map[course][]int32{}
		for _, r := range open {
			miss := t.look(int(r), c, wr) - x[int(r)*t.array.Cols+c]
			if math.Abs(miss) <= wr.Tolerance {
				continue
			}
			if round == wr.Budget {
				missed++
				continue
			}
			still = append(still, r)
			now := course{0, miss < 0}
			if was := at[r]; round > 0 && was.up == now.up {
				now.run = was.run + 1
			}
			at[r] = now
			wants[now] = append(wants[now], r)
			out[int(r)*t.array.Cols+c]++
		}
		open = still
		t.pulseTogether(c, wants, round, wr)
	}
	return missed
}

// cellsOf are the targets of a column.
func (t *Tile) cellsOf(x []float64, c int) []float64 {
	out := make([]float64, t.rows)
	for r := range out {
		out[r] = x[r*t.array.Cols+c]
	}
	return out
}

// look returns the relative conductance that the mean of some reads finds.
func (t *Tile) look(r, c int, wr Writer) float64 {
	lo, hi := t.array.Card().Model.Range()
	n := max(wr.Reads, 1)
	var sum float64
	for range n {
		sum += t.array.Observe(r, c)
	}
	t.counts.Looks += uint64(n)
	return (sum/float64(n) - lo) / (hi - lo)
}

// pulseTogether gives the pulses of one round, potentiation first, the shortest run first.
func (t *Tile) pulseTogether(c int, wants map[course][]int32, round int, wr Writer) {
	p := t.array.Card().Model.Nominal()
	for _, up := range []bool{true, false} {
		for run := range round + 1 {
			rows := wants[course{run, up}]
			if len(rows) == 0 {
				continue
			}
			a, d := wr.grown(run)
			if up {
				t.array.Pulse(c, rows, p.SetVoltage*a, p.SetWidth*d)
			} else {
				t.array.Pulse(c, rows, p.ResetVoltage*a, p.ResetWidth*d)
			}
		}
	}
}
