package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/experiments/whatif"
	"github.com/xbar-sim/xbar/plots"
)

// An inquiry is a question whose study has passed every check: its folder and journal are open.
type inquiry struct {
	*ready
	*whatif.Study
	app      *app
	o        *options
	began    time.Time
	warnings []string
	figures  []string // paths
}

// inquire settles a question: study, about (what is asked beside it), results folder. Who asks it must close it.
func (a *app) inquire(cmd *cobra.Command, o *options, about string) (*inquiry, error) {
	cfg, err := a.settle(cmd, o)
	if err != nil {
		return nil, err
	}
	if _, err := whatif.New(cfg, experiments.Env{}); err != nil {
		return nil, err
	}
	o.about = o.command + " " + about
	q := &inquiry{app: a, o: o, began: time.Now()}
	if q.ready, err = a.prepare(cfg, o); err != nil {
		return nil, err
	}
	q.Study, err = whatif.New(cfg, q.ready.env)
	return q, err
}

// run asks the question with a progress bar.
func (q *inquiry) run(ctx context.Context, ask func(context.Context, *whatif.Study) error) error {
	bar := q.app.progress(q.o)
	q.Env.Progress, q.Env.Presented = bar.update, bar.present
	err := ask(ctx, q.Study)
	bar.stop()
	return after(err)
}

// warn notes a doubt about the answer, for the manifest, the JSON and the terminal.
func (q *inquiry) warn(text string) { q.warnings = append(q.warnings, text) }

// draw writes a figure into the folder in every format asked for.
func (q *inquiry) draw(named plots.Named) error {
	for _, format := range q.formats {
		var b bytes.Buffer
		if err := plots.Write(&b, named.Figure, format, "xbar whatif "+q.cfg.Command+", study "+q.hash); err != nil {
			return after(err)
		}
		if err := q.folder.WriteFile(named.File(format), b.Bytes()); err != nil {
			return after(err)
		}
	}
	q.figures = append(q.figures, filepath.Join(q.folder.Path(), named.File(plots.PNG)))
	return nil
}

// table writes a CSV table into the folder.
func (q *inquiry) table(name string, head []string, rows [][]any) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write(head) // a bytes.Buffer takes all
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, v := range row {
			if x, ok := v.(float64); ok && math.IsNaN(x) {
				continue
			} else if ok {
				v = strconv.FormatFloat(x+0, 'g', -1, 64)
			}
			cells[i] = fmt.Sprint(v)
		}
		w.Write(cells)
	}
	w.Flush()
	return after(q.folder.WriteFile(name, b.Bytes()))
}

// tail are the members that every answer in JSON ends with.
func (q *inquiry) tail() record {
	return record{{"results", q.folder.Path()}, {"seconds", time.Since(q.began).Seconds()}, {"warnings", list(q.warnings)}}
}

// finish writes sources and manifest, closes the journal, tells doubts, and says where to look.
func (q *inquiry) finish() error {
	if q.cfg.Quick {
		q.warn("quick: data and repeats were shrunk; do not quote these numbers")
	} else if q.cfg.Repeats < 10 {
		q.warn("fewer than 10 repeats: intervals are wide and their coverage rests on normal differences")
	}
	sources := &experiments.Result{}
	for _, s := range q.Card.Sources {
		sources.Sources = append(sources.Sources, experiments.Source(s))
	}
	if err := q.folder.WriteReferences(sources); err != nil {
		return after(err)
	}
	for _, w := range q.warnings {
		q.app.warn(w)
	}
	return after(q.folder.WriteManifest(results.Manifest{
		Version: program().Version, Command: append([]string{"xbar"}, q.app.args...),
		Started: q.began, Finished: time.Now(), Workers: q.ready.env.Workers, Warnings: q.warnings,
	}))
}

// look prints where the results are.
func (q *inquiry) look() {
	if q.o.quiet {
		q.app.printf("%s\n", q.folder.Path())
		return
	}
	q.app.printf("results  %s\n", q.folder.Path())
	for _, path := range q.figures {
		q.app.printf("figure   %s\n", path)
	}
}

// close lets go of the journal.
func (q *inquiry) close() { q.ready.env.Journal.Close() }
