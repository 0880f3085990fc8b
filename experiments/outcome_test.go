package experiments

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// same compares metrics bit by bit, NaN being NaN.
func same(a, b Metrics) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		if f := x.Field(i); f.CanFloat() {
			if u, v := f.Float(), y.Field(i).Float(); math.Float64bits(u) != math.Float64bits(v) && !(u != u && v != v) {
				return false
			}
		} else if !f.Equal(y.Field(i)) {
			return false
		}
	}
	return true
}

// What a journal holds comes back to the bit, and what has no number comes back as such.
func TestMetricsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m Metrics
		v := reflect.ValueOf(&m).Elem()
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; v.Field(i).CanFloat() {
				v.Field(i).SetFloat(rapid.Float64().Draw(t, name))
			} else {
				v.Field(i).SetInt(rapid.Int64().Draw(t, name))
			}
		}
		if rapid.Bool().Draw(t, "no waiting") {
			m.AccuracyRaw, m.MeanG = math.NaN(), math.NaN()
		}
		text, err := json.Marshal(outcome{Metrics: m})
		if err != nil {
			t.Fatal(err)
		}
		var o outcome
		if err := json.Unmarshal(text, &o); err != nil || !same(o.Metrics, m) || o.Run != nil {
			t.Fatalf("%s: read %+v, %v", text, o, err)
		}
	})
}

func TestOutcomeJSON(t *testing.T) {
	o := outcome{Metrics: Metrics{AccuracyRaw: math.NaN(), MeanG: 0.5}, Run: &Run{
		Device: "pcm", Repeat: 1, Curve: []CurvePoint{{Presentations: 125, Accuracy: 1. / 3, N: 10}}, Confusion: [][]int{{1, 2}}, Maps: [][]float32{{0.1, -1e-20}},
		Labels: []int{-1, 3}, Width: 2, Height: 1,
	}}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(text); !strings.Contains(s, `"AccuracyRaw":null`) || !strings.Contains(s, `"MeanG":0.5`) {
		t.Errorf("written %s", s)
	}
	var back outcome
	if err := json.Unmarshal(text, &back); err != nil || !same(back.Metrics, o.Metrics) || !reflect.DeepEqual(back.Run, o.Run) {
		t.Errorf("read %+v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"Metrics":{"Accuracy":"x"}}`), &back); err == nil {
		t.Error("text for an accuracy was accepted")
	}
}
