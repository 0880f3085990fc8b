package experiments

import (
	"context"
	"math"

	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/snn"
)

// exam takes a trained network through everything that follows training: labels from training
// images, the wait, the compensation, and the test. The clock runs only while it waits.
func (n *network) exam(ctx context.Context) (Metrics, *Run, error) {
	trained := n.tile.Counts()
	m := Metrics{
		AccuracyRaw: math.NaN(), MeanG: math.NaN(), Gain: 1,
		Writes: float64(trained.Pulses), WriteEnergy: trained.Energy,
		Presentations: n.presentations(), SimTime: n.tile.Now(),
	}
	m.Disturbs, m.DisturbFlux = n.tile.Disturbed()
	if err := n.examineWires(&m); err != nil {
		return m, nil, err
	}
	n.countDead(&m)
	n.countWear(&m)
	n.countWritten(&m)
	readout, tally, err := n.label(ctx)
	if err != nil {
		return m, nil, err
	}
	images := min(n.cfg.Test.Images, len(n.data.Test.Images))
	test := func() (score, error) { return n.test(ctx, "test", readout, n.data.Test, images) }
	var s score
	n.upkeep = upkeep{}
	array, _ := readout.(*readoutArray)
	if n.cfg.After.Wait > 0 && !(n.card.Ideal() && array.ideal()) {
		s, err = n.waitAndTest(&m, array, test)
	} else {
		s, err = test()
	}
	if err != nil {
		return m, nil, err
	}
	if _, _, err := n.tile.sampleWires(nil); err != nil { // of any reader
		return m, nil, err
	}
	m.Accuracy, m.TestImages = s.accuracy(), s.images
	m.SpikesPerImg = float64(s.spikes) / float64(s.images)
	m.InputsPerImg = float64(s.inputs) / float64(s.images)
	m.Silent = float64(s.silent) / float64(s.images)
	if c := n.tile.Counts(); c.Samples > 0 {
		m.Clipped = float64(c.Clipped) / float64(c.Samples)
	}
	n.costs = n.bills(&m, array, s)
	return m, n.details(tally, s), nil
}

// presentations is how many the network has learnt from, with images that were shown again.
func (n *network) presentations() int {
	shown, _ := n.net.Shown()
	return max(shown, n.seen) // weights from elsewhere have been shown nothing here
}

// response returns what each column delivers in all over the calibration images.
func (n *network) response() []float64 {
	_, post := n.tile.Dims()
	sum, step := make([]float64, post), make([]float32, post)
	var train snn.Train
	for k, i := range n.order("calibrate", n.cfg.Calibrate.Images) {
		n.tile.NextInput(n.stream.Named("gain").Named("input").At(k))
		n.net.Codes[0].Encode(&train, n.data.Train.Images[i], n.spikes("gain", k))
		for t := range train.Steps() {
			clear(step)
			n.tile.Forward(step, train.Step(t), train.Amplitudes(t))
			for j, x := range step {
				sum[j] += float64(x)
			}
		}
	}
	return sum
}

// compensate sets the gain that brings the response back to what it was: one for the array, or
// one a column. It returns the mean gain. Columns that no longer respond keep gain 1.
func (n *network) compensate(fresh, now []float64) float64 {
	gain := make([]float64, len(now))
	var a, b, mean float64
	for j := range now {
		a, b = a+fresh[j], b+now[j]
		gain[j] = 1
		if fresh[j] > 0 && now[j] > 0 {
			gain[j] = fresh[j] / now[j]
		}
		mean += gain[j] / float64(len(now))
	}
	if n.cfg.After.Compensation == "column" {
		n.tile.SetColumnGains(gain)
		return mean
	}
	if a <= 0 || b <= 0 {
		return 1
	}
	n.tile.SetGain(a / b)
	return a / b
}

// details collects what figures of a single network show.
func (n *network) details(tally *snn.Tally, s score) *Run {
	w := n.tile.Weights()
	pre, post := n.tile.Dims()
	maps := make([][]float32, post)
	for j := range maps {
		maps[j] = make([]float32, pre)
		for i := range maps[j] {
			maps[j][i] = w[i*post+j]
		}
	}
	worn, _ := n.tile.Wear()
	return &Run{
		Device: n.card.Name, Confusion: s.confusion, Labels: tally.Labels(),
		Maps: maps, Width: n.data.Width, Height: n.data.Height, Pulses: worn.Histogram, Grids: n.tile.grids(),
	}
}

// probe measures the accuracy on validation images, with labels from training images.
func (n *network) probe(ctx context.Context) (CurvePoint, error) {
	readout, _, err := n.label(ctx)
	if err != nil {
		return CurvePoint{}, err
	}
	var held dataset.Split
	for _, i := range n.held {
		held.Images = append(held.Images, n.data.Train.Images[i])
		held.Labels = append(held.Labels, n.data.Train.Labels[i])
	}
	s, err := n.test(ctx, "validate", readout, held, len(n.held))
	if err != nil {
		return CurvePoint{}, err
	}
	p := CurvePoint{Presentations: n.seen, Accuracy: s.accuracy(), N: s.images}
	p.Energy, p.Busy = n.spentSoFar()
	return p, nil
}
