package si

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Powers of ten that a prefix stands for; deca, hecto and centi are not used here.
const (
	leastPower = -18
	mostPower  = 15
	prefixes   = "afpnµm kMGTP" // one rune per three powers from leastPower; the space is none
)

// One spelling for what keyboards and papers write in several.
var canon = strings.NewReplacer("\u2126", "Ω", "ohms", "Ω", "ohm", "Ω", "Ohms", "Ω", "Ohm", "Ω",
	"\u03bc", "µ", "\u2212", "-", "\u2103", "°C")

// A year is the Julian year of 365.25 days.
const (
	day  = 86400    // s
	year = 31557600 // s
)

// The units of time that are no power of ten, longest first.
var calendar = []struct {
	symbol  string
	seconds float64
	also    []string
}{
	{"y", year, []string{"yr", "year", "years"}},
	{"week", 7 * day, []string{"weeks"}},
	{"d", day, []string{"day", "days"}},
	{"h", 3600, []string{"hour", "hours"}},
	{"min", 60, []string{"minute", "minutes"}},
}

// Parse reads a quantity in unit and returns it in base units: "10 kΩ", "10kohm", "50ns",
// "0.2 µS", "1.5e3 kΩ", or a bare number, which is in base units already. Unit "" takes "5 %",
// "s" takes min, h, d, week and y, "K" takes °C. The text is rounded once, so "50ns" is exactly
// the float64 nearest to 5e-8. NaN, infinities, hexadecimal and underscores are refused.
func Parse(text, unit string) (float64, error) {
	const longest = 256 // bytes; 17 digits name any float64
	unit = canon.Replace(unit)
	if len(text) > longest {
		return 0, badQuantity(text, unit)
	}
	digits, exp, symbol, ok := cutNumber(strings.TrimSpace(canon.Replace(text)))
	if !ok {
		return 0, badQuantity(text, unit)
	}
	var v float64
	if power, ok := powerOf(symbol, unit); ok {
		// An overflow is ±Inf and seen below; digits were checked.
		v, _ = strconv.ParseFloat(digits+"e"+strconv.Itoa(exp+power), 64)
	} else if factor, shift, ok := linear(symbol, unit); ok {
		r, ok := new(big.Rat).SetString(digits + "e" + strconv.Itoa(exp))
		if !ok {
			return 0, badQuantity(text, unit)
		}
		v, _ = r.Add(r.Mul(r, factor), shift).Float64()
	} else {
		return 0, badQuantity(text, unit)
	}
	if math.IsInf(v, 0) {
		return 0, fmt.Errorf("%s is too large for a number", quote(text))
	}
	return v, nil
}

// cutNumber splits "1.5e3 kΩ" into "1.5", 3 and "kΩ". An exponent beyond ±999 is cut to that:
// with at most 256 digits before it the number is then 0 or too large either way.
func cutNumber(s string) (digits string, exp int, symbol string, ok bool) {
	i, seen, dot := 0, 0, false
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	for ; i < len(s) && ('0' <= s[i] && s[i] <= '9' || s[i] == '.' && !dot); i++ {
		if s[i] == '.' {
			dot = true
		} else {
			seen++
		}
	}
	if seen == 0 {
		return "", 0, "", false
	}
	digits = s[:i]
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') { // an exponent, or the unit eV
		j := i + 1
		if j < len(s) && (s[j] == '-' || s[j] == '+') {
			j++
		}
		first := j
		for ; j < len(s) && '0' <= s[j] && s[j] <= '9'; j++ {
			exp = min(exp*10+int(s[j]-'0'), 999)
		}
		if j > first {
			if s[i+1] == '-' {
				exp = -exp
			}
			i = j
		}
	}
	return digits, exp, strings.TrimSpace(s[i:]), true
}

// powerOf returns the power of ten by which symbol exceeds unit: 3 for "kΩ" in "Ω".
func powerOf(symbol, unit string) (power int, ok bool) {
	switch {
	case symbol == "" || symbol == unit:
		return 0, true
	case unit == "":
		return -2, symbol == "%"
	}
	prefix, ok := strings.CutSuffix(symbol, unit)
	if !ok || !prefixable(unit) {
		return 0, false
	}
	if prefix == "u" {
		prefix = "µ"
	}
	power = leastPower
	for _, r := range prefixes {
		if r != ' ' && prefix == string(r) {
			return power, true
		}
		power += 3
	}
	return 0, false
}

// linear returns the exact scale and zero of units that are no power of ten: time and °C.
func linear(symbol, unit string) (factor, shift *big.Rat, ok bool) {
	switch unit {
	case "K":
		return big.NewRat(1, 1), big.NewRat(27315, 100), symbol == "°C" || symbol == "C"
	case "s":
		for _, c := range calendar {
			if symbol == c.symbol || slices.Contains(c.also, symbol) {
				return big.NewRat(int64(c.seconds), 1), new(big.Rat), true
			}
		}
	}
	return nil, nil, false
}

// prefixable reports whether a prefix before unit scales it by the prefix itself: not "m²",
// where it would be squared, nor "1/s".
func prefixable(unit string) bool {
	if r, _ := utf8.DecodeRuneInString(unit); !unicode.IsLetter(r) {
		return false
	}
	for _, r := range unit {
		if r == '/' || r == '·' {
			return true
		}
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}

// badQuantity names what was read and shows what would be right.
func badQuantity(text, unit string) error {
	if unit == "" {
		return fmt.Errorf(`%s is not a number (write it like "0.05" or "5 %%")`, quote(text))
	}
	like := map[string]string{"Ω": "10 kΩ", "V": "0.3 V", "A": "5 µA", "S": "10 µS", "s": "50 ns", "K": "300 K",
		"Hz": "20 Hz", "J": "1 pJ", "eV": "1.1 eV", "m": "20 nm"}[unit]
	if like == "" {
		like = "1 " + unit
	}
	return fmt.Errorf("%s is not a quantity in %s (write it like %q)", quote(text), unit, like)
}
