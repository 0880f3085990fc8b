// Package sample makes Results with the shape of real ones, for the tests of figures and reports.
// The numbers are invented; their noise is drawn from a fixed seed.
package sample

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/experiments"
)

// Devices are the three technologies of the default sweep.
func Devices() []experiments.Device {
	return []experiments.Device{
		{Name: "ideal", Title: "ideal", Class: "ideal", Ideal: true},
		{Name: "memristor", Title: "AlOx/HfO2 RRAM (Woo 2016)", Class: "oxide", Imposed: true},
		{Name: "pcm", Title: "Ge₂Sb₂Te₅ PCM (Nandakumar 2018)", Class: "pcm", Scatter: true},
	}
}

// D2D is the default axis.
func D2D() experiments.Axis {
	return experiments.Axis{
		Key: "d2d", Label: "device-to-device spread (CV of Gmin, Gmax and steps)",
		Values: []float64{0, 0.1, 0.2, 0.3, 0.5, 0.7},
	}
}

// Codes is an axis of words.
func Codes(words ...string) experiments.Axis {
	a := experiments.Axis{Key: "input.code", Label: "how grey levels become spikes", Words: words}
	for i := range words {
		a.Values = append(a.Values, float64(i))
	}
	return a
}

// Sweep is a study over the axes with the given repeats. The first axis costs the non-ideal
// devices accuracy, the others a little more; the ideal reference has one point, zero on the
// axis d2d and empty on others, but every word of an axis of words.
func Sweep(devices []experiments.Device, repeats int, axes ...experiments.Axis) *experiments.Result {
	rng := rand.New(rand.NewPCG(7, 1))
	r := base(devices)
	r.Command, r.Axes = "sweep", axes
	ideal := make([]float64, repeats)
	for k := range ideal {
		ideal[k] = 0.872 + 0.007*rng.NormFloat64()
	}
	for di, d := range devices {
		points := grid(axes)
		if d.Ideal {
			points = idealPoints(axes)
		}
		for _, pt := range points {
			var ts []experiments.Trial
			for k := range repeats {
				cost := 0.0
				for a, v := range pt {
					if d.Ideal {
						continue
					}
					if last := axes[a].Values[len(axes[a].Values)-1]; last > 0 {
						v /= last
					}
					cost += v * v * (0.12 + 0.06*float64(di-1)) / float64(1+a)
				}
				acc := ideal[k] - cost + (0.003+0.02*cost)*rng.NormFloat64()
				if !d.Ideal {
					acc -= 0.012 * float64(di)
				}
				m := metrics(acc)
				if !d.Ideal {
					m.AccuracyRaw = acc - 0.015 - 0.3*cost
					m.MeanG, m.Gain = 0.57, 1.74
				}
				ts = append(ts, experiments.Trial{Device: d.Name, Point: pt, Repeat: k, Seed: 1, Metrics: m})
			}
			r.Trials = append(r.Trials, ts...)
			r.Summary = append(r.Summary, row(ts, ideal))
		}
	}
	return r
}

// Compare is a study without axes, with the details of one or more networks per device.
func Compare(devices []experiments.Device, repeats, neurons int) *experiments.Result {
	r := Sweep(devices, repeats)
	r.Command, r.Neurons = "compare", neurons
	for di, d := range devices {
		for k := range min(repeats, 3) {
			r.Runs = append(r.Runs, Run(d.Name, k, neurons, 0.87-0.02*float64(di)))
		}
	}
	return r
}

func base(devices []experiments.Device) *experiments.Result {
	return &experiments.Result{
		Mode: "in-situ", Dataset: "digits", Neurons: 50, Devices: devices,
		Warnings: []string{"adc clipped 3.1 % of samples; raise adc.range"},
		Ideal:    []string{"wires", "thresholds", "neuron spread", "unselected lines at 0 V"},
		Sources: []experiments.Source{
			{Key: "woo2016", Text: "Woo, J. et al., Improved Synaptic Behavior Under Identical Pulses Using AlOx/HfO2 Bilayer RRAM Array, IEEE Electron Device Lett. 37, 994 (2016)", DOI: "10.1109/LED.2016.2582859"},
			{Key: "joshi2020", Text: "Joshi, V. et al., Accurate deep neural network inference using computational phase-change memory, Nat. Commun. 11, 2473 (2020)", DOI: "10.1038/s41467-020-16108-9"},
		},
		Elapsed: 68 * time.Second,
	}
}

