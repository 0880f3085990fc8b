// Package variability says where chance comes from: named streams of random numbers and the
// spreads drawn from them.
//
// Nothing here keeps a generator. A Stream is a name; whoever needs numbers turns it into a
// generator on the spot, so no consumer can shift the numbers of another.
package variability

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
)

// A Stream names an independent sequence of random numbers. It is a value, not a generator:
// deriving a stream draws nothing, and the same path of names gives the same numbers in any
// order, on any worker and on any machine.
//
//	seed ─ "repeat"/k ─ "d2d"/parameter     drawn once per cell, kept for life
//	                  ─ "c2c"/column        cycle-to-cycle, per pulse
//	                  ─ "read"/input        read noise
//	                  ─ "encode"/input      input spikes
//
// The name is hashed with SHA-256, of which 128 bits seed the generator; two paths meet with
// probability 2⁻¹²⁸.
type Stream struct{ hi, lo uint64 }

// Seed returns the root of all streams of one seed.
func Seed(seed uint64) Stream { return Stream{}.derive('s', seed, "xbar") }

// Named returns the stream called name below s.
func (s Stream) Named(name string) Stream { return s.derive('n', 0, name) }

// At returns the i-th stream below s.
func (s Stream) At(i int) Stream { return s.derive('i', uint64(i), "") }

func (s Stream) derive(kind byte, index uint64, name string) Stream {
	b := make([]byte, 0, 64)
	b = binary.BigEndian.AppendUint64(b, s.hi)
	b = binary.BigEndian.AppendUint64(b, s.lo)
	b = append(b, kind)
	b = binary.BigEndian.AppendUint64(b, index)
	h := sha256.Sum256(append(b, name...))
	return Stream{binary.BigEndian.Uint64(h[:8]), binary.BigEndian.Uint64(h[8:16])}
}

// Source returns a fresh generator at the start of the stream.
func (s Stream) Source() *rand.PCG { return rand.NewPCG(s.hi, s.lo) }

// Rand returns a fresh generator at the start of the stream, with the methods of math/rand.
func (s Stream) Rand() *rand.Rand { return rand.New(s.Source()) }
