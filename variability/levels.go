package variability

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// MaxLevels is the largest number of values of a discrete spread.
const MaxLevels = 64

// A level is one value of a discrete spread and the share of cells that have it.
type level struct{ value, share float64 }

// parseLevels reads "VALUE:SHARE, VALUE:SHARE, …"; without a share all have the same. Values come back
// in order, shares with the sum 1.
func parseLevels(text string) ([]level, error) {
	words := strings.Split(text, ",")
	if len(words) < 2 || len(words) > MaxLevels {
		return nil, fmt.Errorf("%d levels: want 2 to %d, as in \"0.5:0.1, 1:0.9\" (value:share)", len(words), MaxLevels)
	}
	var list []level
	var sum float64
	for _, w := range words {
		value, share, shared := strings.Cut(w, ":")
		v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(v > -1e15 && v < 1e15) {
			return nil, fmt.Errorf("level %.40q: want VALUE:SHARE", strings.TrimSpace(w))
		}
		p := 1.0
		if shared {
			if p, err = strconv.ParseFloat(strings.TrimSpace(share), 64); err != nil || !(p > 0 && p < 1e15) {
				return nil, fmt.Errorf("level %.40q: want a share beyond 0", strings.TrimSpace(w))
			}
		}
		list = append(list, level{v, p})
		sum += p
	}
	slices.SortStableFunc(list, func(a, b level) int {
		switch {
		case a.value < b.value:
			return -1
		case a.value > b.value:
			return 1
		}
		return 0
	})
	for i := range list {
		list[i].share /= sum
		if i > 0 && list[i].value == list[i-1].value {
			return nil, fmt.Errorf("level %g is there twice", list[i].value)
		}
	}
	return list, nil
}

// moments returns mean and standard deviation.
func moments(list []level) (mean, sd float64) {
	for _, l := range list {
		mean += float64(l.value * l.share)
	}
	for _, l := range list {
		d := l.value - mean
		sd += float64(float64(d*d) * l.share)
	}
	return mean, math.Sqrt(sd)
}

// LevelsCV returns standard deviation over mean of levels as they are written, for a spread that does not
// give another.
func LevelsCV(text string) (float64, error) {
	list, err := parseLevels(text)
	if err != nil {
		return 0, err
	}
	mean, sd := moments(list)
	if !(list[0].value > 0) {
		return 0, fmt.Errorf("levels %.60q: want values beyond 0, or a CV", text)
	}
	return sd / mean, nil
}

func (s Spread) checkLevels() error {
	if s.cut() {
		return errors.New("spread discrete with limits: its levels are its limits")
	}
	list, err := parseLevels(s.Levels)
	if err != nil {
		return fmt.Errorf("spread discrete: %w", err)
	}
	mean, sd := moments(list)
	if !(sd > 0) {
		return fmt.Errorf("spread discrete: levels %.60q do not differ", s.Levels)
	}
	if least := 1 + float64(s.CV*(list[0].value-mean))/sd; s.CV > 0 && !(least > 0) {
		return fmt.Errorf("spread discrete = %g: the lowest level would be %.3g of the mean; want less than %.3g", s.CV, least, sd/(mean-list[0].value))
	}
	return nil
}

// steps returns the factor of a standard normal deviate: the level at its quantile.
func (s Spread) steps() func(z float64) float32 {
	list, err := parseLevels(s.Levels)
	if err != nil {
		panic("variability: levels that Check refuses: " + err.Error())
	}
	mean, sd := moments(list)
	factor, ends := make([]float32, len(list)), make([]float64, len(list))
	below := 0.0
	for i, l := range list {
		below += l.share
		factor[i], ends[i] = float32(1+float64(s.CV*(l.value-mean))/sd), Quantile(below)
	}
	ends[len(ends)-1] = math.Inf(1)
	return func(z float64) float32 {
		for i, end := range ends {
			if z < end {
				return factor[i]
			}
		}
		return factor[len(factor)-1]
	}
}
