package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// There is a page for each command, it names each flag, and no line of a text is taken for a request.
func TestManualPages(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "man", "man1")
	must(t, "man", "man1", "--force")
	every(t, func(c *cobra.Command) {
		page := read(t, "man1/"+pageName(c)+".1")
		for _, want := range []string{".TH ", ".SH NAME\n", ".SH SYNOPSIS\n"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %q", pageName(c), want)
			}
		}
	})
	sweep := read(t, "man1/xbar-sweep.1")
	for _, want := range []string{"xbar\\-sweep \\- Accuracy over", "\n\\fB\\-\\-vary\\fR \\fIKEY=FROM:TO[:N][:log]\\fR\n", "\\fB\\-o, \\-\\-out\\fR", "xbar(1)"} {
		if !strings.Contains(sweep, want) {
			t.Errorf("no %q in\n%s", want, sweep)
		}
	}
	if got, want := roff(".config\na\\b -c\n'd"), "\\&.config\na\\eb \\-c\n\\&'d"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
