package experiments

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

// A Reproduction is a published result, or a question that the literature leaves open, as a list of
// studies with the published numbers beside which their results belong.
type Reproduction struct {
	Name   string
	Title  string // one line
	About  string // what is simulated, and what is not known of the original
	Source Source // of the published numbers; empty where none are reproduced

	Devices   []string // by default
	Published []Published
	studies   func(*recipe)
}

// A Published number is the test accuracy, 0..1, of a network of so many neurons after so many passes
// over its training images.
type Published struct {
	Neurons, Epochs int
	Accuracy        float64
}

// MissMargin is how far below a published accuracy a mean may be before it counts as a miss.
const MissMargin = 0.015

// Reproductions lists all reproductions. Adding one is one file and one line here.
func Reproductions() []*Reproduction {
	return []*Reproduction{sizeEpochs(), diehlCook(), neuronSynapseRatio(), normalisation()}
}

// FindReproduction returns the reproduction of a name.
func FindReproduction(name string) (*Reproduction, error) {
	var names []string
	for _, p := range Reproductions() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	hint := ""
	if near := si.Nearest(name, names); near != "" {
		hint = fmt.Sprintf(" (did you mean %q?)", near)
	}
	return nil, fmt.Errorf("unknown reproduction %q%s: want one of %s", name, hint, strings.Join(names, ", "))
}

// published returns the published accuracy of a network.
func (p *Reproduction) published(neurons, epochs int) (accuracy float64, ok bool) {
	for _, x := range p.Published {
		if x.Neurons == neurons && x.Epochs == epochs {
			return x.Accuracy, true
		}
	}
	return 0, false
}

// A Setup is what a user may choose of a reproduction.
type Setup struct {
	Dataset string
	Devices []string          // names of cards
	Cards   map[string]string // text of cards that did not come with the program, by name
	Seed    uint64
	Repeats int
	Quick   bool // few images and repeats: to see that it runs, not what comes out
}

// A NamedStudy is one study of a reproduction.
type NamedStudy struct {
	Name   string // of its folder
	Column string // of the table that its results go to; several studies may share one
	About  string // what it is, in a line
	Config *Config
}

// Studies returns the studies of a reproduction, in the order in which they are conducted. Every
// one of them is a sweep that could be typed as well.
func (p *Reproduction) Studies(s Setup) ([]NamedStudy, error) {
	base := Default("sweep")
	base.Devices, base.Cards = s.Devices, s.Cards
	cards, err := base.LoadCards()
	if err != nil {
		return nil, err
	}
	r := &recipe{setup: s}
	for _, c := range cards {
		if c.Ideal() {
			r.ideal = append(r.ideal, c.Name)
		} else {
			r.cells = append(r.cells, c.Name)
		}
	}
	p.studies(r)
	return r.list, errors.Join(r.errs...)
}

// A recipe collects the studies of a reproduction.
type recipe struct {
	setup        Setup
	ideal, cells []string // devices
	list         []NamedStudy
	errs         []error
}

// A dish is one study to be added to a recipe.
type dish struct {
	name, column, about string
	preset              string // network preset, or empty
	devices             []string
	set                 []string // KEY=VALUE
	vary                []string // as ParseAxis takes them
	images              int      // training images per epoch under --quick
}

// add adds a study, unless it has no device.
func (r *recipe) add(d dish) {
	if len(d.devices) == 0 {
		return
	}
	c, err := r.config(d)
	if err != nil {
		r.errs = append(r.errs, fmt.Errorf("study %s: %w", d.name, err))
		return
	}
	r.list = append(r.list, NamedStudy{Name: d.name, Column: d.column, About: d.about, Config: c})
}

func (r *recipe) config(d dish) (*Config, error) {
	c := Default("sweep")
	if d.preset != "" {
		if err := c.Preset(d.preset); err != nil {
			return nil, err
		}
	}
	c.Dataset, c.Seed, c.Repeats = r.setup.Dataset, r.setup.Seed, r.setup.Repeats
	c.Devices = d.devices
	for _, name := range d.devices {
		if text, ok := r.setup.Cards[name]; ok {
			c.Cards[name] = text
		}
	}
	for _, kv := range d.set {
		key, value, _ := strings.Cut(kv, "=")
		if err := c.Set(key, value); err != nil {
			return nil, err
		}
	}
	if r.setup.Quick {
		c.Quick, c.Repeats = true, min(c.Repeats, 2)
		c.Train.Maps = c.Train.Maps && len(r.list) == 0 // maps take longer to draw than these networks to train
		c.Train.Images, c.Label.Images, c.Test.Images = min(c.Train.Images, d.images), 50, 50
	}
	cards, err := c.LoadCards()
	if err != nil {
		return nil, err
	}
	for _, text := range d.vary {
		a, err := c.ParseAxis(text, cards)
		if err != nil {
			return nil, err
		}
		c.Axes = append(c.Axes, a)
	}
	return c, nil
}
