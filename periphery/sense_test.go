package periphery

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
)

// An input resistance divides: one driven cell of G against R gives V G/(1 + R G), and cells of undriven
// rows held at 0 V draw current from the column too: V G/(1 + R ΣG).
func TestInputResistance(t *testing.T) {
	const r = 20e3
	for _, bias := range []string{"gated", "half"} {
		opt := Options{Layout: "single", Sense: Sense{Resistance: r}}
		opt.Array.Bias = bias
		card := preset(t, "memristor")
		tile := build(t, card, 3, 1, opt)
		plain := build(t, card, 3, 1, Options{Layout: "single"})
		w := []float64{0.2, 0.9, 0.5}
		tile.Program(w, false)
		plain.Program(w, false)
		g := plain.Array().Conductances()
		p := card.Model.Nominal()
		lo, hi := card.Model.Range()
		v := p.ReadVoltage
		for _, rows := range [][]int32{{0}, {0, 2}, {0, 1, 2}} {
			var in, dummy, held, heldDummy float64
			for i := range 3 {
				driven := false
				for _, k := range rows {
					driven = driven || int(k) == i
				}
				if driven {
					in, dummy = in+float64(g[2*i]), dummy+float64(g[2*i+1])
				}
				if driven || bias != "gated" {
					held, heldDummy = held+float64(g[2*i]), heldDummy+float64(g[2*i+1])
				}
			}
			want := (v*in/(1+r*held) - v*dummy/(1+r*heldDummy)) / (v * (hi - lo))
			near(t, bias, float64(forward(tile, rows, nil)[0]), want, 1e-5)
		}
	}
}

// A slow amplifier approaches a constant input as 1 - e^(-2π f t n), and forgets with every input.
func TestBandwidth(t *testing.T) {
	card := preset(t, "ideal")
	f := 0.2 / card.Model.Nominal().ReadWidth
	tile := build(t, card, 2, 1, Options{Sense: Sense{Bandwidth: f}})
	tile.Program(level(2, 1), false)
	for range 2 {
		tile.NextInput(drawn("input"))
		for n := 1; n < 6; n++ {
			want := 2 * (1 - math.Exp(-2*math.Pi*0.2*float64(n)))
			near(t, "sample", float64(forward(tile, all(2), nil)[0]), want, 1e-5)
		}
	}
}

// Gain and offset stay with the amplifier, noise does not; each has the spread asked for. Of two columns of
// cells, w = 0 and the dummy, the offsets differ by √2.
func TestAmplifierSpread(t *testing.T) {
	const cols = 3000
	read := func(s Sense, w float64) []float64 {
		tile := build(t, preset(t, "ideal"), 1, cols, Options{Layout: "pair", Sense: s})
		tile.Program(level(cols, w), false)
		tile.NextInput(drawn("a"))
		var x []float64
		for _, y := range forward(tile, all(1), nil) {
			x = append(x, float64(y))
		}
		tile.NextInput(drawn("b"))
		if again := float64(forward(tile, all(1), nil)[7]); (again == x[7]) != (s.Noise == 0) {
			t.Errorf("%+v: %g, then %g", s, x[7], again)
		}
		return x
	}
	n := math.Sqrt(2 * cols)
	mean, sd := stat.MeanStdDev(read(Sense{Gain: 0.05}, 1), nil)
	near(t, "mean of gains", mean, 1, 4*0.05/math.Sqrt(cols))
	near(t, "sd of gains", sd, 0.05, 4*0.05/n)
	near(t, "sd of offsets", stat.StdDev(read(Sense{Offset: 0.1}, 0), nil), 0.1*math.Sqrt2, 4*0.1*math.Sqrt2/n)
	near(t, "sd of noise", stat.StdDev(read(Sense{Noise: 0.1}, 0), nil), 0.1*math.Sqrt2, 4*0.1*math.Sqrt2/n)
}

// Readers have amplifiers with the same errors and a memory of their own.
func TestReaderHasItsOwnAmplifiers(t *testing.T) {
	card := preset(t, "ideal")
	opt := Options{Sense: Sense{Gain: 0.2, Bandwidth: 0.1 / card.Model.Nominal().ReadWidth, Noise: 0.1}, DAC: DAC{Gain: 0.1, Noise: 0.05}}
	tile := build(t, card, 4, 3, opt)
	tile.Program(level(12, 0.7), false)
	tile.NextInput(drawn("first"))
	forward(tile, all(4), nil)
	r := tile.Reader()
	tile.NextInput(drawn("x"))
	r.NextInput(drawn("x"))
	for range 3 {
		a, b := forward(tile, all(4), nil), forward(r, all(4), nil)
		forward(r.Reader(), all(4), nil)
		for j := range a {
			if a[j] != b[j] {
				t.Fatalf("the tile reads %g, a reader %g", a, b)
			}
		}
	}
}

// Everything switched off is a float matrix, to 1e-6.
func TestIdealTileIsAMatrix(t *testing.T) {
	for _, layout := range []string{"single", "pair"} {
		tile := build(t, preset(t, "ideal"), 30, 8, Options{Layout: layout})
		w := make([]float64, 240)
		for i := range w {
			w[i] = float64((i*37)%100) / 99
		}
		tile.Program(w, false)
		var rows []int32
		var amp []float32
		want := make([]float64, 8)
		for i := 0; i < 30; i += 2 {
			rows, amp = append(rows, int32(i)), append(amp, float32(i)/32)
			for j := range want {
				want[j] += float64(i) / 32 * w[i*8+j]
			}
		}
		for j, y := range forward(tile, rows, amp) {
			near(t, layout, float64(y), want[j], 1e-6*math.Abs(want[j])+1e-6)
		}
	}
}
