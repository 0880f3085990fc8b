package experiments

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments/run"
	"github.com/xbar-sim/xbar/internal/dataset"
)

// An Env is where a study runs: it cannot change a result.
type Env struct {
	Data       *dataset.Set
	Workers    int                                // 0 takes every processor
	Journal    *run.Journal                       // nil keeps finished trials in memory only
	Checkpoint Checkpoint                         // nil keeps no networks
	Progress   func(done, total int, name string) // trials; called one at a time

	// Presented is told how many of about how many presentations have passed, now and then, from
	// several goroutines.
	Presented func(done, total int64)
}

// A Checkpoint keeps networks by name between runs of a study.
type Checkpoint interface {
	// Load returns what was last saved under a name, false where there is nothing.
	Load(name string) ([]byte, bool)
	// Save keeps data under a name. It may be called from several goroutines for different names.
	Save(name string, data []byte) error
}

// A study is a configuration whose cards have been read once and whose trials are known.
type study struct {
	cfg    *Config
	env    Env
	hash   string
	images string // fingerprint of the data set: its name alone does not fix a trial
	trials []job
	ideal  *memo // ex-situ: networks with ideal weights

	ahead   int64        // presentations of the trials still to do, about
	shown   atomic.Int64 // of them, those that have passed
	spent   atomic.Int64 // ns of training
	trained atomic.Int64 // presentations in that time
}

// A job is one point of one repeat of one device.
type job struct {
	device string
	point  []float64
	repeat int
}

// Conduct carries out a study and returns what it found. Trials that the journal has are not done
// again. When ctx is cancelled it stops between presentations, with every finished trial kept,
// and the error says so.
func Conduct(ctx context.Context, cfg *Config, env Env) (*Result, error) {
	began := time.Now()
	hash, err := Hash(cfg)
	if err != nil {
		return nil, err
	}
	if err := cfg.CheckData(env.Data); err != nil {
		return nil, err
	}
	s := &study{cfg: cfg, env: env, hash: hash, images: env.Data.Fingerprint(), ideal: newMemo()}
	cards, err := cfg.LoadCards()
	if err != nil {
		return nil, err
	}
	s.plan(cards)
	s.ahead = s.presentations()
	values, err := run.Do(ctx, s.tasks(), run.Options{Workers: workers(env.Workers), Journal: env.Journal, Progress: env.Progress})
	if err != nil {
		return nil, err
	}
	r, err := s.result(cards, values)
	if err != nil {
		return nil, err
	}
	r.Elapsed = time.Since(began)
	r.TrainSeconds, r.Trained = time.Duration(s.spent.Load()).Seconds(), int(s.trained.Load())
	return r, nil
}

func workers(n int) int {
	if n > 0 {
		return n
	}
	return runtime.NumCPU()
}

// plan lists the trials in the order of results: device, point, repeat. Points that differ only
// in axes that cannot change a device are one.
func (s *study) plan(cards []*device.Card) {
	for _, card := range cards {
		seen := map[string]bool{}
		for _, p := range points(s.cfg.Axes) {
			for i, a := range s.cfg.Axes {
				if inert(a.Key, card) {
					p[i] = restingValue(a.Key)
				}
			}
			if k := fmt.Sprint(p); !seen[k] {
				seen[k] = true
				for r := range s.cfg.Repeats {
					s.trials = append(s.trials, job{card.Name, p, r})
				}
			}
		}
	}
}

// points is the grid of all axes, the last axis fastest.
func points(axes []Axis) [][]float64 {
	grid := [][]float64{{}}
	for _, a := range axes {
		var next [][]float64
		for _, p := range grid {
			for _, v := range a.Values {
				next = append(next, append(slices.Clone(p), v))
			}
		}
		grid = next
	}
	return grid
}

func (s *study) tasks() []run.Task {
	tasks := make([]run.Task, len(s.trials))
	for i, t := range s.trials {
		tasks[i] = run.Task{
			Key: s.key(t), Name: t.name(s.cfg.Axes),
			Do: func(ctx context.Context) (json.RawMessage, error) {
				o, err := s.do(ctx, t)
				if err != nil {
					return nil, err
				}
				return json.Marshal(o)
			},
		}
	}
	return tasks
}

// key is the hash of everything that fixes a trial.
func (s *study) key(t job) string {
	h := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%s\n%d", s.hash, s.images, t.device, place(s.cfg.Axes, t.point), t.repeat))
	return hex.EncodeToString(h[:16])
}

func (t job) name(axes []Axis) string {
	parts := []string{t.device}
	for i, v := range t.point {
		if !math.IsNaN(v) {
			parts = append(parts, fmt.Sprintf("%s %v", axes[i].Key, axes[i].setting(v)))
		}
	}
	return strings.Join(append(parts, fmt.Sprintf("repeat %d", t.repeat+1)), ", ")
}

