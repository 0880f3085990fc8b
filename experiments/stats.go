package experiments

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"
)

// MeanCI returns the mean of x, its standard deviation (n-1 in the denominator) and the two-sided
// 95 % interval of the mean, Student's t with n-1 degrees of freedom:
//
//	mean ± t(0.975, n-1) sd / √n
//
// The interval is not cut to [0, 1]: of few repeats near 1 it honestly says little. One value has no
// sd and no interval (NaN), no value has no mean either, and a NaN in x makes all NaN.
//
// Student, "The probable error of a mean", Biometrika 6(1), 1–25 (1908), doi:10.1093/biomet/6.1.1.
func MeanCI(x []float64) (mean, sd, lo, hi float64) {
	nan := math.NaN()
	if len(x) == 0 {
		return nan, nan, nan, nan
	}
	n := float64(len(x))
	mean = average(x)
	if len(x) == 1 {
		return mean, nan, nan, nan
	}
	var ss float64
	for _, v := range x {
		d := v - mean
		ss += float64(d * d) // converted, so that no processor fuses it: the same bits on each
	}
	sd = math.Sqrt(ss / (n - 1))
	half := float64(studentT(len(x)-1) * sd / math.Sqrt(n))
	return mean, sd, mean - half, mean + half
}

// average returns the mean of x in two passes: the second takes back the rounding of the first, so
// that the mean of equal values is that value.
func average(x []float64) float64 {
	n := float64(len(x))
	var sum, rest float64
	for _, v := range x {
		sum += v
	}
	mean := sum / n
	for _, v := range x {
		rest += v - mean
	}
	return mean + rest/n
}

// studentT returns the 0.975 quantile of Student's t with df >= 1 degrees of freedom. It is rounded
// to 12 digits because its last ones depend on the processor's exponential.
func studentT(df int) float64 {
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.Quantile(0.975)
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(t, 'e', 11, 64), 64)
	if err != nil {
		panic("experiments: quantile of Student's t is not a number")
	}
	return rounded
}

// PairedLoss returns the mean of ref - x, pair by pair, with its 95 % interval as [MeanCI] makes it.
// Pairs that share their luck (data, initial weights, spike trains) have an interval far narrower
// than the difference of two means.
func PairedLoss(ref, x []float64) (loss, lo, hi float64) {
	if len(ref) != len(x) {
		panic("experiments: slices of a paired comparison differ in length")
	}
	d := make([]float64, len(x))
	for i := range d {
		d[i] = ref[i] - x[i]
	}
	loss, _, lo, hi = MeanCI(d)
	return loss, lo, hi
}

// Wilson returns the two-sided 95 % score interval of a fraction k in [0, 1] observed in n independent
// trials: what a test set of n images alone leaves open. With z = 1.96,
//
//	(k + z²/2n ± z √(k(1-k)/n + z²/4n²)) / (1 + z²/n)
//
// It is NaN without trials or for a k that is no fraction.
//
// Wilson, "Probable inference, the law of succession, and statistical inference", J. Am. Stat.
// Assoc. 22(158), 209–212 (1927), doi:10.1080/01621459.1927.10502953.
func Wilson(k float64, n int) (lo, hi float64) {
	if n <= 0 || !(k >= 0 && k <= 1) {
		return math.NaN(), math.NaN()
	}
	const z = 1.959963984540054 // 0.975 quantile of the normal distribution
	m := float64(n)
	centre := k + z*z/(2*m)
	half := float64(z * math.Sqrt(float64(k*(1-k))/m+z*z/(4*m*m)))
	lo, hi = (centre-half)/(1+z*z/m), (centre+half)/(1+z*z/m)
	// Exact where the formula is: rounding must not exclude what was observed.
	return max(min(lo, k), 0), min(max(hi, k), 1)
}

// Summarise returns one row per device and point: in the order of devices, then of points as trials
// first name them. Points are equal when all coordinates are, NaN being equal to NaN. The order of a
// point's trials does not matter. Trials of a device that is not in the list come last.
//
// A loss pairs each trial with the ideal device's trial of the same repeat. Axes on which the ideal
// device has one value only, such as spreads, do not separate pairs; on the others (network size,
// say) both must be at the same place. Repeats without a partner are left out of the loss alone.
func Summarise(trials []Trial, devices []Device) []Row {
	var rows []Row
	ideal := newReference(trials, devices)
	for _, g := range groupTrials(trials, devices) {
		rows = append(rows, g.row(ideal))
	}
	return rows
}

// group holds the trials of one device at one point, by repeat.
type group []*Trial

func groupTrials(trials []Trial, devices []Device) []group {
	rank := make(map[string]int)
	for _, d := range devices {
		if _, ok := rank[d.Name]; !ok {
			rank[d.Name] = len(rank)
		}
	}
	type place struct{ device, point string }
	at := make(map[place]int)
	var groups []group
	for i := range trials {
		t := &trials[i]
		if _, ok := rank[t.Device]; !ok {
			rank[t.Device] = len(rank)
		}
		p := place{t.Device, pointKey(t.Point)}
		i, ok := at[p]
		if !ok {
			i = len(groups)
			at[p] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], t)
	}
	for _, g := range groups {
		slices.SortStableFunc(g, func(a, b *Trial) int { return cmp.Compare(a.Repeat, b.Repeat) })
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(rank[a[0].Device], rank[b[0].Device]) })
	return groups
}

