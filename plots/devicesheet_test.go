package plots

import (
	"errors"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg/recorder"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/characterise"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

// fullSheet is a made-up sheet that has everything.
func fullSheet(d experiments.Device) *characterise.Sheet {
	s := &characterise.Sheet{
		Device:   d,
		Pulses:   device.Pulses{SetVoltage: 1.2, SetWidth: 1e-6, ResetVoltage: -1.5, ResetWidth: 2e-6, ReadVoltage: 0.1},
		Figures:  &characterise.Figures{GMin: 1e-9, GMax: 1e-4, Up: 40, Down: 12000, NLUp: 2.5, NLDown: -3, Step: 0.03, StepSD: 0.01},
		Response: train(d, 40, 30),
		Noise:    &characterise.Spectrum{Level: []float64{0, 0.5, 1}, G: []float64{1e-9, 5e-5, 1e-4}, White: true, Slow: true},
		Window:   &windows([]experiments.Device{d}, "exponential")[0].Windows[0],
		Loop:     &characterise.Loop{Rate: 1, Turn: 50, Back: 100, To: 150},
	}
	for i := range 200 {
		v := 1.5 * math.Sin(2*math.Pi*float64(i+1)/200)
		g := 1e-9
		if i > 40 && i < 140 {
			g = 1e-4
		}
		s.Loop.Voltage, s.Loop.Current = append(s.Loop.Voltage, v), append(s.Loop.Current, g*v)
		s.Loop.Conductance = append(s.Loop.Conductance, g)
	}
	t := &characterise.Steps{Cells: 400}
	for i := range 20 {
		t.G = append(t.G, 5e-6*float64(i))
		for k, c := range []*characterise.Change{&t.Set, &t.Reset} {
			y := 1e-6 * float64(1-2*k)
			c.Nominal, c.Mean, c.SD = append(c.Nominal, y), append(c.Mean, 0.9*y), append(c.SD, 0.5e-6)
		}
	}
	s.Steps = t
	s.Switching = &characterise.Switching{}
	for v := 0.8; v < 2; v += 0.1 {
		s.Switching.Set = append(s.Switching.Set, characterise.Delay{Voltage: v, Time: 1e4 * math.Exp(-20*v)})
		s.Switching.Reset = append(s.Switching.Reset, characterise.Delay{Voltage: -v, Time: 1e3 * math.Exp(-18*v)})
	}
	r := &characterise.Retention{Cells: 200}
	for k := range 73 {
		r.Time = append(r.Time, math.Pow(10, float64(k)/8-1))
	}
	for _, level := range []float64{0, 0.5, 1} {
		kept := characterise.Kept{Level: level}
		for _, time := range r.Time {
			g := (1e-9 + 1e-4*level) * math.Pow(1+time, -0.05)
			kept.Mean, kept.SD = append(kept.Mean, g), append(kept.SD, 2*g)
		}
		r.States = append(r.States, kept)
	}
	s.Retention = r
	for f := 1e-4; f < 1e7; f *= 2 {
		s.Noise.Frequency = append(s.Noise.Frequency, f)
	}
	for k := range 3 {
		var d []float64
		for _, f := range s.Noise.Frequency {
			d = append(d, 1e-9+1e-4/f/float64(k+1))
		}
		s.Noise.Density = append(s.Noise.Density, d)
	}
	e := &characterise.Endurance{Cells: 500}
	w := &characterise.Temperature{Ref: 300, Room: 300, States: []characterise.Warmed{{Level: 0}, {Level: 0.5}, {Level: 1}}}
	for k := range 37 {
		n := math.Pow(10, 2+float64(k)/6)
		e.Cycles, e.Failed = append(e.Cycles, n), append(e.Failed, 1-math.Exp(-n/1e7))
		e.High, e.Low = append(e.High, 1e-4-1e-6*float64(k)), append(e.Low, 1e-6*float64(k))
	}
	e.High[36], e.Low[36] = math.NaN(), math.NaN()
	for k := 260.0; k <= 400; k += 10 {
		w.Kelvin = append(w.Kelvin, k)
		for i := range w.States {
			w.States[i].Part = append(w.States[i].Part, math.Exp((k-300)/100*(0.5-w.States[i].Level)))
		}
		w.Set = append(w.Set, characterise.Warm{Kelvin: k, Time: 1e-7 * math.Exp(-k/30)})
	}
	s.Endurance, s.Warmth = e, w
	return s
}

// binarySheet is that of a cell of two states near each other, of which little is known.
func binarySheet(d experiments.Device) *characterise.Sheet {
	full := fullSheet(d)
	s := &characterise.Sheet{Device: d, Pulses: full.Pulses, Figures: &characterise.Figures{GMin: 1e-5, GMax: 2e-5, Levels: 2, Up: 1, Down: 1, Step: 0.1, StepSD: 0.3}}
	s.Steps = &characterise.Steps{
		G: []float64{1e-5, 2e-5}, Cells: 400,
		Set:   characterise.Change{Nominal: []float64{1e-6, 0}, Mean: []float64{1e-6, 0}, SD: []float64{3e-6, 0}},
		Reset: characterise.Change{Nominal: []float64{0, -1e-6}, Mean: []float64{0, -1e-6}, SD: []float64{0, 3e-6}},
	}
	s.Retention = &characterise.Retention{Cells: 200, Time: full.Retention.Time}
	for _, level := range []float64{0, 1} {
		k := characterise.Kept{Level: level}
		for range s.Retention.Time {
			k.Mean, k.SD = append(k.Mean, 1e-5*(1+level)), append(k.SD, 1e-6)
		}
		s.Retention.States = append(s.Retention.States, k)
	}
	s.Switching = &characterise.Switching{Set: []characterise.Delay{{Voltage: 0.5, Time: 3e-9}}}
	s.Absent = []characterise.Absent{{What: "I–V loop", Why: "not known"}, {What: "read noise", Why: "none"}, {What: "STDP window", Why: "not known"}}
	return s
}

func TestSheetSaysWhatItShows(t *testing.T) {
	d := sample.Devices()[1]
	fig, err := DeviceSheet(fullSheet(d), "A further sentence.")
	fig = must(t, fig, err)
	contains(t, fig, titleOf(d), "a  I–V", "b  I–V, logarithmic", "c  Identical pulses", "d  One pulse", "e  Switching, 10 to 90 % of range",
		"f  Retention", "g  Read noise", "h  Endurance", "i  Worn-out cells", "j  Conductance against T", "k  Switching time against T", "l  STDP window",
		"full cycles", "failed cells (%)", "temperature (°C)", "G / G at 300 K", "Endurance: 500 cells, of which those that work are read.",
		"Temperature: conductance of the same programmed state; nominal voltages, range of 300 K.", "voltage (V)", "conductance before (µS)", "time since programming", "frequency",
		"output − input spike (ms)", "LRS", "HRS", "half", "1 mHz", "30 d",
		"SET 1.2 V, 1 µs; RESET −1.5 V, 2 µs. Read at 0.1 V.", "on/off ratio 10⁵", "40 SET pulses across the range (nonlinearity label 2.50)",
		"12 000 RESET pulses across the range (nonlinearity label −3.00)", "one SET pulse half-way 3.00 ± 1.00 % of the range", "a triangular sweep at 1 V/s", "A further sentence.")
	for _, name := range []string{"current (µA)", "|current|", "ΔG (µS)", "S / I² (1/Hz)", "change (% of range)", "time"} {
		contains(t, fig, name)
	}
	if fig.Width != pageWidth {
		t.Errorf("%v wide, want a page", fig.Width)
	}
}

// What is absent has no panel, and the reason is said once for all that it keeps away.
func TestSheetLeavesOut(t *testing.T) {
	fig, err := DeviceSheet(binarySheet(sample.Devices()[2]))
	fig = must(t, fig, err)
	contains(t, fig, "a  One pulse", "b  Switching, 10 to 90 % of range", "c  Retention", "on/off ratio 2, 2 states, one SET pulse in HRS 10.00 ± 30.00 % of the range.",
		"Not shown: I–V loop, STDP window (not known), read noise (none).", "conductance (µS)")
	if s := prose(fig); strings.Contains(s, "d  ") || strings.Contains(s, "logarithmic") {
		t.Errorf("an empty panel: %s", s)
	}
	if _, err := DeviceSheet(&characterise.Sheet{}); !errors.Is(err, ErrNoData) {
		t.Errorf("no measurement: %v", err)
	}
}

// Data of panels in one column begin at the same place: their horizontal axes do.
func TestSheetColumnsAreInLine(t *testing.T) {
	fig, err := DeviceSheet(fullSheet(sample.Devices()[1]))
	fig = must(t, fig, err)
	begin := map[int]bool{}
	axes := 0
	for _, a := range record(fig) {
		s, ok := a.(*recorder.Stroke)
		if !ok || len(s.Path) != 2 || s.Path[0].Pos.Y != s.Path[1].Pos.Y {
			continue
		}
		if w := s.Path[1].Pos.X - s.Path[0].Pos.X; w > fig.Width/6 {
			begin[int(10*s.Path[0].Pos.X)] = true
			axes++
		}
	}
	if len(begin) != 3 || axes < 12 {
		t.Errorf("%d long horizontal lines begin at %v, want three places", axes, begin)
	}
}

// The real sheets of the library are drawn, whatever they have.
func TestSheetsOfTheLibrary(t *testing.T) {
	for _, name := range device.Presets() {
		card, err := device.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := characterise.Measure(card, characterise.Options{})
		if err != nil {
			t.Fatal(err)
		}
		fig, err := DeviceSheet(s)
		fig = must(t, fig, err)
		contains(t, fig, card.Title, "Identical pulses", "One pulse")
		for i, a := range boxes(fig) {
			if a.x0 < 0 || a.y0 < 0 || a.x1 > fig.Width || a.y1 > fig.Height {
				t.Errorf("%s: %q leaves the page", name, a.text)
			}
			for _, b := range boxes(fig)[:i] {
				if a.x0 < b.x1-0.3 && b.x0 < a.x1-0.3 && a.y0 < b.y1-0.3 && b.y0 < a.y1-0.3 {
					t.Errorf("%s: %q and %q overlap", name, a.text, b.text)
				}
			}
		}
	}
}
