package experiments

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/dataset"
)

// loadDigits draws the embedded images once for all tests.
var loadDigits = sync.OnceValues(func() (*dataset.Set, error) { return dataset.Load("digits", dataset.Options{}) })

func digits(t testing.TB) *dataset.Set {
	t.Helper()
	d, err := loadDigits()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// tiny returns a study whose trials take a fraction of a second, though they learn little.
func tiny(devices ...string) *Config {
	c := Default("sweep")
	c.Devices, c.Repeats = devices, 2
	c.Network.Neurons = 6
	c.Train.Images, c.Label.Images, c.Test.Images, c.Calibrate.Images = 40, 20, 20, 3
	return c
}

// set gives keys and values, in turn, to a study.
func set(t testing.TB, c *Config, keysAndValues ...string) *Config {
	t.Helper()
	for i := 0; i < len(keysAndValues); i += 2 {
		if err := c.Set(keysAndValues[i], keysAndValues[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// vary adds axes to a study and checks it.
func vary(t testing.TB, c *Config, axes ...string) *Config {
	t.Helper()
	for _, text := range axes {
		a, err := c.ParseAxis(text, cards(t, c))
		if err != nil {
			t.Fatal(err)
		}
		c.Axes = append(c.Axes, a)
	}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	return c
}

func cards(t testing.TB, c *Config) []*device.Card {
	t.Helper()
	list, err := c.LoadCards()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func conduct(t testing.TB, c *Config, env Env) *Result {
	t.Helper()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	if env.Data == nil {
		env.Data = digits(t)
	}
	r, err := Conduct(context.Background(), c, env)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// untimed returns all that a study found, as text in which NaN equals NaN, without what the
// clock of the machine added.
func untimed(t testing.TB, r *Result) string {
	t.Helper()
	var b strings.Builder
	for _, x := range r.Trials {
		writeJSON(t, &b, x.Device, points64(x.Point), x.Repeat, x.Seed, x.Metrics)
	}
	for _, x := range r.Summary {
		writeJSON(t, &b, x.Device, points64(x.Point), x.N, points64([]float64{
			x.Mean, x.SD, x.Lo, x.Hi, x.Loss, x.LossLo, x.LossHi, x.TestLo, x.TestHi, x.Raw, x.RawLo, x.RawHi, x.MeanG, x.Gain,
		}))
	}
	writeJSON(t, &b, r.Axes, r.Devices, r.Warnings, r.Ideal, r.Sources, r.Runs)
	return b.String()
}

// points64 prints floats by their bits, which JSON cannot for NaN.
func points64(p []float64) []uint64 {
	out := make([]uint64, len(p))
	for i, v := range p {
		out[i] = math.Float64bits(v)
	}
	return out
}

func writeJSON(t testing.TB, b *strings.Builder, values ...any) {
	t.Helper()
	for _, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
		b.WriteByte(' ')
	}
	b.WriteByte('\n')
}

// rows lists the errors that errors.Join put one to a line.
func rows(err error) []string {
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}
