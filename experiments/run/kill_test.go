package run

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const killEnv = "XBAR_RUN_TEST_JOURNAL"

const killTasks = 400

// TestMain lets the test program be the process that TestKill kills.
func TestMain(m *testing.M) {
	if path := os.Getenv(killEnv); path != "" {
		if err := study(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// study works slow trials with a journal and prints the key of each once it is settled.
func study(path string) error {
	j, err := Open(path, "study")
	if err != nil {
		return err
	}
	list, _ := tasks(killTasks)
	for k := range list {
		quick := list[k].Do
		list[k].Do = func(ctx context.Context) (json.RawMessage, error) {
			time.Sleep(time.Millisecond)
			return quick(ctx)
		}
	}
	_, err = Do(context.Background(), list, Options{Workers: 2, Journal: j, Progress: func(_, _ int, name string) {
		if name != "" {
			fmt.Println(strings.Replace(name, "trial ", "key", 1))
		}
	}})
	if err != nil {
		return err
	}
	return j.Close()
}

// A process killed at any moment has lost no trial it had reported, and the study ends with the
// results of one that was left in peace.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	reported := make(map[string]bool)
	rng := rand.New(rand.NewPCG(1, 2))
	kills := 0
	for try := 0; ; try++ {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), killEnv+"="+path)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		after := -1 // reports, then the kill
		switch {
		case try >= 8: // left in peace
		case try%2 == 0:
			after = 1 + rng.IntN(30)
		default:
			time.AfterFunc(time.Duration(5+rng.IntN(60))*time.Millisecond, func() { cmd.Process.Kill() })
		}
		for in := bufio.NewScanner(out); in.Scan(); {
			reported[in.Text()] = true
			if after--; after == 0 {
				cmd.Process.Kill()
			}
		}
		if err := cmd.Wait(); err == nil {
			break
		} else if try >= 8 {
			t.Fatal(err)
		}
		kills++
		j := open(t, path)
		for key := range reported {
			if _, ok := j.Get(key); !ok {
				t.Fatalf("kill %d: %s was reported and is lost", kills, key)
			}
		}
		if j.Report().Damaged > 0 {
			t.Fatalf("kill %d: report %+v", kills, j.Report())
		}
		j.Close()
	}
	if kills < 3 {
		t.Errorf("only %d kills", kills)
	}

	j := open(t, path)
	list, ran := tasks(killTasks)
	got, err := Do(t.Context(), list, Options{Journal: j})
	if err != nil || ran.Load() != 0 {
		t.Errorf("%d trials were missing at the end, %v", ran.Load(), err)
	}
	list, _ = tasks(killTasks)
	if whole, _ := Do(t.Context(), list, Options{}); !equal(got, whole) {
		t.Error("the results differ from those of one run")
	}
}
