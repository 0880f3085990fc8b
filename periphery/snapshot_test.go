package periphery

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device/devicetest"
	"github.com/xbar-sim/xbar/variability"
)

// stored returns a snapshot that has been written and read.
func stored(t testing.TB, tile *Tile) *Snapshot {
	t.Helper()
	return devicetest.Stored(t, snapshot(t, tile))
}

// live runs a tile through one input: it reads, learns and waits. It returns what was read.
func live(t testing.TB, tile *Tile, k int) []float32 {
	tile.NextInput(variability.Seed(6).Named("input").At(k))
	out := forward(tile, []int32{int32(k % 9), 2, 7}, nil)
	dose := doses(9, 0.7)
	dose[k%9] = -1.5
	pulse(t, tile, k%4, dose)
	out = append(out, forward(tile, []int32{0, 5}, []float32{0.3, 0.8})...)
	tile.Advance(float64(10 * k))
	return out
}

// A tile that is stored between any two inputs goes on with the same bits as one that is not.
func TestRestoredTileGoesOn(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom([]string{"memristor", "pcm", "ideal"}).Draw(r, "card")
		make1 := func() *Tile {
			return build(t, preset(t, name, "read_noise", 0.01), 9, 4, Options{
				DAC: DAC{Bits: 3, Noise: 0.02}, ADC: ADC{Bits: 6, Noise: 0.5}, Refresh: Refresh{Full: 0.5, Small: 0.4, MaxPulses: 10},
				Array: crossbar.Options{D2D: 0.2},
			})
		}
		a, b := make1(), make1()
		a.Program(random(36, 0, 1, 9), true)
		if err := a.Calibrate(0.9, 1, func() error { forward(a, all(9), nil); return nil }); err != nil {
			r.Fatal(err)
		}
		a.SetColumnGains([]float64{1, 1.1, 0.9, 2})
		stop := rapid.IntRange(0, 12).Draw(r, "stored after")
		for k := range stop {
			live(t, a, k)
		}
		if err := b.Restore(stored(t, a)); err != nil {
			r.Fatal(err)
		}
		for k := stop; k < stop+6; k++ {
			if got, want := live(t, b, k), live(t, a, k); !slices.Equal(got, want) {
				r.Fatalf("input %d: the restored tile reads %g, want %g", k, got, want)
			}
		}
		if !reflect.DeepEqual(snapshot(t, a), snapshot(t, b)) || a.Counts() != b.Counts() {
			r.Fatal("the tiles differ at the end")
		}
	})
}

func TestRestoreTileRefuses(t *testing.T) {
	source := func(name string, rows, cols int) *Snapshot {
		tile := build(t, preset(t, name), rows, cols, Options{})
		pulse(t, tile, 1, doses(rows, 0.5))
		return snapshot(t, tile)
	}
	torn := func(change func(s *Snapshot)) *Snapshot {
		s := source("pcm", 9, 4)
		change(s)
		return s
	}
	for _, tt := range []struct {
		name string
		s    *Snapshot
		want string
	}{
		{"nothing", &Snapshot{}, "9 × 4 weights"},
		{"more columns", source("pcm", 9, 5), "9 × 4 weights"},
		{"more rows", source("pcm", 10, 4), "does not fit"},
		{"other card", source("memristor", 9, 4), "does not fit"},
		{"no gains", torn(func(s *Snapshot) { s.Gain = nil }), "9 × 4 weights"},
		{"broken choice", torn(func(s *Snapshot) { s.Choose[1] = []byte{1, 2} }), "column 1"},
		{"broken noise", torn(func(s *Snapshot) { s.Array.C2C[2] = []byte{1, 2} }), "column 2"},
	} {
		tile := build(t, preset(t, "pcm"), 9, 4, Options{})
		pulse(t, tile, 2, doses(9, 1))
		before := snapshot(t, tile)
		err := tile.Restore(tt.s)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one that names %s", tt.name, err, tt.want)
		}
		if !reflect.DeepEqual(snapshot(t, tile), before) {
			t.Errorf("%s: a refused snapshot changed the tile", tt.name)
		}
	}
}
