package crossbar

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

func input(k int) variability.Stream { return variability.Seed(2).Named("input").At(k) }

// White noise of the cells on a column adds in quadrature: the variance of its current is
// v² ρ² Σ (G amp)². The standard error of a variance of n normal deviates is √(2/(n-1)) of it.
func TestWhiteReadNoise(t *testing.T) {
	const rho, reads, cols = 0.05, 10_000, 6
	a := build(t, preset(t, "memristor", "read_noise", rho), 20, cols, Options{D2D: 0.3})
	a.Program(ramp(20*cols, 0, 1), false)
	quiet := build(t, preset(t, "memristor"), 20, cols, Options{D2D: 0.3})
	quiet.Program(ramp(20*cols, 0, 1), false)
	rows := []int32{17, 3, 4, 11}
	for _, amp := range [][]float32{nil, {1, 0.5, 0.25, 0.1}} {
		mean := make([]float32, cols)
		quiet.Read(mean, rows, amp, 0.1)
		got := make([][]float64, cols)
		for range reads {
			dst := make([]float32, cols)
			a.Read(dst, rows, amp, 0.1)
			for j, x := range dst {
				got[j] = append(got[j], float64(x))
			}
		}
		for j := range cols {
			var want float64
			for i, r := range rows {
				s := float64(a.g[int(r)*cols+j])
				if amp != nil {
					s *= float64(amp[i])
				}
				want += s * s
			}
			want *= 0.1 * 0.1 * rho * rho
			m, v := stat.MeanVariance(got[j], nil)
			near(t, "variance over Σ", v/want, 1, 4*math.Sqrt(2.0/(reads-1)))
			near(t, "mean current over that without noise", m/float64(mean[j]), 1, 4*math.Sqrt(want/reads)/float64(mean[j]))
			near(t, "correlation of reads", stat.Correlation(got[j][1:], got[j][:reads-1], nil), 0, 4/math.Sqrt(reads))
			if j > 0 {
				near(t, "correlation of columns", stat.Correlation(got[j], got[j-1], nil), 0, 4/math.Sqrt(reads))
			}
		}
	}
}

// A single look at a cell has the card's noise too, fresh each time.
func TestWhiteNoiseOfObserve(t *testing.T) {
	const looks = 20_000
	a := build(t, preset(t, "memristor", "read_noise", 0.1), 3, 3, Options{})
	a.Program(level(9, 0.5), false)
	x := make([]float64, looks)
	for i := range x {
		x[i] = a.Observe(1, 2) / float64(a.g[5])
	}
	mean, sd := stat.MeanStdDev(x, nil)
	near(t, "mean", mean, 1, 4*0.1/math.Sqrt(looks))
	near(t, "standard deviation", sd, 0.1, 4*0.1/math.Sqrt(2*looks))
	near(t, "correlation of looks", stat.Correlation(x[1:], x[:looks-1], nil), 0, 4/math.Sqrt(looks))
}

func TestReadWithoutNoise(t *testing.T) {
	a := build(t, preset(t, "memristor"), 4, 5, Options{D2D: 0.2})
	a.Program(ramp(20, 0, 1), false)
	a.NextInput(input(0))
	dst := []float32{1, 1, 1, 1, 1}
	a.Read(dst, []int32{2}, nil, 0.5)
	for c, i := range dst {
		near(t, "current on top of 1 A", float64(i), 1+0.5*float64(a.g[10+c]), 1e-7)
		if got := a.Observe(2, c); got != float64(a.Conductances()[10+c]) {
			t.Errorf("without noise a cell of %g S is observed as %g", a.g[10+c], got)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("currents went into a slice of another length")
		}
	}()
	a.Read(make([]float32, 4), []int32{2}, nil, 0.5)
}

// strong returns a phase-change card whose cells can reach Joshi's reference conductance, with
// a law of drift or none.
func strong(t testing.TB, d device.Drift) *device.Card {
	card := preset(t, "pcm")
	card.Drift = d
	card.Model.(*device.PCM).GMin, card.Model.(*device.PCM).GMax = 0, 25e-6
	return card
}

