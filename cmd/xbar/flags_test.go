package main

import (
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/plots"
)

// Every flag that stands for a key stands for one that exists.
func TestShortcutsAreKeys(t *testing.T) {
	params := defaultConfig("sweep").Params()
	for _, s := range shortcuts() {
		p, ok := si.Lookup(params, s.key)
		if !ok {
			t.Errorf("--%s stands for %s, which is no key", s.flag, s.key)
			continue
		}
		if text := usage(s, p); len(text) < len(p.Doc) {
			t.Errorf("--%s is described as %q", s.flag, text)
		}
	}
}

func TestFigureFormats(t *testing.T) {
	for text, want := range map[string][]plots.Format{
		"":             {plots.PNG, plots.SVG},
		"png":          {plots.PNG, plots.SVG},
		"svg, pdf":     {plots.PNG, plots.SVG, plots.PDF},
		"pdf,png":      {plots.PNG, plots.SVG, plots.PDF},
		"svg,svg":      {plots.PNG, plots.SVG},
		"svg,png,webp": nil,
	} {
		got, err := (&app{}).figureFormats(text)
		if !slices.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("--format %q: %v, %v", text, got, err)
		}
	}
}

func TestWorkerCount(t *testing.T) {
	for text, want := range map[string]int{"": 0, "1": 1, "16": 16, "0": -1, "-1": -1, "many": -1, "1.5": -1} {
		n, err := (&options{workers: text}).workerCount()
		if (err != nil) != (want < 0) || err == nil && n != want {
			t.Errorf("--workers %q: %d, %v", text, n, err)
		}
	}
}
