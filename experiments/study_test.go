package experiments

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/xbar-sim/xbar/experiments/run"
	"github.com/xbar-sim/xbar/internal/dataset"
)

// The same study gives the same bits for any number of workers, and when it was interrupted and
// resumed from its journal, with drift, read noise, scatter and spreads at work.
func TestConductIsDeterministic(t *testing.T) {
	c := set(t, tiny("ideal", "memristor", "pcm"), "drift", "0.05", "after", "1 d", "c2c", "0.3", "read_noise", "0.02", "dac.noise", "0.01", "adc.noise", "0.5")
	vary(t, c, "d2d=0,0.3")
	want := untimed(t, conduct(t, c, Env{Workers: 1}))
	for _, workers := range []int{2, 7} {
		if got := untimed(t, conduct(t, c, Env{Workers: workers})); got != want {
			t.Errorf("%d workers\n got %s\nwant %s", workers, got, want)
		}
	}

	hash, err := Hash(c)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	journal := func() *run.Journal {
		j, err := run.Open(path, hash)
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	j := journal()
	ctx, cancel := context.WithCancel(context.Background())
	_, err = Conduct(ctx, c, Env{Data: digits(t), Workers: 2, Journal: j, Progress: func(done, total int, _ string) {
		if done == 3 {
			cancel()
		}
	}})
	j.Close()
	var stopped *run.StoppedError
	if !errors.As(err, &stopped) || !errors.Is(err, context.Canceled) || stopped.Done < 3 || stopped.Done > 5 || stopped.Total != 10 {
		t.Fatalf("interrupted after three trials: %v", err)
	}
	j = journal()
	defer j.Close()
	var first, total int
	r := conduct(t, c, Env{Workers: 3, Journal: j, Progress: func(done, all int, _ string) {
		if total == 0 {
			first, total = done, all
		}
	}})
	if first != stopped.Done || total != 10 {
		t.Errorf("the journal knew %d of %d trials, want %d of 10", first, total, stopped.Done)
	}
	if got := untimed(t, r); got != want {
		t.Errorf("resumed\n got %s\nwant %s", got, want)
	}
	if want := (10 - stopped.Done) * 40; r.Trained != want || r.TrainSeconds <= 0 {
		t.Errorf("%d presentations in %g s, want those of the trials done now, %d", r.Trained, r.TrainSeconds, want)
	}
}

// metrics are those of the trials of a device at a point, by repeat.
func metrics(r *Result, device string, point ...float64) []Metrics {
	var out []Metrics
	for _, x := range r.Trials {
		if x.Device == device && slices.Equal(x.Point, point) {
			out = append(out, x.Metrics)
		}
	}
	return out
}

// Repeat k has the same luck at every point of every study: points differ by what is swept and by
// nothing else.
func TestRepeatsArePaired(t *testing.T) {
	plain := conduct(t, tiny("ideal", "memristor"), Env{})
	// a key that cannot matter, because nothing drifts
	r := conduct(t, vary(t, tiny("memristor"), "drift.tolerance=0.001,0.1"), Env{})
	swept := conduct(t, vary(t, tiny("pcm", "memristor"), "d2d=0.3,0"), Env{})
	c := tiny("memristor")
	c.Repeats = 3
	more := conduct(t, c, Env{})
	want := metrics(plain, "memristor")
	for name, got := range map[string][]Metrics{
		"at tolerance 0.001":               metrics(r, "memristor", 0.001),
		"at tolerance 0.1":                 metrics(r, "memristor", 0.1),
		"at d2d = 0, beside other devices": metrics(swept, "memristor", 0),
		"among more repeats":               metrics(more, "memristor")[:2],
	} {
		if !slices.EqualFunc(got, want, same) {
			t.Errorf("%s\n got %+v\nwant %+v", name, got, want)
		}
	}
	if got := metrics(swept, "memristor", 0.3); slices.EqualFunc(got, want, same) {
		t.Error("spread changed nothing")
	}
	if same(want[0], want[1]) {
		t.Errorf("two repeats had the same luck: %+v", want)
	}
	other := conduct(t, set(t, tiny("memristor"), "seed", "2"), Env{})
	for i, m := range metrics(other, "memristor") {
		if same(m, want[i]) {
			t.Errorf("seeds 1 and 2 give the same: %+v", m)
		}
	}
}

func TestTrials(t *testing.T) {
	c := set(t, tiny("memristor"), "train.images", "30", "train.epochs", "2", "input.rest", "50 ms", "clock.speedup", "10", "seed", "7")
	vary(t, c, "neuron.d2d=0,0.1")
	r := conduct(t, c, Env{})
	if len(r.Trials) != 4 || len(r.Summary) != 2 || r.Summary[0].N != 2 || len(r.Runs) != 0 {
		t.Fatalf("%d trials, summary %+v, %d runs", len(r.Trials), r.Summary, len(r.Runs))
	}
	for i, x := range r.Trials {
		m := x.Metrics
		if x.Device != "memristor" || x.Repeat != i%2 || x.Seed != 7 || x.Point[0] != float64(i/2)*0.1 {
			t.Errorf("trial %d is %+v", i, x)
		}
		// 60 presentations of 0.4 s at tenfold speed
		if m.Presentations != 60 || !near(m.SimTime, 60*0.04, 1e-9) || m.TestImages != 20 || m.Writes <= 0 || m.WriteEnergy <= 0 {
			t.Errorf("trial %d: %+v", i, m)
		}
		if m.Accuracy < 0 || m.Accuracy > 1 || m.Silent < 0 || m.Silent > 1 || m.Gain != 1 || m.AccuracyRaw == m.AccuracyRaw || m.MeanG == m.MeanG {
			t.Errorf("trial %d: %+v", i, m)
		}
	}
	if r.Command != "sweep" || r.Mode != InSitu || r.Dataset != "digits" || r.Neurons != 6 || len(r.Axes) != 1 || r.Elapsed <= 0 || r.Trained != 240 {
		t.Errorf("result %+v", r)
	}
}

// Details of networks are kept where few are trained.
func TestRunsKept(t *testing.T) {
	for command, want := range map[string][]string{
		"compare": {"ideal 0", "pcm 0"},
		"train":   {"ideal 0", "ideal 1", "pcm 0", "pcm 1"},
	} {
		c := tiny("ideal", "pcm")
		c.Command, c.Train.Validation = command, 10
		var got []string
		for _, x := range conduct(t, c, Env{}).Runs {
			got = append(got, x.Device+" "+string(rune('0'+x.Repeat)))
			if len(x.Maps) != 6 || len(x.Maps[0]) != 28*28 || x.Width != 28 || x.Height != 28 || len(x.Labels) != 6 || len(x.Confusion) != 10 {
				t.Errorf("%s: %d maps of %d, %d×%d, %d labels, %d classes", command, len(x.Maps), len(x.Maps[0]), x.Width, x.Height, len(x.Labels), len(x.Confusion))
			}
			if n := len(x.Curve); n != 1 || x.Curve[0].Presentations != 40 || x.Curve[0].N != 10 {
				t.Errorf("%s: learning curve %+v", command, x.Curve)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s keeps %s, want %s", command, got, want)
		}
	}
}

// A trial that fails is named, and so is every other; none of them is silent.
func TestConductReportsFailures(t *testing.T) {
	blank := &dataset.Set{Name: "blank", Width: 2, Height: 2, Classes: 2}
	for range 50 {
		blank.Train.Images, blank.Train.Labels = append(blank.Train.Images, make([]byte, 4)), append(blank.Train.Labels, 1)
	}
	blank.Test = blank.Train
	c := vary(t, tiny("memristor"), "d2d=0,0.3")
	_, err := Conduct(context.Background(), c, Env{Data: blank, Workers: 2})
	want := []string{
		"trial memristor, d2d 0, repeat 1: adc: no activity to calibrate the range with",
		"trial memristor, d2d 0, repeat 2: adc: no activity to calibrate the range with",
		"trial memristor, d2d 0.3, repeat 1: adc: no activity to calibrate the range with",
		"trial memristor, d2d 0.3, repeat 2: adc: no activity to calibrate the range with",
	}
	if got := rows(err); !slices.Equal(got, want) {
		t.Errorf("got %s\nwant %s", strings.Join(got, "\n    "), strings.Join(want, "\n    "))
	}

	c = tiny("memristor")
	c.Test.Images = 51
	if _, err := Conduct(context.Background(), c, Env{Data: blank}); err == nil || !strings.HasPrefix(err.Error(), "test.images = 51: want at most 50") {
		t.Errorf("too many images: %v", err)
	}
	c.Devices = []string{"unknown"}
	if _, err := Conduct(context.Background(), c, Env{Data: blank}); err == nil || !strings.HasPrefix(err.Error(), `unknown device "unknown"`) {
		t.Errorf("unknown device: %v", err)
	}
}

// A study that is stopped says so and stops within trials, not only between them.
func TestConductStops(t *testing.T) {
	c := tiny("memristor")
	c.Train.Images, c.Repeats = 2000, 1
	ctx, cancel := context.WithCancel(context.Background())
	var shown atomic.Int64
	_, err := Conduct(ctx, c, Env{Data: digits(t), Workers: 1, Presented: func(done, total int64) {
		shown.Store(done)
		if total != 2000+20+20 {
			t.Errorf("%d presentations ahead", total)
		}
		cancel()
	}})
	if !errors.Is(err, context.Canceled) || shown.Load() != paceEvery {
		t.Errorf("stopped after %d presentations: %v", shown.Load(), err)
	}
}

func TestStops(t *testing.T) {
	for _, tt := range []struct {
		total, validation int
		want              []stop
	}{
		{10, 0, []stop{{at: 1}, {at: 2}, {at: 3}, {at: 4}, {at: 5}, {at: 6}, {at: 7}, {at: 8}, {at: 9}, {at: 10, exam: true}}},
		{3, 5, []stop{{at: 1}, {at: 2}, {at: 3, probe: true, exam: true}}},
		{1, 0, []stop{{at: 1, exam: true}}},
		{500, 5, []stop{{at: 50}, {at: 100}, {at: 125, probe: true}, {at: 150}, {at: 200}, {at: 250, probe: true}, {at: 300}, {at: 350}, {at: 400}, {at: 450}, {at: 500, probe: true, exam: true}}},
	} {
		n := &network{cfg: Default("train")}
		n.cfg.Train.Validation = tt.validation
		if got := n.stops(tt.total, []int{tt.total}); !slices.Equal(got, tt.want) {
			t.Errorf("%d presentations: stops %v, want %v", tt.total, got, tt.want)
		}
	}
}
