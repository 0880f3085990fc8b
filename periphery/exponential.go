package periphery

import (
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// exponential is the waveform that gives biology's window: a short lobe that ends at the spike,
// and after it a slow tail of the other sign. With a the voltage of a lobe and b that of a tail,
//
//	input spike   -a e^((t - W)/W)…  until t = 0, then  +b e^(-t/τ)
//	output spike  the same, so that it is seen with the opposite sign across the cell
//
// An output spike that follows an input spike by dt puts its lobe on the tail of that one: the cell
// sees a + b e^(-dt/τ), beyond the threshold only thanks to the tail. An input spike that follows is
// the mirror image with the RESET voltages. Each lobe is as high as the threshold and so long that
// on a fresh tail it does what one nominal pulse does.
//
// C. Zamarreño-Ramos, L. A. Camuñas-Mesa, J. A. Pérez-Carrasco, T. Masquelier, T. Serrano-Gotarredona
// and B. Linares-Barranco, Front. Neurosci. 5, 26 (2011), doi:10.3389/fnins.2011.00026. Departures: V
// is word line minus bit line, so that all signs are turned; the two lines have voltages of their
// own, because the thresholds of SET and RESET differ; the lobe is as short as the card's pulses.
func exponential(v levels) (Scheme, error) {
	// A lobe reaches the threshold less b at the part (1 - b/a) of its rise, and the rise of an
	// exponential over one time constant takes W ln(1/(1 - (b/a)(1 - 1/e))) from there to its top.
	e := kernel.Exp(-1)
	length := func(width, part float64) float64 { return width / -kernel.Log(1-float64(part*(1-e))) }
	return overlap("exponential", v, length, 3*v.window, func(lobe, tail *Phase) {
		lobe.Tau, tail.Tau = -(lobe.To - lobe.From), v.window
	})
}

// overlap makes a scheme of lobes and tails: length is that of a lobe which stays above its threshold
// for a given time, from that time and the voltage of a fresh tail over that of the lobe; bend shapes
// the two.
func overlap(shape string, v levels, length func(width, part float64) float64, tail float64, bend func(lobe, tail *Phase)) (Scheme, error) {
	spike := func(lobe, over, width float64, rest float64) Waveform {
		w := Waveform{
			{From: -length(width, over/lobe), To: 0, Start: 0, End: -lobe},
			{From: 0, To: tail, Start: rest, End: 0},
		}
		bend(&w[0], &w[1])
		return w
	}
	potentiate, depress := excess(v.set, v.overSet), excess(v.reset, v.overReset)
	s := Scheme{
		Shape: shape,
		Pre:   spike(-v.overReset, -depress, v.resetWidth, potentiate),
		Post:  spike(v.overSet, potentiate, v.setWidth, -depress),
	}
	if long := -min(s.Pre[0].From, s.Post[0].From); long > v.window/2 {
		return s, &si.ValueError{Key: "window", Value: si.Format(v.window, "s"), Want: "at least twice the lobe of " + si.Format(long, "s"), Doc: "how far apart spikes meet"}
	}
	return s, nil
}

// excess is what a tail adds to a lobe as high as the threshold: up to the wanted voltage, at most
// as much again.
func excess(v, threshold float64) float64 {
	if v < 0 {
		return max(v-threshold, threshold)
	}
	return min(v-threshold, threshold)
}
