package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/experiments/run"
)

// faultTries is how often each fault is brought about: a few times here, as often as scripts/faults
// says for docs/RELIABILITY.md.
func faultTries() int {
	n, _ := strconv.Atoi(os.Getenv("XBAR_FAULTS"))
	return max(n, 1)
}

// Whatever befalls a study, nothing that was finished is lost, nothing is counted twice, and the same
// command ends with the bytes of an undisturbed run.
func TestFaults(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	t.Chdir(t.TempDir())
	must(t, faulty("whole", "--quiet")...)
	n := faultTries()
	longest := 500 * time.Millisecond
	if n > 5 {
		longest = lasting(t)
	}
	t.Run("kill", func(t *testing.T) { faultKill(t, n, longest) })
	t.Run("shard", func(t *testing.T) { faultKillShard(t, max(1, n/4), longest) })
	t.Run("terminate", func(t *testing.T) { faultTerminate(t, max(1, n/4), longest) })
	t.Run("tail", func(t *testing.T) { faultTail(t, max(3, n/4)) })
	t.Run("two", func(t *testing.T) { faultTwoProcesses(t, max(1, n/10)) })
	t.Run("clock", func(t *testing.T) { faultClock(t, max(1, n/10), longest) })
	t.Run("older", func(t *testing.T) { faultOlderVersion(t, max(1, n/10), longest) })
	t.Run("full", func(t *testing.T) { faultFullDisk(t, max(1, n/10)) })
	t.Run("readonly", func(t *testing.T) { faultReadOnly(t, max(1, n/10), longest) })
	t.Run("panic", func(t *testing.T) { faultPanic(t, max(3, n)) })
}

// A fault counts what was tried and what it cost.
type fault struct {
	t           *testing.T
	rng         *rand.Rand
	tries, lost int // lost: finished trials that were gone or counted twice
	rows        int // trials that were finished at the moment of the fault
}

// faulty is a study that takes about a third of a second: small enough to be disturbed often. It names a format so that
// call makes the same files as a process of its own.
func faulty(out string, more ...string) []string {
	return small(out, append(more, "--workers", "2", "--format", "png")...)
}

// faults brings a fault about as often as is asked for and prints its row of the table.
func faults(t *testing.T, name string, tries int, do func(f *fault, dir string)) {
	f := &fault{t: t, rng: rand.New(rand.NewPCG(uint64(len(name)), 8))}
	for f.tries < tries {
		f.tries++
		dir := fmt.Sprintf("%s-%d", filepath.Base(t.Name()), f.tries)
		do(f, dir)
		joined(t, "whole", dir)
		f.once(dir)
		if t.Failed() {
			t.Fatalf("try %d", f.tries)
		}
		os.RemoveAll(dir)
	}
	t.Logf("| %s | %d | %d | %d |", name, f.tries, f.rows, f.lost)
	if f.lost > 0 {
		t.Errorf("%d trials were lost or counted twice", f.lost)
	}
}

// once checks that the journals of a finished study have every trial exactly once.
func (f *fault) once(dir string) {
	f.t.Helper()
	keys, reports := rows(f.t, dir)
	twice := 0
	for _, r := range reports {
		twice += r.Duplicates
	}
	if len(keys) != 8 || twice > 0 {
		f.lost += 8 - len(keys) + twice
		f.t.Errorf("%s: %d trials and %d of them twice, want 8", dir, len(keys), twice)
	}
}

