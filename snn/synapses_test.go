package snn_test

import (
	"go/parser"
	"go/token"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

func near(t *testing.T, name string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.8g, want %.8g ± %.2g", name, got, want, tol)
	}
}

var _ snn.Synapses = (*snn.Matrix)(nil)

// The network must not know what its weights are made of.
func TestImportsNoCrossbar(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	const module = "github.com/xbar-sim/xbar/"
	allowed := []string{module + "internal/si", module + "internal/kernel"}
	seen := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		seen++
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			outside := strings.Contains(strings.Split(path, "/")[0], ".")
			if outside && !slices.Contains(allowed, path) {
				t.Errorf("%s imports %s: want the standard library, internal/si or internal/kernel", name, path)
			}
		}
	}
	if seen == 0 {
		t.Error("no source files found")
	}
}

// Querlioz writes Δw = α e^(-β (w-wmin)/(wmax-wmin)) on [wmin, wmax]; in u = (w-wmin)/(wmax-wmin)
// that is a step a = α/(wmax-wmin) on [0, 1]. To the second order in a, n pulses from 0 give
// u = ln(x)/β + a ln(x)/2x with x = 1 + aβn.
func TestMatrixPotentiation(t *testing.T) {
	const alpha, beta, wmin, r = 0.0017, 3, 1e-4, 1 - 1e-4
	up := snn.Matrix{Pre: 1, Post: 1, W: []float64{0}, StepLTP: alpha / r, BetaLTP: beta}
	down := snn.Matrix{Pre: 1, Post: 1, W: []float64{1}, StepLTD: alpha / r, BetaLTD: beta}
	done := 0
	for _, tt := range []struct {
		pulses int
		want   float64
	}{{100, 0.137700}, {500, 0.422701}, {1000, 0.603083}} {
		for ; done < tt.pulses; done++ {
			pulse(t, &up, 0, 1)
			pulse(t, &down, 0, -1)
		}
		near(t, "w", wmin+r*up.W[0], tt.want, 1e-6)
		x := 1 + alpha/r*beta*float64(tt.pulses)
		near(t, "u", up.W[0], math.Log(x)/beta+alpha/r*math.Log(x)/(2*x), 2e-6)
		// Depression from the top is the mirror image.
		near(t, "1 - depressed", 1-down.W[0], up.W[0], 1e-12)
	}
}

func pulse(t testing.TB, m *snn.Matrix, j int, dose ...float32) {
	t.Helper()
	if err := m.PulseColumn(j, dose); err != nil {
		t.Fatal(err)
	}
}

func TestMatrixTakesFractionsOfAPulse(t *testing.T) {
	m := snn.Matrix{Pre: 4, Post: 1, W: []float64{0.5, 0.5, 0.5, 0.5}, StepLTP: 0.1, StepLTD: 0.2, BetaLTP: 3, BetaLTD: 2}
	pulse(t, &m, 0, 1, 0.25, -0.5, 0)
	near(t, "one pulse", m.W[0], 0.5+0.1*math.Exp(-1.5), 1e-15)
	near(t, "a quarter", m.W[1], 0.5+0.025*math.Exp(-1.5), 1e-15)
	near(t, "half a depression", m.W[2], 0.5-0.1*math.Exp(-1), 1e-15)
	near(t, "none", m.W[3], 0.5, 0)
}

func TestMatrixPulsesOneColumn(t *testing.T) {
	m := snn.Matrix{Pre: 2, Post: 3, W: []float64{.1, .2, .3, .4, .5, .6}, StepLTP: 0.0625, StepLTD: 0.0625}
	pulse(t, &m, 1, 1, -1)
	if want := []float64{.1, .2 + 0.0625, .3, .4, .5 - 0.0625, .6}; !slices.Equal(m.W, want) {
		t.Errorf("weights %v, want %v", m.W, want)
	}
	m.Advance(1e9)
	if m.W[0] != .1 || m.W[5] != .6 {
		t.Error("plain numbers drifted")
	}
}

func TestMatrixStaysWithinBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := snn.Matrix{
			Pre: 3, Post: 2, W: rapid.SliceOfN(rapid.Float64Range(0, 1), 6, 6).Draw(t, "w"),
			StepLTP: rapid.Float64Range(0, 2).Draw(t, "step up"), StepLTD: rapid.Float64Range(0, 2).Draw(t, "step down"),
			BetaLTP: rapid.Float64Range(0, 10).Draw(t, "β up"), BetaLTD: rapid.Float64Range(0, 10).Draw(t, "β down"),
		}
		dose := rapid.SliceOfN(rapid.Float32Range(-100, 100), 3, 3)
		for range rapid.IntRange(1, 20).Draw(t, "pulses") {
			before, d := slices.Clone(m.W), dose.Draw(t, "dose")
			j := rapid.IntRange(0, 1).Draw(t, "column")
			if err := m.PulseColumn(j, d); err != nil {
				t.Fatal(err)
			}
			for k, w := range m.W {
				moved := w - before[k]
				switch {
				case !(w >= 0 && w <= 1):
					t.Fatalf("weight %d = %g is outside [0, 1]", k, w)
				case k%2 != j && moved != 0:
					t.Fatalf("weight %d of another column moved by %g", k, moved)
				case moved*float64(d[k/2]) < 0:
					t.Fatalf("dose %g moved weight %d by %g", d[k/2], k, moved)
				}
			}
		}
	})
}

// Weights and factors are multiples of 1/64, so that every order of addition gives the same sum.
func TestMatrixForwardIsThePlainSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pre, post := rapid.IntRange(1, 12).Draw(t, "pre"), rapid.IntRange(1, 12).Draw(t, "post")
		part := rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(0, 64).Draw(t, "64ths")) / 64 })
		m := snn.Matrix{Pre: pre, Post: post, W: rapid.SliceOfN(part, pre*post, pre*post).Draw(t, "w")}
		rows := rapid.SliceOfDistinct(rapid.Int32Range(0, int32(pre-1)), rapid.ID[int32]).Draw(t, "rows")
		var amp []float32
		if rapid.Bool().Draw(t, "scaled") {
			for _, a := range rapid.SliceOfN(part, len(rows), len(rows)).Draw(t, "amp") {
				amp = append(amp, float32(4*a))
			}
		}
		before, dst := slices.Clone(m.W), make([]float32, post)
		for j := range dst {
			dst[j] = float32(j)
		}
		m.Forward(dst, rows, amp)
		for j, got := range dst {
			want := float64(j)
			for i, r := range rows {
				a := 1.0
				if amp != nil {
					a = float64(amp[i])
				}
				want += a * m.W[int(r)*post+j]
			}
			if float64(got) != want {
				t.Fatalf("neuron %d receives %g, want %g", j, got, want)
			}
		}
		if !slices.Equal(m.W, before) {
			t.Fatal("reading changed the weights")
		}
		if a, b := m.Dims(); a != pre || b != post {
			t.Fatalf("Dims() = %d, %d, want %d, %d", a, b, pre, post)
		}
	})
}

func TestMatrixRefusesWhatDoesNotFit(t *testing.T) {
	for _, tt := range []struct {
		name  string
		j     int
		doses int
	}{
		{"too few doses", 0, 2},
		{"too many doses", 0, 4},
		{"no doses", 0, 0},
		{"column before the first", -1, 3},
		{"column after the last", 2, 3},
	} {
		m := snn.Matrix{Pre: 3, Post: 2, W: []float64{.5, .5, .5, .5, .5, .5}, StepLTP: 0.1, StepLTD: 0.1}
		dose := []float32{1, 1, 1, 1}[:tt.doses]
		err := m.PulseColumn(tt.j, dose)
		if err == nil || !strings.Contains(err.Error(), "3 rows and 2 columns") {
			t.Errorf("%s: error %v, want one that tells the size", tt.name, err)
		}
		if slices.ContainsFunc(m.W, func(w float64) bool { return w != 0.5 }) {
			t.Errorf("%s: the weights changed", tt.name)
		}
	}
}
