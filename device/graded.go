package device

// Graded is a Model that takes a part of a pulse as that part of its change, so that a controller can
// give each cell its own dose in one go instead of whole pulses by chance.
type Graded interface {
	// Grade changes the cells by so many nominal pulses each: positive are SET, negative RESET.
	Grade(s State, pulses []float64)
}
