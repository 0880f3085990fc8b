package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
)

func title(r *experiments.Result) string {
	parts := []string{"xbar"}
	if r.Command != "" {
		parts = append(parts, r.Command)
	}
	t := strings.Join(parts, " ")
	var keys []string
	for _, a := range r.Axes {
		keys = append(keys, a.Key)
	}
	if len(keys) > 0 {
		t += ": accuracy against " + strings.Join(keys, " and ")
	}
	return t
}

func lead(r *experiments.Result) string {
	var parts []string
	for _, s := range []string{r.Mode, r.Dataset} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if r.Neurons > 0 {
		parts = append(parts, plural(r.Neurons, "neuron"))
	}
	parts = append(parts, plural(len(r.Devices), "technology"), plural(len(r.Trials), "trial"))
	if r.Elapsed > 0 {
		parts = append(parts, "simulated in "+si.Format(r.Elapsed.Seconds(), "s"))
	}
	return strings.Join(parts, " · ")
}

// notices are what must be read before the numbers: the study's own doubts, and what a reader of
// the figures should know of the cards.
func notices(r *experiments.Result) []string {
	n := slices.Clone(r.Warnings)
	for _, d := range r.Devices {
		if d.Scatter {
			n = append(n, name(d)+": the card's own scatter already contains differences between devices; a swept spread comes in addition.")
		}
	}
	return n
}

// Methods returns what was done and what was taken as ideal as text, a paragraph a line, ready for a paper.
func Methods(r *experiments.Result) []byte {
	all := methods(r)
	if len(r.Ideal) > 0 {
		all = append(all, "Not simulated but taken as ideal: "+strings.Join(r.Ideal, ", ")+". A real array adds the losses of these to the ones shown.")
	}
	return []byte(strings.Join(all, "\n") + "\n")
}

// methods says in words what was done, as a paper would. It claims only what the Result holds.
func methods(r *experiments.Result) []string {
	var what strings.Builder
	fmt.Fprintf(&what, "A spiking network")
	if r.Neurons > 0 {
		fmt.Fprintf(&what, " of %s", plural(r.Neurons, "output neuron"))
	}
	if r.Dataset != "" {
		fmt.Fprintf(&what, " was simulated on the data set %s", r.Dataset)
	} else {
		what.WriteString(" was simulated")
	}
	var titles []string
	for _, d := range r.Devices {
		t := d.Name
		if name(d) != t {
			t += " is " + name(d)
		}
		titles = append(titles, t)
	}
	if len(titles) > 0 {
		fmt.Fprintf(&what, " with weights of %s (%s)", plural(len(titles), "technology"), strings.Join(titles, "; "))
	}
	what.WriteString(". ")
	switch r.Mode {
	case "in-situ":
		what.WriteString("Training was in-situ: the devices themselves learned through programming pulses.")
	case "ex-situ":
		what.WriteString("Training was ex-situ: weights were learned with ideal synapses and then programmed into the devices.")
	}
	if lo, hi := metric(r, func(m experiments.Metrics) int { return m.Presentations }); hi > 0 {
		fmt.Fprintf(&what, " Each network saw %s.", span(lo, hi, "training presentation"))
	}
	if len(r.Flaws) > 0 {
		fmt.Fprintf(&what, " Switched on at every point: %s.", strings.Join(r.Flaws, ", "))
	}
	for _, a := range r.Axes {
		fmt.Fprintf(&what, " %s", axisSentence(a))
		for _, s := range a.Settings() {
			fmt.Fprintf(&what, " With %s.", s)
		}
	}
	paragraphs := []string{what.String()}
	if s := statistics(r); s != "" {
		paragraphs = append(paragraphs, s)
	}
	return paragraphs
}

func axisSentence(a experiments.Axis) string {
	label := a.Label
	if label == "" {
		label = a.Key
	}
	what := fmt.Sprintf("%s (key %s)", label, a.Key)
	if len(a.Words) > 0 {
		what = fmt.Sprintf("key %s (%s)", a.Key, label)
	}
	var values []string
	for _, v := range a.Values {
		values = append(values, a.Text(v))
	}
	if len(values) > 12 {
		values = append(append(values[:6:6], "…"), values[len(values)-1])
	}
	return fmt.Sprintf("The %s took %s: %s.", what, plural(len(a.Values), "value"), strings.Join(values, ", "))
}

func statistics(r *experiments.Result) string {
	if len(r.Summary) == 0 {
		return ""
	}
	var ns []int
	paired, wilson := false, false
	for _, row := range r.Summary {
		ns = append(ns, row.N)
		paired = paired || known(row.Loss)
		wilson = wilson || known(row.TestLo, row.TestHi)
	}
	var s strings.Builder
	fmt.Fprintf(&s, "Every point was repeated: n = %s.", numbers(slices.Min(ns), slices.Max(ns)))
	s.WriteString(" Repeat k used the same named random streams at every point, so points are compared in pairs.")
	if lo, hi := metric(r, func(m experiments.Metrics) int { return m.TestImages }); hi > 0 {
		fmt.Fprintf(&s, " Accuracy is the fraction of %s answered with the right class.", span(lo, hi, "test image"))
	}
	if slices.Max(ns) > 1 {
		s.WriteString(" Intervals are 95 %, two-sided, from Student's t over repeats.")
	}
	if paired {
		s.WriteString(" The loss is the mean difference to the ideal reference in the same repeats; positive means worse than ideal.")
	}
	if wilson {
		s.WriteString(" The test-set interval is Wilson's 95 % interval of a binomial proportion at the mean accuracy: what a test set of this size can tell at best.")
	}
	return s.String()
}

func metric(r *experiments.Result, of func(experiments.Metrics) int) (lo, hi int) {
	for k, t := range r.Trials {
		v := of(t.Metrics)
		if k == 0 {
			lo, hi = v, v
		}
		lo, hi = min(lo, v), max(hi, v)
	}
	return lo, hi
}

func name(d experiments.Device) string {
	if d.Title != "" {
		return d.Title
	}
	return d.Name
}

func plural(n int, noun string) string {
	switch stem, y := strings.CutSuffix(noun, "y"); {
	case n == 1:
		return "1 " + noun
	case y:
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func numbers(lo, hi int) string {
	if lo == hi {
		return fmt.Sprint(lo)
	}
	return fmt.Sprintf("%d to %d", lo, hi)
}

func span(lo, hi int, noun string) string {
	if lo == hi {
		return plural(lo, noun)
	}
	return numbers(lo, hi) + " " + noun + "s"
}
