package experiments

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
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

// NewCase returns the first device of a configuration as a case.
func NewCase(name string, cfg *Config) (*Case, error) {
	cards, err := cfg.LoadCards()
	if err != nil {
		return nil, err
	}
	return &Case{Name: name, Config: cfg, Card: cards[0]}, nil
}

// An Attempt is one repeat of a case, counted from 0. Attempts of the same repeat share data, initial
// weights, spikes and the chance of every cell, whatever their cases are: their differences are paired.
type Attempt struct {
	Case   *Case
	Repeat int
}

// A Bench is where attempts are made, list after list, for questions that decide what to try next by what they
// have seen. Networks that are trained alike are trained once: ideal ones for all lists, those on cells for all
// attempts of a list.
type Bench struct {
	env    Env
	images string
	shown  atomic.Int64
	ahead  int64 // presentations of all lists so far, about

	mu    sync.Mutex
	ideal map[string]*memo // networks with ideal weights, by what such weights feel
}

// NewBench returns a bench on which nothing has been tried.
func NewBench(env Env) *Bench {
	return &Bench{env: env, images: env.Data.Fingerprint(), ideal: map[string]*memo{}}
}

// Try trains and tests a list of attempts and returns their metrics in the same order. What the journal has
// is not done again, whichever list it was tried for; equal attempts are done once. It stops as Conduct
// does.
func (b *Bench) Try(ctx context.Context, list []Attempt) ([]Metrics, error) {
	tries, err := b.tries(list)
	if err != nil {
		return nil, err
	}
	tasks := make([]run.Task, len(tries))
	for i, t := range tries {
		tasks[i] = run.Task{Key: t.key, Name: fmt.Sprintf("%s, repeat %d", t.Case.Name, t.Repeat+1), Do: func(ctx context.Context) (json.RawMessage, error) {
			m, err := t.carryOut(ctx)
			if err != nil {
				return nil, err
			}
			return json.Marshal(outcome{Metrics: m})
		}}
	}
	values, err := run.Do(ctx, tasks, run.Options{Workers: workers(b.env.Workers), Journal: b.env.Journal, Progress: b.env.Progress})
	if err != nil {
		return nil, err
	}
	out := make([]Metrics, len(list))
	for i, task := range tasks {
		var o outcome
		if err := json.Unmarshal(values[task.Key], &o); err != nil {
			return nil, fmt.Errorf("trial %s: stored result cannot be read: %w", task.Name, err)
		}
		out[i] = o.Metrics
	}
	return out, nil
}

// A try is an attempt that can start.
type try struct {
	Attempt
	study  *study
	key    string
	shared *training // nil where nobody else wants its training
}

// tries checks the cases of a list, finds the trainings that several attempts want, and counts presentations.
func (b *Bench) tries(list []Attempt) ([]*try, error) {
	of := map[*Case]*study{}
	seen := map[string]*try{}
	trainings := map[string]*training{}
	tries := make([]*try, len(list))
	todo := 0
	for i, a := range list {
		s := of[a.Case]
		if s == nil {
			var err error
			if s, err = b.study(a.Case); err != nil {
				return nil, fmt.Errorf("%s: %w", a.Case.Name, err)
			}
			of[a.Case] = s
		}
		key := s.key(job{repeat: a.Repeat})
		if tries[i] = seen[key]; tries[i] != nil {
			continue
		}
		t := &try{Attempt: a, study: s, key: key}
		tries[i], seen[key] = t, t
		if b.env.Journal != nil {
			if _, done := b.env.Journal.Get(key); done {
				continue
			}
		}
		todo++
		p := s.cfg.examPasses(b.env.Data)
		if s.cfg.Mode == InSitu {
			name, err := s.trainingOf(a)
			if err != nil {
				return nil, err
			}
			if trainings[name] == nil {
				trainings[name] = &training{}
				p.add(s.cfg.trainingPasses())
			}
			t.shared = trainings[name]
			t.shared.users++
		}
		b.ahead += p.Total()
	}
	for _, s := range of {
		s.ahead, s.spare = b.ahead, max(1, workers(b.env.Workers)/max(1, todo))
	}
	for _, t := range seen {
		if t.shared != nil && t.shared.users == 1 {
			t.shared = nil
		}
	}
	return tries, nil
}

