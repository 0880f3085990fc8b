package circuit

// hats are piecewise linear functions on the places 0…size-1 of a line: hat a is one at node a and
// zero at all other nodes. A single hat is one everywhere.
type hats struct {
	n, size int
	left    []int     // of each place, the node on its left
	f       []float64 // and the weight of the node on its right
}

func newHats(n, size int) hats {
	h := hats{n: n, size: size, left: make([]int, size), f: make([]float64, size)}
	for i := range size {
		if n > 1 {
			x := float64(i) * float64(n-1) / float64(size-1)
			h.left[i] = min(int(x), n-2)
			h.f[i] = x - float64(h.left[i])
		}
	}
	return h
}

// at are the nodes around place i with their weights; of a single hat the second has none.
func (h hats) at(i int) (a, b int, fa, fb float64) {
	a = h.left[i]
	return a, min(a+1, h.n-1), 1 - h.f[i], h.f[i]
}

// addPairs adds w to m, n by n, for every pair of hats in proportion to their product at place i.
func (h hats) addPairs(m []float64, i int, w float64) {
	h.eachPair(i, func(a, b int, f float64) { m[a*h.n+b] += float64(f * w) })
}

// eachPair passes every pair of hats whose product at place i is not zero.
func (h hats) eachPair(i int, f func(a, b int, product float64)) {
	a, b, fa, fb := h.at(i)
	f(a, a, fa*fa)
	if fb != 0 {
		f(a, b, fa*fb)
		f(b, a, fa*fb)
		f(b, b, fb*fb)
	}
}

// addSteps adds w to m for every pair of hats in proportion to the product of their steps from each
// place to the next, added up: the conductance of a wire.
func (h hats) addSteps(m []float64, w float64) {
	value := func(k, i int) float64 {
		a, b, fa, fb := h.at(i)
		x := 0.0
		if k == a {
			x = fa
		}
		if k == b {
			x += fb
		}
		return x
	}
	for a := range h.n {
		for b := max(a-1, 0); b <= min(a+1, h.n-1); b++ {
			sum := 0.0
			for i := range h.size - 1 {
				sum += float64((value(a, i+1) - value(a, i)) * (value(b, i+1) - value(b, i)))
			}
			m[a*h.n+b] += float64(w * sum)
		}
	}
}

// addProducts adds to m, for every pair of hats, their products at all places with weights w.
func (h hats) addProducts(m, w []float64) {
	for i := 0; i < h.size; {
		a, b, _, _ := h.at(i)
		var aa, ab, bb float64
		for ; i < h.size && h.left[i] == a; i++ {
			fb := h.f[i]
			x, y := float64(w[i]*(1-fb)), float64(w[i]*fb)
			aa += float64(x * (1 - fb))
			ab += float64(x * fb)
			bb += float64(y * fb)
		}
		m[a*h.n+a] += aa
		if a != b {
			m[a*h.n+b] += ab
			m[b*h.n+a] += ab
			m[b*h.n+b] += bb
		}
	}
}
