package outline

import (
	"strings"
	"testing"
)

func TestOutline(t *testing.T) {
	o := Of(strings.TrimPrefix(`
# rate = 1
d2d = 0.1
note = """
[dac]
bits = 3
"""
[adc] # bits
bits = 2
[ input ]
rate = 'a = [[[[ '
list = [
  1,
  bits = 2,
]
"a.b" . c = 3
[[axis]]
key = "d2d"
[[axis]]
key = "x"`, "\n"))
	for key, line := range map[string]int{
		"d2d": 2, "note": 3, "adc": 7, "adc.bits": 8, "adc.noise": 7, "input.rate": 10, "input.list": 11, "input.bits": 9,
		"input.a.b.c": 15, "axis.0": 16, "axis.0.key": 17, "axis.1.key": 19, "axis.1.values": 18, "dac.bits": 0, "rate": 0, "": 0,
	} {
		if got := o.Line(key); got != line {
			t.Errorf("%s on line %d, want %d", key, got, line)
		}
	}
	if o.Deep != 0 {
		t.Errorf("nested too deep on line %d", o.Deep)
	}
}

// Brackets and dots count only where they nest: not in strings, not in comments, not one after
// another.
func TestOutlineDepth(t *testing.T) {
	for _, tt := range []struct {
		text string
		line int
	}{
		{"a = " + strings.Repeat("[", 16) + strings.Repeat("]", 16), 0},
		{"\na = " + strings.Repeat("[", 17), 2},
		{strings.Repeat("a.", 16) + "b = 1", 0},
		{"b = 1\n" + strings.Repeat("a.", 17) + "b = 1", 2},
		{"[" + strings.Repeat("a.", 17) + "b]", 1},
		{"a = {" + strings.Repeat("a.", 17) + "b = 1}", 1},
		{"a = " + strings.Repeat("{a = ", 17), 1},
		{"a = '" + strings.Repeat("[.", 100) + "'", 0},
		{`a = "` + strings.Repeat(`\"[.`, 100) + `"`, 0},
		{`a = """` + strings.Repeat("[.\n", 100) + `"""`, 0},
		{"# " + strings.Repeat("[.", 100), 0},
		{"a = [" + strings.Repeat("0.5, ", 100) + "]", 0},
		{strings.Repeat("[a]\n", 100), 0},
		{`a = "never closed` + "\nb = " + strings.Repeat("[", 17), 2},
		{`a = """never closed` + "\nb = " + strings.Repeat("[", 17), 0},
	} {
		if got := Of(tt.text).Deep; got != tt.line {
			t.Errorf("%.40q: too deep on line %d, want %d", tt.text, got, tt.line)
		}
	}
}