// study is that of one case. What does not touch a trial is as it is by default.
func (b *Bench) study(c *Case) (*study, error) {
	if len(c.Config.Axes) > 0 {
		return nil, errors.New("a case has no axes")
	}
	cfg := c.Config.Clone()
	cfg.Repeats, cfg.Command, cfg.Quick, cfg.Train.Maps = 1, "train", false, false
	if err := errors.Join(cfg.Check(), c.Card.Check(), cfg.array(c.Card).Check(c.Card), cfg.CheckData(b.env.Data), cfg.CheckMatrices(b.env)); err != nil {
		return nil, err
	}
	h := sha256.New()
	fmt.Fprintf(h, "case, format %d\n%s", format, cfg.TOML())
	fingerprint(h, c.Card)
	if array, err := cfg.readoutCard(); err == nil && array != nil {
		fingerprint(h, array)
	}
	ideal, err := b.idealOf(cfg)
	return &study{cfg: cfg, env: b.env, hash: hex.EncodeToString(h.Sum(nil)), images: b.images, shown: &b.shown, ideal: ideal}, err
}

// trainingOf is equal for attempts whose networks are the same at the end of training.
func (s *study) trainingOf(a Attempt) (string, error) {
	h := sha256.New()
	hash, err := s.cfg.trainingHash()
	fmt.Fprintf(h, "%s %d ", hash, a.Repeat)
	fingerprint(h, a.Case.Card)
	return string(h.Sum(nil)), err
}

// idealOf returns where ideal networks are kept that learn what those of cfg learn: keys that an ideal cell does
// not feel are as they are by default.
func (b *Bench) idealOf(cfg *Config) (*memo, error) {
	if cfg.Mode != ExSitu {
		return nil, nil
	}
	card, err := cfg.idealCard()
	if err != nil {
		return nil, err
	}
	d := cfg.Clone()
	d.Devices, d.Overrides, d.Cards = []string{"ideal"}, nil, nil // the card has them
	from := Default("train").Params()
	for i, p := range d.Params() {
		if inert(p.Name, card) {
			if err := p.Set(from[i].Value()); err != nil {
				return nil, err
			}
		}
	}
	hash, err := d.trainingHash()
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	fmt.Fprintln(h, hash)
	fingerprint(h, card)
	key := string(h.Sum(nil))
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ideal[key] == nil {
		b.ideal[key] = newMemo()
	}
	return b.ideal[key], nil
}

// carryOut makes the attempt.
func (t *try) carryOut(ctx context.Context) (m Metrics, err error) {
	s := t.study
	n, err := s.network(t.Attempt)
	if err != nil {
		return m, err
	}
	if s.cfg.Mode == ExSitu {
		if err := s.transfer(ctx, n, job{repeat: t.Repeat}); err != nil {
			return m, err
		}
		m, _, err = n.exam(ctx)
		return m, err
	}
	end := []int{s.cfg.Train.Images * s.cfg.Train.Epochs}
	var trained Checkpoint
	if t.shared != nil {
		defer t.shared.leave()
		if trained, err = t.shared.get(func(keep Checkpoint) error {
			first, err := s.network(t.Attempt)
			if err != nil {
				return err
			}
			_, err = first.train(ctx, keep, "", end, func(int) (o outcome, err error) { return o, nil })
			return err
		}); err != nil {
			return m, err
		}
	}
	_, err = n.train(ctx, trained, "", end, func(int) (o outcome, err error) {
		m, _, err = n.exam(ctx)
		return o, err
	})
	return m, err
}

func (s *study) network(a Attempt) (*network, error) {
	n, err := newNetwork(s.cfg, a.Case.Card, s.env.Data, a.Repeat)
	if err != nil {
		return nil, err
	}
	n.presented, n.workers = s.present, s.spare
	return n, nil
}

// A training is a trained network that several attempts begin with. It is forgotten when the last has left.
type training struct {
	mu    sync.Mutex
	users int
	data  []byte
}

// get returns the network, which whoever asks first trains.
func (t *training) get(train func(Checkpoint) error) (Checkpoint, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.data == nil {
		if err := train((*recorder)(t)); err != nil {
			return nil, err
		}
	}
	return played(t.data), nil
}

func (t *training) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.users--; t.users <= 0 {
		t.data = nil
	}
}

// A recorder keeps the network that is saved last.
type recorder training

// Load implements Checkpoint.
func (*recorder) Load(string) ([]byte, bool) { return nil, false }

// Save implements Checkpoint.
func (r *recorder) Save(_ string, data []byte) error {
	r.data = data
	return nil
}

// played is a network that was kept.
type played []byte

// Load implements Checkpoint.
func (p played) Load(string) ([]byte, bool) { return p, true }

// Save implements Checkpoint.
func (played) Save(string, []byte) error { return nil }
