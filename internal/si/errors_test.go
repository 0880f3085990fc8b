package si

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"
)

func TestMessages(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&ValueError{"v_on", "0.3 V", "-10 to 0 V", "SET threshold"}, "v_on = 0.3 V: want -10 to 0 V (SET threshold)"},
		{&ValueError{Key: "n", Value: "0", Want: ">= 1"}, "n = 0: want >= 1"},
		{&UnknownKeyError{"d2b", "d2d"}, `unknown key "d2b" (did you mean "d2d"?)`},
		{&UnknownKeyError{Key: "zebra"}, `unknown key "zebra"`},
		{&UnknownKeyError{Key: "a\nb"}, `unknown key "a\nb"`},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestPrefix(t *testing.T) {
	on := &ValueError{Key: "v_on", Value: "0.3 V", Want: "-10 to 0 V"}
	off := &ValueError{Key: "v_off", Value: "-1 V", Want: "0 to 10 V"}
	plain := errors.New("disk full")
	path := &fs.PathError{Op: "open", Path: "a", Err: fs.ErrNotExist}
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"one", on, "device.m.v_on = 0.3 V: want -10 to 0 V"},
		{"joined", errors.Join(on, plain, off),
			"device.m.v_on = 0.3 V: want -10 to 0 V\ndisk full\ndevice.m.v_off = -1 V: want 0 to 10 V"},
		{"joined twice", errors.Join(plain, errors.Join(on)), "disk full\ndevice.m.v_on = 0.3 V: want -10 to 0 V"},
		{"wrapped", fmt.Errorf("card.toml: %w", on), "card.toml: device.m.v_on = 0.3 V: want -10 to 0 V"},
		{"wrapped first", fmt.Errorf("%w in card.toml", on), "device.m.v_on = 0.3 V: want -10 to 0 V"},
		{"unknown", &UnknownKeyError{"v_of", "v_off"}, `unknown key "device.m.v_of" (did you mean "device.m.v_off"?)`},
		{"unknown, nothing near", &UnknownKeyError{Key: "zebra"}, `unknown key "device.m.zebra"`},
		{"no key", path, path.Error()},
	} {
		before := tt.err.Error()
		if got := Prefix(tt.err, "device.m").Error(); got != tt.want {
			t.Errorf("%s: got %s\nwant %s", tt.name, got, tt.want)
		}
		if tt.err.Error() != before {
			t.Errorf("%s: the error given was changed to %v", tt.name, tt.err)
		}
	}
	if Prefix(nil, "device") != nil {
		t.Error("nil became an error")
	}
	if got := Prefix(on, ""); got != error(on) {
		t.Errorf("empty path made %v", got)
	}
	if got := Prefix(path, "device"); got != error(path) {
		t.Errorf("an error without keys was rebuilt: %#v", got)
	}
	var ve *ValueError
	if err := Prefix(fmt.Errorf("card.toml: %w", errors.Join(plain, on)), "device"); !errors.As(err, &ve) || ve.Key != "device.v_on" {
		t.Errorf("errors.As found %+v", ve)
	}
}
