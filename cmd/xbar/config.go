package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/internal/si"
)

// config prints the study that a command line would run. Its flags are those of the study
// commands; which command is meant is known only when they have been read.
func (a *app) config() *cobra.Command {
	o := &options{command: "sweep"}
	c := &cobra.Command{
		Use:   "config [COMMAND]",
		Short: "Print, check and explain studies and their keys",
		Long: `Print the complete study that sweep (or compare, or train) would run with these flags, as a file
for --config. Flags win over --set, --set over the file, the file over the defaults.`,
		Example: `  xbar config > study.toml
  xbar config compare --set d2d=0.3
  xbar config keys
  xbar config explain d2d
  xbar config check study.toml`,
		Args:      cobra.ArbitraryArgs,
		ValidArgs: commands(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && !slices.Contains(commands(), args[0]) {
				return unknownSetting(cmd, args[0])
			}
			if err := wants(len(args[:min(1, len(args))]), "one command")(cmd, args); err != nil {
				return err
			}
			if len(args) == 1 {
				o.command = args[0]
			}
			cfg, err := a.settle(cmd, o)
			if err != nil {
				return err
			}
			a.printf("%s", cfg.TOML())
			return nil
		},
	}
	o.study(a, c)
	c.AddCommand(a.configKeys(), a.configExplain(), a.configCheck())
	return c
}

// unknownSetting suggests among the subcommands of config and the commands it takes.
func unknownSetting(cmd *cobra.Command, word string) error {
	for _, name := range commands() {
		cmd.AddCommand(&cobra.Command{Use: name, Run: func(*cobra.Command, []string) {}})
	}
	return unknownCommand(cmd, word)
}

func (a *app) configKeys() *cobra.Command {
	return &cobra.Command{
		Use:   "keys",
		Short: "List every key of a study with default, range and meaning",
		Long: `List every key of a study. Card parameters (device.CARD.PARAM, or device.PARAM for all cards
that have it) are listed by "xbar device show CARD"; spread.PARAM gives a parameter a spread,
and correlation.PARAM.PARAM correlates two.`,
		Example: "  xbar config keys",
		Args:    wants(0, ""),
		Run: func(*cobra.Command, []string) {
			t := grid("key", "default", "unit", "range", "meaning")
			for _, p := range defaultConfig("sweep").Params() {
				t.Row(p.Name, valueText(p), p.Unit, p.RangeText(), p.Doc)
			}
			a.show(t)
			a.printf("device.CARD.PARAM, device.PARAM, spread.PARAM, correlation.PARAM.PARAM: see \"xbar device show CARD\"\n")
		},
	}
}

func (a *app) configExplain() *cobra.Command {
	o := &options{command: "sweep"}
	c := &cobra.Command{
		Use:     "explain KEY",
		Short:   "Explain one key, of a study or of a card",
		Example: "  xbar config explain d2d\n  xbar config explain device.memristor.states_ltp",
		Args:    wants(1, "a key, as \"xbar config keys\" and \"xbar device show\" list them"),
		ValidArgsFunction: func(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			var out []string
			for _, p := range knownKeys(a.studied(o)) {
				out = append(out, p.Name+"\t"+p.Doc)
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.explain(args[0]) },
	}
	return c
}

func (a *app) explain(key string) error {
	cfg := defaultConfig("sweep")
	cards, err := allCards()
	if err != nil {
		return err
	}
	p, err := cfg.Param(key, cards)
	if err != nil {
		return err
	}
	a.printf("%s: %s\n", key, p.Doc)
	a.printf("kind     %s", p.Kind())
	if p.Unit != "" {
		a.printf(", in %s", p.Unit)
	}
	a.printf("\nrange    %s\ndefault  %s\n", p.RangeText(), valueText(p))
	switch p.Kind() {
	case si.Float, si.Int:
		a.printf("example  --set %s=%s, or --vary %s=FROM:TO\n", key, exampleValue(p), key)
	case si.Choice:
		a.printf("example  --set %s=%s, or --vary %s=all\n", key, exampleValue(p), key)
	default:
		a.printf("example  --set %s=%s\n", key, exampleValue(p))
	}
	return nil
}

// exampleValue is the value of a parameter as one word of a command line.
func exampleValue(p si.Param) string {
	text := p.Text()
	for _, r := range text {
		if r == ' ' {
			return "\"" + text + "\""
		}
	}
	if text == "" {
		return "\"\""
	}
	return text
}
