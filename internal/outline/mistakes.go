package outline

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/xbar-sim/xbar/internal/si"
)

// Mistakes collects what is wrong with one file, each with its line.
type Mistakes struct {
	File    string
	Outline Outline

	kept []mistake
	more int // beyond the ones kept
}

type mistake struct {
	line int // 0 where it has none
	err  error
}

// Most is how many mistakes are kept: nobody reads more.
const Most = 30

// Add notes what is wrong with the key of the given path in the file; nil is nothing, and
// joined errors are noted one by one.
func (m *Mistakes) Add(path string, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			m.Add(path, e)
		}
		return
	}
	if err != nil && !m.Full() {
		m.kept = append(m.kept, mistake{m.Outline.Line(path), err})
	}
}

// Unknown notes a key that nobody asked for.
func (m *Mistakes) Unknown(path string, known []string) {
	m.Add(path, &si.UnknownKeyError{Key: path, Nearest: si.Nearest(path, known)})
}

// None reports whether nothing has been noted.
func (m *Mistakes) None() bool { return len(m.kept) == 0 }

// Full reports, and counts, that there is no room for another mistake.
func (m *Mistakes) Full() bool {
	if len(m.kept) < Most {
		return false
	}
	m.more++
	return true
}

// Err joins the mistakes in the order of the file, those without a line last; nil where there are
// none.
func (m *Mistakes) Err() error {
	slices.SortStableFunc(m.kept, func(a, b mistake) int {
		if (a.line == 0) != (b.line == 0) {
			return cmp.Compare(b.line, a.line)
		}
		return cmp.Compare(a.line, b.line)
	})
	var errs []error
	for _, k := range m.kept {
		at := m.File
		if k.line > 0 {
			at = fmt.Sprintf("%s:%d", m.File, k.line)
		}
		errs = append(errs, fmt.Errorf("%s: %w", at, k.err))
	}
	if m.more > 0 {
		errs = append(errs, fmt.Errorf("%s: and more, after the first %d", m.File, Most))
	}
	return errors.Join(errs...)
}
