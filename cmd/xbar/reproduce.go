package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/plots"
)

func (a *app) reproduce() *cobra.Command {
	o := &options{command: "reproduce"}
	c := &cobra.Command{
		Use:   "reproduce [NAME]",
		Short: "Published results, ours beside them",
		Long: `Conduct the studies behind a published result and lay what they find beside the published numbers.
Without NAME it lists what can be reproduced.

Each study is a sweep with a results folder of its own inside the folder of the reproduction, which
holds comparison.csv and the figures. Interrupt it and the same command goes on where it was. An
accuracy that is more than 1.5 points below the published one is marked; that is no error.`,
		Example: `  xbar reproduce
  xbar reproduce size-epochs --device ideal,memristor,pcm
  xbar reproduce normalisation --quick --dataset digits`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("xbar reproduce wants one NAME, not also %q", args[1])
			}
			return nil
		},
		ValidArgsFunction: reproductionNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listReproductions(o)
			}
			return a.reproduced(cmd, o, args[0])
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVar(&o.devices, "device", nil, "`NAMES` of cards or card.toml files, joined by commas (default: those of the reproduction)")
	c.RegisterFlagCompletionFunc("device", listed(cardNames, true))
	o.keys = map[string]*string{
		"dataset": f.String("dataset", "mnist", "`NAME`: images: a name from \"xbar data list\" or a folder of IDX files"),
		"repeats": f.String("repeats", "3", "`N`: independent repeats of every point"),
		"seed":    f.String("seed", "1", "`N`: seed of all chance"),
	}
	c.RegisterFlagCompletionFunc("dataset", cobra.FixedCompletions(datasetNames(false), cobra.ShellCompDirectiveDefault))
	f.BoolVar(&o.quick, "quick", false, "shrink repeats and data to some twenty seconds; table and figures say so")
	o.place(c)
	return c
}

