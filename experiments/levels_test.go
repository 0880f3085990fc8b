package experiments

import (
	"math"
	"testing"
)

// Initial weights of binary cells are 0 or 1, as many of them 1 as the mean weight says, within four standard errors of
// the binomial law; the spread of the cells' two conductances is switched off. Perfect weights are not for cells with
// levels.
func TestInitialWeightsOfLevels(t *testing.T) {
	c := tiny("stt-mram")
	list := cards(t, c)
	list[0].Spread = nil
	n, err := newNetwork(c, list[0], digits(t), 0)
	if err != nil {
		t.Fatal(err)
	}
	n.scatter()
	var sum float64
	w := n.tile.Weights()
	for _, x := range w {
		if d := math.Abs(float64(x) - math.Round(float64(x))); d > 1e-6 {
			t.Fatalf("a binary cell has the weight %g", x)
		}
		sum += float64(x)
	}
	p := (c.Network.InitLow + c.Network.InitHigh) / 2
	if got, se := sum/float64(len(w)), math.Sqrt(p*(1-p)/float64(len(w))); math.Abs(got-p) > 4*se {
		t.Errorf("mean weight %g, want %g ± %g", got, p, 4*se)
	}
	c.Devices = []string{"ideal-4bit"}
	if c.perfect(cards(t, c)[0]) {
		t.Error("four bits are taken for perfect weights")
	}
	if card, err := c.idealCard(); err != nil || card.Name != "ideal" {
		t.Errorf("weights are learned beforehand on %v (%v)", card, err)
	}
}
