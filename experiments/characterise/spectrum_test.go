package characterise

import (
	"errors"
	"math"
	"testing"
)

// The power in the band is the variance of the law: σ² for white noise, and Q² ln((t + t0 + t_r)/(2 t_r)) for 1/f
// noise that has been watched for 1/f_first = t + t0 + t_r = 10^4 s.
func TestSpectrumHoldsTheVariance(t *testing.T) {
	card := preset(t, "pcm")
	for _, white := range []float64{0, 0.02} {
		card.Noise.White = white
		s, err := NoiseSpectrum(card)
		if err != nil {
			t.Fatal(err)
		}
		last := s.Frequency[len(s.Frequency)-1]
		near(t, "end of the band", last, 0.5/250e-9, 1e-3)
		for k, g := range s.G {
			q := card.Noise.Q(g, card.Drift.Ref)
			growth := card.Noise.Growth(1/s.Frequency[0]-card.Drift.Onset-250e-9, card.Drift.Onset)
			want := white*white + q*q*growth*growth
			var power float64
			for i := range s.Frequency[1:] { // the mean of f S over ln f: exact for 1/f, and for white noise what is left is tiny
				f, h := s.Frequency[i], s.Frequency[i+1]
				slow := s.Density[k][i] - 2*white*white*250e-9
				power += slow*f*math.Log(h/f) + 2*white*white*250e-9*(h-f)
			}
			near(t, "power", power, want, 1e-6*want)
		}
	}
}

func TestNoSpectrum(t *testing.T) {
	var absent *Absent
	if _, err := NoiseSpectrum(preset(t, "vteam")); !errors.As(err, &absent) {
		t.Error(err)
	}
	s, err := NoiseSpectrum(flip())
	if err != nil || s.Slow || !s.White {
		t.Fatal(err)
	}
	for i, d := range s.Density[0] { // 2 (1 %)² 100 ns
		near(t, "white density", d, 2e-11, 1e-20)
		near(t, "that of the other state", s.Density[1][i], d, 0)
	}
}
