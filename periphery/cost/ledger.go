// Package cost says what an array, its converters and its neurons take: joules, seconds and square
// metres, event by event.
//
// A Ledger holds what happened, counted by the simulation itself where it happens (crossbar.Events,
// periphery.Counts, snn.Network.Activity). A Technology has a price for every kind of event, each with
// its source or marked assumed. Their product is a bill: for every item joules = count × price, and
// the sum of the items is the whole. What cells dissipate is not priced but taken as simulated.
//
// Not included: anything beyond the array, its drivers, converters, neurons and the logic of learning:
// no memory of thresholds, no interconnect between arrays, no clock tree, no host, no cooling.
package cost

import "github.com/xbar-sim/xbar/crossbar"

// A Ledger is what happened on one array, as counted. Times are simulated seconds.
type Ledger struct {
	Reads   float64 // in which rows were driven
	Rows    float64 // driven, summed over reads
	Columns float64 // of the array that were sensed, summed over reads
	Samples float64 // converted; 0 where converters are ideal
	Looks   float64 // cells read alone, to verify or to refresh
	Drawn   float64 // A, current of the cells summed over reads

	Writes     crossbar.Events // but those of refreshes
	Refreshing crossbar.Events
	Refreshes  float64 // weights refreshed

	Updates  float64 // neurons brought through a step
	Fired    float64 // spikes of neurons
	Compared float64 // pairs of spikes and synapses that the learning rule looked at
	Time     float64 // s, of the network's own clock over the speed-up of the hardware
	Shown    float64 // presentations
}

// Plus returns l and x together.
func (l Ledger) Plus(x Ledger) Ledger {
	a, b := l.fields(), x.fields()
	for i := range a {
		*a[i] += *b[i]
	}
	l.Writes, l.Refreshing = l.Writes.Plus(x.Writes), l.Refreshing.Plus(x.Refreshing)
	return l
}

// Minus returns what came to x to make l.
func (l Ledger) Minus(x Ledger) Ledger {
	a, b := l.fields(), x.fields()
	for i := range a {
		*a[i] -= *b[i]
	}
	l.Writes, l.Refreshing = l.Writes.Minus(x.Writes), l.Refreshing.Minus(x.Refreshing)
	return l
}

// fields are the plain numbers of a ledger.
func (l *Ledger) fields() []*float64 {
	return []*float64{
		&l.Reads, &l.Rows, &l.Columns, &l.Samples, &l.Looks, &l.Drawn, &l.Refreshes,
		&l.Updates, &l.Fired, &l.Compared, &l.Time, &l.Shown,
	}
}
