package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
)

// networks keeps trained networks in a results folder, one file each.
type networks struct {
	dir    string
	folder *results.Folder // nil: they are only read

	mu    sync.Mutex
	known map[string]bool // files that the manifest lists
}

func newNetworks(f *results.Folder) experiments.Checkpoint {
	return &networks{dir: f.Path(), folder: f, known: map[string]bool{}}
}

// networkFile names the file of a network.
func networkFile(slot string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, slot)
	return "network-" + safe + ".xbar"
}

// Load returns the network of a name, and whether there is one.
func (n *networks) Load(slot string) ([]byte, bool) {
	data, err := readBounded(filepath.Join(n.dir, networkFile(slot)), experiments.MaxCheckpoint)
	return data, err == nil && int64(len(data)) <= experiments.MaxCheckpoint
}

// Save writes a network. The manifest is told at once, so that --force knows what to remove even
// after a run that was killed.
func (n *networks) Save(slot string, data []byte) error {
	if n.folder == nil {
		return errors.New("a test does not train")
	}
	name := networkFile(slot)
	if err := n.folder.WriteFile(name, data); err != nil {
		return fmt.Errorf("network %s: %w", slot, err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.known[name] || n.folder.Shared() { // merging lists what shards have kept
		return nil
	}
	n.known[name] = true
	return n.folder.WriteManifest(results.Manifest{})
}
