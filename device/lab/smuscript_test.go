package lab

import "testing"

const scriptFile = "Item,Smu1.Time[1][1],Smu1.V[1][1],Smu1.I[1][1],Smu1.R[1][1],\n1,0,0,1e-12,9.9E37,\n2,0.5,0.1,1e-6,1e5,\n3,1,0.2,9.9E37,1e5,\n"

func TestSMUScript(t *testing.T) {
	m, a := read(t, scriptFile, Options{})
	s := m.Sweeps[0]
	if a.Format != "smu-script" || !near(s.Time, []float64{0, 0.5}) || !near(s.Voltage, []float64{0, 0.1}) || !near(s.Current, []float64{1e-12, 1e-6}) {
		t.Errorf("%+v %+v", a, s)
	}
	if len(a.Dropped) != 1 || a.Dropped[0] != (Drop{"overflow in Smu1.I[1][1]", 1, 4}) {
		t.Errorf("%+v", a.Dropped)
	}
}

func FuzzSMUScript(f *testing.F) { fuzz(f, "smu-script", scriptFile) }
