package periphery

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/variability"
)

// pairs returns a tile of one column whose pairs are put at the given relative conductances,
// without drift and read noise.
func pairs(t testing.TB, plus, minus []float64, r Refresh) *Tile {
	t.Helper()
	tile := build(t, still(t), len(plus), 1, Options{Refresh: r})
	cells := make([]float64, 0, 2*len(plus))
	for i := range plus {
		cells = append(cells, plus[i], minus[i])
	}
	tile.array.Program(cells, false)
	return tile
}

// The rule, at every point of a grid over the plane of a pair: it fires where the larger cell is
// beyond three quarters of the range and the difference below three eighths of it, and leaves
// every other pair as it is, to the bit.
func TestRefreshFires(t *testing.T) {
	const n = 61
	var plus, minus []float64
	for i := range n {
		for k := range n {
			plus = append(plus, (float64(i)+0.3)/n)
			minus = append(minus, (float64(k)+0.7)/n)
		}
	}
	tile := pairs(t, plus, minus, DefaultRefresh())
	before := slices.Clone(tile.array.Conductances())
	tile.refreshPair(0, 1, all(n*n))
	fired := uint64(0)
	for i := range plus {
		want := max(plus[i], minus[i]) > 0.75 && math.Abs(plus[i]-minus[i]) < 0.375
		got := tile.array.PulseCount(i, 0) > 0 && tile.array.PulseCount(i, 1) > 0
		if got != want {
			t.Fatalf("cells at %.3f and %.3f of their range: refreshed %v, want %v", plus[i], minus[i], got, want)
		}
		if want {
			fired++
			continue
		}
		if g := tile.array.Conductances(); g[2*i] != before[2*i] || g[2*i+1] != before[2*i+1] || tile.array.PulseCount(i, 0)+tile.array.PulseCount(i, 1) > 0 {
			t.Fatalf("cells at %.3f and %.3f of their range were touched", plus[i], minus[i])
		}
	}
	if got := tile.Counts().Refreshes; got != fired || fired == 0 {
		t.Errorf("%d refreshes were counted, want %d", got, fired)
	}
}

// Only pairs in the rows that were pulsed are looked at.
func TestRefreshLooksAtPulsedRows(t *testing.T) {
	tile := pairs(t, level(10, 0.9), level(10, 0.8), DefaultRefresh())
	dose := doses(10, 0)
	dose[3], dose[7] = 1, -1
	pulse(t, tile, 0, dose)
	for r := range 10 {
		if got, want := tile.array.PulseCount(r, 0) > 0 && tile.array.PulseCount(r, 1) > 0, r == 3 || r == 7; got != want {
			t.Errorf("row %d was refreshed: %v", r, got)
		}
	}
	if got := tile.Counts().Refreshes; got != 2 {
		t.Errorf("%d refreshes were counted, want 2", got)
	}
}

// A refreshed pair holds its difference again. SET pulses are whole, so the pulse that reaches the
// difference overshoots it by a part of a step: in the mean by less than the 1.82 µS of the
// first SET pulse, whose scatter of 1.73 µS bounds that of the outcome together with the later
// steps'. Neither sign is favoured, and cells are far from full afterwards.
func TestRefreshKeepsTheDifference(t *testing.T) {
	const n, first, scatter = 8000, 1.8246, 1.7327 // µS
	src := variability.Seed(5).Rand()
	plus, minus := make([]float64, n), make([]float64, n)
	for i := range plus {
		plus[i] = 0.8 + 0.2*src.Float64()
		minus[i] = plus[i] - 0.37*src.Float64()
		if i%2 == 1 {
			plus[i], minus[i] = minus[i], plus[i]
		}
	}
	tile := pairs(t, plus, minus, DefaultRefresh())
	before := tile.Weights()
	mean := tile.array.MeanConductance()
	tile.refreshPair(0, 1, all(n))
	var over, signed []float64 // µS
	swapped := 0
	lo, hi := tile.array.Card().Model.Range()
	for i, w := range tile.Weights() {
		d := float64(w-before[i]) * (hi - lo) * 1e6
		signed = append(signed, d)
		over = append(over, math.Copysign(1, float64(before[i]))*d)
		if w*before[i] < 0 && math.Abs(float64(w))*(hi-lo) > 0.2e-6 {
			swapped++
		}
	}
	four := 4 * stat.StdDev(over, nil) / math.Sqrt(n)
	if m := stat.Mean(over, nil); m < -four || m > first+four {
		t.Errorf("differences grow by %.3f ± %.3f µS, want 0 to one SET step", m, four)
	}
	near(t, "mean change toward plus, µS", stat.Mean(signed, nil), 0, four)
	if sd := stat.StdDev(over, nil); sd > scatter {
		t.Errorf("differences scatter by %.3f µS, want less than a SET pulse's %.3f", sd, scatter)
	}
	if swapped > 0 {
		t.Errorf("%d weights of %d changed their sign", swapped, n)
	}
	if got := tile.array.MeanConductance(); got > mean/2 {
		t.Errorf("the mean conductance went from %g to %g S, want at least halved", mean, got)
	}
	if got := tile.Counts().Refreshes; got != n {
		t.Errorf("%d refreshes were counted, want %d", got, n)
	}
}

