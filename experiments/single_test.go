package experiments

import (
	"context"
	"reflect"
	"testing"
)

// A single trial has the bits that the same trial has in a study, whether its network is trained for it, shared with
// others, or written ex-situ.
func TestSinglesAreTrialsOfAStudy(t *testing.T) {
	for _, mode := range []string{InSitu, ExSitu} {
		c := tiny("memristor")
		c.Mode, c.Repeats = mode, 2
		after := Axis{Key: "after", Unit: "s", Values: []float64{0, 3600}}
		if err := c.Set("drift", 0.1); err != nil {
			t.Fatal(err)
		}
		s := c.Clone()
		s.Axes = []Axis{after}
		want := conduct(t, s, Env{})

		var list []Single
		for _, v := range after.Values {
			at := c.Clone()
			at.After.Wait = v
			for k := range c.Repeats {
				list = append(list, Single{Config: at, Device: "memristor", Repeat: k})
			}
		}
		for _, together := range []bool{true, false} {
			var got []Metrics
			b := NewSingles(Env{Data: digits(t), Workers: 2})
			if together {
				all, err := b.Do(context.Background(), list)
				if err != nil {
					t.Fatal(err)
				}
				got = all
			} else {
				for _, w := range list {
					m, err := b.Do(context.Background(), []Single{w})
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, m[0])
				}
			}
			for i, m := range got {
				w := want.Trials[i].Metrics
				a, _ := m.MarshalJSON() // NaN is not equal to itself
				b, _ := w.MarshalJSON()
				if !reflect.DeepEqual(a, b) {
					t.Errorf("%s, together %t, trial %d:\n%s\n%s", mode, together, i, a, b)
				}
			}
		}
	}
}

// The temperature of the wait does not train another network.
func TestTrainingDoesNotFeelTheBake(t *testing.T) {
	c := tiny("memristor")
	a, err := c.trainingHash()
	if err != nil {
		t.Fatal(err)
	}
	c.Heat.Bake = 400
	if b, err := c.trainingHash(); err != nil || a != b {
		t.Errorf("%s %s %v", a, b, err)
	}
	c.Heat.Kelvin = 350
	if b, _ := c.trainingHash(); a == b {
		t.Error("training at another temperature is the same training")
	}
}