// rows are the keys of the finished trials in the journals of a folder.
func rows(t *testing.T, dir string) (map[string]bool, []run.Report) {
	t.Helper()
	keys := map[string]bool{}
	paths, _, err := results.Journals(dir)
	if os.IsNotExist(err) {
		return keys, nil
	}
	if err != nil {
		t.Fatal(err)
	}
	study := ""
	for _, path := range paths {
		if study, err = run.Peek(path); err != nil {
			t.Fatal(err)
		}
		if study != "" {
			break
		}
	}
	if study == "" {
		return keys, nil
	}
	reports, err := run.Scan(paths, study, func(_ int, key string, _ json.RawMessage) error {
		keys[key] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys, reports
}

// keep counts the trials that a fault cost: those that were finished before and are gone.
func (f *fault) keep(before map[string]bool, dir string) {
	f.t.Helper()
	after, _ := rows(f.t, dir)
	f.rows += len(before)
	for key := range before {
		if !after[key] {
			f.lost++
			f.t.Errorf("%s: trial %s was finished and is gone", dir, key)
		}
	}
}

// disturbed starts a command line, sends it a signal after some time, and returns its exit state (-1 for
// a signal's) and what it said. The trials it had finished just before must be there after.
func (f *fault) disturbed(dir string, s syscall.Signal, after time.Duration, args ...string) (int, string) {
	f.t.Helper()
	c := command(f.t, args...)
	var stderr strings.Builder
	c.Stderr = &stderr
	if err := c.Start(); err != nil {
		f.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { c.Wait(); close(ended) }()
	f.await(dir, after, ended)
	before, _ := rows(f.t, dir)
	c.Process.Signal(s) // it may have ended
	<-ended
	f.keep(before, dir)
	return c.ProcessState.ExitCode(), stderr.String()
}

// await waits for the moment of a fault: every other time for so long, else for a number of finished trials.
func (f *fault) await(dir string, after time.Duration, ended <-chan struct{}) {
	if f.tries%2 == 0 {
		time.Sleep(after)
		return
	}
	for wanted := 1 + f.rng.IntN(6); ; {
		if have, _ := rows(f.t, dir); len(have) >= wanted {
			time.Sleep(after / 50)
			return
		}
		select {
		case <-ended:
			return
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// moment is a random time within a run of the study.
func (f *fault) moment(longest time.Duration) time.Duration {
	return time.Duration(f.rng.Int64N(int64(longest)))
}

// lasting is how long the study takes as a process of its own, now.
func lasting(t *testing.T) time.Duration {
	t.Helper()
	began := time.Now()
	if out, err := command(t, faulty("lasting", "--quiet")...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return time.Since(began)
}

func faultKill(t *testing.T, n int, longest time.Duration) {
	faults(t, "kill -9 at a random moment", n, func(f *fault, dir string) {
		f.disturbed(dir, syscall.SIGKILL, f.moment(longest), faulty(dir, "--quiet")...)
		must(t, faulty(dir, "--quiet")...)
	})
}

func faultKillShard(t *testing.T, n int, longest time.Duration) {
	faults(t, "kill -9 of one of two shards", n, func(f *fault, dir string) {
		other := command(t, faulty(dir, "--quiet", "--shard", "1", "--shards", "2")...)
		if err := other.Start(); err != nil {
			t.Fatal(err)
		}
		f.disturbed(dir, syscall.SIGKILL, f.moment(longest), faulty(dir, "--quiet", "--shard", "0", "--shards", "2")...)
		if err := other.Wait(); err != nil {
			t.Fatal(err)
		}
		must(t, faulty(dir, "--quiet", "--shard", "0", "--shards", "2")...)
		must(t, "merge", dir, "--quiet", "--format", "png")
	})
}

func faultTerminate(t *testing.T, n int, longest time.Duration) {
	faults(t, "SIGTERM at a random moment", n, func(f *fault, dir string) {
		state, stderr := f.disturbed(dir, syscall.SIGTERM, f.moment(longest), faulty(dir, "--quiet")...)
		if state == failed && !strings.Contains(stderr, "interrupted: ") {
			t.Errorf("exit %d: %s", state, stderr)
		}
		if _, reports := rows(t, dir); len(reports) > 0 && reports[0].CutBytes+int64(reports[0].Damaged) > 0 {
			t.Errorf("a journal that was closed in peace: %+v", reports)
		}
		must(t, faulty(dir, "--quiet")...)
	})
}

// Journals whose end was torn, overwritten with noise or with zeros, as a power cut leaves them.
func faultTail(t *testing.T, n int) {
	faults(t, "journal's tail torn or overwritten", n, func(f *fault, dir string) {
		must(t, faulty(dir, "--quiet")...)
		path := filepath.Join(dir, results.JournalName)
		text := []byte(read(t, path))
		head := strings.IndexByte(string(text), '\n') + 1
		at := head + f.rng.IntN(len(text)-head)
		switch f.tries % 3 {
		case 0:
			text = text[:at]
		case 1:
			for i := at; i < len(text); i++ {
				text[i] = byte(f.rng.Uint32())
			}
		case 2:
			clear(text[at:])
		}
		whole := strings.Count(string(text[:at]), "\n") - 1
		for _, name := range []string{results.TrialsName, results.SummaryName} {
			os.Remove(filepath.Join(dir, name))
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		before, _ := rows(t, dir)
		if f.rows += whole; len(before) < whole {
			f.lost += whole - len(before)
			t.Errorf("%d of %d undamaged trials are read", len(before), whole)
		}
		must(t, faulty(dir, "--quiet")...)
	})
}

func faultTwoProcesses(t *testing.T, n int) {
	faults(t, "two processes in one results folder", n, func(f *fault, dir string) {
		first, second := command(t, faulty(dir, "--quiet")...), command(t, faulty(dir, "--quiet")...)
		var said strings.Builder
		second.Stderr = &said
		if err := first.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(f.moment(100 * time.Millisecond))
		err := second.Run()
		if err2 := first.Wait(); err != nil && err2 != nil {
			t.Fatalf("%v and %v: %s", err, err2, said.String())
		}
		must(t, faulty(dir, "--quiet")...)
		before, _ := rows(t, dir)
		f.rows += len(before)
	})
}

// No decision rests on a clock: files of the future and of 1970 are taken up like any.
func faultClock(t *testing.T, n int, longest time.Duration) {
	faults(t, "clock jumped by decades", n, func(f *fault, dir string) {
		f.disturbed(dir, syscall.SIGKILL, f.moment(longest), faulty(dir, "--quiet")...)
		before, _ := rows(t, dir)
		when := time.Unix(int64(f.rng.Int32()), 0)
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if err := os.Chtimes(filepath.Join(dir, e.Name()), when, when); err != nil {
				t.Fatal(err)
			}
		}
		if path := filepath.Join(dir, results.JournalName); exists(path) && strings.Contains(read(t, path), time.Now().Format("2006-01")) {
			t.Error("the journal knows the time")
		}
		must(t, faulty(dir, "--quiet")...)
		f.keep(before, dir)
	})
}

// Older programs made manifests of fewer members, and studies that mean something else have another hash.
func faultOlderVersion(t *testing.T, n int, longest time.Duration) {
	faults(t, "results folder of an older version", n, func(f *fault, dir string) {
		f.disturbed(dir, syscall.SIGKILL, f.moment(longest), faulty(dir, "--quiet")...)
		before, _ := rows(t, dir)
		manifest := filepath.Join(dir, results.ManifestName)
		if m, err := results.ReadManifest(dir); err == nil {
			text := fmt.Sprintf(`{"format":1,"program":"xbar","version":"v0.0.1","study":%q,"colour":"red"}`, m.Study)
			if err := os.WriteFile(manifest, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		must(t, faulty(dir, "--quiet")...)
		f.keep(before, dir)
		// an older meaning of the same words: refused, and left as it is
		other := dir + "-older"
		if err := os.MkdirAll(other, 0o755); err != nil {
			t.Fatal(err)
		}
		text := `{"format":1,"program":"xbar","version":"v0.0.1","study":"0123456789abcdef"}`
		if err := os.WriteFile(filepath.Join(other, results.ManifestName), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if state, _, stderr := call(t, faulty(other)...); state != refused || !strings.Contains(stderr, "holds another study") || read(t, filepath.Join(other, results.ManifestName)) != text {
			t.Errorf("exit %d: %s", state, stderr)
		}
	})
}

// mounted makes a file system of so many kB in a folder, where that is possible.
func mounted(t *testing.T, dir string, kB int) (remount func(options string)) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	mount := func(options string) error {
		return exec.Command("mount", "-t", "tmpfs", "-o", options, "xbar-test", dir).Run()
	}
	if runtime.GOOS != "linux" || os.Getuid() != 0 || mount(fmt.Sprintf("size=%dk", kB)) != nil {
		t.Skip("no file system of its own can be mounted here")
	}
	t.Cleanup(func() { exec.Command("umount", dir).Run() })
	return func(options string) {
		t.Helper()
		if err := mount("remount," + options); err != nil {
			t.Fatal(err)
		}
	}
}

func faultFullDisk(t *testing.T, n int) {
	faults(t, "disk full", n, func(f *fault, dir string) {
		remount := mounted(t, dir, 4*(2+f.rng.IntN(40)))
		out := filepath.Join(dir, "r")
		c := command(t, faulty(out, "--quiet")...)
		said, err := c.CombinedOutput()
		if err == nil || !strings.Contains(string(said), "no space left on device") {
			t.Errorf("%v: %s", err, said)
		}
		if s := string(said); strings.Count(s, "xbar: ") != 1 {
			t.Errorf("want one line: %s", s)
		}
		before, _ := rows(t, out)
		remount("size=16m")
		must(t, faulty(out, "--quiet")...)
		f.keep(before, out)
		moved(t, out, dir)
	})
}

// moved takes a folder out of a file system that was mounted over another.
func moved(t *testing.T, from, to string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		files[e.Name()] = read(t, filepath.Join(from, e.Name()))
	}
	if err := exec.Command("umount", to).Run(); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(to, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func faultReadOnly(t *testing.T, n int, longest time.Duration) {
	faults(t, "folder read-only", n, func(f *fault, dir string) {
		remount := mounted(t, dir, 16<<10)
		out := filepath.Join(dir, "r")
		if f.tries%2 == 0 {
			f.disturbed(out, syscall.SIGKILL, f.moment(longest), faulty(out, "--quiet")...)
		}
		before, _ := rows(t, out)
		remount("ro")
		state, _, stderr := call(t, faulty(out, "--quiet")...)
		if state != refused || !strings.Contains(stderr, "read-only file system") || strings.Count(stderr, "\n") != 1 {
			t.Errorf("exit %d: %s", state, stderr)
		}
		remount("rw,size=16m")
		must(t, faulty(out, "--quiet")...)
		f.keep(before, out)
		moved(t, out, dir)
	})
}

// A trial that panics is reported by its name; the others are done and kept, and once it no longer
// panics the list ends as it would have.
func faultPanic(t *testing.T, n int) {
	rng := rand.New(rand.NewPCG(1, 9))
	lost, finished := 0, 0
	for try := range n {
		path := fmt.Sprintf("panic-%d.jsonl", try)
		bad := rng.IntN(20)
		work := func(panics bool) (map[string]json.RawMessage, error) {
			j, err := run.Open(path, "study")
			if err != nil {
				t.Fatal(err)
			}
			defer j.Close()
			var tasks []run.Task
			for k := range 20 {
				tasks = append(tasks, run.Task{Key: strconv.Itoa(k), Name: fmt.Sprintf("number %d", k), Do: func(context.Context) (json.RawMessage, error) {
					if k == bad && panics {
						panic("index out of range")
					}
					return json.Marshal(k * k)
				}})
			}
			return run.Do(t.Context(), tasks, run.Options{Workers: 2, Journal: j})
		}
		got, err := work(true)
		finished += len(got)
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("trial number %d: panic: index out of range", bad)) || len(got) != 19 {
			lost += 19 - len(got)
			t.Errorf("try %d: %d results, %v", try, len(got), err)
		}
		if got, err = work(false); err != nil || len(got) != 20 {
			lost++
			t.Errorf("try %d: %d results in the end, %v", try, len(got), err)
		}
	}
	t.Logf("| a trial that panics | %d | %d | %d |", n, finished, lost)
}
