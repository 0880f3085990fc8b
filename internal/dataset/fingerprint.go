package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Fingerprint returns a hash of every pixel and label, by which results know the images they were
// made with, whatever the set is called.
func (s *Set) Fingerprint() string {
	h := sha256.New()
	for _, split := range []Split{s.Train, s.Test} {
		fmt.Fprintf(h, "%d %d %d %d\n", s.Width, s.Height, s.Classes, len(split.Images))
		for _, image := range split.Images {
			h.Write(image)
		}
		h.Write(split.Labels)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
