package experiments

import (
	"math"
	"testing"
)

// 40 SET pulses take the memristor from 13.36 to 59.17 µS and 40 RESET pulses back (NeuroSim's curves);
// one more of each shows that nothing moves.
func TestResponseOfTheMemristor(t *testing.T) {
	card := presets(t, "memristor")[0]
	r, err := Response(card, 0)
	if err != nil {
		t.Fatal(err)
	}
	if r.Up != 41 || len(r.Mean) != 83 {
		t.Fatalf("%d up, %d in all", r.Up, len(r.Mean)-1)
	}
	for n, want := range map[int]float64{0: 13.36e-6, 40: 59.17e-6, 41: 59.17e-6, 81: 13.36e-6} {
		if math.Abs(r.Mean[n]-want) > 1e-6*want {
			t.Errorf("after %d pulses %g S, want %g", n, r.Mean[n], want)
		}
	}
	// From the bottom, half of the scatter of 5 % of the range is cut off.
	if r.Cells != 200 || r.SD[0] > 1e-12 {
		t.Errorf("%d cells, scatter %g S before the first pulse", r.Cells, r.SD[0])
	}
	if sd := r.SD[1] / 45.81e-6; sd < 0.03 || sd > 0.05 {
		t.Errorf("one pulse scatters by %g of the range", sd)
	}
}

// RESET of phase change is abrupt; an ideal cell does not scatter, with or without d2d.
func TestResponseOfOthers(t *testing.T) {
	cards := presets(t, "pcm", "ideal", "vteam")
	r, err := Response(cards[0], 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Mean)-1-r.Up != responseLeast || r.Mean[r.Up+1] != 0.1e-6 || math.Abs(r.Mean[5]-5.8048e-6) > 1e-10 {
		t.Errorf("pcm: %d up of %d, %g S after RESET, %g after 5 pulses", r.Up, len(r.Mean)-1, r.Mean[r.Up+1], r.Mean[5])
	}
	if r, err = Response(cards[1], 0.5); err != nil || r.Cells != 0 || r.Middle != nil {
		t.Errorf("ideal: %d cells, %v", r.Cells, err)
	}
	narrow, err := Response(cards[2], 0)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := Response(cards[2], 0.3)
	if err != nil {
		t.Fatal(err)
	}
	if n := narrow.Up; !(wide.SD[n] > 0.2*wide.Middle[n] && narrow.SD[n] < 0.05*narrow.Middle[n]) {
		t.Errorf("d2d of 0.3 makes a spread of %g of %g S, without %g", wide.SD[n], wide.Middle[n], narrow.SD[n])
	}
}
