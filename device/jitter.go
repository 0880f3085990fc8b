package device

import "math"

// A jitter is the cycle-to-cycle scatter of a model that is integrated: c2c of the step itself, and
// c2c_range of the range of the state for a voltage of more than half of a nominal pulse, for a
// model that moves at any voltage would otherwise be scattered by being read.
type jitter struct {
	own, part  Field
	set, reset float64 // half of the nominal pulses, V
}

func (p *Pulses) jitter(s State, c2c, c2cRange float64) jitter {
	return jitter{
		own: s.Field("c2c", c2c), part: s.Field("c2c_range", c2cRange),
		set: 0.5 * p.SetVoltage, reset: 0.5 * p.ResetVoltage,
	}
}

// end returns the state of cell i after a step of voltage v (V) that took it from x to next in the
// mean, within lo and hi.
func (j *jitter) end(i int, x, next, lo, hi, v float64, xi []float64) float64 {
	if xi != nil {
		own, part := j.own.At(i)*(next-x), 0.0
		if v > j.set || v < j.reset {
			part = j.part.At(i) * (hi - lo)
		}
		next += float64(math.Sqrt(float64(own*own)+float64(part*part)) * xi[i])
	}
	return min(max(next, lo), hi)
}
