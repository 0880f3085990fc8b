package device_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/cputime"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// BenchmarkStep lets SET and RESET pulses in turn, with noise, act on all cells of a 784×400
// array. Spread cells carry factors of what d2d spreads: four parameters, three for the
// phase-change cell, none for the ideal one.
func BenchmarkStep(b *testing.B) {
	const cells = 784 * 400
	for _, name := range device.Presets() {
		for _, spread := range slices.Compact([]int{0, len(preset(b, name).Model.D2D())}) {
			b.Run(fmt.Sprintf("device=%s/spread=%d", name, spread), func(b *testing.B) {
				c := preset(b, name)
				m, p := c.Model, c.Model.Nominal()
				r := variability.Seed(1).Named("bench")
				s := device.NewState(m, cells)
				s.Spread = map[string][]float32{}
				for _, d := range m.D2D()[:spread] {
					f := make([]float32, cells)
					variability.Spread{Kind: variability.Lognormal, CV: 0.3}.Factors(f, r.Named(d.Param))
					s.Spread[d.Param] = f
				}
				w, xi := make([]float64, cells), make([]float64, cells*m.Draws())
				var v [2][]float64
				v[0], v[1] = make([]float64, cells), make([]float64, cells)
				rand := r.Named("start").Rand()
				for i := range w {
					w[i] = rand.Float64()
					v[0][i], v[1][i] = p.SetVoltage, p.ResetVoltage
				}
				m.Set(s, w)
				kernel.Normals(xi, r.Named("c2c").Source())
				turn := 0
				since := cputime.Used()
				for b.Loop() {
					m.Step(s, v[turn], p.SetWidth, xi)
					turn = 1 - turn
				}
				b.ReportMetric(float64((cputime.Used()-since).Nanoseconds())/float64(b.N)/cells, "cpu-ns/cell")
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/cells, "ns/cell")
			})
		}
	}
}

// BenchmarkConductance reads all cells of a 784×400 array.
func BenchmarkConductance(b *testing.B) {
	const cells = 784 * 400
	for _, name := range device.Presets() {
		b.Run("device="+name, func(b *testing.B) {
			m := preset(b, name).Model
			s, g := device.NewState(m, cells), make([]float64, cells)
			ohmic := m.(device.Ohmic)
			for b.Loop() {
				ohmic.Conductance(g, s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/cells, "ns/cell")
		})
	}
}

// BenchmarkFromLabel inverts a label, as a card does once.
func BenchmarkFromLabel(b *testing.B) {
	for b.Loop() {
		device.FromLabel(2.4)
	}
}
