package main

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/fit"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/plots"
	"github.com/xbar-sim/xbar/variability"
)

// A fitting is what "fit" is asked for.
type fitting struct {
	lab          labFlags
	out, formats string
	name, base   string
	model        string
	seed         string
	force, json  bool
}

// An estimator is one command of fit: measurements in, reports out.
type estimator struct {
	name, short string
	run         func(m *lab.Measurements, s variability.Stream) ([]*fit.Report, error)
}

// estimators is the table of commands. Adding one is one file of package fit and one line here.
func estimators() []estimator {
	one := func(r *fit.Report, err error) ([]*fit.Report, error) { return []*fit.Report{r}, err }
	return []estimator{
		{"pulse", "Response to identical pulses: range, nonlinearity, cycle-to-cycle scatter against read noise", func(m *lab.Measurements, _ variability.Stream) ([]*fit.Report, error) {
			return one(fit.Pulse(m.Pulses))
		}},
		{"dist", "Distributions over devices: lognormal, normal, Weibull or gamma", func(m *lab.Measurements, s variability.Stream) ([]*fit.Report, error) {
			return one(fit.Dist(fit.Samples(m), s))
		}},
		{"var", "Variance between devices and between cycles of a device", func(m *lab.Measurements, _ variability.Stream) ([]*fit.Report, error) {
			return one(fit.Var(fit.Groups(m)))
		}},
		{"drift", "Drift: exponent of the power law of time, between devices and against conductance", func(m *lab.Measurements, _ variability.Stream) ([]*fit.Report, error) {
			return one(fit.Drift(m.Retentions))
		}},
		{"retention", "Retention: stretched exponential, activation energy and times at other temperatures", func(m *lab.Measurements, _ variability.Stream) ([]*fit.Report, error) {
			return one(fit.Retention(m.Retentions))
		}},
		{"endurance", "Life in full cycles: Weibull or lognormal with censoring, and which state cells are stuck in", func(m *lab.Measurements, s variability.Stream) ([]*fit.Report, error) {
			return one(fit.Endurance(m.Endurances, s))
		}},
		{"noise", "Read noise: telegraph levels with their times, white and 1/f noise", func(m *lab.Measurements, _ variability.Stream) ([]*fit.Report, error) {
			return fit.Noises(m.Traces)
		}},
		{"iv", "Loops of current and voltage: VTEAM, Yakopcic's model and sinh", func(m *lab.Measurements, s variability.Stream) ([]*fit.Report, error) {
			return one(fit.IV(m.Sweeps, s))
		}},
		{"stdp", "STDP window: a double exponential", func(m *lab.Measurements, _ variability.Stream) ([]*fit.Report, error) {
			return one(fit.STDP(m.STDPs))
		}},
		{"spatial", "Maps: gradient, correlation between neighbours and what is left", func(m *lab.Measurements, s variability.Stream) ([]*fit.Report, error) {
			return fitMaps(m.Maps, s)
		}},
	}
}

func (a *app) fit() *cobra.Command {
	c := &cobra.Command{
		Use:     "fit",
		Short:   "Estimate device parameters from instrument files, and write a card",
		Example: "  xbar fit pulse pulses_arcone.csv.gz -o mine",
	}
	all := estimators()
	for _, e := range all {
		c.AddCommand(a.fitOne(e.name, e.short, []estimator{e}))
	}
	c.AddCommand(a.fitOne("all", "Everything that the files have data for", all))
	return c
}

func (a *app) fitOne(name, short string, run []estimator) *cobra.Command {
	o := &fitting{}
	c := &cobra.Command{
		Use:   name + " FILE...",
		Short: short,
		Long: short + `. Prints what became of the
files, every estimate with its 95 % interval and a verdict, and what the data cannot carry. With -o it
writes a card that "sweep" and "device show" take, with the standard error and the spread between devices of every
number, and a figure with its numbers for each estimator. Flags hold for all files: those that want different ones
are made clean tables by "xbar lab -o" first.`,
		Example: "  " + fitExample(name),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("xbar fit %s wants the files of instruments", name)
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			opt, err := o.lab.options(c.Flags())
			stream, err2 := o.stream()
			formats, err3 := a.figureFormats(o.formats)
			base, err4 := o.baseCard()
			if err := errors.Join(err, err2, err3, err4, o.check()); err != nil {
				return err
			}
			files, err := a.readLab(args, opt)
			if err != nil {
				return err
			}
			return a.estimate(name, run, files, o, stream, formats, base)
		},
	}
	o.lab.add(c)
	f := c.Flags()
	f.StringVarP(&o.out, "out", "o", "", "`FOLDER` to write card and figures to")
	f.StringVar(&o.name, "name", "device", "`NAME` of the card")
	f.StringVar(&o.base, "base", "", "`CARD` from which numbers are taken that were not measured")
	f.StringVar(&o.model, "model", "exp-pulse", "`MODEL` of a card of pulses: "+strings.Join(fit.PulseModels(), ", "))
	f.StringVar(&o.formats, "figures", "", "`KINDS` of figures besides png and svg: pdf")
	f.StringVar(&o.seed, "seed", "", "`N`: seed of resampling (default 1)")
	f.BoolVar(&o.force, "force", false, "replace existing files")
	f.BoolVar(&o.json, "json", false, "print one JSON object instead of text")
	c.MarkFlagDirname("out")
	c.RegisterFlagCompletionFunc("model", listed(fit.PulseModels, false))
	c.RegisterFlagCompletionFunc("base", listed(cardNames, true))
	c.RegisterFlagCompletionFunc("figures", listed(formatNames, false))
	return c
}

