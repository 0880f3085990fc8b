package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// P28: acceleration from 25 to 85 °C at 0.6, 1.0, 1.2 and 1.5 eV.
func TestAcceleration(t *testing.T) {
	for _, tt := range []struct{ ea, af float64 }{{0.6, 50.01}, {1, 678.9}, {1.2, 2501}, {1.5, 1.769e4}} {
		near(t, "acceleration over the table", device.Acceleration(tt.ea, 358.15, 298.15)/tt.af, 1, 1e-3)
		near(t, "there and back", device.Acceleration(tt.ea, 358.15, 298.15)*device.Acceleration(tt.ea, 298.15, 358.15), 1, 1e-12)
	}
	if device.Acceleration(0, 400, 300) != 1 || device.Acceleration(1, 300, 300) != 1 {
		t.Error("without energy or at the reference temperature time does not run as it is")
	}
	slope := math.Log(device.Acceleration(1.1, 400, 300)/device.Acceleration(1.1, 350, 300)) / (1.0/350 - 1.0/400)
	near(t, "slope of ln AF over -1/T, K", slope, 1.1/8.617333262e-5, 1e-7*slope)
}
