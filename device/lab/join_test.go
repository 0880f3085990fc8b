package lab

import (
	"strings"
	"testing"
)

// Two files with the same devices keep all they have, apart.
func TestJoinKeepsApart(t *testing.T) {
	one, two := everything(), everything()
	all, notes := Join([]*Measurements{one, two}, []string{"one", "two"})
	if all.Points() != one.Points()+two.Points() || one.Pulses[0].Cycle != 1 || two.Pulses[0].Cycle != 1 {
		t.Fatalf("%d points", all.Points())
	}
	if c := all.Pulses[2].Cycle; c != 3 {
		t.Errorf("the first cycle of the second file is %d, want 3", c)
	}
	if d := all.Endurances[1].Device; d != "a#2" {
		t.Errorf("%q", d)
	}
	if q := all.Maps[2].Quantity; q != "v_form#2" {
		t.Errorf("%q", q)
	}
	if len(notes) == 0 || !strings.HasPrefix(notes[0], "two: pulses of a,b are in an earlier file too: cycles count on from 3") {
		t.Errorf("%q", notes)
	}
	if _, notes := Join([]*Measurements{one}, []string{"one"}); len(notes) > 0 {
		t.Errorf("one file alone: %q", notes)
	}
}
