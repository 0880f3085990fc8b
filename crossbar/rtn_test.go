package crossbar

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
)

// switching returns a card without other noise whose cells have just one trap each, most of them.
func switching(t testing.TB, capture, emission, amplitude float64) *device.Card {
	c := preset(t, "memristor")
	c.RTN = device.Telegraph{Traps: 20, Amplitude: amplitude, Max: 1, Capture: capture, Emission: emission}
	return c
}

// lone leaves every cell its first trap only.
func lone(t testing.TB, a *Array) *Array {
	t.Helper()
	k := a.noise.rtn
	var cell []int32
	var traps []device.Trap
	var filled []bool
	for i := range a.g {
		j := k.of(a, i)
		if j == len(k.cell) || int(k.cell[j]) != i {
			t.Fatalf("cell %d has no trap", i)
		}
		cell, traps, filled = append(cell, int32(i)), append(traps, k.traps[j]), append(filled, k.filled[j])
	}
	k.cell, k.traps, k.filled, k.depth = cell, traps, filled, make([]float32, len(cell))
	for r := range k.first {
		k.first[r] = int32(r * a.Cols)
	}
	return a
}

// trace reads a whole array at n inputs dt apart: one list of conductances over their mean a cell.
func trace(a *Array, n int, dt float64) [][]float64 {
	one := make([]float32, a.Cols)
	out := make([][]float64, a.Rows*a.Cols)
	for k := range n {
		a.NextInput(input(k))
		for r := range a.Rows {
			clear(one)
			a.Read(one, []int32{int32(r)}, nil, 1)
			for c, x := range one {
				i := r*a.Cols + c
				out[i] = append(out[i], float64(x)/float64(a.g[i]))
			}
		}
		a.Advance(dt)
	}
	return out
}

// The times that single cells stay high and low are exponential with means τc and τe:
// Kolmogorov–Smirnov at 0.1 %. Reads a hundredth of τ apart cut times into whole steps, which moves the
// distribution by at most half a step over τ; runs at the ends of a trace are left out.
func TestDwellTimes(t *testing.T) {
	const dt, capture, emission = 1e-3, 0.1, 0.3
	a := lone(t, build(t, switching(t, capture, emission, 0.1), 5, 8, Options{}))
	a.Program(level(40, 0.5), false)
	high, low := []float64{}, []float64{}
	for _, g := range trace(a, 20_000, dt) {
		run, first := 1, true
		for k := 1; k < len(g); k++ {
			if (g[k] > 1) == (g[k-1] > 1) {
				run++
				continue
			}
			if !first && g[k-1] > 1 {
				high = append(high, float64(run)*dt)
			} else if !first {
				low = append(low, float64(run)*dt)
			}
			run, first = 1, false
		}
	}
	for _, tt := range []struct {
		what string
		x    []float64
		mean float64
	}{{"empty", high, capture}, {"filled", low, emission}} {
		n := float64(len(tt.x))
		near(t, "mean time "+tt.what, stat.Mean(tt.x, nil)/tt.mean, 1, 4/math.Sqrt(n)+2*dt/tt.mean)
		slices.Sort(tt.x)
		var d float64
		for i := range tt.x {
			if i+1 == len(tt.x) || tt.x[i+1] > tt.x[i]+dt/2 { // the end of a step of equal times
				d = max(d, math.Abs(float64(i+1)/n-(1-math.Exp(-tt.x[i]/tt.mean))))
			}
		}
		if limit := 1.95/math.Sqrt(n) + 2*dt/tt.mean; d > limit {
			t.Errorf("%s: %d times are %.4f from the exponential, want at most %.4f", tt.what, len(tt.x), d, limit)
		}
		if n < 1000 {
			t.Errorf("%s: only %d times", tt.what, len(tt.x))
		}
	}
}

// P29 in an array: the spectrum of the current of single cells is Machlup's. Periodograms of 200
// independent cells scatter by 1/√200 a frequency; reads 50 times faster than the corner fold back less
// than 1 % there, and 2000 reads of a trace leak less than that at the frequencies looked at. The mean over
// each of four bands of 20 frequencies must be within 4 s.e. and these 3 %.
func TestTelegraphSpectrum(t *testing.T) {
	const n, dt, amplitude = 4000, 5e-5, 0.2
	a := lone(t, build(t, switching(t, 1e-3, 3e-3, amplitude), 10, 20, Options{}))
	a.Program(level(200, 1), false)
	cells := trace(a, n, dt)
	trap := a.noise.rtn.traps[0]
	for _, from := range []int{20, 60, 120, 240} { // 100, 300, 600 and 1200 Hz; the corner is at 212 Hz
		var got, want float64
		for j := from; j < from+20; j++ {
			f := float64(j) / (n * dt)
			for _, g := range cells {
				var re, im float64
				for k, x := range g {
					s, c := math.Sincos(2 * math.Pi * float64(j*k%n) / n)
					re, im = re+(x-1)*c, im+(x-1)*s
				}
				got += 2 * dt / n * (re*re + im*im)
			}
			want += float64(len(cells)) * amplitude * amplitude * trap.Spectrum(f)
		}
		near(t, "power of a band over Machlup's", got/want, 1, 4/math.Sqrt(20*200)+0.03)
	}
	var all []float64
	for _, g := range cells {
		all = append(all, g...)
	}
	_, v := stat.MeanVariance(all, nil) // 200 cells of about 130 correlation times each
	near(t, "variance over A²τcτe/(τc+τe)²", v/(0.1875*amplitude*amplitude), 1, 0.03)
}

