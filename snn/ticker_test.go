package snn_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

// clocked is synapses that want to know the step, and book it, and with a read its place among them.
type clocked struct {
	*snn.Matrix
	steps []int
	read  int
}

func (c *clocked) Tick(step int) { c.steps = append(c.steps, step) }

func (c *clocked) Forward(dst []float32, rows []int32, amp []float32) {
	c.read = len(c.steps)
	c.Matrix.Forward(dst, rows, amp)
}

// Synapses are told of every step of a presentation, its pause included, once and from 0 on, whoever
// listens: also when an image is shown again, and by a fork.
func TestSynapsesAreToldOfSteps(t *testing.T) {
	n := student(1)
	c := &clocked{Matrix: n.Synapses.(*snn.Matrix)}
	n.Synapses, n.Settle = c, 3
	respond(n, bars(0, 0, rand.New(rand.NewPCG(1, 1))), rand.NewPCG(2, 0))
	shown, _ := n.Shown()
	if len(c.steps) < 2*shown || len(c.steps)%shown != 0 || c.read == 0 {
		t.Fatalf("%d steps in %d presentations", len(c.steps), shown)
	}
	one := len(c.steps) / shown
	for k, step := range c.steps {
		if step != k%one {
			t.Fatalf("step %d of the presentation is told as %d", k%one, step)
		}
	}
	other := &clocked{Matrix: c.Matrix}
	respond(n.Fork(other), bars(0, 0, rand.New(rand.NewPCG(1, 1))), rand.NewPCG(2, 0))
	if !slices.Equal(other.steps[:one], c.steps[:one]) {
		t.Error("a fork tells other steps")
	}
}
