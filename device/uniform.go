package device

import "github.com/xbar-sim/xbar/internal/kernel"

// uniform turns a standard normal into a deviate that is uniform over 0..1: its own distribution
// function Φ, within 2e-15 of the true one and within 2e-8 of itself down to 1e-15. A model that wants to switch with probability p asks for
// uniform(xi) < p.
//
// Hart's rational approximation as given by G. West, "Better approximations to cumulative normal
// functions", Wilmott Magazine, May 2005, 70–76.
func uniform(xi float64) float64 {
	x := xi
	if x < 0 {
		x = -x
	}
	tail := 0.0
	switch {
	case x < 7.07106781186547:
		above := horner(x, [...]float64{0, 3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376})
		below := horner(x, [...]float64{8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752})
		tail = kernel.Exp(-float64(x*x)/2) * above / below
	case x < 37:
		c := x + 0.65
		for _, k := range [...]float64{4, 3, 2, 1} {
			c = x + k/c
		}
		tail = kernel.Exp(-float64(x*x)/2) / c / 2.506628274631
	}
	if xi > 0 {
		return 1 - tail
	}
	return tail
}

// horner evaluates a polynomial given highest power first.
func horner(x float64, c [8]float64) float64 {
	y := c[0]
	for _, k := range c[1:] {
		y = float64(y*x) + k
	}
	return y
}
