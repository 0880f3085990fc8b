package run_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/xbar-sim/xbar/experiments/run"
)

// A study of three trials whose second fails at first, and the same study once more.
func ExampleDo() {
	dir, err := os.MkdirTemp("", "study")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)

	for _, broken := range []bool{true, false} {
		var tasks []run.Task
		for k := range 3 {
			tasks = append(tasks, run.Task{
				Key:  fmt.Sprintf("hash of trial %d", k),
				Name: fmt.Sprintf("repeat %d", k),
				Do: func(context.Context) (json.RawMessage, error) {
					if broken && k == 1 {
						return nil, fmt.Errorf("newton did not converge")
					}
					fmt.Println("working out repeat", k)
					return json.Marshal(k * k)
				},
			})
		}
		journal, err := run.Open(filepath.Join(dir, "journal.jsonl"), "hash of the study")
		if err != nil {
			fmt.Println(err)
			return
		}
		results, err := run.Do(context.Background(), tasks, run.Options{Workers: 1, Journal: journal})
		fmt.Println(len(results), "results, error:", err)
		journal.Close()
	}
	// Output:
	// working out repeat 0
	// working out repeat 2
	// 2 results, error: trial repeat 1: newton did not converge
	// working out repeat 1
	// 3 results, error: <nil>
}
