package dataset

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/xbar-sim/xbar/internal/memory"
)

// Any four files, plain or packed, are a set whose images all have its size and a label below its number of classes, or an error
// in one line; and memory goes with the files, whatever they claim.
func FuzzFolder(f *testing.F) {
	images, labels := idx([]byte("abcdefgh"), 2, 2, 2), idx([]byte{1, 0}, 2)
	f.Add(images, labels, images, labels, false)
	f.Add(zip(images), zip(labels), zip(images), zip(labels), true)
	f.Add(images, idx([]byte{1, 0, 2}, 3), images, labels, false)
	f.Add(idx([]byte("abcdefgh"), 2, 4), labels, idx([]byte("abcdefgh"), 8), labels, false)
	f.Add(idx([]byte("abcdefgh"), 2, 1, 4), labels, images, labels, false)
	f.Add(idx([]byte("abcdefgh"), 1<<14, 1<<7, 1<<7), labels, images, labels, false) // promises 256 MB
	f.Fuzz(func(t *testing.T, a, b, c, d []byte, packed bool) {
		dir := t.TempDir()
		total := 0
		for name, data := range map[string][]byte{trainImages: a, trainLabels: b, testImages: c, testLabels: d} {
			if packed {
				name += ".gz"
			}
			total += len(data)
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var set *Set
		var err error
		// gzip packs a thousand zeros into one byte at best
		if n := memory.Asked(func() { set, err = loadFolder("f", dir) }); n > 8<<20+8192*int64(total) {
			t.Errorf("%d bytes take %d", total, n)
		}
		if err != nil {
			if set != nil || err.Error() == "" {
				t.Errorf("%v, %v", set, err)
			}
			return
		}
		for _, s := range []Split{set.Train, set.Test} {
			if len(s.Images) != len(s.Labels) || len(s.Images) == 0 {
				t.Fatalf("%d images, %d labels", len(s.Images), len(s.Labels))
			}
			for i, image := range s.Images {
				if len(image) != set.Width*set.Height || int(s.Labels[i]) >= set.Classes {
					t.Fatalf("%d pixels of %d × %d, label %d of %d", len(image), set.Width, set.Height, s.Labels[i], set.Classes)
				}
			}
		}
	})
}
