package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/plots"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"xbar": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"idx": idx},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// idx DIR KIND writes the four files of a set of 8×8 images: "good" ones, or training images that are
// "truncated", "lying" (a header that promises far more) or a "bomb" (few bytes that unpack to 2 GiB).
func idx(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	put := func(name string, data []byte) { ts.Check(os.WriteFile(filepath.Join(dir, name), data, 0o644)) }
	images, labels := idxFile(40, 8, 8), idxFile(40)
	put("train-labels-idx1-ubyte", labels)
	put("t10k-images-idx3-ubyte", images)
	put("t10k-labels-idx1-ubyte", labels)
	switch args[1] {
	case "good":
		put("train-images-idx3-ubyte", images)
	case "truncated":
		put("train-images-idx3-ubyte", images[:len(images)-7])
	case "lying":
		binary.BigEndian.PutUint32(images[4:], 1<<31)
		put("train-images-idx3-ubyte", images)
	case "bomb":
		put("train-images-idx3-ubyte.gz", bomb(images))
	}
}

// idxFile returns an IDX file whose labels run through ten classes.
func idxFile(dims ...uint32) []byte {
	head := []byte{0, 0, 8, byte(len(dims))}
	n := uint32(1)
	for _, d := range dims {
		head = binary.BigEndian.AppendUint32(head, d)
		n *= d
	}
	body := make([]byte, n)
	for i := range body {
		if body[i] = byte(i % 10); len(dims) > 1 {
			body[i] = byte(i * 37)
		}
	}
	return append(head, body...)
}

// bomb packs data and 2 GiB of zeros into few bytes: members of a gzip file follow one another.
func bomb(data []byte) []byte {
	pack := func(data []byte) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(data)
		z.Close()
		return b.Bytes()
	}
	return append(pack(data), bytes.Repeat(pack(make([]byte, 1<<24)), 128)...)
}

// tiny are settings with which a study takes a fraction of a second.
func tiny() []string {
	return []string{"--set", "train.images=20", "--set", "train.validation=0", "--set", "label.images=20", "--set", "test.images=20",
		"--set", "calibrate.images=2", "--set", "network.neurons=5"}
}

// call runs a command line in this process, in the current folder. Figures are written as SVG alone unless --format
// is given, and the drawn digits are drawn once for all calls: both take longer than small studies do. Scripts run the
// program as it is.
func call(t *testing.T, args ...string) (state int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	a := &app{args: args, stdin: strings.NewReader(""), stdout: &out, stderr: &err, env: func(string) string { return "" }, sets: drawnOnce}
	if !slices.Contains(args, "--format") {
		a.formats = []plots.Format{plots.SVG}
	}
	state = a.run(t.Context())
	return state, out.String(), err.String()
}

var drawnDigits = sync.OnceValues(func() (*dataset.Set, error) { return dataset.Load("digits", dataset.Options{}) })

// drawnOnce loads images; the digits are there already, and nobody may write to them.
func drawnOnce(name string, o dataset.Options) (*dataset.Set, error) {
	if name == "digits" {
		return drawnDigits()
	}
	return dataset.Load(name, o)
}

// must runs a command line that has to succeed and returns what it printed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	state, out, err := call(t, args...)
	if state != done {
		t.Fatalf("xbar %s: exit %d\n%s%s", strings.Join(args, " "), state, out, err)
	}
	return out
}

// command returns a command line as a process of its own.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Args = append([]string{"xbar"}, args...)
	return c
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Every mistake has its own line, and all of them are named at once.
func TestEveryMistakeIsNamed(t *testing.T) {
	t.Chdir(t.TempDir())
	state, out, err := call(t, "sweep", "--device", "memrister", "--set", "d2dd=3", "--workers", "0", "--format", "gif", "--repeats", "many")
	if state != refused || out != "" {
		t.Errorf("exit %d with output %q: want 2 and none", state, out)
	}
	for _, want := range []string{
		`xbar: unknown key "d2dd" (did you mean "d2d"?)`,
		`xbar: unknown device "memrister" (did you mean "memristor"?)`,
		`xbar: --workers = "0": want 1 to 4096 (trials at a time)`,
		`xbar: --format = "gif": want one of png, svg, pdf (figures)`,
		`xbar: repeats = "many": want a whole number, 1 to 10000`,
	} {
		if !strings.Contains(err, want) {
			t.Errorf("no line %q in\n%s", want, err)
		}
	}
	if n := strings.Count(err, "\n"); n != 5 {
		t.Errorf("%d lines for 5 mistakes:\n%s", n, err)
	}
	if files, _ := os.ReadDir("."); len(files) != 0 {
		t.Errorf("a refused study left %v", files)
	}
}

// fullDisk is an output that takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestOutputThatCannotBeWrittenIsAFailure(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"device", "list"}, {"device", "list", "--json"}, {"config"}} {
		var err bytes.Buffer
		state := Main(args, strings.NewReader(""), fullDisk{}, &err, func(string) string { return "" })
		if state != failed || !strings.Contains(err.String(), "xbar: cannot write the output") {
			t.Errorf("xbar %v: exit %d, %q", args, state, err.String())
		}
	}
}
