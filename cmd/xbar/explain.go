package main

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
)

// measured is how long a network of every kind is run for an explanation.
const measured = time.Second

// foretell says what a study would do. It writes nothing.
func (a *app) foretell(ctx context.Context, cfg *experiments.Config, o *options) error {
	env := experiments.Env{}
	var err error
	if env.Workers, err = o.workerCount(); err != nil {
		return err
	}
	if env.Data, err = a.images(cfg.Dataset); err != nil {
		return err
	}
	x, err := experiments.Explain(ctx, cfg, env, measured)
	if err != nil {
		return err
	}
	if o.json {
		return a.explainJSON(cfg, x)
	}
	a.printf("nothing is run: this is what %q would do\n", "xbar "+cfg.Command)
	presented, each := grid("device", "neurons", "trials", "trainings", "training", "labels", "tests"),
		grid("device", "neurons", "steps", "input spikes", "additions", "neuron updates", "output spikes", "training", "test", "memory")
	for _, l := range x.Loads {
		device := l.Device
		if l.Setting != "" {
			device += ", " + l.Setting
		}
		neurons := strconv.Itoa(l.Neurons)
		presented.Row(device, neurons, strconv.Itoa(l.Trials), strconv.Itoa(l.Trainings),
			whole(l.Passes.Train), whole(l.Passes.Label), whole(l.Passes.Test))
		w := l.Work
		each.Row(device, neurons, strconv.Itoa(w.Steps), rough(w.InputSpikes, ""), rough(w.Additions, ""), rough(w.NeuronUpdates, ""),
			rough(w.OutputSpikes, ""), rough(l.Pace.Train, "/s"), rough(l.Pace.Test, "/s"), rough(float64(l.Memory.Total()), "B"))
	}
	a.printf("presentations of all trials, each image once however often it is shown again\n")
	a.show(presented)
	a.printf("one presentation, its pace as just measured on one processor, and the memory of one network\n")
	a.show(each)
	a.printf("trials         %d, by %s; presentations %s\n", x.Trials, trainingsText(x.Trainings), whole(x.Passes.Total()))
	a.printf("time           %s on %d processors, if they are as free as now and no image is shown again\n", aboutTime(x.Time), x.Workers)
	a.printf("memory         about %s at its highest\n", rough(float64(x.Memory), "B"))
	if x.Checkpoints > 0 {
		a.printf("on disk        at most %s of networks\n", rough(float64(x.Checkpoints), "B"))
	}
	return nil
}

// whole writes a count with a space every three digits.
func whole(n int64) string {
	s := strconv.FormatInt(n, 10)
	var parts []string
	for len(s) > 3 {
		parts, s = append([]string{s[len(s)-3:]}, parts...), s[:len(s)-3]
	}
	return strings.Join(append([]string{s}, parts...), " ")
}

// rough writes a quantity in three digits, nothing for one that is not known.
func rough(x float64, unit string) string {
	if math.IsNaN(x) || x == 0 {
		return ""
	}
	digits, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	return si.Format(digits, unit)
}

func trainingsText(n int) string {
	if n == 1 {
		return "1 training"
	}
	return strconv.Itoa(n) + " trainings"
}

func aboutTime(d time.Duration) string {
	switch {
	case d <= 0:
		return "not known"
	case d < 10*time.Second:
		return "about " + rough(d.Seconds(), "s")
	}
	return "about " + d.Round(time.Second).String()
}

func (a *app) explainJSON(cfg *experiments.Config, x *experiments.Explanation) error {
	loads := []record{}
	for _, l := range x.Loads {
		loads = append(loads, record{
			{"device", l.Device}, {"setting", l.Setting}, {"inputs", l.Inputs}, {"neurons", l.Neurons},
			{"trials", l.Trials}, {"trainings", l.Trainings}, {"presentations", passesJSON(l.Passes)},
			{"per_presentation", record{
				{"steps", l.Work.Steps}, {"input_spikes", l.Work.InputSpikes}, {"additions", l.Work.Additions},
				{"neuron_updates", l.Work.NeuronUpdates}, {"output_spikes", l.Work.OutputSpikes},
			}},
			{"start_seconds", l.Pace.Start.Seconds()},
			{"training_per_second", orNull(l.Pace.Train)}, {"tests_per_second", orNull(l.Pace.Test)},
			{"memory_bytes", record{
				{"weights", l.Memory.Weights}, {"delays", l.Memory.Delays}, {"neurons", l.Memory.Neurons},
				{"programming", l.Memory.Programming}, {"checkpoint", l.Memory.Checkpoint},
			}},
		})
	}
	return a.printJSON(record{
		{"command", cfg.Command}, {"trials", x.Trials}, {"trainings", x.Trainings}, {"presentations", passesJSON(x.Passes)},
		{"workers", x.Workers}, {"seconds", x.Time.Seconds()}, {"memory_bytes", x.Memory}, {"checkpoint_bytes", x.Checkpoints},
		{"loads", loads},
	})
}

func passesJSON(p experiments.Passes) record {
	return record{{"training", p.Train}, {"labels", p.Label}, {"tests", p.Test}, {"all", p.Total()}}
}
