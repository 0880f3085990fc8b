package fit

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

func devicesAndCycles(devices, cycles int, d, c float64, src *rand.PCG) [][]float64 {
	out := make([][]float64, devices)
	for i := range out {
		own := float64(d * kernel.Normal(src))
		for range cycles {
			out[i] = append(out[i], 1e-5*kernel.Exp(own+float64(c*kernel.Normal(src))))
		}
	}
	return out
}

func TestCoverageVar(t *testing.T) {
	coverage(t, "var", func(src *rand.PCG, _ variability.Stream) []claim {
		r, err := Var([]Grouped{{"G", "S", devicesAndCycles(12, 10, 0.3, 0.1, src)}})
		if err != nil {
			t.Fatal(err)
		}
		return []claim{claimOf(t, r, "G median", 1e-5), claimOf(t, r, "G sigma_d2d", 0.3), claimOf(t, r, "G sigma_c2c", 0.1)}
	})
}

// P27: of 50 devices × 100 cycles the variances come out unbiased, within three standard errors over 100 repeats; and of three
// cycles that scatter as much as the devices differ, where the scatter has to be taken out of the means.
func TestVarianceComponentsAreUnbiased(t *testing.T) {
	const repeats, devices = 100, 50
	for _, k := range []struct {
		cycles int
		d, c   float64
	}{{100, 0.3, 0.1}, {3, 0.3, 0.3}} {
		var between, within []float64
		for i := range repeats {
			v, err := anova(devicesAndCycles(devices, k.cycles, k.d, k.c, variability.Seed(1).Named("P27").At(i).Source()))
			if err != nil {
				t.Fatal(err)
			}
			between, within = append(between, v.between*v.between), append(within, v.within*v.within)
		}
		m, sd := moments(between)
		near(t, "σ_D²", m, k.d*k.d, 3*sd/math.Sqrt(repeats))
		m, sd = moments(within)
		near(t, "σ_C²", m, k.c*k.c, 3*sd/math.Sqrt(repeats))
	}
}

// Four devices say nothing about a spread between devices, but their cycles do about that of cycles.
func TestVarRefusesFewDevices(t *testing.T) {
	r, err := Var([]Grouped{{"G", "S", devicesAndCycles(4, 10, 0.3, 0.1, variability.Seed(1).Source())}})
	if err != nil {
		t.Fatal(err)
	}
	if e, _ := r.Find("G sigma_d2d"); finite(e.Value) || e.Verdict != "refused: 4 devices, want 5" {
		t.Errorf("%+v", e)
	}
	if e, _ := r.Find("G sigma_c2c"); e.Verdict != Identified {
		t.Errorf("%+v", e)
	}
	if _, err := Var(nil); !Refused(err) {
		t.Error(err)
	}
}
