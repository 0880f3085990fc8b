package periphery

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// Converters lists the kinds of ADC.
//
//	uniform  equidistant codes
//	sar      successive approximation on binary weighted capacitors, each converter with its own
//	ramp     one ramp for all columns, one comparator for each converter
func Converters() []string { return []string{"uniform", "sar", "ramp"} }

// A bank is the converters of a tile with their errors.
type bank struct {
	share  int         // columns a converter
	weight [][]float32 // sar: by converter, what each bit is worth, in steps, the highest first
	level  []float32   // ramp: where each code begins, in steps above the lowest
	offset []float32   // by converter, steps
}

// make draws the converters for so many columns. Nothing is drawn for those without errors.
func (a *ADC) make(columns int, stream variability.Stream) {
	a.bank = nil
	if a.Bits == 0 || a.Mismatch == 0 && a.Offset == 0 {
		return // a sar and a ramp without errors are uniform
	}
	b := &bank{share: max(a.Share, 1)}
	n := (columns + b.share - 1) / b.share
	b.offset = make([]float32, n)
	for k := range b.offset {
		b.offset[k] = float32(a.Offset * kernel.Normal(stream.Named("comparator").At(k).Source()))
	}
	switch {
	case a.Kind == "sar" && a.Mismatch > 0:
		for k := range n {
			b.weight = append(b.weight, capacitors(a.Bits, a.Mismatch, stream.Named("capacitors").At(k).Source()))
		}
	case a.Kind == "ramp" && a.Mismatch > 0:
		b.level = ramp(a.Bits, a.Mismatch, stream.Named("ramp").Source())
	}
	a.bank = b
}

// capacitors draws a binary weighted array of unit capacitors with relative spread sd, C_k = 2^k (1 + sd ξ
// / √2^k), and returns what each is worth in steps, 2^b C_k / ΣC, the last unit of ΣC being the one that
// is never switched. A step at half scale has the standard deviation sd √(2^b - 1).
func capacitors(bits int, sd float64, src *rand.PCG) []float32 {
	c := make([]float64, bits)
	total := 1 + float64(sd*kernel.Normal(src))
	for k := range c {
		n := float64(int(1) << (bits - 1 - k))
		c[k] = n + float64(sd*math.Sqrt(n)*kernel.Normal(src))
		total += c[k]
	}
	out := make([]float32, bits)
	for k, x := range c {
		out[k] = float32(x / total * float64(int(1)<<bits))
	}
	return out
}

// ramp draws the levels of a ramp of 2^b steps of 1 + sd ξ, scaled to its end.
func ramp(bits int, sd float64, src *rand.PCG) []float32 {
	n := 1 << bits
	at := make([]float64, n+1)
	for k := 1; k <= n; k++ {
		at[k] = at[k-1] + max(0, 1+float64(sd*kernel.Normal(src)))
	}
	out := make([]float32, n)
	for k := range out {
		out[k] = float32(at[k] * float64(n) / at[n])
	}
	return out
}

// code digitises v, in steps above the lowest code, on the converter of column j.
func (b *bank) code(j int, v float32, top int) float32 {
	k := j / b.share
	v += b.offset[k] + 0.5 // a code holds half a step to either side
	switch {
	case b.weight != nil:
		code, sum := 0, float32(0)
		for _, w := range b.weight[k] {
			code <<= 1
			if v >= sum+w {
				sum += w
				code |= 1
			}
		}
		return float32(code)
	case b.level != nil:
		code := sort.Search(len(b.level), func(i int) bool { return b.level[i] > v }) - 1
		return float32(max(code, 0))
	}
	return min(max(float32(math.Floor(float64(v))), 0), float32(top))
}

// convert digitises currents x (A) in place, in full weights: scale is the steps to 1 A, lsb a step in
// full weights. It returns how many lay beyond the last codes by more than half a step.
func (b *bank) convert(x []float32, scale, lsb float32, bits int) (clipped int) {
	half := float32(int(1) << (bits - 1))
	top := 1<<bits - 1
	for j, i := range x {
		v := float32(i*scale) + half
		if v < -0.5 || v > float32(top)+0.5 {
			clipped++
		}
		x[j] = float32((b.code(j, v, top) - half) * lsb)
	}
	return clipped
}

// known reports whether a kind of converter exists.
func known(kind string) bool { return kind == "" || slices.Contains(Converters(), kind) }
