package results

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

// example is a small result with everything that is hard in a table.
func example() *experiments.Result {
	nan := math.NaN()
	m := experiments.Metrics{Accuracy: 0.857, AccuracyRaw: 0.8125, TestImages: 1000, MeanG: 0.55, Gain: 1.8, Writes: 1234567,
		WriteEnergy: 3.25e-06, Presentations: 2000, SimTime: 700.5, SpikesPerImg: 6.5, InputsPerImg: 2286.25, Clipped: 0.031, Silent: 0, Disturbs: 120, DisturbFlux: 0.0045}
	dry := m
	dry.AccuracyRaw, dry.MeanG, dry.Gain, dry.Writes = nan, nan, 1, 0
	r := &experiments.Result{
		Axes: []experiments.Axis{{Key: "d2d"}, {Key: "device.memristor.g_max", Unit: "S"},
			{Key: "input.code", Values: []float64{0, 1}, Words: []string{"rank-order", "burst"}}},
		Trials: []experiments.Trial{
			{Device: "ideal", Point: []float64{0, nan, 0}, Repeat: 0, Seed: 7, Metrics: dry},
			{Device: "memristor", Point: []float64{0.3, 1e-6, 1}, Repeat: 5, Seed: math.MaxUint64, Metrics: m},
		},
		Sources: []experiments.Source{{Key: "woo2016", Text: "Woo et al. (2016)"}},
	}
	r.Summary = experiments.Summarise(r.Trials, []experiments.Device{{Name: "ideal", Ideal: true}, {Name: "memristor"}})
	return r
}

func TestTrialsText(t *testing.T) {
	want := `device,d2d,device.memristor.g_max,input.code,repeat,seed,accuracy,accuracy_raw,mean_g_ratio,gain,writes,write_energy_J,presentations,sim_time_s,spikes_per_image,input_spikes_per_image,adc_clipped,silent,disturbs,disturb_V_s,test_images
ideal,0,,rank-order,0,7,0.857,,,1,0,3.25e-06,2000,700.5,6.5,2286.25,0.031,0,120,0.0045,1000
memristor,0.3,1e-06,burst,5,18446744073709551615,0.857,0.8125,0.55,1.8,1234567,3.25e-06,2000,700.5,6.5,2286.25,0.031,0,120,0.0045,1000
`
	r := example()
	if got := string(trials().write(r.Axes, r.Trials)); got != want {
		t.Errorf("trials.csv:\n%s\nwant:\n%s", got, want)
	}
}

// Columns about dead cells are there where any trial has dead cells, and come back.
func TestTrialsWithDeadCells(t *testing.T) {
	r := example()
	r.Trials[1].Metrics.Cells, r.Trials[1].Metrics.StuckLRS, r.Trials[1].Metrics.Open = 784, 78, 16
	text := trials().write(r.Axes, r.Trials)
	if !strings.Contains(string(text), "test_images,cells,cells_stuck_lrs,cells_stuck_hrs,cells_unformed,cells_open,cells_frozen\n") || !strings.Contains(string(text), ",1000,0,0,0,0,0,0\n") || !strings.Contains(string(text), ",1000,784,78,0,0,16,0\n") {
		t.Errorf("trials.csv:\n%s", text)
	}
	axes, rows, err := trials().read("t", bytes.NewReader(text), 1<<20)
	if err != nil || len(axes) != 3 || rows[1].Metrics.Cells != 784 || rows[1].Metrics.Open != 16 {
		t.Errorf("read again: %d axes, %v, error %v", len(axes), rows, err)
	}
	r.Trials[0].Metrics.LifeUsed, r.Trials[0].Metrics.PulsesMax = 0.25, 40
	text = trials().write(r.Axes, r.Trials)
	if _, rows, err = trials().read("t", bytes.NewReader(text), 1<<20); err != nil || rows[0].Metrics.PulsesMax != 40 || rows[1].Metrics.StuckLRS != 78 {
		t.Errorf("with wear: %v, error %v\n%s", rows, err, text)
	}
}

