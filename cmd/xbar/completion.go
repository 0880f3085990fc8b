package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/internal/si"
)

func (a *app) completion() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes commands, keys and device names in a shell",
		Long: `Print a completion script for bash, zsh, fish or powershell.

  bash        source <(xbar completion bash)
  zsh         xbar completion zsh > "${fpath[1]}/_xbar"
  fish        xbar completion fish > ~/.config/fish/completions/xbar.fish
  powershell  xbar completion powershell | Out-String | Invoke-Expression`,
		Example:           "  xbar completion bash",
		Args:              wants(1, "a shell: bash, zsh, fish or powershell"),
		ValidArgsFunction: cobra.FixedCompletions(shells, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			shell := si.Param{Name: "shell", At: new(string), Choices: shells}
			if err := shell.Set(args[0]); err != nil {
				return err
			}
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return after(root.GenBashCompletionV2(a.stdout, true))
			case "zsh":
				return after(root.GenZshCompletion(a.stdout))
			case "fish":
				return after(root.GenFishCompletion(a.stdout, true))
			}
			return after(root.GenPowerShellCompletionWithDesc(a.stdout))
		},
	}
}

// A completer proposes words for what has been typed so far.
type completer = func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective)

// listed completes the last of words joined by commas; what is there already is not proposed again.
func listed(words func() []string, files bool) completer {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		head := typed[:strings.LastIndexByte(typed, ',')+1]
		have := strings.Split(head, ",")
		var out []string
		for _, w := range words() {
			name, _, _ := strings.Cut(w, "\t")
			if !slices.Contains(have, name) {
				out = append(out, head+w)
			}
		}
		directive := cobra.ShellCompDirectiveNoSpace
		if !files || head != "" {
			directive |= cobra.ShellCompDirectiveNoFileComp
		}
		return out, directive
	}
}

// keyed completes KEY= for --set and --vary; the latter wants keys that can be swept.
func (a *app) keyed(o *options, swept bool) completer {
	return func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		directive := cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
		var out []string
		for _, p := range knownKeys(a.studied(o)) {
			if k := p.Kind(); swept && (k == si.Text || k == si.Table || p.Name == "quick") {
				continue
			}
			if strings.HasPrefix(p.Name, typed) {
				out = append(out, p.Name+"=\t"+p.Doc)
			}
		}
		return out, directive
	}
}
