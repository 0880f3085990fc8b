package periphery

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
)

// Drivers keep their errors, differ from each other, and hold their end points: step errors and the bow
// have the standard deviations asked for. Steps through the end points lose one part in 2^b of the
// variance.
func TestDriverErrors(t *testing.T) {
	const rows, bits = 2000, 6
	const top = 1<<bits - 1
	d := DAC{Bits: bits, INL: 0.8, DNL: 0.1}
	d.make(rows, drawn("drivers"))
	var bow, step []float64
	for i := range d.driver {
		l := d.driver[i].level
		if l[0] != 0 || l[top] != 1 {
			t.Fatalf("driver %d ends at %g and %g", i, l[0], l[top])
		}
		bow = append(bow, float64(l[top/2])*top-top/2)
		step = append(step, float64(l[10]-l[9])*top-1)
	}
	n := math.Sqrt(2 * rows)
	walk := 0.1 * math.Sqrt(top/4.) // of a random walk tied at both ends, in the middle
	sd := math.Sqrt(0.8*0.8 + walk*walk)
	near(t, "sd in the middle", stat.StdDev(bow, nil), sd, 4*sd/n)
	slope := 0.8 * 4 * (1 - 19./top) / top
	sd = math.Sqrt(0.1*0.1*(1-1./top) + slope*slope)
	near(t, "sd of a step", stat.StdDev(step, nil), sd, 4*sd/n)

	rowsOf := []int32{3, 7}
	a := append([]float32(nil), d.Drive([]float32{0.5, 0.5}, rowsOf, nil)...)
	b := d.Drive([]float32{0.5, 0.5}, rowsOf, nil)
	if a[0] != b[0] || a[0] == a[1] {
		t.Errorf("drivers 3 and 7 give %g, then %g", a, b)
	}
	if s := d.Drive(nil, rowsOf, nil); s[0] != 1 || s[1] != 1 {
		t.Errorf("spikes become %g", s)
	}
}

// The full scale of a driver scales spikes too.
func TestDriverGain(t *testing.T) {
	const rows = 4000
	d := DAC{Gain: 0.03}
	d.make(rows, drawn("gain"))
	var x []float64
	for _, a := range d.Drive(nil, all(rows), nil) {
		x = append(x, float64(a))
	}
	mean, sd := stat.MeanStdDev(x, nil)
	near(t, "mean", mean, 1, 4*0.03/math.Sqrt(rows))
	near(t, "sd", sd, 0.03, 4*0.03/math.Sqrt(2*rows))
}

// Coded by width, noise does not shrink with the amplitude, and a cell draws the full voltage for a part
// of the time: half as much energy as 1, where half the voltage takes a quarter.
func TestWidthCoding(t *testing.T) {
	const n = 20_000
	for _, coding := range Codings() {
		d := DAC{Noise: 0.02, Coding: coding}
		src := drawn("width").Source()
		var x []float64
		for _, a := range d.Convert(doses(n, 0.5), n, src) {
			x = append(x, float64(a))
		}
		want := 0.01
		if coding == "width" {
			want = 0.02
		}
		near(t, coding+": sd", stat.StdDev(x, nil), want, 4*want/math.Sqrt(2*n))

		tile := build(t, preset(t, "ideal"), 3, 2, Options{DAC: DAC{Coding: coding}})
		tile.Program(level(6, 1), false)
		energy := func(amp float32) float64 {
			before := tile.Counts()
			forward(tile, all(3), []float32{amp, amp, amp})
			return tile.Drawn(tile.Counts()) - tile.Drawn(before)
		}
		part := 0.25
		if coding == "width" {
			part = 0.5
		}
		near(t, coding+": energy of half an amplitude", energy(0.5)/energy(1), part, 1e-4)
	}
}
