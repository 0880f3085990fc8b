package si

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFormat(t *testing.T) {
	for _, tt := range []struct {
		v    float64
		unit string
		want string
	}{
		{5e-8, "s", "50 ns"},
		{1e4, "Ω", "10 kΩ"},
		{1e4, "ohm", "10 kΩ"},
		{0.05, "", "0.05"},
		{2e-7, "S", "200 nS"},
		{5.92e-5, "S", "59.2 µS"},
		{1.23456e-7, "S", "123.5 nS"},
		{9.99996e-7, "A", "1 µA"}, // rounding reaches the next prefix
		{-0.7, "V", "-0.7 V"},
		{0.3, "V", "0.3 V"},
		{0.25, "V", "0.25 V"},
		{0.025, "V", "25 mV"},
		{0.123, "V", "123 mV"},
		{1500, "Ω", "1.5 kΩ"},
		{300, "K", "300 K"},
		{1200, "K", "1200 K"},
		{0.5, "eV", "0.5 eV"},
		{0, "V", "0 V"},
		{math.Copysign(0, -1), "V", "0 V"},
		{0, "", "0"},
		{math.NaN(), "V", "–"},
		{math.Inf(-1), "V", "-∞"},
		{60000, "", "60000"},
		{1e6, "", "1e6"},
		{1.5e-5, "", "1.5e-5"},
		{1.0 / 3, "", "0.3333"},
		{4e-21, "J", "4e-21 J"},
		{3e18, "Ω", "3e18 Ω"},
		{1e-18, "m²", "1e-18 m²"}, // not 1 am², which would be 1e-36
		{1e4, "1/s", "10000 1/s"},
		{86400, "s", "1 d"},
		{3600, "s", "1 h"},
		{600, "s", "10 min"},
		{100, "s", "100 s"},
		{1e4, "s", "10000 s"},
		{1e6, "s", "11.57 d"},
		{1e8, "s", "3.169 y"},
		{315576000, "s", "10 y"},
	} {
		if got := Format(tt.v, tt.unit); got != tt.want {
			t.Errorf("Format(%g, %q) = %q, want %q", tt.v, tt.unit, got, tt.want)
		}
	}
}

func TestExact(t *testing.T) {
	for _, tt := range []struct {
		v    float64
		unit string
		want string
	}{
		{5e-8, "s", "50 ns"},
		{5.92e-5, "S", "59.2 µS"},
		{1.2345678e-7, "S", "123.45678 nS"},
		{0.30000000000000004, "V", "300.00000000000004 mV"},
		{0.3, "V", "0.3 V"},
		{86400, "s", "1 d"},
		{1e5, "s", "100000 s"},
		{784000, "", "784000"},
		{-1e-3, "V", "-1 mV"},
		{math.Copysign(0, -1), "V", "-0 V"},
		{math.NaN(), "V", "NaN V"},
		{math.Inf(1), "", "+Inf"},
	} {
		if got := Exact(tt.v, tt.unit); got != tt.want {
			t.Errorf("Exact(%g, %q) = %q, want %q", tt.v, tt.unit, got, tt.want)
		}
	}
}

// Four significant digits are off by at most half of the fourth, which is 5e-4 of the value;
// denormals have fewer digits of their own. Display never carries more than four.
func TestFormatIsClose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, unit := finite().Draw(t, "v"), rapid.SampledFrom(units).Draw(t, "unit")
		if a := math.Abs(v); a < 1e-300 || a > 1e300 {
			t.Skip("rounding may leave the range of float64")
		}
		text := Format(v, unit)
		got, err := Parse(text, unit)
		if err != nil || math.Abs(got-v) > 5.000001e-4*math.Abs(v) {
			t.Fatalf("Format(%g, %q) = %q, which reads as %g, %v", v, unit, text, got, err)
		}
		number, _, _ := strings.Cut(text, " ")
		mantissa, _, _ := strings.Cut(number, "e")
		digits := strings.Trim(strings.Replace(strings.TrimPrefix(mantissa, "-"), ".", "", 1), "0")
		if len(digits) > 4 {
			t.Fatalf("Format(%g, %q) = %q has more than four digits", v, unit, text)
		}
	})
}
