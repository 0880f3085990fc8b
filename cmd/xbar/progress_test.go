package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/vbauerster/mpb/v8"
)

// At a steady rate the time left is the time taken times what is left over what is done.
func TestRemaining(t *testing.T) {
	for _, tt := range []struct {
		elapsed     time.Duration
		done, total int64
		want        string
	}{
		{0, 0, 0, "0s"},
		{5 * time.Second, 0, 1000, "5s"},
		{10 * time.Second, 100, 1000, "ETA 1m30s"},
		{time.Minute, 1000, 1000, "ETA 0s"},
		{time.Minute, 1100, 1000, "ETA 0s"}, // totals are estimates
	} {
		if got := remaining(tt.elapsed, tt.done, tt.total); got != tt.want {
			t.Errorf("%v for %d of %d: %s, want %s", tt.elapsed, tt.done, tt.total, got, tt.want)
		}
	}
}

func TestBarTellsOfTrials(t *testing.T) {
	var b bytes.Buffer
	p := newProgress(&b, mpb.WithAutoRefresh())
	p.present(10, 100)
	p.update(2, 8, "pcm, d2d 0.3, repeat 1")
	p.present(150, 100) // more than estimated: the bar must not break
	p.stop()
	if out := b.String(); !strings.Contains(out, "2/8 trials") || !strings.Contains(out, "pcm, d2d 0.3, repeat 1") {
		t.Errorf("%q", out)
	}
}

// Nothing is drawn where nobody can see it move.
func TestNoBarWithoutATerminal(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	var b bytes.Buffer
	for _, a := range []*app{
		{stderr: &b, env: func(string) string { return "xterm" }},
		{stderr: null, env: func(string) string { return "xterm" }},
	} {
		p := a.progress(&options{})
		p.update(1, 2, "x")
		p.present(1, 2)
		p.stop()
		if p.bar != nil || b.Len() > 0 {
			t.Errorf("drawn: %q", b.String())
		}
	}
}
