package plots

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// A scale is one axis ready to draw: its range, its ticks, and whether it is logarithmic.
type scale struct {
	min, max float64
	log      bool
	ticks    plot.ConstantTicks
	upright  bool // the labels are turned
}

func (s scale) apply(a *plot.Axis) {
	a.Min, a.Max = s.min, s.max
	a.Tick.Marker = s.ticks
	if s.log {
		a.Scale = plot.LogScale{}
	}
	if s.upright {
		stood(a)
	}
}

// niceStep is the smallest of 1, 2 and 5 times a power of ten that cuts span into at most n parts.
func niceStep(span float64, n int) float64 {
	raw := span / float64(n)
	pow := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, f := range []float64{1, 2, 5, 10} {
		if f*pow >= raw*(1-1e-9) {
			return f * pow
		}
	}
	return 10 * pow
}

// number prints v with the given decimals, with a real minus sign.
func number(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" { // −0.0 is 0.0 to a reader
		s = strings.TrimPrefix(s, "-")
	}
	return strings.Replace(s, "-", "−", 1)
}

// linearTicks are labelled multiples of a nice step inside [lo, hi], at most n intervals.
func linearTicks(lo, hi float64, n int) plot.ConstantTicks {
	step := niceStep(hi-lo, n)
	decimals := max(0, int(-math.Floor(math.Log10(step)+1e-9)))
	var ticks plot.ConstantTicks
	for k := math.Ceil(lo/step - 1e-9); k*step <= hi+1e-9*step; k++ {
		label := "0"
		if k != 0 {
			label = number(k*step, decimals)
		}
		ticks = append(ticks, plot.Tick{Value: k * step, Label: label})
	}
	return ticks
}

// logTicks are the decades inside [lo, hi], labelled (of many every second or third), with 2 and 5 labelled too where fewer than
// three decades are seen, and unlabelled ticks between. lo must be positive.
func logTicks(lo, hi float64) plot.ConstantTicks {
	decades := math.Log10(hi / lo)
	few, every := decades < 2.2, max(1, math.Ceil(decades/8)) // decades from one label to the next
	var ticks plot.ConstantTicks
	for e := math.Floor(math.Log10(lo)); e <= math.Ceil(math.Log10(hi)); e++ {
		for m := 1.0; m < 10; m++ {
			v := m * math.Pow(10, e)
			if v < lo*(1-1e-9) || v > hi*(1+1e-9) {
				continue
			}
			t := plot.Tick{Value: v}
			if m == 1 && math.Mod(e, every) == 0 || few && (m == 2 || m == 5) {
				t.Label = short(v)
			}
			ticks = append(ticks, t)
		}
	}
	return ticks
}

// short prints v with three significant digits, without exponent where that is readable, and as
// a power of ten otherwise, from 10⁵ to 10⁸ with the superscripts that the font has.
func short(v float64) string {
	if v == 0 {
		return "0"
	}
	exp := int(math.Floor(math.Log10(math.Abs(v)) + 1e-12))
	if exp >= -5 && exp < 5 {
		r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 2, 64), 64)
		return strings.Replace(strconv.FormatFloat(r, 'f', -1, 64), "-", "−", 1)
	}
	s := strconv.FormatFloat(v, 'g', 3, 64)
	if mantissa, e, _ := strings.Cut(s, "e+0"); len(e) == 1 && e >= "5" && e <= "8" {
		power := "10" + string([]rune("⁵⁶⁷⁸")[e[0]-'5'])
		if sign, one := strings.CutSuffix(mantissa, "1"); one && (sign == "" || sign == "-") {
			return strings.Replace(sign, "-", "−", 1) + power
		}
		return strings.Replace(mantissa, "-", "−", 1) + "·" + power
	}
	s = strings.NewReplacer("e+0", "e", "e+", "e", "e-0", "e−", "e-", "e−").Replace(s)
	return strings.Replace(s, "-", "−", 1)
}

// percentScale covers the values (in percent) with half steps of its ticks, inside 0 to 100.
func percentScale(values []float64, n int) scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if finite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if lo > hi {
		lo, hi = 0, 100
	}
	lo, hi = max(lo, 0), min(hi, 100)
	if hi-lo < 2 {
		mid := min(max((lo+hi)/2, 1), 99)
		lo, hi = mid-1, mid+1
	}
	pad := 0.03 * (hi - lo)
	lo, hi = max(lo-pad, 0), min(hi+pad, 100)
	step := niceStep(hi-lo, n)
	half := step / 2
	lo, hi = max(0, math.Floor(lo/half+1e-9)*half), min(100, math.Ceil(hi/half-1e-9)*half)
	return scale{min: lo, max: hi, ticks: linearTicks(lo, hi, n+1)}
}

