package experiments

import (
	"context"
	"fmt"
	"math"
	"strings"
	"sync/atomic"
	"time"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/snn"
	"github.com/xbar-sim/xbar/variability"
)

// An Explanation is what a study would do, said before it is done.
type Explanation struct {
	Trials      int           // device × point × repeat
	Trainings   int           // that serve them
	Passes      Passes        // of all trials
	Loads       []Load        // by device and size of the network
	Workers     int           // trials at a time
	Time        time.Duration // about; 0 where no network was measured
	Memory      int64         // about, at its highest, bytes: images, and networks that exist at a time
	Checkpoints int64         // about, of all networks that are kept, bytes on disk
}

// Passes are presentations, each image counted once however often it is shown again.
type Passes struct {
	Train int64 // with plasticity
	Label int64 // training images that fit read-outs, in learning curves too
	Test  int64 // images to be classified, of learning curves too
}

// Total returns all presentations.
func (p Passes) Total() int64 { return p.Train + p.Label + p.Test }

func (p *Passes) add(q Passes) {
	p.Train, p.Label, p.Test = p.Train+q.Train, p.Label+q.Label, p.Test+q.Test
}

// A Load is what the trials of one device with networks of one kind cost.
type Load struct {
	Device    string
	Setting   string // values of the axes that shape the network; "" without such
	Inputs    int
	Neurons   int
	Trials    int
	Trainings int
	Passes    Passes // of these trials
	Work      Work
	Memory    Memory // of one network
	Pace      Pace
}

// Work is what one presentation of a training image takes, in the mean over all training images.
type Work struct {
	Steps         int     // of the network; a pause may be passed over faster
	InputSpikes   float64 // expected of the images and the code
	Additions     float64 // of the conductance of a cell to the current of a column
	NeuronUpdates float64
	OutputSpikes  float64 // as measured; each updates a column of as many weights as there are inputs; 0 unmeasured
}

// Memory is that of one network, bytes.
type Memory struct {
	Cells       int64 // a number; 0 for ideal weights that are plain numbers
	Weights     int64
	Delays      int64
	Neurons     int64 // with traces and spikes
	Programming int64 // more while weights are programmed
	Checkpoint  int64 // on disk, at most
}

// Total returns what a network takes at its highest.
func (m Memory) Total() int64 { return m.Weights + m.Delays + m.Neurons + m.Programming }

// Explain says what a study would do without doing it, but for a short measurement: a network of
// every kind is made and shown training images for about so long. A duration of 0 measures nothing.
// It writes nothing. Trials that a journal in env has are counted all the same.
func Explain(ctx context.Context, cfg *Config, env Env, measure time.Duration) (*Explanation, error) {
	if err := cfg.CheckData(env.Data); err != nil {
		return nil, err
	}
	cards, err := cfg.LoadCards()
	if err != nil {
		return nil, err
	}
	s := &study{cfg: cfg, env: env, ideal: newMemo(), shown: new(atomic.Int64)}
	s.plan(cards)
	x := &Explanation{Trials: len(s.trials), Workers: workers(env.Workers)}
	kinds, err := s.kinds()
	if err != nil {
		return nil, err
	}
	for _, k := range kinds {
		if err := k.describe(s); err != nil {
			return nil, err
		}
		if measure > 0 {
			if err := k.measure(ctx, s, measure); err != nil {
				return nil, err
			}
		}
		x.Trainings += k.Trainings
		x.Passes.add(k.Passes)
		x.Loads = append(x.Loads, k.Load)
		if cfg.Command == "train" && cfg.Mode == InSitu {
			x.Checkpoints += int64(k.Trainings) * k.Memory.Checkpoint
		}
	}
	x.Time = duration(x.Loads, x.Workers)
	x.Memory = peak(x.Loads, x.Workers) + pixels(env)
	return x, nil
}

// A kind is a load with one trial to know it by.
type kind struct {
	Load
	cfg    *Config
	card   *device.Card
	repeat int
	learns bool
	tests  bool
}

