package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestMisspeltNames(t *testing.T) {
	for _, tt := range []struct {
		line, want string
	}{
		{"swep", `unknown command "swep" (did you mean "sweep"?)`},
		{"swep --drift 0.05", `unknown command "swep" (did you mean "sweep"?)`},
		{"help swep", `unknown command "swep" (did you mean "sweep"?)`},
		{"xyzzy", `unknown command "xyzzy": want xbar COMMAND, one of `},
		{"device lst", `unknown command "lst" (did you mean "list"?)`},
		{"data fech mnist", `unknown command "fech" (did you mean "fetch"?)`},
		{"config keis", `unknown command "keis" (did you mean "keys"?)`},
		{"sweep --drfit 0.05", `unknown flag: --drfit (did you mean --drift?)`},
		{"sweep --xyzzy", `unknown flag: --xyzzy`},
		{"sweep extra", `xbar sweep takes flags only, not "extra"`},
		{"eval", `xbar eval wants the results folder of a training`},
		{"device show a b", `not also "b"`},
		{"device show memrister", `unknown device "memrister" (did you mean "memristor"?)`},
		{"completion tcsh", `want one of bash, zsh, fish, powershell`},
		{"sweep --drift", `flag needs an argument: --drift`},
		{"device list --class flash", `--class = "flash": want one of`},
		{"config explain d2e", `unknown key "d2e" (did you mean "d2d"?)`},
	} {
		state, out, err := call(t, strings.Fields(tt.line)...)
		if state != refused || out != "" || !strings.HasPrefix(err, "xbar: ") || !strings.Contains(err, tt.want) || strings.Count(err, "\n") != 1 {
			t.Errorf("xbar %s: exit %d\n%s%swant exit 2 and one line with %s", tt.line, state, out, err, tt.want)
		}
	}
}

// every calls f with each command of the program but cobra's own.
func every(t *testing.T, f func(*cobra.Command)) {
	t.Helper()
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		f(c)
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk((&app{env: func(string) string { return "" }}).root())
}

func TestEveryCommandExplainsItself(t *testing.T) {
	every(t, func(c *cobra.Command) {
		if c.Short == "" || !strings.Contains(c.Example, "  xbar ") {
			t.Errorf("%s has no description or no example", c.CommandPath())
		}
		args := append(strings.Fields(c.CommandPath())[1:], "--help")
		if out := must(t, args...); !strings.Contains(out, "Examples:") {
			t.Errorf("%s --help shows no example:\n%s", c.CommandPath(), out)
		}
	})
}

// Sets of commands alone say what there is and are no error.
func TestGroupsShowTheirCommands(t *testing.T) {
	for _, line := range []string{"", "help", "device", "data", "help device"} {
		if out := must(t, strings.Fields(line)...); !strings.Contains(out, "list") && !strings.Contains(out, "sweep") {
			t.Errorf("xbar %s:\n%s", line, out)
		}
	}
}
