package plots

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

func record(fig Figure) []recorder.Action {
	var c recorder.Canvas
	fig.Draw(draw.NewCanvas(&c, fig.Width, fig.Height))
	return c.Actions
}

// words returns the text drawn by fig, in drawing order.
func words(fig Figure) []string {
	var text []string
	for _, a := range record(fig) {
		if s, ok := a.(*recorder.FillString); ok {
			text = append(text, s.String)
		}
	}
	return text
}

// prose is all text in one line with plain spaces.
func prose(fig Figure) string {
	return strings.ReplaceAll(strings.Join(words(fig), " "), "\u00a0", " ")
}

func must(t *testing.T, fig Figure, err error) Figure {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return fig
}

func contains(t *testing.T, fig Figure, want ...string) {
	t.Helper()
	text := prose(fig)
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("figure does not say %q; it says:\n%s", w, text)
		}
	}
}

func TestAccuracySaysWhatItShows(t *testing.T) {
	r := sample.Sweep(sample.Devices(), 6, sample.D2D())
	fig, err := AccuracyVsAxis(r, 0)
	fig = must(t, fig, err)
	contains(t, fig, "test accuracy (%)", "device-to-device spread", "(CV of Gmin, Gmax and steps)",
		"ideal (baseline)", "AlOx/HfO2 RRAM (Woo 2016)", "thin: not compensated",
		"In-situ, digits, 50 neurons.", "6 repeats (dots), 1000 test images each.",
		"95 % intervals over repeats (Student's t)", "Wilson", "Chance: 10 %",
		"Drift imposed, not measured: AlOx/HfO2 RRAM (Woo 2016).",
		"Spread in addition to the card's scatter: Ge₂Sb₂Te₅ PCM (Nandakumar 2018).",
		"Taken as ideal: wires, thresholds, neuron spread, unselected lines at 0 V.")
	for _, v := range []string{"0", "0.1", "0.2", "0.3", "0.5", "0.7"} {
		if !slices.Contains(words(fig), v) {
			t.Errorf("no tick at the swept value %s", v)
		}
	}
	if s := prose(fig); strings.Contains(s, "QUICK") || strings.Contains(s, "epeats: the intervals") {
		t.Errorf("a full study carries a warning: %s", s)
	}
}

func TestWarningsOnFigures(t *testing.T) {
	for _, tt := range []struct {
		repeats int
		quick   bool
		want    string
	}{
		{6, true, "QUICK run"},
		{1, false, "Single repeat: no interval"},
		{2, false, "Fewer than 3 repeats"},
	} {
		r := sample.Sweep(sample.Devices(), tt.repeats, sample.D2D())
		r.Quick = tt.quick
		fig, err := AccuracyVsAxis(r, 0)
		contains(t, must(t, fig, err), tt.want)
		r.Axes = nil
		fig, err = Comparison(r)
		contains(t, must(t, fig, err), tt.want)
	}
	r := sample.Compare(sample.Devices(), 3, 4)
	r.Quick = true
	for _, n := range All(r) {
		contains(t, n.Figure, "QUICK run", "In-situ", "Taken as ideal: wires")
	}
}

// The card's scatter matters only where spread is swept.
func TestScatterOnlyUnderSpread(t *testing.T) {
	a := experiments.Axis{Key: "read_noise", Label: "read noise", Values: []float64{0, 0.1}}
	fig, err := AccuracyVsAxis(sample.Sweep(sample.Devices(), 3, a), 0)
	if s := prose(must(t, fig, err)); strings.Contains(s, "card's scatter") {
		t.Errorf("scatter mentioned without spread: %s", s)
	}
}

