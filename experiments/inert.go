package experiments

import (
	"math"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// shortSpreads are the short keys whose absence is 0.
func shortSpreads() []string { return []string{"d2d", "c2c", "c2c_range", "read_noise"} }

// inert reports whether a key cannot change a device.
func inert(key string, card *device.Card) bool {
	switch {
	case slices.Contains(shortSpreads(), key), key == "drift", key == "drift_sd",
		key == "after", key == "compensation":
		return card.Ideal()
	case strings.HasPrefix(key, "spread."):
		_, has := si.Lookup(card.Model.Params(), strings.TrimPrefix(key, "spread."))
		return card.Ideal() || !has
	case strings.HasPrefix(key, "device."):
		path := strings.Split(key, ".")
		if len(path) == 3 {
			return card.Name != path[1]
		}
		_, has := si.Lookup(card.Params(), path[1])
		return card.Ideal() || !has
	}
	return false
}

// restingValue is what a point says along an axis that cannot change the device: 0 for a
// spread, no number otherwise.
func restingValue(key string) float64 {
	if slices.Contains(shortSpreads(), key) || strings.HasPrefix(key, "spread.") {
		return 0
	}
	return math.NaN()
}

// inertZero tells a value that need not be set, because it is what the study has anyway.
func inertZero(key string, v float64) bool {
	return v == 0 && strings.HasPrefix(key, "spread.")
}
