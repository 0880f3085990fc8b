package periphery

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

func drawn(name string) variability.Stream { return variability.Seed(9).Named(name) }

// Without errors successive approximation and a ramp find the code of a uniform converter.
func TestConvertersWithoutErrorsAreUniform(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		bits := rapid.IntRange(2, 10).Draw(r, "bits")
		sar := &bank{share: 1, offset: []float32{0}, weight: [][]float32{capacitors(bits, 0, drawn("c").Source())}}
		slope := &bank{share: 1, offset: []float32{0}, level: ramp(bits, 0, drawn("r").Source())}
		half := float32(int(1) << (bits - 1))
		x := rapid.Float32Range(-1.5*half, 1.5*half).Draw(r, "x")
		if f := math.Abs(float64(x) - math.Round(float64(x))); math.Abs(f-0.5) < 1e-3 {
			return // between two codes rounding decides
		}
		want := []float32{x}
		clipped := kernel.Quantize(want, 1, -half, half-1, 1)
		for name, b := range map[string]*bank{"sar": sar, "ramp": slope} {
			got := []float32{x}
			if n := b.convert(got, 1, 1, bits); got[0] != want[0] || n != clipped {
				r.Errorf("%s: %g became %g (%d clipped), want %g (%d)", name, x, got[0], n, want[0], clipped)
			}
		}
	})
}

// The step at half scale of a binary weighted array is 1 + sd √(2^b - 1) ξ: it swaps all capacitors.
func TestCapacitorMismatch(t *testing.T) {
	const n, sd = 4000, 0.01
	for _, bits := range []int{4, 8} {
		var x []float64
		for k := range n {
			w := capacitors(bits, sd, drawn("mismatch").At(k).Source())
			step := float64(w[0])
			for _, lower := range w[1:] {
				step -= float64(lower)
			}
			x = append(x, step)
		}
		mean, got := stat.MeanStdDev(x, nil)
		want := sd * math.Sqrt(math.Exp2(float64(bits))-1)
		near(t, "mean step at half scale", mean, 1, 4*want/math.Sqrt(n))
		near(t, "standard deviation of it", got, want, 4*want/math.Sqrt(2*n)+0.02*want)
	}
}

// codes digitises a sweep over the range on the converter of each column: one list a column.
func codes(a *ADC, columns int) [][]float32 {
	out := make([][]float32, columns)
	for i := range 2000 {
		x := make([]float32, columns)
		for j := range x {
			x[j] = float32((float64(i)/1000 - 1) * a.Range * unit)
		}
		a.Convert(x, unit, nil)
		for j := range x {
			out[j] = append(out[j], x[j])
		}
	}
	return out
}

func differ(x, y []float32) (n int) {
	for i := range x {
		if x[i] != y[i] {
			n++
		}
	}
	return n
}

// Two converters of one chip differ; columns that share one do not. A ramp is one for all, its comparators
// are not.
func TestTwoConvertersDiffer(t *testing.T) {
	sar := ADC{Bits: 8, Range: 10, Kind: "sar", Mismatch: 0.02, Share: 2}
	sar.make(4, drawn("chip"))
	c := codes(&sar, 4)
	if differ(c[0], c[1]) != 0 || differ(c[2], c[3]) != 0 || differ(c[0], c[2]) < 50 {
		t.Errorf("shared converters differ in %d and %d samples, separate ones in %d", differ(c[0], c[1]), differ(c[2], c[3]), differ(c[0], c[2]))
	}
	slope := ADC{Bits: 8, Range: 10, Kind: "ramp", Mismatch: 0.3}
	slope.make(2, drawn("chip"))
	if c := codes(&slope, 2); differ(c[0], c[1]) != 0 {
		t.Error("columns under one ramp differ")
	}
	slope.Offset = 1
	slope.make(2, drawn("chip"))
	if c := codes(&slope, 2); differ(c[0], c[1]) < 50 {
		t.Error("comparators do not differ")
	}
	again := ADC{Bits: 8, Range: 10, Kind: "sar", Mismatch: 0.02, Share: 2}
	again.make(4, drawn("chip"))
	if differ(codes(&again, 4)[2], c[2]) != 0 {
		t.Error("the same stream makes another converter")
	}
	other := ADC{Bits: 8, Range: 10, Kind: "sar", Mismatch: 0.02, Share: 2}
	other.make(4, drawn("other chip"))
	if differ(codes(&other, 4)[2], c[2]) < 50 {
		t.Error("two chips have the same converter")
	}
}

