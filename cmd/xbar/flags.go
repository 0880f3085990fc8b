package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/plots"
	"github.com/xbar-sim/xbar/snn"
)

// options are the flags that the study commands share. What they say about a study is text here;
// the keys they stand for know unit and range.
type options struct {
	command string // "sweep", "compare", "train", "eval", "cost", or a question: "sensitivity", …
	about   string // what a question asks beside its study; part of the hash of its results

	preset  string
	config  string   // study file
	devices []string // lists of names and files
	set     []string // KEY=VALUE
	vary    []string // axes
	keys    map[string]*string
	quick   bool

	out, formats, workers string
	quiet, json, force    bool
	explained             bool // --explain
	propagate             bool // --propagate
	shard, shards         string

	engine string   // --engine
	slurm  []string // KEY=VALUE for sbatch
	detach bool
}

// A shortcut is a flag that stands for a key.
type shortcut struct{ flag, key, arg string }

// codeKey is the key of --code.
const codeKey = "input.code"

func shortcuts() []shortcut {
	return []shortcut{
		{"code", codeKey, "CODES"},
		{"drift", "drift", "EXPONENT"},
		{"wires", "wires.model", "MODEL"},
		{"after", "after", "DURATION"},
		{"compensation", "compensation", "KIND"},
		{"neurons", "network.neurons", "N"},
		{"epochs", "train.epochs", "N"},
		{"mode", "mode", "MODE"},
		{"dataset", "dataset", "NAME"},
		{"repeats", "repeats", "N"},
		{"seed", "seed", "N"},
	}
}

