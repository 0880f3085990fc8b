package whatif

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/variability"
)

func study(t *testing.T, card string) (*experiments.Config, *device.Card) {
	t.Helper()
	cfg := experiments.Default("sweep")
	cfg.Devices = []string{card}
	cards, err := cfg.LoadCards()
	if err != nil {
		t.Fatal(err)
	}
	return cfg, cards[0]
}

// Every property with a known ideal value can be repaired, and has the values of its range.
func TestPropertiesCanBeSet(t *testing.T) {
	for _, p := range properties() {
		cfg, card := study(t, "pcm")
		key := p.Key
		switch key {
		case "spread.":
			key = "spread.g_max"
		case "endurance.cycles", "endurance.scale":
			cfg, card = study(t, "pcm-exp")
		case "device.c2c", "device.c2c_range", States:
			cfg, card = study(t, "memristor")
		}
		q, known, err := Find(cfg, card, key)
		if err != nil || !known {
			t.Errorf("%s: known %t, %v", key, known, err)
			continue
		}
		for _, v := range []float64{q.Ideal, q.Lowest, q.Highest} {
			c := cfg.Clone()
			if err := q.Set(c, card, v); err != nil {
				t.Errorf("%s = %g: %v", key, v, err)
			} else if err := c.Check(); err != nil {
				t.Errorf("%s = %g: %v", key, v, err)
			}
		}
	}
}

// on_off sets g_min; 59.17 µS over 13.36 µS is 4.43, as the card's note says.
func TestOnOff(t *testing.T) {
	cfg, card := study(t, "memristor")
	p, _, err := Find(cfg, card, OnOff)
	if err != nil {
		t.Fatal(err)
	}
	if own, ok := OwnOf(cfg, card, p); !ok || math.Abs(own.Value-4.43) > 0.005 || own.Provenance != "measured" {
		t.Errorf("%+v %t", own, ok)
	}
	if err := p.Set(cfg, card, 10); err != nil {
		t.Fatal(err)
	}
	cards, err := cfg.LoadCards()
	if err != nil {
		t.Fatal(err)
	}
	if lo, hi := cards[0].Model.Range(); math.Abs(hi/lo-10) > 1e-9 {
		t.Errorf("ratio %g", hi/lo)
	}
}

// Values and places are each other's inverse; whole numbers are rounded to the side that does no harm.
func TestRange(t *testing.T) {
	for _, worse := range []int{1, -1} {
		r, err := newRange(0.01, 2, 33, true, false, worse)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range r.Values {
			if got := r.Value(r.Places[i]); math.Abs(got/v-1) > 0.005 || i > 0 && r.Places[i] <= r.Places[i-1] {
				t.Errorf("%d: place %g of %g has the value %g", i, r.Places[i], v, got)
			}
		}
		w, err := newRange(2, 64, 33, true, true, worse)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := w.Value(w.Place(10.5)), map[int]float64{1: 10, -1: 11}[worse]; got != want {
			t.Errorf("10.5 is rounded to %g, want %g", got, want)
		}
	}
	if _, err := newRange(0, 2, 5, true, false, 1); err == nil {
		t.Error("a logarithm of 0")
	}
}

// Without compensation is what trials with any compensation measure first: no trials of its own.
func TestNoneIsFree(t *testing.T) {
	cfg, _ := study(t, "pcm")
	cfg.Repeats = 3
	s, err := New(cfg, experiments.Env{})
	if err != nil {
		t.Fatal(err)
	}
	q := LifeQuestion{Along: Usual(), Kelvins: []float64{300, 350}, Compensation: []string{"none", "global"}, Limit: 0.01, Conf: 0.95}
	l, err := s.lifetime(q)
	if err != nil {
		t.Fatal(err)
	}
	list, err := l.attempts(cfg, q)
	if err != nil || len(list) != 3+2*6*3 {
		t.Errorf("%d trials (%v), want the fresh ones and those of one compensation", len(list), err)
	}
	// 1 point lost of 0, 0.5, 2 and 4 points: on the scale asinh(4 loss/limit), asinh 2 = 1.4436, asinh 4 = 2.0947, asinh 8 = 2.7765.
	c := LifeCurve{}
	for i, v := range []float64{0, 0.005, 0.02, 0.04} {
		c.Points = append(c.Points, LifePoint{At: math.Pow(10, float64(i)), Losses: []float64{v, v, v}})
	}
	l.Curves = []LifeCurve{c}
	q.Along = []float64{1, 10, 100, 1000}
	l.conclude(q, variability.Seed(1))
	if want := math.Pow(10, 1+(2.0947-1.4436)/(2.7765-1.4436)); math.Abs(l.Curves[0].To/want-1) > 0.01 || l.Curves[0].Low != l.Curves[0].To {
		t.Errorf("lost after %g [%g, %g], want %g", l.Curves[0].To, l.Curves[0].Low, l.Curves[0].High, want)
	}
}
