package characterise

import (
	"errors"
	"math"
	"testing"
)

// A card that states α = 1e-3/K and E = 0.1 eV conducts by 1/(1 + α ΔT) at the top and by Arrhenius' law at the
// bottom; a card that states nothing and a model that knows nominal pulses only have no temperature.
func TestTemperatureIsTheLaw(t *testing.T) {
	card := preset(t, "memristor")
	var absent *Absent
	if _, err := MeasureTemperature(card); !errors.As(err, &absent) {
		t.Error(err)
	}
	for name, v := range map[string]float64{"g_tcr": 1e-3, "g_ea": 0.1} {
		if err := card.Set(name, v); err != nil {
			t.Fatal(err)
		}
	}
	m, err := MeasureTemperature(card)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.States) != 3 || m.Set != nil || m.Reset != nil || m.Kelvin[0] != 260 || m.Kelvin[len(m.Kelvin)-1] != 400 {
		t.Fatalf("%+v", m)
	}
	for i, k := range m.Kelvin {
		near(t, "LRS", m.States[2].Part[i], 1/(1+1e-3*(k-300)), 1e-5)
		near(t, "HRS", m.States[0].Part[i], math.Exp(0.1/8.617333262e-5*(1/300.0-1/k)), 3e-5)
	}
}

// A magnetic junction's stability falls as 1/T: τ = τ₀ e^(Δ (300 K/T) (1 - v/v_c)), and its mean cell, which starts from
// HRS, has switched nine tenths of the range after τ ln 10.
func TestSwitchingOfWarmJunction(t *testing.T) {
	card := preset(t, "stt-mtj")
	for name, v := range map[string]float64{"v_c_set": 1.2, "delta": 60, "tau0": 1e-9, "v_set": 1} {
		if err := card.Set(name, v); err != nil {
			t.Fatal(err)
		}
	}
	m, err := MeasureTemperature(card)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Set) != 5 || m.States != nil {
		t.Fatalf("%+v", m)
	}
	for _, w := range m.Set {
		want := 1e-9 * math.Exp(60*300/w.Kelvin*(1-1/1.2)) * math.Ln10
		near(t, "time", w.Time, want, 2e-4*want)
	}
}
