package fit

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// Pulse estimates the response to identical pulses: range, nonlinearity labels, cycle-to-cycle scatter of a pulse
// (c2c_range, of the range) and noise of a read (read_noise, of G), device by device, by maximum likelihood of a
// linear-Gaussian state space (pulseLaw), in which a step that stays is scatter of the pulse and one that goes
// is noise of the read. Intervals of a device are by profile likelihood, those over devices of
// Hartung and Knapp. Plain least squares stands beside it, and models are compared by AICc. From one cycle the two
// scatters are not identified, and the verdict says so.
//
// The labels are those of P.-Y. Chen, X. Peng and S. Yu, IEEE Trans. Comput.-Aided Des. 37(12), 3067–3080 (2018),
// doi:10.1109/TCAD.2018.2789723, of a curve across the pulses of a train. It errs where there is no train.
func Pulse(trains []lab.PulseTrain) (*Report, error) {
	if len(trains) == 0 {
		return nil, refuse("fit pulse", "no pulse trains among the measurements")
	}
	all, notes := cells(trains)
	p, more := programOf(trains)
	r := &Report{Kind: "pulse", Title: "Response to identical pulses", Notes: append(notes, more...)}
	var fits []*pulseFit
	for _, c := range all {
		f, err := fitCell(c)
		if err != nil {
			r.note("%v", err)
			continue
		}
		f.compare()
		fits = append(fits, f)
	}
	if len(fits) == 0 {
		return nil, refuse("fit pulse", "%s", r.Notes[len(r.Notes)-1])
	}
	sum, best := sums(fits)
	for _, f := range fits {
		if sum[hardLimits] < sum["exponential"]-4 {
			f.harden()
		}
		f.estimates(len(fits) == 1)
		f.check()
	}
	pulseEstimates(r, fits)
	pulseGoodness(r, fits, sum, best)
	r.Panels = pulsePanels(fits)
	r.jumpTable(fits)
	pulseCard(r, fits, p)
	return r, nil
}

// A pulseFit is what was found of one device.
type pulseFit struct {
	cell    *cell
	law     expLaw
	best    peak
	hard    peak                // with hard limits
	x       map[string]Estimate // of this device, natural units
	lsq     []float64           // g_min, g_max, κ up, κ down by least squares
	aicc    map[string]float64
	r1, lbp float64 // autocorrelation of the innovations at lag 1, Ljung–Box p
	r2      float64
}

// fewReads is the number of reads below which six parameters mean nothing.
const fewReads = 12

func fitCell(c *cell) (*pulseFit, error) {
	switch {
	case c.reads() < fewReads:
		return nil, refuse(c.name, "%d reads after pulses, want %d", c.reads(), fewReads)
	case !(c.scale > 0):
		return nil, refuse(c.name, "no conductance above 0")
	case c.up < 2 || c.down < 2:
		return nil, refuse(c.name, "pulses in one direction only, want SET and RESET")
	}
	f := &pulseFit{cell: c, law: expLaw{up: float64(c.up), down: float64(c.down)}, x: map[string]Estimate{}, aicc: map[string]float64{}}
	start, err := f.leastSquares()
	if err != nil {
		return nil, err
	}
	if f.best, err = descend(f.likelihood(f.law), start, []float64{0.01, 0.01, 0.1, 0.1, 0.05, 0.05}); err != nil {
		return nil, refuse(c.name, "%v", err)
	}
	return f, nil
}

// likelihood of the exponential response.
func (f *pulseFit) likelihood(law expLaw) func([]float64) float64 {
	return func(x []float64) float64 {
		if math.Abs(x[2]) > 40 || math.Abs(x[3]) > 40 || law.bounded && max(math.Abs(x[6]), math.Abs(x[7])) > 16 {
			return math.Inf(1)
		}
		return filter(law, x, f.cell, nil)
	}
}

// harden takes the fit with hard limits for the device's own.
func (f *pulseFit) harden() {
	if f.hard.cov != nil {
		f.law.bounded, f.best = true, f.hard
	}
}