// at returns the configuration and card of a trial.
func (s *study) at(t job) (*Config, *device.Card, error) {
	cfg := s.cfg.Clone()
	for i, v := range t.point {
		if err := s.cfg.Axes[i].settle(cfg, v); err != nil {
			return nil, nil, err
		}
	}
	for i, v := range t.point {
		if math.IsNaN(v) {
			continue
		}
		if err := cfg.Set(s.cfg.Axes[i].Key, s.cfg.Axes[i].setting(v)); err != nil {
			return nil, nil, err
		}
	}
	cards, err := cfg.LoadCards()
	if err != nil {
		return nil, nil, err
	}
	for _, c := range cards {
		if c.Name == t.device {
			return cfg, c, nil
		}
	}
	return nil, nil, fmt.Errorf("device %s is not in the study", t.device)
}

// do carries out one trial.
func (s *study) do(ctx context.Context, t job) (*outcome, error) {
	cfg, card, err := s.at(t)
	if err != nil {
		return nil, err
	}
	n, err := newNetwork(cfg, card, s.env.Data, t.repeat)
	if err != nil {
		return nil, err
	}
	n.presented = s.present
	var curve []CurvePoint
	if cfg.Mode == ExSitu {
		err = s.transfer(ctx, n, t)
	} else {
		curve, err = n.train(ctx, s.env.Checkpoint, t.slot(s.cfg.Axes))
	}
	if err != nil {
		return nil, err
	}
	s.spent.Add(int64(n.spent))
	s.trained.Add(int64(n.trained))
	m, details, err := n.exam(ctx)
	if err != nil {
		return nil, err
	}
	o := &outcome{Metrics: m}
	if s.keeps(t) {
		details.Repeat = t.repeat
		if s.cfg.Command != "eval" { // the curve was made with the read-out of the training
			details.Curve = curve
		}
		o.Run = details
	}
	return o, nil
}

// present books presentations and tells of them.
func (s *study) present(n int) {
	shown := s.shown.Add(int64(n))
	if s.env.Presented != nil {
		s.env.Presented(shown, s.ahead)
	}
}

// presentations is about how many presentations the trials ahead take together.
func (s *study) presentations() int64 {
	each := int64(s.cfg.Label.Images + s.cfg.Test.Images)
	if s.cfg.Mode == InSitu {
		each += int64(s.cfg.Train.Images * s.cfg.Train.Epochs)
	}
	if s.cfg.After.Wait > 0 && s.cfg.After.Compensation != "none" {
		each += int64(s.cfg.Test.Images)
	}
	left := int64(0)
	for _, t := range s.trials {
		if s.env.Journal != nil {
			if _, done := s.env.Journal.Get(s.key(t)); done {
				continue
			}
		}
		left++
	}
	return left * each
}

// slot names the checkpoint of a trial; points of a sweep have one each.
func (t job) slot(axes []Axis) string {
	slot := fmt.Sprintf("%s-%d", t.device, t.repeat)
	if len(t.point) > 0 {
		h := sha256.Sum256([]byte(place(axes, t.point)))
		slot += "-" + hex.EncodeToString(h[:4])
	}
	return slot
}

// keeps tells whether the details of a trial's network are kept: a sweep has too many.
func (s *study) keeps(t job) bool {
	return s.cfg.Command == "train" || len(s.cfg.Axes) == 0 && t.repeat == 0
}

// train brings a network from random weights to the end of training, taking up a checkpoint
// where there is one.
func (n *network) train(ctx context.Context, keep Checkpoint, slot string) ([]CurvePoint, error) {
	total := n.cfg.Train.Images * n.cfg.Train.Epochs
	var curve []CurvePoint
	restored, err := n.restore(keep, slot, &curve)
	if err != nil {
		return nil, err
	}
	if !restored {
		if err := n.start(); err != nil {
			return nil, err
		}
	}
	images := n.order("order", total)
	for _, stop := range n.stops(total) {
		if stop.at <= n.seen && n.seen > 0 {
			continue
		}
		if err := n.learn(ctx, images, stop.at); err != nil {
			return nil, err
		}
		if stop.probe {
			p, err := n.probe(ctx)
			if err != nil {
				return nil, err
			}
			curve = append(curve, p)
		}
		if keep != nil {
			if err := n.save(keep, slot, curve); err != nil {
				return nil, err
			}
		}
	}
	return curve, nil
}

// A stop is a presentation count at which training pauses for a probe or a checkpoint.
type stop struct {
	at    int
	probe bool
}

// stops are the doublings of 125 presentations where there are validation images, every
// tenth of the training, and its end.
func (n *network) stops(total int) []stop {
	at := map[int]bool{total: n.cfg.Train.Validation > 0}
	for k := 1; k < 10; k++ {
		if c := total * k / 10; c > 0 {
			at[c] = false
		}
	}
	if n.cfg.Train.Validation > 0 {
		for c := 125; c < total; c *= 2 {
			at[c] = true
		}
	}
	var out []stop
	for c, p := range at {
		out = append(out, stop{c, p})
	}
	slices.SortFunc(out, func(a, b stop) int { return a.at - b.at })
	return out
}
