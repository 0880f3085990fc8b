package plots

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

func file(t *testing.T, fig Figure, f Format, provenance string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, fig, f, provenance); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func small(t *testing.T) Figure {
	t.Helper()
	fig, err := AccuracyVsAxis(sample.Sweep(sample.Devices(), 3, sample.D2D()), 0)
	return must(t, fig, err)
}

// 300 dpi are 300/0.0254 = 11811.02 pixels a metre; 8.5 cm are 1004 pixels.
func TestPNGCarriesResolutionAndProvenance(t *testing.T) {
	fig := small(t)
	data := file(t, fig, PNG, "xbar 1.0 a1b2c3d4\x00 µ")
	img, err := png.Decode(bytes.NewReader(data)) // also checks every checksum
	if err != nil {
		t.Fatal(err)
	}
	if w, want := img.Bounds().Dx(), 1004; w != want {
		t.Errorf("%d pixels wide, want %d", w, want)
	}
	if h, want := float64(img.Bounds().Dy()), float64(fig.Height)*300/72; math.Abs(h-want) > 0.01 {
		t.Errorf("%g pixels high, want %g: the height is not whole pixels", h, want)
	}
	chunks := map[string][]byte{}
	for p := data[8:]; len(p) >= 12; {
		n := binary.BigEndian.Uint32(p)
		chunks[string(p[4:8])] = p[8 : 8+n]
		p = p[12+n:]
	}
	phys := chunks["pHYs"]
	if len(phys) != 9 || binary.BigEndian.Uint32(phys) != 11811 || binary.BigEndian.Uint32(phys[4:]) != 11811 || phys[8] != 1 {
		t.Errorf("pHYs % x, want 11811 pixels a metre both ways", phys)
	}
	if got, want := string(chunks["iTXt"]), "Comment\x00\x00\x00\x00\x00xbar 1.0 a1b2c3d4 µ"; got != want {
		t.Errorf("iTXt %q, want %q", got, want)
	}
}

func TestSameBytesTwice(t *testing.T) {
	for _, f := range Formats() {
		r := sample.Compare(sample.Devices(), 3, 9)
		for k, n := range All(r) {
			again := All(sample.Compare(sample.Devices(), 3, 9))[k]
			if !bytes.Equal(file(t, n.Figure, f, "p"), file(t, again.Figure, f, "p")) {
				t.Errorf("%s: two runs, two files", n.File(f))
			}
		}
	}
}

func TestSVGIsXMLWithProvenance(t *testing.T) {
	devices := sample.Devices()
	devices[1].Title = `<script>alert("1")</script> & co`
	fig, err := AccuracyVsAxis(sample.Sweep(devices, 3, sample.D2D()), 0)
	data := file(t, must(t, fig, err), SVG, "config <1> & more")
	meta := ""
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok {
			switch e.Name.Local {
			case "metadata":
				if err := d.DecodeElement(&meta, &e); err != nil {
					t.Fatal(err)
				}
			case "script":
				t.Error("a device title became a script")
			}
		}
	}
	if want := "config <1> & more"; meta != want {
		t.Errorf("metadata %q, want %q", meta, want)
	}
	if s := string(data); !strings.Contains(s, "'Liberation Sans',Arial") || strings.Contains(s, "font-family:Liberation") {
		t.Error("no font to fall back to")
	}
}

