package memory

import "testing"

var kept []byte

// What is taken is counted, and also where nobody keeps it.
func TestAsked(t *testing.T) {
	if n := Asked(func() {
		for range 10 {
			kept = make([]byte, 1<<20)
		}
	}); n < 10<<20 || n > 20<<20 {
		t.Errorf("ten times a MiB are %d bytes", n)
	}
}
