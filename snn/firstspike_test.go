package snn_test

import (
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

// One spike an input, white at once, the faintest at the end, the middle in the middle.
func TestFirstSpike(t *testing.T) {
	var train snn.Train
	snn.NewCode("first-spike", 60, 0.256, 1e-3).Encode(&train, []byte{255, 1, 0, 128, 254}, nil)
	for i, want := range []int{0, 254, -1, 127, 1} {
		at := raster(&train, 5)[i]
		if want < 0 && len(at) == 0 || len(at) == 1 && at[0] == want {
			continue
		}
		t.Errorf("input %d spikes in steps %v, want %d", i, at, want)
	}
}

func TestFirstSpikeOrderIsTheOrderOfLevels(t *testing.T) {
	image := make([]byte, 255)
	for i := range image {
		image[i] = byte(255 - i)
	}
	var train snn.Train
	snn.NewCode("first-spike", 60, 0.35, 1e-3).Encode(&train, image, nil)
	for i, at := range raster(&train, 255) {
		if len(at) != 1 || at[0] != 349*i/255 {
			t.Fatalf("level %d spikes in %v, want %d", image[i], at, 349*i/255)
		}
	}
}
