package device_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// falcone is the relaxation of CMO/HfOx as aihwkit has it (ReRamCMO): mean -0.08900206 ln t µS, standard
// deviation 0.04201137 ln t + 0.41183342 µS.
func falcone() device.Relaxation {
	return device.Relaxation{Mean: []float64{-0.08900206e-6}, SD: []float64{0.04201137e-6}, SD0: []float64{0.41183342e-6}, Onset: 1, Scale: 1}
}

// The published laws are in ln t; with ln(1 + t/t0) and t0 = 1 s the difference is 1/t.
func TestRelaxationOfFalcone(t *testing.T) {
	r := falcone()
	for _, at := range []float64{3600, 86400, 1e7} {
		mean, slope := r.Course(50e-6, 88e-6, 0)
		near(t, "mean, µS", 1e6*(mean+slope*r.Log(at)), -0.08900206*math.Log(at), 1e-4)
		offset, slope := r.Course(50e-6, 88e-6, 1)
		near(t, "one standard deviation above, µS", 1e6*(offset+slope*r.Log(at)), -0.08900206*math.Log(at)+0.04201137*math.Log(at)+0.41183342, 1e-4)
	}
}

// An ensemble at one time is normal with the law's mean and standard deviation: Kolmogorov–Smirnov at
// 0.1 %. Twice the time later every cell has moved by its own slope.
func TestRelaxationEnsemble(t *testing.T) {
	const n = 20_000
	r := falcone()
	src := variability.Seed(5).Named("relax").Source()
	x, moved := make([]float64, n), make([]float64, n)
	l := r.Log(3600)
	for i := range x {
		offset, slope := r.Course(50e-6, 88e-6, kernel.Normal(src))
		x[i] = offset + slope*l
		moved[i] = slope * (r.Log(7200) - l)
	}
	want := distuv.Normal{Mu: -0.08900206e-6 * l, Sigma: 0.41183342e-6 + 0.04201137e-6*l}
	if d := kolmogorov(x, want.CDF); d > 1.95/math.Sqrt(n) {
		t.Errorf("after an hour the distance from the normal is %.4f, want at most %.4f", d, 1.95/math.Sqrt(n))
	}
	step := r.Log(7200) - l
	if d := kolmogorov(moved, distuv.Normal{Mu: -0.08900206e-6 * step, Sigma: 0.04201137e-6 * step}.CDF); d > 1.95/math.Sqrt(n) {
		t.Errorf("in the next hour the distance from the normal is %.4f", d)
	}
}

func TestRelaxationEnds(t *testing.T) {
	r := falcone()
	r.End = 86400
	near(t, "after its end", r.Log(1e9)-r.Log(86400), 0, 0)
	near(t, "rate after its end", r.Rate(86401), 0, 0)
	near(t, "rate", r.Rate(99), 0.01, 1e-15)
	r.Scale = 0
	if r.Active() || !func() bool { f := falcone(); return f.Active() }() {
		t.Error("scale 0 relaxes, or the law itself does not")
	}
	if none := device.DefaultRelaxation(); none.Active() {
		t.Error("a card relaxes that does not say so")
	}
	poly := device.Relaxation{Mean: []float64{1, -2, 3}, SD0: []float64{-1}, Scale: 2, Onset: 1}
	offset, slope := poly.Course(5, 10, 1) // g = 0.5: 1 - 1 + 0.75; a negative standard deviation is none
	near(t, "polynomial", slope, 2*0.75, 1e-15)
	near(t, "negative standard deviation", offset, 0, 0)
	_, beyond := poly.Course(50, 10, 1)
	near(t, "beyond g_ref", beyond, 4, 1e-15)
}

// P18: the standard deviation of levels of 4, 10, 20 and 30 µS a second after programming, and the
// published polynomial of a day, from one law in the logarithm of time.
func TestRelaxationOfNeuRRAM(t *testing.T) {
	r := preset(t, "neurram").Relax
	day := []float64{0.701, 22.086, -50.773, 47.095, -16.458}
	for _, tt := range []struct{ g, second float64 }{{4, 1.5562}, {10, 2.2583}, {20, 2.0229}, {30, 1.5330}} {
		offset, slope := r.Course(tt.g*1e-6, 40e-6, 1)
		near(t, "after 1 s, µS", 1e6*(offset+slope*r.Log(1)), tt.second, 1e-4)
		x, want := tt.g/40, 0.0
		for k, c := range day {
			want += c * math.Pow(x, float64(k))
		}
		near(t, "after a day, µS", 1e6*(offset+slope*r.Log(86400)), want, 1e-4)
		near(t, "after two days, µS", 1e6*(offset+slope*r.Log(172800)), want, 1e-4)
		if mean, m := r.Course(tt.g*1e-6, 40e-6, 0); mean != 0 || m != 0 {
			t.Error("a mean shift was not fitted")
		}
	}
}
