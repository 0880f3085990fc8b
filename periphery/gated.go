package periphery

// gated is the scheme of 1T1R cells: an input spike opens the gates of its row for the window, and
// an output spike sends down its column the card's own SET pulse at once and its RESET pulse one
// window later. A row that spiked up to a window before the output spike is open for SET; one that
// spikes up to a window after it is open for RESET. The window is rectangular on both sides, no
// cell sees a voltage while its gate is closed, and thresholds do not matter. The voltage of the gate is
// drawn as that of the SET pulse; the transistor is a switch.
//
// After S. Ambrogio et al., "Unsupervised Learning by Spike Timing Dependent Plasticity in Phase Change
// Memory (PCM) Synapses", Front. Neurosci. 10, 56 (2016), doi:10.3389/fnins.2016.00056. Departure:
// the pulses follow each other by one window, so that the two sides of the window do not overlap.
func gated(v levels) Scheme {
	return Scheme{
		Shape: "gated", Gated: true,
		Pre: Waveform{{From: 0, To: v.window, Start: v.set, End: v.set}},
		Post: Waveform{
			{From: 0, To: v.setWidth, Start: -v.set, End: -v.set},
			{From: v.window, To: v.window + v.resetWidth, Start: -v.reset, End: -v.reset},
		},
	}
}
