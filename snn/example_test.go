package snn_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/snn"
)

// Three neurons on a plain matrix of weights learn three letters of 5×5 pixels without being
// told that there are three: each output spike strengthens the pixels that spoke just before
// and weakens the others, inhibition keeps the neurons apart, and homeostasis has each of them
// fire its share.
func ExampleNetwork() {
	letters := []string{
		"#...#" + ".#.#." + "..#.." + ".#.#." + "#...#",
		"#####" + "..#.." + "..#.." + "..#.." + "..#..",
		".###." + "#...#" + "#...#" + "#...#" + ".###.",
	}
	images := make([][]byte, len(letters))
	for c, letter := range letters {
		images[c] = make([]byte, len(letter))
		for i := range letter {
			if letter[i] == '#' {
				images[c][i] = 255
			}
		}
	}

	const inputs, neurons = 25, 3
	m := &snn.Matrix{
		Pre: inputs, Post: neurons, W: make([]float64, inputs*neurons),
		StepLTP: 0.04, StepLTD: 0.02, BetaLTP: 3, BetaLTD: 3,
	}
	src := rand.New(rand.NewPCG(1, 0))
	for i := range m.W {
		m.W[i] = 0.4 + 0.2*src.Float64()
	}
	lif := &snn.LIF{
		Competition: snn.Competition{Step: 1e-3, Refractory: 10e-3, Inhibition: 10e-3, Target: 4, Gain: 0.01},
		Leak:        50e-3,
	}
	lif.Start(neurons, 7)
	rule := &snn.Plasticity{Law: &snn.Rectangular{Window: 25e-3, LTP: 1, LTD: 1}, Step: 1e-3, Up: 1, Down: 1}
	rule.Start(inputs, neurons)
	net := &snn.Network{
		Synapses: m,
		Codes:    []snn.Code{snn.NewCode("poisson", 60, 0.1, 1e-3)},
		Layer:    lif,
		Rule:     rule,
		Duration: 0.1,
		Forget:   true,
	}

	for k := range 600 {
		if _, err := net.Learn(images[k%3], rand.NewPCG(2, uint64(k))); err != nil {
			fmt.Println(err)
			return
		}
	}
	tally := snn.NewTally(neurons, len(letters))
	for k := range 30 {
		counts, err := net.Respond(images[k%3], rand.NewPCG(3, uint64(k)))
		if err != nil {
			fmt.Println(err)
			return
		}
		tally.Add(k%3, counts)
	}
	readout, right := snn.NewReadout("class-mean", tally), 0
	for k := range 300 {
		counts, err := net.Respond(images[k%3], rand.NewPCG(4, uint64(k)))
		if err != nil {
			fmt.Println(err)
			return
		}
		if readout.Predict(counts) == k%3 {
			right++
		}
	}
	fmt.Println(right, "of 300 right; weights above one half:")
	for y := range 5 {
		for j := range neurons {
			fmt.Print("  ")
			for x := range 5 {
				fmt.Print(map[bool]string{false: ".", true: "#"}[m.W[(5*y+x)*neurons+j] > 0.5])
			}
		}
		fmt.Println()
	}
	// Output:
	// 300 of 300 right; weights above one half:
	//   #####  #...#  .###.
	//   ..#..  .#.#.  #...#
	//   ..#..  ..#..  #...#
	//   ..#..  .#.#.  #...#
	//   ..#..  #...#  .###.
}
