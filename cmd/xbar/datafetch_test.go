package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/vbauerster/mpb/v8"

	"github.com/xbar-sim/xbar/internal/dataset"
)

// Each file has its bar, also when its size is not known and when a mirror starts again.
func TestFetchBar(t *testing.T) {
	var b bytes.Buffer
	bar := &fetchBar{pool: mpb.New(mpb.WithOutput(&b), mpb.WithAutoRefresh())}
	for _, s := range []dataset.FetchStep{
		{File: "one.gz", Index: 0, Files: 2, Done: 500, Total: 1000},
		{File: "one.gz", Index: 0, Files: 2, Done: 0, Total: -1},
		{File: "one.gz", Index: 0, Files: 2, Done: 1000, Total: 1000},
		{File: "two.gz", Index: 1, Files: 2, Done: 7, Total: -1},
	} {
		bar.update(s)
	}
	bar.stop()
	for _, want := range []string{"1/2 one.gz", "2/2 two.gz"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %q", want, b.String())
		}
	}
}
