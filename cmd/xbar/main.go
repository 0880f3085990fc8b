// Command xbar simulates spiking networks that learn on crossbars of imperfect devices.
//
// It reads flags and study files, hands a configuration to package experiments and writes what
// comes back as tables, figures and a report. No physics and no statistics are done here.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/plots"
)

func main() {
	os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}

// Exit states of the program.
const (
	done    = 0
	failed  = 1 // after the start: finished trials are kept
	refused = 2 // before the start: nothing was written
)

// Main runs one command line, program name not included, and returns the exit state. The first
// interrupt or request to terminate stops a study between presentations; the second ends the
// program at once.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer, env func(string) string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // gives the second signal its usual meaning back
	a := &app{args: args, stdin: stdin, stdout: stdout, stderr: stderr, env: env}
	return a.run(ctx)
}

// An app is one invocation of the program.
type app struct {
	args           []string
	stdin          io.Reader
	stdout, stderr io.Writer
	env            func(string) string
	client         *http.Client                                               // for downloads; nil is Go's default
	self           string                                                     // path of the program; "" asks the system
	formats        []plots.Format                                             // of all figures; nil: PNG and SVG
	sets           func(name string, o dataset.Options) (*dataset.Set, error) // nil is dataset.Load
	broken         error                                                      // the first failure to write to stdout
	warned         []string                                                   // doubts that were told
}

func (a *app) run(ctx context.Context) int {
	root := a.root()
	root.SetArgs(a.args)
	err := misnamed(root, a.args)
	if err == nil {
		err = root.ExecuteContext(ctx)
	}
	if err == nil && a.broken != nil {
		err = after(fmt.Errorf("cannot write the output: %w", a.broken))
	}
	return a.complain(err)
}

// A failure is an error after the start.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// after marks an error as one after the start.
func after(err error) error {
	if err == nil {
		return nil
	}
	return failure{err}
}

// complain prints an error, one line for everything that is wrong, and returns the exit state.
func (a *app) complain(err error) int {
	if err == nil {
		return done
	}
	said := map[string]bool{}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if line = strings.TrimSpace(line); line != "" && !said[line] {
			said[line] = true
			fmt.Fprintf(a.stderr, "xbar: %s\n", line)
		}
	}
	var f failure
	if errors.As(err, &f) {
		return failed
	}
	return refused
}

// printf writes to stdout and remembers a failure for the exit state.
func (a *app) printf(format string, args ...any) {
	_, err := fmt.Fprintf(a.stdout, format, args...)
	a.keep(err)
}

func (a *app) keep(err error) {
	if a.broken == nil {
		a.broken = err
	}
}

// warn writes a doubt to stderr, once.
func (a *app) warn(text string) {
	if !slices.Contains(a.warned, text) {
		a.warned = append(a.warned, text)
		fmt.Fprintf(a.stderr, "warning: %s\n", text)
	}
}
