package circuit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/xbar-sim/xbar/internal/cputime"
)

// logUniform are conductances of resistances log-uniform between lo and hi.
func logUniform(n int, lo, hi float64, src *rand.Rand) []float64 {
	g := make([]float64, n)
	for k := range g {
		g[k] = 1 / (lo * math.Pow(hi/lo, src.Float64()))
	}
	return g
}

// benchmarkArray is the array of the growth table: 10 kΩ to 1 MΩ, log-uniform, inputs up to 0.2 V.
func benchmarkArray(n int, ohm float64, vectors int) (geo Geometry, g []float64, drives []*Drive) {
	src := rand.New(rand.NewPCG(uint64(n), uint64(ohm)))
	g = logUniform(n*n, 1e4, 1e6, src)
	for range vectors {
		v := make([]float64, n)
		for i := range v {
			v[i] = 0.2 * src.Float64()
		}
		drives = append(drives, &Drive{Left: v})
	}
	return Plain(n, n, ohm, ohm, 0, 0), g, drives
}

// solveAll prepares a solver and solves all drives; it returns the iterations of the last.
func solveAll(b *testing.B, geo Geometry, g []float64, drives []*Drive) int {
	x, err := NewExact(geo, g)
	if err != nil {
		b.Fatal(err)
	}
	var s Solution
	for _, d := range drives {
		if err := x.Solve(&s, d); err != nil {
			b.Fatal(err)
		}
	}
	return s.Iterations
}

// BenchmarkExact is one vector, preparation included, in processor time, which a busy machine lengthens
// less than the clock.
func BenchmarkExact(b *testing.B) {
	for _, n := range []int{64, 128, 256, 512, 1024, 2048} {
		for _, ohm := range []float64{1, 5} {
			b.Run(fmt.Sprintf("n=%d/ohm=%g", n, ohm), func(b *testing.B) {
				geo, g, drives := benchmarkArray(n, ohm, 1)
				benchmarkSolve(b, geo, g, drives)
			})
		}
	}
}

// BenchmarkExactVectors is a hundred vectors on one array.
func BenchmarkExactVectors(b *testing.B) {
	for _, n := range []int{64, 128, 256, 512} {
		for _, ohm := range []float64{1, 5} {
			b.Run(fmt.Sprintf("n=%d/ohm=%g/vectors=100", n, ohm), func(b *testing.B) {
				geo, g, drives := benchmarkArray(n, ohm, 100)
				benchmarkSolve(b, geo, g, drives)
			})
		}
	}
}

func benchmarkSolve(b *testing.B, geo Geometry, g []float64, drives []*Drive) {
	b.ReportAllocs()
	iterations := 0
	cpu := cputime.Used()
	for b.Loop() {
		iterations = solveAll(b, geo, g, drives)
	}
	b.ReportMetric(1e3*(cputime.Used()-cpu).Seconds()/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(iterations), "iterations")
}
