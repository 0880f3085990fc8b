package experiments

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
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

// A cell that a SET pulse hardly moves at the bottom, because its window holds it there, is shown from where it
// moves; and RESET pulses that hardly move it at first go on as long as they move it more and more.
func TestResponseOfASlowStart(t *testing.T) {
	card := presets(t, "vteam")[0]
	card.Model = &sluggish{Synapse: card.Model, step: 0.4}
	r, err := Response(card, 0)
	if err != nil {
		t.Fatal(err)
	}
	// dw = 0.4 w (1-w): 0.1 % of the range from w = 0.0025 on, so from 1 %.
	lo, hi := card.Model.Range()
	if r.From != 0.01 || math.Abs(r.Mean[0]-(lo+float64(0.01*(hi-lo)))) > 1e-12 {
		t.Errorf("from %g, %g S", r.From, r.Mean[0])
	}
	if top, end := r.Mean[r.Up], r.Mean[len(r.Mean)-1]; top < 0.99*hi || end > 0.05*hi {
		t.Errorf("up to %g S, down to %g", top, end)
	}
}

// A sluggish cell moves by step w (1-w), a logistic map, and has no scatter.
type sluggish struct {
	device.Synapse
	step float64
}

func (m *sluggish) Draws() int { return 0 }

func (m *sluggish) Step(s device.State, v []float64, _ float64, _ []float64) {
	for i, w := range s.X[0] {
		s.X[0][i] = w + math.Copysign(m.step*w*(1-w), v[i])
	}
}
