package experiments

import "github.com/xbar-sim/xbar/periphery/cost"

// Workloads lists what a bill may be of: the training, the test, or what was done against drift between
// them.
func Workloads() []string { return []string{"train", "infer", "compensate"} }

// Of returns the bill of a workload, how many presentations (or compensations) are behind it and how long
// they took on the network's own clock, s. A bill of what never happened is nil.
func (c Costs) Of(workload string) (items []cost.Item, presentations, seconds float64) {
	switch workload {
	case "infer":
		return c.Infer, c.Inferences, c.InferTime
	case "compensate":
		return c.Compensate, c.Compensations, c.CompensateTime
	}
	return c.Train, c.Presentations, c.TrainTime
}

// MeanCosts returns the mean bills of the repeats of each device, in the order of devices: of a study
// without axes, or of all points together. Devices without cells are left out.
func MeanCosts(r *Result) []Costs {
	var all []Costs
	for _, d := range r.Devices {
		var sum Costs
		n := 0.0
		for _, c := range r.Costs {
			if c.Device == d.Name {
				sum.add(c)
				n++
			}
		}
		if n > 0 {
			sum.Device = d.Name
			sum.divide(n)
			all = append(all, sum)
		}
	}
	return all
}

func (c *Costs) numbers() []*float64 {
	return []*float64{
		&c.Presentations, &c.Inferences, &c.Compensations, &c.TrainTime, &c.InferTime, &c.CompensateTime,
		&c.Cells, &c.Drivers, &c.Converters,
	}
}

func (c *Costs) add(x Costs) {
	c.Train, c.Infer, c.Compensate = addItems(c.Train, x.Train), addItems(c.Infer, x.Infer), addItems(c.Compensate, x.Compensate)
	to, from := c.numbers(), x.numbers()
	for i := range to {
		*to[i] += *from[i]
	}
}

func addItems(a, b []cost.Item) []cost.Item {
	if a == nil {
		return append(a, b...)
	}
	for i := range b { // one of them may have nothing
		a[i].Count, a[i].Energy, a[i].Time = a[i].Count+b[i].Count, a[i].Energy+b[i].Energy, a[i].Time+b[i].Time
	}
	return a
}

func (c *Costs) divide(n float64) {
	for _, list := range [][]cost.Item{c.Train, c.Infer, c.Compensate} {
		for i := range list {
			x := &list[i]
			x.Count, x.Energy, x.Time = x.Count/n, x.Energy/n, x.Time/n
			if x.Count > 0 {
				x.Price = x.Energy / x.Count
			}
		}
	}
	for _, x := range c.numbers() {
		*x /= n
	}
}