func TestSummaryText(t *testing.T) {
	r := &experiments.Result{Summary: []experiments.Row{{Device: "pcm", N: 3, Mean: 0.8, SD: 0.1, Lo: 0.5, Hi: 1.1, Loss: 0.05, LossLo: -0.01, LossHi: 0.11,
		TestLo: 0.77, TestHi: 0.82, Raw: math.NaN(), RawLo: math.NaN(), RawHi: math.NaN(), MeanG: math.NaN(), Gain: math.NaN(),
		Spikes: 6.5, Inputs: 2286.25, Writes: 1000, WriteEnergy: 1e-9}}}
	want := `device,n,mean,sd,ci_lo,ci_hi,loss_vs_ideal,loss_ci_lo,loss_ci_hi,test_ci_lo,test_ci_hi,raw_mean,raw_ci_lo,raw_ci_hi,mean_g_ratio,gain,spikes_per_image,input_spikes_per_image,writes,write_energy_J
pcm,3,0.8,0.1,0.5,1.1,0.05,-0.01,0.11,0.77,0.82,,,,,,6.5,2286.25,1000,1e-09
`
	if got := string(summary().write(r.Axes, r.Summary)); got != want {
		t.Errorf("summary.csv:\n%s\nwant:\n%s", got, want)
	}
}

func TestTablesRoundTrip(t *testing.T) {
	dir := t.TempDir()
	f := create(t, dir, "aaaa")
	r := example()
	if err := f.WriteTables(r); err != nil {
		t.Fatal(err)
	}
	known := slices.Clone(r.Axes) // a table knows neither unit nor label
	known[1].Unit = ""
	axes, rows, err := ReadTrials(filepath.Join(dir, TrialsName))
	if err != nil || !reflect.DeepEqual(axes, known) || !same(rows, r.Trials) {
		t.Errorf("trials: %v %+v %v", axes, rows, err)
	}
	axes, sums, err := ReadSummary(filepath.Join(dir, SummaryName))
	if err != nil || !reflect.DeepEqual(axes, known) || !same(sums, r.Summary) {
		t.Errorf("summary: %v %+v %v", axes, sums, err)
	}
	if got := list(t, dir); got != "manifest.json references.bib summary.csv trials.csv" {
		t.Errorf("files: %s", got)
	}
}

// same compares deeply, NaN being equal to NaN and 0 to -0.
func same(a, b any) bool {
	var eq func(a, b reflect.Value) bool
	eq = func(a, b reflect.Value) bool {
		switch a.Kind() {
		case reflect.Float64:
			x, y := a.Float(), b.Float()
			return x == y || math.IsNaN(x) && math.IsNaN(y)
		case reflect.Slice:
			if a.Len() != b.Len() {
				return false
			}
			for i := range a.Len() {
				if !eq(a.Index(i), b.Index(i)) {
					return false
				}
			}
			return true
		case reflect.Struct:
			for i := range a.NumField() {
				if !eq(a.Field(i), b.Field(i)) {
					return false
				}
			}
			return true
		}
		return a.Equal(b)
	}
	return eq(reflect.ValueOf(a), reflect.ValueOf(b))
}

// Every field of a trial and of a row is in its table: one that is not does not survive.
func TestTablesHoldEveryField(t *testing.T) {
	var tr experiments.Trial
	fill(reflect.ValueOf(&tr).Elem(), new(int))
	var row experiments.Row
	fill(reflect.ValueOf(&row).Elem(), new(int))
	axes := []experiments.Axis{{Key: "a"}, {Key: "b"}}
	_, trs, err := trials().read("", bytes.NewReader(trials().write(axes, []trial{tr})), 1<<20)
	if err != nil || len(trs) != 1 || !same(trs[0], tr) {
		t.Errorf("%+v, want %+v; %v", trs, tr, err)
	}
	_, rows, err := summary().read("", bytes.NewReader(summary().write(axes, []experiments.Row{row})), 1<<20)
	if err != nil || len(rows) != 1 || !same(rows[0], row) {
		t.Errorf("%+v, want %+v; %v", rows, row, err)
	}
}

// fill sets every field to another value.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.5)
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Uint64:
		v.SetUint(uint64(*n))
	case reflect.String:
		v.SetString("name")
	case reflect.Slice:
		v.Set(reflect.ValueOf([]float64{0.25, 0.75}))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("a kind of field that the tables do not know: " + v.Kind().String())
	}
}

