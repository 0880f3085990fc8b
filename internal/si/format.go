package si

import (
	"math"
	"strconv"
	"strings"
)

// Format prints v for people: at most four significant digits and the prefix that leaves one to
// three of them before the point, "50 ns", "10 kΩ". Tenths that need no more letters stay in
// the base unit ("0.3 V"). Whole minutes, hours, days and years, and any time from 10⁵ s on, are
// printed as such; units that take no prefix turn to "1.5e7". NaN is "–".
func Format(v float64, unit string) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case math.IsInf(v, 0):
		return strings.Replace(strconv.FormatFloat(v, 'g', -1, 64), "Inf", "∞", 1)
	case v == 0:
		v = 0 // drops the sign
	}
	if _, whole := inCalendar(v); unit == "s" && v >= 1e5 && !whole {
		if v >= year {
			return render(v/year, 3, "") + " y"
		}
		return render(v/day, 3, "") + " d"
	}
	return render(v, 3, unit)
}

// Exact prints v so that Parse returns the same bits: the shortest digits that name v, shifted by
// the same prefix as in Format. The decimal number stays the same, whatever the prefix, and
// Parse rounds it once. NaN and infinities are printed, but Parse refuses them.
func Exact(v float64, unit string) string { return render(v, -1, unit) }

// render prints v with prec digits after the first, or as many as needed if prec is -1.
func render(v float64, prec int, unit string) string {
	unit = canon.Replace(unit)
	if s, ok := inCalendar(v); ok && unit == "s" {
		return s
	}
	suffix := ""
	if unit != "" {
		suffix = " " + unit
	}
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'g', -1, 64) + suffix
	}
	mantissa, e, _ := strings.Cut(strconv.FormatFloat(v, 'e', prec, 64), "e")
	exp, _ := strconv.Atoi(e) // FormatFloat's own
	mantissa, negative := strings.CutPrefix(mantissa, "-")
	digits := strings.TrimRight(strings.Replace(mantissa, ".", "", 1), "0")

	power := 0
	if prefixable(unit) {
		power = 3 * int(math.Floor(float64(exp)/3))
	}
	switch {
	case power > 0 && (unit == "s" || unit == "K"): // nobody writes ks or kK
		power = 0
	case exp == -1 && len(digits) <= 2: // "0.25 V" is no longer than "250 mV"
		power = 0
	case power < leastPower || power > mostPower:
		power = 0
	}
	text := ""
	if shifted := exp - power; shifted < -4 || shifted > 5 {
		text = point(digits, 0) + "e" + strconv.Itoa(shifted)
	} else {
		text = point(digits, shifted)
	}
	if power != 0 {
		suffix = " " + string([]rune(prefixes)[(power-leastPower)/3]) + unit
	}
	if negative {
		text = "-" + text
	}
	return text + suffix
}

// point writes digits with the first one standing for 10^exp.
func point(digits string, exp int) string {
	switch {
	case exp < 0:
		return "0." + strings.Repeat("0", -exp-1) + digits
	case exp >= len(digits)-1:
		return digits + strings.Repeat("0", exp-len(digits)+1)
	}
	return digits[:exp+1] + "." + digits[exp+1:]
}

// inCalendar prints seconds that are fewer than 1000 whole minutes, hours, days or years. Weeks
// are printed as days.
func inCalendar(seconds float64) (string, bool) {
	for _, c := range calendar {
		n := seconds / c.seconds
		if c.symbol != "week" && n >= 1 && n < 1000 && n == math.Trunc(n) && n*c.seconds == seconds {
			return strconv.Itoa(int(n)) + " " + c.symbol, true
		}
	}
	return "", false
}
