package fit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// starts is how many random starts a loop fit has; the best is polished and the spread of the good ones is told.
const starts = 30

// worstCondition is the condition number of JᵀJ, columns scaled, from which single parameters mean nothing: errors
// in the data come back √1e8 times larger in the worst direction.
const worstCondition = 1e8

// IV fits VTEAM and Yakopcic's model to current–voltage loops by least squares of the currents of the integrated model, from 30
// random starts each, and a sinh to the branches at rest. Currents count relative to themselves down to a tenth of their lower
// quartile; clipped points are left out, and the cell sees the voltage that the compliance leaves it. The condition of JᵀJ says
// whether single parameters are identified. The models are those of package device; see there for equations and sources. It
// errs where no loop has both polarities and a time.
func IV(sweeps []lab.Sweep, s variability.Stream) (*Report, error) {
	cells, notes := loopCells(sweeps)
	if len(cells) == 0 {
		return nil, refuse("fit iv", "no loop with both polarities among the measurements")
	}
	r := &Report{Kind: "iv", Title: "Loops of current and voltage", Notes: notes}
	models := []loopModel{vteamLoop(), yakopcicLoop()}
	fits := make([][]*loopFit, len(models))
	total := make([]float64, len(models))
	for k, m := range models {
		for i, c := range cells {
			f := m.fit(c, s.Named(m.name).At(i))
			fits[k] = append(fits[k], f)
			total[k] += f.aicc
		}
	}
	best := 0
	for k, m := range models {
		if total[k] < total[best] {
			best = k
		}
		f := fits[k][0]
		r.Goodness = append(r.Goodness, Goodness{"AICc " + m.name, total[k], ""},
			Goodness{"relative error of the current, " + m.name, math.Sqrt(f.ssr / float64(f.m)), "of " + cells[0].name},
			Goodness{"starts within 5 % of the best, " + m.name, float64(f.good), fmt.Sprintf("of %d", starts)})
	}
	r.loops(models[best], cells, fits[best])
	r.sinh(cells[0])
	r.loopPanels(models[best], cells, fits[best])
	return r, nil
}

// A loopCell is the loops of one device, one after another.
type loopCell struct {
	name   string
	v, i   []float64
	dt     []float64 // s, that each voltage lasts
	skip   []bool
	limit  float64 // A; 0 for none
	floor  float64 // A, below which an error does not count relative
	points int
	figure loopFigure
}

// mostLoops of a device are fitted together.
const mostLoops = 2

func loopCells(sweeps []lab.Sweep) ([]*loopCell, []string) {
	var all []*loopCell
	var notes []string
	taken := map[string]int{}
	untimed := false
	for _, s := range sweeps {
		figure, ok := loopOf(s)
		if !ok || taken[s.Device] >= mostLoops {
			continue
		}
		taken[s.Device]++
		at := slices.IndexFunc(all, func(c *loopCell) bool { return c.name == s.Device })
		if at < 0 {
			at = len(all)
			all = append(all, &loopCell{name: s.Device, figure: figure})
		}
		c := all[at]
		if s.Compliance > 0 {
			c.limit = s.Compliance
		}
		n := len(s.Voltage)
		step := (s.Time[n-1] - s.Time[0]) / float64(n-1)
		if !(step > 0) {
			step, untimed = 1e-2, true
		}
		for k := range s.Voltage {
			c.v, c.i, c.dt = append(c.v, s.Voltage[k]), append(c.i, s.Current[k]), append(c.dt, step)
			c.skip = append(c.skip, len(s.Clipped) > k && s.Clipped[k] || s.Voltage[k] == 0)
		}
	}
	for _, c := range all {
		var size, chord []float64
		for k, i := range c.i {
			if !c.skip[k] {
				size, chord = append(size, math.Abs(i)), append(chord, i/c.v[k])
			}
		}
		// A cell that was not RESET comes back as LRS on both sides: the starts take the range of all chords.
		c.figure.hrs, c.figure.lrs = max(quantile(chord, 0.02), 1e-14), max(quantile(chord, 0.98), 2e-14)
		c.floor = 0.1 * quantile(size, 0.25)
		c.points = len(size)
	}
	if untimed {
		notes = append(notes, "no times in the file: 10 ms a point are taken, and rates scale with that")
	}
	return all, notes
}