func TestFloats(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		x    float64
		want string
	}{
		{0, "0"}, {math.Copysign(0, -1), "0"}, {nan, ""}, {1, "1"}, {-0.25, "-0.25"}, {0.1, "0.1"}, {0.0001, "0.0001"}, {1e-5, "1e-05"},
		{5e-8, "5e-08"}, {1e6, "1000000"}, {123456789012, "123456789012"}, {1e15, "1e+15"}, {1. / 3, "0.3333333333333333"},
		{math.Inf(1), "inf"}, {math.Inf(-1), "-inf"}, {math.SmallestNonzeroFloat64, "5e-324"}, {math.MaxFloat64, "1.7976931348623157e+308"},
	} {
		got := formatFloat(tt.x)
		if got != tt.want {
			t.Errorf("%g is written %q, want %q", tt.x, got, tt.want)
		}
		if back, err := parseFloat(got); err != nil || !same(back, tt.x) {
			t.Errorf("%q reads back %g, %v", got, back, err)
		}
	}
	rng := rand.New(rand.NewPCG(1, 0))
	for range 100_000 {
		x := math.Float64frombits(rng.Uint64())
		if back, err := parseFloat(formatFloat(x)); err != nil || !same(back, x) {
			t.Fatalf("%g reads back %g, %v", x, back, err)
		}
	}
}

// Names may hold anything; the table stays one that every reader understands.
func TestTableNames(t *testing.T) {
	names := []string{"my card, 2nd", `say "hi"`, "Ωmega", " spaced ", "#1", "a\tb", "line\r\nend"}
	var rows []trial
	for _, n := range names {
		rows = append(rows, trial{Device: n})
	}
	text := trials().write(nil, rows)
	got, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(got) != len(names)+1 || bytes.Count(text, []byte("\n")) != len(names)+1 || bytes.Contains(text, []byte("\r")) {
		t.Fatalf("%s\n%v", text, err)
	}
	for i, n := range names[:5] {
		if got[i+1][0] != n {
			t.Errorf("%q is read as %q", n, got[i+1][0])
		}
	}
}

func TestReadErrors(t *testing.T) {
	head := "device,d2d,n,mean,sd,ci_lo,ci_hi,loss_vs_ideal,loss_ci_lo,loss_ci_hi,test_ci_lo,test_ci_hi,raw_mean,raw_ci_lo,raw_ci_hi,mean_g_ratio,gain,spikes_per_image,input_spikes_per_image,writes,write_energy_J\n"
	row := "pcm,0.1,6,0.8,0,0,0,0,0,0,0,0,,,,,,9,200,1000,1e-9\n"
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "T: empty, want a table"},
		{"another table", "time,current\n1,2\n", `T:1: columns "time,current": want device, axes, then n,mean`},
		{"column missing", strings.Replace(head, "sd,", "", 1), `T:1: column "d2d": want "n", of device, axes, then n,mean`},
		{"columns traded", strings.Replace(head, "mean,sd", "sd,mean", 1), `T:1: column "sd": want "mean", of`},
		{"no number", head + row + strings.Replace(row, "0.8", "good", 1), `T:3: mean: "good": want a number or nothing`},
		{"written NaN", head + strings.Replace(row, "0.8", "NaN", 1), `T:2: mean: "NaN": want a number or nothing`},
		{"axis", head + strings.Replace(row, "0.1", "0,1", 1), "T:2: wrong number of fields"},
		{"axis value", head + strings.Replace(row, "0.1", "10 %", 1), `T:2: d2d: "10 %": want a number or nothing`},
		{"word after numbers", head + row + strings.Replace(row, "0.1", "burst", 1), `T:3: d2d: "burst": want a number or nothing`},
		{"number after words", head + strings.Replace(row, "0.1", "burst", 1) + row, `T:3: d2d: "0.1": want a word like "burst" or nothing`},
		{"no word", head + strings.Replace(row, "0.1", "burst", 1) + strings.Replace(row, "0.1", "two words", 1), `T:3: d2d: "two words": want a word like "burst" or nothing`},
		{"written NaN as word", head + strings.Replace(row, "0.1", "nan", 1), `T:2: d2d: "nan": want a number or nothing`},
		{"count", head + strings.Replace(row, "6", "-6", 1), `T:2: n: "-6": want a whole number`},
		{"no count", head + strings.Replace(row, "6", "", 1), `T:2: n: "": want a whole number`},
		{"no device", head + row[3:], "T:2: device: empty"},
		{"cut short", head + row[:9], "T:2: wrong number of fields"},
		{"quote", head + "\"pcm,0.1\n", `T:2: extraneous or missing " in quoted-field`},
	} {
		_, _, err := summary().read("T", strings.NewReader(tt.text), 1<<20)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	long := head + strings.Repeat(row, 1000)
	if _, _, err := summary().read("T", strings.NewReader(long), int64(len(long))); err != nil {
		t.Errorf("as long as allowed: %v", err)
	}
	if _, _, err := summary().read("T", strings.NewReader(long), int64(len(long))-1); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("longer than allowed: %v", err)
	}
	seed := "device,repeat,seed,accuracy,accuracy_raw,mean_g_ratio,gain,writes,write_energy_J,presentations,sim_time_s,spikes_per_image,input_spikes_per_image,adc_clipped,silent,disturbs,disturb_V_s,test_images\nideal,0,1.5,1,,,1,0,0,0,0,0,0,0,0,0,0,9\n"
	if _, _, err := trials().read("T", strings.NewReader(seed), 1<<20); err == nil || err.Error() != `T:2: seed: "1.5": want a whole number` {
		t.Errorf("seed: %v", err)
	}
	path := filepath.Join(t.TempDir(), "none.csv")
	if _, _, err := ReadTrials(path); err == nil || !strings.HasPrefix(err.Error(), "read "+path+": ") {
		t.Errorf("no file: %v", err)
	}
	if _, _, err := ReadTrials(os.TempDir()); err == nil {
		t.Error("a folder was read as table")
	}
}

