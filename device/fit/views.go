package fit

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/device/lab"
)

// Views are measurements ready to be looked at, before anything is fitted: loops with their switching voltages, pulse trains with the
// steps they make and the spread between devices, levels before and after they were left alone, and switching times. What there are no
// data for is left out. A view has panels and notes and no estimates.
func Views(m *lab.Measurements) []*Report {
	var all []*Report
	for _, r := range []*Report{viewLoops(m.Sweeps), viewPulses(m.Pulses), viewLevels(m.Retentions), viewKinetics(m.Kinetics)} {
		if r != nil && len(r.Panels) > 0 {
			all = append(all, r)
		}
	}
	return all
}

// viewLoops are all loops with their median, and how switching voltages are distributed.
func viewLoops(sweeps []lab.Sweep) *Report {
	if len(sweeps) == 0 {
		return nil
	}
	r := &Report{Kind: "loops", Title: "Loops of current and voltage"}
	magnitude := func(v, i float64) float64 {
		if v == 0 || i == 0 {
			return nan()
		}
		return math.Abs(i)
	}
	p := Panel{Title: "All loops", X: "voltage", XUnit: "V", Y: "|current|", YUnit: "A", YLog: true}
	var set, reset []float64
	for k, s := range sweeps {
		y := make([]float64, len(s.Current))
		for i := range y {
			y[i] = magnitude(s.Voltage[i], s.Current[i])
		}
		p.Series = append(p.Series, Series{X: s.Voltage, Y: y, Line: true, Faint: len(sweeps) > 1, Like: k > 0})
		if l, ok := loopOf(s); ok && l.lrs > leastSwitch*l.hrs {
			set, reset = append(set, l.vSet), append(reset, math.Abs(l.vReset))
		}
	}
	if mid, ok := medianLoop(sweeps); ok {
		for i := range mid.Y {
			mid.Y[i] = magnitude(mid.X[i], mid.Y[i])
		}
		p.Series = append(p.Series, mid)
	}
	r.Panels = []Panel{p}
	r.note("%s of %s.", counted(len(sweeps), "loop"), counted(len(devicesOf(sweeps, func(s lab.Sweep) string { return s.Device })), "device"))
	if len(set) >= 3 {
		r.Panels = append(r.Panels, Panel{Title: "Switching voltages", X: "|voltage|", XUnit: "V", Y: "normal quantile",
			Series: []Series{quantiles("SET", set), quantiles("RESET", reset)}})
		r.note("Switching: where ln |I/V| changes most on the way out, of the %d loops that switch.", len(set))
	}
	return r
}

// leastSwitch is by what factor a loop must change the conductance to count as switching.
const leastSwitch = 1.2

// medianLoop is the median current of loops over the same number of points, where they have the same voltages.
func medianLoop(sweeps []lab.Sweep) (Series, bool) {
	first := sweeps[0]
	s := Series{Name: "median", X: first.Voltage, Line: true}
	if len(sweeps) < 3 {
		return s, false
	}
	for i, v := range first.Voltage {
		var here []float64
		for _, o := range sweeps {
			if len(o.Voltage) != len(first.Voltage) || math.Abs(o.Voltage[i]-v) > 1e-3*(1+math.Abs(v)) {
				return s, false
			}
			here = append(here, o.Current[i])
		}
		s.Y = append(s.Y, median(here))
	}
	return s, true
}

