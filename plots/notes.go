package plots

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
)

// A note is one statement under a figure; loud ones must not be missed.
type note struct {
	text string
	loud bool
}

type noteLine struct {
	text string
	loud bool
}

const noteStep = vg.Length(8.3)

// setNotes breaks notes into lines. Quiet notes run on, as sentences of one paragraph; a loud
// one has its own lines.
func setNotes(notes []note, width vg.Length) []noteLine {
	var lines []noteLine
	var quiet []string
	for _, n := range notes {
		if !n.loud {
			quiet = append(quiet, unitSpace.ReplaceAllString(n.text, "$1\u00a0$2"))
			continue
		}
		for _, l := range wrap(bold(style(noteSize, alert)), width, n.text) {
			lines = append(lines, noteLine{l, true})
		}
	}
	for _, l := range wrap(style(noteSize, dim), width, strings.Join(quiet, " ")) {
		lines = append(lines, noteLine{l, false})
	}
	return lines
}

// unitSpace is the space between a number and its unit, where no line may break.
var unitSpace = regexp.MustCompile(`(\d) ([%A-ZµΩ])`)

func notesHeight(lines int) vg.Length {
	if lines == 0 {
		return 0
	}
	return vg.Length(lines)*noteStep + 4
}

func drawNotes(c draw.Canvas, lines []noteLine) {
	for k, l := range lines {
		sty := style(noteSize, dim)
		if l.loud {
			sty = bold(style(noteSize, alert))
		}
		put(c, sty, c.Min.X, c.Min.Y+vg.Length(len(lines)-1-k)*noteStep+1.6, l.text)
	}
}

// setting are the notes that every figure carries: what was simulated and what was idealised.
// The values of further keys may be named.
func setting(r *experiments.Result, held ...string) []note {
	var notes []note
	if r.Quick {
		notes = append(notes, note{"QUICK run: fewer repeats and less data than a full study.", true})
	}
	var parts []string
	if r.Mode != "" {
		parts = append(parts, r.Mode)
	}
	if r.Dataset != "" {
		parts = append(parts, r.Dataset)
	}
	if r.Neurons > 0 {
		parts = append(parts, count(r.Neurons, "neuron"))
	}
	parts = append(parts, held...)
	parts = append(parts, r.Flaws...)
	if len(parts) > 0 {
		notes = append(notes, note{capital(strings.Join(parts, ", ")) + ".", false})
	}
	for _, a := range r.Axes {
		var own []string
		for k, settings := range a.With {
			if len(settings) > 0 {
				own = append(own, a.Text(float64(k)))
			}
		}
		if len(own) > 0 {
			notes = append(notes, note{"With settings of their own: " + strings.Join(own, ", ") + ".", false})
		}
	}
	return notes
}

// idealised closes the notes of every figure.
func idealised(r *experiments.Result) []note {
	if len(r.Ideal) == 0 {
		return nil
	}
	return []note{{"Taken as ideal: " + strings.Join(r.Ideal, ", ") + ".", false}}
}

// statistics says how many repeats and test images stand behind the figure, and warns when an
// interval means little.
func statistics(r *experiments.Result, rows []experiments.Row) []note {
	var ns, images []int
	half := 0.0
	for _, row := range rows {
		ns = append(ns, row.N)
		if finite(row.TestLo, row.TestHi) {
			half = max(half, (row.TestHi-row.TestLo)/2)
		}
	}
	for _, t := range r.Trials {
		images = append(images, t.Metrics.TestImages)
	}
	var notes []note
	if len(ns) > 0 {
		least := slices.Min(ns)
		switch {
		case least < 2:
			notes = append(notes, note{"Single repeat: no interval, differences may be chance.", true})
		case least < 3:
			notes = append(notes, note{"Fewer than 3 repeats: the intervals mean little.", true})
		}
		s := between(ns, "repeat")
		if len(images) > 0 && slices.Max(images) > 0 {
			if len(r.Trials) <= manyDots {
				s += " (dots)"
			}
			s += ", " + between(images, "test image") + " each"
		}
		notes = append(notes, note{capital(s) + ".", false})
		if least > 1 {
			notes = append(notes, note{"Means with 95 % intervals over repeats (Student's t).", false})
		}
	}
	if half > 0 {
		notes = append(notes, note{fmt.Sprintf("The test set alone is good to ±%s points (Wilson, 95 %%).",
			number(100*half, 1)), false})
	}
	return notes
}

// caveats are what a reader must know about single devices.
func caveats(r *experiments.Result, spread bool) []note {
	var imposed, scatter []string
	for _, d := range r.Devices {
		if d.Imposed {
			imposed = append(imposed, titleOf(d))
		}
		if d.Scatter && spread {
			scatter = append(scatter, titleOf(d))
		}
	}
	var notes []note
	if len(imposed) > 0 {
		notes = append(notes, note{"Drift imposed, not measured: " + strings.Join(imposed, ", ") + ".", false})
	}
	if len(scatter) > 0 {
		notes = append(notes, note{"Spread in addition to the card's scatter: " + strings.Join(scatter, ", ") + ".", false})
	}
	return notes
}

// chanceLevel is the accuracy of guessing, in percent; ok is false where the number of classes is
// not known.
func chanceLevel(r *experiments.Result) (percent float64, ok bool) {
	for _, run := range r.Runs {
		if n := len(run.Confusion); n > 1 {
			return 100 / float64(n), true
		}
	}
	switch r.Dataset {
	case "digits", "mnist", "fashion":
		return 10, true
	}
	return 0, false
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// between prints the range of ns with its noun: "5–6 repeats".
func between(ns []int, noun string) string {
	lo, hi := slices.Min(ns), slices.Max(ns)
	if lo == hi {
		return count(lo, noun)
	}
	return thousands(lo) + "–" + count(hi, noun)
}

// thousands groups the digits of n from 10 000 on with a no-break space.
func thousands(n int) string {
	s := fmt.Sprint(n)
	if n < 10000 {
		return s
	}
	for k := len(s) - 3; k > 0; k -= 3 {
		s = s[:k] + "\u00a0" + s[k:]
	}
	return s
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
