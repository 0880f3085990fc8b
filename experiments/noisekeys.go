package experiments

import (
	"math"

	"github.com/xbar-sim/xbar/internal/si"
)

// NoiseConfig says how reads are noisy; how much is a key of its own, or the card's.
type NoiseConfig struct {
	Interval float64 // s; 0: every step
}

func (c *Config) noiseParams() []si.Param {
	return []si.Param{
		{Name: "noise.interval", At: &c.Noise.Interval, Unit: "s", Doc: "time over which white read noise is one draw a column, a multiple of input.step; 0 draws it in every step", Min: 0, Max: 100},
	}
}

// hold is the read interval in steps, 0 or 1 where every step has noise of its own.
func (c *Config) hold() int { return c.steps(c.Noise.Interval) }

// checkNoise refuses a read interval that ends within a step.
func (c *Config) checkNoise() error {
	n := c.Noise.Interval / c.Input.Step
	if whole := math.Round(n); !(math.Abs(n-whole) <= 1e-6*whole) {
		return &si.ValueError{Key: "noise.interval", Value: si.Exact(c.Noise.Interval, "s"),
			Want: "0 or a multiple of input.step = " + si.Exact(c.Input.Step, "s"), Doc: "time over which white read noise is one draw a column"}
	}
	return nil
}
