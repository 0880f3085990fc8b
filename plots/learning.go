package plots

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
)

// LearningCurve draws the accuracy on training images kept apart, in percent, against the number
// of training presentations on a logarithmic axis: every repeat as a thin line and, where there
// are several, their mean as a thick one. An evaluation before the first presentation has no
// place on that axis and is left out.
//
// It errs with ErrNoData if no run has an evaluation.
func LearningCurve(r *experiments.Result) (Figure, error) {
	of := looks(r.Devices)
	var all []learner
	var xs, ys []float64
	images := []int{}
	several := false
	for _, d := range r.Devices {
		l := learner{look: of[d.Name], title: titleOf(d)}
		for _, run := range r.Runs {
			if run.Device != d.Name {
				continue
			}
			one := map[float64]float64{}
			for _, p := range run.Curve {
				if p.Presentations > 0 && finite(p.Accuracy) {
					one[float64(p.Presentations)] = 100 * p.Accuracy
					xs = append(xs, float64(p.Presentations))
					ys = append(ys, 100*p.Accuracy)
					images = append(images, p.N)
				}
			}
			if len(one) > 0 {
				l.repeats = append(l.repeats, one)
			}
		}
		several = several || len(l.repeats) > 1
		if len(l.repeats) > 0 {
			all = append(all, l)
		}
	}
	if len(all) == 0 {
		return Figure{}, fmt.Errorf("learning curve: %w", ErrNoData)
	}
	s := sheet{width: columnWidth, height: panelHeight}
	s.notes = setting(r)
	if several {
		s.notes = append(s.notes, note{"Thin lines: repeats; thick lines: their mean.", false})
	}
	if slices.Max(images) > 0 {
		s.notes = append(s.notes, note{capital(between(images, "image")) + " per evaluation.", false})
	}
	s.notes = append(s.notes, idealised(r)...)
	for _, l := range all {
		s.legend = append(s.legend, deviceEntry(l.look, l.title, false, true))
	}
	room := s.width - 2*margin - yAxisRoom
	x := valueScale(xs, true, room, 6).round(room) // when the accuracy was looked at matters little
	y := percentScale(ys, 5)
	s.body = func(c draw.Canvas) { drawLearning(c, all, x, y) }
	return s.figure(), nil
}

// A learner is one device while it learns: accuracy in percent by presentations, per repeat.
type learner struct {
	look
	title   string
	repeats []map[float64]float64
}

// mean is the mean over repeats at the presentations that every repeat has.
func (l learner) mean() (x, y []float64) {
	for _, at := range sortedKeys(l.repeats[0]) {
		sum, n := 0.0, 0
		for _, one := range l.repeats {
			if v, ok := one[at]; ok {
				sum += v
				n++
			}
		}
		if n == len(l.repeats) {
			x = append(x, at)
			y = append(y, sum/float64(n))
		}
	}
	return x, y
}

func sortedKeys(m map[float64]float64) []float64 {
	keys := make([]float64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func drawLearning(c draw.Canvas, all []learner, x, y scale) {
	p := newPlot()
	x.apply(&p.X)
	y.apply(&p.Y)
	p.Y.Label.Text = strings.Replace(accuracyLabel, "test", "validation", 1)
	p.Add(horizontalGrid())
	for _, l := range all {
		if len(l.repeats) < 2 {
			continue
		}
		for _, one := range l.repeats {
			xs := sortedKeys(one)
			ys := make([]float64, len(xs))
			for i, at := range xs {
				ys[i] = one[at]
			}
			s := draw.LineStyle{Color: faint(l.color, 110), Width: vg.Length(0.45)}
			p.Add(telling(l.title+", one repeat"), curve(s, xs, ys))
		}
	}
	for _, l := range all {
		xs, ys := l.mean()
		p.Add(telling(l.title+", mean"), curve(l.line(lineWidth), xs, ys))
		if len(xs) <= 12 {
			p.Add(points(l.look, xs, ys))
			continue
		}
		// Many evaluations: a marker on about eight of them is enough to tell the devices apart.
		var mx, my []float64
		for i := 0; i < len(xs); i += (len(xs) + 7) / 8 {
			mx, my = append(mx, xs[i]), append(my, ys[i])
		}
		p.Add(points(l.look, mx, my))
	}
	drawNamed(c, p, []string{"training presentations"})
}
