package snn_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

var (
	_ snn.Synapses   = (*snn.Dense)(nil)
	_ snn.Legible    = (*snn.Dense)(nil)
	_ snn.Rewritable = (*snn.Dense)(nil)
)

// A dose is the change, held within [0, 1], and touches the weights it names and no others.
func TestDenseIsBoundedAddition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pre, post := rapid.IntRange(1, 200).Draw(t, "pre"), rapid.IntRange(1, 5).Draw(t, "post")
		m := snn.NewDense(pre, post)
		part := rapid.SampledFrom([]float32{0, 0, 0.25, -0.25, 1e-9, -1e-9, 0.7, -0.7, 3, -3})
		want := make([]float32, pre*post)
		for k := range want {
			want[k] = min(max(part.Draw(t, "w"), 0), 1)
		}
		copy(m.W, want)
		add := func(k int, d float32) { want[k] = min(max(want[k]+d, 0), 1) }
		for range 4 {
			if j := rapid.IntRange(0, post-1).Draw(t, "column"); rapid.Bool().Draw(t, "along a column") {
				dose := rapid.SliceOfN(part, pre, pre).Draw(t, "dose")
				for i, d := range dose {
					add(i*post+j, d)
				}
				if err := m.PulseColumn(j, dose); err != nil {
					t.Fatal(err)
				}
			} else {
				i, cols := rapid.IntRange(0, pre-1).Draw(t, "row"), []int32{int32(j)}
				dose := rapid.SliceOfN(part, 1, 1).Draw(t, "dose")
				add(i*post+j, dose[0])
				if err := m.PulseRows([]int32{int32(i)}, cols, dose); err != nil {
					t.Fatal(err)
				}
			}
			if !slices.Equal(m.W, want) {
				t.Fatalf("weights %v, want %v", m.W, want)
			}
		}
	})
}

func TestDenseReadsAndRewrites(t *testing.T) {
	m := snn.NewDense(3, 4)
	for k := range m.W {
		m.W[k] = float32(k) / 16
	}
	column, cells := make([]float32, 3), make([]float32, 2)
	m.Column(column, 2)
	if want := []float32{2. / 16, 6. / 16, 10. / 16}; !slices.Equal(column, want) {
		t.Errorf("column %v, want %v", column, want)
	}
	m.Cells(cells, 1, []int32{3, 0})
	if want := []float32{7. / 16, 4. / 16}; !slices.Equal(cells, want) {
		t.Errorf("cells %v, want %v", cells, want)
	}
	before := slices.Clone(m.W)
	m.ScaleColumn(2, 2)
	for k, w := range m.W {
		want := before[k]
		if k%4 == 2 {
			want = min(2*want, 1)
		}
		if w != want {
			t.Errorf("weight %d is %g after the column was doubled, want %g", k, w, want)
		}
	}
	m.Advance(1e9)
	sum := make([]float32, 4)
	m.Forward(sum, []int32{0, 2}, []float32{1, 0.5})
	for j, x := range sum {
		near(t, "response", float64(x), float64(m.W[j])+0.5*float64(m.W[8+j]), 1e-7)
	}
}

func TestDenseRefusesWhatDoesNotFit(t *testing.T) {
	m := snn.NewDense(3, 2)
	for name, err := range map[string]error{
		"too few doses":    m.PulseColumn(0, make([]float32, 2)),
		"column before":    m.PulseColumn(-1, make([]float32, 3)),
		"column after":     m.PulseColumn(2, make([]float32, 3)),
		"row before":       m.PulseRows([]int32{-1}, []int32{0}, make([]float32, 1)),
		"row after":        m.PulseRows([]int32{0, 3}, []int32{0}, make([]float32, 1)),
		"doses of one row": m.PulseRows([]int32{0}, []int32{0, 1}, make([]float32, 1)),
	} {
		if err == nil || !strings.Contains(err.Error(), "3 rows and 2 columns") {
			t.Errorf("%s: error %v, want one that tells the size", name, err)
		}
	}
}

// What is no number stays visible as such.
func TestDenseKeepsNaN(t *testing.T) {
	m := snn.NewDense(1, 1)
	if err := m.PulseColumn(0, []float32{float32(math.NaN())}); err != nil || m.W[0] == m.W[0] {
		t.Errorf("a dose of NaN made %g (%v)", m.W[0], err)
	}
}

func BenchmarkDensePulseColumn(b *testing.B) {
	m, dose := snn.NewDense(784, 400), make([]float32, 784)
	for i := range dose {
		if i%28 > 8 && i%28 < 16 {
			dose[i] = 1e-4
		}
	}
	for n := 0; b.Loop(); n++ {
		if err := m.PulseColumn(n%400, dose); err != nil {
			b.Fatal(err)
		}
	}
}
