package main

import (
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
)

// knownKeys lists every key that --set takes in a study, card parameters and spreads included.
func knownKeys(cfg *experiments.Config) []si.Param {
	keys := cfg.Params()
	cards, err := cfg.LoadCards()
	if err != nil {
		return keys
	}
	seen := map[string]bool{}
	add := func(key string) {
		if p, err := cfg.Param(key, cards); err == nil && !seen[key] {
			seen[key] = true
			p.Name = key
			keys = append(keys, p)
		}
	}
	for _, card := range cards {
		for _, p := range card.Params() {
			add("device." + p.Name)
			add("device." + card.Name + "." + p.Name)
		}
		for _, p := range card.Model.Params() {
			add("spread." + p.Name)
		}
	}
	return keys
}

// studied is the study that completion can assume: the command's default with the devices named.
func (a *app) studied(o *options) *experiments.Config {
	r := &request{cfg: defaultConfig(o.command), given: map[string]bool{}}
	r.devices(o.devices)
	if len(r.errs) > 0 {
		return defaultConfig(o.command)
	}
	return r.cfg
}
