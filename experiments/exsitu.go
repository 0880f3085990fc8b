package experiments

import (
	"context"
	"fmt"
	"sync"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/snn"
)

// learned is a network with ideal weights after training.
type learned struct {
	weights []float64
	layer   snn.LayerState
	seen    int
}

// A memo trains every ideal network once, whoever asks first.
type memo struct {
	mu   sync.Mutex
	done map[string]*once
}

type once struct {
	mu    sync.Mutex
	value *learned
}

func newMemo() *memo { return &memo{done: map[string]*once{}} }

func (m *memo) get(key string, make func() (*learned, error)) (*learned, error) {
	m.mu.Lock()
	o := m.done[key]
	if o == nil {
		o = &once{}
		m.done[key] = o
	}
	m.mu.Unlock()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.value == nil {
		v, err := make()
		if err != nil {
			return nil, err // not kept: the next one tries again
		}
		o.value = v
	}
	return o.value, nil
}

// transfer gives network n the weights and thresholds that the same study learns on ideal
// cells, programmed with the card's programming noise.
func (s *study) transfer(ctx context.Context, n *network, t job) error {
	if s.env.Weights != nil {
		return s.importWeights(n)
	}
	l, err := s.ideal.get(s.idealKey(t), func() (*learned, error) { return s.learnIdeal(ctx, n.cfg, t.repeat) })
	if err != nil {
		return err
	}
	if err := n.write(l.weights); err != nil {
		return err
	}
	err = n.calibrate()
	n.net.Layer.SetState(l.layer)
	n.seen = l.seen
	return err
}

// idealKey names the ideal network that a trial starts from: its repeat and the axes that an ideal
// cell feels.
func (s *study) idealKey(t job) string {
	key := fmt.Sprint(t.repeat)
	ideal := &device.Card{Class: "ideal", Name: "ideal", Model: &device.Ideal{}}
	for i, a := range s.cfg.Axes {
		if !inert(a.Key, ideal) {
			key += fmt.Sprintf(" %s=%v", a.Key, a.setting(t.point[i]))
		}
	}
	return key
}

func (s *study) learnIdeal(ctx context.Context, cfg *Config, repeat int) (*learned, error) {
	card, err := cfg.idealCard()
	if err != nil {
		return nil, err
	}
	n, err := newNetwork(cfg, card, s.env.Data, repeat)
	if err != nil {
		return nil, err
	}
	n.presented = s.present
	total := cfg.Train.Images * cfg.Train.Epochs
	if _, err := n.train(ctx, nil, "", []int{total}, func(int) (outcome, error) { return outcome{}, nil }); err != nil {
		return nil, err
	}
	w := n.tile.Weights()
	l := &learned{weights: make([]float64, len(w)), layer: n.net.Layer.State(), seen: n.seen}
	for i, x := range w {
		l.weights[i] = float64(x)
	}
	return l, nil
}

// idealCard returns the ideal card of the study, with what the study sets on it, or the one that
// comes with the program.
func (c *Config) idealCard() (*device.Card, error) {
	cards, err := c.LoadCards()
	if err != nil {
		return nil, err
	}
	for _, card := range cards {
		if _, levels := card.Model.(device.Leveled); card.Ideal() && !levels {
			return card, nil
		}
	}
	return device.Preset("ideal")
}
