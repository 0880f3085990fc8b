package crossbar

import (
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/devicetest"
	"github.com/xbar-sim/xbar/variability"
)

// preset and still return cards.
var (
	preset = devicetest.Preset
	still  = devicetest.Still
)

func build(t testing.TB, c *device.Card, rows, cols int, opt Options) *Array {
	t.Helper()
	if opt.Stream == (variability.Stream{}) {
		opt.Stream = variability.Seed(1).Named("crossbar")
	}
	a, err := New(c, rows, cols, opt)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.9g, want %.9g ± %.2g", what, got, want, tol)
	}
}

// all returns the rows 0 to n-1.
func all(n int) []int32 {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// ramp returns n values from lo to hi; level returns n times w.
func ramp(n int, lo, hi float64) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = lo + (hi-lo)*float64(i)/float64(max(n-1, 1))
	}
	return w
}

func level(n int, w float64) []float64 { return ramp(n, w, w) }

func doubles(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

func snapshot(t testing.TB, a *Array) *Snapshot {
	t.Helper()
	s, err := a.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNewArray(t *testing.T) {
	for _, name := range device.Presets() {
		c := preset(t, name)
		c.Spread = nil // nominal cells
		a := build(t, c, 3, 5, Options{})
		lo, _ := c.Model.Range()
		if a.Card() != c || a.Now() != 0 || a.Writes() != 0 || a.WriteEnergy() != 0 {
			t.Errorf("%s: a new array is not at the beginning", name)
		}
		for i, g := range a.Conductances() {
			near(t, name+": conductance of a new cell", float64(g), lo, 1e-7*lo)
			if n := a.PulseCount(i/5, i%5); n != 0 {
				t.Errorf("%s: a new cell has had %d pulses", name, n)
			}
		}
		near(t, name+": mean conductance", a.MeanConductance(), lo, 1e-7*lo)
	}
}

// A speechless synapse has no conductance to read.
type speechless struct{ device.Synapse }

func TestNewArrayRefuses(t *testing.T) {
	spread := func(name string, s variability.Spread) Options {
		return Options{Spread: map[string]variability.Spread{name: s}}
	}
	mute := preset(t, "memristor")
	mute.Model = speechless{mute.Model}
	for _, tt := range []struct {
		name       string
		card       *device.Card
		rows, cols int
		opt        Options
		want       string
	}{
		{"no rows", preset(t, "ideal"), 0, 4, Options{}, "0 × 4"},
		{"columns below zero", preset(t, "ideal"), 4, -1, Options{}, "4 × -1"},
		{"too many rows", preset(t, "ideal"), 1<<20 + 1, 1, Options{}, "1048577 × 1"},
		{"not ohmic", mute, 4, 4, Options{}, "ohmic"},
		{"spread of nothing", preset(t, "memristor"), 4, 4, spread("g_mox", variability.Spread{Kind: variability.Normal, CV: 0.1}), "g_mox"},
		{"spread of a word", preset(t, "vteam"), 4, 4, spread("conduction", variability.Spread{Kind: variability.Normal, CV: 0.1}), "conduction"},
		{"spread too wide", preset(t, "memristor"), 4, 4, Options{D2D: 3.5}, "3.5"},
		{"spread not a number", preset(t, "memristor"), 4, 4, Options{D2D: math.NaN()}, "NaN"},
		{"unknown kind", preset(t, "memristor"), 4, 4, spread("g_max", variability.Spread{Kind: "gauss", CV: 0.1}), "gauss"},
	} {
		a, err := New(tt.card, tt.rows, tt.cols, tt.opt)
		if a != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one that names %s", tt.name, err, tt.want)
		}
	}
}

// Four parameters of the memristor card differ from cell to cell. Its array of an MNIST
// network must fit beside many others.
func TestMemory(t *testing.T) {
	card := preset(t, "memristor")
	heap := func() float64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	before := heap()
	a := build(t, card, 784, 400, Options{D2D: 0.3})
	used := heap() - before
	if n := len(a.state.Spread); n != 4 {
		t.Errorf("%d parameters are spread, want 4", n)
	}
	if used > 16e6 || used < 784*400*8 {
		t.Errorf("784 × 400 cells take %.1f MB, want under 16 and more than their state", used/1e6)
	}
	runtime.KeepAlive(a)
}

// Arrays are made and used in any order, and know nothing of one another.
func TestSameArrayInAnyOrder(t *testing.T) {
	stream := variability.Seed(5)
	use := func(a *Array) {
		a.Program(ramp(12*7, 0, 1), true)
		a.Pulse(2, all(12), 0.9, 100e-6)
		a.Advance(100)
		a.Read(make([]float32, 7), all(12), nil, 0.1)
	}
	make1 := func(name string, k int) *Array {
		return build(t, preset(t, name), 12, 7, Options{D2D: 0.3, Stream: stream.At(k)})
	}
	a1, a2 := make1("memristor", 0), make1("pcm", 1)
	use(a1)
	use(a2)
	b2, b1 := make1("pcm", 1), make1("memristor", 0)
	use(b2)
	use(b1)
	if !reflect.DeepEqual(snapshot(t, a1), snapshot(t, b1)) || !reflect.DeepEqual(snapshot(t, a2), snapshot(t, b2)) {
		t.Error("an array depends on what was made or used before it")
	}
	other := make1("memristor", 1)
	use(other)
	if reflect.DeepEqual(snapshot(t, a1), snapshot(t, other)) {
		t.Error("arrays of two streams are the same")
	}
}

func TestAdvance(t *testing.T) {
	for _, dt := range []float64{-1, -1e-300, math.NaN(), math.Inf(1), math.Inf(-1)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("time went by %g s", dt)
				}
			}()
			build(t, preset(t, "pcm"), 2, 2, Options{}).Advance(dt)
		}()
	}
	for _, name := range device.Presets() {
		a := build(t, preset(t, name), 6, 6, Options{})
		a.Program(ramp(36, 0, 1), true)
		a.Advance(50)
		a.Conductances()
		before := snapshot(t, a)
		a.Advance(0)
		a.Conductances()
		if !reflect.DeepEqual(snapshot(t, a), before) {
			t.Errorf("%s: something happened in no time", name)
		}
		if !a.card.Drift.Active() {
			a.Advance(1e9)
			if !slices.Equal(snapshot(t, a).G, before.G) {
				t.Errorf("%s: a card without drift drifted", name)
			}
		}
	}
}
