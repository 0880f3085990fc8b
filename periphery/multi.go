package periphery

import (
	"errors"
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/device"
)

// A group is a weight of several cells in neighbouring columns: w = Σ f_k G_k, where the f of either sign
// add to 1, less a dummy column where all are positive.
type group struct {
	factor []float32
	dummy  bool
}

func (g *group) columns(n int) int {
	if g.dummy {
		return len(g.factor)*n + 1
	}
	return len(g.factor) * n
}

func (g *group) sense(dst, current []float32) {
	below := float32(0)
	if g.dummy {
		below = current[len(dst)*len(g.factor)]
	}
	for j := range dst {
		var sum float32
		for k, f := range g.factor {
			sum += float32(f * current[j*len(g.factor)+k])
		}
		dst[j] = sum - below
	}
}

func (g *group) terms(to []term, j, columns int) []term {
	for k, f := range g.factor {
		to = append(to, term{j*len(g.factor) + k, f, false})
	}
	if g.dummy {
		to = append(to, term{columns - 1, -1, true})
	}
	return to
}

func (g *group) partner(_, col int) int { return col }

// equal returns n factors that add to one.
func equal(n int, sign float32) []float32 {
	f := make([]float32, n)
	for k := range f {
		f[k] = sign / float32(n)
	}
	return f
}

// multi is N cells in parallel. One of them takes a pulse, chosen for all weights of the array by one
// counter, which goes on by one with every update: a step is an Nth as coarse, and scatter and drift of the
// cells average.
//
// I. Boybat et al., "Neuromorphic computing with multi-memristive synapses", Nat. Commun. 9, 2514 (2018).
// Their counters that thin out potentiation and depression are the doses of the learning rule here.
type multi struct{ group }

func newMulti(n int) *multi { return &multi{group{equal(n, 1), true}} }

func (m *multi) targets(j int, up bool, turn uint64) (int, int, bool) {
	n := len(m.factor)
	return j*n + int(turn%uint64(n)), 1, up
}

func (m *multi) place(row []float64, j int, w float64) {
	for k := range m.factor {
		row[j*len(m.factor)+k] = max(w, 0)
	}
}

// multiPair is multi on either side of a difference, in which both directions of change are SET pulses.
// The k-th cell of one side and that of the other are refreshed as a pair.
type multiPair struct{ group }

func newMultiPair(n int) *multiPair {
	return &multiPair{group{append(equal(n, 1), equal(n, -1)...), false}}
}

func (m *multiPair) targets(j int, up bool, turn uint64) (int, int, bool) {
	n := len(m.factor) / 2
	col := j*2*n + int(turn%uint64(n))
	if !up {
		col += n
	}
	return col, 1, true
}

func (m *multiPair) partner(j, col int) int {
	n := len(m.factor) / 2
	if first := j * 2 * n; col-first >= n {
		return col - n
	}
	return col + n
}

func (m *multiPair) place(row []float64, j int, w float64) {
	n := len(m.factor) / 2
	for k := range n {
		row[j*2*n+k], row[j*2*n+n+k] = max(w, 0), max(-w, 0)
	}
}

// sliced writes a weight from 0 to 1 as N digits to the base L, each on a cell of its own as digit/(L-1),
// the lowest first; columns are weighted with the powers of L behind their amplifiers, of which the
// converter sees the sum. A pulse on one digit is no step of the weight, for there is no carry: such weights
// are programmed and do not learn.
type sliced struct {
	group
	levels int
}

func newSliced(n, levels int) (*sliced, error) {
	f := make([]float32, n)
	power, sum := 1.0, 0.0
	for range n {
		sum, power = sum+power, power*float64(levels)
	}
	if power > 1<<24 {
		return nil, fmt.Errorf("layout sliced: %d digits of %d levels: want at most 2²⁴ values, as many as a number of single precision tells apart", n, levels)
	}
	power = 1
	for k := range f {
		f[k], power = float32(power/sum), power*float64(levels)
	}
	return &sliced{group{f, true}, levels}, nil
}

func (s *sliced) targets(int, bool, uint64) (int, int, bool) { return 0, 0, true }

func (s *sliced) place(row []float64, j int, w float64) {
	n := len(s.factor)
	most := 1
	for range n {
		most *= s.levels
	}
	code := int(math.Round(max(w, 0) * float64(most-1)))
	for k := range n {
		row[j*n+k] = float64(code%s.levels) / float64(s.levels-1)
		code /= s.levels
	}
}

// binary is N cells of two levels, all of which take every pulse; each switches by its own chance, so that
// the weight, the part of them that is on, moves by small steps in the mean.
type binary struct{ group }

func newBinary(n int) *binary { return &binary{group{equal(n, 1), true}} }

func (b *binary) targets(j int, up bool, _ uint64) (int, int, bool) {
	return j * len(b.factor), len(b.factor), up
}

func (b *binary) place(row []float64, j int, w float64) {
	n := len(b.factor)
	on := int(math.Round(max(w, 0) * float64(n)))
	for k := range n {
		row[j*n+k] = 0
		if k < on {
			row[j*n+k] = 1
		}
	}
}

// suits refuses a card whose cells cannot make weights of a layout.
func suits(l layout, name string, card *device.Card) error {
	m, leveled := card.Model.(device.Leveled)
	switch l := l.(type) {
	case *binary:
		if !leveled || m.Levels() != 2 {
			return fmt.Errorf("layout %s on %s: want cells of two levels, that switch as a whole", name, card.Name)
		}
	case *sliced:
		if leveled && m.Levels() < l.levels {
			return fmt.Errorf("layout %s on %s: a digit has %d levels, a cell only %d: want layout.levels = %[4]d or fewer", name, card.Name, l.levels, m.Levels())
		}
	}
	return nil
}

// Learns reports whether weights of a layout take pulses; if not, the error says why.
func Learns(name string) error {
	if name == "sliced" {
		return errors.New("layout sliced takes no pulses: a pulse on one digit is no step of the weight; want weights that are learned elsewhere (mode ex-situ)")
	}
	return nil
}

// takesPulses is Learns for the tile's own layout.
func (t *Tile) takesPulses() error {
	if _, ok := t.layout.(*sliced); ok {
		return Learns("sliced")
	}
	return nil
}

// CellsOf returns how many cells share the steps of a weight of a layout with so many cells asked for (0 is
// the layout's own): a pulse moves the weight by a step of one cell over that number.
func CellsOf(name string, cells int) int {
	if name == "multi" || name == "multi-pair" {
		return several(cells, 3)
	}
	return 1
}

// Suits refuses a layout, with so many cells and levels, that does not exist or not on a card.
func Suits(name string, cells, levels int, card *device.Card) error {
	l, err := layoutOf(name, cells, levels)
	if err != nil {
		return err
	}
	return suits(l, name, card)
}
