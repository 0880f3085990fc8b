package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/characterise"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/plots"
)

// A sketch is what "device draw" is asked for.
type sketch struct {
	stdp           bool
	shapes, window string
	d2d            string
	out, formats   string
	force          bool
}

func (a *app) deviceDraw() *cobra.Command {
	o := &sketch{}
	c := &cobra.Command{
		Use:   "draw CARD[,CARD...]",
		Short: "Draw the figure sheet of a card, or STDP windows",
		Long: `Draw what a laboratory would measure on the cells of a card, one sheet per card: I–V loop, response to
identical pulses, ΔG against G, switching time against voltage, retention, read noise, endurance, temperature and STDP
window, whichever the model and the card support; the sheet says what is not there and why. Or with --stdp what an input and an
output spike do to a cell by how far apart they are, integrated from the voltages of both, in one figure. Cards
are names of the library or card files. The numbers go to CSV, one file a measurement.`,
		Example: `  xbar device draw memristor
  xbar device draw memristor,vteam --stdp --shape exponential,gated
  xbar device draw ideal --stdp --shape triangular --window "40 ms" -o windows --format svg`,
		Args:              wants(1, "the names of cards or card files, joined by commas"),
		ValidArgsFunction: listed(cardNames, true),
		RunE:              func(_ *cobra.Command, args []string) error { return a.draw(args[0], o) },
	}
	f := c.Flags()
	f.SortFlags = false
	f.BoolVar(&o.stdp, "stdp", false, "draw STDP windows instead of pulse responses")
	f.StringVar(&o.shapes, "shape", "", "`SHAPES` of the spikes: "+strings.Join(periphery.Shapes(), ", ")+" (default exponential)")
	f.StringVar(&o.window, "window", "", "`DURATION` over which spikes meet (default "+si.Format(periphery.DefaultWindow, "s")+")")
	f.StringVar(&o.d2d, "d2d", "", "`CV` of the cells of the pulse response (default 0)")
	f.StringVarP(&o.out, "out", "o", ".", "`FOLDER` to write to")
	f.StringVar(&o.formats, "format", "", "`KINDS` of figures besides png and svg: pdf")
	f.BoolVar(&o.force, "force", false, "replace existing files")
	c.MarkFlagDirname("out")
	c.RegisterFlagCompletionFunc("shape", listed(periphery.Shapes, false))
	c.RegisterFlagCompletionFunc("format", listed(formatNames, false))
	return c
}

// A drawing is a figure with its name and the tables of its numbers with theirs.
type drawing struct {
	name   string
	figure plots.Figure
	tables []sheetTable
}

func (a *app) draw(list string, o *sketch) error {
	formats, err := a.figureFormats(o.formats)
	cards, err2 := cardsNamed(list)
	if err := errors.Join(err, err2, o.check()); err != nil {
		return err
	}
	var all []drawing
	if o.stdp {
		all, err = a.windows(cards, o)
	} else {
		all, err = sheets(cards, o)
	}
	if err != nil {
		return err
	}
	files, err := render(all, formats, "xbar device draw "+list)
	if err != nil {
		return after(err)
	}
	written, err := deliver(files, o.out, o.force)
	for _, path := range written {
		a.printf("%s\n", path)
	}
	return err
}

// check refuses flags that say nothing about the figure that is asked for.
func (o *sketch) check() error {
	var errs []error
	if !o.stdp && o.shapes != "" {
		errs = append(errs, errors.New("--shape: want --stdp too, for a sheet has one shape of spikes"))
	}
	if !o.stdp && o.window != "" {
		errs = append(errs, errors.New("--window: want --stdp too, for a sheet has one shape of spikes"))
	}
	if o.stdp && o.d2d != "" {
		errs = append(errs, errors.New("--d2d: an STDP window is that of a nominal cell"))
	}
	return errors.Join(errs...)
}

// cardsNamed reads cards of the library and of files.
func cardsNamed(list string) ([]*device.Card, error) {
	var cards []*device.Card
	var errs []error
	for word := range strings.SplitSeq(list, ",") {
		card, err := findCard(strings.TrimSpace(word))
		switch {
		case err != nil:
			errs = append(errs, err)
		case slices.ContainsFunc(cards, func(c *device.Card) bool { return c.Name == card.Name }):
			errs = append(errs, fmt.Errorf("device %q is named twice", card.Name))
		default:
			cards = append(cards, card)
		}
	}
	return cards, errors.Join(errs...)
}

