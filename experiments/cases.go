package experiments

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments/run"
)

// A Case is one network on one technology at one operating point. Where a study changes a card by keys, a
// case has the card itself, so that it can be changed in ways that no key has.
type Case struct {
	Name   string       // for progress and messages
	Config *Config      // devices, axes and repeats do not count
	Card   *device.Card // as it is simulated, short keys applied (Config.LoadCards)
}

// An Attempt is one repeat of a case, counted from 0. Attempts of the same repeat share data, initial
// weights, spikes and the chance of every cell, whatever their cases are: their differences are paired.
type Attempt struct {
	Case   *Case
	Repeat int
}

// Try trains and tests a list of attempts and returns their metrics in the same order. What the journal of env
// has is not done again, whichever list it was tried for; equal attempts are done once. It stops as Conduct
// does.
func Try(ctx context.Context, list []Attempt, env Env) ([]Metrics, error) {
	t, err := newTries(list, env)
	if err != nil {
		return nil, err
	}
	values, err := run.Do(ctx, t.tasks, run.Options{Workers: workers(env.Workers), Journal: env.Journal, Progress: env.Progress})
	if err != nil {
		return nil, err
	}
	out := make([]Metrics, len(list))
	for i, task := range t.tasks {
		var o outcome
		if err := json.Unmarshal(values[task.Key], &o); err != nil {
			return nil, fmt.Errorf("trial %s: stored result cannot be read: %w", task.Name, err)
		}
		out[i] = o.Metrics
	}
	return out, nil
}

// tries is a list of attempts that can start.
type tries struct {
	tasks []run.Task
	shown atomic.Int64
	ideal map[string]*memo // networks with ideal weights, by what such weights feel
}

func newTries(list []Attempt, env Env) (*tries, error) {
	t := &tries{ideal: map[string]*memo{}}
	images := env.Data.Fingerprint()
	of := map[*Case]*study{}
	todo := map[string]bool{}
	var studies []*study
	ahead := int64(0)
	for _, a := range list {
		s := of[a.Case]
		if s == nil {
			var err error
			if s, err = t.study(a.Case, env); err != nil {
				return nil, err
			}
			s.images = images
			of[a.Case] = s
			studies = append(studies, s)
		}
		task := run.Task{
			Key:  s.key(job{repeat: a.Repeat}),
			Name: fmt.Sprintf("%s, repeat %d", a.Case.Name, a.Repeat+1),
			Do:   func(ctx context.Context) (json.RawMessage, error) { return s.attempt(ctx, a) },
		}
		t.tasks = append(t.tasks, task)
		known := todo[task.Key]
		if env.Journal != nil && !known {
			_, known = env.Journal.Get(task.Key)
		}
		if !known {
			todo[task.Key] = true
			p := s.cfg.examPasses(env.Data)
			if s.cfg.Mode == InSitu {
				p.add(s.cfg.trainingPasses())
			}
			ahead += p.Total()
		}
	}
	for _, s := range studies {
		s.ahead = ahead
		s.spare = max(1, workers(env.Workers)/max(1, len(todo)))
	}
	return t, nil
}

// study is that of one case.
func (t *tries) study(c *Case, env Env) (*study, error) {
	cfg := c.Config.Clone()
	cfg.Axes, cfg.Repeats, cfg.Command, cfg.Quick = nil, 1, "case", false
	if err := errors.Join(c.Card.Check(), cfg.array(c.Card).Check(c.Card), cfg.CheckData(env.Data), cfg.CheckMatrices(env)); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	h := sha256.New()
	fmt.Fprintf(h, "case, format %d\n%s", format, cfg.TOML())
	fingerprint(h, c.Card)
	return &study{cfg: cfg, env: env, hash: hex.EncodeToString(h.Sum(nil)), shown: &t.shown, ideal: t.memo(cfg)}, nil
}

// memo keeps the ideal networks of all cases that differ only in what such networks do not feel.
func (t *tries) memo(cfg *Config) *memo {
	c, plain := cfg.Clone(), Default("")
	c.Flaws, c.Chance, c.After, c.Heat, c.Write, c.Wires = plain.Flaws, plain.Chance, plain.After, plain.Heat, plain.Write, plain.Wires
	key := string(c.TOML())
	if t.ideal[key] == nil {
		t.ideal[key] = newMemo()
	}
	return t.ideal[key]
}

// attempt carries out one attempt at a case.
func (s *study) attempt(ctx context.Context, a Attempt) (json.RawMessage, error) {
	n, err := newNetwork(s.cfg, a.Case.Card, s.env.Data, a.Repeat)
	if err != nil {
		return nil, err
	}
	n.presented, n.workers = s.present, s.spare
	var m Metrics
	if s.cfg.Mode == ExSitu {
		if err = s.transfer(ctx, n, job{repeat: a.Repeat}); err == nil {
			m, _, err = n.exam(ctx)
		}
	} else {
		_, err = n.train(ctx, nil, "", []int{s.cfg.Train.Images * s.cfg.Train.Epochs}, func(int) (o outcome, err error) {
			m, _, err = n.exam(ctx)
			return o, err
		})
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(outcome{Metrics: m})
}
