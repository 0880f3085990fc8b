package experiments

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestReadoutDeviceRefused(t *testing.T) {
	for _, tt := range []struct{ kind, device, want string }{
		{"rate-weighted", "pcm", `readout.device = "pcm": want empty where readout.kind = rate-weighted (cells hold the weights of readout.kind = logistic)`},
		{"logistic", "pmc", `readout.device: unknown device "pmc" (did you mean "pcm"?): want one of ideal, memristor, neurram, pcm, vteam, or a card file`},
		{"logistic", "", ""},
		{"logistic", "pcm", ""},
		{"naive-bayes", "", ""},
	} {
		err := set(t, tiny("ideal"), "readout.kind", tt.kind, "readout.device", tt.device).Check()
		if got := strings.Join(rows(err), "\n"); got != tt.want {
			t.Errorf("%s on %q\n got %s\nwant %s", tt.kind, tt.device, got, tt.want)
		}
	}
}

// Short keys and card parameters act on the cells of the read-out as on every device, whether it is
// one of the study's or not, and everything about them is in the hash.
func TestReadoutCard(t *testing.T) {
	for _, devices := range [][]string{{"ideal"}, {"pcm", "ideal"}} {
		c := set(t, tiny(devices...), "readout.kind", "logistic", "readout.device", "pcm", "read_noise", "0.3", "device.pcm.g_max", "20 µS")
		card, err := c.readoutCard()
		if err != nil {
			t.Fatal(err)
		}
		if _, top := card.Model.Range(); card.Name != "pcm" || top != 20e-6 || paramOf(t, card, "read_noise") < 0.3 {
			t.Errorf("%v: read-out on %s, g_max %g, read noise %g", devices, card.Name, top, paramOf(t, card, "read_noise"))
		}
		if got := len(cards(t, c)); got != len(devices) {
			t.Errorf("%d devices, want %v", got, devices)
		}
	}
	c := tiny("ideal")
	if card, err := c.readoutCard(); card != nil || err != nil {
		t.Errorf("a digital read-out on %v, %v", card, err)
	}
	c = set(t, c, "readout.kind", "logistic", "readout.device", "mine")
	c.Cards["mine"] = cardText(t)
	a, errA := Hash(c)
	c.Cards["mine"] = strings.Replace(c.Cards["mine"], "13.36 µS", "13.37 µS", 1)
	b, errB := Hash(c)
	if errA != nil || errB != nil || a == b {
		t.Errorf("hashes %s and %s of two cards, %v, %v", a, b, errA, errB)
	}
}

// A trained network can be read out in every way.
func TestReadoutIsNoTraining(t *testing.T) {
	c := tiny("memristor")
	want, err := c.trainingHash()
	if err != nil {
		t.Fatal(err)
	}
	c = set(t, c, "readout.kind", "logistic", "readout.device", "mine")
	c.Cards["mine"] = cardText(t)
	if got, err := c.trainingHash(); got != want || err != nil {
		t.Errorf("hash %s with a read-out on cells, %s without: %v", got, want, err)
	}
	if c.Cards["mine"] == "" {
		t.Error("the hash took the card away")
	}
}

// What changes the cells of the read-out changes a network of ideal cells too.
func TestPlanWithAReadoutOnCells(t *testing.T) {
	c := set(t, tiny("ideal"), "readout.kind", "logistic", "readout.device", "pcm", "repeats", "1")
	got := planned(t, vary(t, c, "d2d=0,0.1"))
	if want := []string{"ideal[0]0", "ideal[0.1]0"}; !slices.Equal(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
	c = set(t, c, "readout.device", "ideal")
	if got := planned(t, c); fmt.Sprint(got) != "[ideal[0]0]" {
		t.Errorf("got %s with ideal cells", got)
	}
}

// Cells of the read-out drift, are noisy and differ: the same bits for any number of workers.
func TestReadoutOnCellsIsDeterministic(t *testing.T) {
	c := set(t, tiny("ideal", "pcm"), "readout.kind", "logistic", "readout.device", "pcm", "after", "1 d",
		"compensation", "column", "read_noise", "0.02", "dac.noise", "0.01", "adc.noise", "0.5")
	vary(t, c, "d2d=0,0.3")
	r := conduct(t, c, Env{Workers: 1})
	want := untimed(t, r)
	for _, workers := range []int{2, 5} {
		if got := untimed(t, conduct(t, c, Env{Workers: workers})); got != want {
			t.Errorf("%d workers\n got %s\nwant %s", workers, got, want)
		}
	}
	if !slices.Contains(r.Flaws, "read-out on cells of pcm") {
		t.Errorf("footnotes %v", r.Flaws)
	}
	alone := conduct(t, set(t, tiny("ideal"), "readout.kind", "logistic", "readout.device", "pcm"), Env{})
	if len(alone.Sources) < 2 {
		t.Errorf("sources %v, want those of the read-out's card too", alone.Sources)
	}
}
