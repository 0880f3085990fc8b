package lab_test

import (
	"fmt"
	"strings"

	"github.com/xbar-sim/xbar/device/lab"
)

// A table of a retention test, with units in its heads and one row that makes no sense. The measurement is in SI base
// units; the audit says what became of every row and what was taken for granted.
func ExampleRead() {
	const file = `device;T (°C);t (h);R (kOhm)
C1;125;0,1;20,4
C1;125;1;22,1
C1;125;-1;22,3
C1;125;10;28,0
`
	m, audit, err := lab.Read(strings.NewReader(file), "oven.csv", lab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	r := m.Retentions[0]
	fmt.Printf("%s at %.2f K: %.3g µS after %.0f s\n", r.Device, r.Temperature, 1e6*r.Conductance[2], r.Time[2])
	fmt.Printf("%d of %d rows kept\n", audit.Kept, audit.Rows)
	for _, d := range audit.Dropped {
		fmt.Printf("%d dropped: %s\n", d.Rows, d.Reason)
	}
	for _, a := range audit.Assumed {
		fmt.Printf("%s taken as %s\n", a.What, a.Value)
	}
	// Output:
	// C1 at 398.15 K: 35.7 µS after 36000 s
	// 3 of 4 rows kept
	// 1 dropped: time of zero or less, which no logarithm has
	// decimal mark taken as comma
}
