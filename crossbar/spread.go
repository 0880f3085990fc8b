package crossbar

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// Check refuses differences between cells that those of a card cannot have.
func (opt Options) Check(card *device.Card) error {
	all, err := opt.spreads(card)
	if err != nil {
		return err
	}
	if err := errors.Join(opt.Texture.Check(), opt.Faults.Check()); err != nil {
		return err
	}
	for _, pair := range slices.SortedFunc(maps.Keys(opt.Pairs), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		if err := device.CheckPair(card.Model, pair); err != nil {
			return fmt.Errorf("%s: %w", card.Name, err)
		}
	}
	if opt.alone(card) {
		return nil
	}
	names := slices.Sorted(maps.Keys(all))
	if _, err := variability.Cholesky(opt.correlations(card, names), len(names)); err != nil {
		return fmt.Errorf("%s, between %s: %w", card.Name, strings.Join(names, ", "), err)
	}
	return nil
}

// alone tells whether no parameter has to do with another.
func (opt Options) alone(card *device.Card) bool {
	return opt.Correlation == 0 && len(opt.Pairs) == 0 && len(card.Correlation) == 0
}

// correlations is the matrix between the deviates of parameters.
func (opt Options) correlations(card *device.Card, names []string) []float64 {
	n := len(names)
	m := make([]float64, n*n)
	for i, a := range names {
		for j, b := range names {
			pair := device.Pair(a, b)
			own, ours := card.Correlation[pair]
			set, study := opt.Pairs[pair]
			switch {
			case i == j:
				m[i*n+j] = 1
			case study:
				m[i*n+j] = set
			case ours:
				m[i*n+j] = own
			default:
				m[i*n+j] = opt.Correlation
			}
		}
	}
	return m
}

// spreads lists the spreads of every parameter that differs from cell to cell: that of D2D, the card's
// own, and the study's.
func (opt Options) spreads(card *device.Card) (map[string][]variability.Spread, error) {
	all := map[string][]variability.Spread{}
	add := func(name string, s variability.Spread) error {
		if s.CV == 0 {
			return nil
		}
		if may := device.Spreadable(card.Model); !slices.Contains(may, name) {
			return fmt.Errorf("spread of %s: the cells of %s differ only in %s", name, card.Name, strings.Join(may, ", "))
		}
		all[name] = append(all[name], s)
		return s.Check()
	}
	var errs []error
	for _, p := range card.Model.D2D() {
		s := opt.Shape
		if s.CV = opt.D2D; s.Kind == "" {
			s.Kind = variability.Lognormal
		}
		errs = append(errs, add(p.Param, s))
	}
	for _, spreads := range []map[string]variability.Spread{card.Spread, opt.Spread} {
		for _, name := range slices.Sorted(maps.Keys(spreads)) {
			errs = append(errs, add(name, spreads[name]))
		}
	}
	return all, errors.Join(errs...)
}

// spread draws the factors of every parameter that differs from cell to cell.
func (a *Array) spread(opt Options) error {
	if err := opt.Check(a.card); err != nil {
		return err
	}
	all, err := opt.spreads(a.card)
	if err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(all))
	a.state.Spread = make(map[string][]float32, len(all))
	for _, name := range names {
		f := make([]float32, a.Rows*a.Cols)
		for i := range f {
			f[i] = 1
		}
		a.state.Spread[name] = f
	}
	for layer := 0; ; layer++ {
		names = slices.DeleteFunc(names, func(name string) bool { return len(all[name]) <= layer })
		if len(names) == 0 {
			break
		}
		if err := a.layer(opt, names, all, layer); err != nil {
			return err
		}
	}
	for _, p := range a.card.Model.D2D() {
		if f := a.state.Spread[p.Param]; p.Reciprocal {
			for i := range f {
				f[i] = 1 / f[i]
			}
		}
	}
	return nil
}

// layer draws the n-th spread of each parameter and multiplies it in. What cells have in common and what
// parameters have to do with each other holds within a layer.
func (a *Array) layer(opt Options, names []string, all map[string][]variability.Spread, n int) error {
	streams := make([]variability.Stream, len(names))
	for k, name := range names {
		if streams[k] = a.stream.Named("d2d").Named(name); n > 0 {
			streams[k] = streams[k].At(n)
		}
	}
	more := make([]float32, a.Rows*a.Cols)
	multiply := func(name string) {
		f := a.state.Spread[name]
		for i, x := range more {
			f[i] *= x
		}
	}
	if opt.Texture.Plain() && opt.alone(a.card) {
		for k, name := range names {
			all[name][n].Factors(more, streams[k])
			multiply(name)
		}
		return nil
	}
	z := make([][]float64, len(names))
	for k := range names {
		z[k] = make([]float64, len(more))
		opt.Texture.Deviates(z[k], a.Rows, a.Cols, streams[k])
	}
	if !opt.alone(a.card) {
		l, err := variability.Cholesky(opt.correlations(a.card, names), len(names))
		if err != nil {
			return err
		}
		variability.Correlate(z, l)
	}
	for k, name := range names {
		all[name][n].Transform(more, z[k])
		multiply(name)
	}
	return nil
}