func TestPanels(t *testing.T) {
	c2c := experiments.Axis{Key: "c2c", Label: "cycle-to-cycle spread (of one step)", Values: []float64{0, 1, 2, 3, 4, 5, 6, 7}}
	hot := experiments.Axis{Key: "temperature", Label: "temperature", Unit: "K", Values: []float64{300, 400}}
	r := sample.Sweep(sample.Devices(), 3, sample.D2D(), c2c, hot)
	fig, err := AccuracyVsAxis(r, 0)
	fig = must(t, fig, err)
	if fig.Width != pageWidth {
		t.Errorf("width %v, want a page", fig.Width)
	}
	contains(t, fig, "6 of 8 values of cycle-to-cycle spread (of one step) shown.", "temperature = 300 K")
	n := 0
	for _, w := range words(fig) {
		if strings.HasPrefix(w, "cycle-to-cycle spread = ") {
			n++
		}
	}
	if n != maxPanels {
		t.Errorf("%d panels, want %d", n, maxPanels)
	}
	if s := prose(fig); !strings.Contains(s, "spread = 0 ") || !strings.Contains(s, "spread = 7") {
		t.Errorf("first and last value are not both shown: %s", s)
	}
}

func TestAxisUnitOnFigure(t *testing.T) {
	a := experiments.Axis{Key: "g", Label: "largest conductance", Unit: "S", Values: []float64{1e-6, 2e-6, 5e-5}}
	fig, err := AccuracyVsAxis(sample.Sweep(sample.Devices(), 3, a), 0)
	fig = must(t, fig, err)
	contains(t, fig, "largest conductance (µS)")
	if a.Values[0] != 1e-6 {
		t.Error("drawing changed the result")
	}
}

func TestComparisonSaysLoss(t *testing.T) {
	r := sample.Sweep(sample.Devices(), 10)
	row := &r.Summary[1]
	row.Loss, row.LossLo, row.LossHi = 0.031, -0.002, 0.064
	row.Mean, row.Lo, row.Hi = 0.84, 0.83, 0.85
	fig, err := Comparison(r)
	contains(t, must(t, fig, err), "84.0 ± 1.0 %", "loss 3.1 (−0.2 to 6.4)", "paired over repeats", "test accuracy (%)")
}

func TestLearningCurveWords(t *testing.T) {
	fig, err := LearningCurve(sample.Compare(sample.Devices(), 3, 4))
	contains(t, must(t, fig, err), "training presentations", "validation accuracy (%)", "1000",
		"Thin lines: repeats; thick lines: their mean.", "500 images per evaluation.")
}

func TestWeightMapWords(t *testing.T) {
	r := sample.Compare(sample.Devices(), 1, 3)
	r.Runs[1].Labels = []int{7, -1, 3}
	fig, err := WeightMaps(r, r.Runs[1])
	fig = must(t, fig, err)
	contains(t, fig, "7 – 3", "weight", "Device: AlOx/HfO2 RRAM (Woo 2016), repeat 0.")
	r.Runs[1].Maps = make([][]float32, 401)
	for k := range r.Runs[1].Maps {
		r.Runs[1].Maps[k] = make([]float32, 28*28)
	}
	fig, err = WeightMaps(r, r.Runs[1])
	contains(t, must(t, fig, err), "First 400 of 401 neurons.")
}

func TestConfusionWords(t *testing.T) {
	r := sample.Compare(sample.Devices(), 1, 1)
	r.Runs[0].Confusion = [][]int{{41, 0, 2}, {5, 52, 0}}
	fig, err := ConfusionMatrix(r, r.Runs[0])
	fig = must(t, fig, err)
	contains(t, fig, "true class", "predicted class", "none", "Right: 93 of 100 test images (93.0 %).")
	for _, n := range []string{"41", "2", "5", "52"} {
		if !slices.Contains(words(fig), n) {
			t.Errorf("count %s is missing", n)
		}
	}
}

// A label whose character the font lacks would vanish without a word.
func TestEveryGlyphExists(t *testing.T) {
	var buf sfnt.Buffer
	for _, s := range specimens(t) {
		for _, a := range record(s.fig) {
			f, ok := a.(*recorder.FillString)
			if !ok {
				continue
			}
			face := letters.Fonts.Lookup(f.Font, f.Size)
			for _, r := range f.String {
				if i, err := face.Face.GlyphIndex(&buf, r); err != nil || i == 0 {
					t.Errorf("%s: %q has no glyph for %q", s.name, f.String, r)
				}
			}
		}
	}
}

