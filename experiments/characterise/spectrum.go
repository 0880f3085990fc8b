package characterise

import (
	"math"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// A Spectrum is the power spectral density of a cell's read current over the square of its mean, by
// frequency, for a few conductances.
type Spectrum struct {
	Frequency []float64   // Hz, rising, up to half of the rate of reads
	Level     []float64   // relative conductances, 0 to 1, rising
	G         []float64   // S
	Density   [][]float64 // 1/Hz, one-sided, by conductance and frequency
	White     bool        // the card has white noise
	Slow      bool        // and 1/f noise
	Telegraph bool        // and traps: the mean over cells is drawn
}

const (
	spectrumFirst = 1e-4 // Hz
	spectrumSteps = 8    // in a decade
)

// NoiseSpectrum is what the card's law of read noise means in a spectrum analyser. White noise of standard
// deviation σ G a read, read after read of length t_r, fills the band up to 1/(2 t_r) evenly; the 1/f law, whose
// variance is Q² ln((t + t0 + t_r)/(2 t_r)), is Q²/f from 1/(t + t0 + t_r) to 1/(2 t_r):
//
//	S(f)/G² = 2 σ² t_read + Q(G)²/f + S_RTN(f)/G²
//
// with the Lorentzians of telegraph noise summed over the distribution of its traps (device.Telegraph.Density). It is drawn from 10^-4 Hz, three hours. It is Absent where reads are noiseless.
func NoiseSpectrum(card *device.Card) (*Spectrum, error) {
	n := &card.Noise
	s := &Spectrum{White: n.White > 0, Slow: n.Slow(), Telegraph: card.RTN.Active()}
	if !s.White && !s.Slow && !s.Telegraph {
		return nil, &Absent{"read noise", "the card has none"}
	}
	read := card.Model.Nominal().ReadWidth
	if s.Slow {
		read = n.Integration
	}
	last := 0.5 / read
	steps := max(int(math.Ceil(spectrumSteps*kernel.Log(last/spectrumFirst)/math.Ln10)), 1)
	for k := range steps + 1 {
		s.Frequency = append(s.Frequency, spectrumFirst*kernel.Exp(float64(k)/float64(steps)*kernel.Log(last/spectrumFirst)))
	}
	places := distinct(card, []float64{0, half(card), 1})
	for i, g := range newCells(card, places, nil).read() {
		if g <= 0 {
			continue // nothing flows, and nothing fluctuates
		}
		q := n.Q(g, card.Drift.Ref)
		d := make([]float64, len(s.Frequency))
		if s.Telegraph {
			d = card.RTN.Density(g, card.Drift.Ref, s.Frequency)
		}
		for i, f := range s.Frequency {
			d[i] += float64(2*n.White*n.White*read) + float64(q*q)/f
		}
		s.Level, s.G, s.Density = append(s.Level, places[i]), append(s.G, g), append(s.Density, d)
	}
	return s, nil
}
