package plots

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/xbar-sim/xbar/experiments/whatif"
	"github.com/xbar-sim/xbar/variability"
)

// grown are values from lo to hi with equal ratios, in the order of harm, and their places.
func grown(lo, hi float64, n, worse int) *whatif.Range {
	r := &whatif.Range{Log: true, Worse: worse}
	for k := range n {
		x := float64(k) / float64(n-1)
		v := lo * math.Pow(hi/lo, x)
		if worse < 0 {
			v = hi * math.Pow(lo/hi, x)
		}
		r.Values, r.Places = append(r.Values, v), append(r.Places, x)
	}
	return r
}

// madeRequirement is a made-up answer; refused ones have no threshold.
func madeRequirement(worse int, refused string) *whatif.Requirement {
	rng := variability.Seed(1).Rand()
	r := &whatif.Requirement{Device: "memristor", Title: "AlOx/HfO2 RRAM (Woo 2016)", Limit: 0.01, Conf: 0.95, Baseline: "memristor with d2d = 0",
		BaseMean: 0.843, TestImages: 1000, Refused: refused, Verdict: "d2d = 0.11 passes", Own: &whatif.Own{Value: 0.11, Provenance: "measured"},
		Setting: []string{"in-situ", "digits", "50 neurons"}, Found: &whatif.Found{Least: 12}, Value: 0.17, Low: 0.13, High: 0.24}
	r.Key, r.Label, r.Worse, r.Log = "d2d", "device-to-device spread: CV of g_min, g_max and the step sizes", worse, true
	r.Range = grown(0.01, 2, 9, worse)
	for i, v := range r.Range.Values {
		p := whatif.Point{Value: v, Fit: 0.3 * r.Range.Places[i] * r.Range.Places[i] * r.Range.Places[i] * r.Range.Places[i]}
		n := []int{4, 12}[min(1, i%4)]
		for range n {
			p.Losses = append(p.Losses, p.Fit+0.012*rng.NormFloat64())
		}
		p.Loss, p.Lo, p.Hi = p.Fit, p.Fit-0.01, p.Fit+0.01
		r.Points = append(r.Points, p)
	}
	return r
}

func madeMap() *whatif.RequirementMap {
	m := &whatif.RequirementMap{Device: "memristor", Title: "AlOx/HfO2 RRAM (Woo 2016)", Limit: 0.01, Conf: 0.95, Repeats: 10,
		Baseline: "memristor with d2d = 0 and on_off = 1e3", BaseMean: 0.84, TestImages: 1000, Setting: []string{"in-situ", "digits", "50 neurons"},
		RangeA: grown(0.02, 1, 7, 1), RangeB: grown(2, 100, 5, -1)}
	m.A.Key, m.A.Label, m.A.Worse = "d2d", "device-to-device spread: CV of g_min, g_max and the step sizes", 1
	m.B.Key, m.B.Label, m.B.Worse = "on_off", "on/off ratio g_max/g_min", -1
	for i := range m.RangeA.Values {
		for j := range m.RangeB.Values {
			m.Cells = append(m.Cells, whatif.MapCell{A: m.RangeA.Values[i], B: m.RangeB.Values[j], Loss: 0.3*math.Pow(m.RangeA.Places[i], 3) + 0.1*math.Pow(m.RangeB.Places[j], 3) - 0.001})
		}
	}
	for j, b := range m.RangeB.Values {
		at := math.Cbrt(max(0.011-0.1*math.Pow(m.RangeB.Places[j], 3), 0) / 0.3)
		e := whatif.MapEdge{B: b, Place: at, Low: at - 0.1, High: at + 0.07}
		if at == 0 {
			e.Place, e.Low, e.High = math.Inf(-1), math.Inf(-1), 0.05
		}
		m.Along = append(m.Along, e)
	}
	m.Cards = []whatif.MapCard{{Name: "memristor", A: 0.08, B: 4.43, Ours: true}, {Name: "pcm-exp", A: 0.1, B: 60, Assumed: true}, {Name: "gokmen-vlasov", A: 0.3, B: 30}, {Name: "fefet", A: 0.31, B: 32}}
	return m
}

