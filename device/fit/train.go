package fit

import (
	"math"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/device/lab"
)

// A cell is the pulse trains of one device, ready for the filter.
type cell struct {
	name   string
	cycles [][]read
	up     int // SET pulses of the longest run in a cycle
	down   int
	scale  float64 // S, largest conductance
}

// A read is one conductance and the pulses before it since the read before.
type read struct {
	pulses float64 // > 0 SET, < 0 RESET, 0 none
	g      float64 // S
	at     float64 // number of the pulse within the cycle
}

// A program is the amplitudes and widths that the trains were measured with; NaN where the files do not tell.
type program struct{ vSet, tSet, vReset, tReset, vRead float64 }

// cells sorts trains by device. Curves without voltages that are called LTP and LTD, as digitisers
// name them, are one device; elsewhere a train without voltages goes the way its conductance goes.
func cells(trains []lab.PulseTrain) ([]*cell, []string) {
	var all []*cell
	var notes []string
	guessed := false
	for _, t := range trains {
		name, sign := t.Device, 0.0
		if unknown(t.Voltage) {
			guessed = true
			sign = math.Copysign(1, t.Conductance[len(t.Conductance)-1]-t.Conductance[0])
			if n := strings.ToUpper(name); n == "LTP" || n == "LTD" {
				name = "LTP and LTD"
			}
		}
		i := slices.IndexFunc(all, func(c *cell) bool { return c.name == name })
		if i < 0 {
			i = len(all)
			all = append(all, &cell{name: name})
		}
		all[i].take(t, sign)
	}
	if guessed {
		notes = append(notes, "no voltages in the file: a rising curve counts as SET pulses and a falling one as RESET pulses of one size")
	}
	return all, notes
}

func unknown(v []float64) bool {
	return !slices.ContainsFunc(v, func(x float64) bool { return finite(x) && x != 0 })
}

// take appends a train as a cycle.
func (c *cell) take(t lab.PulseTrain, sign float64) {
	var cycle []read
	up, down := 0.0, 0.0
	for k, g := range t.Conductance {
		n := 0.0
		if k > 0 {
			n = t.Number[k] - t.Number[k-1]
			if s := sign; s == 0 {
				n = math.Copysign(n, t.Voltage[k])
			} else {
				n *= s
			}
			if sign == 0 && (t.Voltage[k] == 0 || !finite(t.Voltage[k])) {
				n = 0
			}
		}
		if n > 0 {
			up += n
		} else {
			down -= n
		}
		cycle = append(cycle, read{n, g, t.Number[k]})
		c.scale = max(c.scale, math.Abs(g))
	}
	first := 0.0 // the pulse before the first read of a cycle belongs to the train
	if len(t.Number) > 0 && t.Number[0] > 0 && len(t.Number) > 1 {
		first = min(t.Number[0], t.Number[1]-t.Number[0])
	}
	v := sign
	if sign == 0 {
		v = t.Voltage[0]
	}
	switch {
	case v > 0:
		up += first
	case v < 0:
		down += first
	}
	c.cycles = append(c.cycles, cycle)
	c.up, c.down = max(c.up, int(math.Round(up))), max(c.down, int(math.Round(down)))
}

// rounds counts the cycles: SET and RESET curves that are apart are one together.
func (c *cell) rounds() int {
	up, down := 0, 0
	for _, y := range c.cycles {
		var set, reset bool
		for _, r := range y {
			set, reset = set || r.pulses > 0, reset || r.pulses < 0
		}
		if set {
			up++
		}
		if reset {
			down++
		}
	}
	return min(up, down)
}

// reads counts those that carry information: all but the first of every cycle.
func (c *cell) reads() int {
	n := 0
	for _, y := range c.cycles {
		n += len(y) - 1
	}
	return n
}

// programOf collects the pulses of the trains; notes say where they are not all alike.
func programOf(trains []lab.PulseTrain) (program, []string) {
	var vs, ts, vr, tr, read []float64
	for _, t := range trains {
		for k, v := range t.Voltage {
			switch {
			case v > 0:
				vs, ts = append(vs, v), append(ts, t.Width[k])
			case v < 0:
				vr, tr = append(vr, v), append(tr, t.Width[k])
			}
			read = append(read, t.ReadVoltage[k])
		}
	}
	var notes []string
	one := func(what string, x []float64) float64 {
		x = slices.DeleteFunc(slices.Clone(x), func(v float64) bool { return !finite(v) })
		if len(x) == 0 {
			return nan()
		}
		lo, hi := slices.Min(x), slices.Max(x)
		if math.Abs(hi-lo) > 1e-3*math.Abs(median(x)) {
			notes = append(notes, what+" differs between pulses: the models are of identical pulses, and the card has the median")
		}
		return median(x)
	}
	return program{one("the SET voltage", vs), one("the SET width", ts), one("the RESET voltage", vr), one("the RESET width", tr), one("the read voltage", read)}, notes
}
