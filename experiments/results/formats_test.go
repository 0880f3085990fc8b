package results

import (
	"bytes"
	"encoding/csv"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

var code = regexp.MustCompile("`([^`]+)`")

// documented returns the names in the first column of the table of a section of docs/FORMATS.md.
func documented(t *testing.T, heading string) (names []string) {
	t.Helper()
	text, err := os.ReadFile("../../docs/FORMATS.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "\n"+heading)
	if !ok {
		t.Fatalf("FORMATS.md has no section %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n#")
	for line := range strings.SplitSeq(section, "\n") {
		if cells := strings.Split(line, "|"); len(cells) > 2 {
			for _, m := range code.FindAllStringSubmatch(cells[1], -1) {
				names = append(names, m[1])
			}
		}
	}
	return names
}

func namesOf[T any](t table[T]) (names []string) {
	for _, c := range t.with(func(group[T]) bool { return true }).rest {
		names = append(names, c.name)
	}
	return names
}

// The columns and keys that docs/FORMATS.md names are those that are written, in their order.
func TestFormatsAreDocumented(t *testing.T) {
	f, err := Create(t.TempDir(), "study", false)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.WriteCosts(&experiments.Result{Costs: []experiments.Costs{{Device: "pcm"}}}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(f.Path() + "/" + CostsName)
	if err != nil {
		t.Fatal(err)
	}
	costs, err := csv.NewReader(bytes.NewReader(data)).Read()
	if err != nil {
		t.Fatal(err)
	}
	var manifest []string
	for k := range reflect.TypeFor[Manifest]().NumField() {
		name, _, _ := strings.Cut(reflect.TypeFor[Manifest]().Field(k).Tag.Get("json"), ",")
		manifest = append(manifest, name)
	}
	for heading, want := range map[string][]string{
		"### `" + TrialsName:      namesOf(trials()),
		"### `" + SummaryName:     namesOf(summary()),
		"### `" + CostsName:       costs,
		"### `" + PulsesName:      namesOf(pulses()),
		"### `" + PropagationName: namesOf(propagation()),
		"### `" + ComparisonName:  namesOf(comparison()),
		"## Manifest":             manifest,
	} {
		if got := documented(t, heading); !slices.Equal(got, want) {
			t.Errorf("%s: documented are %q, written %q", heading, got, want)
		}
	}
}
