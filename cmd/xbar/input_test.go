package main

import (
	"os"
	"strings"
	"testing"
)

// A file longer than allowed is not read to its end, but far enough for its reader to see it.
func TestReadBounded(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("f", []byte("0123456789"), 0o644); err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int64]int{4: 5, 10: 10, 100: 10} {
		if b, err := readBounded("f", limit); err != nil || len(b) != want {
			t.Errorf("limit %d: %d bytes (%v), want %d", limit, len(b), err, want)
		}
	}
	if _, err := readBounded("none", 1); err == nil || err.Error() != "cannot read none: no such file or directory" && !strings.Contains(err.Error(), "cannot find") {
		t.Error(err)
	}
}

func TestConfigFromStandardInput(t *testing.T) {
	a := &app{stdin: strings.NewReader("repeats = 2\n")}
	name, text, err := a.readInput("-")
	if err != nil || name != "standard input" || string(text) != "repeats = 2\n" {
		t.Errorf("%s %q %v", name, text, err)
	}
}
