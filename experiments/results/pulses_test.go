package results

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

// Octaves of pulses become rows with both of their ends; networks without wear have none, and where none wears there
// is no file.
func TestWritePulses(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "r")
	f, err := Create(dir, "study", false)
	if err != nil {
		t.Fatal(err)
	}
	r := &experiments.Result{Runs: []experiments.Run{{Device: "ideal"}}}
	if err := f.WritePulses(r); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, PulsesName)); err == nil {
		t.Error("a table of nothing")
	}
	r.Runs = append(r.Runs, experiments.Run{Device: "memristor", Repeat: 1, Pulses: []int{7, 5, 0, 2}})
	if err := f.WritePulses(r); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, PulsesName))
	want := "device,repeat,from_pulses,to_pulses,cells\nmemristor,1,0,0,7\nmemristor,1,1,1,5\nmemristor,1,2,3,0\nmemristor,1,4,7,2\n"
	if err != nil || string(text) != want {
		t.Errorf("%v, %s\nwant\n%s", err, text, want)
	}
}
