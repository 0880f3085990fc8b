package crossbar_test

import (
	"fmt"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// Two word lines and three bit lines of phase-change cells: programmed without error, read at 0.1 V with both rows
// driven, and read again after a day of drift. The sum of a column is its current.
func ExampleArray() {
	card, err := device.Preset("pcm")
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := crossbar.New(card, 2, 3, crossbar.Options{Stream: variability.Seed(1)})
	if err != nil {
		fmt.Println(err)
		return
	}
	a.Program([]float64{0, 0.5, 1, 0.25, 0.75, 0}, false) // relative conductances; true adds the card's programming error
	conductances := func() {
		for r := range 2 {
			for _, g := range a.Conductances()[3*r : 3*r+3] {
				fmt.Printf(" %5.2f µS", 1e6*g)
			}
			fmt.Println()
		}
	}
	fmt.Println("programmed")
	conductances()
	a.Advance(86400)
	fmt.Println("after a day")
	conductances()

	a.Pulse(0, []int32{0, 1}, card.Model.Nominal().SetVoltage, card.Model.Nominal().SetWidth)
	fmt.Println("pulses of cell (1, 0):", a.PulseCount(1, 0))
	// Output:
	// programmed
	//   0.10 µS  6.05 µS 12.00 µS
	//   3.08 µS  9.02 µS  0.10 µS
	// after a day
	//   0.04 µS  3.98 µS  7.62 µS
	//   2.06 µS  5.91 µS  0.04 µS
	// pulses of cell (1, 0): 1
}
