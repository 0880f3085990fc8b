package plots

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/characterise"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

var lookDir = flag.String("look", "", "folder to write every specimen to, in all formats, to be looked at")

type specimen struct {
	name string
	fig  Figure
}

// specimens are figures of every kind, from the usual to the awkward.
func specimens(t testing.TB) []specimen {
	var all []specimen
	add := func(name string, fig Figure, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, specimen{name, fig})
	}
	named := func(prefix string, r *experiments.Result) {
		t.Helper()
		for _, n := range All(r) {
			add(prefix+n.Name, n.Figure, n.Figure.Err())
		}
	}
	axis := func(name string, r *experiments.Result) {
		t.Helper()
		fig, err := AccuracyVsAxis(r, 0)
		add(name, fig, err)
	}
	devices := sample.Devices()
	quick := sample.Sweep(devices, 6, sample.D2D())
	quick.Quick = true
	named("quick_", quick)
	named("", sample.Compare(devices, 10, 100))
	named("one_", sample.Compare(devices[2:], 2, 3))

	billed := sample.Compare(devices, 3, 50)
	billed.Costs = bills(devices)
	fig, err := Costs(billed)
	add("costs", fig, err)
	billed.Devices, billed.Costs = nine(), bills(nine())
	fig, err = Costs(billed)
	add("costs_nine", fig, err)

	axis("nine", sample.Sweep(nine(), 4, sample.D2D()))
	fig, err = Comparison(sample.Sweep(nine(), 10))
	add("nine_comparison", fig, err)

	energy := func(name string, r *experiments.Result) {
		t.Helper()
		fig, err := EnergyVsAxis(energised(r), 0)
		add(name, fig, err)
	}
	energy("energy", sample.Sweep(devices, 6, bits()))
	energy("energy_one_repeat", sample.Sweep(devices, 1, bits()))
	energy("energy_nine", sample.Sweep(nine(), 3, bits(), sample.D2D()))
	energy("energy_codes", sample.Sweep(devices, 3, sample.Codes("poisson", "regular", "jittered", "first-spike", "rank-order"), bits()))

	c2c := experiments.Axis{Key: "c2c", Label: "cycle-to-cycle spread (of one pulse's step)", Values: []float64{0, 0.1, 0.3, 0.5, 1}}
	kelvin := experiments.Axis{Key: "temperature", Label: "temperature", Unit: "K", Values: []float64{250, 300, 350, 400, 420, 440, 460, 480}}
	named("three_axes_", sample.Sweep(devices, 3, sample.D2D(), c2c, kelvin))
	for _, n := range []int{2, 4} {
		few := c2c
		few.Values = few.Values[:n]
		axis(fmt.Sprintf("panels%d", n), sample.Sweep(devices, 6, sample.D2D(), few))
	}
	siemens := experiments.Axis{Key: "device.memristor.g_max", Label: "largest conductance Gmax", Unit: "S", Log: true,
		Values: []float64{1e-6, 3.1622776e-6, 1e-5, 3.1622776e-5, 1e-4}}
	axis("log_two_repeats", sample.Sweep(devices, 2, siemens))
	stuck := experiments.Axis{Key: "stuck_lrs", Log: true,
		Values: []float64{1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1}}
	axis("log_one_repeat", sample.Sweep(devices, 1, stuck))
	after := experiments.Axis{Key: "after", Label: "time after training", Unit: "s", Log: true,
		Values: []float64{1, 3600, 86400, 30 * 86400, 365.25 * 86400}}
	axis("log_time", sample.Sweep(devices, 6, after))
	one := sample.D2D()
	one.Values = one.Values[3:4]
	axis("one_value", sample.Sweep(devices, 6, one))

	codes := sample.Codes("poisson", "regular", "jittered", "first-spike", "rank-order", "burst", "phase")
	named("codes_", sample.Sweep(devices, 10, codes))
	axis("codes_few", sample.Sweep(devices, 3, sample.Codes("poisson", "burst", "phase")))
	axis("codes_nine", sample.Sweep(nine(), 10, codes))
	axis("codes_one", sample.Sweep(devices[1:2], 6, codes))
	axis("codes_panels", sample.Sweep(devices, 6, codes, c2c))
	axis("panels_of_codes", sample.Sweep(devices, 6, sample.D2D(), codes))

	for _, n := range []int{1, 7, 225, 500} {
		r := sample.Compare(devices[:1], 1, n)
		fig, err := WeightMaps(r, r.Runs[0])
		add(fmt.Sprintf("maps%d", n), fig, err)
	}
	for _, p := range experiments.Reproductions() {
		for _, n := range Reproduced(sample.Reproduced(p.Name, 3, "ideal", "memristor", "pcm")) {
			add(p.Name+"_"+n.Name, n.Figure, n.Figure.Err())
		}
	}
	for _, n := range Reproduced(sample.Reproduced("size-epochs", 1, "ideal")) {
		add("once_"+n.Name, n.Figure, n.Figure.Err())
	}
	r := sample.Compare(devices[:1], 1, 1)
	r.Runs[0].Confusion = letters47()
	fig, err = ConfusionMatrix(r, r.Runs[0])
	add("confusion47", fig, err)
	fig, err = STDP(windows(devices[:1], "exponential"))
	add("stdp", fig, err)
	fig, err = STDP(windows(devices, "exponential", "triangular", "rectangular", "gated"), "Integrated voltages.", "A second sentence.")
	add("stdp4", fig, err)
	for _, d := range []int{0, 1} {
		fig, err = PulseResponse(train(devices[d], 40, 5-4*d), "Identical pulses: 1 V, 50 ns.")
		add(fmt.Sprintf("response%d", d), fig, err)
	}
	for k, sh := range []*characterise.Sheet{fullSheet(devices[1]), binarySheet(devices[2]), {Device: devices[0], Response: train(devices[0], 3, 3)}} {
		fig, err = DeviceSheet(sh, "A further sentence.")
		add(fmt.Sprintf("sheet%d", k), fig, err)
	}
	return all
}

