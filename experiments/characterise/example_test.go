package characterise_test

import (
	"fmt"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments/characterise"
)

// The figures by which devices are compared, measured on cells of a card.
func ExampleMeasureFigures() {
	card, err := device.Preset("memristor")
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := characterise.MeasureFigures(card, 0.1) // cells differ by 10 % in range and steps
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3g to %.3g µS, on/off %.2f\n", 1e6*f.GMin, 1e6*f.GMax, f.OnOff())
	fmt.Printf("%d pulses up, %d down, labels %.2f and %.2f\n", f.Up, f.Down, f.NLUp, f.NLDown)
	// Output:
	// 13.4 to 59.2 µS, on/off 4.43
	// 40 pulses up, 40 down, labels 1.94 and -0.61
}