// study adds the flags that say what is simulated. A trained network has its devices and study
// file already.
func (o *options) study(a *app, c *cobra.Command) {
	f := c.Flags()
	f.SortFlags = false
	if o.command == "sweep" {
		f.StringArrayVar(&o.vary, "vary", nil, "axis: `KEY=FROM:TO[:N][:log]` or KEY=a,b,c, numbers or words; repeatable (default d2d=0,0.1,0.2,0.3,0.5,0.7)")
		c.RegisterFlagCompletionFunc("vary", a.keyed(o, true))
	}
	defaults := defaultConfig(o.command)
	if o.command != "eval" {
		f.StringArrayVar(&o.devices, "device", nil, "`NAMES` of cards or card.toml files, joined by commas (default "+strings.Join(defaults.Devices, ",")+")")
		c.RegisterFlagCompletionFunc("device", listed(cardNames, true))
		f.StringVar(&o.config, "config", "", "study `FILE`, such as the config.toml of a results folder; - reads standard input")
		c.MarkFlagFilename("config", "toml")
		f.Var(&once{&o.preset, "network preset"}, "preset", "network preset by `NAME`: "+strings.Join(experiments.Presets(), ", "))
		c.RegisterFlagCompletionFunc("preset", cobra.FixedCompletions(experiments.Presets(), cobra.ShellCompDirectiveNoFileComp))
	}
	o.keys = map[string]*string{}
	for _, s := range shortcuts() {
		p, _ := si.Lookup(defaults.Params(), s.key)
		text := usage(s, p)
		if s.key == codeKey && (o.command == "sweep" || o.command == "compare") {
			text += "; several joined by commas, or all, are compared"
		}
		o.keys[s.key] = f.String(s.flag, "", text)
	}
	f.StringArrayVar(&o.set, "set", nil, "`KEY=VALUE` as listed by \"xbar config keys\" and \"xbar device show\"; repeatable")
	c.RegisterFlagCompletionFunc("set", a.keyed(o, false))
	if o.command == "sweep" || o.command == "compare" {
		f.BoolVar(&o.propagate, "propagate", false, "draw the numbers of cards within their standard errors in as many repeats again: what a fit leaves open of the accuracy")
	}
	f.BoolVar(&o.quick, "quick", false, "shrink repeats and data to a few seconds; figures say so")

	c.RegisterFlagCompletionFunc("mode", cobra.FixedCompletions([]string{experiments.InSitu, experiments.ExSitu}, cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("code", listed(snn.Codes, false))
	c.RegisterFlagCompletionFunc("compensation", cobra.FixedCompletions(experiments.Compensations(), cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("dataset", cobra.FixedCompletions(datasetNames(false), cobra.ShellCompDirectiveDefault))
}

// once is the value of a flag that may be given one time only.
type once struct {
	at   *string
	what string
}

// String implements pflag.Value.
func (o *once) String() string {
	if o.at == nil {
		return ""
	}
	return *o.at
}

// Set implements pflag.Value.
func (o *once) Set(value string) error {
	switch {
	case value == "":
		return fmt.Errorf("want a %s", o.what)
	case *o.at != "":
		return fmt.Errorf("want one %s, not also %q", o.what, *o.at)
	}
	*o.at = value
	return nil
}

// Type implements pflag.Value.
func (o *once) Type() string { return "string" }

// place adds the flags that say where a study runs and what it writes.
func (o *options) place(c *cobra.Command) {
	f := c.Flags()
	f.StringVarP(&o.out, "out", "o", "", "results `FOLDER` (default results/"+o.command+"-HASH8)")
	c.MarkFlagDirname("out")
	f.StringVar(&o.formats, "format", "", "`KINDS` of figures besides png and svg: pdf")
	c.RegisterFlagCompletionFunc("format", listed(formatNames, false))
	f.StringVar(&o.workers, "workers", "", "`N` trials at a time; results do not depend on it (default: one per processor)")
	f.BoolVar(&o.force, "force", false, "start the results folder again")
	f.BoolVar(&o.quiet, "quiet", false, "no progress and no table: print the results folder only")
	f.BoolVar(&o.json, "json", false, "print one JSON object on standard output instead of tables")
	if o.command != "eval" {
		f.BoolVar(&o.explained, "explain", false, "say what would be done, in how long and with how much memory, and do nothing")
	}
	if o.command == "sweep" || o.command == "compare" || o.command == "reproduce" {
		o.divided(c)
	}
	if o.command == "sweep" {
		o.engines(c)
	}
}

// usage describes a flag by the parameter it stands for.
func usage(s shortcut, p si.Param) string {
	text := "`" + s.arg + "`: " + p.Doc
	switch p.Kind() {
	case si.Choice:
		text += ": " + strings.Join(p.Choices, ", ")
	case si.Float, si.Text:
	default:
		return text + fmt.Sprintf(" (default %v)", p.Value())
	}
	if f, ok := p.Float(); ok {
		return text + " (default " + si.Format(f, p.Unit) + ")"
	}
	return text + fmt.Sprintf(" (default %v)", p.Value())
}

// cardNames lists the cards of the library with their titles, as completion wants them.
func cardNames() []string {
	var out []string
	for _, name := range device.Presets() {
		if c, err := device.Preset(name); err == nil {
			out = append(out, name+"\t"+c.Title)
		}
	}
	return out
}

func datasetNames(fetchable bool) []string {
	var out []string
	for _, i := range dataset.Names() {
		if i.Fetch || !fetchable {
			out = append(out, i.Name+"\t"+i.Description)
		}
	}
	return out
}

func formatNames() []string {
	var out []string
	for _, f := range plots.Formats() {
		out = append(out, string(f))
	}
	return out
}

// figureFormats reads --format; PNG is always among them, and SVG, of which reports are made.
func (a *app) figureFormats(text string) ([]plots.Format, error) {
	if a.formats != nil {
		return withFormats(slices.Clone(a.formats), text)
	}
	return withFormats([]plots.Format{plots.PNG, plots.SVG}, text)
}

// withFormats adds the formats that a list names, those that are not there yet.
func withFormats(formats []plots.Format, list string) ([]plots.Format, error) {
	if list == "" {
		return formats, nil
	}
	for word := range strings.SplitSeq(list, ",") {
		p := si.Param{Name: "--format", At: new(string), Doc: "figures", Choices: formatNames()}
		if err := p.Set(strings.TrimSpace(word)); err != nil {
			return nil, err
		}
		if f := plots.Format(p.Text()); !slices.Contains(formats, f) {
			formats = append(formats, f)
		}
	}
	return formats, nil
}

// workerCount reads --workers; 0 is one per processor.
func (o *options) workerCount() (int, error) {
	if o.workers == "" {
		return 0, nil
	}
	n := 0
	err := si.Param{Name: "--workers", At: &n, Doc: "trials at a time", Min: 1, Max: 4096}.Set(o.workers)
	return n, err
}
