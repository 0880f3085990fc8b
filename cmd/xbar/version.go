package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/internal/kernel"
)

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version, the commit, the Go it was built with and the vector instructions it uses",
		Example: "  xbar version",
		Args:    wants(0, ""),
		Run: func(*cobra.Command, []string) {
			a.printf("xbar %s\n", program().Version)
			if b := program(); b.Commit != "" {
				a.printf("commit %s\n", b.Commit)
			}
			a.printf("%s %s/%s, vectors: %s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, kernel.Vectors())
		},
	}
}

// A build is what the program knows about itself.
type build struct {
	Version string // "v0.1.0", a pseudo-version, or "(devel)"
	Commit  string // with its date, and "modified" if it was; "" if unknown
}

func program() build {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return build{Version: "(devel)"}
	}
	b := build{Version: info.Main.Version}
	setting := map[string]string{}
	for _, s := range info.Settings {
		setting[s.Key] = s.Value
	}
	if b.Commit = setting["vcs.revision"]; b.Commit != "" {
		b.Commit += " " + setting["vcs.time"]
		if setting["vcs.modified"] == "true" {
			b.Commit += " modified"
		}
	}
	return b
}
