package kernel

// ExpSlice sets dst to Exp of x, element by element, with the same bits. The slices must have the
// same length; dst may be x.
func ExpSlice(dst, x []float64) {
	if len(dst) != len(x) {
		panic("kernel: lengths differ")
	}
	n := len(dst) &^ 7
	fastest.exp(dst[:n], x[:n])
	expPlain(dst[n:], x[n:])
}

// LogSlice sets dst to Log of x, element by element, with the same bits. The slices must have the
// same length; dst may be x.
func LogSlice(dst, x []float64) {
	if len(dst) != len(x) {
		panic("kernel: lengths differ")
	}
	n := len(dst) &^ 7
	fastest.log(dst[:n], x[:n])
	logPlain(dst[n:], x[n:])
}

func expPlain(dst, x []float64) {
	for i, u := range x {
		dst[i] = Exp(u)
	}
}

func logPlain(dst, x []float64) {
	for i, u := range x {
		dst[i] = Log(u)
	}
}
