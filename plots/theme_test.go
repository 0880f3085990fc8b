package plots

import (
	"fmt"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/plot/vg"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

// Colour, dash and marker together are the signature of a device; 42 = lcm of their counts.
func TestLooksDiffer(t *testing.T) {
	var devices []experiments.Device
	for k := range 42 {
		devices = append(devices, experiments.Device{Name: fmt.Sprint(k)})
	}
	of := looks(devices)
	for i, a := range devices {
		for _, b := range devices[:i] {
			if x, y := of[a.Name], of[b.Name]; x.color == y.color && x.mark == y.mark && slices.Equal(x.dash, y.dash) {
				t.Errorf("devices %s and %s look alike", a.Name, b.Name)
			}
		}
	}
}

// In a grey print up to seven devices must still differ, by dash and by marker.
func TestLooksDifferInGrey(t *testing.T) {
	if slices.Contains(marks[:], ring) {
		t.Error("the marker of the ideal reference is taken")
	}
	for i := range marks {
		for j := range i {
			if marks[i] == marks[j] || slices.Equal(dashes[i], dashes[j]) {
				t.Errorf("looks %d and %d are alike without colour", i, j)
			}
		}
	}
}

// WCAG 2.1 asks for a contrast of 4.5 for small text; ours is smaller still.
func TestTextContrast(t *testing.T) {
	for name, c := range map[string]color.NRGBA{"ink": ink, "notes": dim, "alert": alert} {
		if ratio := 1.05 / (lightness(c) + 0.05); ratio < 6 {
			t.Errorf("%s: contrast %.1f on white", name, ratio)
		}
	}
	for k := range 101 {
		c := blues(float64(k) / 100)
		ratio := (lightness(c) + 0.05) / (lightness(ink) + 0.05)
		if lightness(c) < 0.3 {
			ratio = 1.05 / (lightness(c) + 0.05)
		}
		if ratio < 3 {
			t.Errorf("count on a cell of %d %%: contrast %.1f", k, ratio)
		}
	}
}

// A colour scale that gets darker all the way can be read in grey.
func TestColourScalesDarken(t *testing.T) {
	for name, of := range map[string]func(float64) color.NRGBA{"heat": heat, "blues": blues} {
		before := math.Inf(1)
		for k := range 101 {
			l := lightness(of(float64(k) / 100))
			if l >= before {
				t.Errorf("%s: not darker at %d %%", name, k)
			}
			before = l
		}
		if of(0) != white || of(-1) != white || of(math.Nextafter(2, 3)) != of(1) {
			t.Errorf("%s: wrong ends", name)
		}
	}
	if c := heat(0.25); c.R != 255 || c.G < 240 || c.B > 20 {
		t.Errorf("a quarter is %v, want yellow", c)
	}
}

func TestMarkersHaveEqualArea(t *testing.T) {
	for k, m := range marks[1:] {
		r := float64(m.scale)
		n := float64(m.corners)
		area := n / 2 * r * r * math.Sin(2*math.Pi/n)
		if area < 0.85*math.Pi || area > 1.15*math.Pi {
			t.Errorf("marker %d has %.2f times the area of the disc", k+1, area/math.Pi)
		}
	}
}

func TestSwarm(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	heights := make([]vg.Length, 40)
	for i := range heights {
		heights[i] = vg.Length(10 * rng.Float64())
	}
	slices.Sort(heights)
	const gap = 2
	shift := swarm(heights, gap)
	for i := range heights {
		for j := range i {
			if d := math.Hypot(float64(heights[i]-heights[j]), float64(shift[i]-shift[j])); d < gap*0.999 {
				t.Errorf("dots %d and %d are %.2f apart", i, j, d)
			}
		}
	}
	if got := swarm([]vg.Length{0, 5, 10}, gap); slices.Max(got) != 0 || slices.Min(got) != 0 {
		t.Errorf("dots apart were moved: %v", got)
	}
}

// The ideal reference stands at zero spread, or nowhere on other axes: both make it a baseline in
// every panel. A card without the swept parameter is a level line too, but no baseline.
func TestLevels(t *testing.T) {
	g := experiments.Axis{Key: "device.memristor.g_max", Unit: "S", Values: []float64{1e-6, 2e-6}}
	r := sample.Sweep(sample.Devices(), 3, sample.D2D(), g)
	for k := range r.Summary {
		if r.Summary[k].Device == "pcm" {
			r.Summary[k].Point = []float64{r.Summary[k].Point[0], math.NaN()}
		}
	}
	for _, v := range g.Values {
		s := collect(r, 0, map[int]float64{1: v})
		if len(s) != 3 || !s[0].level || s[1].level || s[2].level {
			t.Fatalf("along d2d at %g: %d series, levels %v", v, len(s), s)
		}
		if len(s[0].y) != 1 || len(s[1].y) != 6 {
			t.Errorf("along d2d at %g: %d and %d points, want 1 and 6", v, len(s[0].y), len(s[1].y))
		}
		if n := len(s[1].dotY); n != 18 {
			t.Errorf("%d dots, want 6 points × 3 repeats", n)
		}
	}
	s := collect(r, 1, map[int]float64{0: 0.3})
	if len(s) != 3 || !s[0].level || s[1].level || !s[2].level {
		t.Errorf("along g_max: levels of %v", s)
	}
}

func TestSeriesIsSortedAndInPercent(t *testing.T) {
	r := sample.Sweep(sample.Devices()[1:], 3, sample.D2D())
	slices.Reverse(r.Summary)
	s := collect(r, 0, nil)[0]
	if !slices.IsSorted(s.x) {
		t.Errorf("x %v is not sorted", s.x)
	}
	for i, row := range s.rows {
		if s.y[i] != 100*row.Mean || s.x[i] != row.Point[0] {
			t.Errorf("point %d is (%g, %g), the row says (%g, %g)", i, s.x[i], s.y[i], row.Point[0], row.Mean)
		}
	}
}

// The picture of a map has the first weight in its upper left corner and keeps rows as rows.
func TestMapsAreUpright(t *testing.T) {
	run := experiments.Run{Width: 3, Height: 2, Maps: [][]float32{{1, 0, 0, 0, 0, 0.5}, {0, 0, 0, 0, 0, 0}}}
	g := newMosaic(run, run.Maps, columnWidth)
	img := g.raster()
	k := g.w / 3
	at := func(x, y int) uint8 { return img.ColorIndexAt(x*k+k/2, y*k+k/2) }
	for _, c := range []struct {
		x, y int
		want uint8
	}{{0, 0, 253}, {1, 0, 0}, {0, 1, 0}, {2, 1, 127}, {2, 0, 0}} {
		if got := at(c.x, c.y); got != c.want {
			t.Errorf("weight at column %d, row %d has colour %d, want %d", c.x, c.y, got, c.want)
		}
	}
	if got := img.ColorIndexAt(g.w+1, 0); got != 255 {
		t.Errorf("colour %d between the maps", got)
	}
}

func TestLargeMapsAreSampled(t *testing.T) {
	maps := make([][]float32, 400)
	for k := range maps {
		maps[k] = make([]float32, 200*100)
	}
	g := newMosaic(experiments.Run{Width: 200, Height: 100}, maps, pageWidth-2*margin)
	w, _ := g.size()
	if vg.Length(w)*pixel > pageWidth-2*margin || g.w-2*g.h > 1 || g.w-2*g.h < -1 {
		t.Errorf("%d × %d pixels a map, %d in all", g.w, g.h, w)
	}
	g.raster()
}

func TestWrap(t *testing.T) {
	sty := style(noteSize, ink)
	text := "Taken as ideal: wires, thresholds, neuron spread, unselected lines at 0\u00a0V."
	for _, lines := range [][]string{wrap(sty, 80, text), balanced(sty, 80, text)} {
		joined := ""
		for _, l := range lines {
			if sty.Width(l) > 80 {
				t.Errorf("%q is wider than 80 pt", l)
			}
			joined += " " + l
		}
		if joined[1:] != text {
			t.Errorf("wrapping changed the text: %q", joined)
		}
	}
	if got := wrap(sty, 1, "a b"); len(got) != 2 {
		t.Errorf("words wider than the line: %q", got)
	}
}
