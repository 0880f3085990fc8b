package experiments

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments/run"
)

// A Single is one trial wanted by itself: one of the devices of a configuration without axes, and a repeat.
type Single struct {
	Config *Config
	Device string
	Repeat int // from 0
	Name   string
}

// A Singles carries out single trials in an Env, for questions that decide what to try next by what they have seen.
// A trial is kept in the journal under a key of its own: the number of repeats, --quick and the command of its
// configuration do not matter to it. Networks that are trained alike are trained once while trials that want them are
// carried out together.
type Singles struct {
	env    Env
	images string
	mu     sync.Mutex
	ideal  map[string]*memo // ex-situ, by what fixes ideal networks
}

// NewSingles returns a Singles without trials.
func NewSingles(env Env) *Singles {
	return &Singles{env: env, images: env.Data.Fingerprint(), ideal: map[string]*memo{}}
}

// alike is the configuration without what does not touch a trial.
func (w Single) alike() *Config {
	c := w.Config.Clone()
	c.Command, c.Repeats, c.Quick, c.Axes = "train", 1, false, nil
	c.Train.Maps = false
	return c
}

// A single is a trial that has been checked.
type single struct {
	Single
	cfg      *Config
	key      string
	training string // equal for networks that are trained alike
}

func (b *Singles) check(list []Single) ([]single, error) {
	var out []single
	hashes := map[*Config][2]string{}
	for _, w := range list {
		if len(w.Config.Axes) > 0 {
			return nil, errors.New("a single trial has no axes")
		}
		cfg := w.alike()
		h, ok := hashes[w.Config]
		if !ok {
			if err := errors.Join(cfg.Check(), cfg.CheckData(b.env.Data), cfg.CheckMatrices(b.env)); err != nil {
				return nil, err
			}
			var err, err2 error
			h[0], err = Hash(cfg)
			h[1], err2 = cfg.trainingHash()
			if err := errors.Join(err, err2); err != nil {
				return nil, err
			}
			hashes[w.Config] = h
		}
		sum := sha256.Sum256(fmt.Appendf(nil, "single\n%s\n%s\n%s\n%d", h[0], b.images, w.Device, w.Repeat))
		out = append(out, single{w, cfg, hex.EncodeToString(sum[:16]), fmt.Sprintf("%s %s %d", h[1], w.Device, w.Repeat)})
	}
	return out, nil
}

// Do carries out trials, those of the journal excepted, and returns their metrics in the order of the list. When ctx is cancelled
// every finished trial is kept, and the error says so.
func (b *Singles) Do(ctx context.Context, list []Single) ([]Metrics, error) {
	all, err := b.check(list)
	if err != nil {
		return nil, err
	}
	shared := b.share(all)
	var tasks []run.Task
	for _, w := range all {
		tasks = append(tasks, run.Task{Key: w.key, Name: w.Name, Do: func(ctx context.Context) (json.RawMessage, error) {
			m, err := b.one(ctx, w, shared[w.training])
			if err != nil {
				return nil, err
			}
			return json.Marshal(outcome{Metrics: m})
		}})
	}
	values, err := run.Do(ctx, tasks, run.Options{Workers: workers(b.env.Workers), Journal: b.env.Journal, Progress: b.env.Progress})
	if err != nil {
		return nil, err
	}
	out := make([]Metrics, len(all))
	for i, w := range all {
		var o outcome
		if err := json.Unmarshal(values[w.key], &o); err != nil {
			return nil, fmt.Errorf("trial %s: stored result cannot be read: %w", w.Name, err)
		}
		out[i] = o.Metrics
	}
	return out, nil
}

// Known reports whether the journal has the trial.
func (b *Singles) Known(w Single) bool {
	if b.env.Journal == nil {
		return false
	}
	all, err := b.check([]Single{w})
	if err != nil {
		return false
	}
	_, ok := b.env.Journal.Get(all[0].key)
	return ok
}

// one carries out a trial; shared is nil where nobody else wants its training.
func (b *Singles) one(ctx context.Context, w single, shared *training) (Metrics, error) {
	s := &study{cfg: w.cfg, env: b.env, images: b.images, spare: 1}
	s.env.Checkpoint, s.env.Presented = nil, nil
	card, err := cardOf(w.cfg, w.Device)
	if err != nil {
		return Metrics{}, err
	}
	n, err := newNetwork(w.cfg, card, b.env.Data, w.Repeat)
	if err != nil {
		return Metrics{}, err
	}
	n.presented = s.present
	if w.cfg.Mode == ExSitu {
		if s.ideal, err = b.idealOf(w.cfg); err != nil {
			return Metrics{}, err
		}
		if err := s.transfer(ctx, n, job{w.Device, nil, w.Repeat}); err != nil {
			return Metrics{}, err
		}
		m, _, err := n.exam(ctx)
		return m, err
	}
	var keep Checkpoint
	if shared != nil {
		if keep, err = shared.get(func(keep Checkpoint) error {
			first, err := newNetwork(w.cfg, card, b.env.Data, w.Repeat)
			if err != nil {
				return err
			}
			first.presented = s.present
			_, err = first.train(ctx, keep, "", []int{w.cfg.Train.Images * w.cfg.Train.Epochs}, func(int) (outcome, error) { return outcome{}, nil })
			return err
		}); err != nil {
			return Metrics{}, err
		}
		defer shared.leave()
	}
	o, err := n.train(ctx, keep, "", []int{w.cfg.Train.Images * w.cfg.Train.Epochs}, func(int) (outcome, error) {
		m, _, err := n.exam(ctx)
		return outcome{Metrics: m}, err
	})
	if err != nil {
		return Metrics{}, err
	}
	return o[0].Metrics, nil
}

func cardOf(cfg *Config, name string) (*device.Card, error) {
	cards, err := cfg.LoadCards()
	if err != nil {
		return nil, err
	}
	for _, c := range cards {
		if c.Name == name {
			return c, nil
		}
	}
	return nil, fmt.Errorf("device %s is not in the study", name)
}

// idealOf returns where ideal networks are kept that learn what those of cfg learn: keys that an ideal cell does not feel
// are as they are by default.
func (b *Singles) idealOf(cfg *Config) (*memo, error) {
	d, e := cfg.Clone(), Default("train")
	d.Devices = []string{"ideal"}
	ideal := &device.Card{Class: "ideal", Name: "ideal", Model: &device.Ideal{}}
	from := e.Params()
	for i, p := range d.Params() {
		if inert(p.Name, ideal) {
			if err := p.Set(from[i].Value()); err != nil {
				return nil, err
			}
		}
	}
	d.Overrides = slices.DeleteFunc(d.Overrides, func(o Override) bool {
		return inert(o.Key, ideal) || strings.HasPrefix(o.Key, "device.") && !strings.HasPrefix(o.Key, "device.ideal.")
	})
	key, err := d.trainingHash()
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ideal[key] == nil {
		b.ideal[key] = newMemo()
	}
	return b.ideal[key], nil
}

// share finds the trainings that several trials of a list want.
func (b *Singles) share(all []single) map[string]*training {
	count := map[string]int{}
	for _, w := range all {
		if b.env.Journal != nil {
			if _, done := b.env.Journal.Get(w.key); done {
				continue
			}
		}
		count[w.training]++
	}
	shared := map[string]*training{}
	for key, n := range count {
		if n > 1 {
			shared[key] = &training{users: n}
		}
	}
	return shared
}

// A training is a trained network that several trials begin with. It is forgotten when the last has left.
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
