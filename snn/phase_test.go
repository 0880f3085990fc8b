package snn_test

import (
	"math"
	"reflect"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

// Level 0b10100001 spikes in phases 0, 2 and 7 of every period.
func TestPhase(t *testing.T) {
	var train snn.Train
	snn.NewCode("phase", 60, 0.018, 1e-3).Encode(&train, []byte{0b10100001, 0}, nil)
	want := [][]int{{0, 2, 7, 8, 10, 15, 16}, nil}
	if got := raster(&train, 2); !reflect.DeepEqual(got, want) {
		t.Errorf("spikes in %v, want %v", got, want)
	}
}

// A period of eight steps delivers x/256 of a full spike, for every level.
func TestPhaseDeliversTheLevel(t *testing.T) {
	image := make([]byte, 256)
	for i := range image {
		image[i] = byte(i)
	}
	var train snn.Train
	snn.NewCode("phase", 60, 0.08, 1e-3).Encode(&train, image, nil)
	sum := make([]float64, 256)
	for s := range train.Steps() {
		amp := train.Amplitudes(s)
		for k, i := range train.Step(s) {
			sum[i] += float64(amp[k])
		}
	}
	for x, got := range sum {
		if want := 10 * float64(x) / 256; math.Abs(got-want) > 1e-6 {
			t.Errorf("level %d delivers %g in ten periods, want %g", x, got, want)
		}
	}
}

// A train forgets its weights when another code fills it.
func TestAmplitudes(t *testing.T) {
	var train snn.Train
	snn.NewCode("phase", 60, 0.008, 1e-3).Encode(&train, flat(3, 255), nil)
	if got := train.Amplitudes(2); !reflect.DeepEqual(got, []float32{0.125, 0.125, 0.125}) {
		t.Errorf("weights %v in step 2, want 1/8", got)
	}
	snn.NewCode("first-spike", 60, 0.008, 1e-3).Encode(&train, flat(3, 255), nil)
	if got := train.Amplitudes(0); got != nil {
		t.Errorf("weights %v of a code without any", got)
	}
}
