package snn_test

import (
	"reflect"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

// 350 ms in steps of 1 ms: five spikes every 2 ms for white, one for the faintest; at two fifths of
// the scale two spikes at 70 - 68·0.4 = 42.8 ms.
func TestBurst(t *testing.T) {
	var train snn.Train
	snn.NewCode("burst", 60, 0.35, 1e-3).Encode(&train, []byte{255, 1, 0, 102, 103}, nil)
	want := [][]int{{0, 2, 4, 6, 8}, {0}, nil, {0, 43}, {0, 43, 86}}
	if got := raster(&train, 5); !reflect.DeepEqual(got, want) {
		t.Errorf("bursts %v, want %v", got, want)
	}
}

// A brighter input has no fewer spikes and no longer intervals, and every burst ends in time.
func TestBurstIsMonotone(t *testing.T) {
	for _, duration := range []float64{0.005, 0.05, 0.35} {
		image := make([]byte, 256)
		for i := range image {
			image[i] = byte(i)
		}
		var train snn.Train
		snn.NewCode("burst", 60, duration, 1e-3).Encode(&train, image, nil)
		at := raster(&train, 256)
		for x := 1; x < 256; x++ {
			if len(at[x]) != (5*x+254)/255 {
				t.Errorf("%g s, level %d: %d spikes, want %d", duration, x, len(at[x]), (5*x+254)/255)
			}
			if len(at[x-1]) > 1 && at[x][1] > at[x-1][1] {
				t.Errorf("%g s: level %d has longer intervals than level %d", duration, x, x-1)
			}
		}
	}
}
