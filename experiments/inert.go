package experiments

import (
	"math"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// shortSpreads are the short keys whose absence is 0.
func shortSpreads() []string {
	return []string{"d2d", "c2c", "c2c_range", "read_noise", "rtn", "stuck_lrs", "stuck_hrs"}
}

// inert reports whether a key cannot change a device.
func inert(key string, card *device.Card) bool {
	switch {
	case slices.Contains(shortSpreads(), key), key == "drift", key == "drift_sd",
		key == "noise.interval", key == "after", key == "compensation", key == "temperature", key == "bake",
		key == "refresh.every", strings.HasPrefix(key, "thermal."), strings.HasPrefix(key, "write."):
		return card.Ideal()
	case aboutWires(key), aboutCells(key):
		return card.Ideal()
	case key == "hold.device":
		return card.Ideal()
	case strings.HasPrefix(key, "d2d."), strings.HasPrefix(key, "faults."), strings.HasPrefix(key, "endurance."):
		return card.Ideal()
	case strings.HasPrefix(key, "correlation."):
		pair, ok := parametersOf(key)
		return !ok || device.CheckPair(card.Model, pair) != nil
	case strings.HasPrefix(key, "spread."):
		return !slices.Contains(device.Spreadable(card.Model), strings.TrimPrefix(key, "spread."))
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
