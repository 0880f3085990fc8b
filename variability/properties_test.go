package variability

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever the distribution: factors are positive, rise with the deviate, and each is that of its own deviate, so
// that cells can be drawn in parts.
func TestTransformIsARisingFunction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Spread{Kind: Kind(rapid.SampledFrom(Kinds()).Draw(t, "kind")), CV: rapid.Float64Range(0, 3).Draw(t, "CV")}
		switch {
		case s.Kind == Discrete:
			s.Levels = "0.5:0.1, 1:0.8, 1.5:0.1"
			s.CV, _ = LevelsCV(s.Levels)
		case rapid.Bool().Draw(t, "cut"):
			s.Min, s.Max = 0.5, 2
		}
		if s.Check() != nil {
			t.Skip()
		}
		z := rapid.SliceOfN(rapid.Float64Range(-8, 8), 1, 20).Draw(t, "deviates")
		whole := make([]float32, len(z))
		s.Transform(whole, z)
		for i := range z {
			one := make([]float32, 1)
			s.Transform(one, z[i:i+1])
			if one[0] != whole[i] || !(one[0] > 0) {
				t.Fatalf("%v: factor %g of deviate %g alone, %g among others", s, one[0], z[i], whole[i])
			}
			for k := range z {
				if z[k] < z[i] && whole[k] > whole[i] {
					t.Fatalf("%v: %g at deviate %g, %g at %g", s, whole[k], z[k], whole[i], z[i])
				}
			}
		}
	})
}

// A path is a list of names: streams are equal if and only if all names on the way are, wherever the way is parted.
func TestPathsAreLists(t *testing.T) {
	walk := func(s Stream, path []any) Stream {
		for _, p := range path {
			switch p := p.(type) {
			case string:
				s = s.Named(p)
			case int:
				s = s.At(p)
			}
		}
		return s
	}
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.OneOf(rapid.StringMatching(`[ab/]{0,2}`).AsAny(), rapid.IntRange(0, 1).AsAny())
		a, b := rapid.SliceOfN(step, 0, 4).Draw(t, "a"), rapid.SliceOfN(step, 0, 4).Draw(t, "b")
		if len(a) > 0 && rapid.Bool().Draw(t, "alike") { // but for one name
			b = slices.Clone(a)
			b[rapid.IntRange(0, len(a)-1).Draw(t, "which")] = step.Draw(t, "other")
		}
		seed := rapid.Uint64().Draw(t, "seed")
		same := len(a) == len(b)
		for i := range min(len(a), len(b)) {
			same = same && a[i] == b[i]
		}
		if (walk(Seed(seed), a) == walk(Seed(seed), b)) != same {
			t.Fatalf("paths %q and %q", a, b)
		}
		k := rapid.IntRange(0, len(a)).Draw(t, "part")
		if walk(walk(Seed(seed), a[:k]), a[k:]) != walk(Seed(seed), a) {
			t.Fatal("a path in two parts is another path")
		}
	})
}
