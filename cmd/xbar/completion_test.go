package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// proposed asks as the shell scripts do, for the last of args.
func proposed(t *testing.T, args ...string) []string {
	t.Helper()
	var out []string
	for line := range strings.Lines(must(t, append([]string{"__complete"}, args...)...)) {
		if word, _, _ := strings.Cut(strings.TrimSpace(line), "\t"); word != "" && !strings.HasPrefix(word, ":") {
			out = append(out, word)
		}
	}
	return out
}

func TestCompletion(t *testing.T) {
	for _, tt := range []struct {
		args    []string
		has     []string
		without string
	}{
		{[]string{"sw"}, []string{"sweep"}, "compare"},
		{[]string{"sweep", "--device", ""}, device.Presets(), ""},
		{[]string{"sweep", "--device", "ideal,"}, []string{"ideal,pcm", "ideal,memristor"}, "ideal,ideal"},
		{[]string{"sweep", "--vary", ""}, []string{"d2d=", "network.neurons=", "device.pcm.g_max=", "compensation="}, "dataset="},
		{[]string{"compare", "--code", "poisson,"}, []string{"poisson,burst"}, "poisson,poisson"},
		{[]string{"sweep", "--set", "network."}, []string{"network.neurons=", "network.leak="}, "d2d="},
		{[]string{"sweep", "--device", "vteam", "--set", "device.vteam."}, []string{"device.vteam.k_set="}, "device.pcm.g_max="},
		{[]string{"train", "--mode", ""}, []string{"in-situ", "ex-situ"}, ""},
		{[]string{"sweep", "--format", "svg,"}, []string{"svg,pdf"}, "svg,svg"},
		{[]string{"compare", "--dataset", ""}, []string{"digits", "mnist"}, ""},
		{[]string{"device", "show", ""}, device.Presets(), ""},
		{[]string{"data", "fetch", ""}, []string{"mnist", "fashion"}, "digits"},
		{[]string{"config", "explain", ""}, []string{"d2d", "adc.bits"}, ""},
		{[]string{"completion", ""}, []string{"bash", "zsh", "fish", "powershell"}, ""},
	} {
		got := proposed(t, tt.args...)
		for _, want := range tt.has {
			if !slices.Contains(got, want) {
				t.Errorf("%v: no %s in %v", tt.args, want, got)
			}
		}
		if slices.Contains(got, tt.without) {
			t.Errorf("%v proposes %s", tt.args, tt.without)
		}
	}
}

func TestCompletionScripts(t *testing.T) {
	for shell, want := range map[string]string{
		"bash": "complete -o default", "zsh": "#compdef xbar", "fish": "complete -c xbar", "powershell": "Register-ArgumentCompleter",
	} {
		if out := must(t, "completion", shell); !strings.Contains(out, want) || !strings.Contains(out, "__complete") {
			t.Errorf("%s: %.300s", shell, out)
		}
	}
}
