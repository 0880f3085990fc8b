// Package labsample writes what the instruments of a laboratory would have written, of devices whose
// every parameter is known.
//
// Devices are cells of a card, stepped with the card's own model: spreads between devices are drawn
// once, cycle-to-cycle scatter at every pulse, noise at every read. What no card describes (wear,
// telegraph noise, wafers) follows laws that the truth file names. The numbers are invented; they are
// evidence of nothing but that files are read right and estimators find what was put in.
package labsample

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// A Sample is one file of an instrument, and what was measured.
type Sample struct {
	Name    string // of the file
	Format  string // as package lab finds it
	Options lab.Options
	Text    []byte            // before it is packed, where the name ends in .gz
	Want    *lab.Measurements // before they were rounded to the digits of the file
	truth   facts
}

// Data returns the bytes of the file.
func (s *Sample) Data() ([]byte, error) {
	if !strings.HasSuffix(s.Name, ".gz") {
		return s.Text, nil
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(s.Text); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Digits is the number of significant digits in the files.
const Digits = 5

// All returns a file of every format and the truth behind them as TOML. The same seed gives the same
// bytes.
func All(seed uint64) ([]Sample, []byte, error) {
	root := variability.Seed(seed).Named("labsample")
	var all []Sample
	for _, make := range []struct {
		name string
		by   func(s *Sample, stream variability.Stream) error
	}{
		{"pulses_arcone.csv.gz", pulses},
		{"curve_digitised.csv", curve},
		{"iv_easyexpert.csv", expertLoops},
		{"iv_keithley.csv", keithleyLoop},
		{"iv_smuscript.csv", scriptLoop},
		{"drift_pcm.csv", drift},
		{"retention_oven.csv", retention},
		{"endurance.csv", endurance},
		{"endurance_array.txt", enduranceArray},
		{"noise_easyexpert.csv.gz", noise},
		{"kinetics.csv", kinetics},
		{"stdp.csv", stdp},
		{"wafer_forming.csv", wafer},
		{"array_values.txt", values},
		{"verify_array.txt", verify},
	} {
		s := Sample{Name: make.name, Want: &lab.Measurements{}}
		if err := make.by(&s, root.Named(make.name)); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", make.name, err)
		}
		all = append(all, s)
	}
	var truth bytes.Buffer
	fmt.Fprintf(&truth, "# What the files of this folder were made from, in SI base units; seed %d.\n", seed)
	for _, s := range all {
		fmt.Fprintf(&truth, "\n[%q]\n%s", s.Name, s.truth.String())
	}
	return all, truth.Bytes(), nil
}

// facts are lines of TOML.
type facts struct{ strings.Builder }

func (f *facts) text(key, value string) { fmt.Fprintf(f, "%s = %q\n", key, value) }

func (f *facts) number(key string, x float64) { fmt.Fprintf(f, "%s = %s\n", key, float(x)) }

func (f *facts) list(key string, x []float64) {
	words := make([]string, len(x))
	for i, v := range x {
		words[i] = float(v)
	}
	fmt.Fprintf(f, "%s = [%s]\n", key, strings.Join(words, ", "))
}

// float is a number as TOML writes one.
func float(x float64) string {
	s := strconv.FormatFloat(x, 'g', 7, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

// num is a number as the files have it.
func num(x float64) string { return strconv.FormatFloat(x, 'G', Digits, 64) }

// write appends a line.
func (s *Sample) write(format string, args ...any) {
	s.Text = fmt.Appendf(s.Text, format+"\n", args...)
}

// A bench is a number of cells of a card on a probe station.
type bench struct {
	card  *device.Card
	state device.State
	g, v  []float64
	xi    []float64
	chip  *rand.PCG // cycle-to-cycle
	read  *rand.PCG
	noise float64 // of a read, over G
}

// newBench draws n cells whose ranges and steps spread by d2d; own are further parameters of the card.
func newBench(name string, n int, d2d, readNoise float64, own map[string]float64, stream variability.Stream) (*bench, error) {
	card, err := device.Preset(name)
	if err != nil {
		return nil, err
	}
	for _, key := range sorted(own) {
		if err := card.Set(key, own[key]); err != nil {
			return nil, err
		}
	}
	b := &bench{card: card, state: device.NewState(card.Model, n), g: make([]float64, n), v: make([]float64, n),
		xi: make([]float64, n*card.Model.Draws()), chip: stream.Named("c2c").Source(), read: stream.Named("read").Source(), noise: readNoise}
	b.state.Spread = map[string][]float32{}
	for _, p := range card.Model.D2D() {
		f := make([]float32, n)
		variability.Spread{Kind: variability.Lognormal, CV: d2d}.Factors(f, stream.Named("d2d").Named(p.Param))
		if p.Reciprocal {
			for i := range f {
				f[i] = 1 / f[i]
			}
		}
		b.state.Spread[p.Param] = f
	}
	card.Model.Set(b.state, make([]float64, n))
	return b, nil
}

// pulse steps all cells.
func (b *bench) pulse(v, width float64) {
	for i := range b.v {
		b.v[i] = v
	}
	kernel.Normals(b.xi, b.chip)
	b.card.Model.Step(b.state, b.v, width, b.xi)
}

// reads returns what an instrument reads of every cell, S.
func (b *bench) reads() ([]float64, error) {
	ohmic, ok := b.card.Model.(device.Ohmic)
	if !ok {
		return nil, fmt.Errorf("%s has no conductance", b.card.Name)
	}
	ohmic.Conductance(b.g, b.state)
	out := make([]float64, len(b.g))
	for i, g := range b.g {
		out[i] = g * (1 + float64(b.noise*kernel.Normal(b.read)))
	}
	return out, nil
}

// told writes what the cells are.
func (b *bench) told(f *facts, d2d float64) {
	f.text("card", b.card.Name)
	f.number("d2d", d2d)
	f.number("read_noise", b.noise)
	for _, p := range b.card.Params() {
		switch p.Name {
		case "c2c", "c2c_range", "nl_ltp", "nl_ltd", "states_ltp", "states_ltd", "g_min", "g_max", "v_th_set", "v_th_reset", "k_set", "k_reset", "alpha_set", "alpha_reset", "p_set", "p_reset":
			x, _ := p.Float()
			f.number(p.Name, x)
		}
	}
	for _, p := range b.card.Model.D2D() {
		x := make([]float64, len(b.g))
		for i, factor := range b.state.Spread[p.Param] {
			x[i] = float64(factor)
		}
		f.list("factor_"+p.Param, x)
	}
}

func nan() float64 { return math.NaN() }