// relative reads every row of the array alone and returns G as read over G.
func relative(a *Array) []float64 {
	x := make([]float64, 0, a.Rows*a.Cols)
	for r := range a.Rows {
		dst := make([]float32, a.Cols)
		a.Read(dst, []int32{int32(r)}, nil, 1)
		for c, i := range dst {
			x = append(x, float64(i)/float64(a.g[r*a.Cols+c]))
		}
	}
	return x
}

// P16, in the published time t0 + t: the relative noise of an ensemble is Q √ln((t+t_r)/(2 t_r))
// whether its cells drift or stand still. Doing without reads for a day, or looking at single
// cells, is no way around it.
func TestSlowNoiseGrows(t *testing.T) {
	const rows, cols = 100, 200
	still := device.Drift{Onset: 20, Ref: 25e-6}
	for _, tt := range []struct {
		name  string
		drift device.Drift
		g     float64 // of the reference
		want  map[float64]float64
		digit float64
	}{
		{"drifting", *law(0.05, 0.01), 1, map[float64]float64{20: 0.03682, 3600: 0.04192, 86400: 0.04476}, 5e-6},
		{"standing", still, 1, map[float64]float64{20: 0.03682, 3600: 0.04192, 86400: 0.04476}, 5e-6},
		{"weak", *law(0.05, 0.01), 0.5, map[float64]float64{3600: 0.066, 86400: 0.070}, 5e-4},
	} {
		a := build(t, strong(t, tt.drift), rows, cols, Options{})
		a.Program(level(rows*cols, tt.g), false)
		for k, now := range []float64{20, 3600, 86400} {
			want, known := tt.want[now]
			if !known {
				continue
			}
			a.Advance(now - 20 - a.Now())
			a.NextInput(input(k))
			looks := make([]float64, 0, rows*cols)
			for i := range rows * cols {
				g := tt.g * 25e-6 * tt.drift.Factor(float64(a.drift.nu[i]), now-20)
				looks = append(looks, a.Observe(i/cols, i%cols)/g)
			}
			four := 4 / math.Sqrt(2*rows*cols)
			_, sd := stat.MeanStdDev(looks, nil)
			near(t, tt.name+": noise of single cells", sd, want, want*four+tt.digit)
			mean, sd := stat.MeanStdDev(relative(a), nil)
			near(t, tt.name+": noise", sd, want, want*four+tt.digit)
			near(t, tt.name+": mean", mean, 1, 4*want/math.Sqrt(rows*cols))
		}
	}
}

// Noise starts again with programming, as drift does.
func TestSlowNoiseRestarts(t *testing.T) {
	a := build(t, strong(t, *law(0.05, 0)), 100, 200, Options{})
	a.Program(level(20_000, 1), false)
	a.Advance(1e7)
	relative(a)
	a.Program(level(20_000, 1), false)
	a.NextInput(input(1))
	_, sd := stat.MeanStdDev(relative(a), nil)
	near(t, "noise", sd, 0.03682, 4*0.03682/200)
}

// The noise of one input is one draw per cell: constant while the input lasts, new with the
// next one, and nothing that two cells share. Correlations of 10⁵ pairs have a standard error
// of 0.0032.
func TestSlowNoiseBelongsToTheInput(t *testing.T) {
	const rows, cols = 316, 317
	a := build(t, strong(t, *law(0.05, 0.01)), rows, cols, Options{})
	a.Program(level(rows*cols, 0.7), false)
	a.NextInput(input(1))
	first := relative(a)
	if !slices.Equal(relative(a), first) {
		t.Error("a second read of the same input has other noise")
	}
	for i := range 500 {
		near(t, "a look at a cell over the read of its row", a.Observe(i/cols, i%cols)/float64(a.g[i]), first[i], 1e-6)
	}
	a.NextInput(input(2))
	second := relative(a)
	near(t, "correlation of inputs", stat.Correlation(first, second, nil), 0, 0.02)
	near(t, "correlation of columns", stat.Correlation(first[1:], first[:len(first)-1], nil), 0, 0.02)
	near(t, "correlation of rows", stat.Correlation(first[cols:], first[:len(first)-cols], nil), 0, 0.02)
	near(t, "correlation with the exponents of drift", stat.Correlation(first, doubles(a.drift.xi), nil), 0, 0.02)
}

