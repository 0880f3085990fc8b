package experiments

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/internal/memory"
)

// A shelf keeps checkpoints in memory.
type shelf struct {
	mu    sync.Mutex
	kept  map[string][]byte
	saves int
	saved func(n int) // told after each; may be nil
}

func (s *shelf) Load(name string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.kept[name]
	return b, ok
}

func (s *shelf) Save(name string, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[string][]byte{}
	}
	s.kept[name] = bytes.Clone(data)
	s.saves++
	if s.saved != nil {
		s.saved(s.saves)
	}
	return nil
}

// long returns a study of one network whose training takes two looks at the world outside.
func long(t testing.TB, device string) *Config {
	t.Helper()
	c := set(t, tiny(device), "c2c", "0.3", "read_noise", "0.02", "d2d", "0.2", "adc.noise", "0.5")
	c.Command, c.Repeats, c.Train.Images, c.Train.Validation = "train", 1, 150, 10
	return c
}

// A training that was interrupted goes on as if nothing had been: with drift, 1/f noise and
// refreshes of pairs, and with a probe before and after.
func TestResumeIsExact(t *testing.T) {
	for _, device := range []string{"ideal", "memristor", "pcm"} {
		c := long(t, device)
		want := untimed(t, conduct(t, c, Env{}))
		// Save by save: 15, 30, 45, 60, 75, 90, 105, 120, 125, 135 and 150 presentations. A training looks
		// up every 64, so that of those after the first save it still makes 45.
		for at, left := range map[int]int{1: 90, 4: 90, 9: 25, 11: 0} {
			ctx, cancel := context.WithCancel(context.Background())
			keep := &shelf{saved: func(n int) {
				if n == at {
					cancel()
				}
			}}
			if _, err := Conduct(ctx, c, Env{Data: digits(t), Checkpoint: keep}); !errors.Is(err, context.Canceled) {
				t.Fatalf("%s interrupted at stop %d: %v", device, at, err)
			}
			r := conduct(t, c, Env{Checkpoint: keep})
			if got := untimed(t, r); got != want {
				t.Errorf("%s resumed after stop %d\n got %.2000s\nwant %.2000s", device, at, got, want)
			}
			if r.Trained != left {
				t.Errorf("%s resumed after stop %d: trained %d presentations, want %d", device, at, r.Trained, left)
			}
			cancel()
		}
	}
}

// A trained network can be examined in other ways without training it again, but another training
// is another study.
func TestCheckpointBelongsToAStudy(t *testing.T) {
	c := long(t, "memristor")
	keep := &shelf{}
	conduct(t, c, Env{Checkpoint: keep})
	if names := slices.Collect(maps.Keys(keep.kept)); !slices.Equal(names, []string{"memristor-0"}) || keep.saves != 11 {
		t.Fatalf("kept %s in %d saves", names, keep.saves)
	}
	for _, kv := range [][2]string{{"test.images", "30"}, {"after", "1 y"}, {"compensation", "column"}, {"repeats", "2"}, {"quick", "true"},
		{"readout.kind", "class-mean"}, {"label.images", "30"}} {
		d := set(t, c.Clone(), kv[0], kv[1])
		want := 0
		if kv[0] == "repeats" {
			want = 150 // the second one
		}
		if r := conduct(t, d, Env{Checkpoint: &shelf{kept: maps.Clone(keep.kept)}}); r.Trained != want {
			t.Errorf("with %s = %s: trained %d presentations, want %d", kv[0], kv[1], r.Trained, want)
		}
	}
	for _, kv := range [][2]string{
		{"stdp.ltp", "0.01"}, {"seed", "2"}, {"d2d", "0.3"}, {"train.images", "151"}, {"calibrate.images", "4"},
		{"device.memristor.g_max", "50 µS"},
	} {
		d := set(t, c.Clone(), kv[0], kv[1])
		_, err := Conduct(context.Background(), d, Env{Data: digits(t), Checkpoint: keep})
		if err == nil || err.Error() != "trial memristor, repeat 1: checkpoint memristor-0 belongs to another study" {
			t.Errorf("with %s = %s: %v", kv[0], kv[1], err)
		}
	}
}

// Points of a sweep keep their networks apart.
func TestCheckpointsOfASweep(t *testing.T) {
	c := vary(t, tiny("ideal", "memristor"), "d2d=0,0.3")
	keep := &shelf{}
	want := untimed(t, conduct(t, c, Env{}))
	if got := untimed(t, conduct(t, c, Env{Checkpoint: keep})); got != want || len(keep.kept) != 6 {
		t.Errorf("%d networks kept", len(keep.kept))
	}
	r := conduct(t, c, Env{Checkpoint: keep})
	if got := untimed(t, r); got != want || r.Trained != 0 {
		t.Errorf("taken up: trained %d presentations\n got %s\nwant %s", r.Trained, got, want)
	}
}

