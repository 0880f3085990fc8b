package periphery

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/variability"
)

// An amplitude becomes the nearest of 2^N levels from 0 to 1, both included.
func TestDACLevels(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := DAC{Bits: rapid.IntRange(1, 16).Draw(r, "bits")}
		top := math.Exp2(float64(d.Bits)) - 1
		amp := rapid.SliceOf(rapid.Float32Range(-0.5, 1.5)).Draw(r, "amplitudes")
		kept := slices.Clone(amp)
		for i, y := range d.Convert(amp, len(amp), nil) {
			want := min(max(float64(kept[i]), 0), 1)
			level := float64(y) * top
			if math.Abs(level-math.Round(level)) > 1e-7*top || math.Abs(float64(y)-want) > 0.5/top+1e-7 {
				r.Fatalf("%d bits: %g became %g, level %g of %g", d.Bits, kept[i], y, level, top)
			}
		}
		if !slices.Equal(amp, kept) {
			r.Fatal("the amplitudes of the caller changed")
		}
	})
	d := DAC{Bits: 2}
	got := d.Convert([]float32{0, 0.1, 0.2, 0.4, 0.6, 0.9, 1, 7, -7}, 9, nil)
	want := []float32{0, 0, 1.0 / 3, 1.0 / 3, 2.0 / 3, 1, 1, 1, 0}
	if !slices.Equal(got, want) {
		t.Errorf("two bits make %g, want %g", got, want)
	}
}

// Spikes have the full amplitude, which every resolution has.
func TestDACPassesSpikes(t *testing.T) {
	for bits := range 17 {
		d := DAC{Bits: bits}
		if got := d.Convert(nil, 5, nil); got != nil {
			t.Errorf("%d bits turn spikes into %g", bits, got)
		}
		for _, a := range d.Convert([]float32{1, 1}, 2, nil) {
			if a != 1 {
				t.Errorf("%d bits turn an amplitude of 1 into %g", bits, a)
			}
		}
	}
	ideal := DAC{}
	amp := []float32{0.123, 1.7, -3}
	if got := ideal.Convert(amp, 3, nil); !slices.Equal(got, amp) {
		t.Errorf("an ideal converter turns %g into %g", amp, got)
	}
}

// Noise is relative to the voltage, for spikes too, and fresh for every row and read.
func TestDACNoise(t *testing.T) {
	const rows, reads = 50, 400
	for _, amp := range []float32{1, 0.4} {
		d := DAC{Bits: 8, Noise: 0.05}
		src := variability.Seed(3).Named("dac").Source()
		list := doses(rows, amp)
		if amp == 1 {
			list = nil
		}
		var x []float64
		for range reads {
			for _, a := range d.Convert(list, rows, src) {
				x = append(x, float64(a)/float64(amp))
			}
		}
		mean, sd := stat.MeanStdDev(x, nil)
		n := float64(len(x))
		near(t, "mean", mean, 1, 4*0.05/math.Sqrt(n))
		near(t, "standard deviation", sd, 0.05, 4*0.05/math.Sqrt(2*n))
		near(t, "correlation of rows", stat.Correlation(x[1:], x[:len(x)-1], nil), 0, 4/math.Sqrt(n))
		near(t, "correlation of reads", stat.Correlation(x[rows:], x[:len(x)-rows], nil), 0, 4/math.Sqrt(n))
	}
}

// In a tile the noise of n rows of full weights adds to √n of one row's, the same for all columns.
func TestDACNoiseInTile(t *testing.T) {
	const reads = 10_000
	tile := build(t, preset(t, "ideal"), 9, 2, Options{DAC: DAC{Noise: 0.02}})
	tile.Program(level(18, 1), false)
	x := make([]float64, reads)
	for k := range x {
		got := forward(tile, all(9), nil)
		if math.Abs(float64(got[0]-got[1])) > 1e-5 {
			t.Fatalf("the columns of one read differ: %g", got)
		}
		x[k] = float64(got[0])
	}
	mean, sd := stat.MeanStdDev(x, nil)
	near(t, "mean", mean, 9, 4*0.06/math.Sqrt(reads))
	near(t, "standard deviation", sd, 0.06, 4*0.06/math.Sqrt(2*reads))
}

func TestDACCheck(t *testing.T) {
	for _, tt := range []struct {
		d    DAC
		want string
	}{
		{DAC{}, ""}, {DAC{Bits: 1}, ""}, {DAC{Bits: 16, Noise: 1}, ""},
		{DAC{Bits: -1}, "dac.bits = -1"}, {DAC{Bits: 17}, "dac.bits = 17"},
		{DAC{Noise: -0.1}, "dac.noise = -0.1"}, {DAC{Noise: 1.1}, "dac.noise"}, {DAC{Noise: math.NaN()}, "dac.noise"},
	} {
		err := tt.d.Check()
		if (err == nil) != (tt.want == "") || (err != nil && !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%+v: error %v, want %q", tt.d, err, tt.want)
		}
	}
}