func madeLifetime(wear bool, kelvins []float64, kinds ...string) *whatif.Lifetime {
	rng := variability.Seed(2).Rand()
	l := &whatif.Lifetime{Device: "pcm", Title: "GST phase-change memory, 90 nm (Nandakumar 2018)", Endurance: wear, Limit: 0.01, Conf: 0.95, Repeats: 10,
		Mean: 0.84, Lo: 0.835, Hi: 0.845, TestImages: 1000, Measured: 86400, Read: 300, Setting: []string{"in-situ", "digits", "50 neurons"}}
	along := whatif.Usual()
	if wear {
		along, l.Measured = []float64{1e3, 1e4, 1e5, 1e6, 1e7}, 3e5
	}
	for range 10 {
		l.Fresh = append(l.Fresh, 0.84+0.007*rng.NormFloat64())
	}
	for a, k := range kelvins {
		for b, kind := range kinds {
			c := whatif.LifeCurve{Kelvin: k, Compensation: kind, To: 1e6 / float64(1+10*a), Low: 3e5 / float64(1+10*a), High: 2e6 / float64(1+10*a)}
			for i, x := range along {
				p := whatif.LifePoint{At: x, Failed: 0.03 * float64(i*i), Mean: 0.84 - 0.004*float64(i*i*(a+1))/float64(b+1)}
				for range 10 {
					p.Accuracies = append(p.Accuracies, p.Mean+0.008*rng.NormFloat64())
				}
				p.Lo, p.Hi = p.Mean-0.006, p.Mean+0.006
				c.Points = append(c.Points, p)
			}
			l.Curves = append(l.Curves, c)
		}
	}
	return l
}

// Every kind of answer can be drawn in every format, and none without data.
func TestFiguresOfQuestions(t *testing.T) {
	all := map[string]Figure{}
	add := func(name string, fig Figure, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = fig
	}
	fig, err := Requirement(madeRequirement(1, ""))
	add("requirement", fig, err)
	few := madeRequirement(-1, "no loss of 1 points over the whole range: at d2d = 2 it is 0.3 points [-0.1, 0.7]")
	few.Found.Least, few.Own.Provenance, few.Quick = 4, "assumed", true
	fig, err = Requirement(few)
	add("requirement_refused", fig, err)
	fig, err = RequirementMap(madeMap())
	add("requirement_map", fig, err)
	hot := []float64{298.15, 328.15, 358.15, 398.15}
	fig, err = Lifetime(madeLifetime(false, hot, "none", "global", "column", "refresh"))
	add("lifetime", fig, err)
	fig, err = Lifetime(madeLifetime(false, hot[:2], "none"))
	add("lifetime_one", fig, err)
	fig, err = Lifetime(madeLifetime(true, hot[:1], "none"))
	add("lifetime_wear", fig, err)
	for name, fig := range all {
		for _, f := range Formats() {
			var b bytes.Buffer
			if err := Write(&b, fig, f, "specimen"); err != nil || b.Len() < 2000 {
				t.Errorf("%s.%s: %d bytes, %v", name, f, b.Len(), err)
			}
			if *lookDir != "" {
				if err := os.WriteFile(filepath.Join(*lookDir, name+"."+string(f)), b.Bytes(), 0o644); err != nil {
					t.Error(err)
				}
			}
		}
	}
	_, err = Requirement(&whatif.Requirement{})
	_, err2 := RequirementMap(&whatif.RequirementMap{RangeA: &whatif.Range{}, RangeB: &whatif.Range{}})
	_, err3 := Lifetime(&whatif.Lifetime{})
	for _, err := range []error{err, err2, err3} {
		if !errors.Is(err, ErrNoData) {
			t.Errorf("nothing to draw: %v", err)
		}
	}
}