// A loopModel is a model of package device with parameters of a size near 1: logarithms of what is positive.
type loopModel struct {
	name  string
	names []string // of the parameters of a card
	units []string
	most  []float64                   // largest of the parameters; where it ends, all are free
	from  func(x []float64) []float64 // card values
	make  func(x []float64) device.Model
	x0    func(x []float64) float64 // state at the start
	guess func(c *loopCell, src *rand.PCG) []float64
}

// A loopFit is a least-squares solution for one device.
type loopFit struct {
	*least
	aicc float64
	good int
}

// current simulates the loops of a cell.
func (m loopModel) current(c *loopCell, x, out []float64) {
	model := m.make(x)
	s := device.NewState(model, 1)
	s.X[0][0] = m.x0(x)
	i, v := make([]float64, 1), make([]float64, 1)
	for k := range c.v {
		v[0] = c.v[k]
		if c.limit > 0 {
			model.Current(i, s, v)
			if a := math.Abs(i[0]); a > c.limit {
				v[0] *= c.limit / a
			}
		}
		model.Step(s, v, c.dt[k], nil)
		v[0] = c.v[k]
		model.Current(i, s, v)
		out[k] = i[0]
		if c.limit > 0 {
			out[k] = min(max(out[k], -c.limit), c.limit)
		}
	}
}

func (m loopModel) residuals(c *loopCell) func(x, out []float64) {
	i := make([]float64, len(c.v))
	return func(x, out []float64) {
		for k, v := range x {
			if !(math.Abs(v) < 60) || k < len(m.most) && v > m.most[k] {
				for k := range out {
					out[k] = math.Inf(1)
				}
				return
			}
		}
		m.current(c, x, i)
		n := 0
		for k := range i {
			if !c.skip[k] {
				out[n] = (i[k] - c.i[k]) / (math.Abs(c.i[k]) + c.floor)
				n++
			}
		}
	}
}

func (m loopModel) fit(c *loopCell, s variability.Stream) *loopFit {
	res := m.residuals(c)
	src := s.Source()
	var all []*least
	for range starts {
		x := m.guess(c, src)
		all = append(all, squaresIn(30, res, c.points, x, steps(len(x))))
	}
	slices.SortStableFunc(all, func(a, b *least) int {
		switch {
		case a.ssr < b.ssr:
			return -1
		case a.ssr > b.ssr:
			return 1
		}
		return 0
	})
	const polished = 5
	for k := range polished {
		all[k] = squaresIn(200, res, c.points, all[k].x, steps(len(all[k].x)))
	}
	f := &loopFit{least: all[0]}
	for _, l := range all[:polished] {
		if l.ssr < f.ssr {
			f.least = l
		}
	}
	for _, l := range all {
		if l.ssr < 1.05*f.ssr {
			f.good++
		}
	}
	n := float64(f.m)
	f.aicc = aicc(0.5*n*kernel.Log(f.ssr/n), len(f.x)+1, f.m)
	return f
}

func steps(n int) []float64 {
	h := make([]float64, n)
	for i := range h {
		h[i] = 1e-4
	}
	return h
}

