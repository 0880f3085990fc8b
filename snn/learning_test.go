package snn_test

import (
	"math/rand/v2"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

const classes = 3

// bars draws one of three patterns of 8×8 pixels that have no pixel in common, a pair of
// lines each, and inverts every pixel with probability noise.
func bars(class int, noise float64, src *rand.Rand) []byte {
	image := make([]byte, 64)
	for i := range image {
		lit := i/8/3 == class && i/8%3 < 2
		if lit != (src.Float64() < noise) {
			image[i] = 255
		}
	}
	return image
}

// student is an untrained network of six neurons whose weights differ by chance.
func student(seed uint64) *snn.Network {
	const pre, post = 64, 6
	src := rand.New(rand.NewPCG(seed, 100))
	m := &snn.Matrix{Pre: pre, Post: post, StepLTP: 0.04, StepLTD: 0.02, BetaLTP: 3, BetaLTD: 3, W: make([]float64, pre*post)}
	for i := range m.W {
		m.W[i] = 0.4 + 0.2*src.Float64()
	}
	return &snn.Network{
		Synapses: m,
		Codes:    []snn.Code{snn.NewCode("poisson", 60, 0.1, 1e-3)},
		Layer:    layer(pupil, post, 10),
		Rule:     rectangular(pre, post, 25e-3),
		Duration: 0.1, StepTime: 1e-3, Forget: true,
	}
}

// pupil is the neurons of a student.
var pupil = shape{Step: 1e-3, Leak: 50e-3, Refractory: 10e-3, Inhibition: 10e-3, Target: 4, Gain: 0.01}

// rectangular is the rule that asks for one pulse an event, in steps of 1 ms.
func rectangular(pre, post int, window float64) *snn.Plasticity {
	p := &snn.Plasticity{Law: &snn.Rectangular{Window: window, LTP: 1, LTD: 1}, Step: 1e-3, Up: 1, Down: 1}
	p.Start(pre, post)
	return p
}

// respond shows an image that is not learned.
func respond(n *snn.Network, image []byte, src *rand.PCG) []int32 {
	counts, err := n.Respond(image, src)
	if err != nil {
		panic(err)
	}
	return counts
}

// learn trains on a number of images, classes in turn.
func learn(n *snn.Network, images int, noise float64, seed uint64) error {
	src := rand.New(rand.NewPCG(seed, 200))
	for k := range images {
		if _, err := n.Learn(bars(k%classes, noise, src), rand.NewPCG(seed, uint64(1000+k))); err != nil {
			return err
		}
	}
	return nil
}

// exam labels the neurons by 60 images and returns the share of 150 others that the read-out
// gets right.
func exam(n *snn.Network, readout string, noise float64, seed uint64) float64 {
	src := rand.New(rand.NewPCG(seed, 300))
	tally := snn.NewTally(6, classes)
	tally.Keep()
	for k := range 60 {
		tally.Add(k%classes, respond(n, bars(k%classes, noise, src), rand.NewPCG(seed, uint64(10_000+k))))
	}
	r := snn.NewReadout(readout, tally)
	right := 0.0
	for k := range 150 {
		if r.Predict(respond(n, bars(k%classes, noise, src), rand.NewPCG(seed, uint64(20_000+k)))) == k%classes {
			right++
		}
	}
	return right / 150
}

// Six neurons and three patterns: guessing is right in a third. Untrained neurons prefer one
// pattern or another a little, by chance, and are right in 55 ± 10 % (standard deviation over
// students); trained ones have become the patterns. The mean gain of five students therefore
// has a standard error of 5 points, and 25 leaves four of them.
func TestNetworkLearns(t *testing.T) {
	const noise, students = 0.15, 5
	gain := make(map[string]float64)
	for seed := range uint64(students) {
		n := student(seed)
		for _, name := range snn.Readouts() {
			gain[name] -= exam(n, name, noise, seed) / students
		}
		if err := learn(n, 300, noise, seed); err != nil {
			t.Fatal(err)
		}
		for _, name := range snn.Readouts() {
			after := exam(n, name, noise, seed)
			gain[name] += after / students
			if after < 0.9 {
				t.Errorf("student %d: %s is right in %.0f %%, want at least 90", seed, name, 100*after)
			}
		}
		near(t, "output spikes a presentation", rate(n, noise, seed), pupil.Target, 0.15*pupil.Target)
	}
	for name, g := range gain {
		if g < 0.25 {
			t.Errorf("%s gains %.0f points by training, want at least 25", name, 100*g)
		}
	}
}

// rate returns the mean number of output spikes over 90 images that are not learned.
func rate(n *snn.Network, noise float64, seed uint64) float64 {
	src, sum := rand.New(rand.NewPCG(seed, 400)), int32(0)
	for k := range 90 {
		for _, c := range respond(n, bars(k%classes, noise, src), rand.NewPCG(seed, uint64(30_000+k))) {
			sum += c
		}
	}
	return float64(sum) / 90
}
