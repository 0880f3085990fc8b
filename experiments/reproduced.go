package experiments

import (
	"fmt"
	"math"
	"slices"
)

// A Reproduced is a reproduction with what its studies found.
type Reproduced struct {
	*Reproduction
	Studies []NamedStudy
	Results []*Result // one a study
	Rows    []Compared
}

// A Compared is one point of one device of one study beside what was published. Fractions are 0..1,
// intervals 95 % of the mean over repeats; what is not known is NaN.
type Compared struct {
	Device, Study, Column string
	Neurons, FanIn        int // FanIn inputs a neuron
	Epochs                int
	Norm                  string
	N                     int // repeats

	Published    float64
	Mean, Lo, Hi float64
	Difference   float64 // Mean - Published
	Below        bool    // by more than MissMargin

	Presentations float64 // training presentations, with images shown again
	Writes        float64 // programming pulses that reached cells, or changes of numbers
	WriteEnergy   float64 // J, in the cells
	Synapses      float64
	Operations    float64 // synaptic: input spikes times synapses of each, per test image
	Memory        float64 // B: weights as float32
}

// Gather lays the results of a reproduction beside what was published. The data set has so many inputs.
func (p *Reproduction) Gather(studies []NamedStudy, results []*Result, inputs int) (*Reproduced, error) {
	if len(studies) != len(results) {
		return nil, fmt.Errorf("%s: %d results for %d studies", p.Name, len(results), len(studies))
	}
	all := &Reproduced{Reproduction: p, Studies: studies, Results: results}
	for k, s := range studies {
		for _, row := range results[k].Summary {
			at, err := s.Config.at(row.Point)
			if err != nil {
				return nil, fmt.Errorf("%s, study %s: %w", p.Name, s.Name, err)
			}
			c := p.compare(at, row, inputs)
			c.Study, c.Column = s.Name, s.Column
			c.Presentations = shown(results[k].Trials, row)
			all.Rows = append(all.Rows, c)
		}
	}
	return all, nil
}

func (p *Reproduction) compare(at *Config, row Row, inputs int) Compared {
	c := Compared{
		Device: row.Device, Neurons: at.Network.Neurons, FanIn: at.fanIn(inputs), Epochs: at.Train.Epochs, Norm: at.Norm.Kind, N: row.N,
		Published: math.NaN(), Mean: row.Mean, Lo: row.Lo, Hi: row.Hi, Difference: math.NaN(),
		Writes: row.Writes, WriteEnergy: row.WriteEnergy,
	}
	c.Synapses = float64(c.Neurons) * float64(c.FanIn)
	c.Operations = row.Inputs * c.Synapses / float64(inputs)
	c.Memory = 4 * c.Synapses
	if x, ok := p.published(c.Neurons, c.Epochs); ok {
		c.Published, c.Difference = x, c.Mean-x
		c.Below = c.Difference < -MissMargin
	}
	return c
}

// shown is the mean number of training presentations behind a row.
func shown(trials []Trial, row Row) float64 {
	var all []float64
	for _, t := range trials {
		if t.Device == row.Device && slices.Equal(bitsOf(t.Point), bitsOf(row.Point)) {
			all = append(all, float64(t.Metrics.Presentations))
		}
	}
	return average(all)
}

// bitsOf makes points comparable where a coordinate is NaN.
func bitsOf(p []float64) []uint64 {
	bits := make([]uint64, len(p))
	for i, v := range p {
		bits[i] = math.Float64bits(v)
	}
	return bits
}

// Misses counts the rows that are below the published accuracy by more than MissMargin.
func (r *Reproduced) Misses() (below, of int) {
	for _, c := range r.Rows {
		if !math.IsNaN(c.Published) {
			of++
			if c.Below {
				below++
			}
		}
	}
	return below, of
}

// Sources are those of the published numbers and of all cards, each once.
func (r *Reproduced) Sources() []Source {
	var list []Source
	add := func(s Source) {
		if s.Key != "" && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	add(r.Reproduction.Source)
	for _, result := range r.Results {
		for _, s := range result.Sources {
			add(s)
		}
	}
	return list
}
