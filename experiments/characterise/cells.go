package characterise

import (
	"math"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// cells are nominal cells of a card under the probes: all alike, each with its own state.
type cells struct {
	card  *device.Card
	state device.State
	v, g  []float64
	xi    []float64
	src   *rand.PCG // nil: pulses do what they do in the mean
}

// leveled is the method of models whose cells can stand at so many equidistant conductances and at none between.
type leveled interface{ Levels() int }

// newCells returns cells at relative conductances w, or at the nearest at which they can stand. With a stream
// their pulses scatter.
func newCells(card *device.Card, w []float64, chance *variability.Stream) *cells {
	n := len(w)
	c := &cells{card: card, state: device.NewState(card.Model, n), v: make([]float64, n), g: make([]float64, n)}
	if l, ok := card.Model.(leveled); ok {
		top := float64(l.Levels() - 1)
		w = append([]float64(nil), w...)
		for i := range w {
			w[i] = math.Round(w[i]*top) / top
		}
	}
	card.Model.Set(c.state, w)
	if d := card.Model.Draws(); chance != nil && d > 0 {
		c.src, c.xi = chance.Source(), make([]float64, d*n)
	}
	return c
}

// apply puts v (V) on every cell for dt (s).
func (c *cells) apply(v, dt float64) {
	for i := range c.v {
		c.v[i] = v
	}
	if c.src != nil {
		kernel.Normals(c.xi, c.src)
	}
	c.card.Model.Step(c.state, c.v, dt, c.xi)
}

// current returns what the first cell conducts at v (V), A. It changes nothing.
func (c *cells) current(v float64) float64 {
	c.v[0] = v
	one := c.state.Slice(0, 1)
	c.card.Model.Current(c.g[:1], one, c.v[:1])
	return c.g[0]
}

// read returns the conductances at the read voltage, S. The slice is used again by the next read.
func (c *cells) read() []float64 {
	v := c.card.Model.Nominal().ReadVoltage
	for i := range c.v {
		c.v[i] = v
	}
	c.card.Model.Current(c.g, c.state, c.v)
	for i := range c.g {
		c.g[i] /= v
	}
	return c.g
}

// relative returns where in the nominal range the first cell stands, 0 to 1.
func (c *cells) relative() float64 {
	lo, hi := ends(c.card)
	return (c.read()[0] - lo) / (hi - lo)
}

// keep returns the state of all cells, to which restore takes them back.
func (c *cells) keep() [][]float64 {
	all := make([][]float64, len(c.state.X))
	for k, x := range c.state.X {
		all[k] = append([]float64(nil), x...)
	}
	return all
}

func (c *cells) restore(kept [][]float64) {
	for k, x := range kept {
		copy(c.state.X[k], x)
	}
}

// ends returns the conductances that a read finds at the bottom and at the top of the range, S.
func ends(card *device.Card) (lo, hi float64) {
	g := newCells(card, []float64{0, 1}, nil).read()
	return g[0], g[1]
}

// half returns the middle of the range, or the last place below it at which a cell can stand.
func half(card *device.Card) float64 {
	l, ok := card.Model.(leveled)
	if !ok {
		return 0.5
	}
	top := float64(l.Levels() - 1)
	return math.Floor(top/2) / top
}

// ramp returns n numbers from 0 to 1.
func ramp(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = float64(i) / float64(n-1)
	}
	return w
}

// meanSD returns mean and standard deviation, 0 for a single number.
func meanSD(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	if len(x) < 2 {
		return mean, 0
	}
	var square float64
	for _, v := range x {
		square += float64((v-mean)*(v-mean)) / float64(len(x)-1)
	}
	return mean, math.Sqrt(square)
}
