package variability

import (
	"bytes"
	"encoding/binary"
	"math"
	"sync"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

func draws(s Stream, n int) []float64 {
	x := make([]float64, n)
	r := s.Rand()
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

func TestDerivingDrawsNothing(t *testing.T) {
	a := Seed(1).Named("d2d")
	first := a.Source().Uint64()
	_ = a.Named("g_max").At(3).Rand().Uint64()
	if a.Source().Uint64() != first {
		t.Error("deriving a stream moved its parent")
	}
}

func TestPathsDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		i, j := rapid.IntRange(0, 1e6).Draw(t, "i"), rapid.IntRange(0, 1e6).Draw(t, "j")
		s := Seed(seed)
		if (s.Named(a) == s.Named(b)) != (a == b) {
			t.Fatal("names and streams disagree")
		}
		if (s.At(i) == s.At(j)) != (i == j) {
			t.Fatal("indices and streams disagree")
		}
		if s.Named(a).At(i) == s.At(i).Named(a) {
			t.Fatal("the order of a path does not matter")
		}
		if s == Seed(seed+1) || s.Named("") == s || s.At(0) == s.Named("") {
			t.Fatal("two names of one stream")
		}
	})
}

// Correlations of independent normals over n = 10⁵ have a standard error of 1/√n = 0.0032;
// 0.02 is six of them. Pairs: neighbouring cells, two parameters, two repeats, two seeds.
func TestStreamsAreUncorrelated(t *testing.T) {
	const n = 100_000
	base := Seed(7).Named("repeat").At(0).Named("d2d").Named("g_max")
	x := draws(base, n)
	for _, tt := range []struct {
		name string
		y    []float64
	}{
		{"next cell", draws(base, n+1)[1:]},
		{"other parameter", draws(Seed(7).Named("repeat").At(0).Named("d2d").Named("g_min"), n)},
		{"other repeat", draws(Seed(7).Named("repeat").At(1).Named("d2d").Named("g_max"), n)},
		{"next seed", draws(Seed(8).Named("repeat").At(0).Named("d2d").Named("g_max"), n)},
		{"other purpose", draws(Seed(7).Named("repeat").At(0).Named("c2c").Named("g_max"), n)},
	} {
		if c := stat.Correlation(x, tt.y, nil); math.Abs(c) > 0.02 {
			t.Errorf("%s: correlation %.4f, want below 0.02", tt.name, c)
		}
	}
}

// Streams are handed to goroutines by index; whoever takes an index, its numbers are the same.
func TestBytesDoNotDependOnWorkers(t *testing.T) {
	const items = 500
	run := func(workers int) []byte {
		out := make([]byte, 8*items)
		next := make(chan int)
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for i := range next {
					f := make([]float32, 50)
					Spread{Kind: Lognormal, CV: 0.3}.Factors(f, Seed(3).Named("cell").At(i))
					var sum float64
					for _, v := range f {
						sum += float64(v)
					}
					binary.LittleEndian.PutUint64(out[8*i:], math.Float64bits(sum))
				}
			})
		}
		for i := range items {
			next <- i
		}
		close(next)
		wg.Wait()
		return out
	}
	one := run(1)
	for _, workers := range []int{2, 7} {
		if !bytes.Equal(one, run(workers)) {
			t.Errorf("%d workers gave other bytes than one", workers)
		}
	}
}
