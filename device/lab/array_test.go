package lab

import "testing"

func TestArrayLayouts(t *testing.T) {
	m, a := read(t, "10000\n20000\n0\n40000\n", Options{Across: 2})
	if p := m.Maps[0]; a.Format != "array" || !near(p.X, []float64{0, 1, 1}) || !near(p.Y, []float64{0, 0, 1}) || !near(p.Value, []float64{1e-4, 5e-5, 2.5e-5}) || a.Kept != 3 {
		t.Errorf("%+v %+v", m, a)
	}
	m, _ = read(t, "7\t1.5\t2\t10000\t0\t1\n7\t-1\t3\t20000\t0\t0\n8\t1.5\t2\t5000\t0\t1\n", Options{Layout: "long"})
	if len(m.Pulses) != 2 || m.Pulses[0].Device != "7" || !near(m.Pulses[0].Voltage, []float64{1.5, -1}) || !near(m.Pulses[0].Conductance, []float64{1e-4, 5e-5}) {
		t.Errorf("%+v", m)
	}
	m, _ = read(t, "7\t100\t10\t50\t20\n8\t100\t10\t0\t20\t50\n", Options{Layout: "alternating-hrs-lrs", Units: map[string]string{"resistance": "kΩ"}})
	if e := m.Endurances; len(e) != 2 || !near(e[0].HRS, []float64{1e-5, 2e-5}) || !near(e[0].LRS, []float64{1e-4, 5e-5}) || !near(e[1].Count, []float64{1}) {
		t.Errorf("%+v", m)
	}
	rows := "7\t0.2\t2\t10000\t20000\t10000\n"
	m, _ = read(t, rows, Options{Layout: "row-per-device", Kind: "trace", Interval: 0.5})
	if r := m.Traces[0]; r.Voltage != 0.2 || !near(r.Time, []float64{0, 0.5, 1}) || !near(r.Current, []float64{2e-5, 1e-5, 2e-5}) {
		t.Errorf("%+v", m)
	}
	m, _ = read(t, rows, Options{Layout: "row-per-device", Kind: "pulses"})
	if p := m.Pulses[0]; !near(p.Number, []float64{1, 2, 3}) || !near(p.Conductance, []float64{1e-4, 5e-5, 1e-4}) {
		t.Errorf("%+v", m)
	}
}

func FuzzArray(f *testing.F) {
	f.Add("1\t2\t3\t40000\t5\n", uint8(0))
	f.Add("10000\n20000\n", uint8(1))
	f.Fuzz(func(t *testing.T, text string, pick uint8) {
		o := Options{Format: "array", Layout: Layouts()[int(pick)%4], Kind: []string{"pulses", "trace"}[int(pick)/4%2], Interval: 1}
		holds(t, text, o)
	})
}
