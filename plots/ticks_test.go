package plots

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"
)

func labels(t plot.ConstantTicks) string {
	var s []string
	for _, k := range t {
		if !k.IsMinor() {
			s = append(s, k.Label)
		}
	}
	return strings.Join(s, " ")
}

func TestLinearTicks(t *testing.T) {
	for _, tt := range []struct {
		lo, hi float64
		n      int
		want   string
	}{
		{0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0"},
		{84, 96, 5, "85 90 95"},
		{84, 96, 6, "84 86 88 90 92 94 96"},
		{-0.2, 0.2, 4, "−0.2 −0.1 0 0.1 0.2"},
		{0, 100, 5, "0 20 40 60 80 100"},
		{86.9, 87.4, 5, "86.9 87.0 87.1 87.2 87.3 87.4"},
		{0, 0.003, 3, "0 0.001 0.002 0.003"},
	} {
		if got := labels(linearTicks(tt.lo, tt.hi, tt.n)); got != tt.want {
			t.Errorf("[%g, %g] in %d: %s, want %s", tt.lo, tt.hi, tt.n, got, tt.want)
		}
	}
}

func TestLogTicks(t *testing.T) {
	for _, tt := range []struct {
		lo, hi float64
		want   string
	}{
		{0.9, 110, "1 2 5 10 20 50 100"},
		{1e-4, 1e-1, "0.0001 0.001 0.01 0.1"},
		{1, 1e6, "1 10 100 1000 10000 10⁵ 10⁶"},
	} {
		ticks := logTicks(tt.lo, tt.hi)
		if got := labels(ticks); got != tt.want {
			t.Errorf("[%g, %g]: %s, want %s", tt.lo, tt.hi, got, tt.want)
		}
		for _, k := range ticks {
			if k.Value < tt.lo*(1-1e-9) || k.Value > tt.hi*(1+1e-9) {
				t.Errorf("[%g, %g]: tick at %g", tt.lo, tt.hi, k.Value)
			}
		}
	}
}

func TestShort(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", math.Copysign(0, -1): "0", 0.30000000000000004: "0.3", 3.16227766: "3.16", 31.6227766: "31.6",
		1e-4: "0.0001", 12345: "12300", 1e5: "10⁵", 1e9: "1e9", 2.5e-7: "2.5e−7", -0.5: "−0.5", 1e12: "1e12", 999.9: "1000", 1.6e5: "1.6·10⁵", -1e6: "−10⁶", -2.5e8: "−2.5·10⁸",
	} {
		if got := short(v); got != want {
			t.Errorf("short(%g) = %q, want %q", v, got, want)
		}
	}
}

// Whatever the accuracies, they are inside the axis, the axis is inside 0 to 100, and the reader
// gets at least three and at most eight numbers, none of them "-0".
func TestPercentScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 100), 1, 20).Draw(t, "values")
		parts := rapid.IntRange(4, 5).Draw(t, "parts")
		s := percentScale(append(values, math.NaN(), math.Inf(1)), parts)
		for _, v := range values {
			if v < s.min || v > s.max {
				t.Fatalf("%g outside [%g, %g]", v, s.min, s.max)
			}
		}
		if s.min < 0 || s.max > 100 || s.max-s.min < 1 {
			t.Fatalf("range [%g, %g]", s.min, s.max)
		}
		if n := len(s.ticks); n < 3 || n > 8 {
			t.Fatalf("%d ticks on [%g, %g]", n, s.min, s.max)
		}
		for _, k := range s.ticks {
			if k.Label == "-0" || k.Label == "−0" || k.Value < s.min-1e-9 || k.Value > s.max+1e-9 {
				t.Fatalf("tick %q at %g on [%g, %g]", k.Label, k.Value, s.min, s.max)
			}
		}
	})
}

// Whatever the swept values, they are inside the axis and no two labels touch.
func TestValueScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := rapid.Bool().Draw(t, "log")
		values := rapid.SliceOfN(rapid.Float64Range(1e-6, 1e6), 1, 12).Draw(t, "values")
		width := vg.Length(rapid.Float64Range(110, 460).Draw(t, "width"))
		s := valueScale(values, log, width, 8)
		for _, v := range values {
			if v < s.min || v > s.max {
				t.Fatalf("%g outside [%g, %g]", v, s.min, s.max)
			}
		}
		if s.log && s.min <= 0 {
			t.Fatalf("logarithmic axis from %g", s.min)
		}
		if !s.fits(width) {
			t.Fatalf("labels touch: %s on [%g, %g]", labels(s.ticks), s.min, s.max)
		}
	})
}

func TestValueScaleTicksAtTheValues(t *testing.T) {
	got := labels(valueScale([]float64{0.3, 0, 0.1, 0.1, 0.7}, false, 200, 8).ticks)
	if want := "0 0.1 0.3 0.7"; got != want {
		t.Errorf("ticks %s, want the values %s", got, want)
	}
	if s := valueScale([]float64{0, 1, 10}, true, 200, 8); s.log {
		t.Error("zero on a logarithmic axis")
	}
}

func TestAxisUnit(t *testing.T) {
	for _, tt := range []struct {
		unit   string
		top    float64
		factor float64
		want   string
	}{
		{"S", 25e-6, 1e-6, "µS"},
		{"S", 1e-6, 1e-6, "µS"},
		{"Ω", 1e4, 1e3, "kΩ"},
		{"V", 0.2, 1e-3, "mV"},
		{"V", 1.5, 1, "V"},
		{"K", 400, 1, "K"},
		{"K", 4000, 1, "K"},
		{"s", 50e-9, 1e-9, "ns"},
		{"s", 86400, 1, "s"},
		{"", 1e-3, 1, ""},
		{"1/s", 1e4, 1, "1/s"},
		{"J", 1e-30, 1e-15, "fJ"},
		{"S", 0, 1, "S"},
	} {
		factor, name := axisUnit(tt.unit, []float64{0, math.NaN(), tt.top})
		if name != tt.want || math.Abs(factor/tt.factor-1) > 1e-12 {
			t.Errorf("%g %s: in %s, divided by %g; want %s, %g", tt.top, tt.unit, name, factor, tt.want, tt.factor)
		}
	}
}

func TestCalendarAxis(t *testing.T) {
	times := []float64{1, 3600, 86400, 30 * 86400, 365.25 * 86400}
	s, ok := valueScale(times, true, 200, 8).calendar("s", times, 200)
	if got, want := strings.ReplaceAll(labels(s.ticks), "\u00a0", " "), "1 s 1 h 1 d 30 d 1 y"; !ok || got != want {
		t.Errorf("times from a second to a year: %s, want %s", got, want)
	}
	if _, ok := valueScale([]float64{1, 2}, false, 200, 8).calendar("s", []float64{1, 2}, 200); ok {
		t.Error("two seconds on a calendar")
	}
	if _, ok := valueScale(times, true, 200, 8).calendar("K", times, 200); ok {
		t.Error("kelvins on a calendar")
	}
}
