package experiments

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func setup(devices ...string) Setup {
	return Setup{Dataset: "digits", Devices: devices, Seed: 1, Repeats: 3}
}

func studiesOf(t testing.TB, name string, s Setup) (*Reproduction, []NamedStudy) {
	t.Helper()
	p, err := FindReproduction(name)
	if err != nil {
		t.Fatal(err)
	}
	list, err := p.Studies(s)
	if err != nil {
		t.Fatal(err)
	}
	return p, list
}

// Every study of every reproduction is one that a user could type, on any device, quick or not, and
// no two share a folder or a hash.
func TestReproductionsAreStudies(t *testing.T) {
	for _, p := range Reproductions() {
		for _, s := range []Setup{setup(p.Devices...), setup("ideal", "memristor", "pcm"), setup("pcm"), {Dataset: "digits", Devices: p.Devices, Seed: 1, Repeats: 3, Quick: true}} {
			_, list := studiesOf(t, p.Name, s)
			var names, hashes []string
			for _, study := range list {
				if err := study.Config.Check(); err != nil {
					t.Errorf("%s, study %s: %v", p.Name, study.Name, err)
				}
				hash, err := Hash(study.Config)
				if err != nil {
					t.Fatal(err)
				}
				if slices.Contains(names, study.Name) || slices.Contains(hashes, hash) {
					t.Errorf("%s has study %s twice", p.Name, study.Name)
				}
				names, hashes = append(names, study.Name), append(hashes, hash)
				if study.Config.Quick != s.Quick {
					t.Errorf("%s, study %s: quick is %t", p.Name, study.Name, study.Config.Quick)
				}
			}
			if len(list) == 0 {
				t.Errorf("%s has no study on %v", p.Name, s.Devices)
			}
		}
	}
	if _, err := FindReproduction("size-epoch"); err == nil || !strings.Contains(err.Error(), `did you mean "size-epochs"`) {
		t.Errorf("error %v, want the nearest name", err)
	}
}

// The table of sizes and epochs, and Diehl and Cook 2015, figure 2B: 82.9, 87.0, 91.9 %.
func TestPublishedNumbers(t *testing.T) {
	p, _ := FindReproduction("size-epochs")
	for _, want := range []Published{
		{100, 1, 0.7258}, {100, 3, 0.8141}, {100, 5, 0.8263}, {100, 7, 0.8384},
		{225, 1, 0.7938}, {225, 3, 0.8565}, {225, 5, 0.8788}, {225, 7, 0.8807},
		{400, 1, 0.8915}, {400, 3, 0.9005}, {400, 5, 0.9051}, {400, 7, 0.9143},
	} {
		if got, ok := p.published(want.Neurons, want.Epochs); !ok || got != want.Accuracy {
			t.Errorf("%d neurons, %d epochs: published %v, want %v", want.Neurons, want.Epochs, got, want.Accuracy)
		}
	}
	if _, ok := p.published(400, 2); ok || len(p.Published) != 12 {
		t.Errorf("%d published numbers, one of them after 2 epochs", len(p.Published))
	}
	_, list := studiesOf(t, "diehl-cook", setup("ideal"))
	for k, want := range []struct{ neurons, presentations int }{{100, 40000}, {400, 180000}, {1600, 420000}} {
		c := list[k].Config
		if c.Network.Neurons != want.neurons || c.Train.Images*c.Train.Epochs != want.presentations {
			t.Errorf("%d neurons learn from %d × %d presentations, want %d", c.Network.Neurons, c.Train.Epochs, c.Train.Images, want.presentations)
		}
	}
}

