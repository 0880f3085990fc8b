package plots

import (
	"errors"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

// A run with numbers of its cells has a figure of each; a grid without values has none.
func TestCellGrid(t *testing.T) {
	r := sample.Compare(sample.Devices(), 3, 10)
	g := experiments.Grid{Name: "voltage_loss", Quantity: "taken by the lines", Unit: "%", Rows: 98, Cols: 6, Merged: 8, Scale: 40}
	for k := range g.Rows * g.Cols {
		g.Values = append(g.Values, float32(k%g.Cols)/float32(g.Cols))
	}
	r.Runs[0].Grids = []experiments.Grid{g}
	found := false
	for _, n := range All(r) {
		if n.Name == "voltage_loss_"+r.Runs[0].Device {
			found = n.Figure.Err() == nil
		}
	}
	if !found {
		t.Error("the voltage loss is not drawn")
	}
	if _, err := CellGrid(r, r.Runs[0], experiments.Grid{Rows: 2, Cols: 2}); !errors.Is(err, ErrNoData) {
		t.Errorf("no values: %v", err)
	}
}
