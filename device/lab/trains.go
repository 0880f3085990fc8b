package lab

import (
	"errors"
	"math"
)

// A course is where the pulses of one device are.
type course struct {
	rows, cycle int
	negative    bool    // the last pulse was toward RESET
	last        float64 // number of the last pulse as the file has it
	offset      float64 // added to it
}

// pulses makes a train of every device and cycle. Where nothing counts cycles, one begins with the
// first SET pulse after a RESET pulse; where there are no voltages, with a number that falls.
func (fr *frame) pulses(m *Measurements) error {
	var g grouping
	courses := map[string]*course{}
	if fr.v[qVoltage] == nil {
		fr.a.warn("no voltage of pulses in the file: potentiation and depression are told apart by the conductance alone")
	}
	if fr.v[qConductance] == nil && fr.v[qResistance] == nil && fr.v[qRead] == nil && fr.o.ReadVoltage == 0 {
		return &Error{fr.a.File, 0, errors.New("a current without the voltage that it was read at: give --read-voltage or --column read_voltage=NAME")}
	}
	for i := range fr.rows() {
		name := fr.name(i)
		c := courses[name]
		if c == nil {
			c = &course{cycle: 1, last: math.Inf(-1)}
			courses[name] = c
		}
		v := fr.at(qVoltage, i, math.NaN())
		if fr.o.Reverse {
			v = -v
		}
		n := fr.at(qPulse, i, math.NaN())
		cycle, known := fr.cycle(i, c.rows)
		if !known {
			if c.negative && v > 0 || fr.v[qVoltage] == nil && n < c.last {
				c.cycle++
				fr.a.assume(Assumption{"cycles", "a new one begins where SET follows RESET", "no column counts them", "--column cycle=NAME or --points"})
			}
			cycle = c.cycle
		}
		p := measurement(&g, key{name, cycle, 0}, &m.Pulses, PulseTrain{Device: name, Cycle: cycle})
		if len(p.Number) == 0 {
			c.offset, c.last = 0, math.Inf(-1)
		}
		p.append(c.number(n, v, p), v, fr.at(qWidth, i, math.NaN()), fr, i)
		c.rows++
		if v != 0 {
			c.negative = v < 0
		}
	}
	return nil
}

// number is that of a pulse within its train: as the file says, going on where the file starts again
// for depression, or counted.
func (c *course) number(n, v float64, p *PulseTrain) float64 {
	if math.IsNaN(n) {
		switch k := len(p.Number); {
		case k == 0 && v == 0:
			return 0
		case k == 0:
			return 1
		case v == 0:
			return p.Number[k-1]
		default:
			return p.Number[k-1] + 1
		}
	}
	if n < c.last && len(p.Number) > 0 {
		c.offset = p.Number[len(p.Number)-1]
	}
	c.last = n
	return n + c.offset
}

func (p *PulseTrain) append(n, v, width float64, fr *frame, i int) {
	g, read := fr.conductance(i)
	p.Number = append(p.Number, n)
	p.Voltage = append(p.Voltage, v)
	p.Width = append(p.Width, width)
	p.Conductance = append(p.Conductance, g)
	p.ReadVoltage = append(p.ReadVoltage, read)
}
