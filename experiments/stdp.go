package experiments

import (
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/periphery"
)

// A STDPWindow is what a pair of spikes does to a device, by how far apart they are.
type STDPWindow struct {
	Device Device
	Delay  []float64 // of the output spike behind the input spike, s, rising
	Change []float64 // of the conductance, of its range
}

// Reach returns the largest potentiation and depression of the window, as parts of the range (up ≥ 0,
// down ≤ 0), and how far from coincidence the spikes may be (s) for 1/e of it. A reach beyond the last
// delay is +Inf: an output spike acts by itself.
func (w STDPWindow) Reach() (up, upTime, down, downTime float64) {
	up, upTime = w.reach(1)
	down, downTime = w.reach(-1)
	return up, upTime, -down, downTime
}

// reach returns the largest change of a sign and where it has fallen to 1/e for the last time.
func (w STDPWindow) reach(sign float64) (top, at float64) {
	for _, c := range w.Change {
		top = max(top, sign*c)
	}
	if top == 0 {
		return 0, 0
	}
	limit := top / math.E
	n := len(w.Delay) - 1
	for i := range n {
		x, y := float64(sign*w.Change[i]), float64(sign*w.Change[i+1])
		if (x >= limit) == (y >= limit) {
			continue
		}
		part := (limit - x) / (y - x)
		at = max(at, math.Abs(w.Delay[i]+float64(part*(w.Delay[i+1]-w.Delay[i]))))
	}
	if sign*w.Change[0] >= limit || sign*w.Change[n] >= limit {
		return top, math.Inf(1)
	}
	return top, at
}

// A SpikePair is the voltages of an input spike at time 0 and an output spike Delay later.
type SpikePair struct {
	Device          string
	Delay           float64   // s
	Time            []float64 // s, rising; twice where a voltage jumps
	Pre, Post, Cell []float64 // V on the word line, on the bit line and across the cell
	Set, Reset      float64   // thresholds of the cell, V; 0 for none
	Gated           bool      // Pre is the gate of the cell
}

// A STDPScheme is one way to shape spikes: the windows of devices under it and an example of its
// voltages.
type STDPScheme struct {
	Name    string
	Windows []STDPWindow
	Pair    SpikePair
}

// STDPStart is the relative conductance from which windows are taken.
const STDPStart = 0.5

// STDP integrates the windows of cards under the named shapes of waveforms (periphery.Shapes): the mean
// change of a nominal cell from the middle of its range. The example is the first card's, with
// the output spike two fifths of the window after the input spike. It errs where a shape cannot be had
// on a card.
func STDP(cards []*device.Card, shapes []string, drive periphery.Drive) ([]STDPScheme, error) {
	var all []STDPScheme
	for _, shape := range shapes {
		s := STDPScheme{Name: shape}
		for _, card := range cards {
			scheme, err := periphery.NewScheme(shape, card, drive)
			if err != nil {
				return nil, err
			}
			w, err := periphery.NewWindow(card, scheme)
			if err != nil {
				return nil, err
			}
			delays := w.Delays()
			s.Windows = append(s.Windows, STDPWindow{Device: DeviceOf(card), Delay: delays, Change: w.Curve(delays, STDPStart)})
			if s.Pair.Time == nil {
				s.Pair = pairOf(card, scheme, drive)
			}
		}
		all = append(all, s)
	}
	return all, nil
}

// pairOf is the example of a scheme.
func pairOf(card *device.Card, s periphery.Scheme, drive periphery.Drive) SpikePair {
	window := drive.Window
	if window == 0 {
		window = periphery.DefaultWindow
	}
	p := SpikePair{Device: card.Name, Delay: window * 2 / 5, Gated: s.Gated}
	p.Set, p.Reset, _ = card.Thresholds()
	p.Time = timesOf(s, p.Delay)
	for _, t := range p.Time {
		p.Pre = append(p.Pre, s.Pre.At(t))
		p.Post = append(p.Post, s.Post.At(t-p.Delay))
		p.Cell = append(p.Cell, s.Cell(t, p.Delay))
	}
	return p
}

// timesOf covers every phase of two spikes with points close enough to draw, and a little time
// before and after; both sides of every edge are there.
func timesOf(s periphery.Scheme, delay float64) []float64 {
	const points = 60
	var edges []float64
	for _, p := range s.Pre {
		edges = append(edges, p.From, p.To)
	}
	for _, p := range s.Post {
		edges = append(edges, p.From+delay, p.To+delay)
	}
	slices.Sort(edges)
	first, last := edges[0], edges[len(edges)-1]
	rest := float64(0.06 * (last - first))
	edges = slices.Compact(append(append([]float64{first - rest}, edges...), last+rest))
	var all []float64
	for i := range len(edges) - 1 {
		from, to := edges[i], edges[i+1]
		for k := range points + 1 {
			part := min(max(float64(k)/points, 1e-6), 1-1e-6)
			all = append(all, from+float64((to-from)*part))
		}
	}
	return all
}

// DeviceOf describes a card outside of any study.
func DeviceOf(c *device.Card) Device {
	return Device{Name: c.Name, Title: c.Title, Class: c.Class, Ideal: c.Ideal(), Scatter: c.Scatter}
}
