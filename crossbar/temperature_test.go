package crossbar

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
)

// warmed returns a card whose conductance has a temperature coefficient at the top of the range and an
// activation energy at the bottom.
func warmed(t testing.TB, set ...any) *device.Card {
	c := preset(t, "memristor", set...)
	c.Thermal = device.Thermal{Ref: 300, Coefficient: 1e-3, ActivationEnergy: 0.1}
	return c
}

// G(T) = G/(1 + α (T - T0)) at the top, G exp(-(E/k)(1/T - 1/T0)) at the bottom, whatever else happened.
func TestConductanceWithTemperature(t *testing.T) {
	const hot = 400.0
	up, down := 1/(1+1e-3*100), math.Exp(-0.1/device.Boltzmann*(1/hot-1.0/300))
	cold := build(t, warmed(t), 2, 3, Options{})
	cold.Program([]float64{0, 0, 0, 1, 1, 1}, false)
	g := slices.Clone(cold.Conductances())
	check := func(what string, a *Array) {
		t.Helper()
		for i, x := range a.Conductances() {
			want := down
			if i >= 3 {
				want = up
			}
			near(t, what, float64(x/g[i]), want, 1e-6)
		}
	}
	a := build(t, warmed(t), 2, 3, Options{Kelvin: hot})
	a.Program([]float64{0, 0, 0, 1, 1, 1}, false)
	check("an array made warm", a)
	cold.SetTemperature(hot)
	check("an array warmed later", cold)
	cold.SetTemperature(300)
	for i, x := range cold.Conductances() {
		near(t, "cooled again", float64(x/g[i]), 1, 1e-6)
	}
	mid := build(t, warmed(t), 1, 1, Options{Kelvin: hot})
	mid.Program([]float64{0.25}, false)
	lo, hi := mid.card.Model.Range()
	near(t, "a quarter up, interpolated", mid.MeanConductance()/(lo+0.25*(hi-lo)), 0.75*down+0.25*up, 1e-6)
}

// Warming an array that has drifted, lost and been read in between leaves the law as it is: the same as
// one that was warm all the time, where nothing but the conductance depends on temperature.
func TestTemperatureAndTime(t *testing.T) {
	for _, loses := range []bool{false, true} {
		card := warmed(t)
		if loses {
			card = losing(t, "memristor", 0.4)
			card.Thermal = device.Thermal{Ref: 300, Coefficient: 1e-3, ActivationEnergy: 0.1}
		} else {
			card.Impose(0.05, 0.01)
		}
		later := build(t, card, 4, 5, Options{Tolerance: 1e-9})
		always := build(t, card, 4, 5, Options{Tolerance: 1e-9, Kelvin: 360})
		for _, a := range []*Array{later, always} {
			a.Program(ramp(20, 0, 1), false)
			a.Advance(1000)
			a.Read(make([]float32, 5), []int32{1, 2}, nil, 1)
			a.Advance(1000)
			a.SetTemperature(360)
			set(a, 2, []int32{1})
			a.Advance(5e4)
		}
		x, y := doubles(later.Conductances()), doubles(always.Conductances())
		for i := range x {
			near(t, "warmed on the way over always warm", x[i]/y[i], 1, 3e-6)
		}
	}
}

// P28: at 85 °C a state of 0.6 or 1.2 eV is lost 50.01 or 2501 times as fast as at 25 °C; a wait at
// changing temperature counts piece by piece; the power law of drift is not accelerated.
func TestRetentionIsAccelerated(t *testing.T) {
	for _, tt := range []struct{ ea, af float64 }{{0.6, 50.01}, {1.2, 2501}} {
		card := preset(t, "memristor")
		card.Thermal.Ref = 298.15
		card.Retain = device.Retention{Tau: 1e6, Beta: 0.5, ActivationEnergy: tt.ea}
		lo, _ := card.Model.Range()
		left := func(kelvin ...float64) float64 {
			a := build(t, card, 1, 1, Options{Kelvin: 298.15, Tolerance: 1e-9})
			a.Program([]float64{1}, false)
			g := a.MeanConductance() - lo
			for _, k := range kelvin {
				a.SetTemperature(k)
				a.Advance(1000)
			}
			a.SetTemperature(298.15)
			return (a.MeanConductance() - lo) / g
		}
		want := func(seconds float64) float64 { return math.Exp(-math.Sqrt(seconds / 1e6)) }
		near(t, "left after 1000 s at 25 °C", left(298.15), want(1000), 1e-6)
		near(t, "left after 1000 s at 85 °C", left(358.15), want(1000*tt.af), 1e-3)
		near(t, "left after both", left(358.15, 298.15), want(1000*(1+tt.af)), 1e-3)
		near(t, "in the other order", left(298.15, 358.15), left(358.15, 298.15), 1e-7)
	}
	card := drifting(t, law(0.05, 0))
	a := build(t, card, 1, 1, Options{Kelvin: 400})
	a.Program([]float64{1}, false)
	g := a.MeanConductance()
	a.Advance(3580)
	near(t, "drift at 400 K", a.MeanConductance()/g, 0.77132, 1e-5)
}

// Traps of 0.5 eV switch faster when it is warm, by the Arrhenius factor.
func TestTelegraphIsAccelerated(t *testing.T) {
	const kelvin = 330.0
	card := switching(t, 0.1, 0.1, 0.5)
	card.RTN.ActivationEnergy = 0.5
	a := lone(t, build(t, card, 40, 50, Options{Kelvin: kelvin}))
	a.Program(level(2000, 0.7), false)
	dt := 0.02 / device.Acceleration(0.5, kelvin, 300)
	cells := trace(a, 2, dt)
	x, y := make([]float64, 2000), make([]float64, 2000)
	for i, c := range cells {
		x[i], y[i] = c[0], c[1]
	}
	rho := math.Exp(-0.02 / 0.05)
	near(t, "correlation", stat.Correlation(x, y, nil), rho, 4*math.Sqrt((1-rho*rho)/2000))
}

// At the reference temperature nothing is kept and nothing changes.
func TestRoomTemperatureIsFree(t *testing.T) {
	plain, given := build(t, preset(t, "pcm"), 5, 6, Options{}), build(t, preset(t, "pcm"), 5, 6, Options{Kelvin: 300})
	if plain.state.Kelvin != nil || given.state.Kelvin != nil || plain.heat != nil || plain.loss != nil {
		t.Error("an array at room temperature keeps temperatures")
	}
	given.SetTemperature(350) // pcm says nothing about temperature
	for k, a := range []*Array{plain, given} {
		a.NextInput(input(k * 0))
		set(a, 1, all(5))
		a.Advance(100)
	}
	if !slices.Equal(plain.Conductances(), given.Conductances()) {
		t.Error("a card without temperature changes with it")
	}
}
