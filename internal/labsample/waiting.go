package labsample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

const boltzmann = 8.617333262e-5 // eV/K, CODATA 2018

// times are n, spaced evenly in the logarithm.
func times(from, to float64, n int) []float64 {
	out := make([]float64, n)
	a, b := kernel.Log(from), kernel.Log(to)
	for i := range out {
		out[i] = kernel.Exp(a + float64((b-a)*float64(i))/float64(n-1))
	}
	return out
}

// comma is a number with a decimal comma.
func comma(x float64) string { return strings.Replace(num(x), ".", ",", 1) }

// drift are 12 cells of the pcm card in 4 states at room temperature: the card's own power law with
// its exponent by state and by cell, as a German spreadsheet has it.
func drift(s *Sample, stream variability.Stream) error {
	const devices, readNoise = 12, 0.002
	card, err := device.Preset("pcm")
	if err != nil {
		return err
	}
	levels := []float64{2e-6, 4e-6, 8e-6, 12e-6}
	src := stream.Source()
	var nu, g0 []float64
	s.write("Zelle;Level;T (°C);t (s);G (µS)")
	s.Options.Columns = map[string]string{"device": "Zelle"}
	for d := range devices {
		for k, level := range levels {
			g := level * (1 + float64(0.02*kernel.Normal(src)))
			exponent := card.Drift.Exponent(g, kernel.Normal(src))
			nu, g0 = append(nu, exponent), append(g0, g)
			r := lab.Retention{Device: fmt.Sprintf("Z%d", d+1), Level: k + 1, Temperature: 298.15}
			for _, t := range times(1, 1e5, 11) {
				x := g * card.Drift.Factor(exponent, t) * (1 + float64(readNoise*kernel.Normal(src)))
				r.Time, r.Conductance = append(r.Time, t), append(r.Conductance, x)
				s.write("%s;%d;25;%s;%s", r.Device, r.Level, comma(t), comma(x*1e6))
			}
			s.Want.Retentions = append(s.Want.Retentions, r)
		}
	}
	s.Format = "table"
	s.truth.text("law", "G = g0 (1 + t/t0)^-nu; nu by device and level, level fastest")
	s.truth.number("t0_s", card.Drift.Onset)
	s.truth.number("read_noise", readNoise)
	s.truth.list("levels_S", levels)
	s.truth.list("g0_S", g0)
	s.truth.list("nu", nu)
	return nil
}

// retention is a bake of six cells at three temperatures: a stretched exponential whose time constant
// follows Arrhenius.
func retention(s *Sample, stream variability.Stream) error {
	const devices, beta, energy, attempt, readNoise = 6, 0.6, 1.1, 2e-10, 0.01
	const top, bottom, sdLog = 50e-6, 5e-6, 0.3
	src := stream.Source()
	var tau []float64
	s.write("device,T (°C),t (h),R (kOhm),read voltage (V)")
	for _, celsius := range []float64{125, 150, 175} {
		kelvin := celsius + 273.15
		for d := range devices {
			r := lab.Retention{Device: fmt.Sprintf("C%d", d+1), Temperature: kelvin}
			own := attempt * kernel.Exp(energy/(boltzmann*kelvin)+float64(sdLog*kernel.Normal(src)))
			tau = append(tau, own)
			for _, t := range times(60, 1e6, 16) {
				left := kernel.Exp(-kernel.Exp(beta * kernel.Log(t/own)))
				g := (bottom + float64((top-bottom)*left)) * (1 + float64(readNoise*kernel.Normal(src)))
				r.Time, r.Conductance = append(r.Time, t), append(r.Conductance, g)
				s.write("%s,%s,%s,%s,0.1", r.Device, num(celsius), num(t/3600), num(1/g/1e3))
			}
			s.Want.Retentions = append(s.Want.Retentions, r)
		}
	}
	s.Format = "table"
	s.truth.text("law", "G = g_low + (g_high - g_low) exp(-(t/tau)^beta), ln tau ~ N(ln attempt + Ea/kT, sd_log_tau); tau by temperature and device")
	for _, f := range []struct {
		key string
		x   float64
	}{{"g_high_S", top}, {"g_low_S", bottom}, {"beta", beta}, {"Ea_eV", energy}, {"attempt_s", attempt}, {"sd_log_tau", sdLog}, {"read_noise", readNoise}} {
		s.truth.number(f.key, f.x)
	}
	s.truth.list("tau_s", tau)
	return nil
}

