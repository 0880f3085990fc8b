package lab

import (
	"math"
	"strings"
	"testing"
)

func TestCheckNamesWhatIsWrong(t *testing.T) {
	good := Measurements{
		Pulses: []PulseTrain{{Device: "a", Cycle: 1, Number: []float64{1, 2}, Voltage: []float64{1, 1}, Width: []float64{1e-6, 1e-6},
			Conductance: []float64{1e-6, 2e-6}, ReadVoltage: []float64{math.NaN(), math.NaN()}}},
		Sweeps: []Sweep{{Device: "a", Cycle: 1, Time: []float64{0}, Voltage: []float64{1}, Current: []float64{1e-6}, Clipped: []bool{false}}},
	}
	if err := good.Check(); err != nil {
		t.Errorf("a good measurement: %v", err)
	}
	if got := good.Points(); got != 3 {
		t.Errorf("%d points, want 3", got)
	}
	for want, spoil := range map[string]func(*Measurements){
		"pulses of a, cycle 1: 1 values of conductance, want 2": func(m *Measurements) { m.Pulses[0].Conductance = []float64{1} },
		"pulses of a, cycle 1: conductance = NaN in row 2":      func(m *Measurements) { m.Pulses[0].Conductance = []float64{1, math.NaN()} },
		"sweep of a, cycle 1: voltage = +Inf in row 1":          func(m *Measurements) { m.Sweeps[0].Voltage = []float64{math.Inf(1)} },
		"sweep of a, cycle 1: 0 values of clipped, want 1":      func(m *Measurements) { m.Sweeps[0].Clipped = nil },
		"kinetics of b: 0 values of time, want 1": func(m *Measurements) {
			m.Kinetics = []Kinetics{{Device: "b", Voltage: []float64{1}, Censored: []bool{true}}}
		},
		"map of v_form: 2 values of x, want 1": func(m *Measurements) {
			m.Maps = []Map{{Quantity: "v_form", X: []float64{1, 2}, Y: []float64{1}, Value: []float64{1}}}
		},
		"endurance of c: count = NaN in row 1": func(m *Measurements) {
			m.Endurances = []Endurance{{Device: "c", Count: []float64{math.NaN()}, HRS: []float64{1}, LRS: []float64{1}}}
		},
		"retention of d: 1 values of conductance, want 2": func(m *Measurements) {
			m.Retentions = []Retention{{Device: "d", Time: []float64{1, 2}, Conductance: []float64{1}}}
		},
		"trace of e, cycle 2: 0 values of current, want 1": func(m *Measurements) { m.Traces = []Trace{{Device: "e", Cycle: 2, Time: []float64{1}}} },
		"STDP of f: change = NaN in row 1": func(m *Measurements) {
			m.STDPs = []STDP{{Device: "f", Delay: []float64{1}, Change: []float64{math.NaN()}}}
		},
	} {
		bad := Measurements{Pulses: []PulseTrain{good.Pulses[0]}, Sweeps: []Sweep{good.Sweeps[0]}}
		spoil(&bad)
		if err := bad.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestAuditCountsEveryRow(t *testing.T) {
	var a Audit
	a.keep()
	a.drop(7, "no number")
	a.drop(9, "no number")
	a.drop(8, "overflow")
	if a.Rows != 4 || a.Kept != 1 || len(a.Dropped) != 2 || a.Dropped[0] != (Drop{"no number", 2, 7}) {
		t.Errorf("%+v", a)
	}
	got := Assumption{"unit of R", "Ω", "the column names none", "--unit R=UNIT"}.String()
	if want := "unit of R: Ω (the column names none; --unit R=UNIT says otherwise)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
