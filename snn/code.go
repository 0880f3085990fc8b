package snn

import (
	"math"
	"math/rand/v2"
)

// A Code turns grey levels (0..255) into spikes.
type Code interface {
	// Encode fills train with the spikes of one presentation, drawing from src.
	Encode(train *Train, image []byte, src *rand.PCG)
}

// A frame is what all codes share.
type frame struct {
	rate  float64 // of a white pixel, Hz
	steps int     // of a presentation
	step  float64 // s
}

type codeKind struct {
	name string
	make func(f frame) Code
}

// codes is the table of input codes. Adding one is one file and one line here.
func codes() []codeKind {
	return []codeKind{
		{"poisson", func(f frame) Code { return newPoisson(f.rate, f.steps, f.step) }},
		{"regular", func(f frame) Code { return &Regular{rate: f.rate, steps: f.steps, step: f.step} }},
		{"jittered", func(f frame) Code { return &Jittered{frame: f} }},
		{"first-spike", func(f frame) Code { return &FirstSpike{steps: f.steps} }},
		{"rank-order", func(f frame) Code { return &RankOrder{steps: f.steps} }},
		{"burst", func(f frame) Code { return newBurst(f) }},
		{"phase", func(f frame) Code { return &Phase{steps: f.steps} }},
	}
}

// Codes lists the input codes by name.
func Codes() []string {
	var names []string
	for _, c := range codes() {
		names = append(names, c.name)
	}
	return names
}

// NewCode returns the code called name with the given highest rate (Hz), length of a
// presentation (s) and step (s); codes whose spikes have a place in time rather than a rate ignore
// the rate. It returns nil for an unknown name.
func NewCode(name string, rate, duration, step float64) Code {
	for _, c := range codes() {
		if c.name == name {
			return c.make(frame{rate: rate, steps: int(math.Round(duration / step)), step: step})
		}
	}
	return nil
}
