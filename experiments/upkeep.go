package experiments

import "github.com/xbar-sim/xbar/periphery/cost"

// upkeep is what was done against drift, on the array of the network and on that of the read-out.
type upkeep struct {
	network, readout cost.Ledger
	times            int // gains found, or times that all cells were written
}

// account is what has happened so far on both arrays.
func (n *network) account(array *readoutArray) upkeep {
	return upkeep{network: n.onArray(n.tile.Counts()), readout: array.ledger()}
}

func (u upkeep) plus(x upkeep) upkeep {
	return upkeep{u.network.Plus(x.network), u.readout.Plus(x.readout), u.times + x.times}
}

func (u upkeep) minus(x upkeep) upkeep {
	return upkeep{u.network.Minus(x.network), u.readout.Minus(x.readout), u.times - x.times}
}

// shown says that so many calibration images were presented, for so long each (s): the array stands by
// meanwhile.
func (u *upkeep) shown(images int, seconds float64) {
	u.network.Shown, u.network.Time = float64(images), float64(images)*seconds
}

// rewritten is u with its writes as refreshes of so many times: a bill has an item for those.
func (u upkeep) rewritten(times int) upkeep {
	u.times = times
	for _, l := range []*cost.Ledger{&u.network, &u.readout} {
		l.Refreshing = l.Refreshing.Plus(l.Writes)
		l.Refreshes += float64(l.Writes.Set.Pulses + l.Writes.Reset.Pulses)
		l.Writes = l.Writes.Minus(l.Writes)
	}
	return u
}
