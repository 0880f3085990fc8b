package device

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/xbar-sim/xbar/internal/outline"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// MaxCard is the largest card file that is read, in bytes.
const MaxCard = 1 << 18

// cardFile is a card as written. Every number is a table with its provenance.
type cardFile struct {
	Title   string               `toml:"title"`
	Class   string               `toml:"class"`
	Model   string               `toml:"model"`
	Layout  string               `toml:"layout"`
	Fitted  string               `toml:"fitted"`
	Note    string               `toml:"note"`
	Scatter bool                 `toml:"scatter_has_devices"`
	Params  map[string]entry     `toml:"params"`
	Spread  map[string]spread    `toml:"spread"`
	Sources map[string]reference `toml:"sources"`

	Correlation map[string]map[string]entry `toml:"correlation"`
}

type entry struct {
	Value      any    `toml:"value"`
	SE         any    `toml:"se"`
	SD         any    `toml:"sd"`
	N          int    `toml:"n"`
	Provenance string `toml:"provenance"`
	Source     string `toml:"source"`
	Note       string `toml:"note"`
}

type spread struct {
	Kind       string  `toml:"kind"`
	CV         float64 `toml:"cv"`
	Min        float64 `toml:"min"`
	Max        float64 `toml:"max"`
	Levels     string  `toml:"levels"`
	SE         float64 `toml:"se"`
	N          int     `toml:"n"`
	Provenance string  `toml:"provenance"`
	Source     string  `toml:"source"`
	Note       string  `toml:"note"`
}

type reference struct {
	Text string `toml:"text"`
	DOI  string `toml:"doi"`
}

// ReadCard reads a card from TOML text; file names it in errors and gives it its name. All
// mistakes are reported at once, each with the line of its key where that can be found; then
// there is no card.
func ReadCard(file string, text []byte) (*Card, error) {
	if len(text) > MaxCard {
		return nil, fmt.Errorf("%s: %d bytes, want at most %d", file, len(text), MaxCard)
	}
	o := outline.Of(string(text))
	if line := o.Deep; line > 0 {
		return nil, fmt.Errorf("%s:%d: nested deeper than %d", file, line, outline.Deepest)
	}
	var f cardFile
	md, err := toml.Decode(string(text), &f)
	if err != nil {
		var p toml.ParseError
		if errors.As(err, &p) {
			return nil, outline.SyntaxError(file, p)
		}
		return nil, typeError(file, err)
	}
	r := reader{outline.Mistakes{File: file, Outline: o}}
	r.keys(md)
	c := r.card(&f)
	if r.None() {
		r.fail("", c.Check())
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// A reader collects what is wrong with one file.
type reader struct{ outline.Mistakes }

// fail notes what is wrong with a key, given by its path in the file. A joined error is noted
// one by one, by the keys it names itself.
func (r *reader) fail(path string, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			r.fail(path, e)
		}
		return
	}
	var v *si.ValueError
	if path == "" && errors.As(err, &v) {
		path = "params." + v.Key
	}
	r.Add(path, err)
}

// unknown notes a key that nobody asked for.
func (r *reader) unknown(path, key string, known []string) {
	if !r.Full() {
		r.fail(path, &si.UnknownKeyError{Key: key, Nearest: si.Nearest(key, known)})
	}
}

// keys checks the names of keys that hold no number: those of the file and of its tables.
func (r *reader) keys(md toml.MetaData) {
	inTable := map[string][]string{"params": fields(entry{}), "spread": fields(spread{}), "sources": fields(reference{}), "correlation": fields(entry{})}
	for _, table := range slices.Sorted(maps.Keys(inTable)) {
		if t := md.Type(table); t != "" && t != "Hash" {
			r.fail(table, fmt.Errorf("%s: want a table, [%s]", table, table))
			inTable[table] = nil
		}
	}
	var last string
	for _, key := range md.Undecoded() {
		path := strings.Join(key, ".")
		if last != "" && strings.HasPrefix(path, last+".") {
			continue // its table is unknown already
		}
		last = path
		known := fields(cardFile{})
		if names, ok := inTable[key[0]]; ok {
			if names == nil {
				continue // its table is none
			}
			known = slices.Clone(names)
			for i := range known {
				known[i] = strings.Join(key[:len(key)-1], ".") + "." + known[i]
			}
		}
		r.unknown(path, path, known)
	}
}

// fields returns the TOML keys of a struct.
func fields(of any) []string {
	t := reflect.TypeOf(of)
	keys := make([]string, t.NumField())
	for i := range keys {
		keys[i] = t.Field(i).Tag.Get("toml")
	}
	return keys
}

