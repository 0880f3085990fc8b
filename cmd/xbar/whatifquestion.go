package main

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/experiments/run"
	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/plots"
)

// asks is the configuration of a question about one device: what "compare" takes, with ten repeats.
func (a *app) asks(cmd *cobra.Command, o *options) (*experiments.Config, error) {
	if o.explained {
		return nil, errors.New("--explain: a question decides what to try by what it has seen; --budget bounds its trials")
	}
	cfg, err := a.settle(cmd, o)
	if err != nil {
		return nil, err
	}
	if n := len(cfg.Devices); n != 1 {
		return nil, fmt.Errorf("a question is about one device, not %d (--device CARD)", n)
	}
	return cfg, nil
}

// An asked question has passed every check; its folder and journal are open.
type asked struct {
	*ready
	o        *options
	name     string
	began    time.Time
	warnings []string
	figures  []string
}

// open opens folder and journal of a question. What fixes its trials is the study without repeats; asking for more of them, or with a
// larger budget, goes on in the same folder.
func (a *app) open(cfg *experiments.Config, o *options, name, question string) (*asked, error) {
	s := &ready{cfg: cfg}
	var err, err2 error
	s.formats, err = o.figureFormats()
	s.env.Workers, err2 = o.workerCount()
	if err := errors.Join(err, err2); err != nil {
		return nil, err
	}
	if s.env.Workers == 0 {
		s.env.Workers = runtime.GOMAXPROCS(0)
	}
	same := cfg.Clone()
	same.Repeats = 1
	if s.hash, err = experiments.Hash(same); err != nil {
		return nil, err
	}
	s.hash = digest(s.hash, name, question)
	dir := o.out
	if dir == "" {
		dir = filepath.Join("results", name+"-"+s.hash[:8])
	}
	if s.folder, err = results.Create(dir, s.hash, o.force); err != nil {
		return nil, err
	}
	if s.env.Journal, err = run.Open(s.folder.JournalPath(), s.hash); err != nil {
		return nil, err
	}
	if err := s.folder.WriteConfig(cfg.TOML()); err != nil {
		s.env.Journal.Close()
		return nil, after(err)
	}
	a.resumed(s, o)
	return &asked{ready: s, o: o, name: name, began: time.Now()}, nil
}

// loaded is the environment with the data of the study.
func (a *app) loaded(cfg *experiments.Config) (env experiments.Env, err error) {
	if env.Data, err = dataset.Load(cfg.Dataset, a.dataFolders()); err != nil {
		return env, err
	}
	env.Weights, env.Thresholds, err = matrices(cfg)
	return env, err
}

// carry carries out the trials of a question, with a bar.
func (a *app) carry(q *asked, data experiments.Env, work func(env experiments.Env) error) error {
	q.env.Data, q.env.Weights, q.env.Thresholds = data.Data, data.Weights, data.Thresholds
	bar := a.progress(q.o)
	rounds := 0
	q.env.Progress = func(done, total int, name string) {
		bar.update(rounds+done, rounds+total, name)
		bar.present(int64(rounds+done), int64(rounds+total))
		if done == total {
			rounds += total
		}
	}
	err := work(q.env)
	bar.stop()
	return after(err)
}

// figure writes a figure of the answer.
func (q *asked) figure(name string, fig plots.Figure, err error) error {
	if err != nil {
		return err
	}
	f := finished{ready: q.ready}
	if err := f.draw(plots.Named{Name: name, Figure: fig}); err != nil {
		return err
	}
	q.figures = append(q.figures, f.figures...)
	return nil
}

// table writes rows as CSV.
func (q *asked) table(name string, rows [][]string) error {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return q.folder.WriteFile(name+".csv", []byte(b.String()))
}

// close writes the manifest and tells the doubts.
func (a *app) close(q *asked, warnings []string) error {
	err := q.folder.WriteManifest(results.Manifest{
		Version: program().Version, Command: append([]string{"xbar"}, a.args...),
		Started: q.began, Finished: time.Now(), Workers: q.env.Workers, Warnings: warnings,
	})
	for _, w := range warnings {
		a.warn(w)
	}
	return after(err)
}

// ending prints where to look.
func (a *app) ending(q *asked) {
	a.printf("results  %s\n", q.folder.Path())
	for _, f := range q.figures {
		a.printf("figure   %s\n", f)
	}
}

// questioned is the base of the questions' commands: what is simulated, where, and how often.
func (a *app) questioned(c *cobra.Command, o *options) {
	c.Args = wants(0, "")
	o.study(a, c)
	o.place(c)
	c.Flags().MarkHidden("explain")
}

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

func shortest(x float64) string {
	if orNull(x) == nil {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// digest is a hash of texts.
func digest(texts ...string) string {
	h := sha256.Sum256([]byte(strings.Join(texts, "\n")))
	return hex.EncodeToString(h[:])
}
