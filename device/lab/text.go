package lab

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// An Error says what is wrong with which line of a file.
type Error struct {
	File string
	Line int // from 1; 0 where it is the whole file
	Err  error
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Err.Error()
	}
	return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// load reads the text of a file, unpacked and in UTF-8, line ends as they are. What it had to
// change is in the audit.
func load(r io.Reader, limit int64, a *Audit) (string, error) {
	if limit <= 0 || limit > MaxFile {
		limit = MaxFile
	}
	data, err := bounded(r, limit)
	if err != nil {
		return "", err
	}
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return "", fmt.Errorf("cannot be unpacked: %w", err)
		}
		if data, err = bounded(z, limit); err != nil {
			return "", fmt.Errorf("cannot be unpacked: %w", err)
		}
	}
	return decode(data, a)
}

func bounded(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(data)) > limit:
		return nil, fmt.Errorf("more than %d bytes: split the file", limit)
	}
	return data, nil
}

// decode turns bytes into UTF-8. Of the encodings that carry no mark only the letters Ω and µ are
// known, because units depend on them; everything else beyond ASCII is in names and shown as "?".
func decode(data []byte, a *Audit) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		data = fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		data = fromUTF16(data[2:], binary.BigEndian)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return "", errors.New("is a workbook, not text: save the sheet with the data as CSV")
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", errors.New("is not text")
	}
	if !utf8.Valid(data) {
		a.assume(Assumption{What: "encoding", Value: "not UTF-8", Why: "letters beyond ASCII other than Ω and µ are read as ?"})
		data = asciiUnits(data)
	}
	return strings.Map(printable, string(data)), nil
}

// printable turns what could play tricks on a terminal into spaces.
func printable(r rune) rune {
	if r != '\t' && r != '\n' && r != '\r' && (unicode.IsControl(r) || r == 0x2028 || r == 0x2029) {
		return ' '
	}
	return r
}

func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	u := make([]uint16, len(data)/2)
	for i := range u {
		u[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(u)))
}

// asciiUnits keeps ASCII and the Ω and µ of Shift-JIS, EUC-KR, EUC-JP and Latin-1. A double-byte
// letter counts as one, so that its second byte is never taken for ASCII.
func asciiUnits(data []byte) []byte {
	known := map[[2]byte]string{
		{0x83, 0xb6}: "Ω", {0x83, 0xca}: "µ", // Shift-JIS
		{0xa5, 0xd8}: "Ω", {0xa5, 0xec}: "µ", {0xa7, 0xd9}: "Ω", // EUC-KR
		{0xa6, 0xb8}: "Ω", {0xa6, 0xcc}: "µ", // EUC-JP
	}
	shiftJIS := slices.ContainsFunc(data, func(b byte) bool { return 0x81 <= b && b <= 0x9f })
	out := make([]byte, 0, len(data))
	for i := 0; i < len(data); i++ {
		b := data[i]
		if b < 0x80 {
			out = append(out, b)
			continue
		}
		if i+1 < len(data) {
			if s, ok := known[[2]byte{b, data[i+1]}]; ok {
				out = append(out, s...)
				i++
				continue
			}
			if b == 0xb5 && data[i+1] < 0x80 && strings.IndexByte("ASVWs", data[i+1]) >= 0 { // Latin-1, "µA"
				out = append(out, "µ"...)
				continue
			}
			second := data[i+1] >= 0x80
			if shiftJIS {
				second = data[i+1] >= 0x40 && (b < 0xa0 || b >= 0xe0)
			}
			if second {
				i++
			}
		}
		out = append(out, '?')
	}
	return out
}

// A line is one line of a file, without its end.
type line struct {
	n    int // from 1
	text string
}

// eachLine visits the lines of a text that are not blank; visit ends it with an error.
func eachLine(text string, visit func(l line) error) error {
	for n := 1; text != ""; n++ {
		var s string
		if i := strings.IndexAny(text, "\r\n"); i < 0 {
			s, text = text, ""
		} else {
			end := i + 1
			if text[i] == '\r' && end < len(text) && text[end] == '\n' {
				end++
			}
			s, text = text[:i], text[end:]
		}
		if strings.TrimSpace(s) == "" {
			continue
		}
		if err := visit(line{n, s}); err != nil {
			return err
		}
	}
	return nil
}

// head returns the first n lines that are not blank.
func head(text string, n int) []line {
	var out []line
	stop := errors.New("enough")
	_ = eachLine(text, func(l line) error {
		out = append(out, l)
		if len(out) == n {
			return stop
		}
		return nil
	})
	return out
}