func TestMissingGlyphsAreReplaced(t *testing.T) {
	devices := sample.Devices()
	devices[1].Title = "10⁻⁶ S ∝ w\x07 漢"
	fig, err := AccuracyVsAxis(sample.Sweep(devices, 3, sample.D2D()), 0)
	contains(t, must(t, fig, err), "10-⁶ S ~ w ?")

	var c recorder.Canvas // as plots draw their ticks
	letters.Draw(&c, "10⁻⁶", style(tickSize, ink), vg.Point{})
	if got := c.Actions[len(c.Actions)-1].(*recorder.FillString).String; got != "10-⁶" {
		t.Errorf("a tick says %q", got)
	}
}

// box is where a text stands on the page, upright text only.
type box struct {
	text           string
	x0, y0, x1, y1 vg.Length
}

func boxes(fig Figure) []box {
	var all []box
	turned := 0
	var stack []int
	for _, a := range record(fig) {
		switch a := a.(type) {
		case *recorder.Push:
			stack = append(stack, turned)
		case *recorder.Pop:
			turned, stack = stack[len(stack)-1], stack[:len(stack)-1]
		case *recorder.Rotate:
			turned++
		case *recorder.FillString:
			if turned > 0 {
				continue
			}
			face := letters.Fonts.Lookup(a.Font, a.Size)
			// Capitals reach 0.73 of the size up, the tails of letters 0.21 down.
			all = append(all, box{a.String, a.Point.X, a.Point.Y - 0.21*a.Size,
				a.Point.X + face.Width(a.String), a.Point.Y + 0.73*a.Size})
		}
	}
	return all
}

func TestTextStaysOnThePageAndApart(t *testing.T) {
	const slack = 0.3 // pt, side bearings
	for _, s := range specimens(t) {
		all := boxes(s.fig)
		for i, a := range all {
			if a.x0 < 0 || a.y0 < 0 || a.x1 > s.fig.Width || a.y1 > s.fig.Height {
				t.Errorf("%s: %q leaves the page: %+v of %v × %v", s.name, a.text, a, s.fig.Width, s.fig.Height)
			}
			for _, b := range all[:i] {
				if a.x0 < b.x1-slack && b.x0 < a.x1-slack && a.y0 < b.y1-slack && b.y0 < a.y1-slack {
					t.Errorf("%s: %q and %q overlap: %+v %+v", s.name, a.text, b.text, a, b)
				}
			}
		}
	}
}

func TestAll(t *testing.T) {
	names := func(r *experiments.Result) string {
		var n []string
		for _, f := range All(r) {
			n = append(n, f.File(PNG))
		}
		return strings.Join(n, " ")
	}
	odd := experiments.Axis{Key: "device.memristor.g_max", Values: []float64{1, 2}}
	if got, want := names(sample.Sweep(sample.Devices(), 3, sample.D2D(), odd)),
		"accuracy_vs_d2d.png accuracy_vs_device.memristor.g_max.png"; got != want {
		t.Errorf("sweep: %s, want %s", got, want)
	}
	r := sample.Compare(sample.Devices()[:2], 3, 4)
	if got, want := names(r), "comparison.png learning_curve.png weights_ideal.png confusion_ideal.png "+
		"weights_memristor.png confusion_memristor.png"; got != want {
		t.Errorf("compare: %s, want %s", got, want)
	}
	two := []experiments.Device{{Name: "a/b"}, {Name: "a:b"}}
	if got := names(sample.Compare(two, 1, 1)); !strings.Contains(got, "weights_a_b.png") || !strings.Contains(got, "weights_a_b_2.png") {
		t.Errorf("two devices share a file: %s", got)
	}
	if n := All(&experiments.Result{}); len(n) != 0 {
		t.Errorf("figures of an empty result: %v", n)
	}
}
