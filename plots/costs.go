package plots

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery/cost"
)

// A share is a part of a bill that figures show as one colour.
type share struct {
	name   string
	color  color.NRGBA
	events []string
}

// readoutShare is in the legend where there is such an array.
const readoutShare = "array of the read-out"

// shares part cost.Events; writes are dark, what is assumed is pale.
func shares() []share {
	return []share{
		{"writing cells", palette[1], []string{"set", "reset", "half-selected"}},
		{"refresh, verify", palette[4], []string{"refresh", "verify"}},
		{"reading cells", palette[0], []string{"conduction"}},
		{"drivers, lines", palette[5], []string{"dac", "line", "write line"}},
		{"ADC", palette[2], []string{"adc"}},
		{"sense amplifiers", color.NRGBA{R: 0x9f, G: 0xdb, B: 0xc8, A: 255}, []string{"sense"}},
		{"neurons, STDP", palette[3], []string{"neuron", "spike", "stdp"}},
		{readoutShare, color.NRGBA{R: 0x6b, G: 0x4f, B: 0x2a, A: 255}, []string{"read-out"}},
		{"leakage", color.NRGBA{R: 0xb0, G: 0xb0, B: 0xb0, A: 255}, []string{"leakage"}},
	}
}

// of is the energy of a share on a bill, J.
func (s share) of(items []cost.Item) (joules float64) {
	for _, i := range items {
		for _, e := range s.events {
			if i.Event == e {
				joules += i.Energy
			}
		}
	}
	return joules
}

// Costs draws where the energy of training and of inference goes, as shares of each device's own total,
// which stands above its bar, and the mean power beside that of published chips, on a logarithmic axis:
// orders of magnitude, not like for like.
//
// It errs with ErrNoData where no trial has a bill, or the study has axes.
func Costs(r *experiments.Result) (Figure, error) {
	all := experiments.MeanCosts(r)
	if len(all) == 0 || len(r.Axes) > 0 {
		return Figure{}, fmt.Errorf("costs: %w", ErrNoData)
	}
	s := sheet{width: pageWidth, height: costsHeight}
	for _, p := range shares() {
		if p.name == readoutShare && !slices.ContainsFunc(all, func(x experiments.Costs) bool { return p.of(x.Train)+p.of(x.Infer) > 0 }) {
			continue
		}
		s.legend = append(s.legend, fillEntry(p.color, p.name))
	}
	s.notes = append(setting(r),
		note{"Bars: share of each total; the number above is the total of one presentation, calibration and labels left out.", false},
		note{"Included: cells, lines, row drivers, sense amplifiers, converters, neurons, learning, refresh, leakage at the network's own pace. Not included: interconnect between arrays, memory of thresholds, clock, host.", false},
		note{"Cells are simulated; prices of converters and drivers as in NeuroSim and MNSIM, others assumed (costs.csv).", false},
		note{"Power: total over the network's own time. Published chips: " + cost.Caveat, false})
	s.notes = append(s.notes, idealised(r)...)
	s.body = func(c draw.Canvas) {
		part := (c.Max.X - c.Min.X) / 100
		costBars(draw.Crop(c, 0, -75*part, 0, 0), all, "train", "training")
		costBars(draw.Crop(c, 26*part, -49*part, 0, 0), all, "infer", "inference")
		powers(draw.Crop(c, 53*part, 0, 0, 0), all, looks(r.Devices))
	}
	return s.figure(), nil
}

const costsHeight = 6.6 * vg.Centimeter

// fillEntry is a filled box of a legend.
func fillEntry(fill color.NRGBA, label string) entry {
	return entry{label, func(c draw.Canvas, x0, x1, y vg.Length) {
		c.SetColor(fill)
		c.Fill(vg.Rectangle{Min: vg.Point{X: x0 + 6, Y: y - 3}, Max: vg.Point{X: x1, Y: y + 3}}.Path())
	}}
}

// costBars is one stacked bar a device.
func costBars(c draw.Canvas, all []experiments.Costs, workload, title string) {
	p := newPlot()
	words := make([]string, len(all))
	for k, x := range all {
		words[k] = x.Device
	}
	wordScale(words, c.Max.X-c.Min.X-yAxisRoom).apply(&p.X)
	percents, totals, upright := scale{min: 0, max: 112}, totalsOf(all, workload), false
	for _, t := range totals {
		upright = upright || style(tickSize, ink).Width(t)+2 > (c.Max.X-c.Min.X-yAxisRoom)/vg.Length(len(all))
	}
	if upright {
		percents.max = 150
	}
	for v := 0; v <= 100; v += 20 {
		percents.ticks = append(percents.ticks, plot.Tick{Value: float64(v), Label: fmt.Sprint(v)})
	}
	percents.apply(&p.Y)
	p.Add(horizontalGrid(), panelTitle(title), painter(func(c draw.Canvas, p *plot.Plot) {
		step := c.X(p.X.Norm(1)) - c.X(p.X.Norm(0))
		for k, x := range all {
			items, n, _ := x.Of(workload)
			total, _ := cost.Total(items)
			if !(total > 0) || !(n > 0) {
				continue
			}
			mid, at := c.X(p.X.Norm(float64(k))), 0.0
			for _, s := range shares() {
				to := at + 100*s.of(items)/total
				c.SetColor(s.color)
				c.Fill(vg.Rectangle{
					Min: vg.Point{X: mid - 0.33*step, Y: c.Y(p.Y.Norm(at))},
					Max: vg.Point{X: mid + 0.33*step, Y: c.Y(p.Y.Norm(to))},
				}.Path())
				tellText(c, vg.Point{X: mid, Y: c.Y(p.Y.Norm((at + to) / 2))}, fmt.Sprintf("%s\n%s: %.3g\u00a0%%", x.Device, s.name, to-at))
				at = to
			}
			sty := style(tickSize, ink)
			sty.XAlign = text.XCenter
			if upright {
				sty.XAlign, sty.YAlign, sty.Rotation = text.XLeft, text.YCenter, math.Pi/2
			}
			c.FillText(sty, vg.Point{X: mid, Y: c.Y(p.Y.Norm(100)) + 2}, totals[k])
		}
	}))
	area := draw.Crop(c, nameRoom, 0, 0, -chartTitle)
	drawNamed(area, p, []string{""})
	sty := style(labelSize, ink)
	sty.XAlign, sty.YAlign, sty.Rotation = text.XCenter, text.YTop, math.Pi/2
	c.FillText(sty, vg.Point{X: c.Min.X, Y: (area.Min.Y + area.Max.Y) / 2}, "share of energy (%)")
}

