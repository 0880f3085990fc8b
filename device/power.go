package device

import "github.com/xbar-sim/xbar/internal/kernel"

// power is x^a for x >= 0.
func power(x, a float64) float64 {
	switch {
	case a == 0:
		return 1
	case x == 0 && a > 0:
		return 0
	case a == 1:
		return x
	}
	return kernel.Exp(a * kernel.Log(x))
}

// powers sets dst[i] to x[i]^a[i] for x >= 0; elsewhere it is whatever. dst may not be x or a.
func powers(dst, x, a []float64) {
	kernel.LogSlice(dst, x)
	for i, e := range a {
		dst[i] *= e
	}
	kernel.ExpSlice(dst, dst)
	for i, e := range a {
		switch {
		case e == 0:
			dst[i] = 1
		case e == 1:
			dst[i] = x[i]
		case x[i] == 0 && e > 0:
			dst[i] = 0
		}
	}
}
