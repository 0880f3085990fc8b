package main

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/xbar-sim/xbar/experiments"
)

// propagate tries a finished study again with the numbers of its cards drawn within their standard errors.
func (a *app) propagate(ctx context.Context, f *finished, o *options) error {
	bar := a.progress(o)
	env := f.env
	env.Progress, env.Presented = bar.update, bar.present
	var err error
	f.fits, err = experiments.Propagate(ctx, f.cfg, f.Result, env)
	bar.stop()
	if err != nil {
		return err
	}
	for _, d := range f.Devices {
		stated := d.Ideal
		for _, p := range f.fits {
			stated = stated || p.Device == d.Name && len(p.Drawn) > 0
		}
		if !stated {
			f.Warnings = append(f.Warnings, d.Name+": the card states no standard errors (se): --propagate has nothing to draw")
		}
	}
	return f.folder.WritePropagation(f.Axes, f.fits)
}

// showPropagated prints what the errors of cards leave open beside what chance does.
func (a *app) showPropagated(f *finished) {
	t := grid("device", "point", "accuracy, %", "by chance", "by chance and card", "drawn")
	some := false
	for _, p := range f.fits {
		if len(p.Drawn) == 0 {
			continue
		}
		some = true
		var at []string
		for i, v := range p.Point {
			if !math.IsNaN(v) {
				at = append(at, f.Axes[i].Key+" = "+f.Axes[i].Text(v))
			}
		}
		t.Row(p.Device, strings.Join(at, ", "), fmt.Sprintf("%.1f", 100*p.Mean), between(p.SeedLo, p.SeedHi), between(p.Lo, p.Hi), strings.Join(p.Drawn, ", "))
	}
	if some {
		a.printf("95 %% intervals of accuracy by chance alone, and with the standard errors of the card\n")
		a.show(t)
	}
}

// between is an interval of fractions, in percent.
func between(lo, hi float64) string {
	if math.IsNaN(lo) {
		return ""
	}
	return fmt.Sprintf("%.1f to %.1f", 100*lo, 100*hi)
}