// Traps stand still within an input, keep their correlation from one to the next, and are independent
// between cells.
func TestTelegraphKeepsItsState(t *testing.T) {
	a := lone(t, build(t, switching(t, 0.1, 0.1, 0.5), 20, 50, Options{}))
	a.Program(level(1000, 0.7), false)
	x := make([][]float64, 3)
	dst := make([]float32, 50)
	for k := range x {
		a.NextInput(input(k))
		for range 2 {
			var seen []float64
			for r := range 20 {
				clear(dst)
				a.Read(dst, []int32{int32(r)}, nil, 1)
				seen = append(seen, doubles(dst)...)
				if got := a.Observe(r, 3); got != float64(dst[3]) {
					t.Fatalf("row %d: a look finds %g S, a read %g S", r, got, dst[3])
				}
			}
			if x[k] != nil && !slices.Equal(x[k], seen) {
				t.Fatal("two reads of one input differ")
			}
			x[k] = seen
		}
		if k == 0 {
			continue
		}
		rho := math.Exp(-float64(k-1) * 0.02 / 0.05) // k = 1: no time has passed
		if k == 1 && !slices.Equal(x[0], x[1]) {
			t.Error("traps switched while the clock stood still")
		}
		near(t, "correlation over 20 ms", stat.Correlation(x[k-1], x[k], nil), rho, 4*math.Sqrt((1-rho*rho)/1000)+1e-6)
		a.Advance(0.02)
	}
	near(t, "correlation of neighbours", stat.Correlation(x[0][1:], x[0][:999], nil), 0, 4/math.Sqrt(1000))
}

// Readers, whose clock stands still, find the traps as they are in the long run, new at every input,
// whoever reads what in which order.
func TestTelegraphOfReaders(t *testing.T) {
	const inputs = 2000
	a := lone(t, build(t, switching(t, 0.1, 0.3, 0.1), 4, 5, Options{}))
	a.Program(level(20, 0.7), false)
	before := slices.Clone(a.noise.rtn.filled)
	r, other := a.Reader(), a.Reader()
	var x []float64
	dst, again := make([]float32, 5), make([]float32, 5)
	for k := range inputs {
		r.NextInput(input(k))
		clear(dst)
		r.Read(dst, []int32{0, 2}, nil, 1)
		x = append(x, float64(dst[1]))
		if k%100 == 7 { // another reader that has seen no other input
			other.NextInput(input(k))
			clear(again)
			other.Read(again, []int32{0, 2}, nil, 1)
			if !slices.Equal(dst, again) {
				t.Fatalf("input %d reads differently on another reader", k)
			}
		}
	}
	g := float64(a.g[1])
	mean, v := stat.MeanVariance(x, nil)
	near(t, "mean over that of two cells", mean/(2*g), 1, 4*0.1*math.Sqrt(2*0.1875/inputs)/2)
	near(t, "variance over that of two traps", v/(2*0.1875*0.01*g*g), 1, 4*math.Sqrt((5.0/3)/inputs)) // kurtosis of two traps of p = 3/4: 8/3
	near(t, "correlation of inputs", stat.Correlation(x[1:], x[:inputs-1], nil), 0, 4/math.Sqrt(inputs))
	if !reflect.DeepEqual(before, a.noise.rtn.filled) {
		t.Error("a reader has changed the traps of the array")
	}
}

// The amplitude follows the state that a cell is programmed to; a cell of several traps adds them up and
// does not turn negative.
func TestTelegraphAmplitude(t *testing.T) {
	card := preset(t, "memristor")
	card.RTN = device.Telegraph{Traps: 3, Amplitude: 0.1, Exp: 1, Max: 0.9, CV: 0.5, Capture: 0.1, Emission: 0.1}
	card.Drift.Ref = 59e-6
	a := build(t, card, 20, 20, Options{})
	for _, w := range []float64{1, 0} {
		a.Program(level(400, w), false)
		var n int
		for k, cell := range a.noise.rtn.cell {
			f := a.noise.rtn.traps[k].Factor
			near(t, "depth", float64(a.noise.rtn.depth[k]), min(0.1*f*59e-6/float64(a.g[cell]), 0.9), 1e-6)
			n++
		}
		near(t, "traps a cell", float64(n)/400, 3, 4*math.Sqrt(3.0/400))
		a.NextInput(input(1))
		for r := range 20 {
			dst := make([]float32, 20)
			a.Read(dst, []int32{int32(r)}, nil, 1)
			for c, x := range dst {
				k := a.noise.rtn.of(a, r*20+c)
				f := a.noise.rtn.factor(r*20+c, &k)
				near(t, "current over G times the factor", float64(x), float64(f*a.g[r*20+c]), 1e-12)
				if x < 0 {
					t.Fatalf("cell %d, %d conducts %g S", r, c, x)
				}
			}
		}
	}
}

// Without traps nothing is kept and no bit changes; 1/f noise is drawn as before beside traps.
func TestTelegraphIsFree(t *testing.T) {
	if a := build(t, preset(t, "memristor"), 3, 3, Options{}); a.noise != nil || len(a.clocks) > 0 {
		t.Error("an array without noise keeps some")
	}
	card := preset(t, "pcm")
	plain := build(t, card, 10, 10, Options{})
	card = card.Clone()
	card.RTN = device.Telegraph{Traps: 1e-9, Amplitude: 0.5, Max: 1, Capture: 1, Emission: 1} // in effect none
	traps := build(t, card, 10, 10, Options{})
	for k := range 3 {
		x, y := make([]float32, 10), make([]float32, 10)
		for _, p := range []struct {
			a   *Array
			dst []float32
		}{{plain, x}, {traps, y}} {
			p.a.NextInput(input(k))
			set(p.a, 2, all(10))
			p.a.Read(p.dst, all(10), nil, 0.1)
			p.a.Advance(100)
		}
		if !slices.Equal(x, y) {
			t.Fatalf("input %d: %g without traps, %g with none", k, x, y)
		}
	}
}