// fitExample is a command line for the sample files.
func fitExample(name string) string {
	files := map[string]string{"pulse": "pulses_arcone.csv.gz -o mine", "all": "pulses_arcone.csv.gz noise_easyexpert.csv.gz retention_oven.csv stdp.csv -o everything",
		"dist": "array_values.txt --across 32", "var": "pulses_arcone.csv.gz", "drift": "drift_pcm.csv --column device=Zelle",
		"retention": "retention_oven.csv", "endurance": "endurance.csv --column count=cycles", "noise": "noise_easyexpert.csv.gz",
		"iv": "iv_keithley.csv", "stdp": "stdp.csv", "spatial": "wafer_forming.csv"}
	return "xbar fit " + name + " " + files[name]
}

func (o *fitting) stream() (variability.Stream, error) {
	seed := uint64(1)
	if o.seed != "" {
		if err := (si.Param{Name: "--seed", At: &seed, Doc: "of resampling"}).Set(o.seed); err != nil {
			return variability.Stream{}, err
		}
	}
	return variability.Seed(seed).Named("fit"), nil
}

func (o *fitting) baseCard() (*device.Card, error) {
	if o.base == "" {
		return nil, nil
	}
	return findCard(o.base)
}

func (o *fitting) check() error {
	if o.name == "" || strings.ContainsAny(o.name, `./\:*?"<>|,='`) {
		return fmt.Errorf("--name = %q: want a name of letters, digits, - and _", o.name)
	}
	return (si.Param{Name: "--model", At: new(string), Doc: "of a card of pulses", Choices: fit.PulseModels()}).Set(o.model)
}

// A finding is what came of one command.
type finding struct {
	reports  []*fit.Report
	refusals []string
	card     []byte
	written  []string
	notes    []string // of joining files
}

// estimate runs the estimators over the measurements of all files together, and tells and writes what they find.
func (a *app) estimate(command string, run []estimator, files []labFile, o *fitting, stream variability.Stream, formats []plots.Format, base *device.Card) error {
	var parts []*lab.Measurements
	var names, bases []string
	for _, f := range files {
		parts, names = append(parts, f.m), append(names, f.audit.File)
		bases = append(bases, filepath.Base(f.audit.File))
	}
	m, notes := lab.Join(parts, names)
	found := finding{notes: notes}
	for _, e := range run {
		if len(run) > 1 && e.name == map[bool]string{true: "drift", false: "retention"}[baked(m)] {
			continue
		}
		reports, err := e.run(m, stream.Named(e.name))
		switch {
		case fit.Refused(err):
			if len(run) == 1 {
				return err
			}
			found.refusals = append(found.refusals, err.Error())
		case err != nil:
			return err
		default:
			found.reports = append(found.reports, reports...)
		}
	}
	if len(found.reports) == 0 {
		return errors.New(strings.Join(found.refusals, "\n"))
	}
	stated := slices.Clone(found.reports)
	for i, r := range stated {
		var err error
		if stated[i], err = r.In(o.model); err != nil {
			return err
		}
	}
	var err error
	found.card, err = fit.Card(stated, fit.CardOptions{Name: o.name, Files: bases, Base: base})
	if err != nil {
		if !fit.Refused(err) {
			return err
		}
		found.refusals = append(found.refusals, err.Error()+" (--base CARD gives one)")
	}
	if o.out != "" {
		if err := o.write(a, &found, command, files, formats); err != nil {
			return err
		}
	}
	if o.json {
		return a.findingJSON(files, &found)
	}
	a.tellFinding(files, &found, o)
	return nil
}

// fitMaps fits every map; those that cannot be are refused together.
func fitMaps(all []lab.Map, s variability.Stream) ([]*fit.Report, error) {
	var reports []*fit.Report
	err := error(&fit.Refusal{What: "fit spatial", Why: "no map among the measurements"})
	for i, m := range all {
		r, wrong := fit.Spatial(m, s.At(i))
		if wrong != nil {
			err = wrong
			continue
		}
		if i > 0 {
			r.Kind += "_" + m.Quantity
		}
		reports = append(reports, r)
	}
	if len(reports) == 0 {
		return nil, err
	}
	return reports, nil
}

// baked reports whether devices were left alone at several temperatures: a retention test, not one of drift.
func baked(m *lab.Measurements) bool {
	for _, r := range m.Retentions {
		if math.Abs(r.Temperature-m.Retentions[0].Temperature) > 1 {
			return true
		}
	}
	return false
}

// write puts card, figures and their numbers into the folder, all or none.
func (o *fitting) write(a *app, found *finding, command string, from []labFile, formats []plots.Format) error {
	var all []drawing
	for _, r := range found.reports {
		d := drawing{name: "fit_" + r.Kind, tables: []sheetTable{{"fit_" + r.Kind, panelTable(r)}, {"estimates_" + r.Kind, estimateTable(r)}, {"goodness_" + r.Kind, goodnessTable(r)}}}
		var err error
		if d.figure, err = plots.Fit(r); err != nil && !errors.Is(err, plots.ErrNoData) {
			return err
		}
		if err != nil {
			return fmt.Errorf("fit %s: %w", r.Kind, err)
		}
		all = append(all, d)
	}
	files, err := render(all, formats, "xbar fit "+command)
	if err != nil {
		return after(err)
	}
	if found.card != nil {
		files = slices.Insert(files, 0, product{o.name + ".toml", found.card})
	}
	var doubts []string
	for _, r := range found.reports {
		for _, n := range r.Notes {
			doubts = append(doubts, r.Title+": "+n)
		}
	}
	files, err = a.documented(files, "fit_"+command, fitMethods(from, found), slices.Concat(found.notes, doubts))
	if err != nil {
		return err
	}
	found.written, err = deliver(files, o.out, o.force)
	return err
}
