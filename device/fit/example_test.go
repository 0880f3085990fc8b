package fit_test

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/device/fit"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/variability"
)

// Twenty cells drift with exponents of 0.05 ± 0.01 and are read with an error of 0.2 %. The fit says both, each with its
// interval.
func ExampleDrift() {
	chance := variability.Seed(1).Named("example").Rand()
	var tests []lab.Retention
	for k := range 20 {
		nu := 0.05 + 0.01*chance.NormFloat64()
		test := lab.Retention{Device: fmt.Sprintf("C%d", k+1), Level: 1, Temperature: 300}
		for t := 1.0; t < 2e5; t *= math.Sqrt(10) {
			test.Time = append(test.Time, t)
			test.Conductance = append(test.Conductance, 10e-6*math.Pow(1+t/20, -nu)*(1+0.002*chance.NormFloat64()))
		}
		tests = append(tests, test)
	}
	report, err := fit.Drift(tests)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range report.Estimates {
		fmt.Printf("%s = %.3g (%.3g to %.3g), %d %s: %s\n", e.Name, e.Value, e.Low, e.High, e.N, e.Of, e.Verdict)
	}
	// Output:
	// drift_t0 = 19.5 (19.1 to 20), 20 curves: identified
	// nu_offset = 0.0513 (0.047 to 0.0556), 20 devices: identified
	// nu_sd = 0.00923 (0.00702 to 0.0135), 20 devices: identified
}