// windows draws the STDP windows of the cards and prints how high and wide they are.
func (a *app) windows(cards []*device.Card, o *sketch) ([]drawing, error) {
	shapes, drive, err := o.spikes()
	if err != nil {
		return nil, err
	}
	schemes, err := experiments.STDP(cards, shapes, drive)
	if err != nil {
		return nil, err
	}
	first := schemes[0].Pair
	fig, err := plots.STDP(schemes,
		fmt.Sprintf("Integrated voltages, from %s\u00a0%% of the range, mean of a nominal cell.", si.Format(100*experiments.STDPStart, "")),
		fmt.Sprintf("Voltages: %s, output spike %s after the input spike.", first.Device, si.Format(first.Delay, "s")))
	if err != nil {
		return nil, err
	}
	table := [][]string{{"shape", "device", "delay_s", "change"}}
	t := grid("shape", "device", "potentiates", "1/e within", "depresses", "1/e within")
	for _, s := range schemes {
		for _, w := range s.Windows {
			up, upTime, down, downTime := w.Reach()
			t.Row(s.Name, w.Device.Name, short(100*up)+" %", within(upTime), short(100*down)+" %", within(downTime))
			for i, dt := range w.Delay {
				table = append(table, []string{s.Name, w.Device.Name, decimal(dt), decimal(w.Change[i])})
			}
		}
	}
	a.show(t)
	var names []string
	for _, c := range cards {
		names = append(names, c.Name)
	}
	name := "stdp_" + strings.Join(names, "_")
	return []drawing{{name, fig, []sheetTable{{name, table}}}}, nil
}

// spikes reads --shape and --window.
func (o *sketch) spikes() ([]string, periphery.Drive, error) {
	var drive periphery.Drive
	var errs []error
	if o.window != "" {
		drive.Window = 1
		errs = append(errs, si.Param{Name: "--window", At: &drive.Window, Unit: "s", Doc: "how far apart spikes meet", Min: 1e-9, Max: 100}.Set(o.window))
	}
	if o.shapes == "" {
		return []string{"exponential"}, drive, errors.Join(errs...)
	}
	var shapes []string
	for word := range strings.SplitSeq(o.shapes, ",") {
		shape := new(string)
		err := si.Param{Name: "--shape", At: shape, Doc: "of the spikes", Choices: periphery.Shapes()}.Set(strings.TrimSpace(word))
		if err == nil && slices.Contains(shapes, *shape) {
			err = fmt.Errorf("--shape: %s is named twice", *shape)
		}
		errs, shapes = append(errs, err), append(shapes, *shape)
	}
	return shapes, drive, errors.Join(errs...)
}

// within prints how far apart spikes may be.
func within(seconds float64) string {
	if seconds > 1e6 {
		return "any delay"
	}
	return si.Format(round3(seconds), "s")
}

// short prints three significant digits.
func short(x float64) string { return strings.Replace(si.Format(round3(x), ""), "-", "−", 1) }

// round3 keeps three significant digits.
func round3(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 2, 64), 64)
	if err != nil {
		return x
	}
	return y
}

// sheets draws the sheet of every card.
func sheets(cards []*device.Card, o *sketch) ([]drawing, error) {
	var d2d float64
	if o.d2d != "" {
		if err := (si.Param{Name: "--d2d", At: &d2d, Doc: "device-to-device spread", Min: 0, Max: 3}).Set(o.d2d); err != nil {
			return nil, err
		}
	}
	var all []drawing
	for _, c := range cards {
		s, err := characterise.Measure(c, characterise.Options{D2D: d2d})
		if err != nil {
			return nil, err
		}
		var notes []string
		if d2d > 0 && !c.Ideal() {
			notes = append(notes, fmt.Sprintf("In the pulse response cells differ by d2d = %s.", si.Format(d2d, "")))
		}
		fig, err := plots.DeviceSheet(s, notes...)
		if err != nil {
			return nil, err
		}
		d := drawing{name: "sheet_" + c.Name, figure: fig}
		for _, t := range tables(s) {
			d.tables = append(d.tables, sheetTable{t.name + "_" + c.Name, t.rows})
		}
		all = append(all, d)
	}
	return all, nil
}

// A product is a file to be written.
type product struct {
	path string
	data []byte
}

// deliver writes files into a folder and returns the paths that it has written. Without force it refuses before
// the first where one of them exists.
func deliver(files []product, folder string, force bool) (written []string, err error) {
	for i := range files {
		files[i].path = filepath.Join(folder, files[i].path)
		if _, err := os.Lstat(files[i].path); err == nil && !force {
			return nil, fmt.Errorf("%s exists already: use -o or --force", files[i].path)
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", folder, reason(err))
	}
	for _, f := range files {
		if err := writeWhole(f.path, f.data); err != nil {
			return written, after(err)
		}
		written = append(written, f.path)
	}
	return written, nil
}

// render turns drawings into files.
func render(all []drawing, formats []plots.Format, provenance string) ([]product, error) {
	var files []product
	for _, d := range all {
		drawn, err := pictures(d.name, d.figure, formats, provenance)
		if err != nil {
			return nil, err
		}
		files = append(files, drawn...)
		for _, t := range d.tables {
			var b bytes.Buffer
			if err := csv.NewWriter(&b).WriteAll(t.rows); err != nil {
				return nil, err
			}
			files = append(files, product{t.name + ".csv", b.Bytes()})
		}
	}
	return files, nil
}
