package snn_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

func TestRankOrder(t *testing.T) {
	var train snn.Train
	snn.NewCode("rank-order", 60, 0.1, 1e-3).Encode(&train, []byte{10, 200, 0, 200, 90}, nil)
	want := [][]int{{75}, {0}, nil, {25}, {50}}
	if got := raster(&train, 5); !reflect.DeepEqual(got, want) {
		t.Errorf("spikes in %v, want %v", got, want)
	}
}

// Only the order of levels counts: any rising map of the levels gives the same spikes.
func TestRankOrderIgnoresContrast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		image := rapid.SliceOfN(rapid.ByteRange(0, 120), 1, 50).Draw(t, "image")
		brighter := make([]byte, len(image))
		for i, x := range image {
			if x > 0 {
				brighter[i] = 2*x + 7
			}
		}
		code := snn.NewCode("rank-order", 60, 0.35, 1e-3)
		var a, b snn.Train
		code.Encode(&a, image, nil)
		code.Encode(&b, brighter, nil)
		if !reflect.DeepEqual(raster(&a, len(image)), raster(&b, len(image))) {
			t.Fatal("contrast changes the spikes")
		}
	})
}
