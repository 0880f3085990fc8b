package experiments

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
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
	Weights    *Matrix // learned elsewhere, where the study names them
	Thresholds *Matrix
	Workers    int                                // 0 takes every processor
	Journal    *run.Journal                       // nil keeps finished trials in memory only
	Known      map[string]json.RawMessage         // finished trials of other journals, by key
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
	cards  []*device.Card
	hash   string
	images string // fingerprint of the data set: its name alone does not fix a trial
	trials []job
	course [][]int // trials that one training serves, as indices in the order of their epochs
	ideal  *memo   // ex-situ: networks with ideal weights
	quick  *metricsReader

	spare   int           // workers a trial may take for what can be done in parallel
	ahead   int64         // presentations of the trials still to do, about
	shown   *atomic.Int64 // of them, those that have passed
	spent   atomic.Int64  // ns of training
	trained atomic.Int64  // presentations in that time
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
	s, err := newStudy(cfg, env)
	if err != nil {
		return nil, err
	}
	values, err := s.run(ctx, run.Shard{})
	if err != nil {
		return nil, err
	}
	found := make([]outcome, len(s.trials))
	for _, c := range s.course {
		if err := s.take(c, values[s.courseKey(c)], found); err != nil {
			return nil, err
		}
	}
	r := s.result(found)
	r.Elapsed = time.Since(began)
	r.TrainSeconds, r.Trained = time.Duration(s.spent.Load()).Seconds(), int(s.trained.Load())
	return r, nil
}

// newStudy lists the trials of a study, after every check that can refuse it.
func newStudy(cfg *Config, env Env) (*study, error) {
	hash, err := Hash(cfg)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(cfg.CheckData(env.Data), cfg.CheckMatrices(env)); err != nil {
		return nil, err
	}
	s := &study{cfg: cfg, env: env, hash: hash, images: env.Data.Fingerprint(), ideal: newMemo(), shown: new(atomic.Int64), quick: newMetricsReader()}
	if s.cards, err = cfg.LoadCards(); err != nil {
		return nil, err
	}
	s.plan(s.cards)
	return s, nil
}

