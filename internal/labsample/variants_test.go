package labsample

import (
	"bytes"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device/lab"
)

// What editors and other systems do to files changes nothing: line ends, a mark of the encoding,
// blank lines, UTF-16, separators at the end of lines.
func TestDressChangesNothing(t *testing.T) {
	all, _, err := All(1)
	if err != nil {
		t.Fatal(err)
	}
	for name, dress := range map[string]func([]byte) []byte{
		"CRLF":        func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) },
		"BOM":         func(b []byte) []byte { return append([]byte("\xef\xbb\xbf"), b...) },
		"blank lines": func(b []byte) []byte { return append([]byte("\n\n"), append(b, "\n\n"...)...) },
		"UTF-16": func(b []byte) []byte {
			out := []byte{0xfe, 0xff}
			for _, r := range string(b) {
				out = append(out, byte(r>>8), byte(r))
			}
			return out
		},
	} {
		for _, s := range all {
			m, _, err := lab.Read(bytes.NewReader(dress(bytes.Clone(s.Text))), s.Name, s.Options)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if at := differ(reflect.ValueOf(s.Want).Elem(), reflect.ValueOf(m).Elem(), name+" "+s.Name); at != "" {
				t.Error(at)
			}
		}
	}
}

// A file that was cut off loses at most the row that was cut, and says so.
func TestCutFilesLoseOneRow(t *testing.T) {
	all, _, err := All(1)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		cutAt := len(s.Text) - 3
		for s.Text[cutAt] != '\n' {
			cutAt-- // the last row goes as a whole, so that nothing of it can be mistaken for a number
		}
		m, a, err := lab.Read(bytes.NewReader(s.Text[:cutAt+1]), s.Name, s.Options)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		lost := s.Want.Points() - m.Points()
		if most := map[bool]int{true: 60, false: 2}[s.Options.Layout == "alternating-hrs-lrs"]; lost < 1 || lost > most {
			t.Errorf("%s: %d points lost", s.Name, lost)
		}
		if s.Format == "easyexpert" && !strings.Contains(strings.Join(a.Warnings, " "), "that it announces") {
			t.Errorf("%s: the audit does not say that rows are missing: %q", s.Name, a.Warnings)
		}
	}
}

// A file whose numbers are none is refused in one line that names the file and a line of it.
func TestSpoiltFilesAreRefused(t *testing.T) {
	all, _, err := All(1)
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`[-+]?\d+([.,]\d+)?(E[-+]?\d+)?`)
	place := regexp.MustCompile(`^\S+:\d+: \S`)
	for _, s := range all {
		lines := strings.Split(string(s.Text), "\n")
		for i, l := range lines {
			if strings.Contains(l, "DataValue") || number.MatchString(strings.SplitN(l, "\t", 2)[0]) && i > 2 ||
				s.Format != "easyexpert" && s.Format != "arc-one" && i > 0 && !strings.HasPrefix(l, "X,Y") {
				lines[i] = number.ReplaceAllString(l, "bad")
			}
		}
		_, a, err := lab.Read(strings.NewReader(strings.Join(lines, "\n")), s.Name, s.Options)
		if s.Format == "array" { // its first row is left, for there are no names above it
			if err != nil || len(a.Warnings) == 0 || !strings.Contains(strings.Join(a.Warnings, " "), "rows were dropped: no number") {
				t.Errorf("%s: %v, %q", s.Name, err, a.Warnings)
			}
			continue
		}
		if err == nil || strings.Contains(err.Error(), "\n") || !place.MatchString(err.Error()) {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
}
