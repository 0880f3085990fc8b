package circuit

import (
	"fmt"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// usual is the error, relative to the answer and in the norm of dissipated power, at which conjugate
// gradients stop, and the change of a voltage, relative to the largest, that the last step must not exceed.
const usual = 1e-11

// acceptable is the error, relative to the largest voltage, of an answer that rounding keeps from
// getting better: lines held only by terminals of a thousand million segments or more.
const acceptable = 1e-9

// A NoConvergence says that a circuit was not solved: what came out is not an answer.
type NoConvergence struct {
	Iterations int
	Violation  float64 // worst violation of Kirchhoff's current law, A
}

func (e *NoConvergence) Error() string {
	return fmt.Sprintf("the circuit did not converge: after %d iterations Kirchhoff's current law is violated by %s",
		e.Iterations, si.Format(e.Violation, "A"))
}

// solve makes u by conjugate gradients on S u = c + G A⁻¹ b, preconditioned by the bit lines with their
// cells grounded and by a coarse grid for what is smooth, and leaves word voltages in t. It starts
// from u, or from 0 V, and stops at an error of tolerance in the norm of dissipated power.
func (c *chains) solve(u []float64, drive *Drive, warm bool, tolerance float64) (iterations int, err error) {
	scale := 0.0
	if warm { // how close is close shows only from 0 V
		copy(c.z, u)
		clear(u)
		c.residual(u, drive)
		copy(u, c.z)
		scale = c.precondition()
	} else {
		clear(u)
	}
	most := 2000 + 40*(c.rows+c.cols)
	settled := false // by the residual that is carried along
	for round := 0; ; round++ {
		expected := kernel.Largest(c.r)
		c.residual(u, drive)
		if settled && kernel.Largest(c.r) <= 4*expected {
			return iterations, nil // what was carried along is true
		}
		rz := c.precondition()
		if round == 0 && !warm {
			scale = rz
		}
		if rz <= tolerance*tolerance*scale && c.step(u) <= tolerance {
			return iterations, nil
		}
		rounding := 0.0
		if round > 0 || warm {
			rounding = c.rounding(u)
		}
		enough := max(tolerance*tolerance*scale, rounding)
		if rz <= enough || round >= 4 {
			if step := c.step(u); rz <= enough && step <= tolerance || round >= 4 && step <= acceptable {
				return iterations, nil
			}
		}
		if iterations >= most || round > 6 || !finite(rz) {
			return iterations, &NoConvergence{iterations, c.worst()}
		}
		clear(c.p)
		settled = false
		for beta := 0.0; iterations < most; {
			pq := c.search(beta)
			if !(pq > 0) {
				break
			}
			c.descend(u, rz/pq)
			iterations++
			next := c.precondition()
			beta, rz = next/rz, next
			if rz <= enough/2 {
				settled = c.step(u) <= tolerance
				if settled || rz <= rounding {
					break
				}
				enough /= 100
			}
		}
	}
}

// step is the most by which the next step could change a voltage, as a fraction of the largest. Lines
// that only weak cells hold have little power, and may be far off when the power of the others is right.
func (c *chains) step(u []float64) float64 {
	step, row := 0.0, c.w[:c.cols]
	for i := range c.rows {
		y0, y1, f0, f1 := c.coarse.row(i)
		kernel.Direction(row, c.z[i*c.cols:(i+1)*c.cols], y0, y1, f0, f1, 0)
		step = max(step, kernel.Largest(row))
	}
	largest := kernel.Largest(u)
	if step == 0 {
		return 0
	}
	return step / largest
}

// rounding is the power that the last digits of u leave.
func (c *chains) rounding(u []float64) float64 {
	sum, wires := 0.0, 2.0
	for _, s := range c.stiff {
		if len(s) > 0 {
			wires = 2 + 2*c.unit/c.geo.Word
		}
	}
	for k, x := range u {
		sum += float64(float64((wires+c.bitG[k])*x) * x)
	}
	return 0x1p-100 * sum
}

// residual makes r, what flows into the nodes of bit lines and not out again, for voltages u.
func (c *chains) residual(u []float64, drive *Drive) {
	copy(c.p, u)
	c.coarse.begin()
	for k := range c.panels {
		c.respond(k, c.t, c.p, drive)
	}
	clear(c.r)
	for i := range c.rows {
		from, to := i*c.cols, (i+1)*c.cols
		r, row := c.r[from:to], c.p[from:to]
		up, down := c.around(i)
		kernel.Descend(c.z[from:to], r, row, up, down, c.bitG[from:to], c.t[from:to], 1) // z is free
		if i == 0 {
			join(r, c.top, drive.Top, row)
		}
		if i == c.rows-1 {
			join(r, c.bottom, drive.Bottom, row)
		}
		if drive.Cells != nil {
			for j, a := range drive.Cells[from:to] {
				r[j] += float64(c.unit * a)
			}
		}
	}
	c.eachStiff(func(at int, i float64) { c.r[at] -= i })
	for i := range c.rows {
		c.coarse.share(i, c.r[i*c.cols:(i+1)*c.cols])
	}
}

// join adds to r what terminals at those volts send through ends of those conductances to nodes at p.
func join(r, ends, volts, p []float64) {
	for j, e := range ends {
		r[j] += float64(e * (at(volts, j) - p[j]))
	}
}

// eachStiff passes the node and the current from bit to word line of every stiff cell to f.
func (c *chains) eachStiff(f func(at int, i float64)) {
	for k, cells := range c.stiff {
		for n, s := range cells {
			f(s.row*c.cols+s.col, c.stiffI[k][n])
		}
	}
}

// around are the rows of p above and below row i; beyond an edge row i itself, from which nothing
// flows.
func (c *chains) around(i int) (up, down []float64) {
	above, below := max(i-1, 0), min(i+1, c.rows-1)
	return c.p[above*c.cols : (above+1)*c.cols], c.p[below*c.cols : (below+1)*c.cols]
}

// block is how many numbers of a bit-line sweep stay in the second cache.
const block = 1 << 14

// precondition makes z of r and returns r·M⁻¹r; what the coarse grid adds to z is added by search.
func (c *chains) precondition() float64 {
	c.sum = kernel.Sum{}
	width := max(block/c.rows&^7, 32)
	for from := 0; from < c.cols; from += width {
		c.sweep(from, min(from+width, c.cols))
	}
	return c.sum.Total() + c.coarse.solve()
}

// sweep solves the bit lines from…to, cells grounded.
func (c *chains) sweep(from, to int) {
	row := func(x []float64, i int) []float64 { return x[i*c.cols+from : i*c.cols+to] }
	zeros := c.coarse.zeros[from:to]
	prev := zeros
	for i := range c.rows {
		z := row(c.z, i)
		kernel.ChainDown(z, row(c.bitInv, i), row(c.r, i), prev)
		prev = z
	}
	prev = zeros
	for i := c.rows - 1; i >= 0; i-- {
		z := row(c.z, i)
		kernel.ChainUp(&c.sum, z, row(c.bitInv, i), prev, row(c.r, i))
		prev = z
	}
}

// search makes the next direction p = M⁻¹r + beta·p and its response t, and returns p·S p.
func (c *chains) search(beta float64) float64 {
	c.sum = kernel.Sum{}
	c.turn(0, beta)
	edge := 0.0
	for k := range c.panels {
		c.turn(k+1, beta)
		c.respond(k, c.t, c.p, nil)
		for i := k * kernel.Abreast; i < min((k+1)*kernel.Abreast, c.rows); i++ {
			row := c.p[i*c.cols : (i+1)*c.cols]
			up, down := c.around(i)
			kernel.CurrentDot(&c.sum, row, up, down, c.bitG[i*c.cols:(i+1)*c.cols], c.t[i*c.cols:(i+1)*c.cols])
			if i == 0 {
				edge += weighted(c.top, row)
			}
			if i == c.rows-1 {
				edge += weighted(c.bottom, row)
			}
		}
	}
	c.eachStiff(func(at int, i float64) { edge += float64(c.p[at] * i) })
	return c.sum.Total() + edge
}

// weighted is Σ e x².
func weighted(e, x []float64) float64 {
	sum := 0.0
	for j, y := range x {
		sum += float64(float64(e[j]*y) * y)
	}
	return sum
}

// turn makes the rows of panel k of the next direction.
func (c *chains) turn(k int, beta float64) {
	for i := k * kernel.Abreast; i < min((k+1)*kernel.Abreast, c.rows); i++ {
		y0, y1, f0, f1 := c.coarse.row(i)
		kernel.Direction(c.p[i*c.cols:(i+1)*c.cols], c.z[i*c.cols:(i+1)*c.cols], y0, y1, f0, f1, beta)
	}
}

// descend goes alpha along p.
func (c *chains) descend(u []float64, alpha float64) {
	c.coarse.begin()
	for i := range c.rows {
		from, to := i*c.cols, (i+1)*c.cols
		up, down := c.around(i)
		kernel.Descend(u[from:to], c.r[from:to], c.p[from:to], up, down, c.bitG[from:to], c.t[from:to], alpha)
		if i == 0 {
			leak(c.r[from:to], c.top, c.p[from:to], alpha)
		}
		if i == c.rows-1 {
			leak(c.r[from:to], c.bottom, c.p[from:to], alpha)
		}
		for n, k := 0, i/kernel.Abreast; n < len(c.stiff[k]); n++ {
			if s := c.stiff[k][n]; s.row == i {
				c.r[from+s.col] -= float64(alpha * c.stiffI[k][n])
			}
		}
		c.coarse.share(i, c.r[from:to])
	}
}

// leak takes what flows through the ends of the bit lines.
func leak(r, e, p []float64, alpha float64) {
	for j := range r {
		r[j] -= float64(alpha * float64(e[j]*p[j]))
	}
}

// worst is the largest element of r as a current, A.
func (c *chains) worst() float64 {
	return kernel.Largest(c.r) / c.unit
}
