package experiments

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/snn"
)

// A study is counted as it is carried out: what Explain says is what the networks are shown.
func TestExplainCountsWhatIsDone(t *testing.T) {
	data := digits(t)
	for name, c := range map[string]*Config{
		"plain":      tiny("ideal", "memristor"),
		"waiting":    set(t, tiny("memristor"), "after", "1 day"),
		"validation": set(t, tiny("ideal"), "train.validation", "30", "train.images", "300"),
		"ex-situ":    set(t, tiny("ideal", "memristor"), "mode", "ex-situ"),
	} {
		t.Run(name, func(t *testing.T) {
			x, err := Explain(t.Context(), c, Env{Data: data, Workers: 1}, 0)
			if err != nil {
				t.Fatal(err)
			}
			var total Passes
			for _, l := range x.Loads {
				total.add(l.Passes)
			}
			if total != x.Passes {
				t.Errorf("loads have %+v, the whole %+v", total, x.Passes)
			}
			images, labels, tests := int64(c.Train.Images), int64(c.Label.Images), int64(c.Test.Images)
			devices, repeats := int64(len(c.Devices)), int64(c.Repeats)
			want := Passes{images * devices * repeats, labels * devices * repeats, tests * devices * repeats}
			switch name {
			case "waiting":
				want.Test *= 2
			case "validation": // at 125, 250 and 300 presentations
				want.Label += 3 * labels * repeats
				want.Test += 3 * 30 * repeats
			case "ex-situ":
				want.Train /= devices
			}
			if x.Passes != want {
				t.Errorf("presentations %+v, want %+v", x.Passes, want)
			}
			if got, want := x.Trials, int(devices*repeats); got != want {
				t.Errorf("%d trials, want %d", got, want)
			}
		})
	}
}

// Trials that one training serves are counted together, and networks of different sizes apart.
func TestExplainSortsTrials(t *testing.T) {
	c := tiny("ideal", "memristor")
	c.Axes = []Axis{{Key: "network.neurons", Values: []float64{5, 10}}, {Key: "d2d", Values: []float64{0, 0.3, 0.6}}}
	x, err := Explain(t.Context(), c, Env{Data: digits(t), Workers: 3}, 0)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		device            string
		neurons           int
		trials, trainings int
	}
	var got []row
	for _, l := range x.Loads {
		got = append(got, row{l.Device, l.Neurons, l.Trials, l.Trainings})
		if !math.IsNaN(l.Pace.Train) || x.Time != 0 {
			t.Errorf("%s: a pace without a measurement", l.Device)
		}
	}
	want := []row{{"ideal", 5, 2, 2}, {"ideal", 10, 2, 2}, {"memristor", 5, 6, 6}, {"memristor", 10, 6, 6}}
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%v, want %v", got[i], want[i])
		}
	}
	c.Axes = []Axis{{Key: "train.epochs", Values: []float64{1, 3}}}
	if x, err = Explain(t.Context(), c, Env{Data: digits(t)}, 0); err != nil {
		t.Fatal(err)
	}
	if x.Trials != 8 || x.Trainings != 4 || x.Passes.Train != 4*3*40 {
		t.Errorf("%d trials, %d trainings, %d presentations; want 8, 4 and 480", x.Trials, x.Trainings, x.Passes.Train)
	}
	c = tiny("ideal")
	c.Axes = []Axis{{Key: "label.images", Values: []float64{10, 30}}}
	if x, err = Explain(t.Context(), c, Env{Data: digits(t)}, 0); err != nil {
		t.Fatal(err)
	}
	if len(x.Loads) != 1 || x.Passes.Label != 2*(10+30) {
		t.Errorf("an axis of labelling images: %d loads, %d labels; want 1 and 80", len(x.Loads), x.Passes.Label)
	}
}

