package device

import (
	"slices"

	"github.com/xbar-sim/xbar/internal/si"
)

// Spreadable lists the parameters of a model that may differ from cell to cell: all its
// numbers but the pulses, which the periphery makes and every cell sees alike. A model of which
// nothing varies has none.
func Spreadable(m Synapse) []string {
	if len(m.D2D()) == 0 {
		return nil
	}
	pulses := names(m.Nominal().Params())
	var out []string
	for _, p := range m.Params() {
		if p.Kind() == si.Float && !slices.Contains(pulses, p.Name) {
			out = append(out, p.Name)
		}
	}
	return out
}
