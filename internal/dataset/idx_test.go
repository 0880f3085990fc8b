package dataset

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/internal/memory"
)

// idx writes a header with the given dimensions and then data, whether they agree or not.
func idx(data []byte, dims ...uint32) []byte {
	b := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		b = binary.BigEndian.AppendUint32(b, d)
	}
	return append(b, data...)
}

func zip(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func TestReadIDX(t *testing.T) {
	long := make([]byte, 3<<20+7) // more than one step of growth
	for i := range long {
		long[i] = byte(i * i >> 3)
	}
	for _, tt := range []struct {
		name string
		data []byte
		dims []uint32
	}{
		{"labels", []byte{3, 1, 4}, []uint32{3}},
		{"images", []byte{1, 2, 3, 4, 5, 6}, []uint32{1, 3, 2}},
		{"long", long, []uint32{uint32(len(long))}},
	} {
		for _, form := range []struct {
			name string
			file []byte
		}{{"plain", idx(tt.data, tt.dims...)}, {"gzip", zip(idx(tt.data, tt.dims...))}} {
			t.Run(tt.name+"/"+form.name, func(t *testing.T) {
				dims, data, err := ReadIDX(bytes.NewReader(form.file), int64(len(tt.data)))
				if err != nil {
					t.Fatal(err)
				}
				for i, d := range tt.dims {
					if len(dims) != len(tt.dims) || dims[i] != int(d) {
						t.Fatalf("dimensions %v: want %v", dims, tt.dims)
					}
				}
				if !bytes.Equal(data, tt.data) {
					t.Error("data differ")
				}
				if _, _, err := ReadIDX(bytes.NewReader(form.file), int64(len(tt.data))-1); err == nil {
					t.Error("accepted although larger than the limit")
				}
			})
		}
	}
}

func TestReadIDXRefuses(t *testing.T) {
	good := zip(idx([]byte("abcdef"), 6))
	badSum := slices.Clone(good)
	badSum[len(badSum)-6] ^= 1
	for _, tt := range []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "truncated: the file ends within the IDX header"},
		{"cut in the magic", []byte{0, 0, 8}, "truncated: the file ends within the IDX header"},
		{"cut in the dimensions", idx(nil, 5, 5)[:9], "truncated: the file ends within the IDX header"},
		{"cut in the data", idx([]byte("abc"), 2, 2), "truncated: the header promises 2×2 = 4 bytes, the file has 3"},
		{"no data", idx(nil, 7), "truncated: the header promises 7 = 7 bytes, the file has 0"},
		{"trailing byte", idx([]byte("abcde"), 2, 2), "more bytes follow the 2×2 = 4 that the header promises"},
		{"not IDX", []byte("P5 28 28 255\n"), "not an IDX file: starts with 50 35 20: want 00 00 08"},
		{"floats", []byte{0, 0, 0x0d, 1, 0, 0, 0, 1, 0}, "IDX element type 0x0d: want 0x08 (unsigned byte)"},
		{"no dimensions", []byte{0, 0, 8, 0, 1}, "IDX header without dimensions"},
		{"zero", idx(nil, 4, 0), "IDX dimension 2 is 0"},
		{"too large", idx(nil, 1<<20+1), "the header promises more than 1048576 bytes"},
		{"product too large", idx(nil, 1<<11, 1<<10), "the header promises more than 1048576 bytes"},
		{"product beyond 64 bits", idx(nil, math.MaxUint32, math.MaxUint32, math.MaxUint32), "the header promises more than 1048576 bytes"},
		{"gzip of nothing", []byte{0x1f, 0x8b}, "truncated gzip file"},
		{"gzip cut in the data", good[:len(good)-9], "truncated"},
		{"gzip cut in the checksum", good[:len(good)-3], "truncated gzip file"},
		{"gzip with a wrong checksum", badSum, "damaged gzip file: gzip: invalid checksum"},
		{"gzip with something behind", append(slices.Clone(good), "and more text"...), "damaged gzip file: gzip: invalid header"},
		{"gzip twice", zip(good), "not an IDX file: starts with 1f 8b 08: want 00 00 08"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dims, data, err := ReadIDX(bytes.NewReader(tt.file), 1<<20)
			if err == nil {
				t.Fatalf("accepted, dimensions %v", dims)
			}
			if dims != nil || data != nil {
				t.Error("returns data beside an error")
			}
			if !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q: want %q", err, tt.want)
			}
		})
	}
}

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestReadIDXMemory: what a file costs in memory follows from the bytes it has, not from those it
// promises or unpacks to.
func TestReadIDXMemory(t *testing.T) {
	var z bytes.Buffer
	w, err := gzip.NewWriterLevel(&z, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(idx(nil, 16))
	zeros := make([]byte, 1<<20)
	for range 256 {
		w.Write(zeros)
	}
	w.Close()
	for _, tt := range []struct {
		name string
		file []byte
		want string
	}{
		{"lying header", idx(make([]byte, 100), 1<<10, 1<<10, 1<<10), "truncated"},
		{"gzip bomb behind a small header", z.Bytes(), "more bytes follow"},
		{"gzip bomb with a large header", zip(idx(nil, 1<<30+1)), "the header promises more than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &counter{r: bytes.NewReader(tt.file)}
			var err error
			if n := allocated(func() { _, _, err = ReadIDX(r, 1<<30) }); n > 4<<20 {
				t.Errorf("allocated %d bytes: want at most 4 MiB", n)
			}
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error %v: want %q", err, tt.want)
			}
			if r.n > 64<<10 {
				t.Errorf("read %d bytes of the file before refusing it", r.n)
			}
		})
	}
}

type counter struct {
	r io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// FuzzReadIDX: whatever the bytes, an accepted file has exactly the elements its header promises,
// within the limit, and written out again it reads the same.
func FuzzReadIDX(f *testing.F) {
	f.Add(idx([]byte{3, 1, 4}, 3))
	f.Add(idx([]byte("abcdef"), 1, 2, 3))
	f.Add(idx([]byte("abc"), 2, 2))
	f.Add(idx([]byte("abcde"), 2, 2))
	f.Add(idx(nil, math.MaxUint32, math.MaxUint32, 2))
	f.Add(idx(nil, 0))
	f.Add(zip(idx([]byte("abcdef"), 6)))
	f.Add(zip(make([]byte, 1<<16)))
	f.Add([]byte{0x1f, 0x8b, 8, 4})
	f.Add([]byte{0, 0, 8, 255, 0})
	f.Fuzz(func(t *testing.T, file []byte) {
		const limit = 1 << 16
		var dims []int
		var data []byte
		var err error
		if n := memory.Asked(func() { dims, data, err = ReadIDX(bytes.NewReader(file), limit) }); n > 1<<20 {
			t.Errorf("%d bytes take %d", len(file), n)
		}
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("error of several lines: %q", err)
			}
			return
		}
		n := 1
		raw := make([]uint32, len(dims))
		for i, d := range dims {
			n *= d
			raw[i] = uint32(d)
		}
		if len(data) != n || n > limit {
			t.Fatalf("dimensions %v with %d elements, limit %d", dims, len(data), limit)
		}
		again, data2, err := ReadIDX(bytes.NewReader(idx(data, raw...)), limit)
		if err != nil || !slices.Equal(dims, again) || !bytes.Equal(data, data2) {
			t.Fatalf("does not survive writing: %v, %v, %v", dims, again, err)
		}
	})
}
