package experiments

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// Refresh: cells that fall for a day and are written again every six hours are at the test as they are
// six hours after the end of training; every refresh writes every cell once. The test without it comes first and
// is that of a day.
func TestExamWithRefresh(t *testing.T) {
	perfect := []string{"device.prog_0", "0 S", "device.c2c_range", "0"}
	n, m, _ := examined(t, waiting(t, "memristor", append(perfect, "compensation", "refresh", "refresh.every", "6 h")...))
	_, fresh, _ := examined(t, waiting(t, "memristor", append(perfect, "after", "0")...))
	_, none, _ := examined(t, waiting(t, "memristor", append(perfect, "compensation", "none")...))
	early, _, _ := examined(t, waiting(t, "memristor", append(perfect, "after", "6 h", "compensation", "none")...))
	cells := float64(n.tile.(onTile).Array().Rows * n.tile.(onTile).Array().Cols)
	if got := m.Writes - fresh.Writes; got != 3*cells {
		t.Errorf("%g writes by three refreshes of %g cells", got, cells)
	}
	if m.WriteEnergy <= fresh.WriteEnergy || m.Gain != 1 {
		t.Errorf("refreshes took %g J, gain %g", m.WriteEnergy-fresh.WriteEnergy, m.Gain)
	}
	if m.AccuracyRaw != none.Accuracy || m.MeanG != none.MeanG {
		t.Errorf("without refresh %g and G at %g, want %g and %g", m.AccuracyRaw, m.MeanG, none.Accuracy, none.MeanG)
	}
	if now := n.tile.Now(); !near(now, waited, 1e-3) {
		t.Errorf("%g s have passed, want a day", now)
	}
	if got, want := n.tile.MeanConductance(), early.tile.MeanConductance(); !near(got/want, 1, 1e-5) {
		t.Errorf("after a refresh six hours ago the mean is %g S, six hours after training %g S", got, want)
	}
}

// An interval longer than the wait refreshes nothing; more than 10 000 refreshes are refused.
func TestRefreshInterval(t *testing.T) {
	_, m, _ := examined(t, waiting(t, "memristor", "compensation", "refresh", "refresh.every", "2 d"))
	_, none, _ := examined(t, waiting(t, "memristor", "compensation", "none"))
	if m.Accuracy != none.Accuracy || m.Writes != none.Writes {
		t.Errorf("a refresh that never came: %+v, without %+v", m, none)
	}
	if err := waiting(t, "memristor", "compensation", "refresh", "refresh.every", "1 s").Check(); err == nil {
		t.Error("86400 refreshes are accepted")
	}
	if err := waiting(t, "memristor", "bake", "0.5").Check(); err == nil {
		t.Error("a bake at half a kelvin is accepted")
	}
}

// The cells of a read-out are refreshed and baked too.
func TestReadoutIsRefreshed(t *testing.T) {
	keys := []string{"readout.kind", "logistic", "readout.device", "memristor", "compensation", "refresh", "refresh.every", "6 h"}
	_, m, _ := examined(t, waiting(t, "memristor", append(keys, "bake", "85 °C")...))
	if math.IsNaN(m.Accuracy) || math.IsNaN(m.AccuracyRaw) {
		t.Errorf("%+v", m)
	}
}

// A bake of an hour at 85 °C loses what AF hours at 300 K lose; before and after, cells are as warm as the
// study says.
func TestExamBakes(t *testing.T) {
	const ea = 0.6
	af := device.Acceleration(ea, 358.15, 300)
	law := []string{"drift", "0", "compensation", "none", "device.retain_tau", "30 d", "device.retain_beta", "0.5", "device.retain_ea", "0.6"}
	_, cold, _ := examined(t, waiting(t, "memristor", append(law, "after", "1 h")...))
	n, hot, _ := examined(t, waiting(t, "memristor", append(law, "after", "1 h", "bake", "85 °C")...))
	c := waiting(t, "memristor", law...)
	c.After.Wait = 3600 * af
	_, long, _ := examined(t, c)
	if !near(hot.MeanG, long.MeanG, 1e-5) || hot.MeanG > 0.95*cold.MeanG {
		t.Errorf("G is at %g after an hour at 85 °C, %g after %g h and %g after an hour", hot.MeanG, long.MeanG, af, cold.MeanG)
	}
	if k := n.tile.(onTile).Array().Temperature(); k != device.RoomTemperature {
		t.Errorf("after the bake the cells are at %g K", k)
	}
}

// Every new key changes an in-situ and an ex-situ study on a card that feels it, and sweeps accept it.
func TestTimeKeysAreFelt(t *testing.T) {
	felt := []string{
		"device.g_tcr", "2e-3", "device.g_ea", "0.1", "device.retain_tau", "30 d", "device.retain_ea", "0.6",
		"device.relax_sd", "0.1 µS", "compensation", "none",
	}
	for _, mode := range []string{InSitu, ExSitu} {
		base := waiting(t, "memristor", append(felt, "mode", mode)...)
		run := func(c *Config) Metrics {
			if mode == InSitu {
				_, m, _ := examined(t, c)
				return m
			}
			n := started(t, c, digits(t), 0)
			n.tile.Program(level(len(n.tile.Weights()), 0.5), true)
			m, _, err := n.exam(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		was := run(base)
		for _, kv := range [][2]string{{"temperature", "60 °C"}, {"bake", "85 °C"}, {"rtn", "0.3"}, {"device.relax_scale", "3"}, {"device.retain_tau", "1 d"}} {
			if m := run(set(t, base.Clone(), kv[0], kv[1])); same(m, was) {
				t.Errorf("%s, %s = %s changes nothing", mode, kv[0], kv[1])
			}
		}
	}
	cards := []*device.Card{preset(t, "memristor")}
	c := tiny("memristor")
	for _, text := range []string{
		"temperature=25 °C,85 °C,125 °C", "bake=300:400:3", "rtn=0,0.1,0.3", "refresh.every=1h,1d", "after=1h:10y:5:log",
		"compensation=none,global,column,refresh", "thermal.crosstalk=0,0.1", "thermal.resistance=1e6:1e8:3:log", "thermal.range=1,2",
		"device.retain_tau=1d,1y", "device.relax_scale=0,1", "device.rtn_traps=0,1,2", "device.g_ea=0:0.3:4",
	} {
		if _, err := c.ParseAxis(text, cards); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func level(n int, w float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = w
	}
	return x
}
