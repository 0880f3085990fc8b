package experiments

import "math"

// refresh is the compensation that writes the cells again during the wait.
const refresh = "refresh"

// waitAndTest lets the cells change, tests without compensation, compensates as the study asks
// and tests again on the same inputs. It returns the compensated score. The array of the read-out,
// nil where that is digital, changes and is compensated too.
func (n *network) waitAndTest(m *Metrics, array *readoutArray, test func() (score, error)) (score, error) {
	again, err := n.keep(array)
	if err != nil {
		return score{}, err
	}
	start := n.account(array)
	fresh := n.response()
	calibrated := n.account(array).minus(start)
	before := n.tile.MeanConductance()
	n.wait(array, n.cfg.After.Wait)
	m.MeanG = n.tile.MeanConductance() / before
	raw, err := test()
	if err != nil {
		return raw, err
	}
	m.AccuracyRaw = raw.accuracy()
	switch n.cfg.After.Compensation {
	case "none":
		return raw, nil
	case refresh:
		if err := again(); err != nil {
			return raw, err
		}
		at := n.account(array)
		times := n.waitWithRefresh(array)
		n.upkeep = n.account(array).minus(at).rewritten(times)
		counts := n.tile.Counts()
		m.Writes, m.WriteEnergy = float64(counts.Pulses), counts.Energy
		return test()
	}
	at := n.account(array)
	m.Gain = n.compensate(fresh, n.response())
	array.compensate(n.cfg.After.Compensation)
	n.upkeep = calibrated.plus(n.account(array).minus(at))
	n.upkeep.times = 1
	n.upkeep.shown(2*n.cfg.Calibrate.Images, n.net.Duration)
	n.upkeep.readout = n.upkeep.readout.Plus(array.calibrated())
	return test()
}

// wait lets time pass at the temperature of the wait; afterwards the cells are as warm as always.
func (n *network) wait(array *readoutArray, seconds float64) {
	bake, always := n.cfg.Heat.waiting(), n.cfg.Heat.Kelvin
	if !n.card.Ideal() {
		n.tile.SetTemperature(bake)
	}
	array.setTemperature(bake)
	n.tile.Advance(seconds)
	array.advance(seconds)
	if !n.card.Ideal() {
		n.tile.SetTemperature(always)
	}
	array.setTemperature(always)
}

// waitWithRefresh lets the whole wait pass and writes all cells again, as they are at its beginning,
// after every interval but one that ends with the wait. It returns how many times that was. The cells of a
// digital read-out and ideal cells need none.
func (n *network) waitWithRefresh(array *readoutArray) (times int) {
	every := n.cfg.After.Every
	times = int(math.Ceil(n.cfg.After.Wait/every)) - 1
	targets, ours := n.tile.Targets(), array.targets()
	for range times {
		n.wait(array, every)
		if !n.card.Ideal() {
			n.tile.Reprogram(targets)
		}
		array.reprogram(ours)
	}
	n.wait(array, n.cfg.After.Wait-float64(float64(times)*every))
	return times
}

// keep notes the state before the wait where the study waits twice, once without compensation and once
// with refresh, and returns what goes back to it.
func (n *network) keep(array *readoutArray) (again func() error, err error) {
	if n.cfg.After.Compensation != refresh {
		return nil, nil
	}
	var s stored
	if err := n.tile.store(&s); err != nil {
		return nil, err
	}
	ours, err := array.snapshot()
	if err != nil {
		return nil, err
	}
	return func() error {
		if err := n.tile.load(&s); err != nil {
			return err
		}
		return array.restore(ours)
	}, nil
}
