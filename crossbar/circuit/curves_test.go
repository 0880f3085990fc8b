package circuit

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Every curve rises, passes through 0, and has the slope that it says: that of differences.
func TestCurveSlopes(t *testing.T) {
	g := []float64{1e-4, 1e-6, 3e-5}
	table, err := NewTable([]float64{-2, -1, -0.2, 0, 0.3, 1, 2}, []float64{-3, -1, -0.1, 0, 0.2, 1.5, 6}, g)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]Cells{
		"table": table, "polynomial": Polynomial{g, 2, 0.7}, "schottky": Schottky{g, 0.04, 1e-7},
		"saturating": Saturating{g, []float64{1e-5, 1e-6, 1}}, "sinh": Sinh{g, 0.2},
	} {
		at := func(v float64) (i, d []float64) {
			i, d = make([]float64, 3), make([]float64, 3)
			c.Current(i, d, uniform(3, v))
			return i, d
		}
		if i, _ := at(0); i[0] != 0 || i[1] != 0 || i[2] != 0 {
			t.Errorf("%s: %v A at 0 V", name, i)
		}
		last, _ := at(-2.05)
		for v := -1.95; v < 2; v += 0.1 {
			i, d := at(v)
			lo, _ := at(v - 1e-5)
			hi, _ := at(v + 1e-5)
			for k := range g {
				if want := (hi[k] - lo[k]) / 2e-5; math.Abs(d[k]-want) > 1e-5*want+1e-8*g[k] {
					t.Errorf("%s at %.3g V: slope %g S, differences say %g", name, v, d[k], want)
				}
				if i[k] < last[k] {
					t.Errorf("%s falls at %.3g V", name, v)
				}
			}
			last = i
		}
	}
}

// By hand: the closed forms at one voltage, and the limits of a saturating transistor.
func TestCurveValues(t *testing.T) {
	i, d := make([]float64, 1), make([]float64, 1)
	value := func(c Cells, v float64) float64 { c.Current(i, d, []float64{v}); return i[0] }
	one := []float64{1}
	for _, tt := range []struct {
		c       Cells
		v, want float64
	}{
		{Polynomial{one, 2, 3}, 0.5, 0.5 + 2*0.125 + 3*0.03125},
		{Schottky{one, 0.1, 0}, 0.2, math.Exp(2) - 1},
		{Schottky{one, 0.1, 0.5}, -3, -1 + math.Exp(-30) - 1.5},
		{Saturating{one, []float64{0.1}}, 100, 0.1 / math.Sqrt(1+1e-6)},
		{Saturating{one, []float64{0.1}}, -1e-4, -1e-4 / math.Sqrt(1+1e-6)},
	} {
		if got := value(tt.c, tt.v); math.Abs(got-tt.want) > 1e-12*math.Abs(tt.want) {
			t.Errorf("%+v at %g V: %g A, want %g", tt.c, tt.v, got, tt.want)
		}
	}
}

// Arrays of these cells are solved, with Kirchhoff's law kept: what goes in comes out.
func TestNewtonOnCurves(t *testing.T) {
	src := rand.New(rand.NewPCG(9, 2))
	const m, n = 12, 9
	g := logUniform(m*n, 1e4, 1e6, src)
	limits := uniform(m*n, 5e-6)
	table, err := NewTable([]float64{-1, -0.3, 0, 0.3, 1}, []float64{-2, -0.3, 0, 0.2, 2}, g)
	if err != nil {
		t.Fatal(err)
	}
	v := make([]float64, m)
	for i := range v {
		v[i] = 2*src.Float64() - 1
	}
	for name, c := range map[string]Cells{
		"table": table, "polynomial": Polynomial{g, 3, 1}, "schottky": Schottky{uniform(m*n, 1e-9), 0.05, 1e-8},
		"1T1R": Series{Ohmic(g), Saturating{uniform(m*n, 1e-4), limits}},
	} {
		x, err := NewNewton(Plain(m, n, 3, 3, 10, 10), c)
		if err != nil {
			t.Fatal(err)
		}
		var s Solution
		if err := x.Solve(&s, &Drive{Left: v}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		in, out, largest := 0.0, 0.0, 0.0
		for _, a := range s.Left {
			in, largest = in+a, max(largest, math.Abs(a))
		}
		for _, a := range s.Bottom {
			out += a
		}
		if math.Abs(in-out) > 1e-8*largest*m {
			t.Errorf("%s: %g A in, %g A out", name, in, out)
		}
		amps, slopes, across := make([]float64, m*n), make([]float64, m*n), make([]float64, m*n)
		for k := range across {
			across[k] = s.Word[k] - s.Bit[k]
		}
		c.Current(amps, slopes, across)
		for j := range n {
			sum := 0.0
			for i := range m {
				sum += amps[i*n+j]
			}
			if math.Abs(sum-s.Bottom[j]) > 1e-7*largest {
				t.Errorf("%s: cells of bit line %d carry %g A, its terminal %g", name, j, sum, s.Bottom[j])
			}
		}
		if name == "1T1R" {
			for k, a := range amps {
				if math.Abs(a) > limits[k] {
					t.Errorf("cell %d carries %g A beyond its compliance", k, a)
				}
			}
		}
	}
}

// Curves that fall, or carry a current at 0 V, are refused.
func TestCurvesRefused(t *testing.T) {
	for _, tt := range [][2][]float64{
		{{0}, {0}}, {{0, 1}, {0}}, {{0, 0}, {0, 1}}, {{0, 1}, {0, -1}}, {{-1, 1}, {0, 1}}, {{0, math.NaN()}, {0, 1}},
	} {
		if _, err := NewTable(tt[0], tt[1], nil); err == nil {
			t.Errorf("%v V and %v A are taken for a curve", tt[0], tt[1])
		}
	}
	if _, err := NewTable([]float64{0, 1}, []float64{0, 1}, []float64{-1}); err == nil {
		t.Error("a negative scale was taken")
	}
	if (Polynomial{A3: -1}).Check() == nil || (Polynomial{A3: 1}).Check() != nil {
		t.Error("the signs of coefficients are not checked")
	}
}