// choice notes a word that is none of the words it may be.
func (r *reader) choice(path, key, word, doc string, words ...string) {
	p := si.Param{Name: key, At: new(string), Doc: doc, Choices: words}
	r.fail(path, p.Set(word))
}

func (r *reader) card(f *cardFile) *Card {
	c := &Card{
		Name:  strings.TrimSuffix(filepath.Base(r.File), ".toml"),
		Title: f.Title, Class: f.Class, Layout: f.Layout, Kind: f.Model,
		Fitted: f.Fitted, Note: f.Note, Scatter: f.Scatter,
		Drift:     Drift{Onset: 20, Ref: 25e-6},
		Noise:     ReadNoise{Integration: 250e-9},
		RTN:       DefaultTelegraph(),
		Relax:     DefaultRelaxation(),
		Retain:    DefaultRetention(),
		Thermal:   DefaultThermal(),
		Endurance: DefaultEndurance(),
		Facts:     map[string]Fact{},
	}
	if c.Layout == "" {
		c.Layout = "single"
	}
	r.choice("layout", "layout", c.Layout, "cells of one weight", "single", "pair")
	if c.Title == "" || c.Class == "" {
		r.fail("", errors.New("a card wants a title and a class"))
	}
	var ok bool
	if c.Model, ok = newModel(f.Model); !ok {
		r.choice("model", "model", f.Model, "physics of the cell", Models()...)
		return c
	}
	r.sources(c, f)
	r.params(c, f)
	r.spreads(c, f)
	r.correlations(c, f)
	return c
}

func (r *reader) sources(c *Card, f *cardFile) {
	for _, key := range slices.Sorted(maps.Keys(f.Sources)) {
		s := f.Sources[key]
		if s.Text == "" {
			r.fail("sources."+key, fmt.Errorf("source %.60q has no text", key))
		}
		c.Sources = append(c.Sources, Source{Key: key, Text: s.Text, DOI: s.DOI})
	}
}

func (r *reader) params(c *Card, f *cardFile) {
	ps := c.Params()
	for _, name := range slices.Sorted(maps.Keys(f.Params)) {
		e := f.Params[name]
		p, ok := si.Lookup(ps, name)
		if !ok {
			r.unknown("params."+name, name, names(ps))
			continue
		}
		r.fail("params."+name, p.Set(e.Value))
		r.provenance("params", name, e.Provenance, e.Source, f)
		c.Facts[name] = r.fact(p, e)
	}
	for _, p := range c.Model.Params() {
		if _, ok := f.Params[p.Name]; !ok && !optional(p.Name) {
			r.fail("", fmt.Errorf("missing parameter %s (%s)", p.Name, p.Doc))
		}
	}
}

// optional names the model parameters that a card may leave at zero.
func optional(name string) bool {
	return slices.Contains([]string{"e_set", "e_reset", "c2c", "c2c_range", "conduction", "sigma_lrs", "sigma_hrs"}, name)
}

func (r *reader) provenance(table, name, provenance, source string, f *cardFile) {
	path := table + "." + name
	r.choice(path, name+".provenance", provenance, "where the number comes from", "measured", "fitted", "assumed")
	switch _, known := f.Sources[source]; {
	case source == "" && (provenance == "measured" || provenance == "fitted"):
		r.fail(path, fmt.Errorf("%s is %s but names no source", name, provenance))
	case source != "" && !known:
		r.fail(path, fmt.Errorf("%s: source %.60q is not among the card's sources", name, source))
	}
}

func sorted[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

func (r *reader) spreads(c *Card, f *cardFile) {
	c.Spread = map[string]variability.Spread{}
	var known []string
	for _, p := range c.Model.Params() {
		if p.Kind() == si.Float {
			known = append(known, "spread."+p.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Spread)) {
		s := f.Spread[name]
		path := "spread." + name
		if !slices.Contains(known, path) {
			r.unknown(path, path, known)
			continue
		}
		v := variability.Spread{Kind: variability.Kind(s.Kind), CV: s.CV, Min: s.Min, Max: s.Max, Levels: s.Levels}
		if s.Kind == "" {
			v.Kind = variability.Lognormal
		}
		if v.Kind == variability.Discrete && s.CV == 0 {
			cv, err := variability.LevelsCV(s.Levels)
			r.fail(path, err)
			v.CV = cv
		}
		r.fail(path, v.Check())
		r.provenance("spread", name, s.Provenance, s.Source, f)
		c.Facts[path] = r.fact(si.Param{Name: path, At: new(float64)}, entry{SE: s.SE, N: s.N, Provenance: s.Provenance, Source: s.Source, Note: s.Note})
		c.Spread[name] = v
	}
}
