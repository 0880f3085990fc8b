package experiments

import (
	"math"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// A PulseResponse is the conductance of a device under identical pulses: SET from the bottom of its range, or
// from where they begin to move it, then RESET from where they have taken it.
type PulseResponse struct {
	Device Device
	From   float64   // relative conductance at the start, 0 to 1
	Up     int       // pulses that potentiate; all later ones depress
	Mean   []float64 // S, of a nominal cell without scatter, after 0, 1, 2, … pulses
	Cells  int       // cells behind the next two; 0 where nothing scatters
	Middle []float64 // mean over the cells, S
	SD     []float64 // standard deviation over the cells, S
}

const (
	responseCells = 200
	responseMost  = 300  // pulses in one direction
	responseLeast = 5    // pulses in one direction
	responseStill = 1e-3 // of the range: below this a pulse does nothing worth a picture
)

// Response sends pulses to a nominal cell of a card until they move it by less than 0.1 % of its range and by no
// more than the pulse before, 5 to 300 either way, and the same pulses to 200 cells that scatter and differ as the card says and
// by d2d (coefficient of variation of range limits and steps). Conductances are those at the read voltage.
func Response(card *device.Card, d2d float64) (*PulseResponse, error) {
	card = card.Readable()
	ohmic := card.Model.(device.Ohmic)
	r := &PulseResponse{Device: DeviceOf(card), From: start(card)}
	p := card.Model.Nominal()
	lo, hi := card.Model.Range()
	s := device.NewState(card.Model, 1)
	card.Model.Set(s, []float64{r.From})
	g := []float64{0}
	ohmic.Conductance(g, s)
	r.Mean = append(r.Mean, g[0])
	train := func(v, width float64) {
		var before float64
		for n := 1; n <= responseMost; n++ {
			was := g[0]
			card.Model.Step(s, []float64{v}, width, nil)
			ohmic.Conductance(g, s)
			r.Mean = append(r.Mean, g[0])
			step := math.Abs(g[0] - was)
			if n >= responseLeast && step < responseStill*(hi-lo) && step <= before {
				return
			}
			before = step
		}
	}
	train(p.SetVoltage, p.SetWidth)
	r.Up = len(r.Mean) - 1
	train(p.ResetVoltage, p.ResetWidth)
	return r, r.scatter(card, d2d)
}

// start is the lowest of a few places in the range, from the bottom to the middle, where one SET pulse moves a cell
// by 0.1 % of it: cells whose windows or heat hold them at the bottom would not leave it. It is the bottom
// where no place is such.
func start(card *device.Card) float64 {
	lo, hi := card.Model.Range()
	p := card.Model.Nominal()
	ohmic := card.Model.(device.Ohmic)
	before, after := make([]float64, 1), make([]float64, 1)
	for _, w := range []float64{0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5} {
		s := device.NewState(card.Model, 1)
		card.Model.Set(s, []float64{w})
		ohmic.Conductance(before, s)
		card.Model.Step(s, []float64{p.SetVoltage}, p.SetWidth, nil)
		ohmic.Conductance(after, s)
		if after[0]-before[0] >= responseStill*(hi-lo) {
			return w
		}
	}
	return 0
}

// scatter lets many cells go through the pulses.
func (r *PulseResponse) scatter(card *device.Card, d2d float64) error {
	if card.Ideal() {
		d2d = 0
	}
	a, err := crossbar.New(card, responseCells, 1, crossbar.Options{D2D: d2d, Stream: variability.Seed(1).Named("response")})
	if err != nil {
		return err
	}
	if r.From > 0 {
		w := make([]float64, responseCells)
		for i := range w {
			w[i] = r.From
		}
		a.Program(w, false)
	}
	rows := make([]int32, responseCells)
	for i := range rows {
		rows[i] = int32(i)
	}
	p := card.Model.Nominal()
	some := false
	for n := range r.Mean {
		switch {
		case n > r.Up:
			a.Pulse(0, rows, p.ResetVoltage, p.ResetWidth)
		case n > 0:
			a.Pulse(0, rows, p.SetVoltage, p.SetWidth)
		}
		var mean, square float64
		g := a.Conductances()
		for _, x := range g {
			mean += float64(x) / responseCells
		}
		for _, x := range g {
			d := float64(x) - mean
			square += float64(d*d) / (responseCells - 1)
		}
		r.Middle, r.SD = append(r.Middle, mean), append(r.SD, math.Sqrt(square))
		some = some || square > 1e-12*mean*mean
	}
	r.Cells = responseCells
	if !some {
		r.Cells, r.Middle, r.SD = 0, nil, nil
	}
	return nil
}
