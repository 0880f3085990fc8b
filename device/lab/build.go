package lab

import (
	"errors"
	"fmt"
	"math"
)

// A key is what the rows of one measurement share.
type key struct {
	device string
	cycle  int
	extra  float64
}

// A grouping collects measurements in the order in which their first rows come.
type grouping struct {
	at map[key]int
}

// measurement returns that of all measurements which has a key; a new key appends fresh.
func measurement[T any](g *grouping, k key, all *[]T, fresh T) *T {
	if g.at == nil {
		g.at = map[key]int{}
	}
	place, ok := g.at[k]
	if !ok {
		place = len(*all)
		g.at[k], *all = place, append(*all, fresh)
	}
	return &(*all)[place]
}

// cycle returns the cycle of row i, which is row k of its device (from 0), where a column or
// Options.Points tells.
func (fr *frame) cycle(i, k int) (cycle int, known bool) {
	switch {
	case fr.v[qCycle] != nil && !math.IsNaN(fr.v[qCycle][i]):
		return int(math.Max(-1e9, math.Min(1e9, fr.v[qCycle][i]))), true
	case fr.o.Points > 0:
		return 1 + k/fr.o.Points, true
	}
	return 1, false
}

// sweeps makes a sweep of every device and cycle.
func (fr *frame) sweeps(m *Measurements) {
	var g grouping
	rows := map[string]int{}
	for i := range fr.rows() {
		name := fr.name(i)
		cycle, _ := fr.cycle(i, rows[name])
		rows[name]++
		s := measurement(&g, key{name, cycle, 0}, &m.Sweeps, Sweep{Device: name, Cycle: cycle, Compliance: math.NaN()})
		v := fr.v[qVoltage][i]
		current := fr.at(qCurrent, i, math.NaN())
		if fr.v[qCurrent] == nil {
			current = v / fr.v[qResistance][i]
		}
		s.Time = append(s.Time, fr.at(qTime, i, math.NaN()))
		s.Voltage = append(s.Voltage, v)
		s.Current = append(s.Current, current)
	}
	for i := range m.Sweeps {
		m.Sweeps[i].finish(fr.o.Compliance, fr.o, fr.a)
	}
}

// traces makes a trace of every device and cycle; of a resistance or conductance it takes the current
// at the read voltage.
func (fr *frame) traces(m *Measurements) error {
	var g grouping
	rows := map[string]int{}
	for i := range fr.rows() {
		name := fr.name(i)
		cycle, _ := fr.cycle(i, rows[name])
		rows[name]++
		v := fr.at(qRead, i, fr.at(qVoltage, i, math.NaN()))
		if math.IsNaN(v) && fr.o.ReadVoltage != 0 {
			v = fr.o.ReadVoltage
		}
		current := fr.at(qCurrent, i, math.NaN())
		if fr.v[qCurrent] == nil {
			if math.IsNaN(v) {
				return &Error{fr.a.File, 0, errors.New("a trace of the current wants the voltage that it was read at: give --read-voltage")}
			}
			c, _ := fr.conductance(i)
			current = c * v
		}
		t := measurement(&g, key{name, cycle, 0}, &m.Traces, Trace{Device: name, Cycle: cycle, Voltage: v})
		now := fr.v[qTime][i]
		if n := len(t.Time); n > 0 && now < t.Time[n-1] {
			return fr.backwards(name, t.Time[n-1], now)
		}
		t.Time = append(t.Time, now)
		t.Current = append(t.Current, current)
	}
	if math.IsNaN(m.Traces[0].Voltage) {
		fr.a.assume(Assumption{"read voltage", "not known", "no column has it", "--read-voltage"})
	}
	return nil
}

// retentions makes one of every device, level and temperature.
func (fr *frame) retentions(m *Measurements) error {
	var g grouping
	if fr.v[qConductance] == nil && fr.v[qResistance] == nil && fr.v[qRead] == nil && fr.o.ReadVoltage == 0 {
		return &Error{fr.a.File, 0, errors.New("a current without the voltage that it was read at: give --read-voltage or --column read_voltage=NAME")}
	}
	for i := range fr.rows() {
		kelvin := fr.at(qTemperature, i, math.NaN())
		if fr.o.Temperature > 0 {
			kelvin = fr.o.Temperature
		}
		level := fr.at(qLevel, i, 0)
		if math.IsNaN(level) {
			level = 0
		}
		k := key{fr.name(i), int(math.Max(0, math.Min(1e9, level))), kelvin}
		if math.IsNaN(kelvin) {
			k.extra = -1 // NaN is no key
			fr.a.assume(Assumption{"temperature", "not known", "no column has it", "--temperature"})
		}
		t := fr.v[qTime][i]
		if !(t > 0) {
			fr.undo("time of zero or less, which no logarithm has")
			continue
		}
		r := measurement(&g, k, &m.Retentions, Retention{Device: k.device, Level: k.cycle, Temperature: kelvin})
		c, _ := fr.conductance(i)
		if n := len(r.Time); n > 0 && t < r.Time[n-1] {
			return fr.backwards(r.Device, r.Time[n-1], t)
		}
		r.Time = append(r.Time, t)
		r.Conductance = append(r.Conductance, c)
	}
	return nil
}

