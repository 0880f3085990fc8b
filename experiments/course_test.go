package experiments

import (
	"context"
	"slices"
	"testing"
)

// conducted returns the accuracies of a study's trials.
func conducted(t testing.TB, c *Config, env Env) []Trial {
	t.Helper()
	env.Data = digits(t)
	r, err := Conduct(context.Background(), c, env)
	if err != nil {
		t.Fatal(err)
	}
	return r.Trials
}

// Epochs on an axis share one training, and each trial is what a training of its own length finds.
func TestEpochsShareATraining(t *testing.T) {
	if testing.Short() {
		t.Skip("trains many networks one after another")
	}
	for _, device := range []string{"ideal", "memristor", "pcm"} {
		c := vary(t, set(t, tiny(device), "repeats", "2"), "train.epochs=3,1,2")
		s := planOf(t, c)
		if len(s.course) != 2 || len(s.trials) != 6 {
			t.Fatalf("%d trainings for %d trials", len(s.course), len(s.trials))
		}
		for _, trial := range conducted(t, c, Env{}) {
			alone := set(t, tiny(device), "repeats", "2")
			alone.Train.Epochs = int(trial.Point[0])
			want := conducted(t, alone, Env{})[trial.Repeat].Metrics
			got := trial.Metrics
			if got.Accuracy != want.Accuracy || got.Writes != want.Writes || got.Presentations != want.Presentations || got.SpikesPerImg != want.SpikesPerImg {
				t.Errorf("%s, %g epochs: %+v, alone %+v", device, trial.Point[0], got, want)
			}
		}
	}
}

// A training that depends on its length, or an exam that takes time, is not shared.
func TestEpochsThatDoNotShare(t *testing.T) {
	for _, kv := range [][]string{{"train.anneal", "0.5"}, {"after", "1 d"}, {"mode", ExSitu}} {
		c := vary(t, set(t, tiny("memristor"), kv...), "train.epochs=1,2")
		if s := planOf(t, c); len(s.course) != len(s.trials) {
			t.Errorf("%s = %s: %d trainings for %d trials", kv[0], kv[1], len(s.course), len(s.trials))
		}
	}
}

// stopper is a shelf that cancels the study at the n-th save.
type stopper struct {
	*shelf
	left   int
	cancel context.CancelFunc
}

func (s *stopper) Save(name string, data []byte) error {
	if s.left--; s.left == 0 {
		s.cancel()
	}
	return s.shelf.Save(name, data)
}

// A study whose trainings serve several exams and which is stopped anywhere goes on with exams and
// network as they were, also where neurons, traces and retries carry over from image to image.
func TestCourseResumes(t *testing.T) {
	if testing.Short() {
		t.Skip("trains many networks one after another")
	}
	study := func() *Config {
		c := tiny("ideal")
		if err := c.Preset("size-epochs"); err != nil {
			t.Fatal(err)
		}
		c = set(t, c, "network.neurons", "6", "train.images", "30", "label.images", "20", "test.images", "20",
			"input.retries", "2", "input.delay", "3 ms", "repeats", "1")
		return vary(t, c, "train.epochs=1,2")
	}
	want := conducted(t, study(), Env{})
	for _, at := range []int{1, 4, 6, 7, 10} {
		keep := &stopper{shelf: &shelf{}, left: at}
		ctx, cancel := context.WithCancel(context.Background())
		keep.cancel = cancel
		if _, err := Conduct(ctx, study(), Env{Data: digits(t), Checkpoint: keep}); err == nil && at < 10 {
			t.Fatalf("save %d: the study was not stopped", at)
		}
		got := conducted(t, study(), Env{Checkpoint: keep})
		for i := range want {
			if got[i].Metrics.Accuracy != want[i].Metrics.Accuracy || got[i].Metrics.Writes != want[i].Metrics.Writes ||
				got[i].Metrics.Presentations != want[i].Metrics.Presentations || got[i].Metrics.SpikesPerImg != want[i].Metrics.SpikesPerImg {
				t.Errorf("stopped at save %d: %+v, want %+v", at, got[i].Metrics, want[i].Metrics)
			}
		}
	}
}

// Labels and tests are the same bits for any number of workers, whether neurons begin at rest or
// carry their state on, and with read noise and converters.
func TestPassesDoNotDependOnWorkers(t *testing.T) {
	for _, device := range []string{"ideal", "memristor", "pcm"} {
		for _, model := range []string{"lif", "conductance"} {
			c := set(t, tiny(device), "neuron.model", model, "label.images", "250", "test.images", "250", "adc.noise", "0.5")
			if model == "conductance" {
				c = set(t, c, "input.rest", "50 ms", "neuron.theta_start", "10 mV")
			}
			var all [][]int32
			for _, workers := range []int{1, 2, 3} {
				n := started(t, c, digits(t), 0)
				learn(t, n, 20)
				n.workers = workers
				var counts []int32
				next := 0
				err := n.pass(context.Background(), "test", 250, func(k int) []byte { return n.data.Test.Images[k] }, func(k int, r response) {
					if k != next {
						t.Errorf("image %d came after %d", k, next-1)
					}
					next++
					counts = append(append(counts, r.counts...), int32(r.inputs))
				})
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, append(counts, int32(n.tile.Counts().Samples)))
			}
			if !slices.Equal(all[0], all[1]) || !slices.Equal(all[0], all[2]) {
				t.Errorf("%s, %s: responses depend on the number of workers", device, model)
			}
		}
	}
}
