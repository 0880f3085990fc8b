package crossbar

import "github.com/xbar-sim/xbar/device"

// A scratch holds the cells of one pulse side by side, so that a model sees a short array.
type scratch struct {
	cells []int32 // of the pulse, as indices into the array
	state device.State
	v     []float64 // voltage across each cell
	g     []float64 // conductance after the pulse
	xi    []float64

	before []float64 // conductance before it

	full  device.State // backing memory for a whole column
	names []string     // of the spread parameters
}

func newScratch(a *Array) scratch {
	w := scratch{
		cells: make([]int32, a.Rows),
		full:  device.NewState(a.card.Model, a.Rows),
		v:     make([]float64, a.Rows), g: make([]float64, a.Rows),
		before: make([]float64, a.Rows),
		xi:     make([]float64, a.Rows*a.card.Model.Draws()),
	}
	w.state = device.State{X: make([][]float64, len(w.full.X)), Spread: map[string][]float32{}}
	w.full.Spread = map[string][]float32{}
	for name := range a.state.Spread {
		w.names = append(w.names, name)
		w.full.Spread[name] = make([]float32, a.Rows)
	}
	return w
}

// collect takes the cells of a pulse as they are now: gather, less what time has taken from their states.
func (w *scratch) collect(a *Array, col int, rows []int32) {
	w.gather(a, col, rows)
	if a.loss != nil {
		a.loss.carry(a, w)
	}
}

func (w *scratch) gather(a *Array, col int, rows []int32) {
	n := len(rows)
	w.cells = w.cells[:n]
	for i, r := range rows {
		w.cells[i] = r*int32(a.Cols) + int32(col)
	}
	w.v, w.g, w.before = w.v[:n], w.g[:n], w.before[:n]
	for k := range w.full.X {
		x, from := w.full.X[k][:n], a.state.X[k]
		for i, cell := range w.cells {
			x[i] = from[cell]
		}
		w.state.X[k] = x
	}
	if a.state.Kelvin != nil {
		if w.full.Kelvin == nil {
			w.full.Kelvin = make([]float64, a.Rows)
		}
		w.state.Kelvin = w.full.Kelvin[:n]
		for i, cell := range w.cells {
			w.state.Kelvin[i] = a.state.Kelvin[cell]
		}
	}
	for _, name := range w.names {
		f, from := w.full.Spread[name][:n], a.state.Spread[name]
		for i, cell := range w.cells {
			f[i] = from[cell]
		}
		w.state.Spread[name] = f
	}
}

// rest takes the heat of a pulse from the gathered cells.
func (w *scratch) rest(a *Array) {
	for i := range w.state.Kelvin {
		w.state.Kelvin[i] = a.kelvin
	}
}

func (w *scratch) scatter(a *Array) {
	for k, x := range w.state.X {
		to := a.state.X[k]
		for i, cell := range w.cells {
			to[cell] = x[i]
		}
	}
}