// A pulse within an input shows at the next read, on its cell alone.
func TestSlowNoiseOfPulsedCell(t *testing.T) {
	a := build(t, strong(t, *law(0.05, 0.01)), 3, 4, Options{})
	a.Program(level(12, 1), false)
	a.NextInput(input(1))
	before := relative(a)
	g := slices.Clone(a.Conductances())
	reset(a, 2, []int32{1})
	set(a, 2, []int32{1})
	for i, x := range relative(a) {
		if i != 6 && x != before[i] {
			t.Errorf("cell %d reads %g of its conductance, before a pulse on another %g", i, x, before[i])
		}
		if i == 6 && (x == before[i] || math.Abs(x-1) > 4) {
			t.Errorf("the pulsed cell reads %g of its conductance", x)
		}
	}
	if got := float64(a.g[6]); got == float64(g[6]) {
		t.Errorf("after RESET and SET the cell is at %g S as before", got)
	}
}

// Time that passes within an input lowers what it reads by the drift alone.
func TestSlowNoiseKeepsItsValueWhileCellsDrift(t *testing.T) {
	a := build(t, strong(t, *law(0.05, 0.02)), 10, 20, Options{})
	a.Program(level(200, 1), false)
	a.NextInput(input(1))
	before := relative(a)
	strong := a.MeanConductance()
	a.Advance(86400)
	for i, x := range relative(a) {
		near(t, "noise of a cell a day later over that before", x/before[i], 1, 1e-5)
	}
	near(t, "loss of a day", a.MeanConductance()/strong, math.Pow(1+86400.0/20, -0.05), 0.04)
	near(t, "a look at a cell", a.Observe(3, 4)/float64(a.g[64]), before[64], 1e-5)
}

// All noise of an input comes from its stream, whatever was read and pulsed before.
func TestSameStreamSameNoise(t *testing.T) {
	read := func(busy bool, k int) []float32 {
		a := build(t, preset(t, "pcm", "read_noise", 0.02), 8, 12, Options{})
		a.Program(ramp(96, 0.3, 1), false)
		dst := make([]float32, 12)
		if busy {
			a.NextInput(input(7))
			a.Read(make([]float32, 12), all(8), nil, 0.1)
			a.Observe(3, 3)
			a.Read(make([]float32, 12), all(2), nil, 0.1)
		}
		a.NextInput(input(k))
		a.Read(dst, []int32{1, 5, 6}, nil, 0.1)
		a.Read(dst, []int32{5, 7}, nil, 0.1)
		return append(dst, float32(a.Observe(5, 5)))
	}
	if !slices.Equal(read(false, 0), read(true, 0)) {
		t.Error("noise of an input depends on what was read before it")
	}
	if slices.Equal(read(false, 0), read(false, 1)) {
		t.Error("two inputs have the same noise")
	}
}

// A read longer than t0 has seen no slow noise yet at age 0; it comes with age, and no
// conductance is ever without value or below zero.
func TestSlowNoiseOfLongReads(t *testing.T) {
	card := strong(t, device.Drift{Onset: 1e-3, Ref: 25e-6})
	card.Noise = device.ReadNoise{QRef: 0.1, QMax: 0.1, Integration: 1}
	a := build(t, card, 100, 200, Options{})
	a.Program(level(20_000, 1), false)
	a.NextInput(input(1))
	if x := relative(a); slices.Max(x) != 1 || slices.Min(x) != 1 {
		t.Errorf("at age 0 cells read %g to %g of their conductance, want 1", slices.Min(x), slices.Max(x))
	}
	a.Advance(1000)
	a.NextInput(input(2))
	want := 0.1 * math.Sqrt(math.Log((1000+1e-3+1)/2)) // of which t_r is 1e-4
	_, sd := stat.MeanStdDev(relative(a), nil)
	near(t, "noise", sd, want, 4*want/200)

	card.Noise = device.ReadNoise{QRef: 1, QMax: 1, Integration: 1e-9}
	a = build(t, card, 20, 20, Options{})
	a.Program(level(400, 0.5), false)
	a.NextInput(input(1))
	if x := relative(a); slices.Min(x) != 0 || slices.Max(x) < 1 {
		t.Errorf("noise of several times the conductance reads %g to %g of it, want 0 to several", slices.Min(x), slices.Max(x))
	}
}
