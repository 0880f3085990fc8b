package periphery

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// A Sense is the amplifiers at the feet of the array's columns: each turns the current of its column
// into what the converter sees. The zero value is perfect. In this order:
//
//	I₁ = I / (1 + R_in G)               an input that is no virtual ground: the column rises by R_in I₁
//	I₂ = I₁ + (I₂' - I₁) e^(-2π f t)    finite bandwidth f, t the read pulse, I₂' the sample before
//	I₃ = (1 + Gain ξ) I₂ + Offset ξ     of the amplifier, drawn once
//	I₄ = I₃ + Noise ξ                   of the sample
//
// G is the conductance between the column and everything that holds it: of all its cells where
// undriven rows are held at 0 V, of the driven ones alone where switches take the others off
// (crossbar.Options.Bias "gated"), and then I / (v a), exact for rows driven with one amplitude a. The
// cells are linear. The first sample of an input comes after a reset. Gain is relative; Offset and Noise
// are in full weights.
type Sense struct {
	Resistance float64 // Ω, of the input
	Bandwidth  float64 // Hz; 0 is infinite
	Gain       float64 // standard deviation between amplifiers, relative
	Offset     float64 // standard deviation between amplifiers, full weights
	Noise      float64 // standard deviation of a sample, full weights

	on      bool
	gated   bool
	gain    []float32 // by column
	offset  []float32 // A
	settled float32   // e^(-2π f t)
	before  []float32 // samples before, A
	load    []float32 // conductance of the columns, S; of this input
	stale   bool      // load belongs to the input before
	noise   float32   // A
}

// Check refuses negative and infinite values.
func (s Sense) Check() error {
	for _, x := range []struct {
		key, unit string
		v, most   float64
	}{
		{"sense.resistance", "Ω", s.Resistance, 1e9}, {"sense.bandwidth", "Hz", s.Bandwidth, 1e15},
		{"sense.gain", "relative", s.Gain, 1}, {"sense.offset", "full weights", s.Offset, 1e6},
		{"sense.noise", "full weights", s.Noise, 1e6},
	} {
		if !(x.v >= 0 && x.v <= x.most) {
			return fmt.Errorf("%s = %g: want 0 to %g (%s)", x.key, x.v, x.most, x.unit)
		}
	}
	return nil
}

// make draws the amplifiers of so many columns; unit is the current of a full weight (A), width the
// read pulse (s).
func (s *Sense) make(columns int, unit, width float64, gated bool, stream variability.Stream) {
	s.on = s.Resistance > 0 || s.Bandwidth > 0 || s.Gain > 0 || s.Offset > 0 || s.Noise > 0
	if !s.on {
		return
	}
	s.gated, s.noise = gated, float32(s.Noise*unit)
	s.gain, s.offset = make([]float32, columns), make([]float32, columns)
	for c := range s.gain {
		src := stream.At(c).Source()
		s.gain[c] = float32(1 + float64(s.Gain*kernel.Normal(src)))
		s.offset[c] = float32(s.Offset * unit * kernel.Normal(src))
	}
	if s.Bandwidth > 0 {
		s.settled = float32(kernel.Exp(-2 * math.Pi * s.Bandwidth * width))
	}
	s.own(columns)
}

// own gives the amplifiers memory that no reader shares.
func (s *Sense) own(columns int) {
	if !s.on {
		return
	}
	s.before, s.load, s.stale = make([]float32, columns), make([]float32, columns), true
}

// reset forgets the samples of the input before.
func (s *Sense) reset() {
	clear(s.before)
	s.stale = true
}

// sample turns the currents of a read (A) into those that the converters see. rows were driven with v
// volts times amp.
func (s *Sense) sample(a *lines, current, amp []float32, v float64, src *rand.PCG) {
	if s.Resistance > 0 {
		s.yield(a, current, amp, v)
	}
	if s.Bandwidth > 0 {
		for c, x := range current {
			current[c] = x + float32((s.before[c]-x)*s.settled)
		}
		copy(s.before, current)
	}
	for c, x := range current {
		current[c] = float32(x*s.gain[c]) + s.offset[c]
	}
	if s.Noise > 0 {
		for c := range current {
			current[c] += float32(s.noise * float32(kernel.Normal(src)))
		}
	}
}

// yield lets columns rise above ground by what their current drops across the input.
func (s *Sense) yield(a *lines, current, amp []float32, v float64) {
	r := float32(s.Resistance)
	if s.gated {
		perVolt := r / float32(v*meanAmplitude(amp))
		for c, x := range current {
			current[c] = x / (1 + float32(max(x, 0)*perVolt))
		}
		return
	}
	if s.stale {
		s.stale = false
		clear(s.load)
		g := a.Conductances()
		for i := range a.Rows {
			kernel.Add(s.load, g[i*a.Cols:(i+1)*a.Cols])
		}
	}
	for c, x := range current {
		current[c] = x / (1 + float32(r*s.load[c]))
	}
}

// meanAmplitude is the mean of amp weighted with itself, 1 where amp is nil.
func meanAmplitude(amp []float32) float64 {
	var sum, square float64
	for _, a := range amp {
		sum += float64(a)
		square += float64(a * a)
	}
	if sum <= 0 {
		return 1
	}
	return square / sum
}
