package experiments

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery"
)

// A Matrix is weights or thresholds from a file, row after row: inputs × neurons, or neurons × 1.
type Matrix struct {
	Rows, Cols int
	X          []float64
}

// WeightsConfig names weights that were learned elsewhere. The sums are SHA-256 of the matrices, so that
// a study means the numbers and not the name of a file.
type WeightsConfig struct {
	File, Sum                string
	Thresholds, ThresholdSum string
	Clip, Scale, Offset      float64
}

func (c *Config) weightsParams() []si.Param {
	return []si.Param{
		{Name: "weights.file", At: &c.Weights.File, Doc: "mode ex-situ: matrix of weights, inputs × neurons, CSV or NPY, instead of training"},
		{Name: "weights.sum", At: &c.Weights.Sum, Doc: "SHA-256 of that matrix; found where empty"},
		{Name: "weights.thresholds", At: &c.Weights.Thresholds, Doc: "thresholds of the neurons in the unit of the weights, CSV or NPY; empty balances one for all on training images"},
		{Name: "weights.thresholds_sum", At: &c.Weights.ThresholdSum, Doc: "SHA-256 of the thresholds; found where empty"},
		{Name: "weights.clip", At: &c.Weights.Clip, Doc: "quantile of the magnitude of the weights that becomes a full weight, larger ones are held there; 0 takes them as they are", Min: 0, Max: 1},
		{Name: "weights.scale", At: &c.Weights.Scale, Doc: "part of the range that a full weight of the file takes; thresholds follow", Min: 1e-3, Max: 1},
		{Name: "weights.offset", At: &c.Weights.Offset, Doc: "part of the range at which the reference column is programmed: cells of one sign hold weights of the file from -offset to 1-offset", Min: 0, Max: 0.99},
	}
}

// checkWeights refuses what contradicts weights from a file.
func (c *Config) checkWeights(cards []*device.Card) error {
	if err := c.checkMapping(cards); err != nil {
		return err
	}
	if c.Weights.File == "" {
		if c.Weights.Thresholds != "" {
			return &si.ValueError{Key: "weights.thresholds", Value: c.Weights.Thresholds, Want: "weights.file too", Doc: "thresholds of neurons"}
		}
		return nil
	}
	if c.Mode != ExSitu {
		return &si.ValueError{Key: "weights.file", Value: c.Weights.File, Want: "mode = ex-situ", Doc: "weights that were learned elsewhere"}
	}
	if competitionOf(c.layer()) == nil {
		return &si.ValueError{Key: "weights.file", Value: c.Weights.File, Want: "another neuron.model than " + c.Neuron.Model, Doc: "thresholds are set for neurons of which one wins a step"}
	}
	return nil
}

// checkMapping refuses an offset and a scale where they mean nothing.
func (c *Config) checkMapping(cards []*device.Card) error {
	if c.Weights.File == "" && (c.Weights.Offset != 0 || c.Weights.Scale != 1) {
		return errors.New("weights.offset and weights.scale: want weights.file, for weights that are learned here span the range as it is")
	}
	for _, card := range cards {
		if kind := c.layoutOf(card); c.Weights.Offset > 0 && kind != "single" && kind != "multi" && kind != "sliced" {
			return fmt.Errorf("%s in layout %s: %w", card.Name, kind, periphery.ErrOffset)
		}
	}
	return nil
}

// Check refuses a matrix that does not fit the study, or has no numbers.
func (m *Matrix) check(what string, rows, cols int) error {
	if m == nil {
		return fmt.Errorf("%s: the matrix was not read", what)
	}
	if m.Rows != rows || m.Cols != cols {
		return fmt.Errorf("%s: a matrix of %d × %d: want %d × %d", what, m.Rows, m.Cols, rows, cols)
	}
	if i := slices.IndexFunc(m.X, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }); i >= 0 {
		return fmt.Errorf("%s: row %d, column %d is no finite number", what, i/m.Cols+1, i%m.Cols+1)
	}
	return nil
}