// pointKey is equal for equal points.
func pointKey(p []float64) string {
	var b []byte
	for _, v := range p {
		b = append(strconv.AppendFloat(b, v+0, 'g', -1, 64), ' ') // + 0 makes -0 a 0
	}
	return string(b)
}

func (g group) row(ideal *reference) Row {
	take := func(of func(*Metrics) float64) []float64 {
		x := make([]float64, len(g))
		for i, t := range g {
			x[i] = of(&t.Metrics)
		}
		return x
	}
	r := Row{Device: g[0].Device, Point: slices.Clone(g[0].Point), N: len(g)}
	r.Mean, r.SD, r.Lo, r.Hi = MeanCI(take(func(m *Metrics) float64 { return m.Accuracy }))
	r.Raw, _, r.RawLo, r.RawHi = MeanCI(take(func(m *Metrics) float64 { return m.AccuracyRaw }))
	r.MeanG = average(take(func(m *Metrics) float64 { return m.MeanG }))
	r.Gain = average(take(func(m *Metrics) float64 { return m.Gain }))
	if math.IsNaN(r.MeanG) {
		r.Gain = math.NaN()
	}
	r.Spikes = average(take(func(m *Metrics) float64 { return m.SpikesPerImg }))
	r.Inputs = average(take(func(m *Metrics) float64 { return m.InputsPerImg }))
	r.Writes = average(take(func(m *Metrics) float64 { return m.Writes }))
	r.WriteEnergy = average(take(func(m *Metrics) float64 { return m.WriteEnergy }))
	r.price(take)
	r.reached(g)
	images := g[0].Metrics.TestImages
	for _, t := range g {
		images = min(images, t.Metrics.TestImages)
	}
	r.TestLo, r.TestHi = Wilson(r.Mean, images)

	var ref, x []float64
	for _, t := range g {
		if a, ok := ideal.accuracy(t); ok {
			ref, x = append(ref, a), append(x, t.Metrics.Accuracy)
		}
	}
	r.Loss, r.LossLo, r.LossHi = PairedLoss(ref, x)
	return r
}

// price fills in what a row of trials takes.
func (r *Row) price(take func(of func(*Metrics) float64) []float64) {
	interval := func(of func(*Metrics) float64) (mean, lo, hi float64) {
		mean, _, lo, hi = MeanCI(take(of))
		if math.IsNaN(lo) || mean == 0 {
			return mean, 0, 0
		}
		return mean, lo, hi
	}
	r.Energy, r.EnergyLo, r.EnergyHi = interval(func(m *Metrics) float64 { return m.Energy })
	r.Infer, r.InferLo, r.InferHi = interval(func(m *Metrics) float64 { return m.InferEnergy })
	r.Keep, r.KeepLo, r.KeepHi = interval(func(m *Metrics) float64 { return m.KeepEnergy })
	r.Busy = average(take(func(m *Metrics) float64 { return m.Busy }))
	r.InferBusy = average(take(func(m *Metrics) float64 { return m.InferBusy }))
	r.KeepFor = average(take(func(m *Metrics) float64 { return m.KeepBusy }))
	r.Area = average(take(func(m *Metrics) float64 { return m.Area }))
}

// reference finds the ideal device's accuracy to compare a trial with.
type reference struct {
	varies []bool // per axis: the ideal device has several values on it
	by     map[pair]float64
}

type pair struct {
	repeat int
	point  string // coordinates on the axes that vary
}

func newReference(trials []Trial, devices []Device) *reference {
	r := &reference{by: make(map[pair]float64)}
	i := slices.IndexFunc(devices, func(d Device) bool { return d.Ideal })
	if i < 0 {
		return r
	}
	var first []float64
	for k := range trials {
		t := &trials[k]
		if t.Device != devices[i].Name {
			continue
		}
		if first == nil {
			first = t.Point
			r.varies = make([]bool, len(first))
		}
		for k, v := range t.Point {
			if pointKey([]float64{v}) != pointKey(first[k:k+1]) {
				r.varies[k] = true
			}
		}
	}
	for k := range trials {
		t := &trials[k]
		if p := r.pair(t); t.Device == devices[i].Name {
			if _, ok := r.by[p]; !ok {
				r.by[p] = t.Metrics.Accuracy
			}
		}
	}
	return r
}

func (r *reference) pair(t *Trial) pair {
	var at []float64
	for k, vary := range r.varies {
		if vary {
			at = append(at, t.Point[k])
		}
	}
	return pair{t.Repeat, pointKey(at)}
}

func (r *reference) accuracy(t *Trial) (float64, bool) {
	a, ok := r.by[r.pair(t)]
	return a, ok
}