// Two RESET pulses and at most MaxPulses SET pulses, all of which the counts and the energy show.
func TestRefreshPulses(t *testing.T) {
	const n = 200
	for _, most := range []int{0, 1, 3, 20} {
		r := DefaultRefresh()
		r.MaxPulses = most
		tile := pairs(t, level(n, 0.95), level(n, 0.65), r)
		tile.refreshPair(0, 1, all(n))
		var sets uint64
		for i := range n {
			p, m := tile.array.PulseCount(i, 0), tile.array.PulseCount(i, 1)
			if m != 1 || p < 1 || p > uint32(1+most) {
				t.Fatalf("at most %d SET pulses: %d pulses on the larger cell and %d on the other", most, p, m)
			}
			sets += uint64(p - 1)
		}
		c := tile.Counts()
		if c.Pulses != 2*n+sets {
			t.Errorf("%d pulses were counted, want %d", c.Pulses, 2*n+sets)
		}
		near(t, "energy, pJ", c.Energy*1e12, 2*n*15+4.5*float64(sets), 1e-6*c.Energy*1e12)
	}
}

// A pair that learns nothing but is pulsed both ways fills up: without refresh it sticks at the
// top, with refresh it never does. A weight that is pulsed one way grows in peace.
func TestRefreshKeepsPairsAlive(t *testing.T) {
	run := func(r Refresh, down float32) *Tile {
		tile := build(t, still(t), 50, 1, Options{Refresh: r})
		for range 60 {
			pulse(t, tile, 0, doses(50, 1))
			pulse(t, tile, 0, doses(50, down))
		}
		return tile
	}
	_, top := still(t).Model.Range()
	if stuck := run(Refresh{}, -1); stuck.array.MeanConductance() < 0.75*top || stuck.Counts().Refreshes != 0 {
		t.Errorf("without refresh the mean conductance is %g S after %d refreshes, want near %g and none", stuck.array.MeanConductance(), stuck.Counts().Refreshes, top)
	}
	if alive := run(DefaultRefresh(), -1); alive.array.MeanConductance() > 0.6*top || alive.Counts().Refreshes < 100 {
		t.Errorf("with refresh the mean conductance is %g S after %d refreshes", alive.array.MeanConductance(), alive.Counts().Refreshes)
	}
	grown := run(DefaultRefresh(), 0)
	if got := grown.Counts(); got.Refreshes != 0 || got.Pulses != 50*60 {
		t.Errorf("weights that ought to be large were refreshed %d times", got.Refreshes)
	}
}

// Single cells have nothing to refresh.
func TestRefreshLeavesSingleCells(t *testing.T) {
	tile := build(t, still(t), 20, 2, Options{Layout: "single", Refresh: DefaultRefresh()})
	for range 40 {
		pulse(t, tile, 1, doses(20, 1))
	}
	if c := tile.Counts(); c.Refreshes != 0 || c.Pulses != 20*40 {
		t.Errorf("%d refreshes and %d pulses, want none and 800", c.Refreshes, c.Pulses)
	}
}

func TestRefreshCheck(t *testing.T) {
	if (Refresh{}).On() || !DefaultRefresh().On() {
		t.Error("the zero value refreshes or the default does not")
	}
	nan := math.NaN()
	for _, tt := range []struct {
		r  Refresh
		ok bool
	}{
		{Refresh{}, true}, {DefaultRefresh(), true}, {Refresh{1, 1, 1000}, true},
		{Refresh{-0.1, 0.1, 1}, false}, {Refresh{1.1, 0.1, 1}, false}, {Refresh{0.5, -1, 1}, false},
		{Refresh{0.5, 2, 1}, false}, {Refresh{0.5, 0.1, -1}, false}, {Refresh{0.5, 0.1, 1001}, false},
		{Refresh{nan, 0.1, 1}, false}, {Refresh{0.5, nan, 1}, false},
	} {
		err := tt.r.Check()
		if (err == nil) != tt.ok || (err != nil && !strings.Contains(err.Error(), "refresh")) {
			t.Errorf("%+v: error %v", tt.r, err)
		}
	}
}
