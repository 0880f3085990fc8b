package experiments

import (
	"encoding/json"
	"math"
)

// An outcome is what one trial leaves behind: its numbers, and the details of its network where
// the study keeps them. It is what a journal holds.
type outcome struct {
	Metrics Metrics
	Run     *Run   `json:",omitempty"`
	Costs   *Costs `json:",omitempty"`
}

// plainMetrics has the fields of Metrics without its methods.
type plainMetrics Metrics

// MarshalJSON writes the metrics with null where there is no number, which JSON cannot say
// otherwise.
func (m Metrics) MarshalJSON() ([]byte, error) {
	p := plainMetrics(m)
	p.AccuracyRaw, p.MeanG, p.WireFirstOrder, p.WireAlphaBeta = 0, 0, 0, 0
	return json.Marshal(struct {
		plainMetrics
		AccuracyRaw, MeanG            *float64
		WireFirstOrder, WireAlphaBeta *float64
	}{p, number(m.AccuracyRaw), number(m.MeanG), number(m.WireFirstOrder), number(m.WireAlphaBeta)})
}

// UnmarshalJSON is the inverse of MarshalJSON, to the bit.
func (m *Metrics) UnmarshalJSON(b []byte) error {
	var v struct {
		plainMetrics
		AccuracyRaw, MeanG            *float64
		WireFirstOrder, WireAlphaBeta *float64
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*m = Metrics(v.plainMetrics)
	m.AccuracyRaw, m.MeanG = orNaN(v.AccuracyRaw), orNaN(v.MeanG)
	m.WireFirstOrder, m.WireAlphaBeta = orNaN(v.WireFirstOrder), orNaN(v.WireAlphaBeta)
	return nil
}

func number(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

func orNaN(p *float64) float64 {
	if p == nil {
		return math.NaN()
	}
	return *p
}
