package kernel

import (
	"os"
	"syscall"
	"testing"
	"unsafe"
)

// fenced returns size numbers that begin right behind a page that may not be touched, and end right
// before one if they fill whole pages.
func fenced(t *testing.T) []float32 {
	page := os.Getpagesize()
	b, err := syscall.Mmap(-1, 0, 4*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { syscall.Munmap(b) })
	for _, part := range [][]byte{b[:page], b[3*page:]} {
		if err := syscall.Mprotect(part, syscall.PROT_NONE); err != nil {
			t.Skip(err)
		}
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(&b[page])), 2*page/4)
}

// No twin reads or writes beyond its slices: beyond them the system would stop the test.
func TestTwinsStayInside(t *testing.T) {
	var x [5][]float32
	for k := range x {
		x[k] = fenced(t)
	}
	size := len(x[0])
	for n := range 140 {
		for _, atEnd := range []bool{false, true} {
			var s [5][]float32
			for k := range x {
				s[k] = x[k][:n]
				if atEnd {
					s[k] = x[k][size-n:]
				}
			}
			twice := x[1][:2*n]
			if atEnd {
				twice = x[1][size-2*n:]
			}
			for _, l := range twins() {
				step := CobaStep{}
				l.add(s[0], s[1])
				l.addScaled(s[0], 1, s[1])
				l.leak(s[0], 1, s[1])
				l.leakCross(s[0], 1, s[1], s[2])
				l.cobaEuler(s[0], s[1], s[2], s[3], s[4], 0, &step)
				l.cobaExponential(s[0], s[1], s[2], s[3], s[4], 0, &step)
				l.fluctuate(s[0], s[1], s[2], s[3])
				l.pairDifference(s[0], twice)
				l.below(s[0], s[1], 1)
				l.addProduct(s[0], s[1], s[2])
				l.quantize(s[0], 1, -1, 1, 1)
				l.normals(seeded(1, 1), s[0][:n/32*32])
				at := unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(s[1]))), n)
				for j := range at {
					at[j] = uint32(j)
				}
				l.scatter(make([]float32, 256), 0, at, s[2])
				l.scatterSorted(make([]float32, 256), 0, at, s[2], 256)
			}
		}
	}
}
