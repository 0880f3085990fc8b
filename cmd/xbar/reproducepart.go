package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/experiments/run"
)

// reproductionName is the file that says which reproduction a folder holds.
const reproductionName = "reproduction.json"

// A remembered is all that a reproduction follows from.
type remembered struct {
	Name  string
	Setup experiments.Setup
}

// remember writes down what the reproduction follows from, for merging.
func (p *reproduction) remember(f *results.Folder) error {
	b, err := json.MarshalIndent(remembered{p.Name, p.setup}, "", "  ")
	if err != nil {
		return err
	}
	return f.WriteFile(reproductionName, append(b, '\n'))
}

// recalled is the inverse of remember.
func (a *app) recalled(dir string) (*reproduction, error) {
	path := filepath.Join(dir, reproductionName)
	b, err := readBounded(path, experiments.MaxConfig)
	if err != nil {
		return nil, err
	}
	p, err := parseReproduction(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return p, a.planReproduction(p)
}

func parseReproduction(text []byte) (*reproduction, error) {
	var r remembered
	if len(text) > experiments.MaxConfig {
		return nil, fmt.Errorf("more than %d bytes", experiments.MaxConfig)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, err
	}
	p := &reproduction{setup: r.Setup}
	var err error
	p.Reproduction, err = experiments.FindReproduction(r.Name)
	return p, err
}

// partOfReproduction carries out one shard of every study of a reproduction.
func (a *app) partOfReproduction(ctx context.Context, p *reproduction, o *options, shard run.Shard) error {
	began := time.Now()
	folder, err := results.Join(o.out, p.hash, shard)
	if err != nil {
		return err
	}
	if err := p.remember(folder); err != nil {
		return after(err)
	}
	done, total := 0, 0
	err = a.each(p, o, func(s experiments.NamedStudy, own *options) error {
		d, n, _, err := a.shareOf(ctx, s.Config, own, shard, newNetworks)
		done, total = done+d, total+n
		return err
	})
	if err != nil {
		return err
	}
	return a.showPart(o, shard, done, total, folder.Path(), time.Since(began))
}

// mergeReproduction joins the shards of every study of a reproduction.
func (a *app) mergeReproduction(o *options) error {
	began := time.Now()
	p, err := a.recalled(o.out)
	if err != nil {
		return err
	}
	if p.formats, err = a.figureFormats(o.formats); err != nil {
		return err
	}
	folder, err := results.Create(o.out, p.hash, false)
	if err != nil {
		return err
	}
	var done []*experiments.Result
	for _, s := range p.studies {
		own := *o
		own.out = filepath.Join(o.out, s.Name)
		f, err := a.join(&own)
		if err != nil {
			return after(err)
		}
		done = append(done, f.Result)
	}
	return a.concludeReproduction(folder, p, o, done, 0, began)
}
