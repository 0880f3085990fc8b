package variability

import (
	"math"
	"testing"
)

func tally(cells []Fault) (n [FaultKinds]int) {
	for _, f := range cells {
		n[f]++
	}
	return n
}

// As many cells are dead as asked for, each of one kind, in every arrangement.
func TestFaultsAreCounted(t *testing.T) {
	for _, cluster := range []float64{1, 8} {
		f := Faults{LRS: 0.1, HRS: 0.02, Unformed: 0.05, Cluster: cluster, Radius: 1.5}
		if err := f.Check(); err != nil {
			t.Fatal(err)
		}
		if n := tally(f.Draw(50, 40, Seed(41))); n != [FaultKinds]int{2000 - 340, 200, 40, 100} {
			t.Errorf("clusters of %g: %v of 2000 cells", cluster, n)
		}
	}
	if n := tally(Faults{LRS: 0.5, HRS: 0.5, Cluster: 100, Radius: 0.1}.Draw(20, 20, Seed(42))); n[StuckLRS] != 200 || n[StuckHRS] != 200 {
		t.Errorf("all cells dead: %v", n)
	}
	if n := tally(Faults{Rows: 0.1, Columns: 0.25}.Draw(20, 8, Seed(43))); n[Open] != 2*8+2*20-4 {
		t.Errorf("2 of 20 rows and 2 of 8 columns: %v", n)
	}
	cells := Faults{Blocks: 0.5, Side: 4}.Draw(8, 10, Seed(44)) // 2 × 3 blocks, of which 3 are dead
	dead := 0
	for r := 0; r < 8; r += 4 {
		for c := 0; c < 10; c += 4 {
			for i := range 4 {
				for j := range min(4, 10-c) {
					if cells[(r+i)*10+c+j] != cells[r*10+c] {
						t.Fatalf("the block at %d, %d is half dead", r, c)
					}
				}
			}
			if cells[r*10+c] == Open {
				dead++
			}
		}
	}
	if dead != 3 {
		t.Errorf("%d blocks are dead, want 3", dead)
	}
}

// A larger fraction kills the same cells and more.
func TestFaultsAreNested(t *testing.T) {
	for _, tt := range []struct {
		name string
		at   func(x float64) Faults
	}{
		{"LRS", func(x float64) Faults { return Faults{LRS: x, HRS: 0.1, Unformed: 0.05} }},
		{"HRS", func(x float64) Faults { return Faults{LRS: 0.1, HRS: x, Rows: 0.1} }},
		{"unformed", func(x float64) Faults { return Faults{Unformed: x} }},
		{"LRS in clusters", func(x float64) Faults { return Faults{LRS: x, Cluster: 5, Radius: 2} }},
		{"rows", func(x float64) Faults { return Faults{Rows: x} }},
		{"columns", func(x float64) Faults { return Faults{Columns: x} }},
		{"blocks", func(x float64) Faults { return Faults{Blocks: x, Side: 3} }},
	} {
		kind := map[string]Fault{"LRS": StuckLRS, "HRS": StuckHRS, "unformed": Unformed, "LRS in clusters": StuckLRS}[tt.name]
		if kind == Sound {
			kind = Open
		}
		var before []Fault
		for _, x := range []float64{0, 0.02, 0.1, 0.3, 0.7} {
			now := tt.at(x).Draw(30, 31, Seed(45))
			for i := range before {
				if before[i] == kind && now[i] != kind {
					t.Fatalf("%s: cell %d was %v at less than %g and is %v", tt.name, i, kind, x, now[i])
				}
			}
			if before != nil && tally(now)[kind] <= tally(before)[kind] {
				t.Errorf("%s: no more cells at %g", tt.name, x)
			}
			before = now
		}
	}
}

// Single faults lie anywhere: the counts of 25 blocks of 20 × 20 cells, of which 100 each are dead in the
// mean, have a χ² with 24 degrees of freedom (51.2 at 0.1 %), smaller by 3/4 because cells are drawn
// without replacement. In clusters their neighbours are dead far more often than 1 in 4.
func TestFaultsInSpace(t *testing.T) {
	alone := Faults{LRS: 0.25}.Draw(100, 100, Seed(46))
	var chi2 float64
	for b := range 25 {
		n := 0.0
		for i := range 400 {
			if alone[(b/5*20+i/20)*100+b%5*20+i%20] == StuckLRS {
				n++
			}
		}
		chi2 += (n - 100) * (n - 100) / 100
	}
	if chi2 > 51.2*0.75 || chi2 < 9.2*0.75*0.8 {
		t.Errorf("χ² %.1f over blocks, want about 18", chi2)
	}
	near := func(f Faults) float64 {
		cells := f.Draw(100, 100, Seed(47))
		pairs, dead := 0.0, 0.0
		for i := range cells {
			if i%100 < 99 && cells[i] == StuckLRS {
				dead++
				if cells[i+1] == StuckLRS {
					pairs++
				}
			}
		}
		return pairs / dead
	}
	// 500 dead cells: alone a neighbour is dead with probability 0.05, four standard errors are 0.04
	if p := near(Faults{LRS: 0.05}); math.Abs(p-0.05) > 0.04 {
		t.Errorf("alone: a neighbour is dead with probability %.3f", p)
	}
	if p := near(Faults{LRS: 0.05, Cluster: 10, Radius: 1.5}); p < 0.2 {
		t.Errorf("in clusters: a neighbour is dead with probability %.3f, want far more than 0.05", p)
	}
}

// The number of events: mean and variance are the rate, each within four standard errors, and how often there
// is none.
func TestPoisson(t *testing.T) {
	const n, rate = 40_000, 3.0
	r := Seed(48).Rand()
	var sum, squares, none float64
	for range n {
		k := float64(poisson(rate, r))
		sum += k
		squares += (k - rate) * (k - rate)
		if k == 0 {
			none++
		}
	}
	if m := sum / n; math.Abs(m-rate) > 4*math.Sqrt(rate/n) {
		t.Errorf("mean %.3f", m)
	}
	if v := squares / n; math.Abs(v-rate) > 4*math.Sqrt((rate+2*rate*rate)/n) {
		t.Errorf("variance %.3f", v)
	}
	if p := math.Exp(-rate); math.Abs(none/n-p) > 4*math.Sqrt(p/n) {
		t.Errorf("none: %.4f, want %.4f", none/n, p)
	}
}

func TestFaultsRefused(t *testing.T) {
	for _, f := range []Faults{{LRS: -0.1}, {HRS: 1.1}, {LRS: 0.6, HRS: 0.6}, {Rows: math.NaN()}, {Blocks: 0.1}, {LRS: 0.1, Cluster: 5}} {
		if f.Check() == nil {
			t.Errorf("%+v is taken", f)
		}
	}
}