// windows are made-up windows of devices under schemes; the last one has a gate.
func windows(devices []experiments.Device, schemes ...string) []experiments.STDPScheme {
	var all []experiments.STDPScheme
	for k, name := range schemes {
		s := experiments.STDPScheme{Name: name}
		for i, d := range devices {
			w := experiments.STDPWindow{Device: d}
			for dt := -0.08; dt <= 0.08; dt += 1e-3 {
				w.Delay = append(w.Delay, dt)
				w.Change = append(w.Change, math.Copysign(0.03*math.Exp(-math.Abs(dt)/0.02), dt)/float64(i+1))
			}
			s.Windows = append(s.Windows, w)
		}
		s.Pair = experiments.SpikePair{Device: devices[0].Name, Delay: 0.01, Set: 0.6, Reset: -0.6, Gated: k > 0 && k == len(schemes)-1}
		for t := -0.01; t <= 0.09; t += 1e-3 {
			s.Pair.Time = append(s.Pair.Time, t)
			s.Pair.Pre = append(s.Pair.Pre, 0.4*math.Sin(100*t))
			s.Pair.Post = append(s.Pair.Post, -0.3*math.Cos(100*t))
			s.Pair.Cell = append(s.Pair.Cell, 0.4*math.Sin(100*t)+0.3*math.Cos(100*t))
		}
		all = append(all, s)
	}
	return all
}

// train is a made-up pulse response of up SET pulses and down RESET pulses; the ideal one does not scatter.
func train(d experiments.Device, up, down int) *experiments.PulseResponse {
	r := &experiments.PulseResponse{Device: d, Up: up}
	for n := range up + down + 1 {
		g := 1e-6 * (1 + float64(min(n, up)))
		if n > up {
			g = 1e-6
		}
		r.Mean = append(r.Mean, g)
		if !d.Ideal {
			r.Cells, r.Middle, r.SD = 200, append(r.Middle, 0.9*g), append(r.SD, 0.2*g)
		}
	}
	return r
}

// nine devices are more than the palette has colours.
func nine() []experiments.Device {
	devices := []experiments.Device{{Name: "ideal", Ideal: true}}
	for _, n := range []string{"AlOx/HfO2 RRAM (Woo 2016)", "PCM (Nandakumar 2018)", "FeFET (Jerry 2017)",
		"ECRAM (Tang 2018)", "Ag/a-Si CBRAM (Jo 2010)", "STT-MTJ (Vincent 2015)", "VTEAM", "memtransistor"} {
		devices = append(devices, experiments.Device{Name: n, Title: n, Imposed: len(n) > 20, Scatter: n[0] == 'P'})
	}
	return devices
}

// letters47 is a matrix of the size of EMNIST's, with rows of 2400.
func letters47() [][]int {
	m := make([][]int, 47)
	for i := range m {
		m[i] = make([]int, 48)
		m[i][i] = 2000
		m[i][(i+11)%47] = 350
		m[i][47] = 50
	}
	return m
}

func TestLook(t *testing.T) {
	if *lookDir == "" {
		t.Skip("no -look folder")
	}
	if err := os.MkdirAll(*lookDir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, s := range specimens(t) {
		for _, f := range Formats() {
			w, err := os.Create(filepath.Join(*lookDir, s.name+"."+string(f)))
			if err != nil {
				t.Fatal(err)
			}
			if err := Write(w, s.fig, f, "specimen "+s.name); err != nil {
				t.Error(err)
			}
			if err := w.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}