// A life is how long one cell lasts and how it fails.
type life struct {
	cycles float64
	lrs    bool // stuck in the low-resistance state
}

const (
	weibullScale = 3e6 // cycles
	weibullShape = 1.8
	stuckLRS     = 0.6 // part of the failures
)

func newLife(scale float64, src *rand.PCG) life {
	u := kernel.Uniform(src)
	return life{cycles: scale * kernel.Exp(kernel.Log(-kernel.Log(1-u))/weibullShape), lrs: kernel.Uniform(src) < stuckLRS}
}

// states are the two conductances of a cell after n cycles, read with lognormal scatter; the window of
// a failed cell is closed from one side.
func (l life) states(n float64, src *rand.PCG) (hrs, lrs float64) {
	hrs = 2e-6 * kernel.Exp(0.15*kernel.Normal(src))
	lrs = 40e-6 * kernel.Exp(0.05*kernel.Normal(src))
	switch {
	case n < l.cycles:
	case l.lrs:
		hrs = lrs * kernel.Exp(0.02*kernel.Normal(src))
	default:
		lrs = hrs * kernel.Exp(0.02*kernel.Normal(src))
	}
	return hrs, lrs
}

// tell writes the lives.
func tell(f *facts, scale float64, lives []life) {
	f.text("law", "cycles to failure ~ Weibull(scale, shape); failed cells are stuck in LRS with the given probability, else in HRS")
	f.number("scale_cycles", scale)
	f.number("shape", weibullShape)
	f.number("stuck_lrs", stuckLRS)
	f.number("hrs_median_S", 2e-6)
	f.number("lrs_median_S", 40e-6)
	f.number("hrs_sd_log", 0.15)
	f.number("lrs_sd_log", 0.05)
	var n, side []float64
	for _, l := range lives {
		n = append(n, l.cycles)
		side = append(side, map[bool]float64{true: 1}[l.lrs])
	}
	f.list("cycles_to_failure", n)
	f.list("failed_to_lrs", side)
}

// endurance are 16 cells read at 1, 2 and 5 of every decade up to 5e6 cycles; those that last longer
// are censored.
func endurance(s *Sample, stream variability.Stream) error {
	src := stream.Source()
	var lives []life
	s.write("device\tcycles (#)\tHRS (kΩ)\tLRS (kΩ)")
	s.Options.Columns = map[string]string{"count": "cycles"}
	for d := range 16 {
		l := newLife(weibullScale, src)
		lives = append(lives, l)
		e := lab.Endurance{Device: fmt.Sprintf("E%02d", d+1), Stress: lab.Stress{SetVoltage: nan(), ResetVoltage: nan(), SetWidth: nan(), ResetWidth: nan()}}
		for decade := 1.0; decade < 1e7; decade *= 10 {
			for _, k := range []float64{1, 2, 5} {
				n := decade * k
				hrs, lrs := l.states(n, src)
				e.Count, e.HRS, e.LRS = append(e.Count, n), append(e.HRS, hrs), append(e.LRS, lrs)
				s.write("%s\t%s\t%s\t%s", e.Device, num(n), num(1/hrs/1e3), num(1/lrs/1e3))
			}
		}
		s.Want.Endurances = append(s.Want.Endurances, e)
	}
	s.Format = "table"
	tell(&s.truth, weibullScale, lives)
	return nil
}

