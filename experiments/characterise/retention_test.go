package characterise

import (
	"errors"
	"math"
	"testing"
)

// Without spread of ν every state of phase change follows G (1 + t/t0)^-ν: at the top, 12 µS, ν = max(0.0244 -
// 0.0155 ln(12/25), 0.049) = 0.049.
func TestRetentionIsThePowerLaw(t *testing.T) {
	card := preset(t, "pcm")
	for _, name := range []string{"nu_sd_slope", "nu_sd_offset", "nu_sd_min", "nu_sd_max"} {
		if err := card.Set(name, 0.0); err != nil {
			t.Fatal(err)
		}
	}
	r, err := MeasureRetention(card)
	if err != nil {
		t.Fatal(err)
	}
	top := r.States[len(r.States)-1]
	if len(r.States) != 3 || top.Level != 1 {
		t.Fatalf("%d states, the last at %g", len(r.States), top.Level)
	}
	for i, time := range r.Time {
		// The read cache holds 24 bits, and is scaled step by step.
		near(t, "G", top.Mean[i], 12e-6*math.Pow(1+time/20, -0.049), 1e-5*12e-6)
		near(t, "spread", top.SD[i], 0, 1e-6*12e-6)
	}
	near(t, "first time", r.Time[0], 0.1, 1e-12)
	near(t, "last time", r.Time[len(r.Time)-1], 1e8, 1e-4)
}

// Between cells ln G spreads by σ_ν ln(1 + t/t0), with σ_ν = 0.008 at the top (0.0125 ln(25/12) - 0.0059 is below the
// clip): 0.123 after 10^8 s. 200 cells give that to 5 %, and four of those are the bound.
func TestRetentionSpreads(t *testing.T) {
	r, err := MeasureRetention(preset(t, "pcm"))
	if err != nil {
		t.Fatal(err)
	}
	top := r.States[2]
	n := len(r.Time) - 1
	want := 0.008 * math.Log(1+r.Time[n]/20)
	near(t, "σ of ln G", top.SD[n]/top.Mean[n], want, 0.2*want)
}

func TestNoRetention(t *testing.T) {
	var absent *Absent
	for _, name := range []string{"ideal", "memristor", "vteam"} {
		if _, err := MeasureRetention(preset(t, name)); !errors.As(err, &absent) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
