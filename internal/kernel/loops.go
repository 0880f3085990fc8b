package kernel

// loops are the kernels that have assembly twins. Every twin gives the bits of the plain loops.
type loops struct {
	add             func(dst, x []float32)
	addScaled       func(dst []float32, a float32, x []float32)
	addRows         func(dst, w []float32, rows []int32) // one row at least
	addScaledRows   func(dst []float32, a float32, w []float32, rows []int32)
	addSquaredRows  func(dst []float32, a float32, w []float32, rows []int32)
	leak            func(v []float32, decay float32, in []float32)
	leakCross       func(v []float32, decay float32, in, limit []float32) bool
	cobaEuler       func(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) bool
	cobaExponential func(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) bool
	normals         func(l *Lanes, dst []float32) // whole rounds only
	fluctuate       func(dst, g, variance, xi []float32)
	addSquares      func(dst []float32, a float32, x []float32)
	addNoise        func(dst []float32, a float32, variance, xi []float32)
	addHeldNoise    func(dst, root []float32, a float32, variance, xi []float32)
	pairDifference  func(dst, x []float32)
	pairSum         func(dst, x []float32) float32
	total           func(x []float32) float32
	below           func(dst, x []float32, y float32)
	addProduct      func(dst, x, y []float32)
	multiply        func(dst, x []float32)
	scale           func(dst []float32, a float32)
	quantize        func(x []float32, scale, lo, hi, lsb float32) int
	scatter         func(ring []float32, base uint32, at []uint32, w []float32)
	scatterSorted   func(ring []float32, base uint32, at []uint32, w []float32, stride uint32)

	// Of double precision, of whole blocks of eight: the rest is done in Go.
	exp, log func(dst, x []float64)
	relax    func(g, nu []float32, last []float64, grow, factor []float32, r *Relaxation)
}

// fastest is chosen once, by what the processor can do.
var fastest = choose()

// plain returns the loops in Go.
func plain() loops {
	return loops{
		add:             addPlain,
		addScaled:       addScaledPlain,
		addRows:         addRowsPlain,
		addScaledRows:   addScaledRowsPlain,
		addSquaredRows:  addSquaredRowsPlain,
		leak:            leakPlain,
		leakCross:       leakCrossPlain,
		cobaEuler:       cobaEulerPlain,
		cobaExponential: cobaExponentialPlain,
		normals:         normalsPlain,
		fluctuate:       fluctuatePlain,
		addSquares:      addSquaresPlain,
		addNoise:        addNoisePlain,
		addHeldNoise:    addHeldNoisePlain,
		pairDifference:  pairDifferencePlain,
		pairSum:         pairSumPlain,
		total:           totalPlain,
		below:           belowPlain,
		addProduct:      addProductPlain,
		multiply:        multiplyPlain,
		scale:           scalePlain,
		quantize:        quantizePlain,
		scatter:         scatterPlain,
		scatterSorted:   scatterSortedPlain,
		exp:             expPlain,
		log:             logPlain,
		relax:           relaxPlain,
	}
}