func reproductionNames(_ *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
	if len(args) == 0 {
		for _, p := range experiments.Reproductions() {
			names = append(names, p.Name+"\t"+p.Title)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// A reproduction is one that can start: everything about it has been checked.
type reproduction struct {
	*experiments.Reproduction
	setup   experiments.Setup
	studies []experiments.NamedStudy
	inputs  int // of a network
	hash    string
	formats []plots.Format
}

// reproduced conducts the studies of a reproduction and prints what came out.
func (a *app) reproduced(cmd *cobra.Command, o *options, name string) error {
	p, err := a.settleReproduction(o, name)
	if err != nil {
		return err
	}
	if o.out == "" {
		o.out = filepath.Join("results", p.Name+"-"+p.hash[:8])
	}
	if shard, err := o.part(a.env); err != nil || !shard.Whole() {
		if err != nil {
			return err
		}
		return a.partOfReproduction(cmd.Context(), p, o, shard)
	}
	folder, err := results.Create(o.out, p.hash, o.force)
	if err != nil {
		return err
	}
	began := time.Now()
	done, speed, err := a.conductAll(cmd.Context(), p, o)
	if err != nil {
		return err
	}
	return a.concludeReproduction(folder, p, o, done, speed, began)
}

// concludeReproduction writes the files of a reproduction whose studies are done and says what came out.
func (a *app) concludeReproduction(folder *results.Folder, p *reproduction, o *options, done []*experiments.Result, speed float64, began time.Time) error {
	all, err := p.Gather(p.studies, done, p.inputs)
	if err != nil {
		return after(err)
	}
	figures, err := a.writeReproduction(folder, p, all)
	if err == nil {
		err = p.remember(folder)
	}
	if err == nil {
		err = folder.WriteManifest(results.Manifest{
			Version: program().Version, Command: append([]string{"xbar"}, a.args...), Started: began, Finished: time.Now(),
		})
	}
	if err != nil {
		return after(err)
	}
	if o.json {
		return a.reproducedJSON(all, folder, time.Since(began))
	}
	if o.quiet {
		a.printf("%s\n", folder.Path())
		return nil
	}
	a.showReproduced(all, speed)
	a.printf("results  %s\n", folder.Path())
	for _, path := range figures {
		a.printf("figure   %s\n", path)
	}
	return nil
}

// settleReproduction returns what a command line asks for, after every check that can refuse it.
func (a *app) settleReproduction(o *options, name string) (*reproduction, error) {
	found, err := experiments.FindReproduction(name)
	if err != nil {
		return nil, err
	}
	r := &request{cfg: experiments.Default("sweep"), given: map[string]bool{}}
	r.cfg.Devices = found.Devices
	r.devices(o.devices)
	for _, key := range []string{"dataset", "repeats", "seed"} {
		r.put(key, *o.keys[key])
	}
	p := &reproduction{Reproduction: found}
	p.formats, err = a.figureFormats(o.formats)
	r.fail(err)
	_, err = o.workerCount()
	r.fail(err)
	r.fail(r.cfg.Check())
	if err := errors.Join(r.errs...); err != nil {
		return nil, err
	}
	p.setup = experiments.Setup{
		Dataset: r.cfg.Dataset, Devices: r.cfg.Devices, Cards: r.cfg.Cards, Seed: r.cfg.Seed, Repeats: r.cfg.Repeats, Quick: o.quick,
	}
	return p, a.planReproduction(p)
}

// planReproduction makes the studies and checks each of them, and the data for it.
func (a *app) planReproduction(p *reproduction) (err error) {
	if p.studies, err = p.Studies(p.setup); err != nil {
		return err
	}
	data, err := a.images(p.setup.Dataset)
	if err != nil {
		return err
	}
	p.inputs = data.Width * data.Height
	all := sha256.New()
	for _, s := range p.studies {
		hash, err := experiments.Hash(s.Config)
		if err := errors.Join(err, s.Config.Check(), s.Config.CheckData(data)); err != nil {
			return err
		}
		fmt.Fprintf(all, "%s %s\n", s.Name, hash)
	}
	p.hash = hex.EncodeToString(all.Sum(nil))
	return nil
}

// conductAll carries out the studies one after another, each in a folder of its own, and returns what
// they found and how many presentations a second one core learned from, 0 where nothing was trained now.
func (a *app) conductAll(ctx context.Context, p *reproduction, o *options) (all []*experiments.Result, speed float64, err error) {
	trained, seconds := 0, 0.0
	err = a.each(p, o, func(s experiments.NamedStudy, own *options) error {
		f, err := a.conduct(ctx, s.Config, own, newNetworks)
		if err != nil {
			return err
		}
		all = append(all, f.Result)
		trained, seconds = trained+f.Trained, seconds+f.TrainSeconds
		return nil
	})
	if seconds > 0 {
		speed = float64(trained) / seconds
	}
	return all, speed, err
}

// each does something for every study of a reproduction, with options that name its own folder, up to the first error.
func (a *app) each(p *reproduction, o *options, do func(s experiments.NamedStudy, own *options) error) error {
	for k, s := range p.studies {
		if !o.quiet {
			fmt.Fprintf(a.stderr, "%s: study %d of %d: %s\n", p.Name, k+1, len(p.studies), s.About)
		}
		own := *o
		own.out = filepath.Join(o.out, s.Name)
		if err := do(s, &own); err != nil {
			return err
		}
	}
	return nil
}

// writeReproduction puts the table, the sources and the figures into the folder and returns the paths
// of the figures that are not weight maps.
func (a *app) writeReproduction(f *results.Folder, p *reproduction, all *experiments.Reproduced) (figures []string, err error) {
	if err := f.WriteComparison(all.Rows); err != nil {
		return nil, err
	}
	if err := f.WriteReferences(&experiments.Result{Sources: all.Sources()}); err != nil {
		return nil, err
	}
	list := plots.Reproduced(all)
	made := drawAll(list, p.formats, "xbar reproduce "+p.Name+", study "+p.hash)
	for k, named := range list {
		if err := made[k].err; err != nil {
			a.warn(fmt.Sprintf("figure %s could not be drawn: %v", named.Name, err))
			continue
		}
		for _, file := range made[k].files {
			if err := f.WriteFile(file.path, file.data); err != nil {
				return nil, err
			}
		}
		if !named.Map {
			figures = append(figures, filepath.Join(f.Path(), named.File(plots.PNG)))
		}
	}
	return figures, nil
}

// A drawn is a figure in each format, or why there is none.
type drawn struct {
	files []product
	err   error
}

// drawAll draws figures, of which a reproduction has many, several at a time.
func drawAll(list []plots.Named, formats []plots.Format, provenance string) []drawn {
	out := make([]drawn, len(list))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for k := int(next.Add(1) - 1); k < len(list); k = int(next.Add(1) - 1) {
				out[k].files, out[k].err = pictures(list[k].Name, list[k].Figure, formats, provenance)
			}
		})
	}
	wait.Wait()
	return out
}
