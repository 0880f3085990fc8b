package periphery_test

import (
	"fmt"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/variability"
)

// Weights of both signs on pairs of cells: the tile multiplies, in units of one full weight. Then the same through
// a converter of 4 bits whose range is learnt from an input.
func ExampleTile() {
	card, err := device.Preset("ideal")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, bits := range []int{0, 4} { // 0 is an ideal converter
		tile, err := periphery.New(card, 3, 2, periphery.Options{
			Layout: "pair", ADC: periphery.ADC{Bits: bits}, Array: crossbar.Options{Stream: variability.Seed(1)},
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		tile.Program([]float64{ // a row an input, a column a neuron
			0.5, -1,
			-0.25, 1,
			1, 0.5,
		}, false)
		sums := make([]float32, 2)
		read := func() error { clear(sums); tile.Forward(sums, []int32{0, 2}, nil); return nil } // inputs 0 and 2 spike
		if err := tile.Calibrate(1, 1.2, read); err != nil {
			fmt.Println(err)
			return
		}
		if err := read(); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d bits: %.3f\n", bits, sums)
	}
	// Output:
	// 0 bits: [1.500 -0.500]
	// 4 bits: [1.543 -0.514]
}
