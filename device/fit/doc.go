// Package fit turns measurements into estimates: numbers with intervals, what the data cannot say, and
// a device card.
//
// An estimator takes the measurements of one kind and returns a Report. Every Estimate has a 95 % interval, a
// standard error and a verdict in words; what the data cannot carry is refused with a reason, never filled
// in. Intervals are of the stated method and cover the truth at their nominal rate on synthetic data
// (TestCoverage of each estimator).
//
// Nothing here draws a figure or touches a file. Chance, where an estimator resamples, comes from the stream
// that it is handed. Numerical optimisation goes through gonum and through loops of this package; the
// last digits of an estimate may differ between processors, far below the digits that a card keeps.
package fit

import (
	"errors"
	"fmt"
	"math"
)

// An Estimate is one number that was fitted.
type Estimate struct {
	Name    string
	Value   float64
	Low     float64 // 95 % interval; NaN where there is none
	High    float64
	SE      float64 // standard error
	SD      float64 // standard deviation between devices; NaN where there is none
	N       int     // how many Of there are
	Of      string  // what N counts: "devices", "cycles", "reads"
	Unit    string  // SI base unit
	Method  string
	Verdict string // "identified", or why not
}

// Identified is the verdict of an estimate that the data carry.
const Identified = "identified"

// A Goodness is one number about how well the model describes the data.
type Goodness struct {
	Name    string
	Value   float64
	Verdict string
}

// A Series is one set of points or one line of a panel.
type Series struct {
	Name   string
	X, Y   []float64
	Lo, Hi []float64 // interval of Y; nil for none
	Line   bool      // joined; points otherwise
	Faint  bool      // one of many
	Like   bool      // of the look of the series before
}

// A Panel is data with what was fitted, ready to be drawn.
type Panel struct {
	Title        string
	X, Y         string // names of the axes
	XUnit, YUnit string // SI base units
	XLog, YLog   bool
	Series       []Series
}

// A Number is an estimate as a card states it.
type Number struct {
	Name       string
	Value      any // float64, []float64 or string
	Unit       string
	SE, SD     float64 // NaN where there is none
	N          int
	Provenance string // "measured", "fitted" or "assumed"
	Note       string
	CV         float64 // spread between devices for the card's table of spreads; 0 is none
	CVSE       float64
}

// A Report is what one estimator found.
type Report struct {
	Kind      string // "pulse", "dist", …
	Title     string
	Estimates []Estimate
	Goodness  []Goodness
	Notes     []string // what a reader must know
	Panels    []Panel
	Model     string   // of a card that these numbers make; "" for numbers of any card
	Numbers   []Number // of the card
	Fitted    string   // range that the data cover
	jumps     jumps    // of pulses
}

// A Refusal says why data cannot carry a claim.
type Refusal struct{ What, Why string }

func (r *Refusal) Error() string { return r.What + " refused: " + r.Why }

func refuse(what, format string, args ...any) error {
	return &Refusal{what, fmt.Sprintf(format, args...)}
}

// Refused reports whether err is a Refusal and not a mistake.
func Refused(err error) bool {
	var r *Refusal
	return errors.As(err, &r)
}

// Find returns the estimate of that name.
func (r *Report) Find(name string) (Estimate, bool) {
	for _, e := range r.Estimates {
		if e.Name == name {
			return e, true
		}
	}
	return Estimate{}, false
}

// doubt gives the verdict of an estimate that has none.
func (e Estimate) doubt() Estimate {
	if e.Verdict != "" {
		return e
	}
	switch {
	case !finite(e.Value):
		e.Verdict = "not identified"
	case !finite(e.Low) && !finite(e.High):
		e.Verdict = "no interval"
	case !finite(e.High):
		e.Verdict = "bounded from below only"
	case !finite(e.Low):
		e.Verdict = "bounded from above only"
	default:
		e.Verdict = Identified
	}
	return e
}

func (r *Report) add(e ...Estimate) {
	for _, x := range e {
		r.Estimates = append(r.Estimates, x.doubt())
	}
}

func (r *Report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

func finite(v ...float64) bool {
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

func nan() float64 { return math.NaN() }
