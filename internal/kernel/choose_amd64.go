//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

// choose returns the loops in the widest vectors that the processor and system support.
func choose() loops {
	switch {
	case hasAVX512():
		return avx512()
	case cpu.X86.HasAVX2:
		return avx2()
	}
	return plain()
}

// hasAVX512 asks for vectors of half the width with all 32 registers too (VL).
func hasAVX512() bool { return cpu.X86.HasAVX512F && cpu.X86.HasAVX512VL && cpu.X86.HasAVX2 }

// twins returns every set of loops that this processor can run.
func twins() map[string]loops {
	all := map[string]loops{"plain": plain()}
	if cpu.X86.HasAVX2 {
		all["AVX2"] = avx2()
	}
	if hasAVX512() {
		all["AVX-512"] = avx512()
	}
	return all
}

func avx2() loops {
	return loops{
		add:            addAVX2,
		addScaled:      addScaledAVX2,
		addRows:        addRowsAVX2,
		addScaledRows:  addScaledRowsAVX2,
		addSquaredRows: addSquaredRowsAVX2,
		leak:           leakAVX2,
		leakCross:      leakCrossAVX2,
		cobaEuler: func(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) bool {
			return cobaEulerAVX2(v, ge, gi, in, limit, inhibit, &s.Rate)
		},
		cobaExponential: func(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) bool {
			return cobaExponentialAVX2(v, ge, gi, in, limit, inhibit, &s.Rate)
		},
		normals:        func(l *Lanes, dst []float32) { normalsAVX2(&l.s[0][0], dst) },
		fluctuate:      fluctuateAVX2,
		addSquares:     addSquaresAVX2,
		addNoise:       addNoiseAVX2,
		addHeldNoise:   addHeldNoiseAVX2,
		pairDifference: pairDifferenceAVX2,
		pairSum:        pairSumAVX2,
		total:          totalAVX2,
		below:          belowAVX2,
		addProduct:     addProductAVX2,
		multiply:       multiplyAVX2,
		scale:          scaleAVX2,
		quantize:       quantizeAVX2,
		scatter:        scatterAVX2,
		scatterSorted:  scatterSortedAVX2,
		exp:            func(dst, x []float64) { expAVX2(dst, x, &powers[0]) },
		log:            logAVX2,
		relax: func(g, nu []float32, last []float64, grow, factor []float32, r *Relaxation) {
			relaxAVX2(g, nu, last, grow, factor, &r.Was, &r.sums[0][0], &powers[0])
		},
	}
}

func avx512() loops {
	return loops{
		add:            addAVX512,
		addScaled:      addScaledAVX512,
		addRows:        addRowsAVX512,
		addScaledRows:  addScaledRowsAVX512,
		addSquaredRows: addSquaredRowsAVX512,
		leak:           leakAVX512,
		leakCross:      leakCrossAVX512,
		cobaEuler: func(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) bool {
			return cobaEulerAVX512(v, ge, gi, in, limit, inhibit, &s.Rate)
		},
		cobaExponential: func(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) bool {
			return cobaExponentialAVX512(v, ge, gi, in, limit, inhibit, &s.Rate)
		},
		normals:        func(l *Lanes, dst []float32) { normalsAVX512(&l.s[0][0], dst) },
		fluctuate:      fluctuateAVX512,
		addSquares:     addSquaresAVX512,
		addNoise:       addNoiseAVX512,
		addHeldNoise:   addHeldNoiseAVX512,
		pairDifference: pairDifferenceAVX512,
		pairSum:        pairSumAVX512,
		total:          totalAVX2,
		below:          belowAVX512,
		addProduct:     addProductAVX512,
		multiply:       multiplyAVX512,
		scale:          scaleAVX512,
		quantize:       quantizeAVX512,
		scatter:        scatterAVX2,
		scatterSorted:  scatterSortedAVX2,
		exp:            func(dst, x []float64) { expAVX512(dst, x, &powers[0]) },
		log:            logAVX512,
		relax: func(g, nu []float32, last []float64, grow, factor []float32, r *Relaxation) {
			relaxAVX512(g, nu, last, grow, factor, &r.Was, &r.sums[0][0], &powers[0])
		},
	}
}
