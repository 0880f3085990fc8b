package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/experiments/whatif"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/plots"
)

// An inquiry is a question of "xbar whatif" whose study has passed every check: its folder and journal are open.
type inquiry struct {
	finished // without a result
	study    *whatif.Study
	app      *app
	o        *options
	began    time.Time
}

// questioned adds the flags that every question has: what is simulated, where, and how often.
func (a *app) questioned(c *cobra.Command, o *options) {
	c.Args = wants(0, "")
	o.study(a, c)
	o.place(c)
	c.Flags().MarkHidden("explain")
}

// inquire settles a question. ask reads what is asked beside the study, and refuses what cannot be asked, before anything is
// written; what it returns is part of what names the folder. Repeats are not: the same question with more of them
// goes on in its folder. Who inquires must close the journal.
func (a *app) inquire(cmd *cobra.Command, o *options, ask func(*whatif.Study) (about string, err error)) (*inquiry, error) {
	if o.explained {
		return nil, errors.New("--explain: a question decides what to try by what it has seen")
	}
	cfg, err := a.settle(cmd, o)
	if err != nil {
		return nil, err
	}
	r, err := a.load(cfg, o)
	if err != nil {
		return nil, err
	}
	q := &inquiry{finished: finished{ready: r}, app: a, o: o, began: time.Now()}
	if q.study, err = whatif.New(cfg, r.env); err != nil {
		return nil, err
	}
	about, err := ask(q.study)
	if err != nil {
		return nil, err
	}
	o.about = o.command + " " + about
	if r.hash, err = o.identity(cfg); err != nil {
		return nil, err
	}
	err = a.enter(r, o)
	q.study.Env = r.env
	return q, err
}

// run asks the question with a progress bar. Lists of trials that follow one another are counted together.
func (q *inquiry) run(ctx context.Context, ask func(context.Context, *whatif.Study) error) error {
	bar := q.app.progress(q.o)
	before := 0
	q.study.Env.Presented = bar.present
	q.study.Env.Progress = func(done, total int, name string) {
		bar.update(before+done, before+total, name)
		if done == total {
			before += total
		}
	}
	err := ask(ctx, q.study)
	bar.stop()
	return after(err)
}

// figure draws a figure of the answer into the folder, in every format asked for.
func (q *inquiry) figure(name string, fig plots.Figure, err error) error {
	if err != nil {
		return after(err)
	}
	return after(q.draw(plots.Named{Name: name, Figure: fig}))
}

// table writes a CSV table into the folder. What is not known is empty.
func (q *inquiry) table(name string, head []string, rows [][]any) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write(head) // a bytes.Buffer takes all
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, v := range row {
			x, number := v.(float64)
			switch {
			case number && orNull(x) == nil:
			case number:
				cells[i] = strconv.FormatFloat(x+0, 'g', -1, 64)
			default:
				cells[i] = fmt.Sprint(v)
			}
		}
		w.Write(cells)
	}
	w.Flush()
	return after(q.folder.WriteFile(name+".csv", b.Bytes()))
}

// An answer is what a question ends with, beside its tables and figures.
type answer struct {
	sentences []string // for the manifest, which reports read
	warnings  []string
	json      record // without command and device
	show      func() // prints it as text
}

// conclude writes sources and manifest, tells doubts, prints the answer and says where to look.
func (q *inquiry) conclude(r answer) error {
	sources := &experiments.Result{}
	for _, s := range q.study.Card.Sources {
		sources.Sources = append(sources.Sources, experiments.Source(s))
	}
	if err := q.folder.WriteReferences(sources); err != nil {
		return after(err)
	}
	warnings := append(slices.Clone(r.warnings), q.study.Doubts()...)
	if err := q.folder.WriteManifest(results.Manifest{
		Version: program().Version, Command: append([]string{"xbar"}, q.app.args...),
		Started: q.began, Finished: time.Now(), Workers: q.ready.env.Workers, Warnings: warnings, Answers: r.sentences,
	}); err != nil {
		return after(err)
	}
	for _, w := range warnings {
		q.app.warn(w)
	}
	switch {
	case q.o.json:
		out := append(record{{"command", "whatif " + q.o.command}, {"device", q.study.Card.Name}}, r.json...)
		return q.app.printJSON(append(out, record{{"answers", list(r.sentences)}, {"results", q.folder.Path()},
			{"seconds", time.Since(q.began).Seconds()}, {"warnings", list(warnings)}}...))
	case q.o.quiet:
		q.app.printf("%s\n", q.folder.Path())
		return nil
	}
	r.show()
	q.app.printf("results  %s\n", q.folder.Path())
	for _, path := range q.figures {
		q.app.printf("figure   %s\n", path)
	}
	return nil
}

// close lets go of the journal.
func (q *inquiry) close() { q.ready.env.Journal.Close() }

// part reads a percentage: "1 %", "1%" or 0.01.
func part(flag, text string) (float64, error) {
	v := 0.0
	p := si.Param{Name: flag, At: &v, Doc: `a part such as "1 %" or 0.01`, Min: 1e-4, Max: 0.9}
	err := p.Set(text)
	return v, err
}

// confidence reads --conf.
func confidence(text string) (float64, error) {
	v := 0.0
	err := si.Param{Name: "--conf", At: &v, Doc: "confidence of the interval", Min: 0.5, Max: 0.999}.Set(text)
	return v, err
}