// A ramp never turns back, whatever its steps are; successive approximation does, where a step is negative.
func TestRampIsMonotonic(t *testing.T) {
	a := ADC{Bits: 7, Range: 10, Kind: "ramp", Mismatch: 0.5}
	a.make(1, drawn("ramp"))
	list := codes(&a, 1)[0]
	for i := 1; i < len(list); i++ {
		if list[i] < list[i-1] {
			t.Fatalf("code %g after %g", list[i], list[i-1])
		}
	}
}

// P25 on successive approximation and ramp: 6.02 N + 1.76 dB for a full sine without mismatch, less with.
func TestConverterSignalToNoise(t *testing.T) {
	const n = 100_000
	snr := func(b *bank, bits int) float64 {
		half := math.Exp2(float64(bits - 1))
		var signal, noise float64
		for i := range n {
			x := (half-0.5)*math.Sin(2*math.Pi*float64(i)*math.Phi/17) - 0.5
			y := []float32{float32(x)}
			b.convert(y, 1, 1, bits)
			signal += (x + 0.5) * (x + 0.5)
			noise += (float64(y[0]) - x) * (float64(y[0]) - x)
		}
		return 10 * math.Log10(signal/noise)
	}
	for _, x := range []struct {
		bits int
		want float64
	}{{6, 37.9}, {8, 49.9}} {
		sar := func(sd float64) *bank {
			return &bank{share: 1, offset: []float32{0}, weight: [][]float32{capacitors(x.bits, sd, drawn("p25").Source())}}
		}
		slope := &bank{share: 1, offset: []float32{0}, level: ramp(x.bits, 0, drawn("p25").Source())}
		near(t, "SNR of a sar", snr(sar(0), x.bits), x.want, 0.4)
		near(t, "SNR of a ramp", snr(slope, x.bits), x.want, 0.4)
		if bad := snr(sar(0.2), x.bits); bad > x.want-3 {
			t.Errorf("%d bits with mismatch: SNR %g dB", x.bits, bad)
		}
	}
}

// Offsets of comparators are N(0, Offset) steps.
func TestComparatorOffset(t *testing.T) {
	const n = 3000
	a := ADC{Bits: 8, Range: 10, Offset: 1.5}
	a.make(n, drawn("offset"))
	var x []float64
	for _, o := range a.bank.offset {
		x = append(x, float64(o))
	}
	mean, sd := stat.MeanStdDev(x, nil)
	near(t, "mean", mean, 0, 4*1.5/math.Sqrt(n))
	near(t, "standard deviation", sd, 1.5, 4*1.5/math.Sqrt(2*n))
}

func TestConverterCheck(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{ADC{Bits: 8, Kind: "flash"}.Check(), "adc.kind"},
		{ADC{Bits: 8, Mismatch: 0.1}.Check(), "want sar or ramp"},
		{ADC{Bits: 8, Kind: "sar", Mismatch: 0.6}.Check(), "adc.mismatch"},
		{ADC{Bits: 8, Offset: -1}.Check(), "adc.offset"},
		{ADC{Share: -1}.Check(), "adc.share"},
		{DAC{Coding: "time"}.Check(), "dac.coding"},
		{DAC{Gain: 2}.Check(), "dac.gain"},
		{DAC{DNL: 0.5}.Check(), "dac.bits = 0"},
		{DAC{INL: 0.5, Bits: 13}.Check(), "dac.bits = 13"},
		{Sense{Resistance: -1}.Check(), "sense.resistance"},
		{Sense{Gain: math.NaN()}.Check(), "sense.gain"},
	} {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.want) {
			t.Errorf("error %v, want %q", tt.err, tt.want)
		}
	}
	for _, err := range []error{ADC{Bits: 8, Kind: "sar", Mismatch: 0.1, Share: 4}.Check(), DAC{Bits: 6, INL: 1, DNL: 0.2, Coding: "width"}.Check(), Sense{Gain: 0.1}.Check()} {
		if err != nil {
			t.Error(err)
		}
	}
}