// CheckMatrices refuses weights and thresholds that do not fit the images and neurons of a study, and
// negative weights on cells that have none. Axes of network.neurons are refused, for a matrix has one size.
func (c *Config) CheckMatrices(env Env) error {
	if c.Weights.File == "" {
		return nil
	}
	for _, a := range c.Axes {
		if a.Key == "network.neurons" {
			return errors.New("axis network.neurons: the matrix of weights.file has one size")
		}
	}
	err := env.Weights.check("weights.file", env.Data.Width*env.Data.Height, c.Network.Neurons)
	if c.Weights.Thresholds != "" {
		err = errors.Join(err, env.Thresholds.check("weights.thresholds", c.Network.Neurons, 1))
	}
	if err != nil {
		return err
	}
	if slices.Min(env.Weights.X) >= 0 {
		return nil
	}
	cards, err := c.LoadCards()
	if err != nil {
		return err
	}
	for _, card := range cards {
		if !c.setOnly(card) && c.Weights.Offset == 0 {
			return fmt.Errorf("weights.file: negative weights on %s in layout %s: want layout.kind = pair or multi-pair, or weights.offset", card.Name, c.layoutOf(card))
		}
	}
	return nil
}

// unit returns the weight that becomes a full one.
func (c *Config) unit(w []float64) float64 {
	if c.Weights.Clip == 0 {
		return 1
	}
	size := make([]float64, len(w))
	for i, x := range w {
		size[i] = math.Abs(x)
	}
	slices.Sort(size)
	k := int(math.Ceil(c.Weights.Clip*float64(len(size)))) - 1
	if u := size[max(k, 0)]; u > 0 {
		return u
	}
	return 1
}

// importWeights programs the weights of a file, and sets the thresholds of the file or one for all.
func (s *study) importWeights(n *network) error {
	from := s.env.Weights.X
	unit := n.cfg.unit(from) / n.cfg.Weights.Scale
	w := make([]float64, len(from))
	for i, x := range from {
		w[i] = x / unit
	}
	if err := n.write(w); err != nil {
		return err
	}
	if err := n.calibrate(); err != nil {
		return err
	}
	if s.env.Thresholds == nil {
		if err := n.balance(); err != nil {
			return err
		}
		n.spreadThresholds()
		return nil
	}
	n.lif.SetThreshold(1)
	for j, x := range s.env.Thresholds.X {
		n.lif.Threshold[j] = x / unit
	}
	return nil
}

// An Export is what a trained network holds.
type Export struct {
	Conductances Matrix // S, of the array: rows × columns of cells, references included
	Weights      Matrix // inputs × neurons, full weights
	Thresholds   Matrix // neurons × 1, full weights; of layers that have them
}

// Exported returns what the trained network of a repeat holds, as it was kept at the end of its training.
func Exported(c *Config, data *dataset.Set, keep Checkpoint, repeat int) (*Export, error) {
	cards, err := c.LoadCards()
	if err != nil {
		return nil, err
	}
	n, err := newNetwork(c, cards[0], data, repeat)
	if err != nil {
		return nil, err
	}
	var done progress
	slot := job{device: cards[0].Name, repeat: repeat}.slot(nil)
	if ok, err := n.restore(keep, slot, &done); err != nil || !ok {
		return nil, errors.Join(err, fmt.Errorf("there is no trained network %s", slot))
	}
	pre, post := n.tile.Dims()
	e := &Export{Weights: Matrix{pre, post, doubled(n.tile.Weights())}}
	if t := tileOf(n.tile); t != nil {
		a := t.Array()
		e.Conductances = Matrix{a.Rows, a.Cols, doubled(a.Conductances())}
	}
	if n.lif != nil {
		e.Thresholds = Matrix{post, 1, slices.Clone(n.lif.Threshold)}
	}
	return e, nil
}

// doubled returns x in double precision.
func doubled(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}