// run works off the trials of a shard and returns their values.
func (s *study) run(ctx context.Context, shard run.Shard) (map[string]json.RawMessage, error) {
	var mine int
	mine, s.ahead = s.presentations(shard)
	s.spare = max(1, workers(s.env.Workers)/max(1, mine))
	return run.Do(ctx, s.tasks(), run.Options{
		Workers: workers(s.env.Workers), Journal: s.env.Journal, Known: s.env.Known, Shard: shard, Progress: s.env.Progress,
	})
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
	array, _ := s.cfg.readoutCard() // LoadCards has said what is wrong with it
	for _, card := range cards {
		seen := map[string]bool{}
		for _, p := range points(s.cfg.Axes) {
			for i, a := range s.cfg.Axes {
				if inert(a.Key, card) && (array == nil || inert(a.Key, array)) {
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
	s.group()
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

// group finds the trials that one training serves: those that differ only in train.epochs, where
// nothing about the training depends on how long it will be and no exam lets time pass.
func (s *study) group() {
	epochs := slices.IndexFunc(s.cfg.Axes, func(a Axis) bool { return a.Key == "train.epochs" })
	share := epochs >= 0 && s.cfg.Train.Anneal == 1 && s.cfg.Mode == InSitu && s.cfg.After.Wait == 0
	for _, a := range s.cfg.Axes {
		share = share && a.Key != "after" && a.Key != "train.anneal"
	}
	first := map[string]int{}
	for i, t := range s.trials {
		if share {
			p := slices.Clone(t.point)
			p[epochs] = 0
			key := fmt.Sprint(t.device, p, t.repeat)
			if c, ok := first[key]; ok {
				s.course[c] = append(s.course[c], i)
				continue
			}
			first[key] = len(s.course)
		}
		s.course = append(s.course, []int{i})
	}
	for _, c := range s.course {
		if epochs >= 0 {
			slices.SortStableFunc(c, func(a, b int) int { return cmp.Compare(s.trials[a].point[epochs], s.trials[b].point[epochs]) })
		}
	}
}

func (s *study) tasks() []run.Task {
	tasks := make([]run.Task, len(s.course))
	for i, c := range s.course {
		tasks[i] = run.Task{
			Key: s.courseKey(c), Name: s.trials[c[len(c)-1]].name(s.cfg.Axes),
			Do: func(ctx context.Context) (json.RawMessage, error) {
				o, err := s.do(ctx, c)
				if err != nil {
					return nil, err
				}
				return json.Marshal(o)
			},
		}
	}
	return tasks
}

// courseKey is the hash of everything that fixes the trials of a course.
func (s *study) courseKey(c []int) string {
	h := sha256.New()
	for _, i := range c {
		h.Write([]byte(s.key(s.trials[i])))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
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
	cfg, err := s.cfg.at(t.point)
	if err != nil {
		return nil, nil, err
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

// at returns the configuration of a point.
func (c *Config) at(point []float64) (*Config, error) {
	at := c.Clone()
	for i, v := range point {
		if err := c.Axes[i].settle(at, v); err != nil {
			return nil, err
		}
	}
	for i, v := range point {
		if math.IsNaN(v) {
			continue
		}
		if err := at.Set(c.Axes[i].Key, c.Axes[i].setting(v)); err != nil {
			return nil, err
		}
	}
	return at, nil
}

// do carries out the trials of a course.
func (s *study) do(ctx context.Context, c []int) ([]outcome, error) {
	last := s.trials[c[len(c)-1]]
	cfg, card, err := s.at(last)
	if err != nil {
		return nil, err
	}
	n, err := newNetwork(cfg, card, s.env.Data, last.repeat)
	if err != nil {
		return nil, err
	}
	n.presented, n.workers = s.present, s.spare
	defer func() {
		s.spent.Add(int64(n.spent))
		s.trained.Add(int64(n.trained))
	}()
	if cfg.Mode == ExSitu {
		if err := s.transfer(ctx, n, last); err != nil {
			return nil, err
		}
		o, err := s.examine(ctx, n, last)
		return []outcome{o}, err
	}
	exams := map[int]job{}
	for _, i := range c {
		at, _, err := s.at(s.trials[i])
		if err != nil {
			return nil, err
		}
		exams[at.Train.Images*at.Train.Epochs] = s.trials[i]
	}
	return n.train(ctx, s.env.Checkpoint, last.slot(s.cfg.Axes), slices.Sorted(maps.Keys(exams)), func(seen int) (outcome, error) {
		return s.examine(ctx, n, exams[seen])
	})
}

// examine takes a network through its exam.
func (s *study) examine(ctx context.Context, n *network, t job) (outcome, error) {
	m, details, err := n.exam(ctx)
	if err != nil {
		return outcome{}, err
	}
	o := outcome{Metrics: m, Costs: n.costs}
	if s.keeps(t) {
		details.Repeat = t.repeat // its point may hold what JSON cannot say: result adds it
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

// presentations counts the courses of a shard, and about how many presentations those of them take
// together that are still to do.
func (s *study) presentations(shard run.Shard) (courses int, left int64) {
	for i, c := range s.course {
		if !shard.Takes(i) {
			continue
		}
		courses++
		key := s.courseKey(c)
		_, done := s.env.Known[key]
		if s.env.Journal != nil && !done {
			_, done = s.env.Journal.Get(key)
		}
		if !done {
			left += s.length(c)
		}
	}
	return courses, left
}

// length is about how many presentations a course takes.
func (s *study) length(c []int) int64 {
	var p Passes
	for k, i := range c {
		cfg, _, err := s.at(s.trials[i])
		if err != nil {
			break // it will be said when the course begins
		}
		p.add(cfg.examPasses(s.env.Data))
		if k == len(c)-1 && cfg.Mode == InSitu {
			p.add(cfg.trainingPasses())
		}
	}
	return p.Total()
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
	return s.cfg.Command == "train" || (len(s.cfg.Axes) == 0 || s.cfg.Train.Maps) && t.repeat == 0
}
