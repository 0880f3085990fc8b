package fit

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/dsp/window"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A psd is an estimate of a one-sided power spectral density: at frequencies f (Hz), each the mean of about n
// independent periodograms.
type psd struct {
	f, s []float64
	n    float64
}

// welch averages periodograms of segments of length m that overlap by half, each less its mean and under a Hann window.
// Neighbours that overlap by half are nearly independent under it: of k segments the variance is that of
// k/(1 + 2·(1/6)²·(1 - 1/k)).
//
// P. D. Welch, "The Use of Fast Fourier Transform for the Estimation of Power Spectra", IEEE Trans. Audio
// Electroacoust. 15(2), 70–73 (1967).
func welch(x []float64, dt float64, m int) psd {
	fft := fourier.NewFFT(m)
	w := window.NewValues(window.Hann, m)
	var power float64
	for _, v := range w {
		power += float64(v * v)
	}
	sum := make([]float64, m/2+1)
	k := 0
	buf := make([]float64, m)
	for from := 0; from+m <= len(x); from += m / 2 {
		mean, _ := moments(x[from : from+m])
		for i := range buf {
			buf[i] = (x[from+i] - mean) * w[i]
		}
		for i, c := range fft.Coefficients(nil, buf) {
			sum[i] += float64(real(c)*real(c)) + float64(imag(c)*imag(c))
		}
		k++
	}
	p := psd{n: float64(k)}
	if k > 1 {
		p.n /= 1 + 2.0/36*(1-1/float64(k))
	}
	// The lowest bins hold what the mean and the window left; the last is not of both signs.
	for i := 2; i < len(sum)-1; i++ {
		p.f = append(p.f, float64(i)/(float64(m)*dt))
		p.s = append(p.s, 2*dt*sum[i]/power/float64(k))
	}
	return p
}

// segment is the length of a segment for so many points: about eight of them, a power of two.
func segment(points int) int {
	m := 16
	for m*2 <= points/4 {
		m *= 2
	}
	return m
}

// A colour is a spectrum of white and 1/f noise, S = white + flicker (1 Hz/f)^γ.
type colour struct {
	peak
	like    func([]float64) float64
	scale   float64
	flicker bool
}

// coloured fits white and 1/f^γ noise by the likelihood of Whittle: a mean of n periodograms is gamma distributed
// around the density. Bins under a Hann window are correlated with their neighbours, so that only two thirds of them count.
// The spectrum is white unless flicker noise raises the likelihood by e⁶: what misjudged levels leave looks like a little of it.
//
// P. Whittle, "Estimation and information in stationary time series", Ark. Mat. 2, 423–434 (1953).
func coloured(p psd) *colour {
	c := &colour{}
	mean, _ := moments(p.s)
	c.scale = mean
	const independent = 2.0 / 3
	whittle := func(model func(f float64) float64) float64 {
		var sum float64
		for i, f := range p.f {
			m := model(f) * c.scale
			if !(m > 0) {
				return math.Inf(1)
			}
			sum += kernel.Log(m) + p.s[i]/m
		}
		return independent * p.n * sum
	}
	white := func(x []float64) float64 {
		w := kernel.Exp(x[0])
		return whittle(func(float64) float64 { return w })
	}
	both := func(x []float64) float64 {
		if x[2] < 0.2 || x[2] > 3 || x[1] < -40 {
			return math.Inf(1)
		}
		w, a := kernel.Exp(x[0]), kernel.Exp(x[1])
		return whittle(func(f float64) float64 { return w + float64(a*kernel.Exp(-x[2]*kernel.Log(f/p.f[0]))) })
	}
	plain, ok := newton(white, []float64{0}, []float64{0.05})
	c.peak, c.like = plain, white
	var best peak
	least := math.Inf(1)
	for _, gamma := range []float64{0.8, 1.2, 1.8} {
		if q, good := newton(both, []float64{kernel.Log(median(p.s)/mean + 1e-12), kernel.Log(p.s[0]/mean + 1e-12), gamma}, []float64{0.05, 0.1, 0.05}); good && q.f < least {
			best, least = q, q.f
		}
	}
	if ok && least < plain.f-6 { // strong evidence
		c.peak, c.like, c.flicker = best, both, true
	}
	return c
}
