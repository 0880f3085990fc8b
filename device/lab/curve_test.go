package lab

import (
	"slices"
	"testing"
)

func TestCurves(t *testing.T) {
	o := Options{Units: map[string]string{"conductance": "µS"}}
	for name, text := range map[string]string{
		"NeuroSim":      "1\t2.0\n2\t3.0\n3\t4\n1\t3.5\n2\t2.5\n",
		"semicolon":     "1;2,0\n2;3,0\n3;4\n1;3,5\n2;2,5\n",
		"comma, points": "1,2.0\n2,3.0\n3,4\n1,3.5\n2,2.5\n",
		"X, Y":          "X,Y\n1, 2\n2, 3\n3, 4\n1, 3.5\n2, 2.5\n",
	} {
		m, a := read(t, text, o)
		if a.Format != "curve" || len(m.Pulses) != 2 || !near(m.Pulses[0].Conductance, []float64{2e-6, 3e-6, 4e-6}) || m.Pulses[1].Cycle != 2 ||
			!near(m.Pulses[1].Number, []float64{1, 2}) || !assumed(a, "columns: number of the pulse, conductance") {
			t.Errorf("%s: %+v %+v", name, m, a)
		}
	}
}

// Several digitised curves side by side, one longer than the other, pulses that are not whole.
func TestDigitisedPairs(t *testing.T) {
	m, a := read(t, "LTP,,LTD,\nX,Y,X,Y\n1.03,2.1,0.98,4\n1.97,3.2,2.02,3\n3.01,3.9,,\n", Options{Units: map[string]string{"conductance": "uS"}})
	if len(m.Pulses) != 2 || m.Pulses[0].Device != "LTP" || m.Pulses[1].Device != "LTD" || !near(m.Pulses[0].Number, []float64{1.03, 1.97, 3.01}) ||
		!near(m.Pulses[1].Conductance, []float64{4e-6, 3e-6}) || !slices.Equal(a.Devices, []string{"LTP", "LTD"}) || a.Kept != 5 {
		t.Errorf("%+v %+v", m, a)
	}
}

func TestCurveOfOtherQuantities(t *testing.T) {
	m, _ := read(t, "1e-3, 0.5\n-1e-3, -0.2\n", Options{Columns: map[string]string{"delay": "x", "change": "y"}, Kind: "stdp"})
	if len(m.STDPs) != 1 || !near(m.STDPs[0].Delay, []float64{1e-3, -1e-3}) {
		t.Errorf("%+v", m)
	}
}

func FuzzCurve(f *testing.F) {
	fuzz(f, "curve", "1\t2e-6\n2\t3e-6\n", "a,,b,\nX,Y,X,Y\n1,2e-6,3,4e-6\n")
}
