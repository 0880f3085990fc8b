package plots

import (
	"bytes"
	"errors"
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device/fit"
)

// A report of panels of every kind is drawn in all formats; one without panels has nothing to draw.
func TestFitFigure(t *testing.T) {
	x := []float64{1, 10, 100, 1000}
	line := fit.Series{Name: "fit", X: x, Y: []float64{4, 3, 2, math.NaN()}, Lo: []float64{3, 2, 1, 1}, Hi: []float64{5, 4, 3, 1}, Line: true}
	dots := fit.Series{Name: "data", X: x, Y: []float64{4.1, 2.8, 2.1, 1}, Lo: []float64{3, 2, 1, 1}, Hi: []float64{5, 4, 3, 2}}
	panels := []fit.Panel{
		{Title: "both logarithmic", X: "time", XUnit: "s", Y: "conductance", YUnit: "S", XLog: true, YLog: true, Series: []fit.Series{dots, line}},
		{Title: "linear", X: "pulse", Y: "current", YUnit: "A", Series: []fit.Series{dots, line}},
		{Title: "one point", X: "x", Y: "y", Series: []fit.Series{{Name: "a", X: []float64{1}, Y: []float64{2}}}},
		{Title: "nothing", X: "x", Y: "y"},
	}
	for n := 1; n <= len(panels); n++ {
		r := &fit.Report{Kind: "pulse", Panels: panels[:n], Estimates: []fit.Estimate{{Name: "nu", Value: 0.05, Low: 0.04, High: 0.06, Verdict: fit.Identified}}}
		f, err := Fit(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range Formats() {
			var b bytes.Buffer
			if err := Write(&b, f, format, "test"); err != nil || b.Len() < 1000 {
				t.Errorf("%d panels as %s: %d bytes, %v", n, format, b.Len(), err)
			}
		}
	}
	if _, err := Fit(&fit.Report{Kind: "pulse"}); !errors.Is(err, ErrNoData) {
		t.Errorf("no panels: %v", err)
	}
}
