package si

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A ValueError says which key has a value it cannot have, and what it wants instead.
type ValueError struct {
	Key   string // "v_on", or the full path after Prefix
	Value string // as shown: "0.3 V"
	Want  string // "-10 to 0 V"
	Doc   string // meaning: "SET threshold"; may be empty
}

// Error reads like `v_on = 0.3 V: want -10 to 0 V (SET threshold)`.
func (e *ValueError) Error() string {
	s := e.Key + " = " + e.Value + ": want " + e.Want
	if e.Doc != "" {
		s += " (" + e.Doc + ")"
	}
	return s
}

// An UnknownKeyError is a key that nobody asked for.
type UnknownKeyError struct {
	Key     string
	Nearest string // the key probably meant; "" if none is near
}

// Error reads like `unknown key "d2b" (did you mean "d2d"?)`.
func (e *UnknownKeyError) Error() string {
	s := "unknown key " + quote(e.Key)
	if e.Nearest != "" {
		s += fmt.Sprintf(" (did you mean %q?)", e.Nearest)
	}
	return s
}

// Prefix returns err with path and a dot before the key of every ValueError and UnknownKeyError
// in it: "v_on" becomes "device.memristor.v_on". It looks into errors joined by errors.Join and
// into those wrapped at the end of a text. The error given is left as it was; an error without
// keys, a nil error and an empty path come back unchanged.
func Prefix(err error, path string) error {
	if err == nil || path == "" {
		return err
	}
	if changed := prefix(err, path); changed != nil {
		return changed
	}
	return err
}

// prefix returns nil where there is nothing to change.
func prefix(err error, path string) error {
	switch e := err.(type) {
	case *ValueError:
		c := *e
		c.Key = path + "." + c.Key
		return &c
	case *UnknownKeyError:
		c := *e
		c.Key = path + "." + c.Key
		if c.Nearest != "" {
			c.Nearest = path + "." + c.Nearest
		}
		return &c
	case interface{ Unwrap() []error }:
		all := slices.Clone(e.Unwrap())
		some := false
		for i, inner := range all {
			if changed := prefix(inner, path); changed != nil {
				all[i], some = changed, true
			}
		}
		if some {
			return errors.Join(all...)
		}
	case interface{ Unwrap() error }:
		inner := e.Unwrap()
		if changed := prefix(inner, path); changed != nil {
			before, last := strings.CutSuffix(err.Error(), inner.Error())
			if !last {
				return changed
			}
			return fmt.Errorf("%s%w", before, changed)
		}
	}
	return nil
}
