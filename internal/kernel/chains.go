package kernel

// chains are the loops of lines.go that have assembly twins. Every twin gives the bits of the plain
// loops, and all take whole groups of eight.
type chains struct {
	down       func(w, inv, x, prev []float64)
	up         func(sum *Sum, z, inv, next, r []float64)
	direction  func(p, z, y0, y1 []float64, f0, f1, beta float64)
	currentDot func(sum *Sum, p, up, down, g, t []float64)
	descend    func(u, r, p, up, down, g, t []float64, alpha float64)
	share      func(y0, y1, r []float64, f0, f1 float64)
	panelDown  func(w, inv, g, x []float64, first *[Abreast]float64)
	panelUp    func(w, inv []float64)
	toPanel    func(panel, rows []float64, stride int)
	fromPanel  func(rows, panel []float64, stride int)
	largest    func(x []float64) float64
	imbalance  func(v, before, after, a []float64, scale float64) float64
}

// fastestChains is chosen once, by what the processor can do.
var fastestChains = chooseChains()

// plainChains returns the loops in Go.
func plainChains() chains {
	return chains{
		down:       chainDownPlain,
		up:         chainUpPlain,
		direction:  directionPlain,
		currentDot: currentDotPlain,
		descend:    descendPlain,
		share:      sharePlain,
		panelDown:  panelDownPlain,
		panelUp:    panelUpPlain,
		toPanel:    toPanelPlain,
		fromPanel:  fromPanelPlain,
		largest:    largestPlain,
		imbalance:  imbalancePlain,
	}
}
