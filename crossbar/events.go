package crossbar

// Writes are programming pulses of one sign, as the array counts them: by call, not by cell, so that
// counting costs nothing beside the pulse. A strobe is one pulse that goes down one column to any
// number of its cells at the same time.
type Writes struct {
	Strobes uint64
	Pulses  uint64  // that reached cells
	Seconds float64 // of all strobes, one after another
	Energy  float64 // J, dissipated in the programmed cells
	Square  float64 // Σ V² over strobes, V²: what charging a column takes goes with it
	Squares float64 // Σ V² over pulses, V²: what charging the rows takes

	// Where Options.Bias leaves a part of the voltage on other cells:
	Half     uint64  // cells that saw a part of it, summed over strobes
	HalfDose float64 // Σ V² t over them, V² s; their conductance makes it an energy
}

// Plus returns w and x together.
func (w Writes) Plus(x Writes) Writes {
	return Writes{
		Strobes: w.Strobes + x.Strobes, Pulses: w.Pulses + x.Pulses, Half: w.Half + x.Half,
		Seconds: w.Seconds + x.Seconds, Energy: w.Energy + x.Energy,
		Square: w.Square + x.Square, Squares: w.Squares + x.Squares, HalfDose: w.HalfDose + x.HalfDose,
	}
}

// Minus returns what came to x to make w.
func (w Writes) Minus(x Writes) Writes {
	return Writes{
		Strobes: w.Strobes - x.Strobes, Pulses: w.Pulses - x.Pulses, Half: w.Half - x.Half,
		Seconds: w.Seconds - x.Seconds, Energy: w.Energy - x.Energy,
		Square: w.Square - x.Square, Squares: w.Squares - x.Squares, HalfDose: w.HalfDose - x.HalfDose,
	}
}

// Events are the programming pulses of an array by their sign.
type Events struct{ Set, Reset Writes }

// Plus returns e and x together.
func (e Events) Plus(x Events) Events { return Events{e.Set.Plus(x.Set), e.Reset.Plus(x.Reset)} }

// Minus returns what came to x to make e.
func (e Events) Minus(x Events) Events { return Events{e.Set.Minus(x.Set), e.Reset.Minus(x.Reset)} }

// Events returns the programming pulses so far.
func (a *Array) Events() Events { return a.events }

// book counts a strobe of voltage v (V) and width (s) that took so many joules in n cells.
func (a *Array) book(n int, v, width, joules float64) {
	w := &a.events.Set
	if v < 0 {
		w = &a.events.Reset
	}
	square := float64(v * v)
	w.Strobes++
	w.Pulses += uint64(n)
	w.Seconds += width
	w.Energy += joules
	w.Square += square
	w.Squares += float64(square * float64(n))
	if u := a.others; u != nil {
		cells := n*(a.Cols-1) + a.Rows - n
		if u.rest {
			cells += (a.Rows - n) * (a.Cols - 1)
		}
		w.Half += uint64(cells)
		w.HalfDose += float64(float64(u.part*u.part) * square * width * float64(cells))
	}
}
