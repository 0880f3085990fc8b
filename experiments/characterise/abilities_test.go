package characterise

import (
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// warm conducts 1 % more for every 10 K above room temperature.
type warm struct{ device.Synapse }

func (w warm) Current(dst []float64, s device.State, v []float64) {
	w.Synapse.Current(dst, s, v)
	for i := range dst {
		dst[i] *= 1 + (s.Temperature(i)-device.RoomTemperature)/1000
	}
}

func TestAbilities(t *testing.T) {
	heated := flip()
	heated.Model = warm{heated.Model}
	for _, tt := range []struct {
		card                       *device.Card
		voltage, temperature, bent bool
	}{
		{preset(t, "ideal"), false, false, false},
		{preset(t, "memristor"), false, false, false},
		{preset(t, "pcm"), false, false, false},
		{preset(t, "vteam"), true, false, false},
		{flip(), true, false, true},
		{heated, true, true, true},
	} {
		if v, k, b := FeelsVoltage(tt.card), FeelsTemperature(tt.card), Bends(tt.card); v != tt.voltage || k != tt.temperature || b != tt.bent {
			t.Errorf("%s: feels voltage %v, temperature %v; bends %v", tt.card.Name, v, k, b)
		}
	}
}

// The coin has two states and never quite gets there in the mean; memristor cells take 40 pulses.
func TestStates(t *testing.T) {
	if n, _ := States(flip()); n != 2 {
		t.Errorf("coin: %d states", n)
	}
	if n, pulses := States(preset(t, "memristor")); n != 0 || pulses != 40 {
		t.Errorf("memristor: %d states, %d pulses", n, pulses)
	}
}
