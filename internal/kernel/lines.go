package kernel

// The loops of this file solve chains of resistors, many side by side: elements of a slice belong to
// different chains, so that nothing waits for its neighbour.

// A Sum is a sum in eight parts, element k of a slice in part k mod 8, so that vectors of any width
// add in the same order.
type Sum [8]float64

// Total is the sum of the parts.
func (s *Sum) Total() float64 {
	return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
}

// ChainDown is a step down of Thomas's elimination, w = inv (x + prev). All lengths must be equal.
func ChainDown(w, inv, x, prev []float64) {
	inv, x, prev = inv[:len(w)], x[:len(w)], prev[:len(w)]
	n := len(w) &^ 7
	fastestChains.down(w[:n], inv[:n], x[:n], prev[:n])
	chainDownPlain(w[n:], inv[n:], x[n:], prev[n:])
}

func chainDownPlain(w, inv, x, prev []float64) {
	inv, x, prev = inv[:len(w)], x[:len(w)], prev[:len(w)]
	for k := range w {
		w[k] = inv[k] * (x[k] + prev[k])
	}
}

// ChainUp is a step up of Thomas's elimination, z += inv·next, and adds z·r to sum. All lengths must
// be equal.
func ChainUp(sum *Sum, z, inv, next, r []float64) {
	inv, next, r = inv[:len(z)], next[:len(z)], r[:len(z)]
	n := len(z) &^ 7
	fastestChains.up(sum, z[:n], inv[:n], next[:n], r[:n])
	chainUpPlain(sum, z[n:], inv[n:], next[n:], r[n:])
}

func chainUpPlain(sum *Sum, z, inv, next, r []float64) {
	inv, next, r = inv[:len(z)], next[:len(z)], r[:len(z)]
	for ; len(z) >= 8; z, inv, next, r = z[8:], inv[8:], next[8:], r[8:] {
		z, inv, next, r := (*[8]float64)(z), (*[8]float64)(inv), (*[8]float64)(next), (*[8]float64)(r)
		for k := range z {
			y := z[k] + float64(inv[k]*next[k])
			z[k] = y
			sum[k] += float64(y * r[k])
		}
	}
	for k := range z {
		z[k] += float64(inv[k] * next[k])
		sum[k] += float64(z[k] * r[k])
	}
}

// Direction makes p = (z + (f0·y0 + f1·y1)) + beta·p. All lengths must be equal.
func Direction(p, z, y0, y1 []float64, f0, f1, beta float64) {
	z, y0, y1 = z[:len(p)], y0[:len(p)], y1[:len(p)]
	n := len(p) &^ 7
	fastestChains.direction(p[:n], z[:n], y0[:n], y1[:n], f0, f1, beta)
	directionPlain(p[n:], z[n:], y0[n:], y1[n:], f0, f1, beta)
}

func directionPlain(p, z, y0, y1 []float64, f0, f1, beta float64) {
	z, y0, y1 = z[:len(p)], y0[:len(p)], y1[:len(p)]
	for k := range p {
		p[k] = (z[k] + (float64(f0*y0[k]) + float64(f1*y1[k]))) + float64(beta*p[k])
	}
}

// CurrentDot adds p·q to sum, with q as in Descend. All lengths must be equal.
func CurrentDot(sum *Sum, p, up, down, g, t []float64) {
	up, down, g, t = up[:len(p)], down[:len(p)], g[:len(p)], t[:len(p)]
	n := len(p) &^ 7
	fastestChains.currentDot(sum, p[:n], up[:n], down[:n], g[:n], t[:n])
	currentDotPlain(sum, p[n:], up[n:], down[n:], g[n:], t[n:])
}

func currentDotPlain(sum *Sum, p, up, down, g, t []float64) {
	up, down, g, t = up[:len(p)], down[:len(p)], g[:len(p)], t[:len(p)]
	for ; len(p) >= 8; p, up, down, g, t = p[8:], up[8:], down[8:], g[8:], t[8:] {
		p, up, down, g, t := (*[8]float64)(p), (*[8]float64)(up), (*[8]float64)(down), (*[8]float64)(g), (*[8]float64)(t)
		for k := range p {
			q := ((p[k] - up[k]) + (p[k] - down[k])) + float64(g[k]*(p[k]-t[k]))
			sum[k] += float64(p[k] * q)
		}
	}
	for k := range p {
		q := ((p[k] - up[k]) + (p[k] - down[k])) + float64(g[k]*(p[k]-t[k]))
		sum[k] += float64(p[k] * q)
	}
}

// Descend makes u += alpha·p and r -= alpha·q, where q = (p-up) + (p-down) + g (p-t) is the current
// that leaves a node at p towards neighbours at up and down through unit conductances, and towards t
// through g. All lengths must be equal.
func Descend(u, r, p, up, down, g, t []float64, alpha float64) {
	r, p, up, down, g, t = r[:len(u)], p[:len(u)], up[:len(u)], down[:len(u)], g[:len(u)], t[:len(u)]
	n := len(u) &^ 7
	fastestChains.descend(u[:n], r[:n], p[:n], up[:n], down[:n], g[:n], t[:n], alpha)
	descendPlain(u[n:], r[n:], p[n:], up[n:], down[n:], g[n:], t[n:], alpha)
}

