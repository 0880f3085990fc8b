package crossbar

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/devicetest"
)

// stored returns a snapshot that has been written and read.
func stored(t testing.TB, a *Array) *Snapshot {
	t.Helper()
	return devicetest.Stored(t, snapshot(t, a))
}

// A deed is something that can be done to an array; it returns what can be seen of it.
type deed func(a *Array) []float32

func deeds(t *rapid.T, n int) []deed {
	var list []deed
	for k := range n {
		col, rows := rapid.IntRange(0, 4).Draw(t, "column"), some(t, 7)
		switch rapid.IntRange(0, 5).Draw(t, "deed") {
		case 0, 1:
			list = append(list, func(a *Array) []float32 { set(a, col, rows); return nil })
		case 2:
			list = append(list, func(a *Array) []float32 { reset(a, col, rows); return nil })
		case 3:
			dt := rapid.Float64Range(0, 1e4).Draw(t, "waiting")
			list = append(list, func(a *Array) []float32 { a.Advance(dt); return nil })
		case 4:
			list = append(list, func(a *Array) []float32 { a.Program(ramp(35, 0, 1), true); return nil })
		default:
			list = append(list, func(a *Array) []float32 {
				a.NextInput(input(k))
				dst := make([]float32, 5)
				a.Read(dst, rows, nil, 0.1)
				a.Read(dst, all(7), nil, 0.1)
				return append(dst, float32(a.Observe(2, col)))
			})
		}
	}
	return list
}

// An array that is stored at any moment goes on with the same bits as one that is not.
func TestRestoredArrayGoesOn(t *testing.T) {
	noisy := preset(t, "memristor", "read_noise", 0.03)
	cards := []*device.Card{noisy, preset(t, "pcm"), preset(t, "ideal"), preset(t, "vteam"),
		losing(t, "pcm", 0.4), losing(t, "memristor", 1), preset(t, "pcm", "retain_tau", 1e3, "relax_sd", "1e-7, 1e-7"),
		preset(t, "pcm", "rtn_traps", 2, "rtn_amplitude", 0.1), preset(t, "memristor", "rtn_traps", 1, "rtn_amplitude", 0.2, "rtn_capture", 1e3),
	}
	rapid.Check(t, func(r *rapid.T) {
		card := rapid.SampledFrom(cards).Draw(r, "card")
		make1 := func() *Array { return build(t, card, 7, 5, Options{D2D: 0.2}) }
		before, after := deeds(r, rapid.IntRange(0, 12).Draw(r, "before")), deeds(r, rapid.IntRange(1, 12).Draw(r, "after"))
		a, b := make1(), make1()
		for _, do := range before {
			do(a)
		}
		if err := b.Restore(stored(t, a)); err != nil {
			r.Fatal(err)
		}
		for k, do := range after {
			if got, want := do(b), do(a); !reflect.DeepEqual(got, want) {
				r.Fatalf("deed %d after the restore reads %g, want %g", k, got, want)
			}
		}
		if !reflect.DeepEqual(snapshot(t, a), snapshot(t, b)) {
			r.Fatal("the arrays differ after the last deed")
		}
	})
}

func TestSnapshotIsACopy(t *testing.T) {
	a := build(t, preset(t, "pcm"), 7, 5, Options{})
	set(a, 1, all(7))
	s := snapshot(t, a)
	kept := stored(t, a)
	a.Program(level(35, 1), true)
	a.Advance(100)
	set(a, 1, all(7))
	a.Read(make([]float32, 5), all(7), nil, 0.1)
	b := build(t, preset(t, "pcm"), 7, 5, Options{})
	if err := b.Restore(s); err != nil {
		t.Fatal(err)
	}
	set(b, 1, all(7))
	b.Advance(50)
	b.Conductances()
	c := build(t, preset(t, "pcm"), 7, 5, Options{})
	d := build(t, preset(t, "pcm"), 7, 5, Options{})
	if c.Restore(s) != nil || d.Restore(kept) != nil || !reflect.DeepEqual(snapshot(t, c), snapshot(t, d)) {
		t.Error("a snapshot changed with the array it came from or went to")
	}
}

// What an array has read before a restore is forgotten, within the same input too.
func TestRestoredArrayReadsWhatWasStored(t *testing.T) {
	a, b := build(t, preset(t, "pcm"), 7, 5, Options{}), build(t, preset(t, "pcm"), 7, 5, Options{})
	b.Program(level(35, 1), false)
	b.NextInput(input(1))
	b.Read(make([]float32, 5), all(7), nil, 0.1)
	if err := b.Restore(stored(t, a)); err != nil {
		t.Fatal(err)
	}
	dst := make([]float32, 5)
	b.Read(dst, all(7), nil, 0.1)
	for j, i := range dst { // seven cells at 0.1 µS, with noise of up to 0.84 of each
		if i > 3*7*0.1e-6*0.1 {
			t.Errorf("column %d of empty cells carries %g A", j, i)
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	source := func(name string, rows, cols int) *Snapshot {
		a := build(t, preset(t, name), rows, cols, Options{})
		set(a, 1, []int32{1})
		a.Advance(5)
		return snapshot(t, a)
	}
	torn := func(change func(s *Snapshot)) *Snapshot {
		s := source("pcm", 7, 5)
		change(s)
		return s
	}
	for _, tt := range []struct {
		name string
		s    *Snapshot
		want string
	}{
		{"nothing", &Snapshot{}, "7 × 5 cells"},
		{"other shape", source("pcm", 7, 4), "7 × 5 cells"},
		{"turned", source("pcm", 5, 7), "7 × 5 cells"},
		{"other card", source("memristor", 7, 5), "of pcm"},
		{"short state", torn(func(s *Snapshot) { s.X[1] = s.X[1][1:] }), "7 × 5 cells"},
		{"no clocks", torn(func(s *Snapshot) { s.Last = nil }), "7 × 5 cells"},
		{"no rows", torn(func(s *Snapshot) { s.Sum = nil }), "7 × 5 cells"},
		{"no noise", torn(func(s *Snapshot) { s.S2 = nil }), "7 × 5 cells"},
		{"broken stream", torn(func(s *Snapshot) { s.C2C[1] = []byte("pcg:") }), "column 1"},
	} {
		a := build(t, preset(t, "pcm"), 7, 5, Options{})
		set(a, 2, all(7))
		before := snapshot(t, a)
		err := a.Restore(tt.s)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one that names %s", tt.name, err, tt.want)
		}
		if !reflect.DeepEqual(snapshot(t, a), before) {
			t.Errorf("%s: a refused snapshot changed the array", tt.name)
		}
	}
}
