package experiments

// rewards are what the label of an image brings to every neuron. Neuron j stands for class j modulo
// classes; those of the label's class get 1, and all others share what makes the mean 0. Without a
// neuron of that class, or with no other, there is no reward.
//
// A mean of 0 keeps the reward from being learning without labels at another rate: N. Frémaux and
// W. Gerstner, Front. Neural Circuits 9:85 (2015), doi:10.3389/fncir.2015.00085.
func rewards(neurons, classes, label int) []float32 {
	r := make([]float32, neurons)
	right := 0
	for j := range r {
		if j%classes == label {
			right++
		}
	}
	if right == 0 || right == neurons {
		return r
	}
	others := -float32(float64(right) / float64(neurons-right))
	for j := range r {
		r[j] = others
		if j%classes == label {
			r[j] = 1
		}
	}
	return r
}
