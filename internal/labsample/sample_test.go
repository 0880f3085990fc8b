package labsample

import (
	"bytes"
	"compress/gzip"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/BurntSushi/toml"

	"github.com/xbar-sim/xbar/device/lab"
)

// folder is where the samples of seed 1 are kept.
const folder = "../../examples/lab"

// Every file, read as a user would read it, gives back what was measured, up to the digits of the file.
func TestFilesGiveBackWhatWasMeasured(t *testing.T) {
	all, _, err := All(1)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		data, err := s.Data()
		if err != nil {
			t.Fatal(err)
		}
		m, a, err := lab.Read(bytes.NewReader(data), s.Name, s.Options)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if a.Format != s.Format {
			t.Errorf("%s: read as %s, want %s", s.Name, a.Format, s.Format)
		}
		if m.Points() != s.Want.Points() || a.Rows-a.Kept != s.Lost() {
			t.Errorf("%s: %d points of %d; %d rows, %d kept, %v", s.Name, m.Points(), s.Want.Points(), a.Rows, a.Kept, a.Dropped)
		}
		if at := differ(reflect.ValueOf(s.Want).Elem(), reflect.ValueOf(m).Elem(), s.Name); at != "" {
			t.Error(at)
		}
	}
}

// Lost counts rows that hold no measurement: open cells of the array.
func (s *Sample) Lost() int { return bytes.Count(append([]byte("\n"), s.Text...), []byte("\n0\n")) }

// differ says where two values part by more than the digits of the files, "" where they do not.
func differ(want, got reflect.Value, at string) string {
	switch want.Kind() {
	case reflect.Float64:
		a, b := want.Float(), got.Float()
		if !(math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 0.6e-4*math.Abs(a)+1e-15) {
			return at + ": got " + num(b) + ", want " + num(a)
		}
	case reflect.Slice:
		if want.Len() != got.Len() {
			return at + ": other length"
		}
		for i := range want.Len() {
			if s := differ(want.Index(i), got.Index(i), at+"["+num(float64(i))+"]"); s != "" {
				return s
			}
		}
	case reflect.Struct:
		for i := range want.NumField() {
			if s := differ(want.Field(i), got.Field(i), at+"."+want.Type().Field(i).Name); s != "" {
				return s
			}
		}
	default:
		if !want.Equal(got) {
			return at + ": other value"
		}
	}
	return ""
}

// The files that are kept are those that the program writes, and small.
func TestKeptFilesAreThoseWritten(t *testing.T) {
	all, truth, err := All(1)
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for _, s := range all {
		kept, err := os.ReadFile(filepath.Join(folder, s.Name))
		if err != nil {
			t.Fatal(err)
		}
		size += len(kept)
		if filepath.Ext(s.Name) == ".gz" {
			z, err := gzip.NewReader(bytes.NewReader(kept))
			if err != nil {
				t.Fatal(err)
			}
			if kept, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(kept, s.Text) {
			t.Errorf("%s is not what is written: go run ./examples/lab -o examples/lab", s.Name)
		}
	}
	kept, err := os.ReadFile(filepath.Join(folder, "truth.toml"))
	if err != nil || !bytes.Equal(kept, truth) {
		t.Errorf("truth.toml is not what is written: %v", err)
	}
	if size += len(kept); size > 300e3 {
		t.Errorf("%d bytes in all, want at most 300 kB", size)
	}
}

// The truth is TOML, one table for each file.
func TestTruthCanBeRead(t *testing.T) {
	all, truth, err := All(1)
	if err != nil {
		t.Fatal(err)
	}
	var tables map[string]map[string]any
	if err := toml.Unmarshal(truth, &tables); err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if len(tables[s.Name]) == 0 {
			t.Errorf("no truth of %s", s.Name)
		}
	}
	if ea := tables["retention_oven.csv"]["Ea_eV"]; ea != 1.1 {
		t.Errorf("activation energy %v", ea)
	}
}

// Another seed gives other devices.
func TestSeed(t *testing.T) {
	one, _, err := All(1)
	if err != nil {
		t.Fatal(err)
	}
	two, _, err := All(2)
	if err != nil {
		t.Fatal(err)
	}
	for i := range one {
		if bytes.Equal(one[i].Text, two[i].Text) {
			t.Errorf("%s is the same for two seeds", one[i].Name)
		}
	}
}