// kinds sorts the trainings of a study by device and by what shapes their networks.
func (s *study) kinds() ([]*kind, error) {
	var list []*kind
	known := map[string]*kind{}
	of := func(name, setting string) *kind {
		k := known[name+"\n"+setting]
		if k == nil {
			k = &kind{Load: Load{Device: name, Setting: setting, Pace: Pace{Train: math.NaN(), Test: math.NaN()}}}
			known[name+"\n"+setting] = k
			list = append(list, k)
		}
		return k
	}
	elsewhere := map[string]bool{}
	for _, c := range s.course {
		last := s.trials[c[len(c)-1]]
		cfg, card, err := s.at(last)
		if err != nil {
			return nil, err
		}
		k := of(last.device, s.shape(last))
		k.cfg, k.card, k.repeat, k.tests = cfg, card, last.repeat, true
		k.Trials += len(c)
		for _, i := range c {
			at, _, err := s.at(s.trials[i])
			if err != nil {
				return nil, err
			}
			k.Passes.add(at.examPasses(s.env.Data))
		}
		if cfg.Mode == InSitu {
			k.learns = true
			k.Trainings++
			k.Passes.add(cfg.trainingPasses())
		}
		if key := s.idealKey(last); cfg.Mode == ExSitu && !elsewhere[key] {
			elsewhere[key] = true
			ideal, err := cfg.idealCard()
			if err != nil {
				return nil, err
			}
			k := of("ideal, to be programmed", s.shape(last))
			k.cfg, k.card, k.repeat, k.learns = cfg, ideal, last.repeat, true
			k.Trainings++
			k.Passes.add(cfg.trainingPasses())
		}
	}
	return list, nil
}

// shape is the part of a point that changes what a presentation costs.
func (s *study) shape(t job) string {
	ideal := &device.Card{Class: "ideal", Name: "ideal", Model: &device.Ideal{}}
	var parts []string
	for i, a := range s.cfg.Axes {
		counts := false
		for _, prefix := range []string{"train.", "label.", "test.", "calibrate.", "readout."} {
			counts = counts || strings.HasPrefix(a.Key, prefix)
		}
		if !counts && !inert(a.Key, ideal) {
			parts = append(parts, fmt.Sprintf("%s %v", a.Key, a.setting(t.point[i])))
		}
	}
	return strings.Join(parts, ", ")
}

// trainingPasses are the presentations of one training with its learning curve.
func (c *Config) trainingPasses() Passes {
	total := c.Train.Images * c.Train.Epochs
	p := Passes{Train: int64(total)}
	for _, stop := range (&network{cfg: c}).stops(total, nil) {
		if stop.probe {
			p.add(Passes{Label: int64(c.Label.Images), Test: int64(c.Train.Validation)})
		}
	}
	return p
}

// examPasses are the presentations of one exam.
func (c *Config) examPasses(data *dataset.Set) Passes {
	p := Passes{Label: int64(c.Label.Images), Test: int64(min(c.Test.Images, len(data.Test.Images)))}
	if c.After.Wait > 0 && c.After.Compensation != "none" {
		p.Test *= 2
	}
	return p
}

// describe fills in what follows from the configuration.
func (k *kind) describe(s *study) error {
	cfg := k.cfg
	k.Inputs, k.Neurons = s.env.Data.Width*s.env.Data.Height, cfg.Network.Neurons
	steps := cfg.steps(cfg.Input.Duration)
	if cfg.Neuron.Model == "conductance" {
		steps += cfg.steps(cfg.Input.Rest)
	}
	spikes := expectedSpikes(cfg, s.env)
	var err error
	if k.Memory, err = cfg.memory(k.card, k.Inputs, spikes); err != nil {
		return err
	}
	columns := float64(k.Neurons)
	if k.Memory.Cells > 0 {
		columns = float64(k.Memory.Cells / int64(k.Inputs))
	}
	k.Work = Work{
		Steps: steps, InputSpikes: spikes, Additions: spikes * columns, NeuronUpdates: float64(steps * k.Neurons),
	}
	return nil
}

// expectedSpikes returns the mean number of input spikes of a training image: exactly for Poisson
// trains, by encoding some images for other codes.
func expectedSpikes(cfg *Config, env Env) float64 {
	const some = 500
	images := env.Data.Train.Images
	code := cfg.codes()[0]
	sum := 0.0
	if p, ok := code.(*snn.Poisson); ok {
		var often [256]int
		for _, image := range images {
			for _, x := range image {
				often[x]++
			}
		}
		for x, n := range often {
			sum += float64(float64(n) * p.Expected(uint8(x)))
		}
		return sum / float64(len(images))
	}
	var train snn.Train
	images = images[:min(some, len(images))]
	for i, image := range images {
		code.Encode(&train, image, variability.Seed(cfg.Seed).Named("explain").At(i).Source())
		sum += float64(train.Spikes())
	}
	return sum / float64(len(images))
}
