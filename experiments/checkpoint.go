package experiments

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/periphery/cost"
	"github.com/xbar-sim/xbar/snn"
)

// stored is a network on disk. The hash ties it to its study.
type stored struct {
	Format  int
	Study   string
	Seen    int
	Net     snn.NetworkState
	Done    []byte // progress, as JSON
	Tile    *periphery.Snapshot
	Book    cost.Ledger   // of training
	Perfect *perfectState // instead of a tile
	Wires   wireSamples
}

// MaxCheckpoint is the largest stored network that is read, in bytes.
const MaxCheckpoint = 4 << 30

// save keeps the network under a name, where networks are kept.
func (n *network) save(keep Checkpoint, slot string, done progress) error {
	if keep == nil {
		return nil
	}
	found, err := json.Marshal(done)
	if err != nil {
		return err
	}
	hash, err := n.cfg.trainingHash()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	s := stored{Format: format, Study: hash, Seen: n.seen, Done: found, Net: n.net.State(), Book: n.book, Wires: n.wires}
	if err := n.tile.store(&s); err != nil {
		return err
	}
	if err := gob.NewEncoder(&b).Encode(s); err != nil {
		return fmt.Errorf("checkpoint %s: %w", slot, err)
	}
	sum := sha256.Sum256(b.Bytes())
	return keep.Save(slot, append(sum[:], b.Bytes()...))
}

// unpack reads what save wrote: a SHA-256 of the rest, because gob notices few damages, then the
// network.
func unpack(data []byte) (*stored, error) {
	if int64(len(data)) > MaxCheckpoint {
		return nil, fmt.Errorf("%d bytes, want at most %d", len(data), int64(MaxCheckpoint))
	}
	if len(data) < sha256.Size {
		return nil, errors.New("it is cut short")
	}
	if sum := sha256.Sum256(data[sha256.Size:]); !bytes.Equal(sum[:], data[:sha256.Size]) {
		return nil, errors.New("it is damaged, or no checkpoint")
	}
	var s stored
	if err := gob.NewDecoder(bytes.NewReader(data[sha256.Size:])).Decode(&s); err != nil {
		return nil, err
	}
	return &s, nil
}

// restore takes up a stored network, if there is one of this study.
func (n *network) restore(keep Checkpoint, slot string, done *progress) (bool, error) {
	if keep == nil {
		return false, nil
	}
	data, ok := keep.Load(slot)
	if !ok {
		return false, nil
	}
	s, err := unpack(data)
	if err != nil {
		return false, fmt.Errorf("checkpoint %s cannot be read: %w", slot, err)
	}
	hash, err := n.cfg.trainingHash()
	if err != nil {
		return false, err
	}
	total := n.cfg.Train.Images * n.cfg.Train.Epochs
	if s.Format != format || s.Study != hash || len(s.Net.Layer.Threshold) != n.cfg.Network.Neurons || s.Seen < 0 || s.Seen > total {
		return false, fmt.Errorf("checkpoint %s belongs to another study", slot)
	}
	var p progress
	if err := json.Unmarshal(s.Done, &p); err != nil {
		return false, fmt.Errorf("checkpoint %s cannot be read: %w", slot, err)
	}
	if err := n.tile.load(s); err != nil {
		return false, fmt.Errorf("checkpoint %s: %w", slot, err)
	}
	n.net.SetState(s.Net)
	n.seen, n.book, n.wires = s.Seen, s.Book, s.Wires
	*done = p
	return true, nil
}

// trainingHash is the hash of what fixes a network at the end of training: what only the exam
// after it uses is left out, so that a trained network can be tested in other ways.
func (c *Config) trainingHash() (string, error) {
	d := c.Clone()
	e := Default("train")
	d.Command, d.Repeats, d.Axes, d.Quick = "train", 1, nil, false
	d.Test, d.After, d.Label, d.Readout = e.Test, e.After, e.Label, e.Readout
	d.Heat.Bake = e.Heat.Bake                                                                        // of the wait alone
	maps.DeleteFunc(d.Cards, func(name, _ string) bool { return !slices.Contains(d.Devices, name) }) // the read-out's
	return Hash(d)
}
