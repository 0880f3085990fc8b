package lab

import (
	"math"
	"testing"
)

const arcFile = `my session
Mon Dec  5 10:11:12 2022
Wordline,Bitline,Resistance,Amplitude (V),Pulse width (s),Tag,ReadTag,ReadVoltage
1,1,20000,0,0,S R2 V=0.2,R2 V=0.2,0.2
1,1,10000,1,0.0001,P,R2 V=0.2,0.2
1,1,5000,1,0.0001,P,R2 V=0.2,0.2
1,1,8000,-1,0.0001,P,R2 V=0.2,0.2
1,1,4000,1,0.0001,P,R2 V=0.2,0.2
2,1,1e4,0.1,0.001,CT_s,R2 V=0.2,0.2
2,1,1e4,0.2,0.001,CT_i_1,R2 V=0.2,0.2
2,1,2e4,0.1,0.001,CT_i_2,R2 V=0.2,0.2
2,1,2e4,0.2,0.001,CT_e,R2 V=0.2,0.2
2,1,1e4,0.1,0.001,CT_s,R2 V=0.2,0.2
2,1,1e4,0.2,0.001,CT_e,R2 V=0.2,0.2
3,1,1e4,1.5,0.0001,EN_s,R2 V=0.2,0.2
3,1,1e5,-1.2,0.0002,EN_i,R2 V=0.2,0.2
3,1,2e4,1.5,0.0001,EN_i,R2 V=0.2,0.2
3,1,5e4,-1.2,0.0002,EN_i,R2 V=0.2,0.2
3,1,2e5,-1.2,0.0002,EN_e,R2 V=0.2,0.2
4,1,1e4,0.2,0,RET_s,R2 V=0.2,0.2
4,1,1e4,0.2,0,RET_1670000010.5,R2 V=0.2,0.2
4,1,2e4,0.2,0,RET_1670000020.5,R2 V=0.2,0.2
4,1,3e4,0.2,0,RET_e,R2 V=0.2,0.2
5,1,3e6,3,0.01,FF_s,R2 V=0.2,0.2
5,1,inf,3,0.01,P,R2 V=0.2,0.2
`

func TestArcOne(t *testing.T) {
	m, a := read(t, arcFile, Options{})
	if a.Format != "arc-one" || a.Rows != 22 || a.Kept != 18 || len(m.Pulses) != 2 || len(m.Sweeps) != 3 {
		t.Fatalf("%+v\n%+v", a, m)
	}
	p := m.Pulses[0]
	if p.Device != "w1b1" || !near(p.Number, []float64{0, 1, 2, 3}) || !near(p.Voltage, []float64{0, 1, 1, -1}) ||
		!near(p.Conductance, []float64{5e-5, 1e-4, 2e-4, 1.25e-4}) || p.Width[1] != 1e-4 || p.ReadVoltage[0] != 0.2 || m.Pulses[1].Cycle != 2 {
		t.Errorf("%+v", m.Pulses)
	}
	for i, want := range [][]float64{{1e-5, 2e-5}, {5e-6, 1e-5}, {1e-5, 2e-5}} {
		if s := m.Sweeps[i]; s.Cycle != i+1 || !near(s.Current, want) {
			t.Errorf("%+v", s)
		}
	}
	e := m.Endurances[0]
	if !near(e.Count, []float64{1, 2}) || !near(e.LRS, []float64{1e-4, 5e-5}) || !near(e.HRS, []float64{1e-5, 5e-6}) || e.Stress != (Stress{1.5, -1.2, 1e-4, 2e-4}) {
		t.Errorf("%+v", e)
	}
	if r := m.Retentions[0]; !near(r.Time, []float64{10, 20}) || !near(r.Conductance, []float64{1e-4, 5e-5}) || !math.IsNaN(r.Temperature) {
		t.Errorf("%+v", r)
	}
	if len(a.Dropped) != 3 {
		t.Errorf("%+v", a.Dropped)
	}
}

func FuzzArcOne(f *testing.F) { fuzz(f, "arc-one", arcFile) }
