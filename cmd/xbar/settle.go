package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
)

// commands are those that a study file can be for.
func commands() []string { return []string{"sweep", "compare", "train", "cost"} }

// asks tells whether a command is a question, "xbar whatif".
func asks(command string) bool {
	return slices.Contains([]string{"sensitivity", "waterfall", "plan", "require", "lifetime"}, command)
}

// defaultConfig is the configuration of a command before anything is asked of it.
func defaultConfig(command string) *experiments.Config {
	c := experiments.Default(command)
	if asks(command) {
		c.Devices, c.Repeats = []string{"memristor"}, 10
	}
	switch command {
	case "compare":
		c.Repeats = 10
	case "cost":
		c.Devices, c.Repeats = []string{"memristor", "pcm"}, 1
	case "train", "eval":
		c.Devices, c.Repeats, c.Train.Validation = []string{"memristor"}, 1, 500
	}
	return c
}

// A request collects what a command line asks for, and everything that is wrong with it.
type request struct {
	cfg    *experiments.Config
	given  map[string]bool // keys that file or flags named
	codes  string          // axis of --code, "" without several codes
	suited []string        // settings that codes brought
	errs   []error
}

// settle returns the configuration that a command line asks for. The command's default is changed
// by the network preset, then by the study file, then by --quick, then by --set, then by the flags that stand for a key.
func (a *app) settle(cmd *cobra.Command, o *options) (*experiments.Config, error) {
	r := &request{cfg: defaultConfig(o.command), given: map[string]bool{}}
	if o.preset != "" {
		if err := r.cfg.Preset(o.preset); err != nil {
			return nil, err
		}
	}
	if o.config != "" {
		name, text, err := a.readInput(o.config)
		if err != nil {
			return nil, err
		}
		if err := r.file(name, text, o.command); err != nil {
			return nil, err
		}
	}
	cfg, err := r.flags(cmd, o)
	for _, s := range r.suited {
		if err == nil && !o.quiet {
			fmt.Fprintf(a.stderr, "suits the code (--set gives other values): %s\n", s)
		}
	}
	return cfg, err
}

// flags applies everything but the study file and checks the whole.
func (r *request) flags(cmd *cobra.Command, o *options) (*experiments.Config, error) {
	if o.quick {
		shrink(r.cfg, o.command)
	}
	r.devices(o.devices)
	for _, s := range o.set {
		r.set(s)
	}
	for _, s := range shortcuts() {
		switch value := *o.keys[s.key]; {
		case !cmd.Flags().Changed(s.flag):
		case s.key == codeKey:
			r.code(value)
		default:
			r.put(s.key, spelled(s.key, value))
		}
	}
	return r.finish(o)
}

// finish adds what follows from what was asked for, checks the whole and reports all mistakes.
func (r *request) finish(o *options) (*experiments.Config, error) {
	_, err := withFormats(nil, o.formats)
	r.fail(err)
	_, err = o.workerCount()
	r.fail(err)
	cards, err := r.cfg.LoadCards()
	if err == nil {
		r.axes(o, cards)
	}
	if r.waits() {
		r.put("after", "1 day")
	}
	if r.cfg.Train.Goal > 0 && r.cfg.Train.Validation == 0 && !r.given["train.validation"] && r.cfg.Mode == experiments.InSitu {
		r.put("train.validation", "200")
	}
	if o.command != "eval" && len(r.errs) == 0 {
		r.suited = r.cfg.Suit(func(key string) bool { return r.given[key] })
	}
	r.single()
	r.fail(r.cfg.Check())
	if err := errors.Join(r.errs...); err != nil {
		return nil, err
	}
	return r.cfg, nil
}

func (r *request) fail(err error) {
	if err != nil {
		r.errs = append(r.errs, err)
	}
}

func (r *request) put(key, value string) {
	r.given[key] = true
	r.fail(r.cfg.Set(key, value))
}

// code applies --code: one code is the value of its key, several are an axis where a command compares.
func (r *request) code(value string) {
	several := strings.Contains(value, ",") || strings.TrimSpace(value) == "all"
	if command := r.cfg.Command; several && (command == "sweep" || command == "compare") {
		r.codes = codeKey + "=" + value
		return
	}
	if r.cfg.Command == "compare" { // of a study file
		r.cfg.Axes = slices.DeleteFunc(r.cfg.Axes, func(a experiments.Axis) bool { return a.Key == codeKey })
	}
	r.put(codeKey, value)
}

// spelled accepts the common spellings of a mode.
func spelled(key, value string) string {
	if key == "mode" {
		switch strings.ToLower(value) {
		case "insitu", "in_situ":
			return experiments.InSitu
		case "exsitu", "ex_situ":
			return experiments.ExSitu
		}
	}
	return value
}

