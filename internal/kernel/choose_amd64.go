//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

// choose returns the loops in the widest vectors that the processor and system support.
func choose() loops {
	switch {
	case cpu.X86.HasAVX512F:
		return avx512()
	case cpu.X86.HasAVX2:
		return avx2()
	}
	return plain()
}

// twins returns every set of loops that this processor can run.
func twins() map[string]loops {
	all := map[string]loops{"plain": plain()}
	if cpu.X86.HasAVX2 {
		all["AVX2"] = avx2()
	}
	if cpu.X86.HasAVX512F {
		all["AVX-512"] = avx512()
	}
	return all
}

func avx2() loops {
	l := plain()
	l.add, l.addScaled, l.leak = addAVX2, addScaledAVX2, leakAVX2
	return l
}

func avx512() loops {
	l := plain()
	l.add, l.addScaled, l.leak = addAVX512, addScaledAVX512, leakAVX512
	return l
}
