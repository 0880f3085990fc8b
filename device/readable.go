package device

// Readable returns the card itself where its model is Ohmic; else a copy whose model is, with the
// conductance that a read finds: the current at the read voltage over that voltage, S. Arrays and
// measurements that read conductances take such a copy for models with a curved I–V characteristic or
// with another read-out than a current. The copy shares its parameters with the card, and shows only
// the methods of Synapse besides.
func (c *Card) Readable() *Card {
	if _, ok := c.Model.(Ohmic); ok {
		return c
	}
	d := *c
	d.Model = readable{c.Model}
	return &d
}

// readable gives a model its conductance at the read voltage.
type readable struct{ Synapse }

// Conductance implements Ohmic.
func (m readable) Conductance(dst []float64, s State) {
	v := m.Nominal().ReadVoltage
	volts := make([]float64, len(dst))
	for i := range volts {
		volts[i] = v
	}
	m.Current(dst, s, volts)
	for i := range dst {
		dst[i] /= v
	}
}
