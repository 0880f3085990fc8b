package crossbar

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Every strobe, pulse, volt and joule of random writes, against a plain list of them. What half-selected
// cells saw is what their own counts say, and splitting a time in two loses nothing.
func TestEventsAreConserved(t *testing.T) {
	card := preset(t, "memristor")
	rapid.Check(t, func(r *rapid.T) {
		bias := rapid.SampledFrom(Biases()).Draw(r, "bias")
		rows, cols := rapid.IntRange(1, 7).Draw(r, "rows"), rapid.IntRange(1, 6).Draw(r, "columns")
		a := build(t, card, rows, cols, Options{Bias: bias})
		var want Events
		half := a.Events()
		n := rapid.IntRange(0, 12).Draw(r, "strobes")
		for k := range n {
			if k == n/2 {
				half = a.Events()
			}
			pulsed := some(r, rows)
			v := rapid.SampledFrom([]float64{0.9, -1}).Draw(r, "volts")
			before := a.WriteEnergy()
			a.Pulse(rapid.IntRange(0, cols-1).Draw(r, "column"), pulsed, v, 1e-4)
			if len(pulsed) == 0 {
				continue
			}
			w := &want.Set
			if v < 0 {
				w = &want.Reset
			}
			w.Strobes++
			w.Pulses += uint64(len(pulsed))
			w.Seconds += 1e-4
			w.Energy += a.WriteEnergy() - before
			w.Square += v * v
			w.Squares += v * v * float64(len(pulsed))
		}
		got := a.Events()
		for _, x := range []struct{ got, want Writes }{{got.Set, want.Set}, {got.Reset, want.Reset}} {
			g, w := x.got, x.want
			if g.Strobes != w.Strobes || g.Pulses != w.Pulses {
				r.Fatalf("%d strobes and %d pulses, want %d and %d", g.Strobes, g.Pulses, w.Strobes, w.Pulses)
			}
			for _, y := range [][2]float64{{g.Seconds, w.Seconds}, {g.Energy, w.Energy}, {g.Square, w.Square}, {g.Squares, w.Squares}} {
				if math.Abs(y[0]-y[1]) > 1e-9*math.Abs(y[1]) {
					r.Fatalf("%+v, want %+v", g, w)
				}
			}
		}
		if all := got.Set.Plus(got.Reset); all.Pulses != a.Writes() || math.Abs(all.Energy-a.WriteEnergy()) > 1e-9*all.Energy {
			r.Fatalf("%d pulses of %g J, the array says %d of %g J", all.Pulses, all.Energy, a.Writes(), a.WriteEnergy())
		}
		if again := half.Plus(got.Minus(half)); again.Set.Pulses != got.Set.Pulses || again.Reset.Half != got.Reset.Half {
			r.Fatal("two halves are not the whole")
		}
		var seen uint64
		var dose float64
		for c := range rows * cols {
			d := a.Disturb(c/cols, c%cols)
			seen += d.Count
			dose += (d.Set - d.Reset)
		}
		if got.Set.Half+got.Reset.Half != seen {
			r.Fatalf("%d half-selected cells, the cells themselves have seen %d", got.Set.Half+got.Reset.Half, seen)
		}
		if part := partOf(bias); bias != "gated" { // Σ (pV)² t = p V Σ p V t for one voltage; two here: 0.9 and 1
			lo, hi := 0.9*part*dose, part*dose
			if g := got.Set.HalfDose + got.Reset.HalfDose; g < lo*(1-1e-9) || g > hi*(1+1e-9) {
				r.Fatalf("half-selected dose %g V² s, want between %g and %g", g, lo, hi)
			}
		}
	})
}