// enduranceArray are 10 weak cells of an array, every cycle read, in rows of alternating HRS and LRS.
func enduranceArray(s *Sample, stream variability.Stream) error {
	const cycles, scale = 60, 60
	src := stream.Source()
	var lives []life
	for d := range 10 {
		l := newLife(scale, src)
		lives = append(lives, l)
		e := lab.Endurance{Device: fmt.Sprint(d), Stress: lab.Stress{SetVoltage: nan(), ResetVoltage: nan(), SetWidth: nan(), ResetWidth: nan()}}
		row := e.Device
		for n := 1.0; n <= cycles; n++ {
			hrs, lrs := l.states(n, src)
			e.Count, e.HRS, e.LRS = append(e.Count, n), append(e.HRS, hrs), append(e.LRS, lrs)
			row += "\t" + num(1/hrs) + "\t" + num(1/lrs)
		}
		s.write("%s", row)
		s.Want.Endurances = append(s.Want.Endurances, e)
	}
	s.Format, s.Options.Layout = "array", "alternating-hrs-lrs"
	tell(&s.truth, scale, lives)
	return nil
}

// noise are two cells at a read voltage, 4096 points each: white noise and one trap that takes part of
// the current away while it is filled, with exponential dwell times.
func noise(s *Sample, stream variability.Stream) error {
	const volts, dt, points = 0.1, 1e-3, 4096
	src := stream.Source()
	s.truth.number("voltage_V", volts)
	s.truth.number("interval_s", dt)
	for d, c := range []struct{ current, step, white, empty, full float64 }{
		{2e-6, 6e-8, 8e-9, 0.04, 0.015}, // A, A, A, s, s
		{5e-7, 1e-8, 4e-9, 0.1, 0.1},
	} {
		t := lab.Trace{Device: fmt.Sprintf("R_%d", d+1), Cycle: 1, Voltage: volts}
		s.write("SetupTitle, noise\nPrimitiveTest, I/V-t Sampling\nMetaData, TestRecord.TestTarget, %s\nMetaData, TestRecord.IterationIndex, 1\nDimension1, %d, %d, %d", t.Device, points, points, points)
		s.write("DataName, Time, V1, I1")
		full := false
		for k := range points {
			i := c.current + float64(c.white*kernel.Normal(src))
			if full {
				i -= c.step
			}
			t.Time, t.Current = append(t.Time, float64(k)*dt), append(t.Current, i)
			s.write("DataValue, %s, %s, %s", num(t.Time[k]), num(volts), num(i))
			stay := c.empty
			if full {
				stay = c.full
			}
			if kernel.Uniform(src) < 1-kernel.Exp(-dt/stay) {
				full = !full
			}
		}
		s.Want.Traces = append(s.Want.Traces, t)
		key := t.Device + "_"
		s.truth.number(key+"current_A", c.current)
		s.truth.number(key+"step_A", c.step)
		s.truth.number(key+"white_A", c.white)
		s.truth.number(key+"mean_time_empty_s", c.empty)
		s.truth.number(key+"mean_time_full_s", c.full)
	}
	s.Format = "easyexpert"
	return nil
}

// kinetics are switching times of one cell: exponential in the voltage, lognormal at each, and cut
// off at 0.1 s.
func kinetics(s *Sample, stream variability.Stream) error {
	const t0, v0, sdLog, longest = 20.0, 0.06, 0.5, 0.1
	src := stream.Source()
	k := lab.Kinetics{Device: "kinetics"}
	s.write("V [mV];t_switch [µs];censored")
	for _, v := range []float64{0.25, 0.4, 0.55, 0.7, 0.85, 1} {
		for range 10 {
			t := t0 * kernel.Exp(-v/v0+float64(sdLog*kernel.Normal(src)))
			k.Voltage, k.Time, k.Censored = append(k.Voltage, v), append(k.Time, math.Min(t, longest)), append(k.Censored, t > longest)
			s.write("%s;%s;%d", comma(v*1e3), comma(math.Min(t, longest)*1e6), map[bool]int{true: 1}[t > longest])
		}
	}
	s.Want.Kinetics = []lab.Kinetics{k}
	s.Format = "table"
	s.truth.text("law", "ln t ~ N(ln t0 - V/v0, sd_log), censored at the longest pulse")
	s.truth.number("t0_s", t0)
	s.truth.number("v0_V", v0)
	s.truth.number("sd_log", sdLog)
	s.truth.number("longest_s", longest)
	return nil
}
