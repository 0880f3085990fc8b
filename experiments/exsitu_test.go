package experiments

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

// planOf returns a study ready to do its trials.
func planOf(t testing.TB, c *Config) *study {
	t.Helper()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	s := &study{cfg: c, env: Env{Data: digits(t)}, ideal: newMemo(), shown: new(atomic.Int64)}
	s.plan(cards(t, c))
	return s
}

func TestMemo(t *testing.T) {
	m := newMemo()
	calls := 0
	fail := errors.New("interrupted")
	if _, err := m.get("a", func() (*learned, error) { calls++; return nil, fail }); err != fail {
		t.Errorf("got %v", err)
	}
	var wg sync.WaitGroup
	for range 8 { // all ask at once for what failed before; one does it
		wg.Go(func() {
			if l, err := m.get("a", func() (*learned, error) { calls++; return &learned{seen: 7}, nil }); err != nil || l.seen != 7 {
				t.Errorf("got %+v, %v", l, err)
			}
		})
	}
	wg.Wait()
	if _, err := m.get("b", func() (*learned, error) { calls++; return &learned{}, nil }); err != nil || calls != 3 {
		t.Errorf("%d calls for two keys and a failure, %v", calls, err)
	}
}

// The ideal network is trained once a repeat, and anew only along axes that ideal cells feel.
func TestIdealIsTrainedOnce(t *testing.T) {
	for _, tt := range []struct {
		axes []string
		want int
	}{
		{nil, 2},
		{[]string{"d2d=0,0.3", "device.memristor.g_max=40 µS,50 µS"}, 2},
		{[]string{"d2d=0,0.3", "network.neurons=3,4"}, 4},
	} {
		c := tiny("ideal", "memristor")
		c.Mode = ExSitu
		s := planOf(t, vary(t, c, tt.axes...))
		for _, c := range s.course {
			o, err := s.do(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			if m := o[0].Metrics; m.Writes != 0 || m.WriteEnergy != 0 || m.SimTime != 0 || m.Presentations != 40 {
				t.Errorf("ex-situ: %+v", m)
			}
		}
		if n := len(s.ideal.done); n != tt.want {
			t.Errorf("%s: %d ideal networks, want %d", tt.axes, n, tt.want)
		}
	}
}

// Perfect programming puts the ideal weights into any cells: single ones beside a dummy column, or
// pairs. Without it they are off by what the card's routine leaves.
func TestTransfer(t *testing.T) {
	for _, device := range []string{"ideal", "memristor", "pcm", "vteam"} {
		for _, noisy := range []bool{false, true} {
			c := tiny(device)
			c.Mode, c.Repeats = ExSitu, 1
			if !noisy && device != "ideal" {
				set(t, c, "device.prog_0", "0", "device.prog_1", "0", "device.prog_2", "0")
			}
			s := planOf(t, c)
			n := build(t, c, s.env.Data, 0)
			if err := s.transfer(context.Background(), n, s.trials[0]); err != nil {
				t.Fatal(err)
			}
			l := s.ideal.done[s.idealKey(s.trials[0])].value
			var most float64
			for i, w := range n.tile.Weights() {
				most = max(most, float64(w)-l.weights[i], l.weights[i]-float64(w))
			}
			// float32 on either side of the way, beside currents up to 1.3 of a full weight
			if exact := most < 1e-6; exact != (!noisy || device == "ideal") {
				t.Errorf("%s, noise %v: weights differ by up to %g", device, noisy, most)
			}
			if most > 0.5 {
				t.Errorf("%s, noise %v: weights differ by up to %g, which is no noise", device, noisy, most)
			}
			if !slices.Equal(n.lif.Threshold, l.layer.Threshold) || n.seen != 40 || n.tile.Now() != 0 {
				t.Errorf("%s: thresholds %v, want %v; %d presentations, %g s", device, n.lif.Threshold, l.layer.Threshold, n.seen, n.tile.Now())
			}
		}
	}
}

// With perfect programming and no converter an ex-situ network answers as the ideal one does that
// learned in place; so does the ideal device itself.
func TestExSituStudy(t *testing.T) {
	c := set(t, tiny("ideal", "memristor", "pcm"), "adc.bits", "0", "device.prog_0", "0", "device.prog_1", "0", "device.prog_2", "0", "device.q_max", "0")
	inSitu := conduct(t, c, Env{})
	c.Mode = ExSitu
	one, three := conduct(t, c, Env{Workers: 1}), conduct(t, c, Env{Workers: 3})
	if untimed(t, one) != untimed(t, three) {
		t.Error("one and three workers differ")
	}
	want := metrics(inSitu, "ideal")
	for _, device := range []string{"ideal", "memristor", "pcm"} {
		for r, m := range metrics(one, device) {
			// rounding may move a spike: of 20 images, one
			if !near(m.Accuracy, want[r].Accuracy, 0.051) || !near(m.SpikesPerImg, want[r].SpikesPerImg, 0.1) {
				t.Errorf("%s, repeat %d: %+v\nideal in place: %+v", device, r, m, want[r])
			}
		}
	}
	if one.Mode != ExSitu || len(one.Runs) != 3 {
		t.Errorf("mode %s, %d runs", one.Mode, len(one.Runs))
	}
}

// An interrupted training of the ideal network is not taken for a trained one.
func TestExSituStops(t *testing.T) {
	c := tiny("memristor")
	c.Mode = ExSitu
	s := planOf(t, c)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.do(ctx, s.course[0]); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if o, err := s.do(context.Background(), s.course[0]); err != nil || o[0].Metrics.Presentations != 40 {
		t.Errorf("after that: %+v, %v", o, err)
	}
}
