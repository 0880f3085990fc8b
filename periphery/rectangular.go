package periphery

import (
	"errors"

	"github.com/xbar-sim/xbar/internal/si"
)

// rectangular is the scheme of the rectangular rule. An input spike holds its row at +b for the
// window, below the threshold. An output spike takes its column to -a and then to +c, each for a
// nominal pulse:
//
//	row running   a + b = v_set: potentiated;   b - c: not enough to depress
//	row at rest   a: not enough to potentiate;  -c = v_reset: depressed
//
// So the output spike depresses by itself, which is meant. b is half of v_set, or what keeps b - c
// within the threshold where that is more; if neither line can do it, there is no such scheme for
// the card.
//
// D. Querlioz, O. Bichler, P. Dollfus and C. Gamrat, IEEE Trans. Nanotechnol. 12(3), 288–295 (2013),
// doi:10.1109/TNANO.2013.2250995. Departure: V is word line minus bit line.
func rectangular(v levels) (Scheme, error) {
	b := min(max(v.set/2, v.overReset-v.reset), v.overSet)
	a := v.set - b
	switch {
	case a > v.overSet:
		return Scheme{}, errors.New("half of a SET pulse of " + si.Format(v.set, "V") + " is beyond the threshold of " + si.Format(v.overSet, "V"))
	case b+v.reset < v.overReset:
		return Scheme{}, errors.New("the RESET pulse of " + si.Format(v.reset, "V") + " writes on rows that the pre pulse should protect")
	}
	return Scheme{
		Shape: "rectangular", Depresses: true,
		Pre: Waveform{{From: 0, To: v.window, Start: b, End: b}},
		Post: Waveform{
			{From: 0, To: v.setWidth, Start: -a, End: -a},
			{From: v.setWidth, To: v.setWidth + v.resetWidth, Start: -v.reset, End: -v.reset},
		},
	}, nil
}
