package device_test

import (
	"fmt"

	"github.com/xbar-sim/xbar/device"
)

// The AlOx/HfO2 cell potentiates fast at first and depresses almost evenly: nl_ltp is 1.94,
// nl_ltd -0.61.
func ExampleExpPulse() {
	c, err := device.Preset("memristor")
	if err != nil {
		fmt.Println(err)
		return
	}
	m := c.Model.(*device.ExpPulse)
	s := device.NewState(m, 1)
	g, before := make([]float64, 1), m.GMin

	pulses := func(n int, volts, width float64) {
		m.Step(s, []float64{volts}, float64(n)*width, nil)
		m.Conductance(g, s)
		fmt.Printf("%2d × %+.1f V: %5.2f µS, %+.2f µS a pulse\n", n, volts, g[0]/1e-6, (g[0]-before)/float64(n)/1e-6)
		before = g[0]
	}
	pulses(1, m.SetVoltage, m.SetWidth)
	pulses(38, m.SetVoltage, m.SetWidth)
	pulses(1, m.SetVoltage, m.SetWidth)
	pulses(1, m.ResetVoltage, m.ResetWidth)
	pulses(38, m.ResetVoltage, m.ResetWidth)
	pulses(1, m.ResetVoltage, m.ResetWidth)
	// Output:
	//  1 × +0.9 V: 15.60 µS, +2.24 µS a pulse
	// 38 × +0.9 V: 58.69 µS, +1.13 µS a pulse
	//  1 × +0.9 V: 59.17 µS, +0.48 µS a pulse
	//  1 × -1.0 V: 57.73 µS, -1.44 µS a pulse
	// 38 × -1.0 V: 14.26 µS, -1.14 µS a pulse
	//  1 × -1.0 V: 13.36 µS, -0.90 µS a pulse
}

// A phase-change cell grows with every SET pulse, less each time, is melted by one RESET, and
// drifts while it waits.
func ExamplePCM() {
	c, err := device.Preset("pcm")
	if err != nil {
		fmt.Println(err)
		return
	}
	m := c.Model.(*device.PCM)
	s := device.NewState(m, 1)
	g := make([]float64, 1)
	m.Set(s, []float64{0})

	for _, n := range []int{1, 1, 3, 5, 10} {
		for range n {
			m.Step(s, []float64{m.SetVoltage}, m.SetWidth, nil)
		}
		m.Conductance(g, s)
		fmt.Printf("after SET pulse %2.0f: %4.2f µS\n", s.X[1][0], g[0]/1e-6)
	}
	nu := c.Drift.Exponent(g[0], 0)
	fmt.Printf("a day later: %4.2f µS (ν = %.3f)\n", g[0]*c.Drift.Factor(nu, 86400)/1e-6, nu)

	m.Step(s, []float64{m.ResetVoltage}, m.ResetWidth, nil)
	m.Conductance(g, s)
	fmt.Printf("after RESET: %4.2f µS\n", g[0]/1e-6)
	// Output:
	// after SET pulse  1: 1.92 µS
	// after SET pulse  2: 3.29 µS
	// after SET pulse  5: 5.80 µS
	// after SET pulse 10: 7.76 µS
	// after SET pulse 20: 9.38 µS
	// a day later: 6.22 µS (ν = 0.049)
	// after RESET: 0.10 µS
}

// A read leaves the cell alone; twice the threshold moves it at the rate k.
func ExampleVTEAM() {
	m := &device.VTEAM{
		GMin: 1e-6, GMax: 100e-6, VSet: 0.5, VReset: -0.6, KSet: 1e6, KReset: 2e6,
		AlphaSet: 3, AlphaReset: 3, WindowSet: 1, WindowReset: 1,
	}
	s := device.NewState(m, 3)
	m.Set(s, []float64{0.5, 0.5, 0.5})
	volts := []float64{0.2, 1.0, -1.2} // a read, a SET and a RESET

	m.Step(s, volts, 300e-9, nil)
	amps := make([]float64, 3)
	m.Current(amps, s, volts)
	for i, v := range volts {
		fmt.Printf("%+.1f V: w = %.3f, %.1f µS\n", v, s.X[0][i], amps[i]/v/1e-6)
	}
	// Output:
	// +0.2 V: w = 0.500, 50.5 µS
	// +1.0 V: w = 0.630, 63.3 µS
	// -1.2 V: w = 0.274, 28.2 µS
}

// NeuroSim's label and the curvature it stands for.
func ExampleFromLabel() {
	for _, nl := range []float64{0.5, 1.94, 4.88} {
		fmt.Printf("label %.2f: a = %.4f of the pulses\n", nl, device.FromLabel(nl))
	}
	// Output:
	// label 0.50: a = 2.5199 of the pulses
	// label 1.94: a = 0.6292 of the pulses
	// label 4.88: a = 0.2003 of the pulses
}

// A card is refused with everything that is wrong with it.
func ExampleReadCard() {
	_, err := device.ReadCard("mycell.toml", []byte(`
title = "my cell"
class = "oxide"
model = "ideal"

[params]
g_min    = { value = "1 µS",  provenance = "measured", source = "us2025" }
g_max    = { value = "40 V",  provenance = "measured", source = "us2025" }
step_lpt = { value = "1 %",   provenance = "assumed" }
step_ltd = { value = "1 %",   provenance = "assumed" }
beta_ltp = { value = 3,       provenance = "guessed" }
beta_ltd = { value = 3,       provenance = "assumed" }
v_th     = { value = "0.5 V", provenance = "assumed" }
v_set    = { value = "1 V",   provenance = "assumed" }
t_set    = { value = "50 ns", provenance = "assumed" }
v_reset  = { value = "-1 V",  provenance = "assumed" }
t_reset  = { value = "50 ns", provenance = "assumed" }
v_read   = { value = "0.1 V", provenance = "assumed" }
t_read   = { value = "50 ns", provenance = "assumed" }

[sources.us2025]
doi = "10.1000/1"
`))
	fmt.Println(err)
	// Output:
	// mycell.toml:8: g_max = "40 V": want 1 fS to 1 S (highest conductance)
	// mycell.toml:9: unknown key "step_lpt" (did you mean "step_ltp"?)
	// mycell.toml:11: beta_ltp.provenance = "guessed": want one of measured, fitted, assumed (where the number comes from)
	// mycell.toml:21: source "us2025" has no text
	// mycell.toml: missing parameter step_ltp (step of one SET pulse at the lowest conductance, of the range)
}
