package lab

import (
	"math"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

// overflow is the magnitude from which a number is an instrument's word for overflow: 9.9E37 (SCPI),
// 9.91E37 (not a number), 1E38.
const overflow = 9.8e37

// number reads a cell in the unit of its column; a unit behind the number itself goes before that.
// What is none has a reason.
func number(text string, f *field, comma bool) (x float64, why string) {
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "":
		return 0, "nothing"
	case "nan", "inf", "+inf", "-inf", "ovflw", "overflow", "ovf", "o.l.", "---", "-", "n/a", "#n/a", "null":
		return 0, "no number"
	}
	if comma {
		text = strings.Replace(text, ",", ".", 1)
	}
	if x, ok := plainNumber(text); ok {
		if math.Abs(x) >= overflow || math.IsInf(x, 0) {
			return 0, "overflow"
		}
		if f.scale == "" {
			return x, ""
		}
		text += f.scale
	}
	x, err := si.Parse(text, f.base)
	if err != nil && f.base != "" && f.scale == "" {
		x, err = si.Parse(text+f.base, f.base) // "10k" in ohms
	}
	switch {
	case err != nil:
		return 0, "no number"
	case math.Abs(x) >= overflow:
		return 0, "overflow"
	}
	return x, ""
}

// plainNumber reads a number of digits, sign, point and exponent alone.
func plainNumber(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "0123456789+-.eE") != "" || strings.IndexByte("eE", s[0]) >= 0 {
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(x, 0) {
		return 0, false
	}
	return x, true
}