// Whatever is accepted is written and read again as the same table.
func FuzzTrials(f *testing.F) {
	r := example()
	text := trials().write(r.Axes, r.Trials)
	f.Add(text)
	f.Add(trials().write(nil, nil))
	f.Add(bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")))
	f.Add(bytes.ReplaceAll(text, []byte("ideal"), []byte("\"a,\"\"b\"\"\nc\"")))
	f.Add(bytes.ReplaceAll(text, []byte("0.857"), []byte("0x1p-3")))
	f.Add(bytes.ReplaceAll(text, []byte("burst"), []byte("nan")))
	f.Add(bytes.ReplaceAll(text, []byte("rank-order"), []byte("")))
	f.Add([]byte("device\n"))
	f.Add([]byte("device,\"\n\n\",000\n"))
	f.Add(append([]byte("device,"), bytes.Repeat([]byte("x"), 2000)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		axes, rows, err := trials().read("t", bytes.NewReader(b), 1<<20)
		if err != nil {
			if rows != nil || axes != nil || strings.Contains(err.Error(), "\n") || len(err.Error()) > 800 {
				t.Fatalf("%v with %v", err, rows)
			}
			return
		}
		for i := range axes {
			axes[i].Key = clean(axes[i].Key)
		}
		for i := range rows {
			rows[i].Device = clean(rows[i].Device)
		}
		text := trials().write(axes, rows)
		axes2, rows2, err := trials().read("t", bytes.NewReader(text), 4<<20)
		if err != nil || !same(axes, axes2) || !same(rows, rows2) {
			t.Fatalf("%q\nbecomes %q\n%v", b, text, err)
		}
	})
}

// Words are counted in the order of their first rows, over devices that the axis cannot change.
func TestWordsOfATable(t *testing.T) {
	head := strings.Join(append([]string{"device", "compensation"}, strings.Split(summary().names(), ",")...), ",") + "\n"
	row := ",6" + strings.Repeat(",0", len(summary().rest)-1) + "\n"
	text := head + "ideal," + row + "pcm,none" + row + "pcm,global" + row + "memristor,global" + row + "memristor,none" + row
	axes, rows, err := summary().read("T", strings.NewReader(text), 1<<20)
	if err != nil || len(rows) != 5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	want := []experiments.Axis{{Key: "compensation", Words: []string{"none", "global"}, Values: []float64{0, 1}}}
	if !reflect.DeepEqual(axes, want) {
		t.Errorf("axes %+v, want %+v", axes, want)
	}
	for i, v := range []float64{math.NaN(), 0, 1, 1, 0} {
		if !same(rows[i].Point, []float64{v}) {
			t.Errorf("row %d at %v, want %g", i, rows[i].Point, v)
		}
	}
	if again := string(summary().write(axes, rows)); again != text {
		t.Errorf("written again\n%s\nwas\n%s", again, text)
	}
	var many strings.Builder
	many.WriteString(head)
	for i := range experiments.MaxAxis + 1 {
		fmt.Fprintf(&many, "pcm,w%d%s", i, row)
	}
	if _, _, err := summary().read("T", strings.NewReader(many.String()), 1<<20); err == nil || err.Error() != "T:1002: compensation: more than 1000 different words" {
		t.Errorf("1001 words: %v", err)
	}
}
