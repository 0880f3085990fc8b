package experiments

import "fmt"

// diehlCook is the accuracy against size of Diehl and Cook's paper, up to 1600 neurons.
//
// The paper says that the adaptive threshold and the inhibition were changed with the number of
// neurons, without numbers. Here theta_plus is in proportion to it, 0.05 mV at 400 as in the
// published program, and the inhibition stays.
func diehlCook() *Reproduction {
	return &Reproduction{
		Name:  "diehl-cook",
		Title: "accuracy of 100, 400 and 1600 neurons as Diehl and Cook trained them",
		About: "The network of the published program (preset dc-code: triplet rule; the paper's table is of its power-law rule, " +
			"which it says does about as well). The paper changes adaptive threshold and inhibition with the number of neurons and " +
			"gives no numbers: here theta_plus is 0.05 mV times N/400, the inhibition stays. Labels are from 10 000 training images.",
		Source: Source{Key: "diehl2015", Text: "P. U. Diehl and M. Cook, Unsupervised learning of digit recognition using spike-timing-dependent " +
			"plasticity, Front. Comput. Neurosci. 9, 99 (2015)", DOI: "10.3389/fncom.2015.00099"},
		Devices:   []string{"ideal"},
		Published: []Published{{100, 1, 0.829}, {400, 3, 0.870}, {1600, 7, 0.919}},
		studies:   studyDiehlCook,
	}
}

func studyDiehlCook(r *recipe) {
	for _, x := range []struct{ neurons, images, epochs int }{{100, 40000, 1}, {400, 60000, 3}, {1600, 60000, 7}} {
		set := []string{
			keepMaps, fmt.Sprintf("network.neurons=%d", x.neurons), fmt.Sprintf("neuron.theta_plus=%g mV", 0.05*float64(x.neurons)/400),
			fmt.Sprintf("train.images=%d", x.images), fmt.Sprintf("train.epochs=%d", x.epochs),
		}
		about := fmt.Sprintf("%d neurons, %d × %d presentations", x.neurons, x.epochs, x.images)
		r.add(dish{
			name: fmt.Sprint("neurons-", x.neurons), column: "ours", preset: "dc-code", devices: r.ideal, images: fewImages,
			about: about + ", ideal weights", set: set,
		})
		r.add(dish{
			name: fmt.Sprintf("neurons-%d-cells", x.neurons), column: "ours", preset: "dc-code", devices: r.cells, images: fewImages,
			about: about + " on devices, stochastic pulses, gain", set: append(set, "norm.kind=gain"),
		})
	}
}
