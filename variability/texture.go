package variability

import (
	"errors"
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A Texture says how what is drawn for the cells of an array hangs together in space. Each part is a
// share of the variance, 0 to 1; what they leave to 1 every cell has for itself (the nugget). The deviate
// of cell (r, c) is
//
//	z = √gradient (a x + b y)/√2 + √row u_r + √column w_c + √field f(r, c) + √nugget ξ
//
// with a, b, u, w and ξ standard normal, x and y the row and column less their mean over their standard
// deviation, and f a Gaussian field of covariance exp(-d²/2ℓ²) at a distance of d cells. Over many
// arrays the variance of z is 1 in the mean over an array, whatever the shares, so a spread keeps
// its CV. The zero Texture is independent cells.
type Texture struct {
	Gradient, Row, Column, Field float64 // shares of the variance
	Length                       float64 // ℓ, cells, 0.5 to 1000; wanted where Field > 0
}

// Plain reports whether cells are independent.
func (t Texture) Plain() bool { return t.Gradient == 0 && t.Row == 0 && t.Column == 0 && t.Field == 0 }

// Check refuses shares that are negative or more than 1 together, and lengths out of range.
func (t Texture) Check() error {
	sum := t.Gradient + t.Row + t.Column + t.Field
	if !(min(t.Gradient, t.Row, t.Column, t.Field) >= 0) || !(sum <= 1+1e-9) {
		return fmt.Errorf("gradient %g + row %g + column %g + field %g: want shares of a variance, at most 1 together", t.Gradient, t.Row, t.Column, t.Field)
	}
	if t.Field > 0 && !(t.Length >= 0.5 && t.Length <= 1000) {
		return errors.New("length of the field: want 0.5 to 1000 cells; a gradient is longer")
	}
	return nil
}

// Deviates fills dst, row after row, with one deviate a cell. A part that is not there draws nothing, and
// what one part draws does not depend on the others.
func (t Texture) Deviates(dst []float64, rows, cols int, s Stream) {
	if len(dst) != rows*cols {
		panic("variability: slice length does not match array")
	}
	src := s.Source()
	own := math.Sqrt(max(1-t.Gradient-t.Row-t.Column-t.Field, 0))
	if t.Plain() {
		own = 1
	}
	for i := range dst {
		dst[i] = float64(own * kernel.Normal(src))
	}
	if t.Field > 0 {
		addField(dst, rows, cols, t.Length, math.Sqrt(t.Field), s.Named("field").Source())
	}
	if t.Plain() || t.Gradient+t.Row+t.Column == 0 {
		return
	}
	down := line(rows, t.Row, s.Named("row"))
	across := line(cols, t.Column, s.Named("column"))
	t.tilt(down, across, s.Named("gradient"))
	for r, u := range down {
		for c, w := range across {
			dst[r*cols+c] += u + w
		}
	}
}

// line draws what all cells of a row or column share.
func line(n int, share float64, s Stream) []float64 {
	x := make([]float64, n)
	if share == 0 {
		return x
	}
	src := s.Source()
	for i := range x {
		x[i] = float64(math.Sqrt(share) * kernel.Normal(src))
	}
	return x
}

// tilt adds a plane, which is a part by row and a part by column. An array of one row or column has
// its whole gradient along the other side.
func (t Texture) tilt(down, across []float64, s Stream) {
	if t.Gradient == 0 {
		return
	}
	src := s.Source()
	scale := math.Sqrt(t.Gradient / 2)
	if len(down) == 1 || len(across) == 1 {
		scale = math.Sqrt(t.Gradient)
	}
	for _, side := range [][]float64{down, across} {
		slope := float64(scale * kernel.Normal(src))
		n := float64(len(side))
		if n == 1 {
			continue
		}
		sd := math.Sqrt((float64(n*n) - 1) / 12) // of 0, 1, …, n-1
		for i := range side {
			side[i] += float64(slope * (float64(i) - float64((n-1)/2)) / sd)
		}
	}
}
