//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

// chooseChains returns the chains in the widest vectors that the processor and system support.
func chooseChains() chains {
	switch {
	case cpu.X86.HasAVX512F && cpu.X86.HasAVX2:
		return chainsAVX512()
	case cpu.X86.HasAVX2:
		return chainsAVX2()
	}
	return plainChains()
}

// chainTwins returns every set of chains that this processor can run.
func chainTwins() map[string]chains {
	all := map[string]chains{"plain": plainChains()}
	if cpu.X86.HasAVX2 {
		all["AVX2"] = chainsAVX2()
	}
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX2 {
		all["AVX-512"] = chainsAVX512()
	}
	return all
}

func chainsAVX2() chains {
	return chains{
		down:       chainDownAVX2,
		up:         func(sum *Sum, z, inv, next, r []float64) { chainUpAVX2(&sum[0], z, inv, next, r) },
		direction:  directionAVX2,
		currentDot: func(sum *Sum, p, up, down, g, t []float64) { currentDotAVX2(&sum[0], p, up, down, g, t) },
		descend:    descendAVX2,
		share:      shareAVX2,
		panelDown:  func(w, inv, g, x []float64, first *[Abreast]float64) { panelDownAVX2(w, inv, g, x, &first[0]) },
		panelUp:    panelUpAVX2,
		toPanel:    toPanelAVX2,
		fromPanel:  fromPanelAVX2,
		largest:    largestAVX2,
		imbalance:  imbalanceAVX2,
	}
}

func chainsAVX512() chains {
	return chains{
		down:       chainDownAVX512,
		up:         func(sum *Sum, z, inv, next, r []float64) { chainUpAVX512(&sum[0], z, inv, next, r) },
		direction:  directionAVX512,
		currentDot: func(sum *Sum, p, up, down, g, t []float64) { currentDotAVX512(&sum[0], p, up, down, g, t) },
		descend:    descendAVX512,
		share:      shareAVX512,
		panelDown:  func(w, inv, g, x []float64, first *[Abreast]float64) { panelDownAVX512(w, inv, g, x, &first[0]) },
		panelUp:    panelUpAVX512,
		toPanel:    toPanelAVX512,
		fromPanel:  fromPanelAVX512,
		largest:    largestAVX512,
		imbalance:  imbalanceAVX512,
	}
}
