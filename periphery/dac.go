package periphery

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A DAC drives the word lines: it turns a row's amplitude (0..1 of the read voltage) into one
// of 2^Bits equidistant voltages, with noise. Spikes have amplitude 1, which every resolution
// delivers exactly; noise they all get.
type DAC struct {
	Bits  int     // 0 is ideal, else 1 to 16
	Noise float64 // standard deviation of the read voltage, relative; drawn per row and read

	amp []float32
}

// Check refuses bits and noise out of range.
func (d DAC) Check() error {
	if d.Bits < 0 || d.Bits > 16 {
		return fmt.Errorf("dac.bits = %d: want 0 to 16 (0 is ideal)", d.Bits)
	}
	if !(d.Noise >= 0 && d.Noise <= 1) {
		return fmt.Errorf("dac.noise = %g: want 0 to 1 (of the read voltage)", d.Noise)
	}
	return nil
}

// Convert returns the amplitudes of n rows as the DAC drives them; amp nil is 1 for all, and
// nil comes back where nothing changes. Noise is drawn from src. The result is valid until
// the next call.
func (d *DAC) Convert(amp []float32, n int, src *rand.PCG) []float32 {
	if (amp == nil || d.Bits == 0) && d.Noise == 0 {
		return amp
	}
	if cap(d.amp) < n {
		d.amp = make([]float32, n)
	}
	out := d.amp[:n]
	top := float64(int(1)<<d.Bits - 1)
	for i := range out {
		a := 1.0
		if amp != nil {
			a = float64(amp[i])
			if d.Bits > 0 {
				a = math.Round(min(max(a, 0), 1)*top) / top
			}
		}
		if d.Noise > 0 {
			a *= 1 + float64(d.Noise*kernel.Normal(src))
		}
		out[i] = float32(a)
	}
	return out
}
