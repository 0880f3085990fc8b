package crossbar

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/variability"
)

// Reading in pairs is the difference of what two columns give, with the same noise of the input: before
// and after a pulse, drift within the input, and for a reader. The sum of all columns is that of the currents.
func TestPairsAreDifferencesOfColumns(t *testing.T) {
	card := preset(t, "pcm")
	const rows, cols = 9, 44
	fresh := func() *Array { return build(t, card, rows, cols, Options{Stream: variability.Seed(5)}) }
	one, two := fresh(), fresh()
	driven := []int32{0, 3, 4, 8}
	amps := []float32{1, 0.5, 2, 1}
	compare := func(what string, one, two *Array, amp []float32) {
		t.Helper()
		columns, pairs := make([]float32, cols), make([]float32, cols/2)
		one.Read(columns, driven, amp, 0.1)
		sum, ok := two.ReadPairs(pairs, driven, amp, 0.1)
		if !ok {
			t.Fatal("phase-change cells are not read in pairs")
		}
		var want float64
		for j := range pairs {
			a, b := columns[2*j], columns[2*j+1]
			want += float64(a) + float64(b)
			if d := float64(pairs[j] - (a - b)); math.Abs(d) > 1e-6*float64(a+b) {
				t.Errorf("%s, pair %d: %g A, want %g", what, j, pairs[j], a-b)
			}
		}
		if math.Abs(float64(sum)-want) > 1e-6*want {
			t.Errorf("%s: the columns draw %g A, want %g", what, sum, want)
		}
	}
	both := func(f func(a *Array)) { f(one); f(two) }
	w := make([]float64, rows*cols)
	for i := range w {
		w[i] = float64(i%7) / 7
	}
	both(func(a *Array) { a.Program(w, true); a.NextInput(variability.Seed(1).Named("first")) })
	compare("as programmed", one, two, nil)
	compare("with amplitudes", one, two, amps)
	both(func(a *Array) { a.Pulse(5, []int32{1, 3, 8}, 1, 50e-9); a.Pulse(8, driven, 1, 50e-9) })
	compare("after pulses", one, two, nil)
	both(func(a *Array) { a.Advance(50) })
	compare("after drift within the input", one, two, amps)
	both(func(a *Array) { a.NextInput(variability.Seed(1).Named("second")) })
	compare("next input", one, two, nil)
	r1, r2 := one.Reader(), two.Reader()
	for _, a := range []*Array{r1, r2} {
		a.NextInput(variability.Seed(1).Named("third"))
	}
	compare("reader", r1, r2, nil)
	both(func(a *Array) { a.NextInput(variability.Seed(1).Named("third")) })
	compare("as the reader", one, r2, nil)
}

// Where noise belongs to columns or none is kept over an input, columns are read one by one.
func TestPairsAreRefused(t *testing.T) {
	for name, change := range map[string]func(a *Array){
		"white":    func(a *Array) { a.noise.law.White = 0.1 },
		"no noise": func(a *Array) { a.noise = nil },
	} {
		card := preset(t, "pcm")
		a := build(t, card, 3, 4, Options{})
		change(a)
		dst := []float32{7, 7}
		if sum, ok := a.ReadPairs(dst, []int32{1}, nil, 0.1); ok || sum != 0 || dst[0] != 7 {
			t.Errorf("%s: %g A and %v", name, sum, dst)
		}
	}
}
