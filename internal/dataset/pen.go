package dataset

import "math"

// draw draws a line with the hand's pen: its radius swells and thins with the pressure, its edge
// is soft, and where lines cross the darker one stays.
func (h *hand) draw(img []byte, line []point) {
	n := float64(len(line) - 1)
	for i := 1; i < len(line); i++ {
		r0 := h.radiusAt(float64(i-1) / n)
		r1 := h.radiusAt(float64(i) / n)
		h.dash(img, line[i-1], line[i], r0, r1)
	}
}

// radiusAt is the radius of the line at the part t of its way, 0 to 1.
func (h *hand) radiusAt(t float64) float64 {
	s := mul(t, float64(len(h.press)-1))
	i := min(int(s), len(h.press)-2)
	u := s - float64(i)
	u = mul(mul(u, u), 3-2*u)
	return mul(h.radius, 1+h.press[i]+mul(u, h.press[i+1]-h.press[i]))
}

// dash draws the straight piece from a to b, its radius going from ra to rb.
func (h *hand) dash(img []byte, a, b point, ra, rb float64) {
	reach := max(ra, rb) + h.soft
	x0, x1 := span(min(a.x, b.x)-reach, max(a.x, b.x)+reach)
	y0, y1 := span(min(a.y, b.y)-reach, max(a.y, b.y)+reach)
	ex, ey := b.x-a.x, b.y-a.y
	length2 := mul(ex, ex) + mul(ey, ey)
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			px, py := float64(x)+0.5-a.x, float64(y)+0.5-a.y
			t := 0.0
			if length2 > 0 {
				t = min(max((mul(px, ex)+mul(py, ey))/length2, 0), 1)
			}
			fx, fy := px-mul(t, ex), py-mul(t, ey)
			d := math.Sqrt(mul(fx, fx) + mul(fy, fy))
			cover := min(max((ra+mul(t, rb-ra)+h.soft-d)/(2*h.soft), 0), 1)
			cover = mul(mul(cover, cover), 3-2*cover)
			i := y*digitsSide + x
			img[i] = max(img[i], byte(mul(h.ink, cover)+0.5))
		}
	}
}

// span returns the pixels whose centres lie between lo and hi, as far as the image goes.
func span(lo, hi float64) (first, last int) {
	return max(int(math.Ceil(lo-0.5)), 0), min(int(math.Floor(hi-0.5)), digitsSide-1)
}
