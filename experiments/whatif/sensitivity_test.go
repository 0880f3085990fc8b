package whatif

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

// An item opens a new group when its paired difference to the best of the group excludes 0, whatever their own scatter is.
func TestGroups(t *testing.T) {
	each := [][]float64{{10, 20, 30}, {9, 19.1, 29}, {2, 12, 22.5}, {-1, 13, 20}, {0, 1, 2}}
	if got := Groups(each); !slices.Equal(got, []int{1, 2, 3, 3, 3}) {
		t.Errorf("%v", got)
	}
	if got := Groups([][]float64{{3}, {2}, {1}}); !slices.Equal(got, []int{1, 1, 1}) {
		t.Errorf("one repeat tells nothing apart: %v", got)
	}
}

// With little data, all methods run to the end, and twice the same bits with more workers: one property that was spoilt comes first
// in Morris; Sobol's surface states its R².
func TestMethodsRun(t *testing.T) {
	c := good(t, 3)
	c.Network.Neurons, c.Train.Images, c.Label.Images, c.Test.Images = 6, 40, 60, 60
	c.Quick = true // a poor surface is a warning
	put(t, c, "device.read_noise", "2")
	keys := []string{"read_noise", "c2c"}
	var first *Screening
	for _, workers := range []int{1, 3} {
		s := asked(t, c)
		s.Env.Workers = workers
		m, err := s.Morris(context.Background(), keys)
		if err != nil {
			t.Fatal(err)
		}
		if m.Trials != 3*3 || m.Influences[0].Key != "read_noise" || m.Influences[0].Mean > 0 {
			t.Errorf("%+v", m)
		}
		if first == nil {
			first = m
		} else if m.Influences[0].Gain != first.Influences[0].Gain {
			t.Error("the number of workers decides")
		}
	}
	r, err := asked(t, c).Sobol(context.Background(), keys, 2)
	if err != nil {
		t.Fatal(err)
	}
	if r.Trials != 2*5+3+4 || !strings.Contains(r.Surrogate, "quadratic") || len(r.Pairs) != 1 || len(r.Influences) != 2 {
		t.Errorf("%+v", r)
	}
	if _, err := asked(t, c).Morris(context.Background(), []string{"retention"}); err == nil || !strings.Contains(err.Error(), "no flaw in retention") {
		t.Errorf("%v", err)
	}
}

// A waterfall begins at ideal weights, ends at the card as it is, and its steps add up.
func TestWaterfall(t *testing.T) {
	c := good(t, 2)
	c.Network.Neurons, c.Train.Images, c.Label.Images, c.Test.Images = 6, 40, 60, 60
	s := asked(t, c)
	steps, err := s.Waterfall(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	ideal, err := s.Ideal()
	if err != nil {
		t.Fatal(err)
	}
	acc, err := s.Accuracies(context.Background(), []*experiments.Case{ideal, s.Case("as it is")}, 0, 2)
	if err != nil {
		t.Fatal(err)
	}
	if steps[0].Key != "ideal" || !slices.Equal(steps[0].Each, acc[0]) || !slices.Equal(steps[len(steps)-1].Each, acc[1]) {
		t.Errorf("%+v", steps)
	}
	sum := steps[0].Accuracy
	for _, x := range steps[1:] {
		sum += x.Change.Mean
	}
	near(t, "sum of steps", sum, steps[len(steps)-1].Accuracy, 1e-12)
}

// Numbers that the card assumes are named where they decide; those that were measured are not, nor numbers behind other flaws.
func TestAssumedNumbersAreNamed(t *testing.T) {
	c := good(t, 2)
	c.Network.Neurons, c.Train.Images, c.Label.Images, c.Test.Images = 6, 40, 60, 60
	s := asked(t, c)
	for name, f := range s.Card.Facts {
		f.Provenance = "measured"
		s.Card.Facts[name] = f
	}
	assume := func(name string) {
		f := s.Card.Facts[name]
		f.Provenance = "assumed"
		s.Card.Facts[name] = f
	}
	flaw := func(key string) *Flaw { p, _ := FindFlaw(key); return p }
	assume("g_min")
	assume("nl_ltp")
	if w := s.dominated([]*Flaw{flaw(OnOff), flaw("c2c")}); len(w) != 1 || !strings.Contains(w[0], "on_off is among the first") || !strings.HasSuffix(w[0], "assumed, not measured: g_min") {
		t.Errorf("%q", w)
	}
	r, err := s.rank(context.Background(), false)
	if err != nil {
		t.Fatal(err)
	}
	first := map[string]bool{}
	for _, g := range r.Gains {
		first[g.Key] = g.Group == 1
	}
	for key := range map[string]string{OnOff: "g_min", "nl_ltp": "nl_ltp"} {
		if named := strings.Contains(strings.Join(r.Warnings, " "), key+" is among"); named != first[key] {
			t.Errorf("%s is of the first group: %t, and named: %t", key, first[key], named)
		}
	}
}
