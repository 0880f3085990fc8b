package report

import (
	"bytes"
	"strings"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
)

// joinBib joins the entries of several files and sources, each once. Text before the first entry is not
// an entry and is left out.
func joinBib(files [][]byte, sources []experiments.Source) []byte {
	if len(sources) > 0 {
		files = append(files, results.BibTeX(sources))
	}
	var b bytes.Buffer
	seen := map[string]bool{}
	for _, f := range files {
		_, entries, ok := strings.Cut("\n"+string(f), "\n@")
		if !ok {
			continue
		}
		for entry := range strings.SplitSeq(entries, "\n@") {
			entry = strings.TrimSpace(entry)
			if !seen[entry] {
				seen[entry] = true
				b.WriteString("@" + entry + "\n\n")
			}
		}
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
