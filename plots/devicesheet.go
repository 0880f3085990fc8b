package plots

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments/characterise"
)

// A plate is one panel of a device's sheet: a plot with the names of its axes and a key of its curves.
type plate struct {
	title, xName, yName string
	key                 []entry
	plot                *plot.Plot
	headed              bool // it writes above its data, where a key would be
}

// panels is the table of a sheet's panels in their order, each made for data that wide; nil where the sheet
// has nothing for it.
func panels() []func(s *characterise.Sheet, room vg.Length) *plate {
	return []func(*characterise.Sheet, vg.Length) *plate{
		loopPanel, loopLogPanel, responsePanel, stepsPanel, switchingPanel, retentionPanel, noisePanel,
		endurancePanel, failurePanel, temperaturePanel, warmSwitchingPanel, windowPanel,
	}
}

const (
	plateBody  = 4.2 * vg.Centimeter // height of the data of a panel
	plateSpace = vg.Length(11)       // between panels
	sheetTitle = vg.Length(13)
)

// DeviceSheet draws all that was measured on the cells of a card on one page: current and voltage on a
// linear and a logarithmic scale, the response to pulses, ΔG against G, switching time against voltage, retention,
// read noise, endurance, temperature and STDP window. What is absent has no panel; a note says why. Further notes are
// sentences under the figure. It errs with ErrNoData where there is no panel.
func DeviceSheet(s *characterise.Sheet, notes ...string) (Figure, error) {
	n := 0
	for _, make := range panels() {
		if make(s, pageWidth) != nil {
			n++
		}
	}
	if n == 0 {
		return Figure{}, fmt.Errorf("sheet of %s: %w", s.Device.Name, ErrNoData)
	}
	f := sheet{width: pageWidth}
	cols := chartColumns(n)
	width := (f.width - 2*margin - plateSpace*vg.Length(cols-1)) / vg.Length(cols)
	var all []*plate
	for _, make := range panels() {
		if p := make(s, width-nameRoom-sheetTicks); p != nil {
			p.title = fmt.Sprintf("%c  %s", 'a'+len(all), p.title)
			all = append(all, p)
		}
	}
	heads := headsOf(all, cols, width)
	f.height = sheetTitle - plateSpace
	for _, h := range heads {
		f.height += h + plateBody + tickRoom + nameRoom + plateSpace
	}
	for _, text := range append(sheetNotes(s), notes...) {
		f.notes = append(f.notes, note{text, false})
	}
	f.body = func(c draw.Canvas) {
		put(c, bold(style(labelSize, ink)), c.Min.X, c.Max.Y-9, titleOf(s.Device))
		drawPlates(draw.Crop(c, 0, 0, 0, -sheetTitle), all, cols, width, heads)
	}
	return f.figure(), nil
}

// sheetTicks is an estimate of what the numbers at a vertical axis take.
const sheetTicks = vg.Length(26)

// headsOf returns, for every row, the room above its data: for titles and the longest key.
func headsOf(all []*plate, cols int, width vg.Length) []vg.Length {
	var heads []vg.Length
	for k, p := range all {
		rows := len(flow(p.key, width))
		if p.headed {
			rows = max(rows, 1)
		}
		if k%cols == 0 {
			heads = append(heads, 0)
		}
		heads[k/cols] = max(heads[k/cols], titleRoom+legendHeight(rows))
	}
	return heads
}

// drawPlates lays panels out in rows; the data of a column share their left edge.
func drawPlates(c draw.Canvas, all []*plate, cols int, width vg.Length, heads []vg.Length) {
	areas := make([]draw.Canvas, len(all))
	left := make([]vg.Length, cols)
	top := c.Max.Y
	for k, p := range all {
		if k > 0 && k%cols == 0 {
			top -= heads[k/cols-1] + plateBody + tickRoom + nameRoom + plateSpace
		}
		a := c
		a.Min.X = c.Min.X + vg.Length(k%cols)*(width+plateSpace)
		a.Max.X, a.Max.Y = a.Min.X+width, top
		a.Min.Y = top - heads[k/cols] - plateBody - tickRoom - nameRoom
		areas[k] = a
		left[k%cols] = max(left[k%cols], p.data(a, heads[k/cols], 0).Min.X-a.Min.X)
	}
	for k, p := range all {
		p.draw(areas[k], heads[k/cols], left[k%cols])
	}
}

// inner is the part of a panel's area that its plot has, given the room above it.
func (p *plate) inner(c draw.Canvas, head vg.Length) draw.Canvas {
	return draw.Crop(c, nameRoom, 0, nameRoom, -head)
}

// data is the area of the data, from that far right of the panel's edge.
func (p *plate) data(c draw.Canvas, head, left vg.Length) draw.Canvas {
	area := p.inner(c, head)
	data := p.plot.DataCanvas(area)
	if left > 0 {
		data.Min.X = c.Min.X + left
	}
	return data
}

