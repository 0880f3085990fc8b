package circuit

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

var inf = math.Inf(1)

// The solver gives the voltages of the whole nodal matrix, factored by gonum's Cholesky, on arrays of
// any shape with ends of any kind.
func TestExactIsTheNodalMatrix(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		wires, terminals, cells []float64
		tol                     float64
		large                   bool
	}{
		{"ordinary", []float64{0.5, 1, 5}, []float64{0, 1, 100}, []float64{1e4, 1e5, 1e6}, 1e-10, true},
		{"some cells open", []float64{1, 5}, []float64{0, 10}, []float64{1e4, 1e6, inf}, 1e-10, true},
		{"wires like cells", []float64{10, 1000}, []float64{0, 1000}, []float64{100, 1000, 1e4}, 1e-10, true},
		{"wires worse than cells", []float64{1e3, 1e6}, []float64{0, 1e4}, []float64{1, 1e3, inf}, 1e-9, false},
		{"shorts", []float64{1, 5}, []float64{0, 10}, []float64{1e4, 1e5, 1e6, 1e-6, 0}, 1e-9, false},
		{"all shorts", []float64{1, 5}, []float64{0, 10}, []float64{0}, 1e-9, false},
		{"good wires", []float64{1e-6, 1e-3}, []float64{0, 100}, []float64{1e4, 1e6, inf}, 1e-9, false},
		{"no resistance of one kind", []float64{0, 1, 5}, []float64{0, 1, 100}, []float64{1e4, 1e5, inf}, 1e-10, true},
		{"no resistance but at ends", []float64{0}, []float64{1, 100, 1e4}, []float64{1e3, 1e5, inf}, 1e-10, true},
		{"no resistance, shorts", []float64{0, 1, 1000}, []float64{1, 1e4}, []float64{1e3, 0, 0.1}, 1e-9, false},
		{"huge", []float64{1, 1e9}, []float64{0, 1e9}, []float64{1e3, 1e9, 1e12}, 1e-8, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := rand.New(rand.NewPCG(7, 7))
			solved := 0
			for k := range 80 {
				most := 7 // few enough nodes for the precise oracle
				if tt.large && k%10 == 0 {
					most = 24
				}
				d := draw(src, most, tt.wires, tt.terminals, tt.cells)
				x, err := NewExact(d.geo, d.g)
				if err != nil {
					if strings.Contains(err.Error(), "floats") {
						continue
					}
					t.Fatal(err)
				}
				var s Solution
				if err := x.Solve(&s, &d.drive); err != nil {
					if strings.Contains(err.Error(), "nothing limits") {
						continue
					}
					t.Fatalf("array %d, %v: %v", k, d, err)
				}

				solved++
				o := solveOracle(t, &d.geo, d.g, &d.drive)
				o.compare(t, &s, tt.tol)
				o.compareCurrents(t, &s, tt.tol)
			}
			if solved < 20 {
				t.Errorf("%d arrays, want 20 and more", solved)
			}
		})
	}
}

func TestNoConvergenceSaysHowFar(t *testing.T) {
	var e *NoConvergence
	if err := error(&NoConvergence{7, 1e-6}); !errors.As(err, &e) || !strings.Contains(err.Error(), "7 iterations") || !strings.Contains(err.Error(), "1 µA") {
		t.Error(err)
	}
}
