package periphery

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// An ADC digitises the sensed currents of the columns: 2^Bits codes over -Range to Range, rounded
// to the nearest and held at the ends. Codes have both signs in every layout, for cells differ
// and a weight near 0 may draw less than its reference. Range is in units of one full weight
// and comes from training activity (Calibrate), never from test data.
type ADC struct {
	Bits  int     // 0 is ideal, else 2 to 16
	Range float64 // full weights; 0 until calibrated, and then nothing is digitised
	Noise float64 // standard deviation of a sample, in steps (LSB)

	Kind     string  // of Converters; "" is "uniform"
	Mismatch float64 // sar: relative standard deviation of a unit capacitor; ramp: of a step
	Offset   float64 // standard deviation of the comparators between converters, in steps
	Share    int     // columns that share a converter, one after another; 0 is 1

	bank *bank // nil where converters have no errors of their own

	samples, clipped uint64
}

// Check refuses bits, range and noise out of range.
func (a ADC) Check() error {
	if a.Bits < 0 || a.Bits == 1 || a.Bits > 16 {
		return fmt.Errorf("adc.bits = %d: want 0 or 2 to 16 (0 is ideal)", a.Bits)
	}
	if !(a.Range >= 0) || math.IsInf(a.Range, 0) {
		return fmt.Errorf("adc.range = %g: want 0 or more (full weights; 0 is calibrated)", a.Range)
	}
	if !(a.Noise >= 0 && a.Noise <= 100) {
		return fmt.Errorf("adc.noise = %g: want 0 to 100 (LSB)", a.Noise)
	}
	if !known(a.Kind) {
		return fmt.Errorf("adc.kind = %q: want one of %v", a.Kind, Converters())
	}
	if !(a.Mismatch >= 0 && a.Mismatch <= 0.5) {
		return fmt.Errorf("adc.mismatch = %g: want 0 to 0.5 (relative)", a.Mismatch)
	}
	if a.Mismatch > 0 && (a.Kind == "" || a.Kind == "uniform") {
		return fmt.Errorf("adc.mismatch = %g with adc.kind = uniform: want sar or ramp, for equidistant codes have nothing that could differ", a.Mismatch)
	}
	if !(a.Offset >= 0 && a.Offset <= 1e4) {
		return fmt.Errorf("adc.offset = %g: want 0 to 10000 (LSB)", a.Offset)
	}
	if a.Share < 0 || a.Share > 1<<20 {
		return fmt.Errorf("adc.share = %d: want 0 to %d columns", a.Share, 1<<20)
	}
	return nil
}

// Convert digitises currents x (A) in place and leaves them in full weights; unit is the
// current of one full weight (A). Noise is drawn from src.
func (a *ADC) Convert(x []float32, unit float64, src *rand.PCG) {
	perUnit := float32(1 / unit)
	if a.Bits == 0 || a.Range == 0 {
		kernel.Scale(x, perUnit)
		return
	}
	half := float64(int(1) << (a.Bits - 1))
	lo, hi, step := float32(-half), float32(half-1), a.Range/(half-1)
	scale, lsb := perUnit/float32(step), float32(step)
	if a.Noise > 0 {
		for j := range x {
			x[j] += float32(a.Noise*kernel.Normal(src)) / scale
		}
	}
	a.samples += uint64(len(x))
	if a.bank != nil {
		a.clipped += uint64(a.bank.convert(x, scale, lsb, a.Bits))
		return
	}
	a.clipped += uint64(kernel.Quantize(x, scale, lo, hi, lsb))
}

// A probe collects what an ADC would see, in full weights.
type probe struct{ seen []float32 }

// maxProbe bounds the memory of a calibration.
const maxProbe = 1 << 21

func (p *probe) see(x []float32, unit float64) {
	for _, v := range x {
		if len(p.seen) < maxProbe {
			p.seen = append(p.seen, float32(math.Abs(float64(v)/unit)))
		}
	}
}

// Calibrate sets the range of the ADC from the activity that run causes: headroom times the
// given quantile of the magnitude of all samples. The caller must use training inputs. With
// an ideal ADC, or a range that was given, it does nothing.
func (t *Tile) Calibrate(quantile, headroom float64, run func() error) error {
	if t.adc.Bits == 0 || t.adc.Range > 0 {
		return nil
	}
	t.probe = &probe{}
	err := run()
	seen := t.probe.seen
	t.probe = nil
	if err != nil {
		return err
	}
	if len(seen) == 0 {
		return fmt.Errorf("adc: no activity to calibrate the range with")
	}
	slices.Sort(seen)
	r := float64(seen[min(int(quantile*float64(len(seen))), len(seen)-1)]) * headroom
	if r == 0 {
		return fmt.Errorf("adc: the activity to calibrate the range with was all zero")
	}
	t.adc.Range = r
	return nil
}
