package variability

import (
	"math"
	"math/cmplx"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// The covariance of the deviates of two cells over 4000 arrays against its closed form. Both have
// variance 1, so an estimate of ρ has a standard error of √((1+ρ²)/n) ≤ √(2/n); four of them.
func TestTextureCovariance(t *testing.T) {
	const rows, cols, n = 12, 9, 4000
	// x and y of the gradient, of variance 1 over the sides
	at := func(i, side int) float64 {
		return (float64(i) - float64(side-1)/2) / math.Sqrt((float64(side*side)-1)/12)
	}
	for _, tt := range []struct {
		name string
		t    Texture
	}{
		{"field", Texture{Field: 1, Length: 2}},
		{"long field", Texture{Field: 1, Length: 40}},
		{"short field", Texture{Field: 1, Length: 0.5}},
		{"rows", Texture{Row: 0.6}},
		{"columns", Texture{Column: 0.9}},
		{"gradient", Texture{Gradient: 0.5}},
		{"all", Texture{Gradient: 0.1, Row: 0.2, Column: 0.15, Field: 0.3, Length: 3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.t.Check(); err != nil {
				t.Fatal(err)
			}
			pairs := [][4]int{{3, 4, 3, 4}, {3, 4, 3, 5}, {3, 4, 3, 7}, {3, 4, 4, 4}, {3, 4, 8, 4}, {3, 4, 5, 6}, {0, 0, 11, 8}, {0, 0, 0, 8}, {0, 0, 11, 0}}
			sums := make([]float64, len(pairs))
			z := make([]float64, rows*cols)
			for k := range n {
				tt.t.Deviates(z, rows, cols, Seed(31).Named(tt.name).At(k))
				for i, p := range pairs {
					sums[i] += z[p[0]*cols+p[1]] * z[p[2]*cols+p[3]] / n
				}
			}
			for i, p := range pairs {
				dr, dc := float64(p[0]-p[2]), float64(p[1]-p[3])
				plane := (at(p[0], rows)*at(p[2], rows) + at(p[1], cols)*at(p[3], cols)) / 2
				want := tt.t.Gradient * plane
				if dr == 0 {
					want += tt.t.Row
				}
				if dc == 0 {
					want += tt.t.Column
				}
				if tt.t.Field > 0 {
					want += tt.t.Field * math.Exp(-(dr*dr+dc*dc)/(2*tt.t.Length*tt.t.Length))
				}
				if dr == 0 && dc == 0 {
					want += 1 - tt.t.Gradient - tt.t.Row - tt.t.Column - tt.t.Field
				}
				most := 1 + tt.t.Gradient*2 // variance of the cells in the corners
				if e := 4 * most * math.Sqrt(2.0/n); math.Abs(sums[i]-want) > e {
					t.Errorf("cells %v: covariance %.4f, want %.4f ± %.4f", p, sums[i], want, e)
				}
			}
		})
	}
}

// One cell of many independent arrays is standard normal, whatever the texture.
func TestTextureIsNormal(t *testing.T) {
	const n = 4000
	tex := Texture{Row: 0.2, Column: 0.2, Field: 0.4, Length: 1.5}
	x, z := make([]float64, n), make([]float64, 20)
	for k := range x {
		tex.Deviates(z, 4, 5, Seed(32).At(k))
		x[k] = z[7]
	}
	fits(t, "deviate", x, distuv.UnitNormal.CDF)
}

// A texture that is none draws the deviates of independent cells, to the bit, and the own part of a cell
// does not depend on what it shares.
func TestTextureDrawsByName(t *testing.T) {
	s := Spread{Kind: Lognormal, CV: 0.3}
	plain, same, z := make([]float32, 60), make([]float32, 60), make([]float64, 60)
	s.Factors(plain, Seed(33))
	Texture{}.Deviates(z, 6, 10, Seed(33))
	s.Transform(same, z)
	for i := range plain {
		if plain[i] != same[i] {
			t.Fatalf("cell %d: %g and %g", i, plain[i], same[i])
		}
	}
	with := make([]float64, 60)
	Texture{Row: 0.5}.Deviates(with, 6, 10, Seed(33))
	for i := range z {
		shared := with[i] - math.Sqrt(0.5)*z[i]
		if first := with[i/10*10] - math.Sqrt(0.5)*z[i/10*10]; math.Abs(shared-first) > 1e-12 {
			t.Fatalf("cell %d shares %g with its row, the first %g", i, shared, first)
		}
	}
}

func TestTextureRefuses(t *testing.T) {
	for _, tex := range []Texture{
		{Row: -0.1}, {Row: 0.6, Column: 0.6}, {Field: 0.5}, {Field: 0.5, Length: 1e5}, {Gradient: math.NaN()},
	} {
		if tex.Check() == nil {
			t.Errorf("%+v is taken", tex)
		}
	}
}

func TestFourierIsGonums(t *testing.T) {
	for _, n := range []int{2, 4, 8, 64, 1024} {
		w := &waves{}
		w.cos, w.sin = circle(n)
		re, im, c := make([]float64, n), make([]float64, n), make([]complex128, n)
		r := Seed(34).At(n).Rand()
		for i := range c {
			re[i], im[i] = r.NormFloat64(), r.NormFloat64()
			c[i] = complex(re[i], im[i])
		}
		w.sum(re, im)
		want := fourier.NewCmplxFFT(n).Sequence(nil, c)
		for i := range want {
			if d := cmplx.Abs(complex(re[i], im[i]) - want[i]); d > 1e-14*float64(n) {
				t.Fatalf("%d points: wave %d is off by %g", n, i, d)
			}
		}
	}
}

func TestCholeskyIsGonums(t *testing.T) {
	r := []float64{1, 0.5, -0.3, 0.5, 1, 0.2, -0.3, 0.2, 1}
	l, err := Cholesky(r, 3)
	if err != nil {
		t.Fatal(err)
	}
	var c mat.Cholesky
	c.Factorize(mat.NewSymDense(3, r))
	var want mat.TriDense
	c.LTo(&want)
	for i := range 3 {
		for j := range i + 1 {
			if math.Abs(l[i*3+j]-want.At(i, j)) > 1e-14 {
				t.Errorf("L[%d,%d] = %g, want %g", i, j, l[i*3+j], want.At(i, j))
			}
		}
	}
	if _, err := Cholesky([]float64{1, 0.9, 0.9, 0.9, 1, -0.9, 0.9, -0.9, 1}, 3); err == nil {
		t.Error("a matrix with a negative eigenvalue is taken")
	}
	one := []float64{1, 1, 1, 1, 1, 1, 1, 1, 1}
	if l, err = Cholesky(one, 3); err != nil {
		t.Fatal(err)
	}
	if l[0] != 1 || l[3] != 1 || l[6] != 1 || l[4] != 0 || l[8] != 0 {
		t.Errorf("correlation 1 everywhere: %v", l)
	}
	if _, err := Cholesky([]float64{1, 1, 0.5, 1, 1, -0.5, 0.5, -0.5, 1}, 3); err == nil {
		t.Error("two that are one are taken with different correlations to a third")
	}
}

// Lognormal factors of correlated deviates: corr = (e^(ρσ₁σ₂) - 1)/√((e^σ₁² - 1)(e^σ₂² - 1)). With
// n = 40 000 pairs a correlation has a standard error below 2/√n = 0.01 for these tails; three of them.
func TestCorrelatedFactors(t *testing.T) {
	const n = 40_000
	z := [][]float64{make([]float64, n), make([]float64, n)}
	for p := range z {
		Texture{}.Deviates(z[p], 1, n, Seed(35).At(p))
	}
	const rho = -0.6
	l, err := Cholesky([]float64{1, rho, rho, 1}, 2)
	if err != nil {
		t.Fatal(err)
	}
	Correlate(z, l)
	if got := stat.Correlation(z[0], z[1], nil); math.Abs(got-rho) > 4*(1-rho*rho)/math.Sqrt(n) {
		t.Errorf("deviates: %.4f, want %g", got, rho)
	}
	x := [][]float64{make([]float64, n), make([]float64, n)}
	f := make([]float32, n)
	var sigma [2]float64
	for p, cv := range []float64{0.3, 0.5} {
		Spread{Kind: Lognormal, CV: cv}.Transform(f, z[p])
		for i, v := range f {
			x[p][i] = float64(v)
		}
		sigma[p] = math.Sqrt(math.Log(1 + cv*cv))
	}
	want := math.Expm1(rho*sigma[0]*sigma[1]) / math.Sqrt(math.Expm1(sigma[0]*sigma[0])*math.Expm1(sigma[1]*sigma[1]))
	if got := stat.Correlation(x[0], x[1], nil); math.Abs(got-want) > 0.03 {
		t.Errorf("factors: %.4f, want %.4f", got, want)
	}
}
