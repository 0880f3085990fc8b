package circuit

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/xbar-sim/xbar/internal/kernel"
)

func effective(t *testing.T, m Method, geo Geometry, g []float64) []float64 {
	t.Helper()
	e, err := Effective(m, geo, g)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The effective matrix answers to any voltages as the circuit does, from whichever side it is made.
func TestTransfer(t *testing.T) {
	src := rand.New(rand.NewPCG(1, 4))
	for _, shape := range [][2]int{{30, 20}, {20, 30}} {
		m, n := shape[0], shape[1]
		geo := Plain(m, n, 2, 3, 50, 20)
		g := logUniform(m*n, 1e4, 1e6, src)
		e := effective(t, ExactCircuit, geo, g)
		d := &Drive{Left: make([]float64, m)}
		for i := range m {
			d.Left[i] = src.Float64() - 0.5
		}
		got := make([]float64, n)
		Currents(got, e, d.Left)
		closeTo(t, "current", got, solved(t, newExact(t, geo, g), d).Bottom, 1e-10)
	}
}

// Approximations are right to first order: halving the resistance of wires and terminals quarters what is left.
// The factors of dmr know lines only by their mean, so that it is so in uniform arrays alone.
func TestApproximationsAreOfFirstOrder(t *testing.T) {
	src := rand.New(rand.NewPCG(2, 4))
	const m, n = 12, 18
	for _, tt := range []struct {
		method Method
		g      []float64
	}{
		{FirstOrder, logUniform(m*n, 1e4, 1e6, src)}, {AlphaBeta, logUniform(m*n, 1e4, 1e6, src)}, {DMR, uniform(m*n, 1e-4)},
	} {
		off := func(scale float64) float64 {
			geo := Plain(m, n, scale, 2*scale, 30*scale, 10*scale)
			want, got := effective(t, ExactCircuit, geo, tt.g), effective(t, tt.method, geo, tt.g)
			// of the currents at equal voltages: cell by cell, factors attribute losses to other cells
			a, b := make([]float64, n), make([]float64, n)
			Currents(a, got, uniform(m, 1))
			Currents(b, want, uniform(m, 1))
			worst := 0.0
			for j := range a {
				worst = max(worst, math.Abs(a[j]-b[j]))
			}
			return worst / kernel.Largest(b)
		}
		ratio := off(0.02) / off(0.01)
		if math.Abs(ratio-4) > 0.1 {
			t.Errorf("%s: half the resistance makes the error %.3f times smaller, want 4", tt.method, ratio)
		}
		if x := off(0.01); x > 1e-4 {
			t.Errorf("%s: off by %g", tt.method, x)
		}
	}
}

// P24 once more: the first-order loss of a uniform array in closed form.
func TestFirstOrderOfUniformArray(t *testing.T) {
	got := make([]float64, 16)
	Currents(got, effective(t, FirstOrder, Plain(16, 16, 1, 1, 0, 0), uniform(256, 1e-4)), uniform(16, 1))
	near(t, "loss", 1-sum(got)/(256*1e-4), 1e-4*17*33/3, 1e-12)
}

func TestApproximationsWantThePlainGeometry(t *testing.T) {
	geo := Plain(2, 2, 1, 1, 0, 0)
	geo.Right = Terminals(2, 0)
	if _, err := Effective(DMR, geo, uniform(4, 1e-4)); err == nil {
		t.Error("two sides are taken for one")
	}
	if _, err := Effective(AlphaBeta, Plain(1, 1, 1, 1, 0, 0), []float64{math.Inf(1)}); err == nil {
		t.Error("a short is taken for a cell")
	}
}