func metrics(acc float64) experiments.Metrics {
	return experiments.Metrics{
		Accuracy: acc, AccuracyRaw: math.NaN(), TestImages: 1000, MeanG: math.NaN(), Gain: 1,
		Writes: 2.4e6, WriteEnergy: 3.1e-5, Presentations: 2000, SimTime: 900, SpikesPerImg: 5.6,
		Clipped: 0.031, Silent: 0.004,
	}
}

func grid(axes []experiments.Axis) [][]float64 {
	points := [][]float64{{}}
	for _, a := range axes {
		var next [][]float64
		for _, p := range points {
			for _, v := range a.Values {
				next = append(next, append(append([]float64{}, p...), v))
			}
		}
		points = next
	}
	return points
}

func idealPoints(axes []experiments.Axis) [][]float64 {
	own := slices.Clone(axes)
	for k, a := range axes {
		switch {
		case len(a.Words) > 0:
		case a.Key == "d2d", a.Key == "c2c":
			own[k].Values = []float64{0}
		default:
			own[k].Values = []float64{math.NaN()}
		}
	}
	return grid(own)
}

// row summarises trials with Student's t, and the loss paired by repeat.
func row(ts []experiments.Trial, ideal []float64) experiments.Row {
	n := len(ts)
	acc, raw, loss := make([]float64, n), make([]float64, n), make([]float64, n)
	for k, t := range ts {
		acc[k], raw[k] = t.Metrics.Accuracy, t.Metrics.AccuracyRaw
		loss[k] = ideal[k] - acc[k]
	}
	r := experiments.Row{Device: ts[0].Device, Point: ts[0].Point, N: n,
		MeanG: ts[0].Metrics.MeanG, Gain: ts[0].Metrics.Gain}
	r.Mean, r.SD, r.Lo, r.Hi = interval(acc)
	r.Loss, _, r.LossLo, r.LossHi = interval(loss)
	r.Raw, _, r.RawLo, r.RawHi = interval(raw)
	half := 1.96 * math.Sqrt(r.Mean*(1-r.Mean)/1000)
	r.TestLo, r.TestHi = r.Mean-half, r.Mean+half
	return r
}

func interval(v []float64) (mean, sd, lo, hi float64) {
	n := float64(len(v))
	for _, x := range v {
		mean += x / n
	}
	for _, x := range v {
		sd += (x - mean) * (x - mean) / (n - 1)
	}
	sd = math.Sqrt(sd)
	if n < 2 {
		return mean, math.NaN(), math.NaN(), math.NaN()
	}
	half := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile(0.975) * sd / math.Sqrt(n)
	return mean, sd, mean - half, mean + half
}

// Run is one network: a learning curve, a confusion matrix and stroke-like receptive fields.
func Run(device string, repeat, neurons int, final float64) experiments.Run {
	rng := rand.New(rand.NewPCG(uint64(repeat), uint64(len(device))))
	run := experiments.Run{Device: device, Repeat: repeat, Width: 28, Height: 28}
	for p := 50; p <= 2000; p = p * 3 / 2 {
		acc := final - 0.5*math.Exp(-float64(p)/250) + 0.012*rng.NormFloat64()
		run.Curve = append(run.Curve, experiments.CurvePoint{Presentations: p, Accuracy: acc, N: 500})
	}
	for i := range 10 {
		line := make([]int, 11)
		for range 100 + rng.IntN(14) - 7 {
			switch x := rng.Float64(); {
			case x < final:
				line[i]++
			case x > 0.99:
				line[10]++
			default:
				line[(i+[]int{3, 5, 9, 1}[rng.IntN(4)])%10]++
			}
		}
		run.Confusion = append(run.Confusion, line)
	}
	for k := range neurons {
		run.Maps = append(run.Maps, field(rng))
		class := rng.IntN(10)
		if k%17 == 5 {
			class = -1
		}
		run.Labels = append(run.Labels, class)
	}
	return run
}

// field is an arc of a stroke with a soft edge.
func field(rng *rand.Rand) []float32 {
	m := make([]float32, 28*28)
	cx, cy := 14+3*rng.NormFloat64(), 14+3*rng.NormFloat64()
	radius, from, span := 4+4*rng.Float64(), 6.3*rng.Float64(), 2+4*rng.Float64()
	for y := range 28 {
		for x := range 28 {
			dx, dy := float64(x)-cx, float64(y)-cy
			a := math.Mod(math.Atan2(dy, dx)-from+4*math.Pi, 2*math.Pi)
			d := math.Hypot(dx, dy) - radius
			if a > span {
				d += 3 * min(a-span, 2*math.Pi-a)
			}
			v := math.Exp(-d*d/4)*0.9 + 0.04*rng.Float64()
			m[y*28+x] = float32(v)
		}
	}
	return m
}
