package experiments

import (
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/periphery"
)

func presets(t *testing.T, names ...string) []*device.Card {
	t.Helper()
	var cards []*device.Card
	for _, n := range names {
		c, err := device.Preset(n)
		if err != nil {
			t.Fatal(err)
		}
		cards = append(cards, c)
	}
	return cards
}

// Windows of nominal pulses: memristor and ideal cells from the middle of their range. The ideal step
// is 0.01 e^(-1.5) either way; the memristor's come from the labels 1.94 and -0.61.
func TestSTDPWindows(t *testing.T) {
	schemes, err := STDP(presets(t, "ideal", "memristor"), periphery.Shapes(), periphery.Drive{})
	if err != nil {
		t.Fatal(err)
	}
	if len(schemes) != 4 {
		t.Fatalf("%d schemes", len(schemes))
	}
	for _, s := range schemes {
		for i, want := range [][2]float64{{0.01 * math.Exp(-1.5), -0.01 * math.Exp(-1.5)}, {0.029463, -0.025334}} {
			w := s.Windows[i]
			up, upTime, down, downTime := w.Reach()
			if math.Abs(up/want[0]-1) > 0.01 || math.Abs(down/want[1]-1) > 0.01 {
				t.Errorf("%s, %s: %+.6f and %+.6f of the range, want %+.6f and %+.6f", s.Name, w.Device.Name, up, down, want[0], want[1])
			}
			if !slices.IsSorted(w.Delay) || !(upTime > 0 && upTime < 0.03) || (s.Name == "rectangular") != math.IsInf(downTime, 1) {
				t.Errorf("%s, %s: 1/e within %g and %g s", s.Name, w.Device.Name, upTime, downTime)
			}
			// Triangular pulses fall as 1 - dt/window: 1/e at 0.632 windows.
			if s.Name == "triangular" && i == 0 && math.Abs(upTime-0.632*periphery.DefaultWindow) > 1e-5 {
				t.Errorf("a triangle falls to 1/e in %g s", upTime)
			}
		}
	}
}

// The example of a scheme is the first card's and shows what the cell sees.
func TestSTDPPair(t *testing.T) {
	schemes, err := STDP(presets(t, "vteam", "ideal"), []string{"rectangular", "gated"}, periphery.Drive{Window: 0.05})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range schemes {
		p := s.Pair
		if p.Device != "vteam" || p.Delay != 0.02 || p.Set != 1.4 || p.Reset != -2 || p.Gated != (s.Name == "gated") || !slices.IsSorted(p.Time) {
			t.Errorf("%s: %s, %g s apart, thresholds %g and %g V, gated %v", s.Name, p.Device, p.Delay, p.Set, p.Reset, p.Gated)
		}
		if got := slices.Max(p.Cell); math.Abs(got-2.8) > 1e-12 {
			t.Errorf("%s: the cell sees %g V, want the SET pulse", s.Name, got)
		}
		for i := range p.Time {
			if !p.Gated && math.Abs(p.Cell[i]-(p.Pre[i]-p.Post[i])) > 1e-12 {
				t.Fatalf("%s, %g s: %g V", s.Name, p.Time[i], p.Cell[i])
			}
		}
	}
}

func TestSTDPRefuses(t *testing.T) {
	if _, err := STDP(presets(t, "ideal"), []string{"round"}, periphery.Drive{}); err == nil {
		t.Error("an unknown shape passes")
	}
	if _, err := STDP(presets(t, "ideal"), []string{"gated"}, periphery.Drive{Set: 0.1}); err == nil {
		t.Error("pulses below the threshold pass")
	}
}
