package experiments

import "fmt"

// RatioName is the name of the reproduction that shares synapses out among neurons.
const RatioName = "neuron-synapse-ratio"

// fixedSynapses is the number of synapses at which their ratio to the neurons is varied: that of 100
// neurons on all of 784 inputs.
const fixedSynapses = 78400

// neuronSynapseRatio asks what a synapse per neuron is worth: fewer inputs for each of 100 neurons, and
// the same number of synapses shared out among more neurons. No published number is reproduced.
func neuronSynapseRatio() *Reproduction {
	return &Reproduction{
		Name:  RatioName,
		Title: "accuracy and cost against synapses per neuron",
		About: "xbar's default network with naive-Bayes read-out whose neurons are connected to some inputs only, chosen at random: " +
			"100 neurons with 49 to 784 inputs, and 78 400 synapses shared out among 100 to 1600 neurons.",
		Devices: []string{"ideal"},
		studies: func(r *recipe) {
			all := append(append([]string{}, r.ideal...), r.cells...)
			r.add(dish{
				name: "neurons-100", column: "100 neurons", devices: all, images: 50, about: "100 neurons, 49 to 784 inputs each",
				set: append(ownNetwork(), "network.neurons=100"), vary: []string{"network.fan_in=49,98,196,392,784"},
			})
			for _, n := range []int{200, 400, 800, 1600} { // 100 neurons are above
				r.add(dish{
					name: fmt.Sprint("shared-", n), column: "78 400 synapses", devices: all, images: 50,
					about: fmt.Sprintf("%d neurons with %d inputs each", n, fixedSynapses/n),
					set:   append(ownNetwork(), fmt.Sprintf("network.neurons=%d", n), fmt.Sprintf("network.fan_in=%d", fixedSynapses/n)),
				})
			}
		},
	}
}
