package device

import "math"

// A flow is the right-hand side of dx/dt = f(x) of one cell at constant voltage. It depends on the
// state alone, so x moves one way only: toward one end of its range, or toward a point where f is 0.
type flow interface {
	rate(x float64) float64
}

const (
	// tolerance is the error of one step of an integration, of the range of the state. Halving it
	// moves the result of a pulse by less than 1e-6 of the range (TestTolerance).
	tolerance = 1e-10

	// arrived is the distance to an end of the range, of the range, from which a cell is there: the
	// approach to a bound with a window is exponential and would never end.
	arrived = 1e-13

	mostSteps = 20_000 // of one pulse; no card comes near it
)

// integrate returns x after dt (s) under f, held within lo and hi. The steps are those of Dormand
// and Prince's embedded pair of orders 5 and 4, as long as their difference allows; tol is the
// error of a step, of hi - lo. Beyond an end of the range f is taken at that end.
//
// J. R. Dormand and P. J. Prince, "A family of embedded Runge-Kutta formulae", J. Comput. Appl.
// Math. 6(1), 19–26 (1980).
func integrate(f flow, x, lo, hi, dt, tol float64) float64 {
	span := hi - lo
	if !(span > 0) {
		return lo
	}
	x = min(max(x, lo), hi)
	k := f.rate(x)
	end := hi
	if k < 0 {
		end = lo
	}
	h := 0.01 * span / math.Abs(k) // infinite where nothing moves
	for range mostSteps {
		if k == 0 || !(dt > 0) || x == end {
			return x
		}
		h = min(h, dt)
		next, last, err := dormandPrince(f, x, k, h, lo, hi)
		err /= tol * span
		if !(err <= 1) { // also not a number
			h *= max(0.1, 0.9/root5(err))
			continue
		}
		if math.Abs(end-next) <= arrived*span || (end-next)*k <= 0 {
			return end
		}
		x, dt = next, dt-h
		if last*k <= 0 { // at a point of rest, to within the tolerance
			return x
		}
		k = last
		h *= min(5, 0.9/root5(max(err, 1e-5)))
	}
	return x
}

// root5 is x^(1/5).
func root5(x float64) float64 {
	if x != x {
		return 10
	}
	return power(x, 0.2)
}

// dormandPrince makes one step of h from x, where the rate is k1. It returns the end, the rate there
// and the estimate of the error.
func dormandPrince(f flow, x, k1, h, lo, hi float64) (next, k7, err float64) {
	at := func(d float64) float64 { return f.rate(min(max(x+float64(h*d), lo), hi)) }
	k2 := at(float64(1.0 / 5 * k1))
	k3 := at(float64(3.0/40*k1) + float64(9.0/40*k2))
	k4 := at(float64(44.0/45*k1) - float64(56.0/15*k2) + float64(32.0/9*k3))
	k5 := at(float64(19372.0/6561*k1) - float64(25360.0/2187*k2) + float64(64448.0/6561*k3) - float64(212.0/729*k4))
	k6 := at(float64(9017.0/3168*k1) - float64(355.0/33*k2) + float64(46732.0/5247*k3) + float64(49.0/176*k4) - float64(5103.0/18656*k5))
	d := float64(35.0/384*k1) + float64(500.0/1113*k3) + float64(125.0/192*k4) - float64(2187.0/6784*k5) + float64(11.0/84*k6)
	next = x + float64(h*d)
	k7 = at(d)
	e := float64(71.0/57600*k1) - float64(71.0/16695*k3) + float64(71.0/1920*k4) - float64(17253.0/339200*k5) + float64(22.0/525*k6) - float64(1.0/40*k7)
	return next, k7, math.Abs(h * e)
}
