package device

import (
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/xbar-sim/xbar/internal/si"
)

// Checked is a model whose parameters can be wrong together though each is in its range.
type Checked interface {
	// Check returns what is wrong, as *si.ValueErrors joined.
	Check() error
}

// mostNodes bounds the entries of a table of a model.
const mostNodes = 4096

// tables checks the lengths of tables by name: 2 to mostNodes entries, and exactly want where that is
// not 0.
func tables(length map[string]int, want int) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(length)) {
		n, text := length[name], "2 to "+strconv.Itoa(mostNodes)+" entries"
		ok := n >= 2 && n <= mostNodes
		if want != 0 {
			ok, text = ok && n == want, strconv.Itoa(want)+" entries, as many as there are conductances"
		}
		if !ok {
			errs = append(errs, &si.ValueError{Key: name, Value: "a table of " + strconv.Itoa(n), Want: text, Doc: "table of the model"})
		}
	}
	return errors.Join(errs...)
}

// between interpolates linearly in a table over rising nodes; beyond its ends it stays at them.
func between(nodes, values []float64, at float64) float64 {
	k, _ := slices.BinarySearch(nodes, at)
	if k == 0 {
		return values[0]
	}
	if k == len(nodes) {
		return values[k-1]
	}
	part := (at - nodes[k-1]) / (nodes[k] - nodes[k-1])
	return values[k-1] + float64(part*(values[k]-values[k-1]))
}
