package experiments

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/xbar-sim/xbar/experiments/run"
)

// TestWriteJournals writes a results folder of a study that was never done, with journals of ten shards
// and numbers out of the air, for scripts/scale to merge: XBAR_SCALE_ROWS trials in XBAR_SCALE_DIR.
func TestWriteJournals(t *testing.T) {
	dir := os.Getenv("XBAR_SCALE_DIR")
	want, _ := strconv.Atoi(os.Getenv("XBAR_SCALE_ROWS"))
	if dir == "" || want < 1 {
		t.Skip("only for scripts/scale")
	}
	repeats := max(1, want/1000) // of a thousand points
	c := Default("sweep")
	c.Devices, c.Repeats = []string{"memristor"}, repeats
	a := Axis{Key: "d2d", Values: make([]float64, max(1, want/repeats))}
	for i := range a.Values {
		a.Values[i] = 3 * float64(i) / float64(len(a.Values))
	}
	c.Axes = []Axis{a}
	s, err := newStudy(c, Env{Data: digits(t)})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), c.TOML(), 0o644); err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 10))
	for k := range 10 {
		shard := run.Shard{K: k, N: 10}
		j, err := run.Open(filepath.Join(dir, shard.JournalName()), s.hash)
		if err != nil {
			t.Fatal(err)
		}
		for i, course := range s.course {
			if !shard.Takes(i) {
				continue
			}
			m := Metrics{Accuracy: rng.Float64(), AccuracyRaw: math.NaN(), TestImages: 1000, MeanG: math.NaN(), Gain: 1,
				Writes: float64(rng.IntN(1e6)), WriteEnergy: rng.Float64() * 1e-6, Presentations: 2000, SimTime: 700, SpikesPerImg: 10 * rng.Float64(),
				InputsPerImg: 800 * rng.Float64(), Energy: rng.Float64(), Busy: rng.Float64(), InferEnergy: rng.Float64() * 1e-6, InferBusy: 0.35, Area: 1e-8}
			value, err := json.Marshal([]outcome{{Metrics: m}})
			if err == nil {
				err = j.Append(s.courseKey(course), value)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
