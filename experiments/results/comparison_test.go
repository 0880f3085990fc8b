package results

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

func TestComparisonReadsBack(t *testing.T) {
	nan := math.NaN()
	rows := []experiments.Compared{
		{Device: "ideal", Study: "preset", Column: "ours, as published", Neurons: 100, FanIn: 784, Epochs: 7, Norm: "digital", N: 3,
			Published: 0.8384, Mean: 0.82, Lo: 0.81, Hi: 0.83, Difference: -0.0184, Below: true,
			Presentations: 9e5, Writes: 1.25e9, WriteEnergy: 0, Synapses: 78400, Operations: 228600, Memory: 313600},
		{Device: "pcm", Study: "own", Column: "own", Neurons: 1600, FanIn: 49, Epochs: 1, Norm: "none", N: 1,
			Published: nan, Mean: 0.9, Lo: nan, Hi: nan, Difference: nan, Writes: 1e7, WriteEnergy: 3.25e-5},
	}
	f := create(t, t.TempDir(), "s")
	if err := f.WriteComparison(rows); err != nil {
		t.Fatal(err)
	}
	_, got, err := comparison().readFile(filepath.Join(f.Path(), ComparisonName))
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", rows) { // as text NaN is NaN
		t.Errorf("read back\n%+v\nwant\n%+v", got, rows)
	}
	text := strings.Replace(string(comparison().write(nil, rows)), ",yes,", ",maybe,", 1)
	if _, _, err := comparison().read("x.csv", strings.NewReader(text), 1<<20); err == nil || !strings.Contains(err.Error(), `x.csv:2: below: "maybe": want yes or no`) {
		t.Errorf("error %v, want line, column and what is wanted", err)
	}
}
