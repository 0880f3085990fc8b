package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"testing"
)

// TestDigitsBytes pins every byte of the built-in set: results from two machines, or from two
// releases, compare only if they saw the same images. Whoever changes the generator on purpose
// changes this sum and says so in the changelog.
func TestDigitsBytes(t *testing.T) {
	const want = "86dbae0da6cb2c9bdb4618db3fb09ce3349202b5d47a0c83f8b07a86d2c69e35"
	s := digits()
	hash := sha256.New()
	for _, half := range []Split{s.Train, s.Test} {
		hash.Write(half.Labels)
		for _, img := range half.Images {
			hash.Write(img)
		}
	}
	if got := hex.EncodeToString(hash.Sum(nil)); got != want {
		t.Errorf("SHA-256 of the digits is %s: want %s", got, want)
	}
}

func TestDigitsShape(t *testing.T) {
	s, err := Load("digits", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "digits" || s.Width != 28 || s.Height != 28 || s.Classes != 10 {
		t.Errorf("digits are %q, %d×%d, %d classes", s.Name, s.Width, s.Height, s.Classes)
	}
	for _, half := range []struct {
		name string
		Split
		n int
	}{{"train", s.Train, 4000}, {"test", s.Test, 1000}} {
		if len(half.Images) != half.n || len(half.Labels) != half.n {
			t.Fatalf("%s: %d images, %d labels: want %d", half.name, len(half.Images), len(half.Labels), half.n)
		}
		count := make(map[uint8]int)
		for _, l := range half.Labels {
			count[l]++
		}
		for c := range uint8(10) {
			if count[c] != half.n/10 {
				t.Errorf("%s: %d images of class %d: want %d", half.name, count[c], c, half.n/10)
			}
		}
		for i, img := range half.Images {
			if len(img) != 28*28 || cap(img) != 28*28 {
				t.Fatalf("%s: image %d has length %d and capacity %d", half.name, i, len(img), cap(img))
			}
		}
	}
}

// TestDigitsShuffled asks that classes come in no order: among n images of 10 equally common
// classes the next has the same class in a tenth of the cases, with a standard error of 0.3/√n.
func TestDigitsShuffled(t *testing.T) {
	labels := digits().Train.Labels
	same := 0
	for i := 1; i < len(labels); i++ {
		if labels[i] == labels[i-1] {
			same++
		}
	}
	n := float64(len(labels) - 1)
	if share, sd := float64(same)/n, 0.3/math.Sqrt(n); math.Abs(share-0.1) > 4*sd {
		t.Errorf("next image has the same class in %.3f of the cases: want 0.1 ± %.3f", share, 4*sd)
	}
}

// TestDigitsResembleMNIST compares with what MNIST is by construction (20 pixel box, centre of
// mass in the middle) and by count (mean grey level 33.3, 150 pixels not black).
func TestDigitsResembleMNIST(t *testing.T) {
	s := digits()
	seen := make(map[[sha256.Size]byte]bool)
	var sum, lit float64
	for i, img := range s.Train.Images {
		seen[sha256.Sum256(img)] = true
		var mass, mx, my float64
		peak := byte(0)
		for j, p := range img {
			x, y := j%28, j/28
			if p > 0 {
				lit++
				if p > 128 && (x < 1 || x > 26 || y < 1 || y > 26) {
					t.Errorf("image %d is cut off at (%d, %d)", i, x, y)
				}
			}
			peak = max(peak, p)
			mass += float64(p)
			mx += float64(p) * (float64(x) + 0.5)
			my += float64(p) * (float64(y) + 0.5)
		}
		sum += mass
		if dx, dy := mx/mass-14, my/mass-14; math.Hypot(dx, dy) > 4 {
			t.Errorf("image %d: centre of mass is (%.1f, %.1f) pixels off the middle", i, dx, dy)
		}
		if peak < 200 {
			t.Errorf("image %d: darkest pixel is %d: want 200 or more", i, peak)
		}
	}
	n := float64(len(s.Train.Images))
	if mean := sum / n / 784; mean < 25 || mean > 40 {
		t.Errorf("mean grey level %.1f: want 25 to 40", mean)
	}
	if mean := lit / n; mean < 100 || mean > 170 {
		t.Errorf("%.0f pixels are not black on average: want 100 to 170", mean)
	}
	if len(seen) != len(s.Train.Images) {
		t.Errorf("%d different images among %d", len(seen), len(s.Train.Images))
	}
}

func TestBellMoments(t *testing.T) {
	// n = 10⁶: the standard errors of mean and variance are 0.001 and below 0.0014.
	const n = 1000000
	d := newDice(7)
	var sum, square float64
	for range n {
		x := d.bell()
		sum += x
		square += x * x
	}
	if mean := sum / n; math.Abs(mean) > 0.004 {
		t.Errorf("mean %.4f: want 0 ± 0.004", mean)
	}
	if variance := square / n; math.Abs(variance-1) > 0.006 {
		t.Errorf("variance %.4f: want 1 ± 0.006", variance)
	}
}

// TestSmooth: the spline passes its knots, is a straight line through knots that lie on one evenly,
// and does not round a corner.
func TestSmooth(t *testing.T) {
	line := smooth([]knot{at(0, 0), at(1, 2), at(2, 4), turn(3, 6), at(3, 7)})
	for i, p := range line {
		if i <= 18 && math.Abs(p.y-2*p.x) > 1e-12 || i >= 18 && math.Abs(p.x-3) > 1e-12 {
			t.Errorf("point %d is (%g, %g): not on the straight pieces", i, p.x, p.y)
		}
	}
	if end := line[len(line)-1]; math.Hypot(end.x-3, end.y-7) > 1e-12 {
		t.Errorf("ends at (%g, %g): want (3, 7)", end.x, end.y)
	}
}

// TestDash compares the pixels of a horizontal bar with its closed form: full ink within radius -
// soft of the axis, none beyond radius + soft, half at the radius.
func TestDash(t *testing.T) {
	h := hand{soft: 0.5, ink: 200}
	img := make([]byte, 28*28)
	h.dash(img, point{8, 14}, point{20, 14}, 2, 2)
	for _, tt := range []struct {
		y    int
		want byte
	}{{14, 200}, {15, 200}, {16, 0}, {13, 200}, {12, 200}, {11, 0}} {
		// Pixel centres lie 0.5, 1.5 and 2.5 from the axis; 1.5 and 2.5 are the ends of the edge.
		if got := img[tt.y*28+14]; got != tt.want {
			t.Errorf("row %d: grey level %d: want %d", tt.y, got, tt.want)
		}
	}
	h.dash(img, point{8, 20.5}, point{20, 20.5}, 2, 2)
	if got := img[22*28+14]; got != 100 {
		t.Errorf("at the radius: grey level %d: want half of 200", got)
	}
}

func BenchmarkDigits(b *testing.B) {
	for b.Loop() {
		digits()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*(digitsTrain+digitsTest)), "ns/image")
}
