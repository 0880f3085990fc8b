package experiments

// normalisation asks what each way of keeping the sum of a neuron's weights costs, in accuracy and in
// writes. No published number is reproduced.
func normalisation() *Reproduction {
	return &Reproduction{
		Name:  "normalisation",
		Title: "accuracy and writes of digital, periodic and neuron-side normalisation, and of none",
		About: "Preset size-epochs with 100 neurons and 10 000 training images, under each norm.kind: digital rewrites changed " +
			"columns before every presentation, periodic every 1000 presentations, gain scales the neuron's input, none leaves " +
			"homeostasis alone.",
		Devices: []string{"ideal", "memristor"},
		studies: func(r *recipe) {
			r.add(dish{
				name: "norm", column: "ours", preset: "size-epochs", images: 100,
				devices: append(append([]string{}, r.ideal...), r.cells...), about: "norm.kind = digital, periodic, gain, none",
				set: []string{"network.neurons=100", "train.images=10000", "label.images=5000"}, vary: []string{"norm.kind=digital,periodic,gain,none"},
			})
		},
	}
}
