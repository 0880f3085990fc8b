package sample

import (
	"math"
	"math/rand/v2"
	"strings"

	"github.com/xbar-sim/xbar/experiments"
)

// Reproduced is a reproduction on devices of the library, with numbers that are made up: more neurons,
// more epochs and more inputs are better, cells are worse than numbers. The first study has the weights
// of one network.
func Reproduced(name string, repeats int, devices ...string) *experiments.Reproduced {
	p, err := experiments.FindReproduction(name)
	if err != nil {
		panic(err)
	}
	studies, err := p.Studies(experiments.Setup{Dataset: "mnist", Devices: devices, Seed: 1, Repeats: repeats})
	if err != nil {
		panic(err)
	}
	rng := rand.New(rand.NewPCG(8, 1))
	var all []*experiments.Result
	for k, s := range studies {
		r := base(nil)
		r.Dataset, r.Neurons, r.Axes, r.Devices = "mnist", s.Config.Network.Neurons, s.Config.Axes, titled(s.Config.Devices)
		if len(r.Axes) > 1 {
			r.Neurons = 0
		}
		for _, d := range r.Devices {
			for _, pt := range grid(r.Axes) {
				add(r, rng, s, d, pt, repeats)
			}
		}
		if k == 0 {
			run := Run(r.Devices[0].Name, 0, 100, 0.8)
			run.Point = r.Trials[0].Point
			r.Runs = append(r.Runs, run)
		}
		all = append(all, r)
	}
	out, err := p.Gather(studies, all, 784)
	if err != nil {
		panic(err)
	}
	return out
}

// add makes the trials of one point.
func add(r *experiments.Result, rng *rand.Rand, s experiments.NamedStudy, d experiments.Device, pt []float64, repeats int) {
	neurons, fan, epochs, kind := float64(s.Config.Network.Neurons), float64(s.Config.Network.FanIn), float64(s.Config.Train.Epochs), 0.0
	for i, a := range r.Axes {
		switch a.Key {
		case "network.neurons":
			neurons = pt[i]
		case "network.fan_in":
			fan = pt[i]
		case "train.epochs":
			epochs = pt[i]
		case "norm.kind":
			kind = pt[i]
		}
	}
	if fan == 0 {
		fan = 784
	}
	base := 0.95 - 1.2/math.Sqrt(neurons) - 0.06/epochs - 0.6/math.Sqrt(fan) - 0.02*kind
	writes := 3e7 * epochs * math.Pow(10, -kind/2) * fan / 784
	if strings.HasPrefix(s.Column, "scaled") {
		base += 4 / neurons
	}
	if !d.Ideal {
		base, writes = base-0.015, writes/30
	}
	var ts []experiments.Trial
	ref := make([]float64, repeats)
	for k := range repeats {
		m := metrics(base + 0.006*rng.NormFloat64())
		m.Writes, m.InputsPerImg, m.WriteEnergy = writes*(1+0.05*rng.NormFloat64()), 2286, 0
		if !d.Ideal {
			m.WriteEnergy = 1e-12 * m.Writes
		}
		ref[k] = m.Accuracy
		ts = append(ts, experiments.Trial{Device: d.Name, Point: pt, Repeat: k, Seed: 1, Metrics: m})
	}
	line := row(ts, ref)
	for _, t := range ts {
		line.Writes += t.Metrics.Writes / float64(repeats)
		line.WriteEnergy += t.Metrics.WriteEnergy / float64(repeats)
		line.Inputs += t.Metrics.InputsPerImg / float64(repeats)
	}
	r.Trials, r.Summary = append(r.Trials, ts...), append(r.Summary, line)
}

func titled(names []string) (list []experiments.Device) {
	for _, name := range names {
		for _, d := range Devices() {
			if d.Name == name {
				list = append(list, d)
			}
		}
	}
	return list
}
