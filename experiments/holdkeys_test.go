package experiments

import (
	"slices"
	"testing"
)

// born are the largest conductances of the cells of a network.
func born(n *network) []float32 {
	a := n.tile.(onTile).Array()
	x := make([]float64, a.Rows*a.Cols)
	for i := range x {
		x[i] = 1
	}
	a.Program(x, false)
	return a.Conductances()
}

// What is held is the same in every repeat, what is not differs; without seeds nothing changes.
func TestPartsOfChanceAreHeld(t *testing.T) {
	networks := func(keys ...string) (a, b *network) {
		c := set(t, tiny("memristor"), append([]string{"d2d", "0.3", "neuron.d2d", "0.2", "train.validation", "10"}, keys...)...)
		var out [2]*network
		for k := range out {
			n, err := newNetwork(c, cards(t, c)[0], digits(t), k)
			if err != nil {
				t.Fatal(err)
			}
			n.spreadThresholds()
			out[k] = n
		}
		return out[0], out[1]
	}
	// chip (its cells and its neurons), order and spikes of two repeats: which of them are the same
	same := func(a, b *network) [3]bool {
		chip := a.lif.Threshold[3] == b.lif.Threshold[3]
		if cells := slices.Equal(born(a), born(b)); cells != chip {
			t.Errorf("same neurons %v, same cells %v", chip, cells)
		}
		return [3]bool{chip, slices.Equal(a.order("train", 20), b.order("train", 20)),
			a.spikes("train", 5).Uint64() == b.spikes("train", 5).Uint64()}
	}
	for want, keys := range map[[3]bool][]string{
		{}:                   nil,
		{true, false, false}: {"hold.device", "7"},
		{false, true, false}: {"hold.order", "7"},
		{false, false, true}: {"hold.input", "7"},
		{true, true, true}:   {"hold.device", "1", "hold.order", "2", "hold.input", "3"},
	} {
		a, b := networks(keys...)
		if got := same(a, b); got != want {
			t.Errorf("%v: same chip, order, spikes %v, want %v", keys, got, want)
		}
	}
}