// Expected input spikes against those of trains that are made: of n Poisson presentations the mean
// number lies within 5 √(mean/n) of the expectation, which chance leaves once in 10⁶.
func TestExplainExpectsInputSpikes(t *testing.T) {
	data := digits(t)
	c := Default("train")
	want := expectedSpikes(c, Env{Data: data})
	few := &dataset.Set{Width: data.Width, Height: data.Height, Train: dataset.Split{Images: data.Train.Images[:200]}}
	expected := expectedSpikes(c, Env{Data: few})
	var train snn.Train
	src, sum := rand.NewPCG(3, 1), 0
	code := c.codes()[0]
	for _, image := range few.Train.Images {
		code.Encode(&train, image, src)
		sum += train.Spikes()
	}
	mean := float64(sum) / 200
	if math.Abs(mean-expected) > 5*math.Sqrt(expected/200) {
		t.Errorf("200 images drew %.1f spikes, expected %.1f", mean, expected)
	}
	// one white pixel: rate times duration
	white := &dataset.Set{Width: 1, Height: 1, Train: dataset.Split{Images: [][]byte{{255}, {0}}}}
	if got, want := expectedSpikes(c, Env{Data: white}), 60*0.35/2; math.Abs(got-want) > 1e-9 {
		t.Errorf("a white and a black pixel: %g spikes, want %g", got, want)
	}
	c.Input.Code = "first-spike" // once an input that is not black
	white.Train.Images = [][]byte{{255}, {255}}
	if got := expectedSpikes(c, Env{Data: white}); got != 1 {
		t.Errorf("first-spike: %g spikes, want 1", got)
	}
	if want < 1000 || want > 4000 {
		t.Errorf("a digit draws %.0f spikes, expected some 2000", want)
	}
}

// heap is the memory in use.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// allocated is all memory that was ever asked for.
func allocated() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.TotalAlloc)
}

// The formulas for memory against the runtime's own count, within a quarter; what programming takes
// is alive all at once, so that it is what programming asks for. A checkpoint is at most what is
// said, and more than a third of it.
func TestExplainKnowsMemory(t *testing.T) {
	for _, tt := range []struct {
		name, device, preset string
		set                  []string
	}{
		{"ideal numbers", "ideal", "size-epochs", nil},
		{"delays", "ideal", "dc-code", nil},
		{"ideal cells", "ideal", "", nil},
		{"memristor", "memristor", "", []string{"d2d", "0.3"}},
		{"pcm", "pcm", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Default("train")
			c.Devices = []string{tt.device}
			if tt.preset != "" {
				if err := c.Preset(tt.preset); err != nil {
					t.Fatal(err)
				}
			}
			c.Network.Neurons, c.Calibrate.Images, c.Train.Images = 150, 2, 4
			set(t, c, tt.set...)
			data := digits(t)
			cards, err := c.LoadCards()
			if err != nil {
				t.Fatal(err)
			}
			m, err := c.memory(cards[0], data.Width*data.Height, 2100)
			if err != nil {
				t.Fatal(err)
			}
			before := heap()
			n := build(t, c, data, 0)
			asked := allocated()
			n.scatter()
			asked = allocated() - asked
			learn(t, n, 4)
			alive := heap() - before
			agrees(t, "network", m.Weights+m.Delays+m.Neurons, alive)
			agrees(t, "programming", m.Programming, asked)
			var kept keeper
			if err := n.save(&kept, "x", progress{}); err != nil {
				t.Fatal(err)
			}
			if size := int64(len(kept.data)); size > m.Checkpoint || size < m.Checkpoint/3 {
				t.Errorf("checkpoint: %d bytes, at most %d by the formula", size, m.Checkpoint)
			}
			runtime.KeepAlive(n)
		})
	}
}

func agrees(t *testing.T, what string, formula, counted int64) {
	t.Helper()
	if r := float64(formula) / float64(counted); r < 0.8 || r > 1.25 {
		t.Errorf("%s: %d bytes by the formula, %d by the runtime", what, formula, counted)
	}
}

// A keeper keeps one checkpoint in memory.
type keeper struct{ data []byte }

func (k *keeper) Load(string) ([]byte, bool)       { return nil, false }
func (k *keeper) Save(_ string, data []byte) error { k.data = bytes.Clone(data); return nil }

// A measurement finds a pace for whatever a device does, and stops when it is told to.
func TestExplainMeasures(t *testing.T) {
	for _, mode := range []string{InSitu, ExSitu} {
		c := set(t, tiny("ideal", "pcm"), "mode", mode)
		x, err := Explain(t.Context(), c, Env{Data: digits(t), Workers: 2}, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range x.Loads {
			if learns := l.Passes.Train > 0; learns != (l.Pace.Train > 0) {
				t.Errorf("%s, %s: training pace %g with %d presentations", mode, l.Device, l.Pace.Train, l.Passes.Train)
			}
			if tests := l.Passes.Test > 0; tests != (l.Pace.Test > 0) {
				t.Errorf("%s, %s: test pace %g with %d presentations", mode, l.Device, l.Pace.Test, l.Passes.Test)
			}
		}
		if x.Time <= 0 || x.Memory <= 0 {
			t.Errorf("%s: time %s, memory %d", mode, x.Time, x.Memory)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Explain(ctx, tiny("ideal"), Env{Data: digits(t)}, 1); err == nil {
		t.Error("a cancelled explanation goes on")
	}
}
