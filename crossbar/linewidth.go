package crossbar

import "fmt"

// A lineWidth is a copper line of a technology.
type lineWidth struct {
	width       float64 // m
	aspect      float64 // height over width
	resistivity float64 // Ω m at 300 K, of lines so narrow
}

// lineWidths are the lines of NeuroSim (neurosim/MLP_NeuroSim_V3.0 and its successors), widest first.
func lineWidths() []lineWidth {
	return []lineWidth{
		{200e-9, 2.10, 2.42e-8}, {100e-9, 2.30, 2.73e-8}, {50e-9, 2.34, 3.91e-8}, {40e-9, 1.90, 4.03e-8},
		{32e-9, 1.90, 4.51e-8}, {22e-9, 2.00, 5.41e-8}, {14e-9, 2.10, 7.43e-8},
	}
}

// SegmentResistance is the resistance of one segment of a line of the given width (m, 14 to 200 nm) between cells of
// the given pitch (m), at 300 K, Ω:
//
//	R = ρ pitch / (width² aspect)
//
// with the resistivity ρ, which rises as lines become narrow, and the aspect ratio of NeuroSim's lines; between them
// both are interpolated along the width.
func SegmentResistance(width, pitch float64) (float64, error) {
	list := lineWidths()
	last := len(list) - 1
	if !(width >= list[last].width && width <= list[0].width) {
		return 0, fmt.Errorf("lines %g nm wide: want %g to %g nm", width*1e9, list[last].width*1e9, list[0].width*1e9)
	}
	if !(pitch >= width) {
		return 0, fmt.Errorf("a pitch of %g nm: want at least the width of the lines, %g nm", pitch*1e9, width*1e9)
	}
	k := 0
	for k < last-1 && width < list[k+1].width {
		k++
	}
	a, b := list[k], list[k+1]
	part := (a.width - width) / (a.width - b.width)
	aspect := a.aspect + float64(part*(b.aspect-a.aspect))
	resistivity := a.resistivity + float64(part*(b.resistivity-a.resistivity))
	return resistivity * pitch / (width * width * aspect), nil
}
