package device

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

// Pair names two parameters whose spreads are correlated, in either order.
func Pair(a, b string) [2]string {
	if a > b {
		a, b = b, a
	}
	return [2]string{a, b}
}

// CheckPair refuses a pair of parameters of which one cannot differ from cell to cell, or that are one.
func CheckPair(m Synapse, pair [2]string) error {
	may := Spreadable(m)
	for _, name := range pair {
		if !slices.Contains(may, name) {
			return fmt.Errorf("correlation of %s and %s: %w", pair[0], pair[1], &si.UnknownKeyError{Key: name, Nearest: si.Nearest(name, may)})
		}
	}
	if pair[0] == pair[1] {
		return fmt.Errorf("correlation of %s with itself: it is 1", pair[0])
	}
	return nil
}

// correlations reads the table [correlation] of a card: [correlation.A] with B = { value, provenance, … }.
// The value is the correlation of the standard normal deviates behind the spreads of A and B, which
// for small lognormal and normal spreads is that of the parameters.
func (r *reader) correlations(c *Card, f *cardFile) {
	c.Correlation = map[[2]string]float64{}
	for _, a := range sorted(f.Correlation) {
		for _, b := range sorted(f.Correlation[a]) {
			path := strings.Join([]string{"correlation", a, b}, ".")
			pair := Pair(a, b)
			if err := CheckPair(c.Model, pair); err != nil {
				r.fail(path, err)
				continue
			}
			e := f.Correlation[a][b]
			var value float64
			p := si.Param{Name: path, At: &value, Doc: "correlation between the spreads of two parameters", Min: -1, Max: 1}
			r.fail(path, p.Set(e.Value))
			if _, twice := c.Correlation[pair]; twice {
				r.fail(path, fmt.Errorf("%s: the pair is there twice", path))
			}
			r.provenance("correlation", a+"."+b, e.Provenance, e.Source, f)
			c.Facts["correlation."+pair[0]+"."+pair[1]] = r.fact(p, e)
			c.Correlation[pair] = value
		}
	}
}
