package periphery

// triangular is exponential with straight lines: a ramp up to the spike and a ramp back to 0 over
// the window. On a cell that counts the time beyond its threshold, potentiation and depression fall
// linearly with the distance of the spikes,
//
//	n(dt) = 1 - |dt|/window   nominal pulses
//
// because a lobe of slope a/W is above a - b (1 - dt/window) for W (b/a)(1 - dt/window), and W (b/a) is
// one nominal width.
//
// C. Zamarreño-Ramos et al., Front. Neurosci. 5, 26 (2011), doi:10.3389/fnins.2011.00026, who shape
// windows by the shape of spikes.
func triangular(v levels) (Scheme, error) {
	length := func(width, part float64) float64 { return width / part }
	return overlap("triangular", v, length, v.window, func(lobe, tail *Phase) {})
}
