package dataset

import "math/rand/v2"

const (
	digitsName    = "digits"
	digitsTrain   = 4000
	digitsTest    = 1000
	digitsSide    = 28 // pixels
	digitsClasses = 10
	digitsSeed    = 0x78626172 // "xbar"; another value is another set
)

// digits draws the built-in set: handwriting-like digits, no two alike, the same bytes on every
// machine. Classes are balanced and in a fixed random order. Image i depends on i and its label
// alone.
func digits() *Set {
	labels := digitLabels()
	pixels := make([]byte, len(labels)*digitsSide*digitsSide)
	images := cut(pixels, digitsSide*digitsSide)
	ways := forms()
	for i, label := range labels {
		drawDigit(images[i], ways[label], newDice(uint64(i)))
	}
	return &Set{
		Name:    digitsName,
		Width:   digitsSide,
		Height:  digitsSide,
		Classes: digitsClasses,
		Train:   Split{Images: images[:digitsTrain:digitsTrain], Labels: labels[:digitsTrain:digitsTrain]},
		Test:    Split{Images: images[digitsTrain:], Labels: labels[digitsTrain:]},
	}
}

// digitLabels returns the labels of all images, training first, balanced and shuffled within each
// half.
func digitLabels() []uint8 {
	labels := make([]uint8, digitsTrain+digitsTest)
	for i := range labels {
		labels[i] = uint8(i % digitsClasses)
	}
	d := newDice(1 << 63)
	for _, half := range [][]uint8{labels[:digitsTrain], labels[digitsTrain:]} {
		for i := len(half) - 1; i > 0; i-- {
			j := int(d.below(uint64(i + 1)))
			half[i], half[j] = half[j], half[i]
		}
	}
	return labels
}

// dice draws random numbers with integer arithmetic and exact float64 operations only, so that
// they are the same on every machine and with every release of Go.
type dice struct{ pcg *rand.PCG }

func newDice(index uint64) dice { return dice{rand.NewPCG(digitsSeed, index)} }

// below returns a number from 0 to n-1. The bias of the modulus is below n/2⁵³.
func (d dice) below(n uint64) uint64 { return (d.pcg.Uint64() >> 11) % n }

// unit returns a number from 0 to 1, 1 excluded.
func (d dice) unit() float64 { return float64(d.pcg.Uint64()>>11) / (1 << 53) }

// between returns a number from lo to hi.
func (d dice) between(lo, hi float64) float64 { return lo + mul(hi-lo, d.unit()) }

// bell returns a number of mean 0 and standard deviation 1, nearly normal and never beyond ±3.5:
// the sum of four uniform numbers has variance 1/3.
func (d dice) bell() float64 {
	const sqrt3 = 1.7320508075688772
	return mul(sqrt3, d.unit()+d.unit()+d.unit()+d.unit()-2)
}

// mul is a product rounded by itself. Some processors fuse a*b + c into one operation with one
// rounding; the conversion forbids it, so that all draw the same digits.
func mul(a, b float64) float64 { return float64(a * b) }
