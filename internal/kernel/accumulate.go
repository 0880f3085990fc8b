package kernel

// Add adds x to dst, element by element: the response of all columns to one spiking row.
// The slices must have the same length.
func Add(dst, x []float32) {
	if len(dst) != len(x) {
		panic("kernel: lengths differ")
	}
	fastest.add(dst, x)
}

// AddScaled adds a·x to dst, element by element. The slices must have the same length.
func AddScaled(dst []float32, a float32, x []float32) {
	if len(dst) != len(x) {
		panic("kernel: lengths differ")
	}
	fastest.addScaled(dst, a, x)
}

// AddRows adds the listed rows of a matrix w with as many columns as dst has to dst, one after the
// other: the response of all columns to the rows that spike in a step, as Add to each of them.
func AddRows(dst, w []float32, rows []int32) {
	if len(rows) == 0 {
		return
	}
	checkRows(len(dst), len(w), rows)
	fastest.addRows(dst, w, rows)
}

// AddScaledRows does the same with a times the rows, as AddScaled.
func AddScaledRows(dst []float32, a float32, w []float32, rows []int32) {
	if len(rows) == 0 {
		return
	}
	checkRows(len(dst), len(w), rows)
	fastest.addScaledRows(dst, a, w, rows)
}

// AddSquaredRows adds the squares of a times the listed rows to dst, as AddSquares to each of them.
func AddSquaredRows(dst []float32, a float32, w []float32, rows []int32) {
	if len(rows) == 0 {
		return
	}
	checkRows(len(dst), len(w), rows)
	fastest.addSquaredRows(dst, a, w, rows)
}

func checkRows(cols, cells int, rows []int32) {
	for _, r := range rows {
		if r < 0 || (int(r)+1)*cols > cells {
			panic("kernel: no such row")
		}
	}
}

func addRowsPlain(dst, w []float32, rows []int32) {
	n := len(dst)
	for _, r := range rows {
		addPlain(dst, w[int(r)*n:(int(r)+1)*n])
	}
}

func addScaledRowsPlain(dst []float32, a float32, w []float32, rows []int32) {
	n := len(dst)
	for _, r := range rows {
		addScaledPlain(dst, a, w[int(r)*n:(int(r)+1)*n])
	}
}

func addSquaredRowsPlain(dst []float32, a float32, w []float32, rows []int32) {
	n := len(dst)
	for _, r := range rows {
		addSquaresPlain(dst, a, w[int(r)*n:(int(r)+1)*n])
	}
}

func addPlain(dst, x []float32) {
	for len(dst) >= 8 && len(x) >= 8 {
		d, s := dst[:8:8], x[:8:8]
		d[0] += s[0]
		d[1] += s[1]
		d[2] += s[2]
		d[3] += s[3]
		d[4] += s[4]
		d[5] += s[5]
		d[6] += s[6]
		d[7] += s[7]
		dst, x = dst[8:], x[8:]
	}
	for i := range dst {
		dst[i] += x[i]
	}
}

func addScaledPlain(dst []float32, a float32, x []float32) {
	for len(dst) >= 4 && len(x) >= 4 {
		d, s := dst[:4:4], x[:4:4]
		d[0] += float32(a * s[0])
		d[1] += float32(a * s[1])
		d[2] += float32(a * s[2])
		d[3] += float32(a * s[3])
		dst, x = dst[4:], x[4:]
	}
	for i := range dst {
		dst[i] += float32(a * x[i])
	}
}
