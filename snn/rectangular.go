package snn

// Rectangular is STDP with a rectangular window: at an output spike, inputs that spiked within
// the last Window seconds are potentiated by LTP, all others depressed by LTD.
//
// D. Querlioz et al., IEEE Trans. Nanotechnol. 12(3), 288–295 (2013),
// doi:10.1109/TNANO.2013.2250995.
type Rectangular struct {
	Window   float64 // s
	LTP, LTD float64 // mean change per event, of the range, >= 0
}

// Needs implements Law.
func (l *Rectangular) Needs() Needs { return Needs{Pre: Trace{Tau: l.Window, Kind: Window}} }

// Pre implements Law: an input spike by itself changes nothing.
func (l *Rectangular) Pre([]float32, PreEvent) {}

// Post implements Law.
func (l *Rectangular) Post(dw []float32, e PostEvent) {
	up, down := float32(l.LTP), -float32(l.LTD)
	for i, x := range e.X {
		if x > 0 {
			dw[i] = up
		} else {
			dw[i] = down
		}
	}
}