// valueScale is an axis over the values of a study, drawn width wide with the given room beside the
// outermost values. Ticks stand at the values themselves where their labels fit side by side, at
// round numbers otherwise.
func valueScale(values []float64, log bool, width, room vg.Length) scale {
	vs := slices.Clone(values)
	slices.Sort(vs)
	vs = slices.Compact(vs)
	if len(vs) == 0 {
		vs = []float64{0}
	}
	lo, hi := vs[0], vs[len(vs)-1]
	log = log && lo > 0
	s := scale{log: log}
	pad := float64(room / (width - 2*room)) // as part of the span
	switch {
	case log && lo == hi:
		s.min, s.max = lo/2, hi*2
	case log:
		f := math.Pow(hi/lo, pad)
		s.min, s.max = lo/f, hi*f
	case lo == hi:
		d := max(math.Abs(lo)/2, 0.5)
		s.min, s.max = lo-d, hi+d
	default:
		s.min, s.max = lo-pad*(hi-lo), hi+pad*(hi-lo)
	}
	s.ticks = s.at(vs)
	if s.fits(width) {
		return s
	}
	if log {
		return s.round(width)
	}
	s.ticks = linearTicks(lo, hi, 6)
	return s.thinned(width)
}

// calendar labels the values of a long time axis one by one, "1 h", "30 d", if that fits.
func (s scale) calendar(unit string, values []float64, width vg.Length) (scale, bool) {
	if unit != "s" || s.max < 1000 {
		return s, false
	}
	values = slices.Clone(values)
	slices.Sort(values)
	named := s
	named.ticks = nil
	for _, v := range slices.Compact(values) {
		named.ticks = append(named.ticks, plot.Tick{Value: v, Label: quantity(v, unit)})
	}
	return named, named.fits(width)
}

// round gives a logarithmic axis ticks at decades instead of at the values.
func (s scale) round(width vg.Length) scale {
	s.ticks = logTicks(s.min, s.max)
	if decade := func(v float64) bool { return math.Abs(math.Remainder(math.Log10(v), 1)) < 1e-9 }; !s.fits(width) {
		for i, t := range s.ticks {
			if !decade(t.Value) {
				s.ticks[i].Label = ""
			}
		}
	}
	return s.thinned(width)
}

// thinned takes every second label away, and leaves its tick, until the labels stay apart.
func (s scale) thinned(width vg.Length) scale {
	for !s.fits(width) {
		labelled := 0
		for i := range s.ticks {
			if s.ticks[i].IsMinor() {
				continue
			}
			if labelled%2 == 1 {
				s.ticks[i].Label = ""
			}
			labelled++
		}
	}
	return s
}

func (s scale) at(values []float64) plot.ConstantTicks {
	var t plot.ConstantTicks
	for _, v := range values {
		t = append(t, plot.Tick{Value: v, Label: short(v)})
	}
	return t
}

// fits tells whether the labels stay apart on an axis of that width.
func (s scale) fits(width vg.Length) bool {
	norm := func(x float64) float64 { return (x - s.min) / (s.max - s.min) }
	if s.log {
		norm = func(x float64) float64 { return math.Log(x/s.min) / math.Log(s.max/s.min) }
	}
	sty := style(tickSize, ink)
	free := -vg.Inch
	for _, t := range s.ticks {
		if t.IsMinor() {
			continue
		}
		mid, half := width*vg.Length(norm(t.Value)), sty.Width(t.Label)/2
		if mid-half < free {
			return false
		}
		free = mid + half + 4
	}
	return true
}

// prefixed are the units that take an SI prefix on an axis; kelvins, seconds and ratios do not.
const prefixed = "|V|A|S|Ω|J|W|F|Hz|m|"

// axisUnit chooses one SI prefix for a whole axis, so that its largest value has one to three
// digits before the point; values are divided by factor. Seconds take only the small prefixes.
func axisUnit(unit string, values []float64) (factor float64, name string) {
	top := 0.0
	for _, v := range values {
		if finite(v) {
			top = max(top, math.Abs(v))
		}
	}
	ok := strings.Contains(prefixed, "|"+unit+"|") || unit == "s" && top < 1
	if unit == "" || top == 0 || !ok {
		return 1, unit
	}
	exp := int(math.Floor((math.Log10(top) + 1e-12) / 3))
	exp = min(max(exp, -5), 3)
	return math.Pow(1000, float64(exp)), []string{"f", "p", "n", "µ", "m", "", "k", "M", "G"}[exp+5] + unit
}
