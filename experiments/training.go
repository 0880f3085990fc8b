package experiments

import (
	"context"
	"slices"
)

// train brings a network from random weights to the last exam, taking up a checkpoint where there
// is one. Exams are held after the given numbers of presentations; exam is told which.
func (n *network) train(ctx context.Context, keep Checkpoint, slot string, exams []int, exam func(seen int) (outcome, error)) ([]outcome, error) {
	var done progress
	restored, err := n.restore(keep, slot, &done)
	if err != nil {
		return nil, err
	}
	if !restored {
		if err := n.start(); err != nil {
			return nil, err
		}
	}
	total := exams[len(exams)-1]
	images := n.order("order", total)
	for _, stop := range n.stops(total, exams) {
		if stop.at < n.seen || stop.at == n.seen && !stop.exam {
			continue
		}
		from := n.seen
		if stop.at > from {
			if err := n.learn(ctx, images, stop.at); err != nil {
				return nil, err
			}
		}
		if stop.probe && !done.probed(stop.at) {
			p, err := n.probe(ctx)
			if err != nil {
				return nil, err
			}
			done.Curve = append(done.Curve, p)
		}
		if n.seen > from { // kept before the exam: after it a device may have waited
			if err := n.save(keep, slot, done); err != nil {
				return nil, err
			}
		}
		if k := slices.Index(exams, stop.at); stop.exam && k >= len(done.Exams) {
			o, err := exam(stop.at)
			if err != nil {
				return nil, err
			}
			o.Metrics.reach(n.cfg.Train.Goal, done.Curve)
			if o.Run != nil && n.cfg.Command != "eval" { // the curve was made with the read-out of the training
				o.Run.Curve = slices.Clone(done.Curve)
			}
			done.Exams = append(done.Exams, o)
		}
	}
	return done.Exams, nil
}

// progress is what a training has found so far.
type progress struct {
	Curve []CurvePoint
	Exams []outcome // all but the last are kept with the network
}

func (p *progress) probed(seen int) bool {
	return len(p.Curve) > 0 && p.Curve[len(p.Curve)-1].Presentations >= seen
}

// A stop is a presentation count at which training pauses for a probe, a checkpoint or an exam.
type stop struct {
	at          int
	probe, exam bool
}

// stops are the doublings of 125 presentations where there are validation images, every
// tenth of the training (every twentieth where a goal is set), the exams, and its end.
func (n *network) stops(total int, exams []int) []stop {
	at := map[int]bool{total: n.cfg.Train.Validation > 0}
	for k := 1; k < 10; k++ {
		if c := total * k / 10; c > 0 {
			at[c] = false
		}
	}
	for _, c := range exams {
		at[c] = at[c] && n.cfg.Train.Validation > 0
	}
	if n.cfg.Train.Validation > 0 {
		for c := 125; c < total; c *= 2 {
			at[c] = true
		}
	}
	for k := 1; k <= goalLooks && n.cfg.Train.Goal > 0; k++ {
		if c := total * k / goalLooks; c > 0 {
			at[c] = true
		}
	}
	var out []stop
	for c, p := range at {
		out = append(out, stop{c, p, slices.Contains(exams, c)})
	}
	slices.SortFunc(out, func(a, b stop) int { return a.at - b.at })
	return out
}
