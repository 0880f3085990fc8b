package circuit_test

import (
	"fmt"

	"github.com/xbar-sim/xbar/crossbar/circuit"
)

// One cell of 10 kΩ behind one segment of word line, one of bit line, a source and a sense resistance: five resistors
// in series.
func ExampleExact() {
	geo := circuit.Plain(1, 1, 5, 5, 100, 50) // rows, columns, Ω: word, bit, source, sense
	x, err := circuit.NewExact(geo, []float64{1 / 10e3})
	if err != nil {
		fmt.Println(err)
		return
	}
	var s circuit.Solution
	if err := x.Solve(&s, &circuit.Drive{Left: []float64{1}}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f µA = 1 V / %.0f Ω\n", 1e6*s.Bottom[0], 1/s.Bottom[0])
	// Output:
	// 98.425 µA = 1 V / 10160 Ω
}

// What 1 Ω a segment costs an array of 64×64 cells of 10 kΩ, where it hurts most, by several methods.
func ExampleEffective() {
	const n = 64
	g := make([]float64, n*n)
	for k := range g {
		g[k] = 1 / 10e3
	}
	for _, m := range []circuit.Method{circuit.Ideal, circuit.FirstOrder, circuit.AlphaBeta, circuit.ExactCircuit} {
		e, err := circuit.Effective(m, circuit.Plain(n, n, 1, 1, 0, 0), g)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%-11s %5.1f %% of the conductance of the far corner is left\n", m, 100*e[n-1]/g[n-1])
	}
	// Output:
	// ideal       100.0 % of the conductance of the far corner is left
	// first-order  58.4 % of the conductance of the far corner is left
	// alpha-beta   68.5 % of the conductance of the far corner is left
	// exact        70.0 % of the conductance of the far corner is left
}