// estimates turns the peak into numbers in SI units and labels. Profile intervals take their time: of several
// devices, of which the values are gathered by their standard errors, nobody asks for them.
func (f *pulseFit) estimates(profiles bool) {
	c, x, like := f.cell, f.best.x, f.likelihood(f.law)
	put := func(name, unit string, k int, lo, hi float64, to func(float64) float64) {
		low, high := x[k]-float64(normal95*f.best.sd(k)), x[k]+float64(normal95*f.best.sd(k))
		if profiles {
			low, high = f.best.profile(like, k, lo, hi)
		}
		e := Estimate{Name: name, Value: to(x[k]), Unit: unit, SD: nan(), N: c.rounds(), Of: "cycles", Method: "state-space likelihood, profile"}
		e.Low, e.High = to(low), to(high)
		if low <= lo {
			e.Low = to(math.Inf(-1))
		}
		if high >= hi {
			e.High = math.Inf(1)
		}
		h := f.best.step[k]
		e.SE = math.Abs(to(x[k]+h)-to(x[k]-h)) / (2 * h) * f.best.sd(k)
		f.x[name] = e
	}
	siemens := func(v float64) float64 { return v * c.scale }
	put("g_min", "S", 0, -10, 10, siemens)
	put("g_max", "S", 1, -10, 10, siemens)
	put("nl_ltp", "", 2, -40, 40, label)
	put("nl_ltd", "", 3, -40, 40, func(k float64) float64 { return -label(k) })
	if e := f.x["nl_ltd"]; e.Low > e.High {
		e.Low, e.High = e.High, e.Low
		f.x["nl_ltd"] = e
	}
	if f.law.bounded {
		put("states_ltp", "", 6, 0, 16, kernel.Exp)
		put("states_ltd", "", 7, 0, 16, kernel.Exp)
	}
	iq, ir := f.law.noise()
	put("c2c_range", "", iq, unseen, 3, kernel.Exp)
	put("read_noise", "", ir, unseen, 3, kernel.Exp)
	for _, name := range []string{"c2c_range", "read_noise"} {
		if e := f.x[name]; e.Low == 0 {
			e.Verdict = "not told from 0: at most " + fmt.Sprintf("%.2g", e.High)
			if e.Value < kernel.Exp(unseen) {
				e.Value, e.SE = 0, e.High/normal95
			}
			f.x[name] = e
		}
	}
}

// label is NeuroSim's label of the curvature κ = 1/a, odd in κ.
func label(kappa float64) float64 {
	k := math.Abs(kappa)
	switch {
	case math.IsInf(k, 1):
		return math.Copysign(device.NLMax, kappa)
	case k < 1e-4:
		return device.NLMax / 8 * kappa
	}
	return math.Copysign(device.Label(1/k), kappa)
}

const hardLimits = "exponential with hard limits"

func pulseLaws() []string {
	return []string{"exponential", hardLimits, "constant step", "power"}
}

// sums adds the AICc of each law over the devices and says which is least.
func sums(fits []*pulseFit) (sum map[string]float64, best string) {
	sum = map[string]float64{}
	best = pulseLaws()[0]
	for _, law := range pulseLaws() {
		for _, f := range fits {
			if a, ok := f.aicc[law]; ok {
				sum[law] += a
			} else {
				sum[law] = math.Inf(1)
			}
		}
		if sum[law] < sum[best] {
			best = law
		}
	}
	return sum, best
}

// compare fits the other laws and notes their AICc.
func (f *pulseFit) compare() {
	n := f.cell.reads()
	f.aicc["exponential"] = aicc(f.best.f, 6, n)
	x := f.best.x
	span := x[1] - x[0]
	hard := f.law
	hard.bounded = true
	from := append(append([]float64{}, x...), kernel.Log(f.law.up), kernel.Log(f.law.down))
	step := []float64{0.01, 0.01, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05}
	f.hard, _ = newton(f.likelihood(hard), from, step)
	f.aicc[hardLimits] = aicc(f.hard.f, 8, n)
	line := constantLaw{f.law.up, f.law.down}
	p, err := descend(func(x []float64) float64 { return filter(line, x, f.cell, nil) }, []float64{span, span, x[4], x[5]}, []float64{0.01, 0.01, 0.05, 0.05})
	if err == nil {
		f.aicc["constant step"] = aicc(p.f, 4, n)
	}
	from = []float64{x[0] - 0.1*span, x[1] + 0.1*span, kernel.Log(2 / f.law.up), kernel.Log(2 / f.law.down), 1, 1, x[4], x[5]}
	// Range and exponent trade against each other; the height of the ridge is what counts here.
	p, _ = newton(func(x []float64) float64 { return filter(powerLaw{}, x, f.cell, nil) }, from, []float64{0.01, 0.01, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05})
	f.aicc["power"] = aicc(p.f, 8, n)
}

