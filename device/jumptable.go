package device

import (
	"errors"
	"math"
	"strconv"

	"github.com/xbar-sim/xbar/internal/si"
)

// JumpTable is a cell that is known by its data: what one nominal pulse does to it, as a mean change
// of conductance ΔG and a standard deviation, each against the conductance G before the pulse,
//
//	SET    G⁺ = G + step_ltp set_mean(G)   + set_sd(G) ξ
//	RESET  G⁺ = G - step_ltd reset_mean(G) + reset_sd(G) ξ
//
// with straight lines between the entries of g_table, constant beyond its ends, and the result held within
// [g_min, g_max]. Pulses are whole, for that is what was measured; several act one after another, with
// one deviate for the sum of their scatter. step_ltp and step_ltd scale the means, 1 as measured; c2c and
// c2c_range add scatter in fractions of the own step and of the range.
//
// The idea is that of the lookup tables of CrossSim (Sandia National Laboratories,
// github.com/sandialabs/cross-sim). Departure: a change is normal with two moments, not drawn from a
// measured distribution.
type JumpTable struct {
	Cell
	At                 []float64 // G, S, rising
	SetMean, SetSD     []float64 // S
	ResetMean, ResetSD []float64 // S
	ScaleLTP, ScaleLTD float64
	C2CRange, C2C      float64
}

// Params implements Model.
func (m *JumpTable) Params() []si.Param {
	return m.Cell.params([]si.Param{
		{Name: "g_table", At: &m.At, Unit: "S", Doc: "conductances of the tables, rising", Min: 0, Max: 1},
		{Name: "set_mean", At: &m.SetMean, Unit: "S", Doc: "mean rise of conductance by a SET pulse, by g_table", Min: 0, Max: 1},
		{Name: "set_sd", At: &m.SetSD, Unit: "S", Doc: "standard deviation of a SET pulse, by g_table", Of: "G", Min: 0, Max: 1},
		{Name: "reset_mean", At: &m.ResetMean, Unit: "S", Doc: "mean fall of conductance by a RESET pulse, by g_table", Min: 0, Max: 1},
		{Name: "reset_sd", At: &m.ResetSD, Unit: "S", Doc: "standard deviation of a RESET pulse, by g_table", Of: "G", Min: 0, Max: 1},
		{Name: "step_ltp", At: &m.ScaleLTP, Doc: "scale of the mean SET step", Min: 1e-3, Max: 100},
		{Name: "step_ltd", At: &m.ScaleLTD, Doc: "scale of the mean RESET step", Min: 1e-3, Max: 100},
		{Name: "c2c_range", At: &m.C2CRange, Doc: "additional cycle-to-cycle scatter of a pulse, of the range", Of: "range", Min: 0, Max: 1},
		{Name: "c2c", At: &m.C2C, Doc: "additional cycle-to-cycle scatter of a pulse, of its own step", Of: "step", Min: 0, Max: 10},
	}...)
}

// Check implements Checked.
func (m *JumpTable) Check() error {
	err := tables(map[string]int{"g_table": len(m.At)}, 0)
	err = errors.Join(err, tables(map[string]int{
		"set_mean": len(m.SetMean), "set_sd": len(m.SetSD), "reset_mean": len(m.ResetMean), "reset_sd": len(m.ResetSD),
	}, len(m.At)))
	for i := 1; i < len(m.At); i++ {
		if !(m.At[i] > m.At[i-1]) {
			return errors.Join(err, &si.ValueError{
				Key: "g_table", Value: si.Format(m.At[i], "S"), Doc: "conductances of the tables",
				Want: "more than entry " + strconv.Itoa(i-1) + ", " + si.Format(m.At[i-1], "S"),
			})
		}
	}
	return err
}

// D2D implements Synapse.
func (m *JumpTable) D2D() []D2D {
	return []D2D{{Param: "g_min"}, {Param: "g_max"}, {Param: "step_ltp"}, {Param: "step_ltd"}}
}

// Draws implements Model.
func (m *JumpTable) Draws() int { return 1 }

// Count implements PulseCounter.
func (m *JumpTable) Count(v, dt float64) float64 { return m.count(v, dt, m.Threshold) }

// WholePulses implements PulseCounter: the data are of whole pulses only.
func (m *JumpTable) WholePulses() bool { return true }

// Step implements Model.
func (m *JumpTable) Step(s State, v []float64, dt float64, xi []float64) {
	lo, hi := s.Field("g_min", m.GMin), s.Field("g_max", m.GMax)
	up, down := s.Field("step_ltp", m.ScaleLTP), s.Field("step_ltd", m.ScaleLTD)
	c2cRange, c2c := s.Field("c2c_range", m.C2CRange), s.Field("c2c", m.C2C)
	threshold := s.Field("v_th", m.Threshold)
	x := s.X[0]
	for i := range x {
		n := m.count(v[i], dt, threshold.At(i))
		l, h := window(lo, hi, i)
		if n == 0 || h == l {
			continue
		}
		mean, sd, scale := m.SetMean, m.SetSD, up.At(i)
		if n < 0 {
			n, mean, sd, scale = -n, m.ResetMean, m.ResetSD, -down.At(i)
		}
		g := l + float64((h-l)*x[i])
		var sum float64
		for range int(max(1, math.Round(n))) {
			step, own := float64(scale*between(m.At, mean, g)), between(m.At, sd, g)
			next := min(max(g+step, l), h)
			more := scatter(step, 1, c2c.At(i), c2cRange.At(i)*(h-l))
			sum += float64(own*own) + float64(more*more)
			if next == g && xi == nil {
				break // the mean stands still from here on
			}
			g = next
		}
		if xi != nil {
			g = min(max(g+float64(xi[i]*math.Sqrt(sum)), l), h)
		}
		x[i] = min(max((g-l)/(h-l), 0), 1)
	}
}
