package cost_test

import (
	"fmt"

	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery/cost"
)

// What a thousand reads of 100 columns by converters of 6 bits take, item by item.
func ExampleTechnology_Bill() {
	chip := cost.Chip{Rows: 784, Columns: 100, Outputs: 100, ADCBits: 6, ReadVoltage: 0.1, ReadWidth: 100e-9, MeanConductance: 10e-6}
	counted := cost.Ledger{Reads: 1000, Rows: 20_000, Columns: 100_000, Samples: 100_000, Drawn: 2e-3 * 1000}
	bill := cost.Default().Bill(chip, counted)
	for _, item := range bill {
		if item.Energy > 0 {
			fmt.Printf("%-10s %s\n", item.Event, si.Format(item.Energy, "J"))
		}
	}
	joules, seconds := cost.Total(bill)
	fmt.Printf("together   %s in %s\n", si.Format(joules, "J"), si.Format(seconds, "s"))
	// Output:
	// dac        7.8 nJ
	// line       512 fJ
	// conduction 20 nJ
	// sense      50 nJ
	// adc        9.606 nJ
	// together   87.41 nJ in 107 µs
}