func (p *plate) draw(c draw.Canvas, head, left vg.Length) {
	area := p.inner(c, head)
	data := p.plot.DataCanvas(area)
	right := area.Max.X - data.Max.X
	area.Min.X += c.Min.X + left - data.Min.X
	area.Max.X -= max(0, 4-right)
	naming(c, p.xName, p.yName)
	p.plot.Draw(area)
	data = p.plot.DataCanvas(area)

	put(c, bold(style(tickSize, ink)), c.Min.X, c.Max.Y-8, p.title)
	drawLegend(draw.Crop(c, 0, 0, 0, -titleRoom+2), flow(p.key, c.Max.X-c.Min.X))
	centred(c, data, c.Min.Y+2.5, p.xName)
	sty := style(labelSize, ink)
	sty.XAlign, sty.YAlign, sty.Rotation = text.XCenter, text.YTop, math.Pi/2
	c.FillText(sty, vg.Point{X: c.Min.X, Y: (data.Min.Y + data.Max.Y) / 2}, p.yName)
}

// sheetNotes say with what the sheet was measured, the figures that came out and what is not there.
func sheetNotes(s *characterise.Sheet) []string {
	p := s.Pulses
	notes := []string{fmt.Sprintf("Pulses: SET %s, %s; RESET %s, %s. Read at %s.",
		quantity(p.SetVoltage, "V"), quantity(p.SetWidth, "s"), quantity(p.ResetVoltage, "V"), quantity(p.ResetWidth, "s"), quantity(p.ReadVoltage, "V"))}
	if s.Figures != nil {
		notes = append(notes, figuresNote(s.Figures))
	}
	if s.Response != nil && s.Response.From > 0 {
		notes = append(notes, fmt.Sprintf("Identical pulses from %s\u00a0%% of the range, where they begin to move a cell.", short(100*s.Response.From)))
	}
	var bands []string
	if s.Response != nil && s.Response.Cells > 0 {
		bands = append(bands, fmt.Sprintf("%d for pulse trains", s.Response.Cells))
	}
	if s.Steps != nil && s.Steps.Cells > 0 {
		bands = append(bands, fmt.Sprintf("%d for each ΔG", s.Steps.Cells))
	}
	lines := "Lines: a nominal cell without scatter."
	if len(bands) > 0 {
		lines += " Bands: mean ± standard deviation over cells that scatter, " + strings.Join(bands, ", ") + "."
	}
	notes = append(notes, lines)
	if s.Loop != nil {
		notes = append(notes, fmt.Sprintf("I–V: a triangular sweep at %s/s from HRS, no compliance.", quantity(s.Loop.Rate, "V")))
	}
	if s.Retention != nil {
		notes = append(notes, fmt.Sprintf("Retention: mean ± standard deviation of %s a state.", count(s.Retention.Cells, "cell")))
	}
	if s.Noise != nil {
		text := "Read noise: the card's law"
		if s.Noise.Telegraph {
			text += ", telegraph noise as the mean over cells"
		}
		notes = append(notes, text+".")
	}
	notes = append(notes, wearNotes(s)...)
	if s.Window != nil {
		notes = append(notes, "STDP: exponential waveforms, from half of the range.")
	}
	if len(s.Absent) > 0 {
		notes = append(notes, "Not shown: "+absences(s.Absent)+".")
	}
	return notes
}

// absences says each reason once, after all that it keeps away.
func absences(all []characterise.Absent) string {
	var whys []string
	of := map[string][]string{}
	for _, a := range all {
		if of[a.Why] == nil {
			whys = append(whys, a.Why)
		}
		of[a.Why] = append(of[a.Why], a.What)
	}
	for i, why := range whys {
		whys[i] = strings.Join(of[why], ", ") + " (" + why + ")"
	}
	return strings.Join(whys, ", ")
}

// figuresNote is a sentence of the figures that are known.
func figuresNote(f *characterise.Figures) string {
	ratio := "infinite"
	if !math.IsInf(f.OnOff(), 0) {
		ratio = short(f.OnOff())
	}
	parts := []string{"on/off ratio " + ratio}
	if f.Levels > 0 {
		parts = append(parts, count(f.Levels, "state"))
	}
	if f.Levels != 2 {
		parts = append(parts, trainsNote(f)...)
	}
	from := "half-way"
	if f.Levels == 2 {
		from = "in HRS"
	}
	parts = append(parts, fmt.Sprintf("one SET pulse %s %s ± %s\u00a0%% of the range", from, number(100*f.Step, 2), number(100*f.StepSD, 2)))
	return "Measured: " + strings.Join(parts, ", ") + "."
}

// trainsNote says how many pulses cross the range either way.
func trainsNote(f *characterise.Figures) []string {
	var parts []string
	for _, way := range []struct {
		name   string
		pulses int
		label  float64
	}{{"SET", f.Up, f.NLUp}, {"RESET", f.Down, f.NLDown}} {
		if way.pulses == 0 {
			continue
		}
		s := fmt.Sprintf("%s across the range", count(way.pulses, way.name+" pulse"))
		if way.pulses > 2 && finite(way.label) {
			s += fmt.Sprintf(" (nonlinearity label %s)", number(way.label, 2))
		}
		parts = append(parts, s)
	}
	return parts
}