// dots is a set of 4×4 images in two classes, bright above or below.
func dots() *dataset.Set {
	d := &dataset.Set{Name: "dots", Width: 4, Height: 4, Classes: 2}
	for k := range 40 {
		image := make([]byte, 16)
		for i := range 8 {
			image[k%2*8+i] = byte(55 + 5*k)
		}
		d.Train.Images, d.Train.Labels = append(d.Train.Images, image), append(d.Train.Labels, uint8(k%2))
	}
	d.Test = d.Train
	return d
}

// storedDots returns a network of two neurons, not started, and a checkpoint of it in training.
func storedDots(t testing.TB) (*network, []byte) {
	t.Helper()
	c := tiny("pcm")
	c.Network.Neurons = 2
	n := started(t, c, dots(), 0)
	learn(t, n, 8)
	keep := &shelf{}
	if err := n.save(keep, "x", progress{Curve: []CurvePoint{{Presentations: 8, Accuracy: 0.5, N: 10}}}); err != nil {
		t.Fatal(err)
	}
	return build(t, c, dots(), 0), keep.kept["x"]
}

// Damaged checkpoints are refused, whatever byte it is.
func TestDamagedCheckpoints(t *testing.T) {
	n, good := storedDots(t)
	restore := func(data []byte) error {
		var done progress
		ok, err := n.restore(&shelf{kept: map[string][]byte{"x": data}}, "x", &done)
		if ok != (err == nil) {
			t.Errorf("restored %v, %v", ok, err)
		}
		return err
	}
	for i := 0; i < len(good); i += 7 {
		bad := bytes.Clone(good)
		bad[i] ^= 0x10
		if err := restore(bad); err == nil || err.Error() != "checkpoint x cannot be read: it is damaged, or no checkpoint" {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	for _, length := range []int{0, 5, 31, 32, 40, len(good) - 1} {
		if err := restore(good[:length]); err == nil || !strings.HasPrefix(err.Error(), "checkpoint x cannot be read: it is ") {
			t.Errorf("cut to %d bytes: %v", length, err)
		}
	}
	if err := restore(good); err != nil || n.seen != 8 {
		t.Errorf("undamaged: %v, %d presentations", err, n.seen)
	}
	if ok, err := n.restore(nil, "x", nil); ok || err != nil {
		t.Errorf("nowhere: %v, %v", ok, err)
	}
	if ok, err := n.restore(&shelf{}, "x", nil); ok || err != nil {
		t.Errorf("an empty shelf: %v, %v", ok, err)
	}
}

// survives makes sure that a network which was taken up can be kept and taken up again, as the same.
func survives(t *testing.T, n *network, done progress) {
	t.Helper()
	first, second := &shelf{}, &shelf{}
	if err := n.save(first, "x", done); err != nil {
		var v *json.UnsupportedValueError
		if errors.As(err, &v) {
			return
		}
		t.Fatalf("a restored network cannot be kept: %v", err)
	}
	var again progress
	if ok, err := n.restore(first, "x", &again); !ok {
		t.Fatalf("a restored network that was kept is refused: %v", err)
	}
	if err := n.save(second, "x", again); err != nil || !bytes.Equal(first.kept["x"], second.kept["x"]) {
		t.Fatalf("kept twice it has other bytes, %v", err)
	}
}

// Whatever bytes claim to be a checkpoint, even with a right sum, taking them up ends with a network
// or an error, and never with a panic.
func FuzzRestore(f *testing.F) {
	n, good := storedDots(f)
	f.Add(good[sha256.Size:])
	f.Add([]byte{})
	f.Add([]byte("\xff\x81\x03\x01\x01\x06stored"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		if _, err := unpack(payload); err == nil {
			t.Fatal("bytes without a sum were accepted")
		}
		sum := sha256.Sum256(payload)
		var done progress
		data := append(sum[:], payload...)
		var ok bool
		var err error
		if asked := memory.Asked(func() { ok, err = n.restore(&shelf{kept: map[string][]byte{"x": data}}, "x", &done) }); asked > 64<<20+64*int64(len(data)) {
			t.Errorf("%d bytes take %d", len(data), asked)
		}
		if ok != (err == nil) {
			t.Fatalf("restored %v, %v", ok, err)
		}
		if ok {
			survives(t, n, done)
		}
		if ok && (n.seen < 0 || n.seen > 40 || len(n.tile.Weights()) != 32 || len(n.lif.Threshold) != 2) {
			t.Fatalf("%d presentations", n.seen)
		}
	})
}
