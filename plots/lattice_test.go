package plots

import (
	"bytes"
	"errors"
	"image/png"
	"math"
	"testing"
)

// A map of any shape fits a column, has as many pixels as it says, and is white at zero.
func TestHeatMap(t *testing.T) {
	for _, shape := range [][2]int{{1, 1}, {3, 5}, {1, 400}, {400, 1}, {256, 256}, {2000, 30}, {30, 2000}, {1500, 1500}} {
		l := Lattice{Rows: shape[0], Cols: shape[1], Quantity: "loss", Unit: "V", Down: "word line", Across: "bit line"}
		l.Values = make([]float64, l.Rows*l.Cols)
		for k := range l.Values {
			l.Values[k] = 1e-3 * float64(k%l.Cols-1)
		}
		fig, err := HeatMap(l, "A note.")
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := Write(&b, fig, PNG, "test"); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		if size := img.Bounds().Size(); size.X != 1004 || size.Y > 1300 {
			t.Errorf("%v: a picture of %v pixels", shape, size)
		}
	}
	m := newLatticeMap(Lattice{Rows: 1, Cols: 2, Values: []float64{-1, 2}}, 900)
	if m.colour(0) != white {
		t.Errorf("zero is %v", m.colour(0))
	}
	if m.colour(2) == m.colour(-1) || lightness(m.colour(-1)) < lightness(m.colour(2)) {
		t.Error("two of the one and one of the other sign look alike")
	}
}

// Where there are more places than pixels, a pixel is a mean, and no value is left out.
func TestHeatMapMeans(t *testing.T) {
	l := Lattice{Rows: 1000, Cols: 3000, Values: make([]float64, 3_000_000)}
	for k := range l.Values {
		l.Values[k] = 1
	}
	l.Values[1234567] = 7
	m := newLatticeMap(l, 900)
	sum := 0.0
	for y := range m.h {
		for x := range m.w {
			sum += math.Abs(m.mean(x, y) - 1)
		}
	}
	if sum == 0 {
		t.Error("a value is not shown")
	}
}

func TestHeatMapWithoutValues(t *testing.T) {
	if _, err := HeatMap(Lattice{Rows: 2, Cols: 2, Values: []float64{1}}); !errors.Is(err, ErrNoData) {
		t.Error(err)
	}
}
