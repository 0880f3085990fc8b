package snn

import (
	"cmp"
	"slices"
)

// responses are the spike counts of single images without their zeros: image i has
// fired[at[i]:at[i+1]], in rising order of neurons.
type responses struct {
	class []int32 // of each image
	at    []int   // one more than images
	fired []firing
}

// A firing is how often one neuron fired for one image.
type firing struct{ neuron, count int32 }

func newResponses() *responses { return &responses{at: []int{0}} }

func (r *responses) add(class int, counts []int32) {
	r.class = append(r.class, int32(class))
	for j, n := range counts {
		if n != 0 {
			r.fired = append(r.fired, firing{int32(j), n})
		}
	}
	r.at = append(r.at, len(r.fired))
}

func (r *responses) of(i int) []firing { return r.fired[r.at[i]:r.at[i+1]] }

// A pattern is one response of a class and how many images drew it.
type pattern struct {
	class  int32
	images int
	fired  []firing
}

// patterns returns the different responses of every class in an order that does not depend on the
// order of the images: by class, then by who fired how often.
func (r *responses) patterns() []pattern {
	order := make([]int, len(r.class))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(r.class[a], r.class[b]), slices.CompareFunc(r.of(a), r.of(b), compareFirings))
	})
	var out []pattern
	for _, i := range order {
		last := len(out) - 1
		if last >= 0 && out[last].class == r.class[i] && slices.Equal(out[last].fired, r.of(i)) {
			out[last].images++
			continue
		}
		out = append(out, pattern{r.class[i], 1, r.of(i)})
	}
	return out
}

func compareFirings(a, b firing) int {
	return cmp.Or(cmp.Compare(a.neuron, b.neuron), cmp.Compare(a.count, b.count))
}
