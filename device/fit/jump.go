package fit

import (
	"math"
	"slices"
)

// jumps bins the change of conductance by one pulse against the conductance before it, over all devices: what
// the jump-table model of a card wants. The mean change is regressed on the read before, which carries noise; over a bin
// much wider than the noise that bias is small.
type jumps struct {
	at                 []float64 // S
	set, reset         []float64 // mean |ΔG|, S
	setSD, resetSD     []float64
	countSet, countRst []int
}

const jumpBins = 12

func jumpsOf(fits []*pulseFit) jumps {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, f := range fits {
		for _, y := range f.cell.cycles {
			for _, r := range y {
				lo, hi = min(lo, r.g), max(hi, r.g)
			}
		}
	}
	var sum, sum2 [2][jumpBins]float64
	var n [2][jumpBins]int
	for _, f := range fits {
		for _, y := range f.cell.cycles {
			for k := 1; k < len(y); k++ {
				if math.Abs(y[k].pulses) != 1 {
					continue
				}
				side, d := 0, y[k].g-y[k-1].g
				if y[k].pulses < 0 {
					side, d = 1, -d
				}
				bin := min(int(jumpBins*(y[k-1].g-lo)/(hi-lo)), jumpBins-1)
				sum[side][bin] += d
				sum2[side][bin] += float64(d * d)
				n[side][bin]++
			}
		}
	}
	var j jumps
	for b := range jumpBins {
		if n[0][b] < 3 || n[1][b] < 3 {
			continue
		}
		j.at = append(j.at, lo+float64((float64(b)+0.5)*(hi-lo))/jumpBins)
		for side := range 2 {
			c := float64(n[side][b])
			m := sum[side][b] / c
			sd := math.Sqrt(max(0, (sum2[side][b]-float64(c*m*m))/(c-1)))
			if side == 0 {
				j.set, j.setSD, j.countSet = append(j.set, m), append(j.setSD, sd), append(j.countSet, n[0][b])
			} else {
				j.reset, j.resetSD, j.countRst = append(j.reset, m), append(j.resetSD, sd), append(j.countRst, n[1][b])
			}
		}
	}
	return j
}

// jumpTable adds the panel of ΔG against G.
func (r *Report) jumpTable(fits []*pulseFit) {
	j := jumpsOf(fits)
	r.jumps = j
	if len(j.at) < 2 {
		return
	}
	p := Panel{Title: "One pulse", X: "conductance before", XUnit: "S", Y: "ΔG", YUnit: "S"}
	for side, m := range [][]float64{j.set, j.reset} {
		sd := [][]float64{j.setSD, j.resetSD}[side]
		s := Series{Name: []string{"SET", "RESET"}[side], X: j.at, Line: true}
		for i := range m {
			y := m[i]
			if side == 1 {
				y = -y
			}
			s.Y, s.Lo, s.Hi = append(s.Y, y), append(s.Lo, y-sd[i]), append(s.Hi, y+sd[i])
		}
		p.Series = append(p.Series, s)
	}
	r.Panels = append(r.Panels, p)
}

func sortedFloats(x []float64) []float64 {
	y := slices.Clone(x)
	slices.Sort(y)
	return y
}
