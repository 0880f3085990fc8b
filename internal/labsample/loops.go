package labsample

import (
	"math"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/variability"
)

// A ramp is a pinched loop: 0 to up, to down, and back, in steps of step (V) that last dwell (s).
type ramp struct{ up, down, step, dwell, compliance float64 }

// voltages lists those of the loop.
func (r ramp) voltages() []float64 {
	var v []float64
	n, m := int(math.Round(r.up/r.step)), int(math.Round(-r.down/r.step))
	for k := 0; k < n; k++ {
		v = append(v, float64(k)*r.step)
	}
	for k := n; k > -m; k-- {
		v = append(v, float64(k)*r.step)
	}
	for k := -m; k <= 0; k++ {
		v = append(v, float64(k)*r.step)
	}
	return v
}

// loops sweeps every cell of a bench, cycle after cycle. Where the current would exceed the
// compliance, the instrument holds it there, and the cell sees what voltage that takes.
func (b *bench) loops(r ramp, cycles int) ([]lab.Sweep, error) {
	n := len(b.g)
	all := make([]lab.Sweep, n*cycles)
	ohmic := b.card.Model.(device.Ohmic)
	for c := range cycles {
		for k, v := range r.voltages() {
			ohmic.Conductance(b.g, b.state)
			for i, g := range b.g {
				b.v[i] = v
				if limit := r.compliance / g; r.compliance > 0 && math.Abs(v) > limit {
					b.v[i] = math.Copysign(limit, v)
				}
			}
			for i := range b.xi {
				b.xi[i] = 0 // a loop is one long pulse: its scatter is that of the devices
			}
			b.card.Model.Step(b.state, b.v, r.dwell, b.xi)
			g, err := b.reads()
			if err != nil {
				return nil, err
			}
			for i := range n {
				s := &all[i*cycles+c]
				s.Cycle, s.Compliance = c+1, math.NaN()
				if r.compliance > 0 {
					s.Compliance = r.compliance
				}
				current := v * g[i]
				clipped := r.compliance > 0 && math.Abs(current) >= r.compliance
				if clipped {
					current = math.Copysign(r.compliance, v)
				}
				s.Time = append(s.Time, float64(k)*r.dwell)
				s.Voltage = append(s.Voltage, v)
				s.Current = append(s.Current, current)
				s.Clipped = append(s.Clipped, clipped || r.compliance > 0 && math.Abs(current) >= 0.99*r.compliance)
			}
		}
	}
	return all, nil
}

func (r ramp) told(f *facts) {
	f.number("step_V", r.step)
	f.number("dwell_s", r.dwell)
	f.number("compliance_A", r.compliance)
}

// expertLoops are loops of two cells of the vteam card, three cycles each, as EasyEXPERT writes them.
func expertLoops(s *Sample, stream variability.Stream) error {
	const d2d = 0.2
	r := ramp{up: 2.2, down: -2.4, step: 0.05, dwell: 0.01, compliance: 15e-6}
	b, err := newBench("vteam", 2, d2d, 0.005, nil, stream)
	if err != nil {
		return err
	}
	if s.Want.Sweeps, err = b.loops(r, 3); err != nil {
		return err
	}
	for i := range s.Want.Sweeps {
		w := &s.Want.Sweeps[i]
		w.Device = []string{"00_02_00", "00_02_01"}[i/3]
		s.write("\nSetupTitle, pinched loop\nPrimitiveTest, I/V Sweep\nTestParameter, Channel.UnitType, SMU, SMU\nTestParameter, Channel.IName, SourceI, DrainI")
		s.write("TestParameter, Channel.VName, SourceV, DrainV\nTestParameter, Channel.Func, CONST, VAR1\nTestParameter, Measurement.Primary.Locus, Double")
		s.write("TestParameter, Measurement.Primary.Compliance, %s\nMetaData, TestRecord.RecordTime, 12/04/2022 08:42:23", num(r.compliance))
		s.write("MetaData, TestRecord.TestTarget, %s\nMetaData, TestRecord.IterationIndex, %d\nDimension1, %d, %d, %d\nDimension2, 1, 1, 1", w.Device, w.Cycle, len(w.Time), len(w.Time), len(w.Time))
		s.write("DataName, Time, DrainV, DrainI")
		for k := range w.Time {
			s.write("DataValue, %s, %s, %s", num(w.Time[k]), num(w.Voltage[k]), num(w.Current[k]))
		}
	}
	s.Format = "easyexpert"
	b.told(&s.truth, d2d)
	r.told(&s.truth)
	return nil
}

// keithleyLoop is one loop with the names that Clarius gives.
func keithleyLoop(s *Sample, stream variability.Stream) error {
	s.Format = "keithley"
	return s.oneLoop(stream, "iv_keithley", "AV,AI,Time", func(k int, t, v, i float64) {
		s.write("%s,%s,%s", num(v), num(i), num(t))
	})
}

// scriptLoop is one loop as a script for a source-measure unit exports it.
func scriptLoop(s *Sample, stream variability.Stream) error {
	s.Format = "smu-script"
	return s.oneLoop(stream, "iv_smuscript", "Item,Smu1.Time[1][1],Smu1.V[1][1],Smu1.I[1][1],Smu1.R[1][1],", func(k int, t, v, i float64) {
		r := "9.9E37"
		if i != 0 {
			r = num(v / i)
		}
		s.write("%d,%s,%s,%s,%s,", k+1, num(t), num(v), num(i), r)
	})
}

func (s *Sample) oneLoop(stream variability.Stream, device, head string, row func(k int, t, v, i float64)) error {
	r := ramp{up: 2.2, down: -2.4, step: 0.1, dwell: 0.01}
	b, err := newBench("vteam", 1, 0, 0.002, nil, stream)
	if err != nil {
		return err
	}
	if s.Want.Sweeps, err = b.loops(r, 1); err != nil {
		return err
	}
	w := &s.Want.Sweeps[0]
	w.Device = device
	s.write("%s", head)
	for k := range w.Time {
		row(k, w.Time[k], w.Voltage[k], w.Current[k])
	}
	b.told(&s.truth, 0)
	r.told(&s.truth)
	return nil
}
