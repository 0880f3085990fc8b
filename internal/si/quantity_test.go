package si

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		text, unit string
		want       float64 // the literal nearest to the decimal value
	}{
		{"50ns", "s", 5e-8}, // 50 * 1e-9 would be 5.0000000000000004e-08
		{"3.3µs", "s", 3.3e-6},
		{"10 kΩ", "Ω", 1e4},
		{"10 k\u2126", "Ω", 1e4},
		{"10kohm", "Ω", 1e4},
		{"10 kOhm", "ohm", 1e4},
		{"2 ohms", "Ω", 2},
		{"0.2 \u00b5S", "S", 2e-7},
		{"0.2 \u03bcS", "S", 2e-7},
		{"0.2 uS", "S", 2e-7},
		{"1e-3", "V", 1e-3},
		{"1.5e3 kΩ", "Ω", 1.5e6},
		{"1E+3mV", "V", 1},
		{"-0.7 V", "V", -0.7},
		{"\u22120.7 V", "V", -0.7},
		{"+.5 V", "V", 0.5},
		{"5. V", "V", 5},
		{"  7\u00a0pA ", "A", 7e-12},
		{"1.1 eV", "eV", 1.1},
		{"25meV", "eV", 0.025},
		{"1e3 eV", "eV", 1000},
		{"5 m", "m", 5}, // metres, not milli of nothing
		{"5 mm", "m", 5e-3},
		{"20 Hz", "Hz", 20},
		{"2 MHz", "Hz", 2e6},
		{"2 mHz", "Hz", 2e-3},
		{"3 aJ", "J", 3e-18},
		{"5 %", "", 0.05},
		{"5%", "", 0.05},
		{"12.5 %", "", 0.125},
		{"1e4 1/s", "1/s", 1e4},
		{"3 kV/s", "V/s", 3000},
		{"2 m²", "m²", 2},
		{"1 min", "s", 60},
		{"0.1 min", "s", 6},
		{"2 h", "s", 7200},
		{"1 day", "s", 86400},
		{"2 days", "s", 172800},
		{"1d", "s", 86400},
		{"1 week", "s", 604800},
		{"10 y", "s", 315576000},
		{"1e-3 h", "s", 3.6},
		{"85 °C", "K", 358.15},
		{"85 C", "K", 358.15},
		{"85\u2103", "K", 358.15},
		{"-40 °C", "K", 233.15},
		{"300 K", "K", 300},
		{"1e-400", "", 0},
		{"0e99999999999999999999", "", 0},
		{"4.9e-324 V", "V", 5e-324},
		{"1e-330 PHz", "Hz", 1e-315}, // the digits alone would underflow
	} {
		got, err := Parse(tt.text, tt.unit)
		if err != nil || got != tt.want {
			t.Errorf("Parse(%q, %q) = %v, %v, want %v", tt.text, tt.unit, got, err, tt.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct{ text, unit, want string }{
		{"10 kV", "Ω", `"10 kV" is not a quantity in Ω (write it like "10 kΩ")`},
		{"abc", "", `"abc" is not a number (write it like "0.05" or "5 %")`},
		{"5 %", "V", `"5 %" is not a quantity in V (write it like "0.3 V")`},
		{"5 k", "", `"5 k" is not a number (write it like "0.05" or "5 %")`},
		{"1e999 V", "V", `"1e999 V" is too large for a number`},
		{"1e300 y", "s", ""},
		{"1e308 y", "s", `"1e308 y" is too large for a number`},
		{"-1e308 kV", "V", `"-1e308 kV" is too large for a number`},
		{"2 nm²", "m²", `"2 nm²" is not a quantity in m² (write it like "1 m²")`},
		{"2 k1/s", "1/s", `"2 k1/s" is not a quantity in 1/s (write it like "1 1/s")`},
		{"1\n2", "V", `"1\n2" is not a quantity in V (write it like "0.3 V")`},
	} {
		got, err := Parse(tt.text, tt.unit)
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("Parse(%q, %q): %v", tt.text, tt.unit, err)
		case tt.want != "" && (err == nil || err.Error() != tt.want):
			t.Errorf("Parse(%q, %q) = %v, %v, want %s", tt.text, tt.unit, got, err, tt.want)
		}
	}
	for _, text := range []string{"", " ", "V", "-", ".", "e5", "NaN", "nan", "Inf", "-inf", "∞", "0x10", "0x1p-2", "1_000",
		"0,5", "1 2", "1.2.3", "--5", "5e V", "5 vV", "5 v", "5 mmV", "5 V V", "5 kmV", "1e1e1", "5 m V", "5  V", strings.Repeat("1", 300)} {
		got, err := Parse(text, "V")
		if accept := text == "5  V"; (err == nil) != accept {
			t.Errorf("Parse(%q, V) = %v, %v", text, got, err)
		}
	}
	if v, err := Parse("10 us", "S"); err == nil {
		t.Errorf("seconds read as siemens: %v", v)
	}
	if _, err := Parse(strings.Repeat("9", 1<<20), "V"); len(err.Error()) > 200 {
		t.Errorf("message of %d bytes", len(err.Error()))
	}
}

var units = []string{"", "V", "S", "s", "Ω", "K", "Hz", "J", "A", "eV", "m", "1/s", "V/s", "m²", "W", "F"}

// finite draws from all bit patterns, not only the sizes that rapid prefers.
func finite() *rapid.Generator[float64] {
	return rapid.OneOf(rapid.Float64(), rapid.Custom(func(t *rapid.T) float64 {
		return math.Float64frombits(rapid.Uint64().Draw(t, "bits"))
	}), rapid.Custom(func(t *rapid.T) float64 { // what people write
		return float64(rapid.IntRange(-99999, 99999).Draw(t, "n")) * math.Pow10(rapid.IntRange(-20, 16).Draw(t, "e"))
	})).Filter(func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) })
}

