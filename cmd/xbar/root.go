package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/xbar-sim/xbar/internal/si"
)

// Groups of commands in the help text.
const (
	studies  = "studies"
	library  = "library"
	circuits = "circuits"
	other    = "other"
)

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "xbar",
		Short: "How accurate is a spiking network on your device?",
		Long: `xbar simulates spiking networks that learn by STDP on crossbars of imperfect memristive
devices, and measures with error bars what each imperfection costs.`,
		Example: `  xbar sweep --drift 0.05
  xbar device list`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddGroup(&cobra.Group{ID: studies, Title: "Studies:"},
		&cobra.Group{ID: library, Title: "Devices, data and settings:"},
		&cobra.Group{ID: circuits, Title: "Circuits:"},
		&cobra.Group{ID: other, Title: "Other:"})
	root.SetHelpCommandGroupID(other)
	add := func(group string, cmds ...*cobra.Command) {
		for _, c := range cmds {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add(studies, a.sweep(), a.compare(), a.train(), a.eval(), a.whatif(), a.cost(), a.reproduce(), a.report(), a.merge(), a.begin())
	add(library, a.device(), a.lab(), a.fit(), a.data(), a.config(), a.export())
	add(circuits, a.solve())
	add(other, a.version(), a.completion(), a.man())
	return root
}

// misnamed refuses a command that does not exist, before its flags are looked at.
func misnamed(root *cobra.Command, args []string) error {
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		return nil
	}
	cmd, rest, err := root.Find(args)
	switch {
	case err != nil:
		cmd, rest = root, args
	case cmd.Runnable() || !cmd.HasSubCommands():
		return nil
	}
	for i, word := range rest {
		if word == "help" && cmd == root {
			return misnamed(root, rest[i+1:])
		}
		if !strings.HasPrefix(word, "-") {
			return unknownCommand(cmd, word)
		}
	}
	return nil
}

func unknownCommand(parent *cobra.Command, word string) error {
	var names []string
	for _, c := range parent.Commands() {
		names = append(names, c.Name())
	}
	hint := ""
	if near := si.Nearest(word, names); near != "" {
		hint = fmt.Sprintf(" (did you mean %q?)", near)
	}
	return fmt.Errorf("unknown command %q%s: want %s COMMAND, one of %s",
		word, hint, parent.CommandPath(), strings.Join(names, ", "))
}

// flagError names the flag that was probably meant.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || len(unknown.GetSpecifiedName()) < 2 {
		return err
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := si.Nearest(unknown.GetSpecifiedName(), names); near != "" {
		return fmt.Errorf("%w (did you mean --%s?)", err, near)
	}
	return err
}

// wants checks the number of arguments of a command and says what they are.
func wants(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == n:
			return nil
		case n == 0:
			return fmt.Errorf("%s takes flags only, not %q", cmd.CommandPath(), args[0])
		case len(args) > n:
			return fmt.Errorf("%s wants %s, not also %q", cmd.CommandPath(), what, args[n])
		}
		return fmt.Errorf("%s wants %s", cmd.CommandPath(), what)
	}
}
