package plots

import (
	"encoding/xml"
	"regexp"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/plots/internal/sample"
)

// Whoever points at a dot of an SVG is told its numbers, also where the title of a device is markup.
func TestSVGTellsValues(t *testing.T) {
	devices := sample.Devices()
	devices[1].Title = `<script>alert(1)</script>`
	for _, n := range All(sample.Compare(devices, 3, 9)) {
		text := string(file(t, n.Figure, SVG, ""))
		titles := regexp.MustCompile(`<circle cx="([0-9.]+)" cy="([0-9.]+)" r="3"><title>`).FindAllString(text, -1)
		if len(titles) == 0 || len(titles) > mostSpots {
			t.Errorf("%s: %d values are told", n.Name, len(titles))
		}
		if !strings.Contains(text, "<desc>"+n.Caption[:10]) {
			t.Errorf("%s: no caption", n.Name)
		}
		if strings.Contains(text, "<script") {
			t.Errorf("%s: a title became markup", n.Name)
		}
		var any struct{}
		if err := xml.Unmarshal([]byte(text), &any); err != nil {
			t.Errorf("%s: %v", n.Name, err)
		}
	}
}

// The number that is told is the one that was drawn, at the place where it was drawn.
func TestSpotsStandWhereTheirValuesAre(t *testing.T) {
	r := sample.Sweep(sample.Devices()[:1], 1, sample.D2D())
	r.Devices[0].Ideal = false
	fig, err := AccuracyVsAxis(r, 0)
	text := string(file(t, must(t, fig, err), SVG, ""))
	want := worded(accuracyLabel, "y", 100*r.Trials[0].Metrics.Accuracy)
	if !strings.Contains(text, want) {
		t.Errorf("nobody tells %q", want)
	}
}

func TestThinnedSpots(t *testing.T) {
	s := &spotter{spots: make([]spot, 4001)}
	if n := len(s.thinned(1500)); n != 1334 {
		t.Errorf("%d of 4001 are left, want every third", n)
	}
	if n := len(s.thinned(5000)); n != 4001 {
		t.Errorf("%d of 4001 are left, want all", n)
	}
}

// Every text is held to the width that it was laid out for, whatever typeface a reader has.
func TestTextsAreHeldToTheirWidth(t *testing.T) {
	text := string(file(t, small(t), SVG, ""))
	if n, m := strings.Count(text, "<text "), strings.Count(text, "<text textLength="); n == 0 || n != m {
		t.Errorf("%d of %d texts are held", m, n)
	}
}