// Exact text names the same float64, in every unit.
func TestExactRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, unit := finite().Draw(t, "v"), rapid.SampledFrom(units).Draw(t, "unit")
		roundTrip(t, v, unit)
	})
	for _, v := range []float64{0, math.Copysign(0, -1), math.MaxFloat64, -math.MaxFloat64, 5e-324, 1e-18, 9.999e-19, 1e18, 31557600, 86400,
		59.99999999999999, 60, 60.00000000000001, 1 << 60} {
		for _, unit := range units {
			roundTrip(t, v, unit)
		}
	}
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

func roundTrip(t failer, v float64, unit string) {
	t.Helper()
	text := Exact(v, unit)
	got, err := Parse(text, unit)
	if err != nil || math.Float64bits(got) != math.Float64bits(v) {
		t.Fatalf("Exact(%g, %q) = %q, which reads as %g, %v", v, unit, text, got, err)
	}
}

// A prefix is a power of ten and nothing else: the text with the exponent spelled out names the
// same float64.
func TestParseRoundsOnce(t *testing.T) {
	powers := map[string]int{"a": -18, "f": -15, "p": -12, "n": -9, "µ": -6, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15}
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`-?[0-9]{1,20}(\.[0-9]{1,20})?`).Draw(t, "digits")
		exp := rapid.IntRange(-40, 40).Draw(t, "exp")
		prefix := rapid.SampledFrom([]string{"a", "f", "p", "n", "µ", "u", "m", "", "k", "M", "G", "T", "P"}).Draw(t, "prefix")
		want, err := strconv.ParseFloat(digits+"e"+strconv.Itoa(exp+powers[prefix]), 64)
		if err != nil {
			t.Fatal(err)
		}
		text := digits + "e" + strconv.Itoa(exp) + " " + prefix + "V"
		if got, err := Parse(text, "V"); err != nil || math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("Parse(%q) = %v, %v, want %v", text, got, err, want)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"10 kΩ", "10kohm", "50ns", "0.2 µS", "1e-3", "5 %", "85 °C", "1 day", "10 y", "1.5e3 kΩ", "1e999",
		"0x1p-2", "NaN", "-Inf", "1_0", "\u22125 V", "1e-999999999999 h", ".", "5 eV", "\xff", "1e5\u2103"} {
		for _, unit := range []string{"", "s", "K", "Ω", "eV"} {
			f.Add(text, unit)
		}
	}
	f.Fuzz(func(t *testing.T, text, unit string) {
		v, err := Parse(text, unit)
		if err != nil {
			if s := err.Error(); v != 0 || strings.ContainsAny(s, "\n\r") && !strings.ContainsAny(unit, "\n\r") {
				t.Fatalf("Parse(%q, %q) = %v, %q", text, unit, v, s)
			}
			return
		}
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("Parse(%q, %q) = %v", text, unit, v)
		}
		for _, u := range units {
			roundTrip(t, v, u)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("0.2 µS", "S"); err != nil {
			b.Fatal(err)
		}
	}
}
