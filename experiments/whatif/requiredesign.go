package whatif

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/variability"
)

// A Design says how repeats are spent to find where a loss that does not fall exceeds a limit.
//
// It begins with few repeats of few candidates from end to end. After every round whole repeats are resampled, an isotonic curve is laid
// through each sample, and its crossing of the limit noted: where most samples cross, a candidate is tried between the two
// that stand there, until they are closer than half of the interval; then repeats are added wherever samples cross. What is
// tried next is a function of what whole rounds found, so that neither workers nor interruptions can change it.
//
// The idea is that of probabilistic bisection (ask where the crossing is as likely below as above), with a
// bootstrap distribution in place of a posterior.
type Design struct {
	Places  []float64 // of the candidates, ascending from harmless to harmful
	Limit   float64   // loss that is allowed
	Conf    float64   // of the interval, such as 0.95
	Coarse  int       // candidates of the first round
	First   int       // repeats of each, 2 or more
	Repeats int       // that stand at least on both sides of the crossing in the end
	Most    int       // repeats at one candidate
	Budget  int       // trials; a repeat's first trial counts twice, for its baseline
	Width   float64   // of the interval, at which there is nothing more to find
	Stream  variability.Stream
}

// An Ask wants the loss of one repeat at one candidate.
type Ask struct{ Point, Repeat int }

// A Found is what a design came to.
type Found struct {
	Losses       Losses
	Tried        []int     // candidates, ascending
	Curve        []float64 // isotonic fit there
	Place        float64   // where it exceeds the limit; ±Inf beyond the candidates
	Low, High    float64   // its interval
	Rounds       int
	Trials       int // as the budget counts them
	Enough       bool
	Least        int     // repeats of the candidate that has fewest, of those between which the crossing may lie
	Below, Above float64 // parts of the samples that cross beyond the candidates

	samples []float64 // crossings of the last resampling, ascending
}

// draws of a decision, and of the answer.
const (
	fewDraws  = 400
	manyDraws = 2000
	step      = 2    // repeats added at a time
	likely    = 0.05 // of the samples: a cell that has as many gets repeats

	// sober is the part of the error probability that an interval is made for: a search that looks where it found something, and stops
	// when that is narrow, is too sure by about a third (found by the synthetic losses of the test).
	sober = 0.6
)

// Search spends trials until the interval is narrow or the budget spent. ask is told what is wanted, rounds at a time, and returns the
// losses in that order.
func (d *Design) Search(ctx context.Context, ask func(context.Context, []Ask) ([]float64, error)) (*Found, error) {
	if len(d.Places) < 2 || d.First < 2 || !slices.IsSorted(d.Places) {
		return nil, errors.New("a search wants two candidates or more, ascending, and two repeats")
	}
	f := &Found{Losses: make(Losses, len(d.Places))}
	next := d.begin()
	for len(next) > 0 {
		if cost := d.cost(f, next); f.Trials+cost > d.Budget && f.Rounds > 0 {
			break
		} else {
			f.Trials += cost
		}
		values, err := ask(ctx, next)
		if err != nil {
			return nil, err
		}
		for k, a := range next {
			f.Losses[a.Point] = append(f.Losses[a.Point], values[k])
		}
		f.Rounds++
		d.sum(f, fewDraws)
		next = d.next(f)
	}
	f.Enough = len(next) == 0
	d.sum(f, manyDraws)
	return f, nil
}

// cost is how many trials asks take: a repeat that is new has its baseline to try too.
func (d *Design) cost(f *Found, asks []Ask) int {
	_, most := f.Losses.tried()
	last := most
	for _, a := range asks {
		last = max(last, a.Repeat+1)
	}
	return len(asks) + last - most
}

// begin asks for candidates from end to end.
func (d *Design) begin() []Ask {
	n := min(max(d.Coarse, 2), len(d.Places))
	var asks []Ask
	for k := range n {
		asks = d.more(asks, k*(len(d.Places)-1)/(n-1), 0, d.First)
	}
	return asks
}

func (d *Design) more(asks []Ask, point, from, to int) []Ask {
	for r := from; r < to; r++ {
		asks = append(asks, Ask{point, r})
	}
	return asks
}