// totalsOf are the energies of one presentation, in words.
func totalsOf(all []experiments.Costs, workload string) []string {
	out := make([]string, len(all))
	for k, x := range all {
		if items, n, _ := x.Of(workload); n > 0 {
			total, _ := cost.Total(items)
			out[k] = si.Format(rounded(total/n), "J")
		}
	}
	return out
}

// rounded keeps three digits.
func rounded(x float64) float64 {
	if x == 0 {
		return 0
	}
	f := math.Pow(10, 2-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*f) / f
}

// powerScale is a logarithmic axis with a label at every third decade.
func powerScale(watts []float64) scale {
	s := costScale(watts)
	s.min, s.max = s.min/3, s.max*3
	s.ticks = nil
	for k, unit := range []string{"n", "µ", "m", "", "k", "M"} {
		if v := math.Pow10(3*k - 9); (k%2 == 1 || s.max < 1e9*s.min) && v >= s.min && v <= s.max {
			s.ticks = append(s.ticks, plot.Tick{Value: v, Label: "1\u00a0" + unit + "W"})
		}
	}
	return s
}

// powers lists mean powers from the top down, chips of the field after our own.
func powers(c draw.Canvas, all []experiments.Costs, of map[string]look) {
	type row struct {
		name   string
		text   string
		lo, hi float64
		look   look
	}
	var rows []row
	for _, load := range []struct{ work, name string }{{"train", "training"}, {"infer", "inference"}} {
		for _, x := range all {
			items, _, seconds := x.Of(load.work)
			joules, _ := cost.Total(items)
			if !(joules > 0) || !(seconds > 0) {
				continue // programmed and not trained: no time to spread it over
			}
			rows = append(rows, row{x.Device + ", " + load.name, si.Format(rounded(joules/seconds), "W"), joules / seconds, joules / seconds, of[x.Device]})
		}
	}
	for _, p := range cost.Chips() {
		if p.Unit == "W" {
			text := strings.TrimPrefix(strings.TrimSuffix(p.Text(), ", "+p.Note), p.Chip+" ")
			rows = append(rows, row{p.Chip + ", " + p.Note, text, p.Lo, p.Hi, look{color: dim, mark: ring}})
		}
	}
	var powers []float64
	room := vg.Length(0)
	for _, r := range rows {
		powers = append(powers, r.lo, r.hi)
		room = max(room, style(noteSize, ink).Width(r.name))
	}
	p := newPlot()
	powerScale(powers).apply(&p.X)
	p.Y.Min, p.Y.Max = -0.5, 1.07*float64(len(rows))-0.5 // the title stands above the first row
	p.HideY()
	p.Add(panelTitle("mean power"), painter(func(c draw.Canvas, p *plot.Plot) {
		for k, r := range rows {
			y := c.Y(p.Y.Norm(float64(len(rows) - 1 - k)))
			c.StrokeLine2(draw.LineStyle{Color: grid, Width: 0.5}, c.Min.X, y, c.Max.X, y)
			sty := style(noteSize, ink)
			sty.XAlign, sty.YAlign = text.XRight, text.YCenter
			c.FillText(sty, vg.Point{X: c.Min.X - 4, Y: y}, r.name)
			x := c.X(p.X.Norm(r.hi))
			if r.lo == 0 { // an upper bound
				c.StrokeLine2(draw.LineStyle{Color: r.look.color, Width: 1}, x-14, y, x, y)
				c.StrokeLine2(draw.LineStyle{Color: r.look.color, Width: 1}, x-14, y, x-10, y+2.5)
				c.StrokeLine2(draw.LineStyle{Color: r.look.color, Width: 1}, x-14, y, x-10, y-2.5)
			}
			sty.XAlign = text.XLeft
			beside := vg.Point{X: x + 6, Y: y + 4.5}
			if beside.X+style(noteSize, ink).Width(r.text) > c.Max.X {
				sty.XAlign, beside.X = text.XRight, x-6
			}
			c.FillText(sty, beside, r.text)
			r.look.mark.fill(c, r.look.color, vg.Point{X: x, Y: y}, 1.3*markRadius)
			tellText(c, vg.Point{X: x, Y: y}, r.name+"\n"+r.text)
		}
	}))
	drawNamed(draw.Crop(c, room+8, 0, 0, -chartTitle), p, []string{"power"})
}