// loops turns fits into estimates and the numbers of a card.
func (r *Report) loops(m loopModel, cells []*loopCell, fits []*loopFit) {
	worst := 0.0
	for _, f := range fits {
		worst = max(worst, f.cond)
	}
	says := "single parameters are identified"
	if worst > worstCondition {
		says = "single parameters are not identified: the loops fix combinations of them only; intervals hold along the model that fits"
	}
	r.Goodness = append(r.Goodness, Goodness{"condition of JᵀJ, " + m.name, worst, says})
	method := fmt.Sprintf("%s, least squares of the integrated loop, %d starts", m.name, starts)
	for k, name := range m.names {
		var x, se []float64
		for _, f := range fits {
			at := m.from(f.x)[k]
			up, down := slices.Clone(f.x), slices.Clone(f.x)
			var width float64
			if f.cov == nil {
				width = math.Inf(1)
			} else if k < len(f.x) {
				h := 0.01 * f.sd(k)
				up[k], down[k] = up[k]+h, down[k]-h
				width = math.Abs(m.from(up)[k]-m.from(down)[k]) / (2 * h) * f.sd(k)
			}
			x, se = append(x, at), append(se, width)
		}
		e := gather(x, se).estimate(name, m.units[k], method)
		if len(fits) == 1 {
			f := fits[0]
			lo, hi := f.interval(k)
			at := slices.Clone(f.x)
			e.Value, e.SE = x[0], se[0]
			at[k] = lo
			e.Low = m.from(at)[k]
			at[k] = hi
			e.High = m.from(at)[k]
			if e.Low > e.High {
				e.Low, e.High = e.High, e.Low
			}
			e.N, e.Of = f.m, "points"
		}
		if !finite(e.Value) {
			e.Value, e.N = x[0], len(fits)
		}
		if !(e.SE < math.Abs(e.Value)) {
			e.Verdict = "not identified: the loops do not fix it"
		}
		r.add(e)
		n := Number{Name: name, Value: e.Value, Unit: m.units[k], SE: e.SE, SD: e.SD, N: len(fits), Provenance: "fitted", Note: "loops"}
		if last := r.Estimates[len(r.Estimates)-1]; last.Verdict != Identified {
			n.Provenance, n.Note, n.SE = "assumed", "fitted, but "+last.Verdict, nan()
		}
		r.Numbers = append(r.Numbers, n)
	}
	r.Model = m.name
	top, bottom := slices.Max(cells[0].v), slices.Min(cells[0].v)
	r.Fitted = fmt.Sprintf("loops from %.3g V to %.3g V, %.3g s a point; %d devices", bottom, top, cells[0].dt[0], len(cells))
	r.loopPulses(m, cells[0], fits[0], top, bottom)
	if len(fits) < fewDevices {
		r.note("spread between devices is refused: %d of them, want %d", len(fits), fewDevices)
	}
}

// loopPulses adds the pulses of a card: at the ends of the loop, as wide as takes a twentieth of the range from mid-range.
func (r *Report) loopPulses(m loopModel, c *loopCell, f *loopFit, top, bottom float64) {
	model := m.make(f.x)
	width := func(volts float64) float64 {
		t := 1e-9
		for range 60 {
			s := device.NewState(model, 1)
			s.X[0][0] = 0.5
			model.Step(s, []float64{volts}, t, nil)
			if math.Abs(s.X[0][0]-0.5) > 0.05 {
				break
			}
			t *= 1.5
		}
		return rounded(min(t, 10), 2)
	}
	assume := func(name, unit string, v float64, why string) {
		r.Numbers = append(r.Numbers, Number{Name: name, Value: v, Unit: unit, SE: nan(), SD: nan(), Provenance: "assumed", Note: why})
	}
	const why = "a twentieth of the range from its middle, at the end of the loop"
	assume("v_set", "V", top, "end of the loop")
	assume("t_set", "s", width(top), why)
	assume("v_reset", "V", bottom, "end of the loop")
	assume("t_reset", "s", width(bottom), why)
	assume("v_read", "V", 0.1, "the loops do not tell")
	assume("t_read", "s", 1e-7, "the loops do not tell")
	assume("c2c", "", 0, "a loop does not tell the scatter of a pulse")
	assume("c2c_range", "", 0, "a loop does not tell the scatter of a pulse")
	if m.name == "vteam" {
		r.Numbers = append(r.Numbers, Number{Name: "conduction", Value: "conductance", SE: nan(), SD: nan(), Provenance: "assumed", Note: "linear in the state"})
	}
}

