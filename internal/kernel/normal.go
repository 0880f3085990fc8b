package kernel

import (
	"math"
	"math/rand/v2"
)

// The ziggurat of G. Marsaglia and W. W. Tsang, J. Stat. Softw. 5(8) (2000),
// doi:10.18637/jss.v005.i08, with 256 layers of equal area: zigR is the edge of the tail,
// zigV the area of a layer.
const (
	zigLayers = 256
	zigR      = 3.6541528853610088
	zigV      = 4.92867323399e-3
	zigBits   = 52
)

type ziggurat struct {
	accept [zigLayers]uint64  // a 52-bit number below this lies under the curve
	scale  [zigLayers]float64 // abscissa of one unit of that number
	height [zigLayers]float64 // density at the layer's edge, exp(-x²/2)
}

var zig = makeZiggurat()

func makeZiggurat() *ziggurat {
	var z ziggurat
	const unit = 1 << zigBits
	density := func(x float64) float64 { return Exp(-0.5 * float64(x*x)) }
	edge := zigR
	q := zigV / density(edge)
	z.accept[0] = uint64(edge / q * unit)
	z.scale[0] = q / unit
	z.height[0] = 1
	z.scale[zigLayers-1] = edge / unit
	z.height[zigLayers-1] = density(edge)
	for i := zigLayers - 2; i >= 1; i-- {
		next := math.Sqrt(-2 * Log(zigV/edge+density(edge)))
		z.accept[i+1] = uint64(next / edge * unit)
		z.scale[i] = next / unit
		z.height[i] = density(next)
		edge = next
	}
	z.accept[1] = 0
	return &z
}

// Normal returns one standard normal deviate drawn from src.
func Normal(src *rand.PCG) float64 {
	for {
		u := src.Uint64()
		layer := u & (zigLayers - 1)
		j := u >> (64 - zigBits)
		x := float64(j) * zig.scale[layer]
		if u&(1<<9) != 0 { // a bit that neither the layer nor the abscissa uses
			x = -x
		}
		if j < zig.accept[layer] {
			return x
		}
		if y, ok := zig.edge(layer, x, src); ok {
			return y
		}
	}
}

// edge settles the one draw in a hundred that falls outside a layer's rectangle.
func (z *ziggurat) edge(layer uint64, x float64, src *rand.PCG) (float64, bool) {
	if layer == 0 {
		for {
			a := -Log(Uniform(src)) / zigR
			b := -Log(Uniform(src))
			if b+b >= float64(a*a) {
				return math.Copysign(zigR+a, x), true
			}
		}
	}
	top, bottom := z.height[layer-1], z.height[layer]
	y := bottom + float64(Uniform(src)*(top-bottom))
	return x, y < Exp(-0.5*float64(x*x))
}

// Normals fills dst with independent standard normal deviates drawn from src.
func Normals(dst []float64, src *rand.PCG) {
	for i := range dst {
		dst[i] = Normal(src)
	}
}

// Uniform returns a number in (0, 1] with 53 random bits: its logarithm is finite.
func Uniform(src *rand.PCG) float64 {
	return (float64(src.Uint64()>>11) + 1) * (1.0 / (1 << 53))
}
