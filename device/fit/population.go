package fit

import "math"

// fewDevices is the number of devices below which a spread between them is refused: with four, the upper end
// of its 95 % interval is 3.7 times the estimate.
const fewDevices = 5

// A population is what values of several devices, each known to its own standard error, say about all
// devices: value ~ N(mean, sd²), estimate ~ N(value, se²).
type population struct {
	mean, se, low, high float64
	sd, sdLow, sdHigh   float64 // between devices, without se
	n                   int
}

// gather estimates mean and spread of a population by the method of Paule and Mandel: sd² is where
// Σ w (x - mean)² = n - 1 with w = 1/(sd² + se²); its interval is where that sum meets the quantiles of
// χ². The interval of the mean is that of Hartung and Knapp, not narrower than without their factor, with Student's
// t of as many degrees of freedom as there are devices by weight, (Σw)²/Σw² - 1. Devices whose standard error is not
// finite are left out.
//
// R. C. Paule and J. Mandel, "Consensus Values and Weighting Factors", J. Res. NBS 87(5), 377–385 (1982);
// W. Viechtbauer, "Confidence intervals for the amount of heterogeneity in meta-analysis", Stat. Med. 26,
// 37–52 (2007).
func gather(x, se []float64) population {
	var v, s []float64
	for i := range x {
		if finite(x[i], se[i]) && se[i] >= 0 {
			v, s = append(v, x[i]), append(s, float64(se[i]*se[i]))
		}
	}
	p := population{n: len(v), mean: nan(), se: nan(), low: nan(), high: nan(), sd: nan(), sdLow: nan(), sdHigh: nan()}
	switch {
	case p.n == 0:
		return p
	case p.n == 1:
		p.mean, p.se = v[0], math.Sqrt(s[0])
		p.low, p.high = p.mean-float64(normal95*p.se), p.mean+float64(normal95*p.se)
		return p
	}
	free := float64(p.n - 1)
	between := heterogeneity(v, s, free)
	p.sd = math.Sqrt(between)
	p.sdLow, p.sdHigh = math.Sqrt(heterogeneity(v, s, chiSquared(0.975, free))), math.Sqrt(heterogeneity(v, s, chiSquared(0.025, free)))
	mean, weight, q := spreadAround(v, s, between)
	p.mean = mean
	// Devices that scatter less than their own errors say are luck, not knowledge.
	p.se = math.Sqrt(max(q/free, 1) / weight)
	var squares float64
	for i := range v {
		w := 1 / (between + s[i] + least2)
		squares += float64(w * w)
	}
	t := student(max(float64(weight*weight)/squares-1, 1))
	p.low, p.high = mean-float64(t*p.se), mean+float64(t*p.se)
	return p
}

// least2 is a variance that keeps exact values from dividing by 0.
const least2 = 1e-40

// spreadAround returns the weighted mean for a variance between devices, the sum of weights and
// Σ w (x - mean)².
func spreadAround(x, within []float64, between float64) (mean, weight, q float64) {
	for i := range x {
		w := 1 / (between + within[i] + least2)
		weight += w
		mean += float64(w * x[i])
	}
	mean /= weight
	for i := range x {
		d := x[i] - mean
		q += float64(d*d) / (between + within[i] + least2)
	}
	return mean, weight, q
}

// heterogeneity is the variance between devices at which the weighted sum of squares is q, 0 where it is below q
// without any.
func heterogeneity(x, within []float64, q float64) float64 {
	at := func(between float64) float64 {
		_, _, sum := spreadAround(x, within, between)
		return sum
	}
	if at(0) <= q {
		return 0
	}
	_, sd := moments(x)
	lo, hi := 0.0, float64(sd*sd)
	for at(hi) > q && hi < 1e300 {
		hi *= 4
	}
	for range 200 {
		mid := (lo + hi) / 2
		if mid <= lo || mid >= hi {
			break
		}
		if at(mid) > q {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// estimate words a population as an Estimate; the spread is refused below five devices.
func (p population) estimate(name, unit, method string) Estimate {
	e := Estimate{Name: name, Value: p.mean, Low: p.low, High: p.high, SE: p.se, SD: p.sd, N: p.n, Of: "devices", Unit: unit, Method: method}
	if p.n < fewDevices {
		e.SD = nan()
	}
	return e
}
