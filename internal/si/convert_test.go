package si

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

func TestSet(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   any
		want any
	}{
		{"v_on", -1.5, -1.5},
		{"v_on", float32(-0.5), -0.5},
		{"v_on", int64(-3), -3.0},
		{"v_on", -3, -3.0},
		{"v_on", uint64(0), 0.0},
		{"v_on", "-200 mV", -0.2},
		{"v_on", "-10", -10.0},
		{"r_on", "10 kΩ", 1e4},
		{"r_on", -1e300, -1e300},
		{"count", 4, 4},
		{"count", int64(4), 4},
		{"count", uint64(4), 4},
		{"count", 4.0, 4},
		{"count", " 4 ", 4},
		{"count", "+4", 4},
		{"count", "1e3", 1000},
		{"count", "9223372036854775807", math.MaxInt}, // beyond the 53 bits of a float64
		{"seed", "18446744073709551615", uint64(math.MaxUint64)},
		{"seed", uint64(math.MaxUint64), uint64(math.MaxUint64)},
		{"seed", 7, uint64(7)},
		{"seed", "-0", uint64(0)},
		{"method", "first-order", "first-order"},
		{"label", "any \"thing\"", "any \"thing\""},
		{"wires", false, false},
		{"wires", "false", false},
		{"wires", "true", true},
		{"times", []float64{0, 1}, []float64{0, 1}},
		{"times", []any{"50 ns", 0.5, int64(1)}, []float64{5e-8, 0.5, 1}},
		{"times", "50 ns, 0.5,1", []float64{5e-8, 0.5, 1}},
		{"times", "[50 ns, 1]", []float64{5e-8, 1}},
		{"times", " ", []float64{}},
		{"times", []any{}, []float64{}},
	} {
		s := defaults()
		p, ok := Lookup(s.params(), tt.name)
		if !ok {
			t.Fatalf("no parameter %s", tt.name)
		}
		if err := p.Set(tt.in); err != nil {
			t.Errorf("%s: Set(%#v): %v", tt.name, tt.in, err)
		}
		if got := p.Value(); fmt.Sprintf("%T %v", got, got) != fmt.Sprintf("%T %v", tt.want, tt.want) {
			t.Errorf("%s: Set(%#v) stored %T %v, want %T %v", tt.name, tt.in, got, got, tt.want, tt.want)
		}
	}
}

func TestSetRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   any
		want string
	}{
		{"v_on", 0.3, "v_on = 0.3 V: want -10 to 0 V (SET threshold)"},
		{"v_on", "300 mV", "v_on = 0.3 V: want -10 to 0 V (SET threshold)"},
		{"v_on", "10 kΩ", `v_on = "10 kΩ": want -10 to 0 V (SET threshold)`},
		{"v_on", math.NaN(), "v_on = NaN V: want -10 to 0 V (SET threshold)"},
		{"v_on", true, "v_on = true: want -10 to 0 V (SET threshold)"},
		{"v_on", nil, "v_on = nothing: want -10 to 0 V (SET threshold)"},
		{"v_on", map[string]any{"a": 1}, "v_on = a table: want -10 to 0 V (SET threshold)"},
		{"r_on", "10 kV", `r_on = "10 kV": want a finite quantity in Ω (low resistance)`},
		{"r_on", math.Inf(1), "r_on = +Inf Ω: want a finite quantity in Ω (low resistance)"},
		{"count", 0, "count = 0: want >= 1 (cells)"},
		{"count", "-5", `count = "-5": want >= 1 (cells)`},
		{"count", 2.5, "count = 2.5: want a whole number, >= 1 (cells)"},
		{"count", "2.5", `count = "2.5": want a whole number, >= 1 (cells)`},
		{"count", "many", `count = "many": want a whole number, >= 1 (cells)`},
		{"count", 1e300, "count = 1e300: want a whole number, >= 1 (cells)"},
		{"count", uint64(math.MaxUint64), "count = 18446744073709551615: want a whole number of at most 19 digits (cells)"},
		{"count", math.NaN(), "count = NaN: want >= 1 (cells)"},
		{"seed", -1, "seed = -1: want >= 0 (first seed)"},
		{"seed", "-1", `seed = "-1": want >= 0 (first seed)`},
		{"seed", "18446744073709551616", `seed = "18446744073709551616": want a whole number (first seed)`},
		{"method", "exct", `method = "exct": want one of exact, first-order (solver)`},
		{"method", 3, "method = 3: want one of exact, first-order (solver)"},
		{"label", 3.5, "label = 3.5: want text"},
		{"wires", "maybe", `wires = "maybe": want true or false (wire resistance)`},
		{"wires", 1, "wires = 1: want true or false (wire resistance)"},
		{"times", 0.5, "times = 0.5 s: want numbers, each 0 to 1 s (read-out times)"},
		{"times", []any{0.1, "x"}, `times[1] = "x": want 0 to 1 s (read-out times)`},
		{"times", []any{0.1, []any{}}, "times[1] = a list: want 0 to 1 s (read-out times)"},
		{"times", "1 ns, 2 s", "times[1] = 2 s: want 0 to 1 s (read-out times)"},
		{"times", []float64{math.NaN()}, "times[0] = NaN s: want 0 to 1 s (read-out times)"},
		{"label", time.Unix(0, 0).UTC(), `label = "1970-01-01 00:00:00 +0000 UTC": want text`},
	} {
		s := defaults()
		p, _ := Lookup(s.params(), tt.name)
		err := p.Set(tt.in)
		var ve *ValueError
		if !errors.As(err, &ve) {
			t.Errorf("%s: Set(%#v) = %v", tt.name, tt.in, err)
			continue
		}
		if err.Error() != tt.want {
			t.Errorf("%s: Set(%#v)\n got %v\nwant %s", tt.name, tt.in, err, tt.want)
		}
		if got, want := fmt.Sprint(*s), fmt.Sprint(*defaults()); got != want {
			t.Errorf("%s: the refused %#v changed %s to %s", tt.name, tt.in, want, got)
		}
	}
}

func TestLongTextIsCutInMessages(t *testing.T) {
	p := Param{Name: "v", At: new(float64), Unit: "V"}
	err := p.Set(strings.Repeat("Ω", 1<<16))
	if err == nil || len(err.Error()) > 200 || !strings.Contains(err.Error(), `Ω…"`) {
		t.Errorf("got %.300v", err)
	}
}