// check looks at the innovations, which are white and standard normal if the model holds.
func (f *pulseFit) check() {
	const lags = 10
	c := make([]float64, lags+1)
	var err, all, mean float64
	n := 0
	for _, y := range f.cell.cycles {
		for _, r := range y[1:] {
			mean += r.g / float64(f.cell.reads())
		}
	}
	series := make([][]float64, len(f.cell.cycles))
	filter(f.law, f.best.x, f.cell, func(cycle, k int, predicted, innovation float64) {
		series[cycle] = append(series[cycle], innovation)
		d, m := f.cell.cycles[cycle][k].g-predicted, f.cell.cycles[cycle][k].g-mean
		err, all = err+float64(d*d), all+float64(m*m)
		n++
	})
	for _, s := range series {
		for h := range c {
			for k := h; k < len(s); k++ {
				c[h] += float64(s[k] * s[k-h])
			}
		}
	}
	f.r2 = 1 - err/all
	f.r1 = c[1] / c[0]
	q := 0.0
	for h := 1; h <= lags; h++ {
		r := c[h] / c[0]
		q += float64(r*r) / float64(n-h)
	}
	// Six parameters were fitted, of which two shape the correlation.
	f.lbp = chiBeyond(float64(n)*float64(n+2)*q, lags-2)
}

// leastSquares fits the closed curve of every cycle from its first read, which is the custom, and from what is left
// finds where the filter may start.
func (f *pulseFit) leastSquares() ([]float64, error) {
	c := f.cell
	lo, hi := f.ends()
	if !(hi > lo) {
		return nil, refuse(c.name, "SET pulses do not raise the conductance")
	}
	res := func(x, out []float64) {
		i := 0
		for _, y := range c.cycles {
			g := y[0].g / c.scale
			for k := 1; k < len(y); k++ {
				if y[k].pulses != 0 {
					g, _ = f.law.after(x, g, y[k].pulses)
				}
				out[i] = y[k].g/c.scale - g
				i++
			}
		}
	}
	l := squares(res, c.reads(), []float64{lo, hi, 1, 1}, []float64{1e-4, 1e-4, 1e-3, 1e-3})
	f.lsq = l.x
	if !finite(l.x...) || !(l.x[1] > l.x[0]) || math.Abs(l.x[2]) > 30 || math.Abs(l.x[3]) > 30 {
		l.x = []float64{lo, hi, 1, 1}
	}
	// Of the one-step errors, neighbours share a read, so that their covariance is minus the noise of one.
	var own, cross float64
	var last float64
	n := 0
	for _, y := range c.cycles {
		for k := 1; k < len(y); k++ {
			g := y[k-1].g / c.scale
			if y[k].pulses != 0 {
				g, _ = f.law.after(l.x, g, y[k].pulses)
			}
			e := y[k].g/c.scale - g
			own += float64(e * e)
			if k > 1 {
				cross += float64(e * last)
			}
			last = e
			n++
		}
	}
	own, cross = own/float64(n), cross/float64(n)
	noise := min(max(-cross, 0.02*own), 0.48*own) + 1e-14
	pulse := own - 2*noise + 0.02*own + 1e-14
	mid := (l.x[0] + l.x[1]) / 2
	return append(append([]float64{}, l.x...), 0.5*kernel.Log(pulse)-kernel.Log(l.x[1]-l.x[0]), 0.5*kernel.Log(noise)-kernel.Log(math.Abs(mid))), nil
}

// ends are the mean conductance at the end of RESET and of SET, over the scale.
func (f *pulseFit) ends() (lo, hi float64) {
	var sum [2]float64
	var n [2]int
	for _, y := range f.cell.cycles {
		for k := range y {
			last := k == len(y)-1 || y[k].pulses*y[k+1].pulses < 0
			if !last {
				continue
			}
			side := 0
			if y[k].pulses > 0 || y[k].pulses == 0 && len(y) > k+1 && y[k+1].pulses < 0 {
				side = 1
			}
			sum[side], n[side] = sum[side]+y[k].g/f.cell.scale, n[side]+1
		}
	}
	if n[0] == 0 || n[1] == 0 {
		return 0, 0
	}
	return sum[0] / float64(n[0]), sum[1] / float64(n[1])
}

