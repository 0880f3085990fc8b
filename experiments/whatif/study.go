package whatif

import (
	"context"
	"errors"
	"fmt"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
)

// A Study is what every question is asked of: one technology in one network at one operating point. Repeat k
// meets the same data, initial weights, spikes and cells in every case of a study, so that differences between
// cases are paired.
type Study struct {
	Config *experiments.Config // one device, no axes
	Card   *device.Card        // of that device, short keys applied
	Env    experiments.Env     // where trials run; its journal serves all questions of a folder
}

// New returns the study of a configuration. It errs unless that has one device, not the ideal one, and no axes.
func New(cfg *experiments.Config, env experiments.Env) (*Study, error) {
	switch {
	case len(cfg.Devices) != 1:
		return nil, fmt.Errorf("%d devices: a question is asked of one (--device)", len(cfg.Devices))
	case len(cfg.Axes) > 0:
		return nil, fmt.Errorf("axis %s: a question has axes of its own", cfg.Axes[0].Key)
	}
	cards, err := cfg.LoadCards()
	if err != nil {
		return nil, err
	}
	if cards[0].Ideal() {
		return nil, fmt.Errorf("device %s has no flaws: nothing can be asked of it", cards[0].Name)
	}
	return &Study{Config: cfg, Card: cards[0], Env: env}, nil
}

// Doubts are what stands against any answer of the study.
func (s *Study) Doubts() []string {
	switch {
	case s.Config.Quick:
		return []string{"quick: data and repeats were shrunk; do not quote these numbers"}
	case s.Config.Repeats < enough:
		return []string{fmt.Sprintf("%d repeats: want at least %d; intervals are wide and their coverage rests on normal differences", s.Config.Repeats, enough)}
	}
	return nil
}

// enough is how many repeats an answer should stand on.
const enough = 10

// Case returns a copy of the study's operating point that may be changed.
func (s *Study) Case(name string) *experiments.Case {
	return &experiments.Case{Name: name, Config: s.Config.Clone(), Card: s.Card.Clone()}
}

// Ideal returns the same network on the ideal card: the baseline that no cell touches.
func (s *Study) Ideal() (*experiments.Case, error) {
	card, err := device.Preset("ideal")
	return &experiments.Case{Name: "ideal", Config: s.Config.Clone(), Card: card}, err
}

// Accuracies tries every case at repeats from up to but not including to, and returns test accuracies,
// 0..1, by case and repeat. Repeats that the journal has cost nothing, so a question may ask for a few
// and then for more.
func (s *Study) Accuracies(ctx context.Context, cases []*experiments.Case, from, to int) ([][]float64, error) {
	if from < 0 || to <= from {
		return nil, errors.New("no repeats")
	}
	var list []experiments.Attempt
	for k := from; k < to; k++ { // repeats outside: an interrupted study knows something of every case
		for _, c := range cases {
			list = append(list, experiments.Attempt{Case: c, Repeat: k})
		}
	}
	found, err := experiments.NewBench(s.Env).Try(ctx, list)
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(cases))
	for i, m := range found {
		out[i%len(cases)] = append(out[i%len(cases)], m.Accuracy)
	}
	return out, nil
}
