package whatif

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.6g, want %.6g ± %g", what, got, want, tol)
	}
}

// Student's own data: additional hours of sleep by two drugs (Biometrika 6, 1908): mean difference 1.58, t = 4.06 with 9
// degrees of freedom, p = 0.0028.
func TestPairedOfStudentsSleepData(t *testing.T) {
	a := []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2.0}
	b := []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
	d := Paired(a, b)
	near(t, "mean", d.Mean, 1.58, 1e-12)
	near(t, "t", d.Mean/(d.SD/math.Sqrt(10)), 4.0621, 1e-4)
	near(t, "p", d.P, 0.00283, 1e-5)
	near(t, "lower end", d.Lo, 0.7001, 1e-4)
	if !d.Distinct || d.N != 10 {
		t.Errorf("%+v", d)
	}
	if one := Paired(a[:1], b[:1]); !one.Undetermined || one.Distinct || !math.IsNaN(one.P) {
		t.Errorf("one pair: %+v", one)
	}
	if same := Paired(a, a); same.P != 1 || same.Distinct {
		t.Errorf("no difference: %+v", same)
	}
}

// Holm's procedure by hand: 4 · 0.01, 3 · 0.011 raised to it, 2 · 0.03, and 0.9.
func TestCorrectHolm(t *testing.T) {
	p := []float64{0.9, 0.011, math.NaN(), 0.01, 0.03}
	want := []float64{0.9, 0.04, math.NaN(), 0.04, 0.06}
	all := make([]*Difference, len(p))
	for i := range p {
		all[i] = &Difference{P: p[i], PHolm: math.NaN()}
	}
	CorrectHolm(all)
	for i, d := range all {
		if math.IsNaN(want[i]) != math.IsNaN(d.PHolm) || math.Abs(d.PHolm-want[i]) > 1e-15 {
			t.Errorf("p = %g becomes %g, want %g", p[i], d.PHolm, want[i])
		}
	}
}
