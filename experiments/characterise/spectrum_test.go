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

// Telegraph noise alone, of traps that are all alike, is one Lorentzian: 4 A² τc τe/(τc+τe)² τ at low frequency, and half
// of it at the corner 1/(2πτ), with τ = 0.75 ms of τc = 1 ms and τe = 3 ms (A = 0.1).
func TestSpectrumOfTelegraphNoise(t *testing.T) {
	card := preset(t, "memristor")
	for name, v := range map[string]float64{"rtn_traps": 1, "rtn_amplitude": 0.1, "rtn_capture": 1e-3, "rtn_emission": 3e-3} {
		if err := card.Set(name, v); err != nil {
			t.Fatal(err)
		}
	}
	s, err := NoiseSpectrum(card)
	if err != nil || s.White || s.Slow || !s.Telegraph {
		t.Fatal(s, err)
	}
	for i, f := range s.Frequency {
		x := 2 * math.Pi * f * 0.75e-3
		want := 4 * 0.01 * 0.1875 * 0.75e-3 / (1 + x*x)
		near(t, "density", s.Density[0][i], want, 1e-9*want)
	}
}
