package fit

import (
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device/lab"
)

// Four loops of known switching voltages: their median and their order are those put in.
func TestViewOfLoops(t *testing.T) {
	var sweeps []lab.Sweep
	for c := range 4 {
		s := lab.Sweep{Device: "a", Cycle: c + 1}
		g, set := 1e-6, 0.7+0.1*float64(c)
		for k := range 81 {
			v := []float64{0.05 * float64(k), 1 - 0.05*float64(k-20)}[min(k/21, 1)]
			if k > 60 {
				v = -1 + 0.05*float64(k-60)
			}
			if v >= set-1e-9 {
				g = 1e-4
			}
			if v <= -set+1e-9 {
				g = 1e-6
			}
			s.Voltage, s.Current = append(s.Voltage, v), append(s.Current, g*v)
		}
		s.Clipped = make([]bool, 81)
		sweeps = append(sweeps, s)
	}
	all := Views(&lab.Measurements{Sweeps: sweeps})
	if len(all) != 1 || all[0].Kind != "loops" || len(all[0].Panels) != 2 {
		t.Fatalf("views %+v", all)
	}
	for _, s := range all[0].Panels[1].Series {
		for i, want := range []float64{0.7, 0.8, 0.9, 1} {
			if math.Abs(s.X[i]-want) > 1e-9 {
				t.Errorf("%s voltages %v", s.Name, s.X)
				break
			}
		}
		if math.Abs(s.Y[0]+s.Y[3]) > 1e-12 || !slices.IsSorted(s.Y) {
			t.Errorf("quantiles %v are not symmetric", s.Y)
		}
	}
	mid := all[0].Panels[0].Series[4]
	if mid.Name != "median" || math.Abs(mid.Y[17]-0.85*(1e-4+1e-4)/2) > 1e-9 && math.Abs(mid.Y[17]-0.85*(1e-6+1e-4)/2) > 1e-9 {
		t.Errorf("median at %g V is %g A", mid.X[17], mid.Y[17])
	}
}

func TestViewsOfOthers(t *testing.T) {
	m := &lab.Measurements{Kinetics: []lab.Kinetics{{Voltage: []float64{1, 2}, Time: []float64{1e-3, 1e-6}, Censored: []bool{true, false}}}}
	for d := range 6 {
		g := 1e-6 * float64(d+1)
		m.Pulses = append(m.Pulses, lab.PulseTrain{Device: string(rune('a' + d)), Number: []float64{0, 1, 2}, Voltage: []float64{0, 1, -1},
			Conductance: []float64{g, 3 * g, 2 * g}})
		m.Retentions = append(m.Retentions, lab.Retention{Time: []float64{1, 10}, Conductance: []float64{g, g / 2}})
	}
	all := Views(m)
	if len(all) != 3 {
		t.Fatalf("%d views", len(all))
	}
	up, down := all[0].Panels[1].Series[0], all[0].Panels[1].Series[1]
	if up.X[1] != 2e-6 || math.Abs(up.Y[1]-4e-6) > 1e-18 || math.Abs(down.Y[1]+2e-6) > 1e-18 {
		t.Errorf("steps %v %v", up, down)
	}
	sum := 0.0
	for k, n := range all[1].Panels[0].Series[0].Y {
		sum += n * float64(k%2)
	}
	if sum != 6 {
		t.Errorf("the histogram counts %g of 6", sum)
	}
	if s := all[2].Panels[0].Series; len(s) != 2 || s[1].Name != "not yet" || s[1].Y[0] != 1e-3 {
		t.Errorf("times %+v", s)
	}
	if len(Views(&lab.Measurements{})) != 0 {
		t.Error("views of nothing")
	}
}
