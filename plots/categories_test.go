package plots

import (
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

// painted returns the paths stroked and filled in a colour, whatever its transparency.
func painted(fig Figure, of color.NRGBA) (stroked, filled []vg.Path) {
	var now color.NRGBA
	for _, a := range record(fig) {
		switch a := a.(type) {
		case *recorder.SetColor:
			now = color.NRGBAModel.Convert(a.Color).(color.NRGBA)
		case *recorder.Stroke:
			if near(now, of) {
				stroked = append(stroked, a.Path)
			}
		case *recorder.Fill:
			if near(now, of) {
				filled = append(filled, a.Path)
			}
		}
	}
	return stroked, filled
}

// near forgives what transparency costs in rounding.
func near(a, b color.NRGBA) bool {
	d := func(x, y uint8) bool { return math.Abs(float64(x)-float64(y)) <= 2 }
	return d(a.R, b.R) && d(a.G, b.G) && d(a.B, b.B)
}

func extent(p vg.Path) (lo, hi vg.Length) {
	lo, hi = p[0].Pos.X, p[0].Pos.X
	for _, c := range p {
		if c.Type != vg.CloseComp {
			lo, hi = min(lo, c.Pos.X), max(hi, c.Pos.X)
		}
	}
	return lo, hi
}

// Devices stand side by side at each word, in the order given, and no line joins two words: nothing
// in a device's colour is wider than its slot.
func TestWordsAreNotJoined(t *testing.T) {
	codes := sample.Codes("phase", "burst", "poisson")
	codes.With = [][]experiments.Override{nil, {{Key: "network.target", Value: "1"}}, nil}
	fig, err := AccuracyVsAxis(sample.Sweep(sample.Devices(), 3, codes), 0)
	fig = must(t, fig, err)
	contains(t, fig, "phase burst poisson", "input.code (how grey levels become spikes)", "ideal", "3 repeats (dots)", "With settings of their own: burst.")
	if s := prose(fig); strings.Contains(s, "baseline") {
		t.Errorf("a device that feels the axis is called a baseline: %s", s)
	}
	step := (fig.Width - 2*margin - yAxisRoom) / 3
	for k, col := range []color.NRGBA{steady, palette[0], palette[1]} {
		stroked, filled := painted(fig, col)
		var marks []vg.Length
		for _, p := range slices.Concat(stroked, filled) {
			lo, hi := extent(p)
			if hi-lo > step/3 {
				t.Errorf("device %d: something %v wide, of %v between words", k, hi-lo, step)
			}
		}
		for _, p := range filled {
			lo, hi := extent(p)
			marks = append(marks, (lo+hi)/2)
		}
		if len(marks) < 3*3 {
			t.Errorf("device %d: %d dots and marks, want three repeats at three words", k, len(marks))
		}
	}
}

// An interval that is known is drawn, and so is each repeat, at its own word.
func TestSeriesAtAWord(t *testing.T) {
	r := sample.Sweep(sample.Devices()[1:2], 4, sample.Codes("poisson", "burst"))
	s := collect(r, 0, nil)[0]
	for i := range s.x {
		e := s.at(i)
		row := r.Summary[i]
		if e.mean != 100*row.Mean || e.lo != 100*row.Lo || e.hi != 100*row.Hi || len(e.dots) != 4 || !slices.IsSorted(e.dots) {
			t.Errorf("word %d: %+v of %+v", i, e, row)
		}
		for _, tr := range r.Trials[4*i : 4*i+4] {
			if !slices.Contains(e.dots, 100*tr.Metrics.Accuracy) {
				t.Errorf("word %d: repeat with %g is missing", i, tr.Metrics.Accuracy)
			}
		}
	}
}

// Words that do not fit one column take the page, and where they do not fit there they stand upright.
func TestRoomForWords(t *testing.T) {
	codes := sample.Codes("poisson", "regular", "jittered", "first-spike", "rank-order", "burst", "phase")
	for _, tt := range []struct {
		axes    []experiments.Axis
		width   vg.Length
		upright bool
	}{
		{[]experiments.Axis{sample.Codes("poisson", "burst")}, columnWidth, false},
		{[]experiments.Axis{codes}, pageWidth, false},
		{[]experiments.Axis{codes, sample.D2D()}, pageWidth, true},
	} {
		fig, err := AccuracyVsAxis(sample.Sweep(sample.Devices(), 2, tt.axes...), 0)
		fig = must(t, fig, err)
		flat := slices.ContainsFunc(boxes(fig), func(b box) bool { return b.text == "poisson" })
		if fig.Width != tt.width || flat == tt.upright {
			t.Errorf("%d axes: width %v, want %v; upright %v, want %v", len(tt.axes), fig.Width, tt.width, !flat, tt.upright)
		}
		contains(t, fig, "poisson")
	}
}

// Panels are named by words too.
func TestPanelsOfWords(t *testing.T) {
	r := sample.Sweep(sample.Devices(), 2, sample.D2D(), sample.Codes("rank-order", "burst"))
	fig, err := AccuracyVsAxis(r, 0)
	contains(t, must(t, fig, err), "input.code = rank-order", "input.code = burst")
}