// On devices the preset is normalised by gain; numbers are rewritten. Scaled homeostasis is in
// proportion to the neurons: 0.05 mV × 100/400 = 12.5 µV.
func TestSizeEpochsStudies(t *testing.T) {
	_, list := studiesOf(t, "size-epochs", setup("memristor", "ideal", "pcm"))
	for _, s := range list {
		c := s.Config
		switch s.Name {
		case "preset":
			if !slices.Equal(c.Devices, []string{"ideal"}) || c.Norm.Kind != "digital" || c.Readout.Kind != "class-mean" {
				t.Errorf("preset: %v, %s, %s", c.Devices, c.Norm.Kind, c.Readout.Kind)
			}
		case "preset-cells":
			if !slices.Equal(c.Devices, []string{"memristor", "pcm"}) || c.Norm.Kind != "gain" {
				t.Errorf("preset on cells: %v, %s", c.Devices, c.Norm.Kind)
			}
		case "own":
			if len(c.Devices) != 3 || c.Readout.Kind != "naive-bayes" || c.Neuron.Model != "lif" {
				t.Errorf("own: %v, %s, %s", c.Devices, c.Readout.Kind, c.Neuron.Model)
			}
		case "scaled-100":
			if math.Abs(c.Neuron.ThetaPlus-12.5e-6) > 1e-12 || c.Network.Neurons != 100 {
				t.Errorf("scaled: %g V at %d neurons, want 12.5 µV", c.Neuron.ThetaPlus, c.Network.Neurons)
			}
		}
	}
	if len(list) != 5 {
		t.Errorf("%d studies, want 5", len(list))
	}
}

func TestGather(t *testing.T) {
	p, list := studiesOf(t, "size-epochs", setup("ideal"))
	list = list[:1]
	row := func(neurons, epochs, mean float64) Row {
		return Row{Device: "ideal", Point: []float64{neurons, epochs}, N: 3, Mean: mean, Lo: mean - 0.01, Hi: mean + 0.01, Inputs: 2352, Writes: 5e6}
	}
	r := &Result{
		Summary: []Row{row(100, 1, 0.7258-0.014), row(100, 7, 0.8384-0.016), row(400, 7, 0.93), row(400, 2, 0.5)},
		Trials: []Trial{
			{Device: "ideal", Point: []float64{100, 1}, Metrics: Metrics{Presentations: 130}},
			{Device: "ideal", Point: []float64{100, 1}, Repeat: 1, Metrics: Metrics{Presentations: 134}},
			{Device: "ideal", Point: []float64{100, 7}, Metrics: Metrics{Presentations: 770}},
		},
		Sources: []Source{{Key: "a"}, {Key: "a"}},
	}
	all, err := p.Gather(list, []*Result{r}, 784)
	if err != nil {
		t.Fatal(err)
	}
	a, b, c, d := all.Rows[0], all.Rows[1], all.Rows[2], all.Rows[3]
	if a.Below || !b.Below || c.Below || d.Below || !math.IsNaN(d.Published) || !math.IsNaN(d.Difference) {
		t.Errorf("below the published ones: %t %t %t %t, published after 2 epochs %g", a.Below, b.Below, c.Below, d.Below, d.Published)
	}
	if math.Abs(b.Difference+0.016) > 1e-12 || b.Epochs != 7 || b.Neurons != 100 || b.Norm != "digital" || b.Study != "preset" {
		t.Errorf("%+v", b)
	}
	if a.Presentations != 132 || b.Presentations != 770 {
		t.Errorf("%g and %g presentations, want 132 and 770", a.Presentations, b.Presentations)
	}
	// 2352 input spikes reach 100 neurons each; 78 400 weights of 4 bytes.
	if a.Operations != 235200 || a.Memory != 313600 || a.FanIn != 784 {
		t.Errorf("%g operations, %g B, %d inputs", a.Operations, a.Memory, a.FanIn)
	}
	if below, of := all.Misses(); below != 1 || of != 3 {
		t.Errorf("%d of %d below, want 1 of 3", below, of)
	}
	if s := all.Sources(); len(s) != 2 || s[0].Key != "sizeepochs" {
		t.Errorf("sources %v", s)
	}
	if _, err := p.Gather(list, nil, 784); err == nil {
		t.Error("results are missing and nobody says so")
	}
}

// The ratio is varied at one number of synapses, and at one number of neurons.
func TestNeuronSynapseRatioStudies(t *testing.T) {
	_, list := studiesOf(t, RatioName, setup("ideal"))
	for _, s := range list[1:] {
		if c := s.Config; c.Network.Neurons*c.Network.FanIn != fixedSynapses {
			t.Errorf("study %s has %d × %d synapses, want %d", s.Name, c.Network.Neurons, c.Network.FanIn, fixedSynapses)
		}
	}
}
