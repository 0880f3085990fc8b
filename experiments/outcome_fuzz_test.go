package experiments

import (
	"encoding/json"
	"testing"

	"github.com/xbar-sim/xbar/internal/memory"
)

// Whatever a journal says of trials, it is refused, or it is outcomes that are written and read again as the same, in memory that goes
// with the text.
func FuzzTake(f *testing.F) {
	for _, s := range []string{
		`[{"Metrics":{"Accuracy":0.5,"AccuracyRaw":null,"MeanG":1e-6,"TestImages":12}}]`, `[{},{}]`, `null`, `[]`, `[{"Metrics":null,"Run":{}}]`,
		`[{"Metrics":{"Accuracy":1e400}}]`, `[{"Run":{"Curve":[{}]},"Costs":{}}]`, `{"Metrics":1}`, `[{"metrics":{"ACCURACY":-0.0}}]`,
	} {
		f.Add([]byte(s), uint8(1))
	}
	c := Default("sweep")
	s := &study{cfg: c, quick: newMetricsReader(), trials: make([]job, 3)}
	f.Fuzz(func(t *testing.T, text []byte, n uint8) {
		course := []int{0, 1, 2}[:1+n%3]
		found := make([]outcome, 3)
		var err error
		if asked := memory.Asked(func() { err = s.take(course, text, found) }); asked > 1<<20+256*int64(len(text)) {
			t.Errorf("%d bytes take %d", len(text), asked)
		}
		if err != nil {
			return
		}
		first, err := json.Marshal(found[:len(course)])
		if err != nil {
			t.Fatalf("%q is taken and cannot be written: %v", text, err)
		}
		again := make([]outcome, 3)
		if err := s.take(course, first, again); err != nil {
			t.Fatalf("%q is written as %s: %v", text, first, err)
		}
		for i := range course {
			if !same(found[i].Metrics, again[i].Metrics) {
				t.Fatalf("%+v\nis read again as\n%+v", found[i].Metrics, again[i].Metrics)
			}
		}
		if second, err := json.Marshal(again[:len(course)]); err != nil || string(second) != string(first) {
			t.Fatalf("%s\nis written again as\n%s, %v", first, second, err)
		}
	})
}
