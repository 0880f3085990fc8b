package fit

import (
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// A Grouped is one quantity of several devices, read in several cycles of each.
type Grouped struct {
	Name   string
	Unit   string
	Groups [][]float64 // by device
}

// Var splits the variance of ln x into that between devices and that between cycles of a device, by the one-way
// random-effects analysis of variance,
//
//	ln x_dc = µ + D_d + C_dc,   D ~ N(0, σ_D²),   C ~ N(0, σ_C²)
//
// with the interval of σ_C from χ² and that of σ_D after Williams and Tukey. Below five devices σ_D is refused. It errs
// where nothing was read in two cycles of two devices.
//
// J. S. Williams, "A Confidence Interval for Variance Components", Biometrika 49, 278–281 (1962).
func Var(all []Grouped) (*Report, error) {
	r := &Report{Kind: "var", Title: "Variance between devices and between cycles, of ln x"}
	for _, g := range all {
		if v, err := anova(g.Groups); err == nil {
			r.variance(g, v)
		} else {
			r.note("%s: %v", g.Name, err)
		}
	}
	if len(r.Estimates) == 0 {
		if len(r.Notes) > 0 {
			return nil, refuse("fit var", "%s", r.Notes[0])
		}
		return nil, refuse("fit var", "nothing was read in several cycles of several devices")
	}
	return r, nil
}

// A components is an analysis of variance.
type components struct {
	devices, values       int
	mean, meanSE          float64
	between, within       float64 // σ_D, σ_C
	bLow, bHigh           float64
	wLow, wHigh           float64
	ratio, p              float64 // F and its probability
	meanOf, residual      [][]float64
	meanLow, meanHigh, n0 float64
}

// anova of the logarithms of the groups; those of less than two positive values are left out.
func anova(groups [][]float64) (components, error) {
	var y [][]float64
	for _, g := range groups {
		g = slices.DeleteFunc(slices.Clone(g), func(v float64) bool { return !(v > 0) || !finite(v) })
		if len(g) >= 2 {
			y = append(y, logs(g))
		}
	}
	c := components{devices: len(y)}
	if c.devices < 2 {
		return c, refuse("variance components", "%d devices with two cycles or more, want 2", c.devices)
	}
	var squares float64
	means := make([]float64, len(y))
	for i, g := range y {
		means[i], _ = moments(g)
		c.values += len(g)
		c.mean += float64(means[i] * float64(len(g)))
		squares += float64(len(g) * len(g))
	}
	c.mean /= float64(c.values)
	var ssa, sse float64
	for i, g := range y {
		d := means[i] - c.mean
		ssa += float64(d*d) * float64(len(g))
		var rest []float64
		for _, v := range g {
			e := v - means[i]
			sse += float64(e * e)
			rest = append(rest, e)
		}
		c.residual = append(c.residual, rest)
		c.meanOf = append(c.meanOf, []float64{means[i]})
	}
	a, e := float64(c.devices-1), float64(c.values-c.devices)
	c.n0 = (float64(c.values) - squares/float64(c.values)) / a
	msa, mse := ssa/a, sse/e
	c.within = math.Sqrt(mse)
	c.wLow, c.wHigh = math.Sqrt(sse/chiSquared(0.975, e)), math.Sqrt(sse/chiSquared(0.025, e))
	c.between = math.Sqrt(max((msa-mse)/c.n0, 0))
	c.ratio = msa / mse
	c.p = 1 - fisherCDF(c.ratio, a, e)
	c.bLow = math.Sqrt(max(ssa*(1-fisher(0.975, a, e)/c.ratio)/(c.n0*chiSquared(0.975, a)), 0))
	c.bHigh = math.Sqrt(max(ssa*(1-fisher(0.025, a, e)/c.ratio)/(c.n0*chiSquared(0.025, a)), 0))
	c.meanSE = math.Sqrt(msa / float64(c.values))
	d := student(a) * c.meanSE
	c.meanLow, c.meanHigh = c.mean-d, c.mean+d
	return c, nil
}

func (r *Report) variance(g Grouped, c components) {
	method := "one-way random effects"
	r.add(Estimate{Name: g.Name + " median", Value: kernel.Exp(c.mean), Low: kernel.Exp(c.meanLow), High: kernel.Exp(c.meanHigh),
		SE: kernel.Exp(c.mean) * c.meanSE, SD: nan(), N: c.devices, Of: "devices", Unit: g.Unit, Method: method})
	a := float64(c.devices - 1)
	e := Estimate{Name: g.Name + " sigma_d2d", Value: c.between, Low: c.bLow, High: c.bHigh, SE: (c.bHigh - c.bLow) / (2 * normal95),
		SD: nan(), N: c.devices, Of: "devices", Method: method + ", Williams–Tukey interval"}
	switch {
	case c.devices < fewDevices:
		e.Value, e.Low, e.High, e.SE = nan(), nan(), nan(), nan()
		e.Verdict = fmt.Sprintf("refused: %d devices, want %d", c.devices, fewDevices)
	case c.bLow == 0:
		e.Verdict = fmt.Sprintf("not told from 0 (F test p %.2g)", c.p)
	}
	r.add(e)
	r.add(Estimate{Name: g.Name + " sigma_c2c", Value: c.within, Low: c.wLow, High: c.wHigh, SE: c.within / math.Sqrt(2*float64(c.values-c.devices)),
		SD: nan(), N: c.values, Of: "cycles", Method: method + ", χ² interval"})
	r.Goodness = append(r.Goodness, Goodness{g.Name + ": F between devices", c.ratio, fmt.Sprintf("p %.2g with %g and %d degrees of freedom", c.p, a, c.values-c.devices)})
	if len(r.Panels) >= 6 {
		return
	}
	var means, cycles Series
	means.Name, cycles.Name, cycles.Faint = "device", "cycles", true
	for i := range c.meanOf {
		m := kernel.Exp(c.meanOf[i][0])
		half := c.within / math.Sqrt(float64(len(c.residual[i])))
		means.X, means.Y = append(means.X, float64(i+1)), append(means.Y, m)
		means.Lo, means.Hi = append(means.Lo, m*kernel.Exp(-half*normal95)), append(means.Hi, m*kernel.Exp(half*normal95))
		for _, d := range c.residual[i] {
			cycles.X, cycles.Y = append(cycles.X, float64(i+1)), append(cycles.Y, kernel.Exp(c.meanOf[i][0]+d))
		}
	}
	line := Series{Line: true, X: []float64{0.5, float64(c.devices) + 0.5}, Y: []float64{kernel.Exp(c.mean), kernel.Exp(c.mean)},
		Lo: []float64{kernel.Exp(c.mean - c.between), kernel.Exp(c.mean - c.between)}, Hi: []float64{kernel.Exp(c.mean + c.between), kernel.Exp(c.mean + c.between)},
		Name: "median, ± σ between devices"}
	r.Panels = append(r.Panels, Panel{Title: g.Name, X: "device", Y: g.Name, YUnit: g.Unit, Series: []Series{means, cycles, line}})
}

// Groups collects what was read in several cycles of several devices: the ends of pulse trains, conductances and
// switching voltages of loops, and both states of endurance tests before anything failed.
func Groups(m *lab.Measurements) []Grouped {
	var out []Grouped
	at := map[string]int{}
	add := func(name, unit, device string, v ...float64) {
		i := slices.IndexFunc(out, func(g Grouped) bool { return g.Name == name })
		if i < 0 {
			i = len(out)
			out = append(out, Grouped{Name: name, Unit: unit})
		}
		key := name + "\x00" + device
		k, ok := at[key]
		if !ok {
			k = len(out[i].Groups)
			at[key] = k
			out[i].Groups = append(out[i].Groups, nil)
		}
		out[i].Groups[k] = append(out[i].Groups[k], v...)
	}
	for _, t := range m.Pulses {
		up, down := nan(), nan()
		for k, v := range t.Voltage {
			last := k == len(t.Voltage)-1 || t.Voltage[k+1]*v < 0
			if last && v > 0 {
				up = t.Conductance[k]
			}
			if last && v < 0 {
				down = t.Conductance[k]
			}
		}
		if finite(up) {
			add("G after SET pulses", "S", t.Device, up)
		}
		if finite(down) {
			add("G after RESET pulses", "S", t.Device, down)
		}
	}
	for _, s := range m.Sweeps {
		if l, ok := loopOf(s); ok {
			add("V_set", "V", s.Device, l.vSet)
			add("|V_reset|", "V", s.Device, math.Abs(l.vReset))
			add("G_LRS of loops", "S", s.Device, l.lrs)
			add("G_HRS of loops", "S", s.Device, l.hrs)
		}
	}
	for _, e := range m.Endurances {
		k, _ := failure(e)
		add("G_HRS", "S", e.Device, e.HRS[:k]...)
		add("G_LRS", "S", e.Device, e.LRS[:k]...)
	}
	return out
}
