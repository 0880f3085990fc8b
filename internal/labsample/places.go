package labsample

import (
	"fmt"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// stdp are pairs of spikes on one cell: an exponential on either side, with scatter.
func stdp(s *Sample, stream variability.Stream) error {
	const plus, minus, tauPlus, tauMinus, scatter = 0.8, 0.45, 0.02, 0.035, 0.03
	src := stream.Source()
	p := lab.STDP{Device: "stdp"}
	s.write("Δt (ms),ΔG/G (%%)")
	for k := -30; k <= 30; k++ {
		if k == 0 {
			continue
		}
		dt := float64(k) * 3e-3
		change := plus * kernel.Exp(-dt/tauPlus)
		if dt < 0 {
			change = -minus * kernel.Exp(dt/tauMinus)
		}
		change += float64(scatter * kernel.Normal(src))
		p.Delay, p.Change = append(p.Delay, dt), append(p.Change, change)
		s.write("%s,%s", num(dt*1e3), num(change*100))
	}
	s.Want.STDPs = []lab.STDP{p}
	s.Format = "table"
	s.truth.text("law", "dG/G = a_plus exp(-dt/tau_plus) for dt > 0, -a_minus exp(dt/tau_minus) for dt < 0, normal scatter")
	s.truth.number("a_plus", plus)
	s.truth.number("a_minus", minus)
	s.truth.number("tau_plus_s", tauPlus)
	s.truth.number("tau_minus_s", tauMinus)
	s.truth.number("scatter", scatter)
	return nil
}

// wafer is a map of forming voltages: a plane over the wafer and a normal scatter.
func wafer(s *Sample, stream variability.Stream) error {
	const mean, slopeX, slopeY, sd = 2.6, 0.02, -0.01, 0.08
	src := stream.Source()
	m := lab.Map{Quantity: "V_form", Unit: "V"}
	s.write("die x,die y,V_form (V)")
	for y := -7; y <= 7; y++ {
		for x := -7; x <= 7; x++ {
			if x*x+y*y > 55 {
				continue
			}
			v := mean + float64(slopeX*float64(x)) + float64(slopeY*float64(y)) + float64(sd*kernel.Normal(src))
			m.X, m.Y = append(m.X, float64(x)), append(m.Y, float64(y))
			m.Value, m.Device = append(m.Value, v), append(m.Device, "")
			s.write("%d,%d,%s", x, y, num(v))
		}
	}
	s.Want.Maps = []lab.Map{m}
	s.Format = "table"
	s.truth.text("law", "V_form = mean + slope_x x + slope_y y + N(0, sd)")
	s.truth.number("mean_V", mean)
	s.truth.number("slope_x_V", slopeX)
	s.truth.number("slope_y_V", slopeY)
	s.truth.number("sd_V", sd)
	return nil
}

// values are the resistances of an array of 32 × 32 cells after forming, one a line: lognormal, and a
// hundredth of them open, which the tester writes as 0.
func values(s *Sample, stream variability.Stream) error {
	const side, median, sdLog, open = 32, 30e-6, 0.25, 0.01
	src := stream.Source()
	m := lab.Map{Quantity: "conductance", Unit: "S"}
	lost := 0
	for i := range side * side {
		g := median * kernel.Exp(sdLog*kernel.Normal(src))
		if kernel.Uniform(src) < open {
			lost++
			s.write("0")
			continue
		}
		m.X, m.Y = append(m.X, float64(i%side)), append(m.Y, float64(i/side))
		m.Value, m.Device = append(m.Value, g), append(m.Device, fmt.Sprint(i))
		s.write("%s", num(1/g))
	}
	s.Want.Maps = []lab.Map{m}
	s.Format, s.Options.Across = "array", side
	s.truth.text("law", "ln G ~ N(ln median, sd_log); open cells read 0")
	s.truth.number("median_S", median)
	s.truth.number("sd_log", sdLog)
	s.truth.number("open", open)
	s.truth.number("open_cells", float64(lost))
	return nil
}
