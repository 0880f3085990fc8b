package whatif

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// conclude finds where every curve loses the limit: an isotonic curve in the logarithm of time, with the interval of resampled repeats.
func (l *Lifetime) conclude(q LifeQuestion, s variability.Stream) {
	var places, ps []float64
	for _, x := range q.Along {
		places = append(places, kernel.Log(x))
	}
	for k := range l.Curves {
		c := &l.Curves[k]
		var losses Losses
		for _, p := range c.Points {
			losses = append(losses, p.Losses)
			ps = append(ps, p.P)
		}
		at, n := losses.tried()
		fit := losses.fit(at)
		for i := range c.Points {
			c.Points[i].Fit = fit[i]
		}
		// The luck of a repeat is the same on every curve.
		samples := losses.crossings(places, l.Limit, manyDraws, s.Named("bootstrap"))
		lo, hi := middle(samples, expanded(l.Conf, n))
		c.To, c.Low, c.High = when(Crossing(places, fit, l.Limit)), when(lo), when(hi)
		c.refuse(l, samples)
	}
	for i, v := range Holm(ps) {
		l.Curves[i/len(q.Along)].Points[i%len(q.Along)].Holm = v
	}
}

// when is the time at a place, to three digits; NaN beyond the range.
func when(place float64) float64 {
	if math.IsInf(place, 0) {
		return math.NaN()
	}
	r := Range{Values: []float64{kernel.Exp(place), kernel.Exp(place)}, Worse: 1}
	return r.Value(0)
}

// refuse says why a curve has no time to the limit.
func (c *LifeCurve) refuse(l *Lifetime, samples []float64) {
	tail := (1 - l.Conf) / 2
	var below, above float64
	for _, v := range samples {
		switch {
		case math.IsInf(v, -1):
			below += 1 / float64(len(samples))
		case math.IsInf(v, 1):
			above += 1 / float64(len(samples))
		}
	}
	first, last := c.Points[0], c.Points[len(c.Points)-1]
	switch {
	case above >= 1-tail:
		c.Refused = fmt.Sprintf("not within %s: the loss is %s then", l.text(last.At), withInterval(last.Loss, last.LossLo, last.LossHi))
	case below >= 1-tail:
		c.Refused = fmt.Sprintf("before %s: the loss is %s then", l.text(first.At), withInterval(first.Loss, first.LossLo, first.LossHi))
	case math.IsNaN(c.To):
		c.Refused = fmt.Sprintf("not identified between %s (%s) and %s (%s)", l.text(first.At), withInterval(first.Loss, first.LossLo, first.LossHi),
			l.text(last.At), withInterval(last.Loss, last.LossLo, last.LossHi))
	}
	if c.Refused != "" {
		c.To, c.Low, c.High = math.NaN(), math.NaN(), math.NaN()
	}
}

// doubts are what stands against the answer.
func (l *Lifetime) doubts(card *device.Card, q LifeQuestion) []string {
	var w []string
	add := func(doubt bool, text string, args ...any) {
		if doubt {
			w = append(w, fmt.Sprintf(text, args...))
		}
	}
	add(l.Mean < 0.5, "fresh, the network has an accuracy of %.1f %% only: losses against it say little", 100*l.Mean)
	last := q.Along[len(q.Along)-1]
	if l.Endurance {
		add(l.Measured == 0, "%s does not say for how many cycles it was measured: all of the axis is extrapolated", card.Name)
		add(l.Measured > 0 && last > l.Measured, "%s was measured for %.3g cycles: what lies beyond is extrapolated", card.Name, l.Measured)
	} else {
		w = append(w, l.Covered.Beyond(last, device.RoomTemperature)...)
		for _, k := range q.Kelvins {
			w = append(w, l.Covered.Beyond(0, k)...)
		}
	}
	if names := assumed(card, ofTime(card, l.Endurance)); len(names) > 0 {
		add(true, "the answer rests on numbers that are assumed, not measured: %s", strings.Join(names, ", "))
	}
	add(card.Imposed, "%s: drift is imposed, the card has no measured power law", card.Name)
	return w
}

// ofTime lists the parameters of time and heat, or of wear.
func ofTime(card *device.Card, wear bool) []string {
	var names []string
	for _, p := range card.Params() {
		mine := strings.HasPrefix(p.Name, "endurance") == wear &&
			(wear || slices.ContainsFunc([]string{"nu_", "drift_", "retain_", "relax", "g_ea"}, func(s string) bool { return strings.HasPrefix(p.Name, s) }))
		if mine {
			names = append(names, p.Name)
		}
	}
	return names
}
