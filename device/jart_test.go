package device

import (
	"math"
	"testing"
)

// vcm is the published model as written, with the paper's sign (SET negative) and n in 10²⁶/m³: current
// and dN/dt at voltage v and 300 K.
func vcm(v, n float64) (i, dndt float64) {
	exp, pow := math.Exp, math.Pow
	if v < 0 {
		a1 := 4.81951e-5 * exp(-1.03685/0.34567)
		i = -((a1+4.81951e-5)/(1+exp(-(v+1.03685)/0.34567)) - 4.81951e-5) - (4.2383e-5*(1-exp(-v))-7.0526e-4*v)/
			pow(1+pow((4.2125*exp(-v/1.4134)+2.8646*v-4.004)/n, 7.4235*exp(-v/4.0585)+1.4524*v-6.6103), 6.326e-4+(1.4711-6.326e-4)/(1+pow(-v/0.5199, 1.561)))
	} else {
		i = -4.84e-3 * (exp(-0.1353*v) - 1) / pow(1+(5.548+6.8648*v+51.586*exp(-0.36*v))*pow(n/0.008, -1.054), 1/1.0526)
	}
	area := math.Pi * 45e-9 * 45e-9
	series := i * (650 + 719.2437*(1+3.92e-3*719.2437*i*i*90471.47))
	field, heat, limit := (v-series)/3e-9, 15.72e6*0.27, 1-pow(0.008/n, 10)
	if v < 0 {
		field, heat, limit = i/(2*1.602e-19*area*n*1e26*4e-6), 15.72e6, 1-pow(n/20, 10)
	}
	g := 2 * 0.25e-9 * field / (1.35 * math.Pi)
	kT := 8.617333262e-5 * (300 + i*(v-series)*heat)
	mean, skew := 1.35*(math.Sqrt(1-g*g)+g*math.Asin(g)), 1.35*g*math.Pi/2
	return i, -(20 + n) / 2 * 0.25e-9 * 2e13 * limit / 0.4e-9 * (exp(-(mean-skew)/kT) - exp(-(mean+skew)/kT))
}

func jart(t *testing.T) *JART {
	c, err := Preset("jart-vcm")
	if err != nil {
		t.Fatal(err)
	}
	return c.Model.(*JART)
}

func TestJARTIsThePublishedModel(t *testing.T) {
	m := jart(t)
	m.NLow, m.NHigh = 0.008, 20
	s := NewState(m, 1)
	for _, v := range []float64{-1.5, -0.7, -0.342, -0.2, -0.05, 0.05, 0.2, 0.7065, 1.5} {
		for _, n := range []float64{0.009, 0.06, 0.3, 1, 2, 15} {
			i, dndt := vcm(v, n)
			s.X[0][0] = n
			got := []float64{0}
			m.Current(got, s, []float64{-v})
			if math.Abs(got[0]+i) > 1e-11*math.Abs(i) {
				t.Errorf("I(%g V, %g) = %g, want %g", v, n, -got[0], i)
			}
			dt := 1e-7 * n / math.Abs(dndt)
			m.Step(s, []float64{-v}, dt, nil)
			if rate := (s.X[0][0] - n) / dt; math.Abs(rate-dndt) > 1e-5*math.Abs(dndt) {
				t.Errorf("dN/dt(%g V, %g) = %g, want %g", v, n, rate, dndt)
			}
		}
	}
}

// What is in series with the contact is ohmic, and a read at the published 0.2 V sees little else:
// 650 Ω and 719 Ω of oxide and line, 159 Ω of plug and 24.5 Ω of disc at n = 20, which becomes 61.2 kΩ at
// n = 0.008 (l/(2 e A N μ)).
func TestJARTResistances(t *testing.T) {
	for n, ohmic := range map[float64]float64{0.008: 62.8e3, 20: 1553} {
		i, _ := vcm(0.2, n)
		if r := 0.2 / i; r < ohmic || r > 1.15*ohmic {
			t.Errorf("R(%g) = %g Ω, of which %g are ohmic", n, r, ohmic)
		}
	}
}

// Heat makes SET run away: ten degrees more in the surroundings make it faster, a cell without thermal
// resistance barely moves.
func TestJARTIsHeated(t *testing.T) {
	moved := func(kelvin, rth float64) float64 {
		m := jart(t)
		m.Rth = rth
		s := NewState(m, 1)
		s.Kelvin = []float64{kelvin}
		s.X[0][0] = 0.5
		m.Step(s, []float64{0.342}, 1e-6, nil)
		return s.X[0][0] - 0.5
	}
	cold, warm, none := moved(300, 15.72e6), moved(310, 15.72e6), moved(300, 0)
	if !(warm > 1.3*cold && none < 1e-6*cold && none > 0) {
		t.Errorf("SET moves N by %g at 300 K, %g at 310 K and %g without heating", cold, warm, none)
	}
}

// Passive at concentrations far below those of the fit, where the fit's own current has the wrong sign.
func TestJARTStaysPassive(t *testing.T) {
	for _, v := range []float64{1e-6, 0.05, 0.2, 1, 2, 100} {
		for _, set := range []bool{true, false} {
			k := fitAt(set, v)
			last := 0.0
			for n := 1e-4; n < 1000; n *= 1.3 {
				i := k.current(n)
				if !(i > last) || math.IsInf(i, 0) {
					t.Fatalf("I(%g V, %g) = %g after %g", v, n, i, last)
				}
				if back := k.concentration(i); n < 20 && math.Abs(back-n) > 1e-9*n {
					t.Errorf("%g at %g V reads back as %g", n, v, back)
				}
				last = i
			}
		}
	}
}
