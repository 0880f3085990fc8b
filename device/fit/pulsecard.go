package fit

import (
	"fmt"
	"math"
	"strings"
)

// pulseCard makes the numbers of an exp-pulse card of the estimates.
func pulseCard(r *Report, fits []*pulseFit, p program) {
	r.Model = "exp-pulse"
	r.Fitted = "identical pulses" + p.words() + fmt.Sprintf("; %d SET and %d RESET pulses over the range; %d devices; other amplitudes and widths are not covered",
		fits[0].cell.up, fits[0].cell.down, len(fits))
	for _, name := range []string{"g_min", "g_max", "states_ltp", "states_ltd", "nl_ltp", "nl_ltd", "c2c_range", "read_noise"} {
		e, _ := r.Find(name)
		n := Number{Name: name, Value: e.Value, Unit: e.Unit, SE: e.SE, SD: e.SD, N: e.N, Provenance: "fitted", Note: e.Method}
		if e.Of != "devices" {
			n.N = 1
		}
		switch e.Verdict {
		case Identified:
		case "by definition":
			n.Provenance = "measured"
		default:
			n.Provenance, n.Note = "assumed", "fitted, but "+e.Verdict
		}
		// Scatters of chance have no spread of their own on a card, nor has a label, whose sign would be fixed by a factor.
		if (name == "g_min" || name == "g_max" || strings.HasPrefix(name, "states")) && e.SD > 0 && e.Value > 0 {
			n.CV = e.SD / e.Value
			n.CVSE = spreadSE(fits, name) / e.Value
		}
		r.Numbers = append(r.Numbers, n)
	}
	r.Numbers = append(r.Numbers, p.numbers()...)
}

// spreadSE is the standard error of a spread between devices from its interval.
func spreadSE(fits []*pulseFit, name string) float64 {
	g := gathered(fits, name)
	return (g.sdHigh - g.sdLow) / (2 * normal95)
}

func (p program) words() string {
	if !finite(p.vSet, p.vReset) {
		return ""
	}
	s := fmt.Sprintf(" of %g V and %g V", p.vSet, p.vReset)
	if finite(p.tSet, p.tReset) {
		s += fmt.Sprintf(", %g s and %g s", p.tSet, p.tReset)
	}
	return s
}

// numbers are the pulses as a card has them; what the files do not tell is assumed.
func (p program) numbers() []Number {
	var out []Number
	put := func(name, unit string, x, otherwise float64) {
		n := Number{Name: name, Value: x, Unit: unit, SE: nan(), SD: nan(), Provenance: "measured", Note: "as applied"}
		if !finite(x) {
			n.Value, n.Provenance, n.Note = otherwise, "assumed", "the files do not tell"
		}
		out = append(out, n)
	}
	put("v_set", "V", p.vSet, 1)
	put("t_set", "s", p.tSet, 1e-6)
	put("v_reset", "V", p.vReset, -1)
	put("t_reset", "s", p.tReset, 1e-6)
	put("v_read", "V", p.vRead, 0.1)
	least := math.Min(math.Abs(out[0].Value.(float64)), math.Abs(out[2].Value.(float64)))
	return append(out,
		Number{Name: "v_th", Value: 0.6 * least, Unit: "V", SE: nan(), SD: nan(), Provenance: "assumed", Note: "between half of the smaller pulse and the pulse"},
		Number{Name: "t_read", Value: 1e-7, Unit: "s", SE: nan(), SD: nan(), Provenance: "assumed", Note: "width of a read in operation"})
}
