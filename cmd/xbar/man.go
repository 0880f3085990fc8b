package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (a *app) man() *cobra.Command {
	force := false
	c := &cobra.Command{
		Use:     "man FOLDER",
		Short:   "Write manual pages, one for each command",
		Long:    `Write a manual page for each command into a folder: the help texts in the format of man(1).`,
		Example: "  xbar man man1",
		Args:    wants(1, "a FOLDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var pages []product
			eachCommand(cmd.Root(), func(c *cobra.Command) { pages = append(pages, product{pageName(c) + ".1", manPage(c)}) })
			written, err := deliver(pages, args[0], force)
			if err != nil {
				return err
			}
			a.printf("wrote    %d pages in %s\n", len(written), args[0])
			return nil
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace existing pages")
	return c
}

// eachCommand visits a command and all below it that a user may type.
func eachCommand(c *cobra.Command, visit func(*cobra.Command)) {
	visit(c)
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			eachCommand(sub, visit)
		}
	}
}

func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPage is a command's help in the macros of man(7). It has no date, so that the same program makes
// the same page.
func manPage(c *cobra.Command) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, ".TH %q 1 \"\" \"xbar %s\" \"xbar\"\n", strings.ToUpper(pageName(c)), program().Version)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(pageName(c)), roff(c.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", roff(c.UseLine()))
	if c.Long != "" {
		b.WriteString(".SH DESCRIPTION\n")
		verbatim(&b, c.Long)
	}
	flags := false
	c.NonInheritedFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		if !flags {
			b.WriteString(".SH OPTIONS\n")
			flags = true
		}
		arg, text := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		fmt.Fprintf(&b, ".TP\n\\fB%s\\fR \\fI%s\\fR\n%s\n", roff(name), roff(arg), roff(text))
	})
	if c.Example != "" {
		b.WriteString(".SH EXAMPLES\n")
		verbatim(&b, c.Example)
	}
	var also []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			also = append(also, roff(pageName(sub))+"(1)")
		}
	}
	if c.HasParent() {
		also = append(also, roff(pageName(c.Parent()))+"(1)")
	}
	if len(also) > 0 {
		fmt.Fprintf(&b, ".SH SEE ALSO\n%s\n", strings.Join(also, ", "))
	}
	return b.Bytes()
}

// verbatim keeps the lines of a text as they are.
func verbatim(b *bytes.Buffer, text string) {
	fmt.Fprintf(b, ".nf\n%s\n.fi\n", roff(text))
}

// roff guards a text: backslashes, hyphens that are typed, and lines that would be requests.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
