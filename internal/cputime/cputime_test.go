package cputime

import (
	"runtime"
	"testing"
	"time"
)

// Time that is computed is counted, where the system tells.
func TestUsedGrows(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("not known here")
	}
	before := Used()
	for end := time.Now().Add(30 * time.Second); Used() == before; {
		if time.Now().After(end) {
			t.Fatal("half a minute of computing was not counted")
		}
	}
}
