package circuit

import (
	"fmt"
	"math"
)

// solveLumped is solve for bit lines without resistance, each a single node: conjugate gradients on
// those that have no fixed voltage, with the word lines eliminated as ever.
func (c *chains) solveLumped(s *Solution, drive *Drive, warm bool) error {
	l := &lumped{chains: c, drive: drive, u: make([]float64, c.cols), r: make([]float64, c.cols), free: make([]bool, c.cols), diagonal: make([]float64, c.cols)}
	unknown := 0
	for j := range c.cols {
		v, pinned, err := c.geo.pin(j, drive)
		if err != nil {
			return err
		}
		l.free[j] = !pinned
		switch {
		case pinned:
			l.u[j] = v
		case warm:
			unknown++
			l.u[j] = s.Bit[j]
		default:
			unknown++
		}
		l.diagonal[j] = c.top[j] + c.bottom[j]
	}
	for k, g := range c.bitG {
		l.diagonal[k%c.cols] += g
	}
	for _, cells := range c.stiff {
		for _, x := range cells {
			l.diagonal[x.col] += c.unit / c.geo.Word * 2
		}
	}
	err := l.descend(s, unknown)
	for i := range c.rows {
		copy(s.Bit[i*c.cols:(i+1)*c.cols], l.u)
	}
	return err
}

// pin is the voltage of a bit line that nothing separates from a terminal.
func (g *Geometry) pin(j int, d *Drive) (volts float64, pinned bool, err error) {
	top, bottom := end{g.Bit, g.Top, d.Top, j, 0}, end{g.Bit, g.Bottom, d.Bottom, j, 0}
	v, w := at(d.Top, j), at(d.Bottom, j)
	switch {
	case top.pinned() && bottom.pinned() && v != w:
		return 0, false, fmt.Errorf("line %d without resistance joins terminals of %g V and %g V: nothing limits its current", j+1, v, w)
	case top.pinned():
		return v, true, nil
	}
	return w, bottom.pinned(), nil
}

// lumped are bit lines of one node each, on the way to their voltages u.
type lumped struct {
	*chains
	drive    *Drive
	u, r     []float64
	free     []bool
	diagonal []float64
}

// leave makes what flows from bit lines at voltages u into cells and ends, in units of bit lines; a nil
// drive is one of 0 V.
func (l *lumped) leave(dst, u []float64, drive *Drive) {
	for i := range len(l.p) / l.cols {
		copy(l.p[i*l.cols:(i+1)*l.cols], u)
	}
	for k := range l.panels {
		l.respond(k, l.t, l.p, drive)
	}
	d := drive
	if d == nil {
		d = &Drive{}
	}
	for j := range dst {
		dst[j] = 0
		if l.free[j] {
			dst[j] = float64(l.top[j]*(u[j]-at(d.Top, j))) + float64(l.bottom[j]*(u[j]-at(d.Bottom, j)))
		}
	}
	for i := range l.rows {
		for j, g := range l.bitG[i*l.cols : (i+1)*l.cols] {
			dst[j] += float64(g * (u[j] - l.t[i*l.cols+j]))
			dst[j] -= float64(l.unit * at(d.Cells, i*l.cols+j))
		}
	}
	l.eachStiff(func(at int, i float64) { dst[at%l.cols] += i })
	for j, free := range l.free {
		if !free {
			dst[j] = 0
		}
	}
}

func (l *lumped) descend(s *Solution, unknown int) error {
	n := len(l.u)
	p, q, z := make([]float64, n), make([]float64, n), make([]float64, n)
	precondition := func() (rz, step float64) {
		for j, r := range l.r {
			z[j] = 0
			if l.free[j] {
				z[j] = r / l.diagonal[j]
			}
			rz += float64(r * z[j])
			step = max(step, math.Abs(z[j]))
		}
		return rz, step
	}
	most := 200 + 20*unknown
	before := math.Inf(1)
	for round := 0; ; round++ {
		l.leave(l.r, l.u, l.drive)
		negate(l.r)
		rz, step := precondition()
		largest, worst := 0.0, 0.0
		for j, x := range l.u {
			largest = max(largest, math.Abs(x))
			worst = max(worst, math.Abs(l.r[j])/l.unit)
		}
		for _, x := range l.t {
			largest = max(largest, math.Abs(x))
		}
		s.Violation = worst
		switch {
		case step <= usual*largest:
			return nil
		case round > 3 && step > before/2 && step <= 100*usual*largest:
			return nil // rounding
		case s.Iterations >= most || round > 3 && step > before/2 || !finite(rz):
			return &NoConvergence{s.Iterations, worst}
		}
		before = step
		clear(p)
		for beta := 0.0; s.Iterations < most; {
			for j := range p {
				p[j] = z[j] + float64(beta*p[j])
			}
			l.leave(q, p, nil)
			pq := 0.0
			for j := range p {
				pq += float64(p[j] * q[j])
			}
			if !(pq > 0) {
				break
			}
			alpha := rz / pq
			for j := range p {
				l.u[j] += float64(alpha * p[j])
				l.r[j] -= float64(alpha * q[j])
			}
			s.Iterations++
			next, step := precondition()
			beta, rz = next/rz, next
			if step <= usual*largest/100 || rz == 0 {
				break
			}
		}
	}
}
