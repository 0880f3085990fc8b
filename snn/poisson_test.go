package snn

import (
	"math/rand/v2"
	"testing"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Logarithms made many at a time are those of single draws, and the generator goes on as after them.
func TestLogDraws(t *testing.T) {
	many, single := rand.NewPCG(1, 2), rand.NewPCG(1, 2)
	var d logDraws
	for _, n := range []int{0, 1, 63, 64, 65, 128, 0, 500, 3} {
		d.begin(many)
		for k := range n {
			if got, want := d.next(), kernel.Log(kernel.Uniform(single)); got != want {
				t.Fatalf("draw %d of %d is %g, want %g", k, n, got, want)
			}
		}
		d.end()
		if *many != *single {
			t.Fatalf("after %d draws the generator stands elsewhere", n)
		}
	}
}
