package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// A progress is a bar on a terminal, or nothing. The bar moves with presentations, the numbers
// before it count trials.
type progress struct {
	pool *mpb.Progress
	bar  *mpb.Bar

	mu           sync.Mutex
	began        time.Time
	trials, all  int
	shown, ahead int64 // presentations, of this run alone
	name         string
}

// progress starts a bar if standard error is a terminal that can draw one.
func (a *app) progress(o *options) *progress {
	if o.quiet || !a.onTerminal(a.stderr) {
		return &progress{}
	}
	return newProgress(a.stderr)
}

func newProgress(w io.Writer, options ...mpb.ContainerOption) *progress {
	p := &progress{began: time.Now()}
	p.pool = mpb.New(append([]mpb.ContainerOption{mpb.WithOutput(w), mpb.WithWidth(60)}, options...)...)
	p.bar = p.pool.AddBar(0,
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return p.count() })),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return p.state(time.Now()) })))
	return p
}

// onTerminal tells whether w can move its cursor.
func (a *app) onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && a.env("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

// update is told of every finished trial; it is the Progress of experiments.Env.
func (p *progress) update(done, total int, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trials, p.all, p.name = done, total, name
}

// present is told of presentations; it is the Presented of experiments.Env.
func (p *progress) present(done, total int64) {
	if p.bar == nil {
		return
	}
	p.mu.Lock()
	p.shown, p.ahead = max(p.shown, done), total
	done = p.shown
	p.mu.Unlock()
	p.bar.SetTotal(max(total, done+1), false) // a full bar could no longer move
	p.bar.SetCurrent(done)
}

// count is the text before the bar.
func (p *progress) count() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d trials ", p.trials, p.all)
}

// state is the text behind the bar: the time that is left, and the trial that was finished last.
func (p *progress) state(now time.Time) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := " " + remaining(now.Sub(p.began), p.shown, p.ahead)
	if p.name != "" {
		text += "  " + p.name
	}
	return text
}

// remaining estimates the time that is left, or says how long it has taken while nothing is known.
func remaining(elapsed time.Duration, done, total int64) string {
	if done <= 0 || elapsed < time.Second {
		return elapsed.Round(time.Second).String()
	}
	left := time.Duration(float64(elapsed) * max(0, float64(total-done)) / float64(done))
	return "ETA " + left.Round(time.Second).String()
}

// stop draws the bar for the last time.
func (p *progress) stop() {
	if p.bar == nil {
		return
	}
	p.bar.Abort(false)
	p.pool.Wait()
}