// sinh fits I = g sinh(bV)/b to what the first loop shows below half of its switching voltages on the way back.
func (r *Report) sinh(c *loopCell) {
	for _, branch := range []struct {
		name string
		sign float64
	}{{"LRS", 1}, {"HRS", -1}} {
		var v, i []float64
		edge := c.figure.vSet
		if branch.sign < 0 {
			edge = -c.figure.vReset
		}
		turned := false
		for k := 1; k < len(c.v)/max(1, len(c.v)/600+1) || k < len(c.v); k++ {
			if branch.sign*c.v[k] > 0 && branch.sign*(c.v[k]-c.v[k-1]) < 0 {
				turned = true
			}
			if turned && branch.sign*c.v[k] > 0 && math.Abs(c.v[k]) < 0.7*edge && !c.skip[k] && branch.sign*(c.v[k]-c.v[k-1]) < 0 {
				v, i = append(v, math.Abs(c.v[k])), append(i, math.Abs(c.i[k]))
			}
		}
		if len(v) < 6 {
			continue
		}
		shape := func(x []float64, u float64) float64 {
			b := x[1]
			if math.Abs(b*u) < 1e-4 {
				return kernel.Exp(x[0]) * u
			}
			e := kernel.Exp(b * u)
			return kernel.Exp(x[0]) * (e - 1/e) / (2 * b)
		}
		l := squares(func(x, out []float64) {
			for k := range v {
				out[k] = shape(x, v[k])/i[k] - 1
			}
		}, len(v), []float64{kernel.Log(median(i) / median(v)), 0.5}, []float64{1e-4, 1e-4})
		lo, hi := l.interval(0)
		g := kernel.Exp(l.x[0])
		method := "sinh on the branch at rest, relative least squares"
		r.add(Estimate{Name: "g of " + branch.name, Value: g, Low: kernel.Exp(lo), High: kernel.Exp(hi), SE: g * l.sd(0), SD: nan(), N: len(v), Of: "points", Unit: "S", Method: method})
		lo, hi = l.interval(1)
		e := Estimate{Name: "curvature b of " + branch.name, Value: math.Abs(l.x[1]), Low: lo, High: hi, SE: l.sd(1), SD: nan(), N: len(v), Of: "points", Unit: "1/V", Method: method}
		if l.x[1] < 0 { // sinh(bV)/b is even in b
			e.Low, e.High = -hi, -lo
		}
		if e.Low <= 0 {
			e.Low, e.Verdict = 0, "not told from 0: ohmic"
		}
		r.add(e)
	}
}

// loopPanels shows the first device: current, its size, and what is left.
func (r *Report) loopPanels(m loopModel, cells []*loopCell, fits []*loopFit) {
	c, f := cells[0], fits[0]
	i := make([]float64, len(c.v))
	m.current(c, f.x, i)
	size := func(x []float64) []float64 {
		y := make([]float64, len(x))
		for k, v := range x {
			if y[k] = math.Abs(v); y[k] == 0 {
				y[k] = nan()
			}
		}
		return y
	}
	var rest Series
	rest.Name, rest.Faint = c.name, true
	for k := range i {
		if !c.skip[k] {
			rest.X, rest.Y = append(rest.X, c.v[k]), append(rest.Y, (c.i[k]-i[k])/(math.Abs(c.i[k])+c.floor))
		}
	}
	r.Panels = []Panel{
		{Title: c.name, X: "voltage", XUnit: "V", Y: "current", YUnit: "A", Series: []Series{{Name: "loops", X: c.v, Y: c.i}, {Name: m.name, X: c.v, Y: i, Line: true}}},
		{Title: "Its size", X: "voltage", XUnit: "V", Y: "|current|", YUnit: "A", YLog: true, Series: []Series{{Name: "loops", X: c.v, Y: size(c.i)}, {Name: m.name, X: c.v, Y: size(i), Line: true}}},
		{Title: "Residuals", X: "voltage", XUnit: "V", Y: "relative error", Series: []Series{rest}}}
}
