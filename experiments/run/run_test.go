package run

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// value is the result of trial k in these tests: a pure function of k.
func value(k int) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"trial":%d,"root":%.17g}`, k, float64(k)*0.1))
}

// tasks returns n quick trials and a counter of how often any was worked out.
func tasks(n int) ([]Task, *atomic.Int64) {
	var ran atomic.Int64
	list := make([]Task, n)
	for k := range list {
		list[k] = Task{
			Key:  fmt.Sprintf("key%d", k),
			Name: fmt.Sprintf("trial %d", k),
			Do: func(context.Context) (json.RawMessage, error) {
				ran.Add(1)
				return value(k), nil
			},
		}
	}
	return list, &ran
}

func equal(a, b map[string]json.RawMessage) bool {
	return maps.EqualFunc(a, b, func(x, y json.RawMessage) bool { return bytes.Equal(x, y) })
}

func open(t *testing.T, path string) *Journal {
	t.Helper()
	j, err := Open(path, "study")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func TestDoWorkers(t *testing.T) {
	var first map[string]json.RawMessage
	for _, workers := range []int{0, 1, 2, 7, 1000} {
		list, ran := tasks(50)
		j := open(t, filepath.Join(t.TempDir(), "journal"))
		got, err := Do(t.Context(), list, Options{Workers: workers, Journal: j})
		if err != nil || len(got) != 50 || ran.Load() != 50 {
			t.Fatalf("%d workers: %d results of %d runs, %v", workers, len(got), ran.Load(), err)
		}
		if first == nil {
			first = got
		}
		if !equal(first, got) {
			t.Errorf("%d workers change the results", workers)
		}
	}
	for k := range 50 {
		if !bytes.Equal(first[fmt.Sprintf("key%d", k)], value(k)) {
			t.Errorf("trial %d = %s", k, first[fmt.Sprintf("key%d", k)])
		}
	}
}

func TestDoNothing(t *testing.T) {
	got, err := Do(t.Context(), nil, Options{Workers: -1})
	if err != nil || got == nil || len(got) != 0 {
		t.Errorf("no tasks: %v, %v", got, err)
	}
}

func TestDoNeverMoreThanWorkers(t *testing.T) {
	var now, most atomic.Int64
	list, _ := tasks(40)
	for k := range list {
		list[k].Do = func(context.Context) (json.RawMessage, error) {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(time.Millisecond)
			now.Add(-1)
			return value(k), nil
		}
	}
	if _, err := Do(t.Context(), list, Options{Workers: 3}); err != nil {
		t.Fatal(err)
	}
	if most.Load() > 3 {
		t.Errorf("%d trials at a time, want at most 3", most.Load())
	}
}

func TestDoResume(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	list, _ := tasks(20)
	j := open(t, path)
	if _, err := Do(t.Context(), list[:8], Options{Workers: 2, Journal: j}); err != nil {
		t.Fatal(err)
	}
	j.Close()

	list, ran := tasks(20)
	var calls []string
	j = open(t, path)
	got, err := Do(t.Context(), list, Options{Workers: 1, Journal: j, Progress: func(done, total int, name string) {
		calls = append(calls, fmt.Sprintf("%d/%d %s", done, total, name))
	}})
	if err != nil {
		t.Fatal(err)
	}
	if ran.Load() != 12 {
		t.Errorf("worked out %d trials, want the 12 that were missing", ran.Load())
	}
	whole, _ := Do(t.Context(), list, Options{})
	if !equal(got, whole) {
		t.Error("the resumed results differ from those of one run")
	}
	if len(calls) != 13 || calls[0] != "8/20 " || calls[1] != "9/20 trial 8" || calls[12] != "20/20 trial 19" {
		t.Errorf("progress: %q", calls)
	}
}

// The journal holds what the map holds: spaces and the absence of a value do not survive either way.
func TestDoCompactsValues(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	list := []Task{
		{Key: "a", Do: func(context.Context) (json.RawMessage, error) {
			return json.RawMessage("{ \"x\" : [ 1,\n 2 ] , \"s\": \"<&\u2028>\" }\n"), nil
		}},
		{Key: "b", Do: func(context.Context) (json.RawMessage, error) { return nil, nil }},
	}
	j := open(t, path)
	now, err := Do(t.Context(), list, Options{Journal: j})
	if err != nil {
		t.Fatal(err)
	}
	j.Close()
	later, err := Do(t.Context(), list, Options{Journal: open(t, path)})
	if err != nil {
		t.Fatal(err)
	}
	if !equal(now, later) || string(now["a"]) != "{\"x\":[1,2],\"s\":\"<&\u2028>\"}" || string(now["b"]) != "null" {
		t.Errorf("now %s, later %s", now, later)
	}
}

func TestDoEqualKeysRunOnce(t *testing.T) {
	list, ran := tasks(3)
	list = append(list, list...)
	got, err := Do(t.Context(), list, Options{Workers: 4})
	if err != nil || len(got) != 3 || ran.Load() != 3 {
		t.Errorf("%d results of %d runs, %v; want 3 of 3", len(got), ran.Load(), err)
	}
}

func TestDoFailures(t *testing.T) {
	reason := errors.New("newton did not converge")
	list, _ := tasks(9)
	list[2].Do = func(context.Context) (json.RawMessage, error) { panic("index out of range") }
	list[4].Do = func(context.Context) (json.RawMessage, error) { return nil, reason }
	list[6].Do = func(context.Context) (json.RawMessage, error) { runtime.Goexit(); return nil, nil }
	list[7].Do = func(context.Context) (json.RawMessage, error) { return json.RawMessage("{"), nil }
	settled := 0
	got, err := Do(t.Context(), list, Options{Workers: 2, Progress: func(done, _ int, _ string) { settled = done }})
	if len(got) != 5 || settled != 9 {
		t.Errorf("%d results, %d settled; want 5 and 9", len(got), settled)
	}
	want := []string{
		"trial trial 2: panic: index out of range",
		"trial trial 4: newton did not converge",
		"trial trial 6: ended its goroutine without a result",
		"trial trial 7: result is not JSON: unexpected end of JSON input",
	}
	if err == nil || err.Error() != strings.Join(want, "\n") {
		t.Errorf("error:\n%v\nwant:\n%s", err, strings.Join(want, "\n"))
	}
	if !errors.Is(err, reason) {
		t.Error("the reason is not in the error's chain")
	}
	var pe *PanicError
	if !errors.As(err, &pe) || !bytes.Contains(pe.Stack, []byte("run_test.go")) {
		t.Error("the panic's stack does not lead to its place")
	}
}

func TestDoManyFailures(t *testing.T) {
	list, _ := tasks(500)
	for k := range list {
		list[k].Do = func(context.Context) (json.RawMessage, error) { return nil, errors.New("no") }
	}
	_, err := Do(t.Context(), list, Options{})
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 11 || lines[10] != "500 trials failed in all" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestDoCancel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	list, _ := tasks(20)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for k := 5; k < 20; k++ {
		list[k].Do = func(ctx context.Context) (json.RawMessage, error) {
			cancel()
			<-ctx.Done()
			return nil, fmt.Errorf("epoch 1: %w", ctx.Err())
		}
	}
	j := open(t, path)
	got, err := Do(ctx, list, Options{Workers: 1, Journal: j, Grace: time.Minute})
	if len(got) != 5 {
		t.Errorf("%d results, want the 5 that were finished", len(got))
	}
	var stop *StoppedError
	if !errors.Is(err, context.Canceled) || !errors.As(err, &stop) || stop.Done != 5 || stop.Total != 20 {
		t.Errorf("error %v", err)
	}
	if want := "interrupted: 5 of 20 trials done; the same command continues"; err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	j.Close()
	if n := open(t, path).Report().Trials; n != 5 {
		t.Errorf("journal holds %d trials, want 5", n)
	}
}

// A context that ended before the start starts nothing, and without a journal nothing is promised.
func TestDoCancelledBefore(t *testing.T) {
	list, ran := tasks(3)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Do(ctx, list, Options{})
	if ran.Load() != 0 || err == nil || err.Error() != "interrupted: 0 of 3 trials done" {
		t.Errorf("%d trials ran, error %v", ran.Load(), err)
	}
}

// What is finished in spite of the interruption is kept, and if that was all, nothing was interrupted.
func TestDoCancelLastTrialFinishes(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	list, _ := tasks(1)
	list[0].Do = func(context.Context) (json.RawMessage, error) { cancel(); return value(0), nil }
	j := open(t, filepath.Join(t.TempDir(), "journal"))
	got, err := Do(ctx, list, Options{Journal: j})
	if err != nil || len(got) != 1 {
		t.Errorf("%d results, %v", len(got), err)
	}
	if _, ok := j.Get("key0"); !ok {
		t.Error("the trial is not in the journal")
	}
}

// A trial that does not listen is left behind after the grace.
func TestDoGrace(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	release, ended := make(chan struct{}), make(chan struct{})
	list, _ := tasks(2)
	list[1].Do = func(context.Context) (json.RawMessage, error) {
		defer close(ended)
		cancel()
		<-release
		return value(1), nil
	}
	got, err := Do(ctx, list, Options{Workers: 1, Grace: time.Millisecond})
	close(release)
	<-ended
	if len(got) != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("%d results, %v", len(got), err)
	}
}

func TestDoFailureAfterCancelIsReported(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	list, _ := tasks(2)
	list[0].Do = func(context.Context) (json.RawMessage, error) { cancel(); return nil, errors.New("singular matrix") }
	_, err := Do(ctx, list, Options{Workers: 1})
	want := "interrupted: 0 of 2 trials done\ntrial trial 0: singular matrix"
	if err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}
