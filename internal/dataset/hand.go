package dataset

import (
	"math"
	"slices"
)

// A hand is what makes one drawn digit differ from another of the same form.
type hand struct {
	jitter float64    // standard deviation of where the pen passes its knots, in digit heights
	wave   waves      // how the paper is bent
	waist  float64    // how far the middle lies too low, in digit heights
	aspect float64    // stretch of x
	slant  float64    // shift of the top to the right, per height
	turn   float64    // tan of half the angle of rotation
	size   float64    // longer side of the finished digit, pixels
	dx, dy float64    // offset of its centre of mass, pixels
	radius float64    // mean radius of the line, pixels
	press  [4]float64 // swelling of the radius at four places of every stroke
	soft   float64    // half the width of the line's edge, pixels
	ink    float64    // grey level of its core
}

// newHand draws a hand. The ranges are set so that the finished images resemble MNIST in ink (a
// mean of 31 grey levels, 33 there), in size and in how hard they are to tell apart.
func newHand(d dice) hand {
	h := hand{
		jitter: d.between(0.01, 0.035),
		wave:   newWaves(d, 0.05),
		waist:  mul(0.12, d.bell()),
		aspect: d.between(0.75, 1.25),
		slant:  0.12 + mul(0.23, d.bell()),
		turn:   mul(0.05, d.bell()),
		size:   d.between(18, 20),
		dx:     mul(0.6, d.bell()),
		dy:     mul(0.6, d.bell()),
		radius: d.between(0.9, 1.8),
		soft:   d.between(0.6, 0.9),
		ink:    d.between(215, 255),
	}
	for i := range h.press {
		h.press[i] = mul(0.16, d.bell())
	}
	return h
}

// drawDigit draws one digit, in one of the given forms, into img.
func drawDigit(img []byte, ways []form, d dice) {
	f := pick(ways, d)
	h := newHand(d)
	var lines [][]point
	for _, s := range f.strokes {
		lines = append(lines, h.trace(s, d))
	}
	h.place(lines)
	for _, l := range lines {
		h.draw(img, l)
	}
}

// pick chooses a form by weight.
func pick(ways []form, d dice) form {
	total := 0
	for _, f := range ways {
		total += f.weight
	}
	n := int(d.below(uint64(total)))
	for _, f := range ways {
		if n -= f.weight; n < 0 {
			return f
		}
	}
	panic("dataset: weights of a digit's forms changed while choosing")
}

// trace returns the line the hand draws for a stroke, as a chain of short pieces.
func (h *hand) trace(s stroke, d dice) []point {
	knots := make([]knot, len(s))
	for i, k := range s {
		k.x += mul(h.jitter, d.bell())
		k.y += mul(h.jitter, d.bell())
		knots[i] = k
	}
	line := smooth(knots)
	for i, p := range line {
		line[i] = h.warp(p)
	}
	return line
}

// warp bends, stretches, slants and turns the paper around the middle of the digit.
func (h *hand) warp(p point) point {
	bend := h.wave.at(p)
	x, y := p.x+bend.x-0.35, p.y+bend.y-0.5
	y += mul(h.waist, 0.5-mul(2*y, y))
	x = mul(x, h.aspect)
	x -= mul(y, h.slant)
	// The rotation by an angle a, from t = tan(a/2) without a sine.
	t2 := mul(h.turn, h.turn)
	c, s := (1-t2)/(1+t2), 2*h.turn/(1+t2)
	return point{mul(c, x) - mul(s, y), mul(s, x) + mul(c, y)}
}

// place scales the lines to the size of the hand, line width included, and moves their centre of
// mass to the middle of the image, as MNIST does, or as near as the edge allows.
func (h *hand) place(lines [][]point) {
	lo, hi := lines[0][0], lines[0][0]
	var mass, mx, my float64
	for _, l := range lines {
		for i, p := range l {
			lo = point{min(lo.x, p.x), min(lo.y, p.y)}
			hi = point{max(hi.x, p.x), max(hi.y, p.y)}
			if i > 0 {
				q := l[i-1]
				w := distance(p, q)
				mass += w
				mx += mul(w, mul(0.5, p.x+q.x))
				my += mul(w, mul(0.5, p.y+q.y))
			}
		}
	}
	scale := (h.size - 2*h.radius) / max(hi.x-lo.x, hi.y-lo.y)
	const middle = float64(digitsSide) / 2
	edge := mul(h.radius, 1+slices.Max(h.press[:])) + h.soft
	within := func(o, lo, hi float64) float64 {
		return min(max(o, edge-mul(scale, lo)), digitsSide-edge-mul(scale, hi))
	}
	ox := within(middle+h.dx-mul(scale, mx/mass), lo.x, hi.x)
	oy := within(middle+h.dy-mul(scale, my/mass), lo.y, hi.y)
	for _, l := range lines {
		for i, p := range l {
			l[i] = point{ox + mul(scale, p.x), oy + mul(scale, p.y)}
		}
	}
}

// smooth joins the knots by Catmull–Rom splines, corner to corner.
func smooth(knots []knot) []point {
	const pieces = 6 // per knot: a chord of at most 1 pixel
	line := []point{knots[0].point}
	for from := 0; from < len(knots)-1; {
		to := from + 1
		for to < len(knots)-1 && !knots[to].corner {
			to++
		}
		for i := from; i < to; i++ {
			b, c := knots[i].point, knots[i+1].point
			a, e := b, c // at an end the line leaves straight
			if i > from {
				a = knots[i-1].point
			}
			if i+1 < to {
				e = knots[i+2].point
			}
			for k := 1; k <= pieces; k++ {
				t := float64(k) / pieces
				line = append(line, point{spline(a.x, b.x, c.x, e.x, t), spline(a.y, b.y, c.y, e.y, t)})
			}
		}
		from = to
	}
	return line
}

// spline is the Catmull–Rom cubic from b (t = 0) to c (t = 1).
func spline(a, b, c, e, t float64) float64 {
	cubic := mul(t, mul(3, b-c)+e-a) + mul(2, a) - mul(5, b) + mul(4, c) - e
	return b + mul(mul(0.5, t), mul(t, cubic)+c-a)
}

// distance is the length of the line from p to q.
func distance(p, q point) float64 {
	x, y := q.x-p.x, q.y-p.y
	return math.Sqrt(mul(x, x) + mul(y, y))
}

// waves is a smooth random field of displacements over the paper: vectors on a coarse grid and a
// smooth passage from one to the next.
type waves [waveGrid][waveGrid]point

const waveGrid = 4

func newWaves(d dice, amplitude float64) waves {
	var w waves
	for i := range w {
		for j := range w[i] {
			w[i][j] = point{mul(amplitude, d.bell()), mul(amplitude, d.bell())}
		}
	}
	return w
}

// at returns the displacement at p; the grid spans -0.2 to 1.2 in both directions.
func (w *waves) at(p point) point {
	i, u := waveCell(p.y)
	j, v := waveCell(p.x)
	mix := func(a, b point, t float64) point {
		return point{a.x + mul(t, b.x-a.x), a.y + mul(t, b.y-a.y)}
	}
	return mix(mix(w[i][j], w[i][j+1], v), mix(w[i+1][j], w[i+1][j+1], v), u)
}

// waveCell returns the grid line before x and how far x is on the way to the next, 0 to 1.
func waveCell(x float64) (int, float64) {
	s := mul(min(max((x+0.2)/1.4, 0), 1), waveGrid-1)
	i := min(int(s), waveGrid-2)
	t := s - float64(i)
	return i, mul(mul(t, t), 3-2*t)
}
