package results

import "github.com/xbar-sim/xbar/experiments"

// PulsesName is the table of how many pulses the cells of trained networks have had, where they wear.
const PulsesName = "pulses.csv"

// A bin is the cells of one network that have had From to To pulses, both included.
type bin struct {
	device                  string
	point                   []float64
	repeat, from, to, cells int
}

// pulses is the table of pulses.csv: one row per network and octave of pulses.
func pulses() table[bin] {
	return table[bin]{
		device: func(b *bin) *string { return &b.device },
		point:  func(b *bin) *[]float64 { return &b.point },
		rest: []column[bin]{
			count("repeat", func(b *bin) *int { return &b.repeat }),
			count("from_pulses", func(b *bin) *int { return &b.from }),
			count("to_pulses", func(b *bin) *int { return &b.to }),
			count("cells", func(b *bin) *int { return &b.cells }),
		},
	}
}

// binsOf are the rows of all networks whose cells wear.
func binsOf(r *experiments.Result) []bin {
	var all []bin
	for _, run := range r.Runs {
		for k, n := range run.Pulses {
			b := bin{device: run.Device, point: run.Point, repeat: run.Repeat, cells: n}
			if k > 0 {
				b.from, b.to = 1<<(k-1), 1<<k-1
			}
			all = append(all, b)
		}
	}
	return all
}

// WritePulses writes pulses.csv, and nothing where no network that was kept has cells that wear.
func (f *Folder) WritePulses(r *experiments.Result) error {
	all := binsOf(r)
	if len(all) == 0 {
		return nil
	}
	return f.WriteFile(PulsesName, pulses().write(r.Axes, all))
}