func descendPlain(u, r, p, up, down, g, t []float64, alpha float64) {
	r, p, up, down, g, t = r[:len(u)], p[:len(u)], up[:len(u)], down[:len(u)], g[:len(u)], t[:len(u)]
	for k := range u {
		q := ((p[k] - up[k]) + (p[k] - down[k])) + float64(g[k]*(p[k]-t[k]))
		u[k] += float64(alpha * p[k])
		r[k] -= float64(alpha * q)
	}
}

// Share makes y0 += f0·r and y1 += f1·r. All lengths must be equal, and y0 must not be y1.
func Share(y0, y1, r []float64, f0, f1 float64) {
	y0, y1 = y0[:len(r)], y1[:len(r)]
	n := len(r) &^ 7
	fastestChains.share(y0[:n], y1[:n], r[:n], f0, f1)
	sharePlain(y0[n:], y1[n:], r[n:], f0, f1)
}

func sharePlain(y0, y1, r []float64, f0, f1 float64) {
	y0, y1 = y0[:len(r)], y1[:len(r)]
	for k, x := range r {
		y0[k] += float64(f0 * x)
		y1[k] += float64(f1 * x)
	}
}

// Abreast is how many chains a panel holds: element j of chain l is element j*Abreast+l.
const Abreast = 16

// PanelDown eliminates down a panel of chains, w(j) = inv(j) (g(j)·x(j) + w(j-1)) with w(-1) = first. All
// lengths must be equal and multiples of Abreast.
func PanelDown(w, inv, g, x []float64, first *[Abreast]float64) {
	if len(w)%Abreast != 0 {
		panic("kernel: not a panel")
	}
	inv, g, x = inv[:len(w)], g[:len(w)], x[:len(w)]
	fastestChains.panelDown(w, inv, g, x, first)
}

func panelDownPlain(w, inv, g, x []float64, first *[Abreast]float64) {
	e := *first
	inv, g, x = inv[:len(w)], g[:len(w)], x[:len(w)]
	for ; len(w) >= Abreast; w, inv, g, x = w[Abreast:], inv[Abreast:], g[Abreast:], x[Abreast:] {
		w, inv, g, x := (*[Abreast]float64)(w), (*[Abreast]float64)(inv), (*[Abreast]float64)(g), (*[Abreast]float64)(x)
		for l := range w {
			y := inv[l] * (float64(g[l]*x[l]) + e[l])
			e[l], w[l] = y, y
		}
	}
}

// PanelUp eliminates up a panel of chains, w(j) += inv(j)·w(j+1) with w beyond the end 0. Both
// lengths must be equal and a multiple of Abreast.
func PanelUp(w, inv []float64) {
	if len(w)%Abreast != 0 {
		panic("kernel: not a panel")
	}
	fastestChains.panelUp(w, inv[:len(w)])
}

func panelUpPlain(w, inv []float64) {
	var e [Abreast]float64
	for j := len(w) - Abreast; j >= 0; j -= Abreast {
		w, inv := (*[Abreast]float64)(w[j:]), (*[Abreast]float64)(inv[j:])
		for l := range w {
			y := w[l] + float64(inv[l]*e[l])
			e[l], w[l] = y, y
		}
	}
}

// ToPanel copies Abreast rows of n elements, each stride after the one before it, into a panel.
func ToPanel(panel, rows []float64, n, stride int) {
	panel, rows = panel[:n*Abreast], rows[:(Abreast-1)*stride+n]
	m := n &^ 7
	fastestChains.toPanel(panel[:m*Abreast], rows, stride)
	for l := range Abreast {
		for j := m; j < n; j++ {
			panel[j*Abreast+l] = rows[l*stride+j]
		}
	}
}

func toPanelPlain(panel, rows []float64, stride int) {
	for j := 0; j < len(panel); j += 8 * Abreast {
		to := (*[8 * Abreast]float64)(panel[j:])
		for l := range Abreast {
			from := (*[8]float64)(rows[l*stride+j/Abreast:])
			for k, x := range from {
				to[k*Abreast+l] = x
			}
		}
	}
}

// FromPanel is ToPanel the other way.
func FromPanel(rows, panel []float64, n, stride int) {
	panel, rows = panel[:n*Abreast], rows[:(Abreast-1)*stride+n]
	m := n &^ 7
	fastestChains.fromPanel(rows, panel[:m*Abreast], stride)
	for l := range Abreast {
		for j := m; j < n; j++ {
			rows[l*stride+j] = panel[j*Abreast+l]
		}
	}
}

func fromPanelPlain(rows, panel []float64, stride int) {
	for j := 0; j < len(panel); j += 8 * Abreast {
		from := (*[8 * Abreast]float64)(panel[j:])
		for l := range Abreast {
			to := (*[8]float64)(rows[l*stride+j/Abreast:])
			for k := range to {
				to[k] = from[k*Abreast+l]
			}
		}
	}
}