// viewPulses are the trains of one device, the step of every pulse against the conductance before it, and the ends of trains of
// all devices.
func viewPulses(trains []lab.PulseTrain) *Report {
	if len(trains) == 0 {
		return nil
	}
	r := &Report{Kind: "pulses", Title: "Response to pulses"}
	names := devicesOf(trains, func(t lab.PulseTrain) string { return t.Device })
	over := Panel{Title: "Cycles of " + names[0], X: "pulse", Y: "conductance", YUnit: "S"}
	up, down := Series{Name: "SET"}, Series{Name: "RESET"}
	high, low := map[string][]float64{}, map[string][]float64{}
	for _, t := range trains {
		if t.Device == names[0] {
			over.Series = append(over.Series, Series{X: t.Number, Y: t.Conductance, Line: true, Faint: true, Like: len(over.Series) > 0})
		}
		for k := 1; k < len(t.Conductance); k++ {
			s := &up
			if t.Voltage[k] < 0 {
				s = &down
			}
			if t.Voltage[k] != 0 {
				s.X, s.Y = append(s.X, t.Conductance[k-1]), append(s.Y, t.Conductance[k]-t.Conductance[k-1])
			}
		}
		if len(t.Conductance) > 1 {
			high[t.Device] = append(high[t.Device], slices.Max(t.Conductance))
			low[t.Device] = append(low[t.Device], slices.Min(t.Conductance))
		}
	}
	r.Panels = []Panel{over, {Title: "Step of one pulse", X: "conductance before", XUnit: "S", Y: "ΔG", YUnit: "S", Series: []Series{up, down}}}
	r.note("%s of %s.", counted(len(trains), "train"), counted(len(names), "device"))
	if len(names) >= 5 {
		var tops, bottoms []float64
		for _, n := range names {
			tops, bottoms = append(tops, median(high[n])), append(bottoms, median(low[n]))
		}
		r.Panels = append(r.Panels, Panel{Title: "Between devices", X: "conductance", XUnit: "S", XLog: true, Y: "normal quantile",
			Series: []Series{quantiles("top", tops), quantiles("bottom", bottoms)}})
		r.note("Between devices: ends of the trains, median over cycles; a lognormal is a straight line.")
	}
	return r
}

// viewLevels are the conductances of programmed states at the first and at the last read.
func viewLevels(all []lab.Retention) *Report {
	var before, after []float64
	for _, t := range all {
		if n := len(t.Conductance); n > 1 {
			before, after = append(before, t.Conductance[0]), append(after, t.Conductance[n-1])
		}
	}
	if len(before) < 5 {
		return nil
	}
	r := &Report{Kind: "levels", Title: "Levels before and after"}
	lo, hi := min(slices.Min(before), slices.Min(after)), max(slices.Max(before), slices.Max(after))
	if !(hi > lo) {
		return nil
	}
	bins := min(max(len(before)/2, 8), 40)
	p := Panel{Title: "Levels", X: "conductance", XUnit: "S", Y: "states"}
	for _, s := range []struct {
		name   string
		values []float64
	}{{"first read", before}, {"last read", after}} {
		p.Series = append(p.Series, histogram(s.name, s.values, lo, hi, bins))
	}
	r.Panels = []Panel{p}
	r.note("%s, at the first and the last read of each.", counted(len(before), "programmed state"))
	return r
}

// histogram counts values into bins, as a line of steps.
func histogram(name string, values []float64, lo, hi float64, bins int) Series {
	counts := make([]float64, bins)
	for _, v := range values {
		counts[min(int((v-lo)/(hi-lo)*float64(bins)), bins-1)]++
	}
	s := Series{Name: name, Line: true}
	for k, n := range counts {
		left := lo + (hi-lo)*float64(k)/float64(bins)
		s.X = append(s.X, left, left+(hi-lo)/float64(bins))
		s.Y = append(s.Y, n, n)
	}
	return s
}

// viewKinetics are times to switch against voltage.
func viewKinetics(all []lab.Kinetics) *Report {
	done, not := Series{Name: "switched"}, Series{Name: "not yet"}
	for _, k := range all {
		for i := range k.Time {
			s := &done
			if k.Censored[i] {
				s = &not
			}
			s.X, s.Y = append(s.X, k.Voltage[i]), append(s.Y, k.Time[i])
		}
	}
	if len(done.X)+len(not.X) == 0 {
		return nil
	}
	r := &Report{Kind: "kinetics", Title: "Switching time against voltage"}
	p := Panel{Title: "Switching time", X: "voltage", XUnit: "V", Y: "time", YUnit: "s", YLog: true, Series: []Series{done}}
	if len(not.X) > 0 {
		p.Series = append(p.Series, not)
		r.note("Not yet: the pulse ended before the cell had switched.")
	}
	r.Panels = []Panel{p}
	r.note("%s.", counted(len(done.X)+len(not.X), "pulse"))
	return r
}

// quantiles are sorted values against the normal quantiles of their ranks, (i − 3/8)/(n + 1/4) (Blom's positions).
func quantiles(name string, values []float64) Series {
	x := slices.Clone(values)
	slices.Sort(x)
	s := Series{Name: name, X: x}
	for i := range x {
		s.Y = append(s.Y, distuv.UnitNormal.Quantile((float64(i)+1-0.375)/(float64(len(x))+0.25)))
	}
	return s
}

// devicesOf are the names in their order, each once.
func devicesOf[T any](all []T, name func(T) string) []string {
	var out []string
	for _, t := range all {
		if n := name(t); !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