// sum fits what was found so far.
func (d *Design) sum(f *Found, draws int) {
	f.Tried, _ = f.Losses.tried()
	f.Curve = f.Losses.fit(f.Tried)
	var places []float64
	for _, i := range f.Tried {
		places = append(places, d.Places[i])
	}
	f.Place = Crossing(places, f.Curve, d.Limit)
	f.samples = f.Losses.crossings(d.Places, d.Limit, draws, d.Stream.Named("bootstrap").At(f.Rounds))
	lo, hi := middle(f.samples, (1-d.Conf)/2)
	left, _ := d.cell(f, lo)
	_, right := d.cell(f, hi)
	f.Least = len(f.Losses[f.Tried[left]])
	for _, i := range f.Tried[left : right+1] {
		f.Least = min(f.Least, len(f.Losses[i]))
	}
	f.Low, f.High = middle(f.samples, expanded(1-float64(sober*(1-d.Conf)), f.Least))
	f.Below, f.Above = 0, 0
	for _, v := range f.samples {
		switch {
		case math.IsInf(v, -1):
			f.Below += 1 / float64(len(f.samples))
		case math.IsInf(v, 1):
			f.Above += 1 / float64(len(f.samples))
		}
	}
}

// cell returns which of the tried candidates stand on the two sides of a place; beyond the ends both are the end.
func (d *Design) cell(f *Found, place float64) (left, right int) {
	last := len(f.Tried) - 1
	switch {
	case math.IsInf(place, -1):
		return 0, 0
	case math.IsInf(place, 1):
		return last, last
	}
	for right = 1; right < last && d.Places[f.Tried[right]] < place; right++ {
	}
	return right - 1, right
}

// next says what to try after a round, nothing where there is nothing more to find.
func (d *Design) next(f *Found) []Ask {
	count := make([]int, len(f.Tried)+1) // [0] below the first, [k] between k-1 and k, the last above
	for _, v := range f.samples {
		switch left, right := d.cell(f, v); {
		case left == right && right == 0:
			count[0]++
		case left == right:
			count[len(f.Tried)]++
		default:
			count[right]++
		}
	}
	best := 0
	for k, n := range count {
		if n > count[best] {
			best = k
		}
	}
	if between := best > 0 && best < len(f.Tried); between {
		if asks := d.divide(f, best-1, best); asks != nil {
			return asks
		}
	}
	if d.done(f) {
		return nil
	}
	return d.deepen(f, count)
}

// done tells an interval that is narrow, or an answer that lies beyond the candidates.
func (d *Design) done(f *Found) bool {
	tail := (1 - d.Conf) / 2
	switch {
	case f.Least < d.Repeats:
		return false
	case math.IsInf(f.Place, 0):
		return max(f.Below, f.Above) >= 1-tail
	}
	return f.High-f.Low <= d.Width
}

// divide asks for the candidate in the middle of two that stand further apart than half of the interval.
func (d *Design) divide(f *Found, left, right int) []Ask {
	a, b := f.Tried[left], f.Tried[right]
	lo, hi := max(f.Low, d.Places[0]), min(f.High, d.Places[len(d.Places)-1])
	if b-a < 2 || d.Places[b]-d.Places[a] <= max(hi-lo, d.Width)/2 {
		return nil
	}
	half := (d.Places[a] + d.Places[b]) / 2
	at := a + 1
	for i := a + 1; i < b; i++ {
		if math.Abs(d.Places[i]-half) < math.Abs(d.Places[at]-half) {
			at = i
		}
	}
	return d.more(nil, at, 0, min(len(f.Losses[a]), len(f.Losses[b])))
}

// deepen asks for further repeats on both sides of every cell in which samples cross.
func (d *Design) deepen(f *Found, count []int) []Ask {
	wanted := make([]bool, len(f.Tried))
	for k, n := range count {
		if float64(n) < likely*fewDraws {
			continue
		}
		if k > 0 {
			wanted[k-1] = true
		}
		if k < len(f.Tried) {
			wanted[k] = true
		}
	}
	var asks []Ask
	for k, w := range wanted {
		if have := len(f.Losses[f.Tried[k]]); w && have < d.Most {
			asks = d.more(asks, f.Tried[k], have, min(have+step, d.Most))
		}
	}
	return asks
}