// backwards refuses a time that falls within what would be one measurement.
func (fr *frame) backwards(device string, from, to float64) error {
	return &Error{fr.a.File, 0, fmt.Errorf("the time of %s falls from %g s to %g s: which column tells devices, levels or cycles apart? give --column device=NAME, level=NAME or cycle=NAME", device, from, to)}
}

// undo drops a row that had been kept.
func (fr *frame) undo(reason string) {
	fr.a.Kept--
	fr.a.Rows--
	fr.a.drop(0, reason)
}

// endurances makes one of every device; rows without a count are counted.
func (fr *frame) endurances(m *Measurements) error {
	var g grouping
	nan := math.NaN()
	for _, f := range fr.fields {
		if (f.q == qHRS || f.q == qLRS) && f.base == "A" && fr.v[qRead] == nil && fr.o.ReadVoltage == 0 {
			return &Error{fr.a.File, 0, errors.New("currents of HRS and LRS want the voltage that they were read at: give --read-voltage")}
		}
	}
	for i := range fr.rows() {
		name := fr.name(i)
		e := measurement(&g, key{name, 0, 0}, &m.Endurances, Endurance{Device: name, Stress: Stress{nan, nan, nan, nan}})
		count := fr.at(qCount, i, fr.at(qCycle, i, float64(len(e.Count)+1)))
		if n := len(e.Count); n > 0 && count < e.Count[n-1] {
			return &Error{fr.a.File, 0, fmt.Errorf("the cycles of %s fall from %g to %g: which column tells devices apart? give --column device=NAME", name, e.Count[n-1], count)}
		}
		e.Count = append(e.Count, count)
		e.HRS = append(e.HRS, fr.state(qHRS, i))
		e.LRS = append(e.LRS, fr.state(qLRS, i))
	}
	for i := range m.Endurances {
		m.Endurances[i].order(fr.a)
	}
	return nil
}

// order warns of states that change places: HRS conducts better than LRS.
func (e *Endurance) order(a *Audit) {
	swapped := 0
	for i := range e.HRS {
		if e.HRS[i] > 1.5*e.LRS[i] { // more than the scatter of a cell that is stuck
			swapped++
		}
	}
	if 2*swapped > len(e.HRS) {
		a.warn("%s: HRS conducts better than LRS in %d of %d rows: are the two columns in the other order?", e.Device, swapped, len(e.HRS))
	}
}

func (fr *frame) kinetics(m *Measurements) {
	var g grouping
	for i := range fr.rows() {
		name := fr.name(i)
		k := measurement(&g, key{name, 0, 0}, &m.Kinetics, Kinetics{Device: name})
		v := fr.v[qVoltage][i]
		if fr.o.Reverse {
			v = -v
		}
		k.Voltage = append(k.Voltage, v)
		k.Time = append(k.Time, fr.v[qSwitch][i])
		k.Censored = append(k.Censored, fr.at(qCensored, i, 0) > 0)
	}
}

func (fr *frame) stdp(m *Measurements) {
	var g grouping
	for i := range fr.rows() {
		name := fr.name(i)
		s := measurement(&g, key{name, 0, 0}, &m.STDPs, STDP{Device: name})
		s.Delay = append(s.Delay, fr.v[qDelay][i])
		s.Change = append(s.Change, fr.v[qChange][i])
	}
	fr.a.assume(Assumption{"sign of the delay", "output spike minus input spike", "columns do not tell", ""})
}

// maps makes a map of the first quantity that the table has, resistances as conductances.
func (fr *frame) maps(m *Measurements) {
	p := Map{Quantity: "conductance", Unit: "S"}
	for _, f := range fr.fields {
		switch {
		case f.q == qValue:
			p.Quantity, p.Unit = f.bare, f.base
		case f.q == qX && f.base == "m":
			p.Metric = true
		}
	}
	for i := range fr.rows() {
		x := fr.at(qValue, i, 0)
		if fr.v[qValue] == nil {
			x, _ = fr.conductance(i)
		}
		p.X = append(p.X, fr.v[qX][i])
		p.Y = append(p.Y, fr.v[qY][i])
		p.Value = append(p.Value, x)
		p.Device = append(p.Device, fr.name(i))
	}
	m.Maps = append(m.Maps, p)
}
