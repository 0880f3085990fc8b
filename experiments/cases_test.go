package experiments

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments/run"
)

// caseOf is the first device of a study as a case.
func caseOf(t *testing.T, c *Config) *Case {
	t.Helper()
	k, err := NewCase("case", c)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// An attempt at a case is the trial that a study of it would make, to the bit, whether the network learns on the
// cells or elsewhere.
func TestTryIsConduct(t *testing.T) {
	for _, mode := range []string{InSitu, ExSitu} {
		c := set(t, tiny("pcm"), "mode", mode, "d2d", "0.2", "after", "1 h", "repeats", "2")
		want := conduct(t, c, Env{Workers: 2})
		k := caseOf(t, c)
		got, err := NewBench(Env{Data: digits(t), Workers: 2}).Try(context.Background(), []Attempt{{k, 1}, {k, 0}})
		if err != nil {
			t.Fatal(err)
		}
		for i, trial := range want.Trials {
			if got[1-i] != trial.Metrics {
				t.Errorf("%s, repeat %d:\n got %+v\nwant %+v", mode, i, got[1-i], trial.Metrics)
			}
		}
	}
}

// A journal is shared by all lists of attempts; a changed card, spreads included, is another case.
func TestTryKeepsAJournal(t *testing.T) {
	c := tiny("reram-hfo2")
	j, err := run.Open(filepath.Join(t.TempDir(), "journal.jsonl"), "cases")
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	k := caseOf(t, c)
	same := &Case{Name: "a copy", Config: c, Card: k.Card.Clone()}
	uniform := &Case{Name: "uniform", Config: c, Card: k.Card.Clone()}
	clear(uniform.Card.Spread)
	try := func(list ...Attempt) (m []Metrics, known, total int) {
		total = -1
		m, err := NewBench(Env{Data: digits(t), Workers: 1, Journal: j, Progress: func(done, all int, _ string) {
			if total < 0 {
				known, total = done, all
			}
		}}).Try(context.Background(), list)
		if err != nil {
			t.Fatal(err)
		}
		return m, known, total
	}
	first, _, _ := try(Attempt{k, 0})
	m, known, total := try(Attempt{k, 0}, Attempt{same, 0}, Attempt{uniform, 0})
	if known != 1 || total != 2 || m[0].WriteEnergy != first[0].WriteEnergy || m[1].WriteEnergy != first[0].WriteEnergy {
		t.Errorf("the journal knew %d of %d trials; %+v", known, total, m)
	}
	if m[2].WriteEnergy == first[0].WriteEnergy {
		t.Error("a card without spreads gave the numbers of one with them")
	}
}

func TestTryRefuses(t *testing.T) {
	c := tiny("memristor")
	k := caseOf(t, c)
	k.Card.Facts = map[string]device.Fact{}
	_ = k.Card.Set("g_min", "1 S") // more than g_max: the card keeps it
	if _, err := NewBench(Env{Data: digits(t)}).Try(context.Background(), []Attempt{{k, 0}}); err == nil {
		t.Error("a card whose range is upside down was tried")
	}
}

// Attempts whose networks are trained alike share one training, without another bit in their metrics: a wait of an hour takes no
// presentation more than the exam does.
func TestTryTrainsOnce(t *testing.T) {
	for _, mode := range []string{InSitu, ExSitu} {
		c := set(t, tiny("memristor"), "mode", mode, "drift", "0.1", "repeats", "2")
		s := c.Clone()
		s.Axes = []Axis{{Key: "after", Unit: "s", Values: []float64{0, 3600}}}
		want := conduct(t, s, Env{})
		var list []Attempt
		for _, v := range s.Axes[0].Values {
			at := c.Clone()
			at.After.Wait = v
			k := caseOf(t, at)
			list = append(list, Attempt{k, 0}, Attempt{k, 1})
		}
		b := NewBench(Env{Data: digits(t), Workers: 2})
		tries, err := b.tries(list)
		if err != nil {
			t.Fatal(err)
		}
		if shared := tries[0].shared; mode == InSitu && (shared == nil || shared != tries[2].shared || shared == tries[1].shared) {
			t.Error("an hour of waiting is another training, or another repeat is the same")
		}
		if mode == ExSitu && len(b.ideal) != 1 {
			t.Errorf("%d kinds of ideal networks, want one", len(b.ideal))
		}
		got, err := b.Try(context.Background(), list)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range got {
			x, _ := m.MarshalJSON() // NaN is not equal to itself
			y, _ := want.Trials[i].Metrics.MarshalJSON()
			if string(x) != string(y) {
				t.Errorf("%s, trial %d:\n%s\n%s", mode, i, x, y)
			}
		}
	}
}

// A bench tells of presentations of more than one list, and of no more than it announced.
func TestBenchTellsOfPresentations(t *testing.T) {
	c := tiny("memristor")
	c.Train.Images = 200 // pace tells every 64
	var last, ahead int64
	b := NewBench(Env{Data: digits(t), Workers: 1, Presented: func(done, total int64) { last, ahead = done, total }})
	k := caseOf(t, c)
	for repeat := range 2 {
		before := ahead
		if _, err := b.Try(context.Background(), []Attempt{{k, repeat}}); err != nil {
			t.Fatal(err)
		}
		if last <= before || last > ahead || ahead <= before {
			t.Errorf("list %d: %d of %d presentations, %d before", repeat, last, ahead, before)
		}
	}
}

// The temperature of the wait does not train another network.
func TestTrainingDoesNotFeelTheBake(t *testing.T) {
	c := tiny("memristor")
	a, err := c.trainingHash()
	if err != nil {
		t.Fatal(err)
	}
	c.Heat.Bake = 400
	if b, err := c.trainingHash(); err != nil || a != b {
		t.Errorf("%s %s %v", a, b, err)
	}
	c.Heat.Kelvin = 350
	if b, _ := c.trainingHash(); a == b {
		t.Error("training at another temperature is the same training")
	}
}
