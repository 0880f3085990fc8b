package periphery

import (
	"fmt"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// PulseRows programs, row after row, the weights of the listed rows in the listed columns: dose[k] is the
// expected number of nominal pulses for column cols[k], as in PulseColumn. Where a row, column or dose
// is out of range nothing is pulsed.
func (t *Tile) PulseRows(rows, cols []int32, dose []float32) error {
	for _, i := range rows {
		if len(dose) != len(cols) || i < 0 || int(i) >= t.rows {
			return fmt.Errorf("row %d with %d columns and %d doses: the tile has %d rows and %d columns", i, len(cols), len(dose), t.rows, t.cols)
		}
	}
	for k, j := range cols {
		if d := dose[k]; !(d >= -maxDose && d <= maxDose) || j < 0 || int(j) >= t.cols {
			return fmt.Errorf("column %d: dose %g, want %d to %d pulses in %d columns", j, d, -maxDose, maxDose, t.cols)
		}
	}
	if err := t.takesPulses(); err != nil {
		return err
	}
	for _, i := range rows {
		t.pulseRow(i, cols, dose)
	}
	return nil
}

// pulseRow draws the pulses of one row and applies them.
func (t *Tile) pulseRow(i int32, cols []int32, dose []float32) {
	one := t.single[:]
	one[0] = i
	for k, j := range cols {
		n, up := dose[k], dose[k] > 0
		if !up {
			n = -n
		}
		for ; n > 0; n-- {
			if n < 1 && kernel.Uniform(t.chance(int(j))) > float64(n) {
				break
			}
			t.pulse(int(j), one, up)
		}
	}
	t.turn++
}

// Column copies the weights of column j, as an undisturbed reading of its cells finds them, to
// dst, one element a row, in full weights. It counts as one look a cell; the reference is known.
func (t *Tile) Column(dst []float32, j int) {
	t.column(dst, j)
	t.counts.Looks += uint64(t.rows * own(t.terms))
}

// own is how many of the terms are cells of the weight alone.
func own(terms []term) (n int) {
	for _, x := range terms {
		if !x.reference {
			n++
		}
	}
	return n
}

// column is Column that nobody has to look for.
func (t *Tile) column(dst []float32, j int) {
	t.terms = t.layout.terms(t.terms[:0], j, t.array.Cols)
	if len(t.terms) == 2 {
		t.array.Difference(dst, t.terms[0].col, t.terms[1].col)
	} else {
		t.weigh(dst)
	}
	kernel.Scale(dst, float32(t.array.Card().Model.Nominal().ReadVoltage/t.unit))
}

// ScaleColumn rewrites the weights of column j as f times what an undisturbed reading finds, held
// within their limits: one write a cell. The reference column of the single layout stays.
func (t *Tile) ScaleColumn(j int, f float64) {
	w := make([]float32, t.rows)
	t.column(w, j) // who scales has looked
	place := make([]float64, t.array.Cols)
	t.terms = t.layout.terms(t.terms[:0], j, t.array.Cols)
	to := make([][]float64, len(t.terms))
	for k := range to {
		to[k] = make([]float64, t.rows)
	}
	for i, x := range w {
		t.layout.place(place, j, min(max(float64(x)*f, -1), 1))
		for k, x := range t.terms {
			to[k][i] = place[x.col]
		}
	}
	for k, x := range t.terms {
		if !x.reference {
			t.array.Rewrite(x.col, to[k])
		}
	}
}

// weigh sets dst, one element a row, to the weighted sum of the terms, S.
func (t *Tile) weigh(dst []float32) {
	clear(dst)
	one := make([]float32, len(dst))
	for _, x := range t.terms {
		t.array.Column(one, x.col)
		for i, g := range one {
			dst[i] += float32(x.factor * g)
		}
	}
}

// grade gives each cell of column j its dose as it is.
func (t *Tile) grade(j int, dose []float32) {
	rows, pulses := t.lists[0][:0], t.pulses[:0]
	for i, d := range dose {
		if d != 0 {
			rows, pulses = append(rows, int32(i)), append(pulses, float64(d))
		}
	}
	t.pulses = pulses
	first, count, _ := t.layout.targets(j, true, t.turn)
	for c := first; c < first+count; c++ {
		t.array.Grade(c, rows, pulses)
	}
	t.turn++
}
