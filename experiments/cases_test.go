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
	cards, err := c.LoadCards()
	if err != nil {
		t.Fatal(err)
	}
	return &Case{Name: cards[0].Name, Config: c, Card: cards[0]}
}

// An attempt at a case is the trial that a study of it would make, to the bit, whether the network learns on the
// cells or elsewhere.
func TestTryIsConduct(t *testing.T) {
	for _, mode := range []string{InSitu, ExSitu} {
		c := set(t, tiny("pcm"), "mode", mode, "d2d", "0.2", "after", "1 h", "repeats", "2")
		want := conduct(t, c, Env{Workers: 2})
		k := caseOf(t, c)
		got, err := Try(context.Background(), []Attempt{{k, 1}, {k, 0}}, Env{Data: digits(t), Workers: 2})
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
		m, err := Try(context.Background(), list, Env{Data: digits(t), Workers: 1, Journal: j, Progress: func(done, all int, _ string) {
			if total < 0 {
				known, total = done, all
			}
		}})
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
	if _, err := Try(context.Background(), []Attempt{{k, 0}}, Env{Data: digits(t)}); err == nil {
		t.Error("a card whose range is upside down was tried")
	}
}