// file changes the configuration by a study file, which may be for this command only.
func (r *request) file(name string, text []byte, command string) error {
	r.cfg.Command = command
	if err := r.cfg.Read(name, text); err != nil {
		return err
	}
	if is := r.cfg.Command; is != command {
		return fmt.Errorf("%s: command = %q: this file is for \"xbar %[2]s\", not for \"xbar %s\"", name, is, command)
	}
	var keys map[string]any
	if err := toml.Unmarshal(text, &keys); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	r.names("", keys)
	if set, ok := keys["set"].(map[string]any); ok {
		r.names("", set)
	}
	return nil
}

// names notes the keys of a study file as given, those of its tables by their full names.
func (r *request) names(prefix string, keys map[string]any) {
	for key, value := range keys {
		r.given[prefix+key] = true
		if table, ok := value.(map[string]any); ok {
			r.names(prefix+key+".", table)
		}
	}
}

// set applies one --set flag.
func (r *request) set(text string) {
	key, value, ok := strings.Cut(text, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !ok || key == "" {
		r.fail(fmt.Errorf("--set %q: want KEY=VALUE", text))
		return
	}
	if n := len(value); n > 1 && value[0] == '"' && value[n-1] == '"' {
		var quoted struct{ X string }
		if err := toml.Unmarshal([]byte("x = "+value), &quoted); err != nil {
			r.fail(fmt.Errorf("--set %q: want KEY=VALUE, the value plain or quoted as in TOML", text))
			return
		}
		value = quoted.X
	}
	if key == "devices" {
		r.devices([]string{value})
		return
	}
	if key == "readout.device" {
		value = r.readoutCard(value)
	}
	r.put(key, spelled(key, value))
}

// axes reads --vary and --code, or gives a sweep its usual axis. A comparison has one axis at most,
// that of codes.
func (r *request) axes(o *options, cards []*device.Card) {
	vary := slices.Clone(o.vary)
	if r.codes != "" {
		vary = append(vary, r.codes)
	}
	switch {
	case o.command != "sweep":
		for _, axis := range r.cfg.Axes {
			if o.command != "compare" || axis.Key != codeKey {
				r.fail(fmt.Errorf("%s has no such axis: \"xbar sweep\" varies %s", o.command, axis.Key))
			}
		}
	case len(vary) == 0 && len(r.cfg.Axes) == 0:
		vary = []string{"d2d=0,0.1,0.2,0.3,0.5,0.7"}
		if o.quick {
			vary = []string{"d2d=0,0.2,0.5"}
		}
	}
	if len(vary) > 0 {
		r.cfg.Axes = nil
	}
	for _, text := range vary {
		axis, err := r.cfg.ParseAxis(text, cards)
		if err != nil {
			r.fail(err)
			continue
		}
		r.cfg.Axes = append(r.cfg.Axes, axis)
	}
	r.overridden(o)
}

// overridden refuses a value for a key that is swept: it would be ignored.
func (r *request) overridden(o *options) {
	flagged := map[string]bool{}
	for _, s := range o.set {
		key, _, _ := strings.Cut(s, "=")
		flagged[strings.TrimSpace(key)] = true
	}
	for key, value := range o.keys {
		flagged[key] = flagged[key] || *value != "" && (key != codeKey || r.codes == "")
	}
	for _, axis := range r.cfg.Axes {
		if flagged[axis.Key] {
			r.fail(fmt.Errorf("%s is an axis of this %s: its value cannot be set too (--vary and --code name axes)", axis.Key, r.cfg.Command))
		}
	}
}

// waits tells whether a sweep studies drift but nobody said for how long.
func (r *request) waits() bool {
	if r.cfg.Command != "sweep" || r.given["after"] {
		return false
	}
	studied := r.cfg.Flaws.Drift >= 0
	for _, axis := range r.cfg.Axes {
		if axis.Key == "after" {
			return false
		}
		studied = studied || axis.Key == "drift" || axis.Key == "drift_sd"
	}
	return studied
}

// single refuses more than one device where one network is trained.
func (r *request) single() {
	if n := len(r.cfg.Devices); r.cfg.Command == "train" && n != 1 {
		r.fail(fmt.Errorf("train takes one device, not %d: \"xbar compare\" takes several", n))
	} else if asks(r.cfg.Command) && n != 1 {
		r.fail(fmt.Errorf("%s is asked of one device, not of %d", r.cfg.Command, n))
	}
}

// shrink is --quick: what takes more than a few seconds is made smaller. A trained network is what
// it is.
func shrink(c *experiments.Config, command string) {
	c.Quick = true
	c.Test.Images = min(c.Test.Images, 300)
	if command == "eval" {
		return
	}
	c.Repeats = min(c.Repeats, 3)
	c.Train.Images = min(c.Train.Images, 600)
	c.Train.Validation = min(c.Train.Validation, 100)
	c.Label.Images = min(c.Label.Images, 200)
}
