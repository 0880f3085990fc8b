package crossbar

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A network of ideal wires with a few driven rows.
type network struct {
	g    []float32 // S
	rows []int32
	amp  []float32
	v    float32
	cols int
}

func aNetwork(t *rapid.T) network {
	rows, cols := rapid.IntRange(1, 200).Draw(t, "rows"), rapid.IntRange(1, 20).Draw(t, "columns")
	src := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	c := network{
		g: make([]float32, rows*cols), cols: cols, v: rapid.Float32Range(0.001, 2).Draw(t, "voltage"),
	}
	for i := range c.g {
		c.g[i] = float32(math.Exp(-5*src.Float64()) * 1e-4)
	}
	for r := range rows {
		if src.Float64() < 0.7 {
			c.rows = append(c.rows, int32(r))
			c.amp = append(c.amp, src.Float32())
		}
	}
	return c
}

func (c network) read(rows []int32, amp []float32, v float32) []float32 {
	dst := make([]float32, c.cols)
	IdealWires{}.Read(dst, c.g, rows, amp, v)
	return dst
}

// Each of n terms of I = Gᵀ V is rounded three times before its addition and the sum at most n
// times after it: the error is below (n + 3) 2⁻²⁴ Σ |G V|, and all terms are positive.
func TestIdealWiresSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := aNetwork(t)
		for j, got := range c.read(c.rows, c.amp, c.v) {
			var want float64
			for i, r := range c.rows {
				want += float64(c.g[int(r)*c.cols+j]) * float64(c.amp[i]) * float64(c.v)
			}
			if bound := float64(len(c.rows)+3) * want * 0x1p-24; math.Abs(float64(got)-want) > bound {
				t.Fatalf("column %d carries %g A, want %g ± %.1g", j, got, want, bound)
			}
		}
	})
}

func TestIdealWiresAreLinear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := aNetwork(t)
		ones := make([]float32, len(c.rows))
		half := make([]float32, len(c.rows))
		for i := range ones {
			ones[i], half[i] = 1, c.amp[i]/2
		}
		once := c.read(c.rows, c.amp, c.v)
		twice := c.read(c.rows, c.amp, 2*c.v)
		halved := c.read(c.rows, half, c.v)
		for j := range once { // powers of two are exact
			if twice[j] != 2*once[j] || halved[j] != once[j]/2 {
				t.Fatalf("column %d: %g A, at twice the voltage %g, at half the amplitudes %g", j, once[j], twice[j], halved[j])
			}
		}
		if !slices.Equal(c.read(c.rows, nil, c.v), c.read(c.rows, ones, c.v)) {
			t.Fatal("no amplitudes are not amplitudes of 1")
		}
		if idle := c.read(nil, nil, c.v); slices.Max(idle) != 0 || slices.Min(idle) != 0 {
			t.Fatalf("with no row driven currents flow: %v", idle)
		}
	})
}

// The response to two sets of rows is the sum of the responses, and Read adds to what is there.
func TestIdealWiresSuperpose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := aNetwork(t)
		k := rapid.IntRange(0, len(c.rows)).Draw(t, "split")
		both := c.read(c.rows, c.amp, c.v)
		added := c.read(c.rows[:k], c.amp[:k], c.v)
		IdealWires{}.Read(added, c.g, c.rows[k:], c.amp[k:], c.v)
		if !slices.Equal(both, added) { // the same additions in the same order
			t.Fatal("reading on is not reading all at once")
		}
		first, second := c.read(c.rows[:k], c.amp[:k], c.v), c.read(c.rows[k:], c.amp[k:], c.v)
		for j := range both {
			bound := float64(both[j]) * float64(len(c.rows)+3) * 0x1p-23
			if math.Abs(float64(both[j])-float64(first[j])-float64(second[j])) > bound {
				t.Fatalf("column %d: %g A together, %g and %g apart", j, both[j], first[j], second[j])
			}
		}
	})
}

// An array on the wires of its options hands them its conductances.
type shorted struct{ calls *int }

func (s shorted) Read(dst []float32, g []float32, rows []int32, amp []float32, v float32) {
	*s.calls++
	for j := range dst {
		dst[j] += g[j] * v * float32(len(rows))
	}
}

func TestArrayUsesItsWires(t *testing.T) {
	calls := 0
	a := build(t, preset(t, "ideal"), 4, 3, Options{Wires: shorted{&calls}})
	a.Program(level(12, 0.5), false)
	dst := make([]float32, 3)
	a.Read(dst, []int32{1, 2}, nil, 0.1)
	near(t, "current, A", float64(dst[1]), 5e-6*0.1*2, 1e-12)
	if calls != 1 {
		t.Errorf("the wires were solved %d times for one read", calls)
	}
}