// Every offset of the cross-reference table must point to its object, or readers must repair it.
func TestPDFOffsets(t *testing.T) {
	data := file(t, small(t), PDF, "line 1\nline 2")
	m := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\s*$`).FindSubmatch(data)
	if m == nil {
		t.Fatal("no startxref at the end")
	}
	at, _ := strconv.Atoi(string(m[1]))
	if !bytes.HasPrefix(data[at:], []byte("xref")) {
		t.Fatal("startxref does not point to the table")
	}
	entries := regexp.MustCompile(`(?m)^(\d{10}) 00000 n`).FindAllSubmatch(data[at:], -1)
	if len(entries) == 0 {
		t.Fatal("empty table")
	}
	for i, e := range entries {
		off, _ := strconv.Atoi(string(e[1]))
		if want := fmt.Sprintf("%d 0 obj", i+1); !bytes.HasPrefix(data[off:], []byte(want)) {
			t.Errorf("object %d is not at %d", i+1, off)
		}
	}
	if n := bytes.Count(data, []byte("Date (D:20000101000000)")); n != 2 || bytes.Count(data, []byte("Date (D:")) != n {
		t.Error("the file carries the time of day")
	}
	if !bytes.Contains(data, []byte("\n% line 1\n% line 2\n")) {
		t.Error("no provenance")
	}
}

// The PDF library takes premultiplied colours for plain ones and turns images upside down; it must
// get what comes out right.
func TestPDFCanvasMakesUpForTheLibrary(t *testing.T) {
	var c recorder.Canvas
	p := pdfCanvas{&c}
	p.SetColor(color.NRGBA{R: 200, G: 100, B: 50, A: 51})
	r, g, b, a := c.Actions[0].(*recorder.SetColor).Color.RGBA()
	if got := [4]uint32{r >> 8, g >> 8, b >> 8, a >> 8}; got != [4]uint32{200, 100, 50, 51} {
		t.Errorf("colour %v, want 200 100 50 at 51", got)
	}
	img := image.NewPaletted(image.Rect(0, 0, 1, 2), color.Palette{color.Black, color.White})
	img.SetColorIndex(0, 1, 1)
	p.DrawImage(vg.Rectangle{}, img)
	got := c.Actions[1].(*recorder.DrawImage).Image
	if top, _, _, _ := got.At(0, 0).RGBA(); top == 0 {
		t.Error("the image is not turned")
	}
	if _, ok := got.(*image.Paletted); !ok {
		t.Error("the image lost its palette")
	}
}

// Text in a PDF is shapes: a letter of n contours is a path of n closed loops, at its place.
func TestPDFTextIsOutlines(t *testing.T) {
	for s, contours := range map[string]int{"l": 1, "Ω": 1, "8": 3, "₂": 1, " ": 0, "−": 1, "io": 4} {
		var c recorder.Canvas
		sty := style(10, ink)
		face := letters.Fonts.Lookup(sty.Font, 10)
		pdfCanvas{&c}.FillString(face, vg.Point{X: 5, Y: 7}, s)
		loops := 0
		for _, a := range c.Actions {
			for _, p := range a.(*recorder.Fill).Path {
				if p.Type == vg.CloseComp {
					loops++
					continue
				}
				if p.Pos.X < 5 || p.Pos.X > 5+face.Width(s) || p.Pos.Y < 4 || p.Pos.Y > 15 {
					t.Errorf("%q leaves its place: %v", s, p.Pos)
				}
			}
		}
		if loops != contours {
			t.Errorf("%q has %d contours, want %d", s, loops, contours)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	if err := Write(io.Discard, small(t), "bmp", ""); err == nil || !strings.Contains(err.Error(), `"bmp"`) {
		t.Errorf("format bmp: %v", err)
	}
	if err := Write(io.Discard, Figure{}, PNG, ""); err == nil {
		t.Error("an empty figure was written")
	}
	r := sample.Compare(sample.Devices()[:1], 1, 2)
	r.Runs[0].Maps[1] = r.Runs[0].Maps[1][1:]
	for _, n := range All(r) {
		err := Write(io.Discard, n.Figure, SVG, "")
		if bad := strings.HasPrefix(n.Name, "weights"); bad != (err != nil) {
			t.Errorf("%s: error %v", n.Name, err)
		}
	}
}

func TestNoDataIsAnError(t *testing.T) {
	empty := &experiments.Result{Axes: []experiments.Axis{sample.D2D()}, Devices: sample.Devices()}
	for name, make := range map[string]func() (Figure, error){
		"axis":       func() (Figure, error) { return AccuracyVsAxis(empty, 0) },
		"comparison": func() (Figure, error) { return Comparison(empty) },
		"learning":   func() (Figure, error) { return LearningCurve(empty) },
		"maps":       func() (Figure, error) { return WeightMaps(empty, experiments.Run{}) },
		"confusion":  func() (Figure, error) { return ConfusionMatrix(empty, experiments.Run{}) },
	} {
		if _, err := make(); !errors.Is(err, ErrNoData) {
			t.Errorf("%s: %v, want ErrNoData", name, err)
		}
	}
	for _, axis := range []int{-1, 1} {
		if _, err := AccuracyVsAxis(empty, axis); err == nil || errors.Is(err, ErrNoData) {
			t.Errorf("axis %d: %v", axis, err)
		}
	}
}

func TestMalformedRunsAreErrors(t *testing.T) {
	r := &experiments.Result{}
	for name, run := range map[string]experiments.Run{
		"no width":    {Maps: [][]float32{{1}}, Height: 1},
		"short map":   {Maps: [][]float32{{1, 2, 3}}, Width: 2, Height: 2},
		"no column":   {Confusion: [][]int{{1, 0}, {0, 1}}},
		"minus count": {Confusion: [][]int{{1, -1, 0}, {0, 1, 0}}},
	} {
		fig := WeightMaps
		if run.Confusion != nil {
			fig = ConfusionMatrix
		}
		if _, err := fig(r, run); err == nil || errors.Is(err, ErrNoData) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// Numbers that a broken study may hold must not stop the figures of the others.
func TestOddNumbersAreDrawn(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, v := range []float64{nan, inf, -inf, -3, 0, 1, 7} {
		r := sample.Sweep(sample.Devices(), 3, sample.D2D())
		for k := range r.Summary {
			if k%3 == 0 {
				r.Summary[k].Mean = v
			}
			r.Summary[k].Lo, r.Summary[k].Raw = v, v
		}
		for k := range r.Trials {
			r.Trials[k].Metrics.Accuracy = v
		}
		fig, err := AccuracyVsAxis(r, 0)
		file(t, must(t, fig, err), SVG, "")
		c := sample.Compare(sample.Devices(), 2, 2)
		for k := range c.Runs {
			c.Runs[k].Curve[k].Accuracy = v
			c.Runs[k].Maps[0][k] = float32(v)
			c.Runs[k].Confusion[0] = make([]int, 11)
		}
		c.Summary[0].Lo, c.Summary[1].Mean = v, v
		for _, n := range All(c) {
			if s := file(t, n.Figure, SVG, ""); bytes.Contains(s, []byte("NaN")) || bytes.Contains(s, []byte("Inf")) {
				t.Errorf("%s with %g holds a number that is none", n.Name, v)
			}
		}
		if s := file(t, fig, SVG, ""); bytes.Contains(s, []byte("NaN")) || bytes.Contains(s, []byte("Inf")) {
			t.Errorf("accuracy with %g holds a number that is none", v)
		}
	}
}
