package characterise

import (
	"math"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
)

// Temperature is what a card's cells do at other temperatures than that of its numbers.
type Temperature struct {
	Ref    float64   // temperature at which the card's numbers hold, K
	Room   float64   // temperature of the range between whose parts switching is timed, K
	Kelvin []float64 // K, rising
	States []Warmed  // from the lowest to the highest; nil where conductance does not depend on it

	Set, Reset []Warm // nominal voltage, by rising temperature; empty where switching does not depend on it
}

// A Warmed is the conductance of one state at every temperature.
type Warmed struct {
	Level float64   // relative conductance that was programmed, 0 to 1
	Part  []float64 // of the conductance at the card's reference temperature
}

// A Warm is how long the nominal voltage takes at one temperature.
type Warm struct {
	Kelvin, Time float64 // K, s
}

const (
	coldest      = 260.0 // K
	hottest      = 400.0 // K
	conductStep  = 10.0  // K
	switchKelvin = 35.0  // K
	notWarm      = 1e-6  // of the conductance or the time: less is no dependence
)

// MeasureTemperature programs cells to the bottom, the middle and the top of their range and reads them at 260
// to 400 K; and it finds, as MeasureSwitching does, how long the nominal voltages take to switch there. It
// is Absent where neither depends on temperature.
func MeasureTemperature(card *device.Card) (*Temperature, error) {
	t := &Temperature{Ref: card.Thermal.Ref, Room: device.RoomTemperature}
	for k := coldest; k <= hottest; k += conductStep {
		t.Kelvin = append(t.Kelvin, k)
	}
	if err := t.conduct(card); err != nil {
		return nil, err
	}
	if FeelsTemperature(card) && FeelsVoltage(card) {
		p := card.Model.Nominal()
		t.Set, t.Reset = warmDelays(card, p.SetVoltage), warmDelays(card, p.ResetVoltage)
	}
	if t.States == nil && t.Set == nil && t.Reset == nil {
		return nil, &Absent{"temperature", "neither conductance nor switching depends on it"}
	}
	return t, nil
}

// conduct reads the states, in an array, so that the card's law and the model's both count.
func (t *Temperature) conduct(card *device.Card) error {
	levels := distinct(card, []float64{0, half(card), 1})
	a, err := crossbar.New(card.Readable(), len(levels), 1, crossbar.Options{Kelvin: card.Thermal.Ref})
	if err != nil {
		return err
	}
	a.Program(levels, false)
	start := append([]float32(nil), a.Conductances()...)
	parts := make([][]float64, len(levels))
	moved := false
	for _, kelvin := range t.Kelvin {
		a.SetTemperature(kelvin)
		for k, g := range a.Conductances() {
			part := math.NaN()
			if start[k] > 0 {
				part = float64(g) / float64(start[k])
			}
			parts[k] = append(parts[k], part)
			moved = moved || math.Abs(part-1) > notWarm
		}
	}
	if !moved {
		return nil
	}
	for k, level := range levels {
		if start[k] > 0 {
			t.States = append(t.States, Warmed{level, parts[k]})
		}
	}
	return nil
}

// warmDelays finds the switching times at a few temperatures, and returns none where they are all alike.
func warmDelays(card *device.Card, v float64) []Warm {
	lo, hi := ends(card)
	var all []Warm
	differ := false
	for kelvin := coldest; kelvin <= hottest; kelvin += switchKelvin {
		t := delayAt(card, v, lo, hi, kelvin)
		if math.IsInf(t, 1) {
			continue
		}
		all = append(all, Warm{kelvin, t})
		differ = differ || math.Abs(t/all[0].Time-1) > 1e-3
	}
	if !differ {
		return nil
	}
	return all
}
