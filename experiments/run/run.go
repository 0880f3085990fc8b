// Package run decides where and when trials are worked on, never what they are.
//
// A trial is a pure function named by a key, the hash of everything that fixes its result. Do works
// a list of trials off on a pool and hands back one JSON value per key. A [Journal] keeps each value
// as soon as it is finished, so an interrupted study goes on where it was; because trials are pure
// and values are compared by key, neither the number of workers nor an interruption can change a
// result.
//
// This package knows nothing of devices, networks or figures, and it spreads no work over machines:
// a [Shard] of a study is a shorter list of trials with a journal of its own, and [Scan] reads the
// journals of all of them.
package run

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// A Task is one trial.
type Task struct {
	Key  string // hash of all that fixes the trial; tasks of equal key are one trial
	Name string // for progress and messages: "pcm, d2d 0.3, repeat 2"

	// Do works the trial out and returns its result as JSON. It may be called from any goroutine.
	// When ctx ends it should return ctx.Err() soon; a value returned without error is kept even then.
	Do func(ctx context.Context) (json.RawMessage, error)
}

// Options say how Do works. The zero value is one worker per processor and no journal.
type Options struct {
	Workers int      // trials at a time; 0 or less: one per processor
	Journal *Journal // finished trials, old and new; nil: none are kept
	Shard   Shard    // of the tasks: only these are done and counted

	Known map[string]json.RawMessage // trials that other journals have, by key

	// Progress is told after each settled trial how many of all are settled and which it was, and
	// once before the first, with name "", if the journal already knew some. Failed trials count as
	// settled. Calls do not overlap.
	Progress func(done, total int, name string)

	Grace time.Duration // how long trials in flight may go on after ctx ends; 0: 10 s
}

const (
	defaultGrace = 10 * time.Second
	syncEvery    = time.Second // a commit takes about 10 ms on a busy disk: share one among all trials of a second
	maxListed    = 10          // failed trials that are named one by one
)

// Do works off tasks and returns the results of all finished ones by key. Values are compact JSON,
// the same bytes whether they come from the journal or were worked out now, for any number of workers.
//
// A task that fails or panics does not stop the others; its [TrialError] is part of the returned error.
// When ctx ends, no further task starts, those in flight are given up unless they finish within
// Options.Grace, and the error is a [StoppedError]. When the journal cannot be written, Do stops in the
// same way with the reason. In each case the results that were finished are returned and journalled.
func Do(ctx context.Context, tasks []Task, opt Options) (map[string]json.RawMessage, error) {
	p := newPool(tasks, opt)
	p.work(ctx)
	return p.results, p.err(ctx)
}

// pool is the state of one call of Do. Only the goroutine that called Do touches it.
type pool struct {
	opt      Options
	tasks    []Task // one per key, in the order given
	todo     []int  // indices into tasks that the journal did not know
	next     int    // index into todo
	flying   int    // tasks started and not yet returned
	settled  int
	results  map[string]json.RawMessage
	failed   map[int]error
	badWrite error // the journal could not be written
	out      chan outcome
}

type outcome struct {
	task  int
	value json.RawMessage
	err   error
}

func newPool(tasks []Task, opt Options) *pool {
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	if opt.Grace <= 0 {
		opt.Grace = defaultGrace
	}
	p := &pool{opt: opt, results: make(map[string]json.RawMessage), failed: make(map[int]error)}
	seen := make(map[string]bool, len(tasks))
	for i, t := range tasks {
		if t.Key == "" || t.Do == nil {
			panic("run: task without key or function")
		}
		if seen[t.Key] || !opt.Shard.Takes(i) {
			continue
		}
		seen[t.Key] = true
		p.tasks = append(p.tasks, t)
		if v, ok := opt.known(t.Key); ok {
			p.results[t.Key] = v
			p.settled++
			continue
		}
		p.todo = append(p.todo, len(p.tasks)-1)
	}
	p.opt.Workers = min(p.opt.Workers, max(len(p.todo), 1))
	// One place per worker: a trial given up after the grace can still deliver and end.
	p.out = make(chan outcome, p.opt.Workers)
	return p
}

// known returns a result that a journal has.
func (o *Options) known(key string) (json.RawMessage, bool) {
	if o.Journal != nil {
		if v, ok := o.Journal.Get(key); ok {
			return v, true
		}
	}
	v, ok := o.Known[key]
	return v, ok
}

