package periphery

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// Codings lists how an amplitude becomes a read pulse: by its voltage at full width, or by its width at
// full voltage.
func Codings() []string { return []string{"amplitude", "width"} }

// A DAC drives the word lines: it turns a row's amplitude (0..1 of the read voltage) into one
// of 2^Bits equidistant levels, with errors. Spikes have amplitude 1, which every resolution
// delivers exactly; noise and the error of the full scale they all get.
//
// Noise belongs to the read: coded by amplitude it is a part of the voltage, a(1 + Noise ξ), coded by
// width a jitter of the edges, a + Noise ξ. Gain, INL and DNL belong to the driver of a row and stay.
// The first and the last level of a driver are exact but for Gain, as converters are specified by a line
// through their end points.
type DAC struct {
	Bits   int     // 0 is ideal, else 1 to 16
	Noise  float64 // standard deviation of the read voltage or width, of the full one; drawn per row and read
	Coding string  // of Codings; "" is "amplitude"
	Gain   float64 // standard deviation of the full scale between drivers, relative
	INL    float64 // standard deviation between drivers of the bow at half scale, in steps (LSB)
	DNL    float64 // standard deviation of a step, in steps; wants 12 bits or fewer

	amp    []float32
	driver []driver // by row; nil where none has an error
}

// A driver is the static error of one row's converter.
type driver struct {
	gain  float32
	level []float32 // by code, of the full scale; nil where levels are exact
}

// Check refuses bits, noise and errors out of range.
func (d DAC) Check() error {
	if d.Bits < 0 || d.Bits > 16 {
		return fmt.Errorf("dac.bits = %d: want 0 to 16 (0 is ideal)", d.Bits)
	}
	if !(d.Noise >= 0 && d.Noise <= 1) {
		return fmt.Errorf("dac.noise = %g: want 0 to 1 (of the read voltage)", d.Noise)
	}
	if d.Coding != "" && !slices.Contains(Codings(), d.Coding) {
		return fmt.Errorf("dac.coding = %q: want one of %v", d.Coding, Codings())
	}
	if !(d.Gain >= 0 && d.Gain <= 1) {
		return fmt.Errorf("dac.gain = %g: want 0 to 1 (of the full scale)", d.Gain)
	}
	for _, x := range []struct {
		key string
		v   float64
	}{{"dac.inl", d.INL}, {"dac.dnl", d.DNL}} {
		if !(x.v >= 0 && x.v <= 100) {
			return fmt.Errorf("%s = %g: want 0 to 100 (LSB)", x.key, x.v)
		}
		if x.v > 0 && (d.Bits < 1 || d.Bits > 12) {
			return fmt.Errorf("%s = %g with dac.bits = %d: want 1 to 12 bits, for an ideal converter has no steps and a finer one too many", x.key, x.v, d.Bits)
		}
	}
	return nil
}

// make draws the errors of the drivers of so many rows.
func (d *DAC) make(rows int, stream variability.Stream) {
	if d.Gain == 0 && d.INL == 0 && d.DNL == 0 {
		return
	}
	d.driver = make([]driver, rows)
	for i := range d.driver {
		src := stream.At(i).Source()
		w := &d.driver[i]
		w.gain = float32(max(0, 1+float64(d.Gain*kernel.Normal(src))))
		if d.INL > 0 || d.DNL > 0 {
			w.level = d.levels(src)
		}
	}
}

// levels draws the levels of one driver: steps of 1 + DNL ξ, through the end points, and a parabola that
// is INL ξ steps high in the middle.
func (d *DAC) levels(src *rand.PCG) []float32 {
	top := 1<<d.Bits - 1
	at := make([]float64, top+1)
	bow := float64(d.INL * kernel.Normal(src))
	for k := 1; k <= top; k++ {
		at[k] = at[k-1] + 1 + float64(d.DNL*kernel.Normal(src))
	}
	out := make([]float32, top+1)
	for k := range out {
		x := float64(k) / float64(top)
		if at[top] > 0 { // a converter whose steps sum to nothing has no end to be scaled to
			out[k] = float32(at[k]/at[top] + float64(4*bow*x*(1-x))/float64(top))
		} else {
			out[k] = float32(x)
		}
	}
	return out
}

// Drive is Convert for the listed rows, each with the errors of its driver.
func (d *DAC) Drive(amp []float32, rows []int32, src *rand.PCG) []float32 {
	out := d.Convert(amp, len(rows), src)
	if d.driver == nil {
		return out
	}
	if out == nil || len(out) > 0 && len(amp) > 0 && &out[0] == &amp[0] {
		d.amp = append(d.amp[:0], amp...)
		for len(d.amp) < len(rows) { // amp nil is 1 for all
			d.amp = append(d.amp, 1)
		}
		out = d.amp
	}
	top := float32(int(1)<<d.Bits - 1)
	for i, r := range rows {
		w := &d.driver[r]
		if w.level != nil {
			a := float32(1)
			if amp != nil {
				a = min(max(amp[i], 0), 1)
			}
			code := int(math.Round(float64(a) * float64(top)))
			out[i] += w.level[code] - float32(code)/top
		}
		out[i] *= w.gain
	}
	return out
}

// volts are the voltages behind amplitudes, of the read voltage: all 1 (nil) where the width of a pulse
// says the amplitude.
func (d *DAC) volts(amp []float32) []float32 {
	if d.Coding == "width" {
		return nil
	}
	return amp
}

// Convert returns the amplitudes of n rows as perfect drivers drive them; amp nil is 1 for all, and
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
		if d.Noise > 0 && d.Coding == "width" {
			a = max(0, a+float64(d.Noise*kernel.Normal(src)))
		} else if d.Noise > 0 {
			a *= 1 + float64(d.Noise*kernel.Normal(src))
		}
		out[i] = float32(a)
	}
	return out
}
