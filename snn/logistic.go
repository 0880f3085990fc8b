package snn

import "math"

// Logistic is multinomial logistic regression on square roots of spike counts, which make the
// variance of Poisson counts alike: class c has the probability
//
//	p_c ∝ exp(b_c + Σ_j √n_j w_jc),
//
// n_j being the spikes of neuron j, as if every class were as frequent. Weights and biases
// minimise, over the labelled images,
//
//	mean over classes of (mean over images of the class of -ln p_class) + ρ/2 · m Σ w²,
//
// m being the mean number of spikes per image, so that ρ has no scale. Of a short list, ρ is the
// penalty under which four fifths of the images foretell the other fifth best. The fit does not
// depend on the order of the images, nor on how often all images of a class are shown.
//
// D. R. Cox, J. R. Stat. Soc. B 20, 215–242 (1958); the penalty: S. le Cessie and J. C. van
// Houwelingen, Appl. Stat. 41, 191–201 (1992); the root: M. S. Bartlett, Suppl. J. R. Stat. Soc. 3,
// 68–78 (1936).
type Logistic struct {
	Weight  [][]float64 // [neuron][class]
	Bias    []float64   // [class], -Inf for a class never shown
	Penalty float64     // ρ
	Most    int32       // spikes of one neuron for one labelled image, at most

	say []bool // neurons that fired for labelled images
	sum []float64
}

// penalties are those that a fit chooses from, strongest first. Without images to hold out it takes
// the first.
func penalties() []float64 { return []float64{1e-2, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6} }

const (
	fifth     = 5    // every fifth response of a class is held out while the penalty is chosen
	flat      = 1e-6 // length of the gradient at which a fit ends, with √m as the unit of √n
	mostSteps = 2000 // of a fit
)

// FitLogistic fits logistic regression to the responses that a tally has kept. It panics where
// images were booked and not kept.
func FitLogistic(t *Tally) *Logistic {
	l := &Logistic{
		Weight: make([][]float64, len(t.Sum)), Bias: make([]float64, t.Classes), Penalty: penalties()[0],
		say: make([]bool, len(t.Sum)), sum: make([]float64, t.Classes),
	}
	for j := range l.Weight {
		l.Weight[j] = make([]float64, t.Classes)
	}
	var shown []int
	images := 0
	for c, n := range t.Images {
		images += n
		if n > 0 {
			shown = append(shown, c)
		} else {
			l.Bias[c] = math.Inf(-1)
		}
	}
	if images == 0 {
		return l
	}
	if t.kept == nil || len(t.kept.class) != images {
		panic("snn: logistic regression wants a tally that keeps every response")
	}
	all := t.kept.patterns()
	for _, p := range all {
		for _, f := range p.fired {
			l.say[f.neuron], l.Most = true, max(l.Most, f.count)
		}
	}
	theta, k := l.regress(all, shown), len(shown)
	for i, c := range shown {
		for j := range l.Weight {
			l.Weight[j][c] = theta[j*k+i]
		}
		l.Bias[c] = theta[len(l.Weight)*k+i]
	}
	return l
}

// regress chooses the penalty and returns the parameters fitted to all patterns. Weaker penalties
// start from the fit of stronger ones, and the search ends where the held-out images are foretold
// worse.
func (l *Logistic) regress(all []pattern, shown []int) []float64 {
	whole := newLikelihood(all, len(l.Weight), shown)
	theta := make([]float64, whole.parameters())
	if train, held := split(all); len(held) > 0 {
		part, judge := newLikelihood(train, len(l.Weight), shown), newLikelihood(held, len(l.Weight), shown)
		part.scale, judge.scale = whole.scale, whole.scale
		best, x := math.Inf(1), make([]float64, len(theta))
		for _, p := range penalties() {
			part.fit(x, p)
			loss := judge.mean(nil, x)
			if loss >= best {
				break
			}
			best, l.Penalty = loss, p
			copy(theta, x)
		}
	}
	whole.fit(theta, l.Penalty)
	for i := range len(l.Weight) * len(shown) {
		theta[i] *= whole.scale
	}
	return theta
}

// split parts the patterns into those that fit and those that judge: of every class each fifth.
func split(all []pattern) (train, held []pattern) {
	k := 0
	for i, p := range all {
		if i > 0 && p.class != all[i-1].class {
			k = 0
		}
		if k++; k%fifth == 0 {
			held = append(held, p)
		} else {
			train = append(train, p)
		}
	}
	return train, held
}

// Silent reports whether no neuron with a say fired: one that did so for a labelled image.
func (l *Logistic) Silent(counts []int32) bool {
	for j, n := range counts {
		if n != 0 && l.say[j] {
			return false
		}
	}
	return true
}

// Predict implements Readout. A class without labelled images is never the answer.
func (l *Logistic) Predict(counts []int32) int {
	if l.Silent(counts) {
		return -1
	}
	copy(l.sum, l.Bias)
	for j, n := range counts {
		if n == 0 {
			continue
		}
		root := math.Sqrt(float64(n))
		for c, w := range l.Weight[j] {
			l.sum[c] += float64(root * w)
		}
	}
	best, most := -1, math.Inf(-1)
	for c, s := range l.sum {
		if s > most {
			best, most = c, s
		}
	}
	return best
}
