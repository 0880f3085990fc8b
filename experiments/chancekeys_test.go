package experiments

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/variability"
)

// arrayOf returns the cells of the first repeat of a study's last device.
func arrayOf(t testing.TB, c *Config) *crossbar.Array {
	t.Helper()
	list := cards(t, c)
	n, err := newNetwork(c, list[len(list)-1], digits(t), 0)
	if err != nil {
		t.Fatal(err)
	}
	return n.tile.(onTile).Array()
}

// columnSD is the standard deviation between columns of their mean conductance, over that mean.
func columnSD(a *crossbar.Array) float64 {
	means := make([]float64, a.Cols)
	for i, g := range a.Conductances() {
		means[i%a.Cols] += float64(g) / float64(a.Rows)
	}
	mean, sd := stat.MeanStdDev(means, nil)
	return sd / mean
}

// The more of a spread the cells of a column share, the more columns differ: √share of it, for what
// 784 cells have for themselves averages out.
func TestColumnsShareSpread(t *testing.T) {
	last := 0.0
	for _, share := range []string{"0", "0.2", "0.8"} {
		c := set(t, tiny("memristor"), "d2d", "0.3", "d2d.column", share, "network.neurons", "60")
		sd := columnSD(arrayOf(t, c))
		if sd <= 2*last {
			t.Errorf("columns differ by %.3g at a share of %s, by %.3g at less", sd, share, last)
		}
		last = sd
	}
	if want := 0.3 * math.Sqrt(0.8); math.Abs(last-want) > 4*want/math.Sqrt(2*60)+0.02 {
		t.Errorf("columns differ by %.3g, want %.3g", last, want)
	}
}

func TestChanceKeysReachTheArray(t *testing.T) {
	c := set(t, tiny("ideal", "memristor"), "d2d", "0.1", "d2d.kind", "truncated", "d2d.min", "0.8", "d2d.max", "1.2",
		"d2d.gradient", "0.1", "d2d.row", "0.2", "d2d.column", "0.3", "d2d.field", "0.4", "d2d.length", "7", "d2d.correlation", "0.5",
		"spread.nl_ltp", "0.2", "correlation.g_min.g_max", "-0.1")
	list := cards(t, c)
	opt := c.array(list[1])
	shape := variability.Spread{Kind: variability.Truncated, Min: 0.8, Max: 1.2}
	if opt.Shape != shape || opt.D2D != 0.1 || opt.Correlation != 0.5 || opt.Pairs[[2]string{"g_max", "g_min"}] != -0.1 {
		t.Errorf("%+v", opt)
	}
	if want := (variability.Texture{Gradient: 0.1, Row: 0.2, Column: 0.3, Field: 0.4, Length: 7}); opt.Texture != want {
		t.Errorf("%+v, want %+v", opt.Texture, want)
	}
	if shape.CV = 0.2; opt.Spread["nl_ltp"] != shape {
		t.Errorf("%+v, want %+v", opt.Spread["nl_ltp"], shape)
	}
	if opt := c.array(list[0]); opt.D2D != 0 || len(opt.Spread) != 0 || !opt.Texture.Plain() || opt.Correlation != 0 {
		t.Errorf("the ideal card has %+v", opt)
	}
	if err := c.Check(); err != nil {
		t.Error(err)
	}
	text := strings.Join(c.flaws(), "; ")
	for _, want := range []string{"truncated spreads", "gradient", "row", "column", "field of 7 cells", "correlated by 0.5", "0.8 and 1.2"} {
		if !strings.Contains(text, want) {
			t.Errorf("the notes %q do not say %s", text, want)
		}
	}
	d := Default("sweep")
	if err := d.Read("study.toml", c.TOML()); err != nil {
		t.Fatal(err)
	}
	if string(d.TOML()) != string(c.TOML()) {
		t.Error("the study changes when it is written and read")
	}
}

func TestChanceKeysRefuse(t *testing.T) {
	for _, tt := range []struct{ set, want []string }{
		{[]string{"d2d", "0.1", "d2d.row", "0.7", "d2d.column", "0.7"}, []string{"at most 1"}},
		{[]string{"d2d", "0.1", "d2d.correlation", "-1"}, []string{"contradict"}},
		{[]string{"d2d", "0.1", "d2d.kind", "discrete"}, []string{"levels"}},
		{[]string{"d2d", "0.5", "d2d.kind", "normal"}, []string{"0.25"}},
		{[]string{"correlation.g_max.g_mux", "0.1"}, []string{"g_mux"}},
	} {
		err := set(t, tiny("memristor"), tt.set...).Check()
		for _, want := range tt.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v: error %v, want one that says %s", tt.set, err, want)
			}
		}
	}
	c := tiny("memristor")
	if err := c.Set("correlation.g_max.g_min", "3"); err == nil {
		t.Error("a correlation of 3 is taken")
	}
	for _, axis := range []string{"d2d.kind=lognormal,truncated", "d2d.field=0:1:3", "d2d.length=1,10,100", "d2d.correlation=0,0.5", "correlation.g_max.g_min=-0.5,0.5"} {
		vary(t, set(t, tiny("memristor"), "d2d", "0.2"), axis)
	}
}
