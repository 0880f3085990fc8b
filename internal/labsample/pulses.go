package labsample

import (
	"maps"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

func sorted(m map[string]float64) []string { return slices.Sorted(maps.Keys(m)) }

// pulses are trains of 40 SET and 40 RESET pulses on 12 cells of the memristor card, 5 cycles each,
// as ArC ONE writes them.
func pulses(s *Sample, stream variability.Stream) error {
	const devices, cycles, n = 12, 5, 40
	const d2d, readNoise = 0.15, 0.01
	b, err := newBench("memristor", devices, d2d, readNoise, map[string]float64{"c2c_range": 0.02}, stream)
	if err != nil {
		return err
	}
	p := b.card.Model.Nominal()
	for d := range devices {
		for c := range cycles {
			s.Want.Pulses = append(s.Want.Pulses, lab.PulseTrain{Device: arcName(d), Cycle: c + 1})
		}
	}
	take := func(cycle int, k, v, width float64) error {
		g, err := b.reads()
		for d := range devices {
			t := &s.Want.Pulses[d*cycles+cycle]
			t.Number = append(t.Number, k)
			t.Voltage = append(t.Voltage, v)
			t.Width = append(t.Width, width)
			t.Conductance = append(t.Conductance, g[d])
			t.ReadVoltage = append(t.ReadVoltage, p.ReadVoltage)
		}
		return err
	}
	for c := range cycles {
		if c == 0 {
			if err := take(c, 0, 0, 0); err != nil {
				return err
			}
		}
		for k := range 2 * n {
			v, width := p.SetVoltage, p.SetWidth
			if k >= n {
				v, width = p.ResetVoltage, p.ResetWidth
			}
			b.pulse(v, width)
			if err := take(c, float64(k+1), v, width); err != nil {
				return err
			}
		}
	}
	b.told(&s.truth, d2d)
	s.Format = "arc-one"
	s.write("synthetic session\nMon Dec  5 10:11:12 2022\nWordline,Bitline,Resistance,Amplitude (V),Pulse width (s),Tag,ReadTag,ReadVoltage")
	for i, t := range s.Want.Pulses {
		for k := range t.Number {
			tag := "P"
			if t.Voltage[k] == 0 {
				tag = "S R2 V=0.1"
			}
			s.write("%d,%d,%s,%s,%s,%s,R2 V=0.1,%s", 1+i/cycles/4, 1+i/cycles%4, num(1/t.Conductance[k]), num(t.Voltage[k]), num(t.Width[k]), tag, num(t.ReadVoltage[k]))
		}
	}
	return nil
}

func arcName(d int) string { return "w" + num(float64(1+d/4)) + "b" + num(float64(1+d%4)) }

// curve is what a digitiser would make of a figure with a potentiation and a depression curve: pulse
// numbers are not whole, and points lie beside the curve by 0.5 % of the range.
func curve(s *Sample, stream variability.Stream) error {
	const n = 30
	src := stream.Source()
	b, err := newBench("memristor", 1, 0, 0, map[string]float64{"c2c_range": 0}, stream)
	if err != nil {
		return err
	}
	p := b.card.Model.Nominal()
	lo, hi := b.card.Model.Range()
	s.Want.Pulses = []lab.PulseTrain{{Device: "LTP", Cycle: 1}, {Device: "LTD", Cycle: 1}}
	s.write("LTP,,LTD,\nX,Y,X,Y")
	for i := range s.Want.Pulses {
		t := &s.Want.Pulses[i]
		for k := range n {
			if i == 0 {
				b.pulse(p.SetVoltage, p.SetWidth)
			} else {
				b.pulse(p.ResetVoltage, p.ResetWidth)
			}
			g, err := b.reads()
			if err != nil {
				return err
			}
			t.Number = append(t.Number, float64(k+1)+float64(0.1*(kernel.Uniform(src)-0.5)))
			t.Conductance = append(t.Conductance, g[0]+float64(0.005*(hi-lo)*kernel.Normal(src)))
			t.Voltage, t.Width, t.ReadVoltage = append(t.Voltage, nan()), append(t.Width, nan()), append(t.ReadVoltage, nan())
		}
	}
	for k := range n {
		up, down := s.Want.Pulses[0], s.Want.Pulses[1]
		s.write("%s,%s,%s,%s", num(up.Number[k]), num(up.Conductance[k]*1e6), num(down.Number[k]), num(down.Conductance[k]*1e6))
	}
	s.Format = "curve"
	s.Options.Units = map[string]string{"conductance": "µS"}
	b.told(&s.truth, 0)
	s.truth.number("digitising_error_of_range", 0.005)
	return nil
}

// verify are write–verify pulses of an array tester in rows of address, bit line, word line, resistance.
func verify(s *Sample, stream variability.Stream) error {
	const devices, n = 16, 10
	const d2d = 0.1
	b, err := newBench("memristor", devices, d2d, 0.005, map[string]float64{"c2c_range": 0.02}, stream)
	if err != nil {
		return err
	}
	p := b.card.Model.Nominal()
	s.Want.Pulses = make([]lab.PulseTrain, devices)
	for k := range n {
		b.pulse(p.SetVoltage, p.SetWidth)
		g, err := b.reads()
		if err != nil {
			return err
		}
		for d := range devices {
			t := &s.Want.Pulses[d]
			t.Device, t.Cycle = num(float64(100+d)), 1
			t.Number, t.Voltage = append(t.Number, float64(k+1)), append(t.Voltage, p.SetVoltage)
			t.Width, t.ReadVoltage = append(t.Width, math.NaN()), append(t.ReadVoltage, math.NaN())
			t.Conductance = append(t.Conductance, g[d])
			s.write("%s\t%s\t2.5\t%s\t%d\t%d", t.Device, num(p.SetVoltage), num(1/g[d]), k+1, k%2)
		}
	}
	s.Format, s.Options.Layout = "array", "long"
	b.told(&s.truth, d2d)
	return nil
}
