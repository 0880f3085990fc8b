package fit

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// STDP fits a double exponential to what pairs of spikes do,
//
//	ΔG/G = A₊ e^(-Δt/τ₊)   Δt > 0
//	ΔG/G = A₋ e^(Δt/τ₋)    Δt < 0
//
// by least squares over all windows together, each side on its own, with intervals from the profile of the sum of squares and
// Student's t. A side of less than 6 pairs is refused. It errs where no side is left.
//
// G. Bi and M. Poo, J. Neurosci. 18(24), 10464–10472 (1998), is where such windows come from.
func STDP(windows []lab.STDP) (*Report, error) {
	r := &Report{Kind: "stdp", Title: "Window of spike-timing dependent change"}
	var x, y [2][]float64
	devices := 0
	for _, w := range windows {
		devices++
		for i, d := range w.Delay {
			side := 0
			if d < 0 {
				side = 1
			}
			if d != 0 {
				x[side], y[side] = append(x[side], math.Abs(d)), append(y[side], w.Change[i])
			}
		}
	}
	if devices > 1 {
		r.note("%d windows are fitted as one: their differences are part of the residuals", devices)
	}
	data, line, rest := Series{Name: "pairs"}, Series{Line: true, Like: true}, Series{Name: "pairs"}
	for side, name := range []string{"plus", "minus"} {
		if len(x[side]) < 6 {
			r.note("the side of delays %s is refused: %d pairs, want 6", []string{"above 0", "below 0"}[side], len(x[side]))
			continue
		}
		l, f := r.window(name, x[side], y[side])
		sign := []float64{1, -1}[side]
		last := 0.0
		for i, d := range x[side] {
			want := f(l, d)
			data.X, data.Y = append(data.X, sign*d), append(data.Y, y[side][i])
			rest.X, rest.Y = append(rest.X, sign*d), append(rest.Y, y[side][i]-want)
			last = max(last, d)
		}
		line.X, line.Y = append(line.X, nan()), append(line.Y, nan())
		for k := range 61 {
			d := last * float64(k) / 60
			line.X, line.Y = append(line.X, sign*d), append(line.Y, f(l, d))
		}
	}
	if len(r.Estimates) == 0 {
		if len(r.Notes) > 0 {
			return nil, refuse("fit stdp", "%s", r.Notes[len(r.Notes)-1])
		}
		return nil, refuse("fit stdp", "no window among the measurements")
	}
	r.Panels = []Panel{{Title: "Window", X: "delay, output after input", XUnit: "s", Y: "ΔG/G", Series: []Series{data, line}},
		{Title: "Residuals", X: "delay, output after input", XUnit: "s", Y: "data less fit", Series: []Series{rest}}}
	return r, nil
}

// window fits one side; the parameters are A and ln τ.
func (r *Report) window(name string, x, y []float64) ([]float64, func(p []float64, d float64) float64) {
	f := func(p []float64, d float64) float64 { return p[0] * kernel.Exp(-d*kernel.Exp(-p[1])) }
	res := func(p, out []float64) {
		for i := range x {
			out[i] = y[i] - f(p, x[i])
		}
	}
	top, reach := 0.0, quantile(x, 0.3)
	for i := range x {
		if x[i] <= quantile(x, 0.2) && math.Abs(y[i]) > math.Abs(top) {
			top = y[i]
		}
	}
	best := squares(res, len(x), []float64{top, kernel.Log(reach)}, []float64{1e-4, 1e-4})
	for _, part := range []float64{0.2, 3} {
		if l := squares(res, len(x), []float64{top, kernel.Log(reach * part)}, []float64{1e-4, 1e-4}); l.ssr < best.ssr {
			best = l
		}
	}
	n := len(x)
	method := "least squares, Student's t"
	lo, hi := best.interval(0)
	amp := Estimate{Name: "A_" + name, Value: best.x[0], Low: lo, High: hi, SE: best.sd(0), SD: nan(), N: n, Of: "pairs", Method: method}
	lo, hi = best.interval(1)
	tau := kernel.Exp(best.x[1])
	time := Estimate{Name: "tau_" + name, Value: tau, Low: kernel.Exp(lo), High: kernel.Exp(hi), SE: tau * best.sd(1), SD: nan(), N: n, Of: "pairs", Unit: "s", Method: method}
	if amp.Low < 0 && amp.High > 0 {
		amp.Verdict, time.Verdict = "not told from 0", "not identified: there is no change to time"
	} else if longest := quantile(x, 1); tau > longest {
		time.Verdict = fmt.Sprintf("longer than the longest delay, %.3g s: a straight line would do", longest)
	}
	r.add(amp, time)
	var all float64
	m, _ := moments(y)
	for _, v := range y {
		all += float64((v - m) * (v - m))
	}
	rest := make([]float64, n)
	res(best.x, rest)
	var cross float64
	for i := 1; i < n; i++ {
		cross += float64(rest[i] * rest[i-1])
	}
	r1 := cross / best.ssr
	says := "residuals are white"
	if math.Abs(r1) > 2/math.Sqrt(float64(n)) {
		says = "neighbours agree in their residuals: another shape"
	}
	r.Goodness = append(r.Goodness, Goodness{"R² of side " + name, 1 - best.ssr/all, ""}, Goodness{"autocorrelation of residuals, side " + name, r1, says})
	return best.x, f
}