// gathered is one parameter over the devices.
func gathered(fits []*pulseFit, name string) population {
	var x, se []float64
	for _, f := range fits {
		if e, ok := f.x[name]; ok {
			x, se = append(x, e.Value), append(se, e.SE)
		}
	}
	return gather(x, se)
}

func pulseEstimates(r *Report, fits []*pulseFit) {
	few := 1 << 30
	for _, f := range fits {
		few = min(few, f.cell.rounds())
	}
	for _, name := range []string{"g_min", "g_max", "nl_ltp", "nl_ltd", "c2c_range", "read_noise"} {
		e := fits[0].x[name]
		if len(fits) > 1 {
			e = gathered(fits, name).estimate(name, e.Unit, "state-space likelihood per device, random effects over devices")
		}
		if scatter := name == "c2c_range" || name == "read_noise"; scatter && few == 1 {
			e.Verdict = "not identified from one cycle"
		}
		r.add(e)
	}
	r.states(fits)
	var ltp, ltd []float64
	for _, f := range fits {
		ltp, ltd = append(ltp, label(f.lsq[2])), append(ltd, -label(f.lsq[3]))
	}
	r.note("plain least squares, for comparison: nl_ltp %.2f, nl_ltd %.2f (it takes cycle-to-cycle scatter for a wrong curve)", mean(ltp), mean(ltd))
	if len(fits) < fewDevices {
		r.note("spread between devices is refused: %d of them, want %d", len(fits), fewDevices)
	}
	if few == 1 {
		r.note("one cycle: cycle-to-cycle scatter and read noise are told apart by the model alone")
	}
}

// states are the pulses across the range: fitted where it has hard limits, else those of a train by definition.
func (r *Report) states(fits []*pulseFit) {
	for side, name := range []string{"states_ltp", "states_ltd"} {
		hard, n := false, 0
		for _, f := range fits {
			hard = hard || f.law.bounded
			n = max(n, []int{f.cell.up, f.cell.down}[side])
		}
		switch {
		case hard && len(fits) > 1:
			r.add(gathered(fits, name).estimate(name, "", "state-space likelihood per device, random effects over devices"))
		case hard:
			r.add(fits[0].x[name])
		default:
			r.add(Estimate{Name: name, Value: float64(n), Low: nan(), High: nan(), SE: nan(), SD: nan(), N: len(fits), Of: "devices", Method: "pulses of a train", Verdict: "by definition"})
		}
	}
}

func mean(x []float64) float64 {
	m, _ := moments(x)
	return m
}

func pulseGoodness(r *Report, fits []*pulseFit, sum map[string]float64, best string) {
	var r2, r1 []float64
	bad := 0
	for _, f := range fits {
		r2, r1 = append(r2, f.r2), append(r1, f.r1)
		if f.lbp < 0.01 {
			bad++
		}
	}
	r.Goodness = append(r.Goodness, Goodness{"R² of one-step predictions", median(r2), "median over devices"},
		Goodness{"autocorrelation of innovations at lag 1", median(r1), "median over devices; 0 if the model holds"})
	words := "innovations are white"
	if float64(bad) > 0.2*float64(len(fits)) && bad > 1 || len(fits) == 1 && bad == 1 {
		words = "innovations are correlated: the law or the noise is another"
	}
	r.Goodness = append(r.Goodness, Goodness{"devices with Ljung–Box p < 0.01", float64(bad), fmt.Sprintf("of %d: %s", len(fits), words)})
	for _, law := range pulseLaws() {
		says := "best"
		if d := sum[law] - sum[best]; d > 0 {
			says = fmt.Sprintf("ΔAICc %.1f", d)
		}
		r.Goodness = append(r.Goodness, Goodness{"AICc " + law, sum[law], says})
	}
	r.note("soft bounds and a linear step are the exponential in other parameters: the same affine map, the same likelihood")
	switch {
	case best == hardLimits:
		r.note("the range has hard limits, where cells stand still: range, labels and pulses across the range are those between the limits")
	case best != "exponential":
		r.note("AICc prefers %s to the exponential of the card", best)
	}
}
