package kernel

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// withChains runs f with every set of chains, plain first, and passes what it is called.
func withChains(f func(name string)) {
	all := chainTwins()
	before := fastestChains
	defer func() { fastestChains = before }()
	fastestChains = all["plain"]
	f("plain")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if name != "plain" {
			fastestChains = all[name]
			f(name)
		}
	}
}

// Every twin of a chain gives the bits of the plain loops, at every length and alignment, and touches
// nothing behind its slices.
func TestChainTwinsGiveTheSameBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 70).Draw(t, "n")
		skip := rapid.IntRange(0, 7).Draw(t, "skip")
		seed := rapid.Uint64().Draw(t, "seed")
		var want []float64
		withChains(func(name string) {
			src := rand.New(rand.NewPCG(seed, 1))
			var all []float64
			backing := make([][]float64, 0, 8)
			slice := func(n int) []float64 {
				x := make([]float64, skip+n+1)
				for k := range x {
					x[k] = math.Exp(20*src.Float64()-10) * float64(1-2*src.IntN(2))
				}
				backing = append(backing, x)
				return x[skip : skip+n : skip+n]
			}
			var sum Sum
			a, b, c, d, e, f, g := slice(n), slice(n), slice(n), slice(n), slice(n), slice(n), slice(n)
			ChainDown(a, b, c, d)
			ChainUp(&sum, a, b, c, d)
			Direction(b, c, d, e, 0.3, 0.7, -1.1)
			CurrentDot(&sum, a, b, c, d, e)
			Descend(a, b, c, d, e, f, g, 0.9)
			Share(c, d, a, 0.25, 0.75)
			stride := n + 3
			rows, panel := slice(stride*Abreast), slice(n*Abreast)
			ToPanel(panel, rows, n, stride)
			inv, cells := slice(n*Abreast), slice(n*Abreast)
			down := slice(n * Abreast)
			PanelDown(down, inv, cells, panel, (*[Abreast]float64)(slice(Abreast)))
			PanelUp(down, inv)
			FromPanel(rows, down, n, stride)
			for _, x := range backing {
				all = append(all, x...)
			}
			all = append(all, sum[:]...)
			all = append(all, sum.Total(), Largest(a), Imbalance(a, b, c, d, 0.7))
			if want == nil {
				want = all
			}
			for k, x := range all {
				if math.Float64bits(x) != math.Float64bits(want[k]) {
					t.Fatalf("%s: number %d is %g, want %g", name, k, x, want[k])
				}
			}
		})
	})
}

// A panel solves the tridiagonal systems of its chains: with unit conductances along a chain and g to the
// world, w(j) = inv(j)(g x + w(j-1)) and back is the inverse of the chain's matrix.
func TestPanelSolvesChains(t *testing.T) {
	const n = 9
	src := rand.New(rand.NewPCG(3, 4))
	x, g, inv := make([]float64, n*Abreast), make([]float64, n*Abreast), make([]float64, n*Abreast)
	for k := range x {
		x[k], g[k] = src.Float64(), 0.1+src.Float64()
	}
	diagonal := func(k int) float64 {
		d := g[k]
		if k >= Abreast {
			d++
		}
		if k < (n-1)*Abreast {
			d++
		}
		return d
	}
	for k := range inv {
		inv[k] = diagonal(k)
		if k >= Abreast {
			inv[k] -= inv[k-Abreast]
		}
		inv[k] = 1 / inv[k]
	}
	w := make([]float64, n*Abreast)
	first := [Abreast]float64{3: 0.5}
	PanelDown(w, inv, g, x, &first)
	PanelUp(w, inv)
	for k := range w {
		sum := diagonal(k) * w[k]
		if k >= Abreast {
			sum -= w[k-Abreast]
		}
		if k < (n-1)*Abreast {
			sum -= w[k+Abreast]
		}
		want := g[k] * x[k]
		if k == 3 {
			want += 0.5
		}
		if math.Abs(sum-want) > 1e-14 {
			t.Fatalf("place %d of chain %d: %g enters, want %g", k/Abreast, k%Abreast, sum, want)
		}
	}
}

// A panel holds rows next to each other.
func TestPanelIsATranspose(t *testing.T) {
	const n, stride = 13, 17
	rows := make([]float64, Abreast*stride)
	for k := range rows {
		rows[k] = float64(k)
	}
	panel := make([]float64, n*Abreast)
	ToPanel(panel, rows, n, stride)
	for j := range n {
		for l := range Abreast {
			if panel[j*Abreast+l] != rows[l*stride+j] {
				t.Fatalf("row %d, column %d: %g, want %g", l, j, panel[j*Abreast+l], rows[l*stride+j])
			}
		}
	}
}

func BenchmarkChains(b *testing.B) {
	const n = 512
	x := make([][]float64, 7)
	for k := range x {
		x[k] = make([]float64, n)
	}
	panel, rows := make([]float64, n*Abreast), make([]float64, n*Abreast)
	inv, cells := make([]float64, n*Abreast), make([]float64, n*Abreast)
	var sum Sum
	before := fastestChains
	defer func() { fastestChains = before }()
	for name, c := range chainTwins() {
		for _, of := range []struct {
			name string
			n    int
			run  func()
		}{
			{"down", n, func() { ChainDown(x[0], x[1], x[2], x[3]) }},
			{"up", n, func() { ChainUp(&sum, x[0], x[1], x[2], x[3]) }},
			{"direction", n, func() { Direction(x[0], x[1], x[2], x[3], 0, 0, 0) }},
			{"currentDot", n, func() { CurrentDot(&sum, x[0], x[1], x[2], x[3], x[4]) }},
			{"descend", n, func() { Descend(x[0], x[1], x[2], x[3], x[4], x[5], x[6], 0) }},
			{"share", n, func() { Share(x[0], x[1], x[2], 0, 0) }},
			{"panelDown", n * Abreast, func() { PanelDown(panel, inv, cells, rows, new([Abreast]float64)) }},
			{"panelUp", n * Abreast, func() { PanelUp(panel, inv) }},
			{"toPanel", n * Abreast, func() { ToPanel(panel, rows, n, n) }},
			{"fromPanel", n * Abreast, func() { FromPanel(rows, panel, n, n) }},
		} {
			b.Run(fmt.Sprintf("%s/%s", of.name, name), func(b *testing.B) {
				fastestChains = c
				for b.Loop() {
					of.run()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*of.n), "ns/element")
			})
		}
	}
}
