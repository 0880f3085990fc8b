package snn

// A Tally collects how often each neuron fires for each class, from labelled training images.
type Tally struct {
	Classes int
	Images  []int       // seen, per class
	Sum     [][]float64 // [neuron][class] spikes

	kept *responses // to single images; nil where they are not kept
}

// NewTally returns an empty tally.
func NewTally(neurons, classes int) *Tally {
	t := &Tally{Classes: classes, Images: make([]int, classes), Sum: make([][]float64, neurons)}
	for j := range t.Sum {
		t.Sum[j] = make([]float64, classes)
	}
	return t
}

// Keep makes the tally keep the response to every image from now on, 8 bytes for each neuron that
// fired: logistic regression is fitted to those, the other read-outs to sums.
func (t *Tally) Keep() {
	if t.kept == nil {
		t.kept = newResponses()
	}
}

// Add books the response to one image of a class.
func (t *Tally) Add(class int, counts []int32) {
	t.Images[class]++
	for j, n := range counts {
		t.Sum[j][class] += float64(n)
	}
	if t.kept != nil {
		t.kept.add(class, counts)
	}
}

// Each calls f with the class of every image and the response to it, in the order in which they
// were added, where they are kept. The counts are valid until f returns.
func (t *Tally) Each(f func(k, class int, counts []int32)) {
	if t.kept == nil {
		return
	}
	counts := make([]int32, len(t.Sum))
	for k, class := range t.kept.class {
		clear(counts)
		for _, x := range t.kept.of(k) {
			counts[x.neuron] = x.count
		}
		f(k, int(class), counts)
	}
}

// mean returns the spikes of neuron j per image of class c, 0 for a class never shown.
func (t *Tally) mean(j, c int) float64 {
	if t.Images[c] == 0 {
		return 0
	}
	return t.Sum[j][c] / float64(t.Images[c])
}

// Labels returns the class to which each neuron responds most, -1 for one that never fired.
func (t *Tally) Labels() []int {
	labels := make([]int, len(t.Sum))
	for j := range labels {
		labels[j] = -1
		best := 0.0
		for c := range t.Classes {
			if m := t.mean(j, c); m > best {
				labels[j], best = c, m
			}
		}
	}
	return labels
}

// A Readout turns the spikes of a presentation into a class.
type Readout interface {
	// Predict returns the class, or -1 when no neuron with a say fired.
	Predict(counts []int32) int
}

// Readouts lists the read-outs by name.
func Readouts() []string { return []string{"class-mean", "rate-weighted", "naive-bayes", "logistic"} }

// NewReadout fits the read-out called name to a tally of training images. It returns nil for an
// unknown name.
func NewReadout(name string, t *Tally) Readout {
	switch name {
	case "class-mean":
		return newClassMean(t)
	case "rate-weighted":
		return newRateWeighted(t)
	case "naive-bayes":
		return newNaiveBayes(t)
	case "logistic":
		return FitLogistic(t)
	}
	return nil
}

// votes weighs spikes by neuron and class and takes the class with the most.
type votes struct {
	weight [][]float64 // [neuron][class]
	sum    []float64
}

// Predict implements Readout.
func (v *votes) Predict(counts []int32) int {
	clear(v.sum)
	for j, n := range counts {
		if n == 0 {
			continue
		}
		for c, w := range v.weight[j] {
			v.sum[c] += float64(float64(n) * w)
		}
	}
	best, most := -1, 0.0
	for c, s := range v.sum {
		if s > most {
			best, most = c, s
		}
	}
	return best
}

func newVotes(t *Tally) *votes {
	v := &votes{weight: make([][]float64, len(t.Sum)), sum: make([]float64, t.Classes)}
	for j := range v.weight {
		v.weight[j] = make([]float64, t.Classes)
	}
	return v
}

// newClassMean is the read-out of Diehl and Cook: every neuron belongs to the class to which
// it responds most, and the class whose neurons fired most on average wins.
//
// P. U. Diehl and M. Cook, Front. Comput. Neurosci. 9:99 (2015), doi:10.3389/fncom.2015.00099.
func newClassMean(t *Tally) *votes {
	v := newVotes(t)
	labels := t.Labels()
	members := make([]float64, t.Classes)
	for _, c := range labels {
		if c >= 0 {
			members[c]++
		}
	}
	for j, c := range labels {
		if c >= 0 {
			v.weight[j][c] = 1 / members[c]
		}
	}
	return v
}

// newRateWeighted lets every neuron vote with the distribution of its own responses over the
// classes: the weight of a spike of neuron j for class c is its mean response to c over the
// sum of its mean responses.
func newRateWeighted(t *Tally) *votes {
	v := newVotes(t)
	for j := range v.weight {
		var sum float64
		for c := range t.Classes {
			sum += t.mean(j, c)
		}
		if sum == 0 {
			continue
		}
		for c := range v.weight[j] {
			v.weight[j][c] = t.mean(j, c) / sum
		}
	}
	return v
}
