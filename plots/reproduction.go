package plots

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/experiments"
)

// Reproduced returns the figures of a reproduction that its results have data for: ours with 95 %
// intervals, published numbers as open markers, and the weight maps that were kept.
func Reproduced(r *experiments.Reproduced) []Named {
	var all []Named
	add := func(name, caption string, fig Figure, err error) {
		if !errors.Is(err, ErrNoData) {
			fig.err = err
			all = append(all, Named{Name: fileName(name), Caption: caption, Figure: fig})
		}
	}
	for _, k := range kinds(r) {
		fig, err := AccuracyVsEpochs(r, k.column, k.device)
		add("epochs_"+k.column+"_"+k.device, "Accuracy against epochs, "+k.column+", "+k.device+".", fig, err)
	}
	fig, err := AccuracyVsSize(r)
	add("accuracy_vs_neurons", "Accuracy against the number of neurons.", fig, err)
	fig, err = Homeostasis(r)
	add("homeostasis", "How much of the dependence on size is the homeostasis constant.", fig, err)
	fig, err = Normalisation(r)
	add("normalisation", "What each normalisation costs in accuracy and in writes.", fig, err)
	fig, err = NeuronSynapseRatio(r)
	add("neuron_synapse_ratio", "Accuracy and cost against synapses per neuron.", fig, err)
	for k, s := range r.Studies {
		for _, run := range r.Results[k].Runs {
			if len(run.Maps) == 0 {
				continue
			}
			name := "maps_" + s.Name + "_" + run.Device
			for i, a := range r.Results[k].Axes {
				if i < len(run.Point) {
					name += "_" + a.Key[strings.LastIndex(a.Key, ".")+1:] + "-" + a.Text(run.Point[i])
				}
			}
			fig, err := WeightMaps(r.Results[k], run)
			add(name, "Weights of the neurons: "+s.About+".", fig, err)
			all[len(all)-1].Map = true
		}
	}
	return all
}

// A kind is one device in one column of a reproduction.
type kind struct{ column, device string }

func kinds(r *experiments.Reproduced) (all []kind) {
	for _, c := range r.Rows {
		if k := (kind{c.Column, c.Device}); !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	return all
}

// distinct are the values of a field of rows, ascending.
func distinct(rows []experiments.Compared, of func(experiments.Compared) int) (values []int) {
	for _, c := range rows {
		if v := of(c); !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	return values
}

func neuronsOf(c experiments.Compared) int { return c.Neurons }
func epochsOf(c experiments.Compared) int  { return c.Epochs }

// chosen are the rows that satisfy a condition, ascending in x.
func chosen(r *experiments.Reproduced, x func(experiments.Compared) int, ok func(experiments.Compared) bool) []experiments.Compared {
	var rows []experiments.Compared
	for _, c := range r.Rows {
		if finite(c.Mean) && ok(c) {
			rows = append(rows, c)
		}
	}
	slices.SortStableFunc(rows, func(a, b experiments.Compared) int { return x(a) - x(b) })
	return rows
}

// accuracyLine is ours in percent, over x.
func accuracyLine(l look, name string, rows []experiments.Compared, x func(experiments.Compared) int) line {
	out := line{look: l, name: name}
	for _, c := range rows {
		out.add(float64(x(c)), 100*c.Mean, 100*c.Lo, 100*c.Hi)
	}
	return out
}

// publishedLine is what was published at the same places, each place once.
func publishedLine(l look, rows []experiments.Compared, x func(experiments.Compared) int) line {
	out := line{look: l, loose: true}
	for _, c := range rows {
		if v := float64(x(c)); finite(c.Published) && !slices.Contains(out.x, v) {
			out.add(v, 100*c.Published, math.NaN(), math.NaN())
		}
	}
	return out
}

// reproductionNotes say what was simulated, how often, and what the open markers are.
func reproductionNotes(r *experiments.Reproduced, rows []experiments.Compared, more ...string) []note {
	var notes []note
	plain := *r.Results[0]
	plain.Axes, plain.Neurons = nil, 0
	notes = append(notes, setting(&plain)...)
	var ns []int
	published := false
	for _, c := range rows {
		ns = append(ns, c.N)
		published = published || finite(c.Published)
	}
	least := slices.Min(ns)
	if least < 2 {
		notes = append(notes, note{"Single repeat: no interval, differences may be chance.", true})
	}
	notes = append(notes, note{capital(between(ns, "repeat")) + ".", false})
	if least > 1 {
		notes = append(notes, note{"Means with 95 % intervals (Student's t).", false})
	}
	if published {
		notes = append(notes, note{"Open markers: published" + cited(r) + ".", false})
	}
	for _, text := range more {
		notes = append(notes, note{text, false})
	}
	return append(notes, idealised(&plain)...)
}

// cited is the identifier of the source, where it is the publication of the numbers itself.
func cited(r *experiments.Reproduced) string {
	if r.Name == "diehl-cook" {
		return fmt.Sprintf(" (doi:%s)", r.Source.DOI)
	}
	return ""
}

// devicesOf are all devices of a reproduction, in the order of its studies.
func devicesOf(r *experiments.Reproduced) *experiments.Result {
	all := &experiments.Result{}
	for _, result := range r.Results {
		for _, d := range result.Devices {
			if !slices.ContainsFunc(all.Devices, func(have experiments.Device) bool { return have.Name == d.Name }) {
				all.Devices = append(all.Devices, d)
			}
		}
	}
	return all
}

// publishedLook is that of published numbers where colours stand for devices.
func publishedLook() look { return look{color: ink, mark: marker{corners: 4, scale: 1.3}} }
