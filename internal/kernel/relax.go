package kernel

import "math"

// A Relaxation is the passing of time over cells whose conductance falls as (Onset + age)^-ν, each
// by its own age: from Was, when they were last brought up to date, to Now. Times are in s.
type Relaxation struct {
	Was, Now float64
	Onset    float64 // t0 > 0
	Least    float64 // smallest exponent that flow counts

	sums relaxSums
}

// relaxSums are eight sums each of flow, conductances and bend.
type relaxSums [3][8]float64

// Relax brings cells of conductance g and exponent nu, last programmed at the times last <= Now, from
// r.Was to r.Now. With before the age at Was, not less than 0,
//
//	grow   = ln((t0 + age)/(t0 + before)) = Log1p((Now - last - before)/(t0 + before))
//	factor = ExpNear0(-nu·grow)
//	g      ← g·factor
//
// in double precision, rounded once where it is kept. It returns how fast the cells changed at Was, what
// they are now, and how fast the flow fell, flow = Σ g max(|nu|, Least)/(t0 + before), sum = Σ g and bend =
// Σ g max(|nu|, Least)/(t0 + before)², each as eight sums of every eighth cell that are added in
// halves, so that the order is the same in every twin. The slices must have the same length; r must not
// be used by two goroutines at once.
func Relax(g, nu []float32, last []float64, grow, factor []float32, r *Relaxation) (flow, sum, bend float64) {
	n := len(g)
	if len(nu) != n || len(last) != n || len(grow) != n || len(factor) != n {
		panic("kernel: lengths differ")
	}
	return relax(fastest, g, nu, last, grow, factor, r)
}

func relax(l loops, g, nu []float32, last []float64, grow, factor []float32, r *Relaxation) (flow, sum, bend float64) {
	s := &r.sums
	*s = relaxSums{}
	n := len(g) &^ 7
	l.relax(g[:n], nu[:n], last[:n], grow[:n], factor[:n], r)
	relaxPlain(g[n:], nu[n:], last[n:], grow[n:], factor[n:], r)
	for half := 4; half > 0; half /= 2 {
		for i := range half {
			s[0][i] += s[0][i+half]
			s[1][i] += s[1][i+half]
			s[2][i] += s[2][i+half]
		}
	}
	return s[0][0], s[1][0], s[2][0]
}

func relaxPlain(g, nu []float32, last []float64, grow, factor []float32, r *Relaxation) {
	s := &r.sums
	was, now, onset, least := r.Was, r.Now, r.Onset, r.Least
	nu, last, grow, factor = nu[:len(g)], last[:len(g)], grow[:len(g)], factor[:len(g)]
	for i, x := range g {
		before := was - last[i]
		if before < 0 {
			before = 0
		}
		inv := 1 / (onset + before)
		l := Log1p(float64((now - last[i] - before) * inv))
		exponent := float64(nu[i])
		f := ExpNear0(-float64(exponent * l))
		grow[i], factor[i] = float32(l), float32(f)
		y := float64(float64(x) * f)
		g[i] = float32(y)
		s[1][i&7] += y
		exponent = math.Abs(exponent)
		if exponent < least {
			exponent = least
		}
		y = float64(float64(y*exponent) * inv)
		s[0][i&7] += y
		s[2][i&7] += float64(y * inv)
	}
}

// Log1p returns ln(1+u) for u >= 0 within 2e-8 of it, with the same bits on every processor: by
// the first seven terms of its series up to 0.1.
func Log1p(u float64) float64 {
	if u > 0.1 {
		return Log(1 + u)
	}
	return log1pSeries(u)
}

func log1pSeries(u float64) float64 {
	p := 1.0/6 - float64(u*(1.0/7))
	p = 1.0/5 - float64(u*p)
	p = 1.0/4 - float64(u*p)
	p = 1.0/3 - float64(u*p)
	p = 1.0/2 - float64(u*p)
	return u - float64(u*float64(u*p))
}

// ExpNear0 returns e^x within 1e-9 of it, with the same bits on every processor: by the first five
// terms of its series where |x| is at most 0.02.
func ExpNear0(x float64) float64 {
	if x > 0.02 || x < -0.02 {
		return Exp(x)
	}
	return expSeries(x)
}

func expSeries(x float64) float64 {
	p := 1.0/6 + float64(x*(1.0/24))
	p = 1.0/2 + float64(x*p)
	return 1 + (x + float64(x*float64(x*p)))
}
