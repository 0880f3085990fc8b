package run

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"unicode/utf8"
)

// The journal's text: one JSON object per line, the last member of each being the CRC-32C of all
// bytes of the line before that member, as eight hexadecimal digits. The first line is
//
//	{"xbar_journal":1,"study":"HASH","crc":"…"}
//
// and every other line is
//
//	{"key":"HASH","value":…,"crc":"…"}
const (
	formatVersion = 1
	headerStart   = `{"xbar_journal":`

	// maxLine bounds what a damaged file can make us hold. The receptive fields of a thousand
	// neurons on 28×28 pixels, the largest value a trial returns, take half of it.
	maxLine = 16 << 20

	maxHeader = 4096 // no first line of ours is longer
)

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	errTooLong = errors.New("value too long for the journal")
	errDamaged = errors.New("damaged line")
)

const sealLen = len(`,"crc":"01234567"}`)

// seal closes a JSON object that lacks its last brace, and the line.
func seal(body []byte) []byte {
	return fmt.Appendf(body, ",\"crc\":\"%08x\"}\n", crc32.Checksum(body, castagnoli))
}

// unseal returns the object of a line (without its line end) if the line is what seal made.
func unseal(line []byte) ([]byte, error) {
	if len(line) < sealLen {
		return nil, errDamaged
	}
	body := line[:len(line)-sealLen]
	want := fmt.Appendf(nil, ",\"crc\":\"%08x\"}", crc32.Checksum(body, castagnoli))
	if !bytes.Equal(want, line[len(body):]) {
		return nil, errDamaged
	}
	return append(bytes.Clone(body), '}'), nil
}

type record struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

// encode returns the line of a record. The value must be compact JSON.
func encode(key string, value json.RawMessage) ([]byte, error) {
	if key == "" || !utf8.ValidString(key) {
		return nil, fmt.Errorf("journal key %q: want text", key)
	}
	k, err := json.Marshal(key)
	if err != nil {
		return nil, err
	}
	if len(k)+len(value)+sealLen+64 > maxLine {
		return nil, errTooLong
	}
	b := make([]byte, 0, len(k)+len(value)+64)
	b = append(b, `{"key":`...)
	b = append(b, k...)
	b = append(b, `,"value":`...)
	b = append(b, value...)
	return seal(b), nil
}

// decode returns the record of a line. Its value is JSON and shares nothing with the line.
func decode(line []byte) (record, error) {
	r, err := decodeSealed(line)
	if err != nil || !json.Valid(r.Value) {
		return record{}, errDamaged
	}
	return r, nil
}

// decodeSealed is decode, but for the value: that it is JSON is left to its reader, who will parse it.
func decodeSealed(line []byte) (record, error) {
	var r record
	object, err := unseal(line)
	if err != nil {
		return r, err
	}
	if key, value, ok := plain(object); ok {
		return record{string(key), value}, nil
	}
	if err := json.Unmarshal(object, &r); err != nil || r.Key == "" || r.Value == nil {
		return r, errDamaged
	}
	return r, nil
}

// plain takes apart an object that encode made of a key of plain text, as keys of trials are.
func plain(object []byte) (key, value []byte, ok bool) {
	rest, ok := bytes.CutPrefix(object, []byte(`{"key":"`))
	if !ok {
		return nil, nil, false
	}
	for i, c := range rest {
		if c == '"' {
			key, rest = rest[:i], rest[i:]
			break
		}
		if c < ' ' || c > '~' || c == '\\' {
			return nil, nil, false
		}
	}
	value, ok = bytes.CutPrefix(rest, []byte(`","value":`))
	if !ok || len(key) == 0 || len(value) < 2 {
		return nil, nil, false
	}
	value = value[:len(value)-1] // the object's brace
	return key, value, string(value) != "null"
}

type header struct {
	Version int    `json:"xbar_journal"`
	Study   string `json:"study"`
}

func encodeHeader(study string) ([]byte, error) {
	s, err := json.Marshal(study)
	if err != nil {
		return nil, err
	}
	b := fmt.Appendf(nil, "%s%d,\"study\":", headerStart, formatVersion)
	return seal(append(b, s...)), nil
}

// errNoHeader marks a journal whose very first write was cut short: there is nothing in it yet.
var errNoHeader = errors.New("no header")

// decodeHeader reads the first line of a journal, whole or cut short by the end of the file.
func decodeHeader(path string, line []byte, whole bool) (header, error) {
	var h header
	if !whole && len(line) < maxHeader {
		// Some file systems leave zeros where a write did not reach the disk.
		rest := bytes.Trim(line, "\x00")
		n := min(len(rest), len(headerStart))
		if string(rest[:n]) == headerStart[:n] {
			return h, errNoHeader
		}
		return h, &NotJournalError{path}
	}
	if err := json.Unmarshal(line, &h); err != nil || h.Version < 1 || !bytes.HasPrefix(line, []byte(headerStart)) {
		return h, &NotJournalError{path}
	}
	if h.Version > formatVersion {
		return h, &VersionError{path, h.Version}
	}
	if _, err := unseal(line); err != nil {
		return h, &NotJournalError{path}
	}
	return h, nil
}

// A lineReader reads lines of at most maxLine bytes.
type lineReader struct {
	r   *bufio.Reader
	buf []byte
}

// next returns a line without its end and the number of bytes it took in the file. Of a line that is
// too long only a part comes back, which no checksum fits. whole is false for bytes after the last line end. At the end of the
// file err is io.EOF.
func (l *lineReader) next() (line []byte, size int64, whole bool, err error) {
	l.buf = l.buf[:0]
	for {
		part, err := l.r.ReadSlice('\n')
		size += int64(len(part))
		if len(l.buf) <= maxLine {
			l.buf = append(l.buf, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && size == 0:
			return nil, 0, false, io.EOF
		case err != nil && err != io.EOF:
			return nil, size, false, err
		}
		whole = err == nil
		return bytes.TrimSuffix(l.buf, []byte("\n")), size, whole, nil
	}
}
