package dataset

import (
	"slices"
	"testing"
)

func TestFingerprint(t *testing.T) {
	set := func(change func(s *Set)) string {
		s := &Set{Name: "x", Width: 2, Height: 1, Classes: 2}
		s.Train = Split{Images: [][]byte{{1, 2}, {3, 4}}, Labels: []uint8{0, 1}}
		s.Test = Split{Images: [][]byte{{5, 6}}, Labels: []uint8{1}}
		change(s)
		return s.Fingerprint()
	}
	plain := set(func(*Set) {})
	if set(func(s *Set) { s.Name = "y" }) != plain {
		t.Error("the name of a set is in its fingerprint")
	}
	seen := []string{plain}
	for _, change := range []func(s *Set){
		func(s *Set) { s.Train.Images[1][0] = 9 },
		func(s *Set) { s.Test.Images[0][1] = 9 },
		func(s *Set) { s.Train.Labels[0] = 1 },
		func(s *Set) { s.Width, s.Height = 1, 2 },
		func(s *Set) { s.Train, s.Test = s.Test, s.Train },
		func(s *Set) { slices.Reverse(s.Train.Images) },
	} {
		f := set(change)
		if slices.Contains(seen, f) {
			t.Error("two different sets share a fingerprint")
		}
		seen = append(seen, f)
	}
}
