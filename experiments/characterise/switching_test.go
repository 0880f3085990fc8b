package characterise

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/internal/si"
)

// VTEAM crosses from w = 0.1 to 0.9 at constant v in (0.9^q - 0.1^q)/(q k (v/v_th - 1)^α), q = 1 - p: 0.1 for SET and
// -0.8 for RESET.
func TestSwitchingOfVTEAM(t *testing.T) {
	s, err := MeasureSwitching(preset(t, "vteam"))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Set) < 12 || len(s.Reset) < 4 {
		t.Fatalf("%d and %d voltages", len(s.Set), len(s.Reset))
	}
	closed := func(d Delay, q, k, threshold float64) {
		want := (math.Pow(0.9, q) - math.Pow(0.1, q)) / (q * k * math.Pow(d.Voltage/threshold-1, 5))
		near(t, "time at "+si.Format(d.Voltage, "V"), d.Time, want, 2e-4*want)
	}
	for i, d := range s.Set {
		closed(d, 0.1, 113.5e3, 1.4)
		if i > 0 && !(d.Voltage > s.Set[i-1].Voltage && d.Time < s.Set[i-1].Time) {
			t.Errorf("%+v follows %+v", d, s.Set[i-1])
		}
	}
	for _, d := range s.Reset {
		closed(d, -0.8, 737.4e6, -2)
	}
}
