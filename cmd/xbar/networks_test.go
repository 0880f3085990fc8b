package main

import (
	"os"
	"testing"

	"github.com/xbar-sim/xbar/experiments/results"
)

func TestNetworksAreKept(t *testing.T) {
	t.Chdir(t.TempDir())
	f, err := results.Create("r", "0123456789abcdef", false)
	if err != nil {
		t.Fatal(err)
	}
	n := newNetworks(f)
	if _, ok := n.Load("pcm-0"); ok {
		t.Error("a network before there is one")
	}
	for _, text := range []string{"first", "second"} {
		if err := n.Save("pcm-0", []byte(text)); err != nil {
			t.Fatal(err)
		}
		if data, ok := n.Load("pcm-0"); !ok || string(data) != text {
			t.Errorf("kept %q, found %q", text, data)
		}
	}
	// The manifest lists the network before the run is over, so that a new start can remove it.
	m, err := results.ReadManifest("r")
	if err != nil || len(m.Files) != 1 || m.Files[0].Name != "network-pcm-0.xbar" {
		t.Errorf("manifest lists %v (%v)", m.Files, err)
	}
	if _, err := results.Create("r", "0123456789abcdef", true); err != nil {
		t.Fatal(err)
	}
	if _, ok := n.Load("pcm-0"); ok {
		t.Error("the network outlived --force")
	}
}

func TestNetworksOfATestAreNotWritten(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := (&networks{dir: "."}).Save("pcm-0", nil); err == nil {
		t.Error("saved")
	}
	if files, _ := os.ReadDir("."); len(files) > 0 {
		t.Errorf("left %v", files)
	}
}

func TestNetworkFileStaysInItsFolder(t *testing.T) {
	if got := networkFile(`../a:b\c-0`); got != "network-.._a_b_c-0.xbar" {
		t.Error(got)
	}
}
