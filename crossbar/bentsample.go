package crossbar

import (
	"math"

	"github.com/xbar-sim/xbar/crossbar/circuit"
)

// sampleBent is SampleWires for crosspoints that bend: the currents that reads see, against Newton's method for the lines that are
// driven. Approximations have the chords of ideal lines.
func (a *Array) sampleBent(rows []int32) (s WireSample, ok bool, err error) {
	r := a.Reader()
	g := r.Conductances()
	w, b := r.wired, a.wired.bent
	seen, ideal, exact := make([]float32, a.Cols), make([]float64, a.Cols), make([]float64, a.Cols)
	first, second := make([]float64, a.Cols), make([]float64, a.Cols)
	fresh := &wired{Wiring: w.Wiring, cols: a.Cols, bent: b, trouble: &trouble{}}
	for _, t := range a.wired.tiles {
		v := make([]float64, t.rows())
		for _, i := range rows {
			if k := int(i) - t.r0; k >= 0 && k < len(v) {
				v[k] = b.volts
			}
		}
		found, err := fresh.newton(t, g, v)
		if err != nil {
			return s, true, err
		}
		for j, x := range found {
			exact[t.c0+j] += x
		}
		fresh.board.size(t.rows() * t.cols())
		for k, x := range b.currents(fresh.board.newton.g, full(len(v)*t.cols(), b.volts)) {
			fresh.board.g[k] = x / b.volts
			if v[k/t.cols()] != 0 {
				ideal[t.c0+k%t.cols()] += x
			}
		}
		fresh.approximate(first[t.c0:t.c1], circuit.FirstOrder, t, v)
		fresh.approximate(second[t.c0:t.c1], circuit.AlphaBeta, t, v)
	}
	s = WireSample{FirstOrder: off(first, exact), AlphaBeta: off(second, exact)}
	if !w.everyRead() {
		r.follow()
		a.wires.Read(seen, w.e, rows, nil, float32(b.volts))
		got := make([]float64, a.Cols)
		for j, x := range seen {
			got[j] = float64(x)
		}
		s.Error = off(got, exact)
	}
	if all := sum(ideal); all > 0 {
		s.Loss = 1 - sum(exact)/all
	}
	if math.IsNaN(s.Loss) {
		s.Loss = 0
	}
	return s, true, nil
}

// full are n numbers alike.
func full(n int, x float64) []float64 {
	out := make([]float64, n)
	for k := range out {
		out[k] = x
	}
	return out
}
