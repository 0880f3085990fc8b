package dataset

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// ReadIDX reads one IDX file of unsigned bytes, plain or compressed with gzip (told apart by the
// first bytes, not by a name). The format is a header — two zero bytes, the type 0x08, the number
// of dimensions, then each dimension as a big-endian uint32 — followed by the elements, last
// dimension fastest (LeCun, Cortes and Burges, "The MNIST database").
//
// The header is not believed: more than limit elements are refused before anything is allocated,
// memory grows only with the bytes that really come, and both missing and trailing bytes are
// errors. At most limit bytes, and one, are ever decompressed. Dimensions of zero are refused.
// Errors are one line without the name of the file.
func ReadIDX(r io.Reader, limit int64) (dims []int, data []byte, err error) {
	src, err := unzipped(r)
	if err != nil {
		return nil, nil, err
	}
	dims, n, err := readHeader(src, min(limit, math.MaxInt))
	if err != nil {
		return nil, nil, err
	}
	data, err = readExactly(src, n)
	if err == io.ErrUnexpectedEOF {
		return nil, nil, fmt.Errorf("truncated: the header promises %s = %d bytes, the file has %d",
			product(dims), n, len(data))
	}
	if err != nil {
		return nil, nil, damaged(err)
	}
	// Reading on until the end also makes gzip compare its checksum.
	switch k, err := io.ReadFull(src, make([]byte, 1)); {
	case k > 0:
		return nil, nil, fmt.Errorf("more bytes follow the %s = %d that the header promises", product(dims), n)
	case err != io.EOF:
		return nil, nil, damaged(err)
	}
	return dims, data, nil
}

// readHeader returns the dimensions and their product, which is at most limit.
func readHeader(r io.Reader, limit int64) (dims []int, n int, err error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, 0, headerError(err)
	}
	switch {
	case head[0] != 0 || head[1] != 0:
		return nil, 0, fmt.Errorf("not an IDX file: starts with % x: want 00 00 08", head[:3])
	case head[2] != 0x08:
		return nil, 0, fmt.Errorf("IDX element type 0x%02x: want 0x08 (unsigned byte)", head[2])
	case head[3] == 0:
		return nil, 0, errors.New("IDX header without dimensions")
	}
	raw := make([]byte, 4*int(head[3]))
	if _, err := io.ReadFull(r, raw); err != nil {
		return nil, 0, headerError(err)
	}
	total := int64(1)
	for i := range int(head[3]) {
		d := int64(binary.BigEndian.Uint32(raw[4*i:]))
		if d == 0 {
			return nil, 0, fmt.Errorf("IDX dimension %d is 0", i+1)
		}
		if total > limit/d {
			return nil, 0, fmt.Errorf("the header promises more than %d bytes", limit)
		}
		total *= d
		dims = append(dims, int(d))
	}
	return dims, int(total), nil
}

// readExactly reads n bytes. It returns those it got, and io.ErrUnexpectedEOF if there were fewer.
func readExactly(r io.Reader, n int) ([]byte, error) {
	const first = 1 << 20 // grown only when this much has really come
	data := make([]byte, min(n, first))
	got, err := io.ReadFull(r, data)
	for err == nil && got < n {
		grown := make([]byte, min(n, 4*len(data)))
		copy(grown, data)
		data = grown
		var k int
		k, err = io.ReadFull(r, data[got:])
		got += k
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return data[:got], err
}

func headerError(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errors.New("truncated: the file ends within the IDX header")
	}
	return damaged(err)
}

// damaged says in plain words what gzip and flate complain about; other errors pass unchanged.
func damaged(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case err == io.ErrUnexpectedEOF:
		return errors.New("truncated gzip file")
	case errors.As(err, &corrupt), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader):
		return fmt.Errorf("damaged gzip file: %w", err)
	}
	return err
}

// product prints dimensions as 60000×28×28.
func product(dims []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(dims), " ", "×"), "[]")
}

// unzipped returns what r holds, decompressed where r starts like a gzip file.
func unzipped(r io.Reader) (io.Reader, error) {
	in := bufio.NewReader(r)
	if magic, err := in.Peek(2); err != nil || !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return in, nil
	}
	z, err := gzip.NewReader(in)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, damaged(err)
	}
	return z, nil
}