// work runs until every task is settled or the run is stopped and the tasks in flight have returned
// or used up their grace.
func (p *pool) work(ctx context.Context) {
	if p.settled > 0 {
		p.progress("")
	}
	flight, cancel := context.WithCancel(ctx)
	defer cancel()
	if p.opt.Journal != nil {
		defer func() { p.keepError(p.opt.Journal.Sync()) }()
	}

	var commit, giveUp <-chan time.Time
	stopped := flight.Done()
	for p.launch(flight); p.flying > 0; {
		select {
		case o := <-p.out:
			p.flying--
			p.launch(flight) // before the journal's disk is waited for
			if p.settle(flight, o) && commit == nil {
				commit = time.After(syncEvery)
			}
		case <-commit:
			commit = nil
			p.keepError(p.opt.Journal.Sync())
		case <-stopped:
			stopped = nil
			giveUp = time.After(p.opt.Grace)
		case <-giveUp:
			return
		}
		if p.badWrite != nil {
			cancel()
		}
	}
}

// launch starts tasks until every worker has one.
func (p *pool) launch(ctx context.Context) {
	for p.flying < p.opt.Workers && p.next < len(p.todo) && ctx.Err() == nil {
		i := p.todo[p.next]
		p.next++
		p.flying++
		go attempt(ctx, i, p.tasks[i], p.out)
	}
}

// attempt works one task and delivers exactly one outcome, whatever the task does to its goroutine.
func attempt(ctx context.Context, i int, t Task, out chan<- outcome) {
	o := outcome{task: i, err: errors.New("ended its goroutine without a result")}
	defer func() {
		if v := recover(); v != nil {
			o = outcome{task: i, err: &PanicError{Value: v, Stack: debug.Stack()}}
		}
		out <- o
	}()
	v, err := t.Do(ctx)
	if err == nil {
		v, err = compact(v)
	}
	o.value, o.err = v, err
}

func compact(v json.RawMessage) (json.RawMessage, error) {
	if len(v) == 0 {
		return json.RawMessage("null"), nil
	}
	var b bytes.Buffer
	if err := json.Compact(&b, v); err != nil {
		return nil, fmt.Errorf("result is not JSON: %w", err)
	}
	return b.Bytes(), nil
}

// settle books an outcome and reports whether the journal now waits for a commit.
func (p *pool) settle(ctx context.Context, o outcome) bool {
	t := p.tasks[o.task]
	switch {
	case o.err == nil:
		p.results[t.Key] = o.value
	case ctx.Err() != nil && isStop(ctx, o.err):
		return false
	default:
		p.failed[o.task] = &TrialError{Name: t.Name, Err: o.err}
	}
	written := false
	if o.err == nil && p.opt.Journal != nil && p.badWrite == nil {
		err := p.opt.Journal.Append(t.Key, o.value)
		// A value too long for a line is used, and worked out again if the study is resumed.
		if !errors.Is(err, errTooLong) {
			p.keepError(err)
		}
		written = err == nil
	}
	p.settled++
	p.progress(t.Name)
	return written
}

func isStop(ctx context.Context, err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Cause(ctx))
}

func (p *pool) keepError(err error) {
	if p.badWrite == nil {
		p.badWrite = err
	}
}

func (p *pool) progress(name string) {
	if p.opt.Progress != nil {
		p.opt.Progress(p.settled, len(p.tasks), name)
	}
}

// err sums up what kept the tasks from being finished, nil if nothing did.
func (p *pool) err(ctx context.Context) error {
	var errs []error
	stop := StoppedError{Done: len(p.results), Total: len(p.tasks), Resumable: p.opt.Journal != nil, Err: ctx.Err()}
	switch open := len(p.tasks) - len(p.results) - len(p.failed); {
	case p.badWrite != nil:
		stop.Done, stop.Err = p.opt.Journal.count(p.tasks), p.badWrite
		errs = append(errs, &stop)
	case open > 0:
		errs = append(errs, &stop)
	}
	for i := range p.tasks {
		err, ok := p.failed[i]
		if !ok {
			continue
		}
		if len(errs) == maxListed {
			errs = append(errs, fmt.Errorf("%d trials failed in all", len(p.failed)))
			break
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
