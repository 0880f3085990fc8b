package device

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/internal/si"
)

// A Fact is where a number comes from, and how well it is known. SE is the standard error of the number, of a
// measurement or a fit; SD is how much devices differ in it, a property of the technology that more
// measurements do not reduce. Both are in the unit of the number, and 0 where nobody said. A card
// that spreads cells by SD says so in its table of spreads; SD alone spreads nothing.
type Fact struct {
	Provenance string // "measured", "fitted" or "assumed"
	Source     string // key of a Source; empty only for assumed numbers
	Note       string
	SE, SD     float64
	N          int // devices behind the number; 0 where nobody said
}

// fact reads what an entry says about its number.
func (r *reader) fact(p si.Param, e entry) Fact {
	f := Fact{Provenance: e.Provenance, Source: e.Source, Note: e.Note, N: e.N}
	path := "params." + p.Name
	for _, q := range []struct {
		key, doc string
		value    any
		at       *float64
	}{{"se", "standard error", e.SE, &f.SE}, {"sd", "standard deviation between devices", e.SD, &f.SD}} {
		if q.value == nil {
			continue
		}
		switch p.Kind() {
		case si.Float, si.Int:
			r.fail(path, si.Param{Name: p.Name + "." + q.key, At: q.at, Unit: p.Unit, Doc: q.doc, Min: 0, Max: math.Inf(1)}.Set(q.value))
		default:
			r.fail(path, fmt.Errorf("%s.%s: only a number has a %s", p.Name, q.key, q.doc))
		}
	}
	if e.N < 0 {
		r.fail(path, fmt.Errorf("%s.n = %d: want 1 or more devices", p.Name, e.N))
	}
	return f
}
