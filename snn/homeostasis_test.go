package snn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

// After presentations with n spikes in all, a threshold has moved by
// Gain·initial·(n - presentations·Target/neurons).
func TestAdaptMovesByTheSurplus(t *testing.T) {
	l := layer(shape{Step: 1e-3, Leak: 0.1, Target: 6, Gain: 0.25}, 4, 8)
	for _, tt := range []struct {
		counts []int32
		want   []float64
	}{
		{[]int32{0, 1, 2, 7}, []float64{5, 7, 9, 19}}, // target 1.5, 2 full weights a spike
		{[]int32{1, 1, 1, 1}, []float64{4, 6, 8, 18}},
		{[]int32{3, 0, 0, 3}, []float64{7, 3, 5, 21}},
	} {
		l.Adapt(tt.counts, 0.35)
		if !slices.Equal(l.Threshold, tt.want) {
			t.Errorf("after %v: thresholds %v, want %v", tt.counts, l.Threshold, tt.want)
		}
	}
	if l.Initial() != 8 {
		t.Errorf("the unit moved to %g", l.Initial())
	}
}

// The sum over the neurons moves by Gain·initial·(spikes - Target): not at all when the layer
// fires as often as it should, however the spikes are shared.
func TestAdaptKeepsTheSumAtTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, target := rapid.IntRange(1, 20).Draw(t, "neurons"), rapid.IntRange(1, 10).Draw(t, "target")
		surplus := rapid.IntRange(-target, 10).Draw(t, "surplus")
		l := layer(shape{Step: 1e-3, Leak: 0.1, Target: float64(target), Gain: 1e-3}, n, 10)
		for range 20 { // 20 presentations cannot reach the floor: 20·1e-3·10 < 1
			counts := make([]int32, n)
			for range target + surplus {
				counts[rapid.IntRange(0, n-1).Draw(t, "winner")]++
			}
			l.Adapt(counts, 0.35)
		}
		sum := 0.0
		for _, th := range l.Threshold {
			sum += th
		}
		if want := 10*float64(n) + 20*1e-3*10*float64(surplus); math.Abs(sum-want) > 1e-10 {
			t.Fatalf("the thresholds add up to %.12g, want %.12g", sum, want)
		}
	})
}

func TestThresholdsHaveAFloor(t *testing.T) {
	l := layer(shape{Step: 1e-3, Leak: 0.1, Target: 10, Gain: 0.3}, 2, 50)
	for range 100 {
		l.Adapt([]int32{0, 5}, 0.35)
	}
	if want := []float64{0.5, 50}; !slices.Equal(l.Threshold, want) {
		t.Errorf("thresholds %v, want %v: a hundredth of 50, and unmoved", l.Threshold, want)
	}
	// From the floor a threshold rises as from anywhere.
	l.Adapt([]int32{6, 5}, 0.35)
	near(t, "threshold", l.Threshold[0], 0.5+0.3*50*1, 1e-12)
}

func TestGainZeroFreezesThresholds(t *testing.T) {
	l := layer(shape{Step: 1e-3, Leak: 0.1, Target: 3}, 2, 7)
	l.Adapt([]int32{100, 0}, 0.35)
	if want := []float64{7, 7}; !slices.Equal(l.Threshold, want) {
		t.Errorf("thresholds %v, want %v", l.Threshold, want)
	}
}

// Ten neurons with drives from 1 to 1.9, of which only the strongest would fire: homeostasis
// gives each its share. Off the floor, the spikes of a neuron over P presentations are
// P Target/neurons + Δθ/(Gain initial), so its rate errs by what its threshold still moves:
// thresholds that stay within three initial values keep it within 3/(Gain P) = 0.1 spikes.
func TestHomeostasisReachesTheTargetRate(t *testing.T) {
	const (
		neurons, presentations = 10, 3000
		gain, initial, target  = 0.01, 4.0, 10.0
	)
	l := layer(shape{Step: 1e-3, Leak: 0.02, Refractory: 5e-3, Inhibition: 5e-3, Target: target, Gain: gain}, neurons, initial)
	src, input := rand.New(rand.NewPCG(11, 0)), make([]float32, neurons)
	present := func() []int32 {
		counts := make([]int32, neurons)
		l.Begin(0)
		for s := range 200 {
			for j := range input {
				input[j] = (1 + float32(j)/10) * src.Float32() / 2
			}
			if j := winner(l, s, input...); j >= 0 {
				counts[j]++
			}
		}
		return counts
	}
	share := func(fired []float64) (least, most float64) {
		return slices.Min(fired) / presentations, slices.Max(fired) / presentations
	}
	fired := make([]float64, neurons)
	for range presentations {
		for j, n := range present() {
			fired[j] += float64(n)
		}
	}
	if least, most := share(fired); least > 0.2*target/neurons || most < 3*target/neurons {
		t.Errorf("without homeostasis %.2f to %.2f spikes a neuron: drives too alike for this test", least, most)
	}
	for range presentations { // to the equilibrium
		l.Adapt(present(), 0.35)
	}
	before := slices.Clone(l.Threshold)
	clear(fired)
	for range presentations {
		counts := present()
		l.Adapt(counts, 0.35)
		for j, n := range counts {
			fired[j] += float64(n)
		}
	}
	for j, th := range l.Threshold {
		exact := presentations*target/neurons + (th-before[j])/(gain*initial)
		near(t, "spikes by the threshold's balance", fired[j], exact, 1e-6)
		if th <= initial/100 || th > 3*initial {
			t.Errorf("threshold of neuron %d is %g after %d presentations", j, th, 2*presentations)
		}
	}
	least, most := share(fired)
	near(t, "spikes per presentation of the laziest", least, target/neurons, 0.1)
	near(t, "spikes per presentation of the keenest", most, target/neurons, 0.1)
	if !slices.IsSorted(l.Threshold) {
		t.Errorf("thresholds %.3g do not follow the drives", l.Threshold)
	}
}

func TestRestore(t *testing.T) {
	l := layer(shape{Step: 1e-3, Leak: 0.1, Target: 2, Gain: 0.5}, 2, 4)
	l.Adapt([]int32{3, 0}, 0.35)
	kept := slices.Clone(l.Threshold)
	other := layer(shape{Step: 1e-3, Leak: 0.1, Target: 2, Gain: 0.5}, 2, 1)
	other.SetState(snn.LayerState{Threshold: kept, Initial: 4})
	kept[0] = 99
	for range 3 {
		if !slices.Equal(l.Threshold, other.Threshold) || l.Initial() != other.Initial() {
			t.Fatalf("restored %v of %g, want %v of %g", other.Threshold, other.Initial(), l.Threshold, l.Initial())
		}
		l.Adapt([]int32{1, 0}, 0.35)
		other.Adapt([]int32{1, 0}, 0.35)
	}
	other.SetThreshold(3)
	if !slices.Equal(other.Threshold, []float64{3, 3}) || other.Initial() != 3 {
		t.Errorf("thresholds %v of %g, want 3", other.Threshold, other.Initial())
	}
	defer func() {
		if recover() == nil {
			t.Error("thresholds of another number of neurons were taken")
		}
	}()
	l.SetState(snn.LayerState{Threshold: []float64{1, 2, 3}, Initial: 1})
}
