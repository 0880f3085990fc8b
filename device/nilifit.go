package device

// niliEdges are the bounds of the states within which a fit of the update holds, S.
var niliEdges = [...]float64{5.62e-6, 10e-6, 17.8e-6, 31.6e-6, 56.2e-6, 100e-6, 178e-6}

// A niliFit is the update of one range of states by pulses of one sign: c of its mean, d of its spread
// between devices.
type niliFit struct{ c, d [5]float64 }

// niliFits are the updates from the lowest range of states to the highest: SET and RESET.
var niliFits = [len(niliEdges) + 1][2]niliFit{
	{{[5]float64{1.55e-4, -.47, -3.851, 9.369, 10.4}, [5]float64{-1.26, -.02, .82, -.57, .94}},
		{[5]float64{-.89e-4, .89, 8.96, 6.2, -10.90}, [5]float64{.04, 2e-4, .02, 5e-3, .03}}},
	{{[5]float64{1.55e-4, -.47, -3.769, 7.512, 8.419}, [5]float64{-1.22, -.02, .84, -.57, .81}},
		{[5]float64{-.89e-4, .51, 6.88, 6.2, -8.61}, [5]float64{-5e-3, -4e-4, -2e-3, -.01, .02}}},
	{{[5]float64{1.55e-4, -.47, -3.729, 6.801, 7.582}, [5]float64{-1.03, -.02, .72, -.47, .63}},
		{[5]float64{-.89e-4, .34, 4.93, 6.2, -8.14}, [5]float64{-.07, -3e-3, -.07, -.05, -.02}}},
	{{[5]float64{1.55e-4, -.47, -3.517, 6.180, 6.851}, [5]float64{-.78, -.01, .53, -.33, .45}},
		{[5]float64{-.89e-4, .25, 3.63, 6.2, -7.77}, [5]float64{-.11, -4e-3, -.11, -.09, -.03}}},
	{{[5]float64{1.55e-4, -.47, -3.426, 5.946, 6.558}, [5]float64{-.37, 5e-3, .15, -.01, .11}},
		{[5]float64{-.89e-4, .23, 2.91, 6.2, -7.42}, [5]float64{-.15, -6e-3, -.17, -.13, -.06}}},
	{{[5]float64{1.55e-4, -.47, -3.373, 5.005, 5.792}, [5]float64{.14, .01, -.29, .31, -.21}},
		{[5]float64{-.89e-4, .21, 2.33, 6.2, -7.30}, [5]float64{-.12, -5e-3, -.16, -.13, -.06}}},
	{{[5]float64{1.55e-4, -.47, -3.422, 4.936, 5.840}, [5]float64{.34, .01, -.41, .37, -.29}},
		{[5]float64{-.89e-4, .22, 1.93, 6.2, -7.10}, [5]float64{-.04, -2e-3, -.10, -.11, -.04}}},
	{{[5]float64{1.55e-4, -.47, -3.572, 4.864, 5.785}, [5]float64{.26, .01, -.29, .25, -.20}},
		{[5]float64{-.89e-4, .28, 1.68, 6.2, -7.00}, [5]float64{.10, 3e-3, .02, -.05, -4e-3}}},
}

// niliFor returns the fit for a state g (S) and a sign.
func niliFor(g float64, set bool) *niliFit {
	k := 0
	for k < len(niliEdges) && g > niliEdges[k] {
		k++
	}
	if set {
		return &niliFits[k][0]
	}
	return &niliFits[k][1]
}

// step is the mean change by one pulse of v (V) and 10^l s, S, and its standard deviation between
// devices over that, with a sign that only says with whom it goes.
func (f *niliFit) step(v, l float64) (mean, spread float64) {
	c, d := &f.c, &f.d
	if c[0] > 0 {
		mean = c[0] * (1 - tanh(c[1]*(l-c[2]))) * (tanh(float64(c[3]*v)-c[4]) + 1)
	} else {
		mean = c[0] * (-1 - tanh(c[1]*(l-c[2]))) * (tanh(float64(c[3]*v)-c[4]) - 1)
	}
	v2 := float64(v * v)
	spread = d[0] + float64(d[1]*float64(l*l)) + float64(d[2]*float64(v*l)) + float64(d[3]*float64(v2*l)) + float64(d[4]*float64(v2*v))
	return mean, spread
}

// A niliIV is the chord of a cell at |v| as a polynomial of its state g0, S:
//
//	I/v = k0 + k1 g0 + k2 g0²
type niliIV struct{ k0, k1, k2 float64 }

// niliChord returns it at a temperature (°C), for a device z standard deviations from the mean one.
func niliChord(v, celsius, z float64) niliIV {
	v2 := float64(v * v)
	return niliIV{
		k0: float64(1.166e-7*celsius) - 2.58e-6 + float64(float64(1.605e-3*power(celsius, -1.33))*v2) +
			float64(z*(float64(2.20e-8*celsius)-1.07e-6+float64((1.17e-5-float64(1e-7*celsius))*v2))),
		k1: 0.977 + float64(1.18*v2) + float64(z*(0.25+float64((1.30-float64(2.5e-3*celsius))*v2))),
		k2: float64(6596*v2) - float64(z*(1300+float64(6500*v2))),
	}
}

// at is the chord in state g, S.
func (k niliIV) at(g float64) float64 {
	return k.k0 + float64(g*(k.k1+float64(k.k2*g)))
}
