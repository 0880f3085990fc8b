package si

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	keys := []string{"d2d", "c2c", "drift", "drift_sd", "read_noise", "temperature", "device.memristor.v_off",
		"device.memristor.v_on", "device.pcm.nu", "devices", "readout.device", "network.neurons", "train.images", "test.images", "test.lbl"}
	for _, tt := range []struct{ key, want string }{
		{"d2b", "d2d"},
		{"dd2", "d2d"}, // a swap is one step
		{"D2D", "d2d"},
		{"drfit", "drift"},
		{"drift", "drift"},
		{"driftsd", "drift_sd"},
		{"temprature", "temperature"},
		{"read-noise", "read_noise"},
		{"v_of", "device.memristor.v_off"},
		{"device.memristor.v_oof", "device.memristor.v_off"},
		{"devise.memristor.v_on", "device.memristor.v_on"},
		{"device.pcm.mu", "device.pcm.nu"},
		{"net.neurons", "network.neurons"},
		{"trian.images", "train.images"},
		{"test.imgs", "test.images"},
		{"test.img", ""},
		{"device", "devices"}, // nearer than the end of a longer key
		{"readout.devices", "readout.device"},
		{"zebra", ""},
		{"device.memristor.zzz", ""}, // a long common path does not make it near
		{"xy", ""},
		{"", ""},
		{strings.Repeat("drift", 1<<18), ""},
	} {
		if got := Nearest(tt.key, keys); got != tt.want {
			t.Errorf("Nearest(%.40q) = %q, want %q", tt.key, got, tt.want)
		}
	}
	if got := Nearest("a", nil); got != "" {
		t.Errorf("no keys, yet %q", got)
	}
	if got := Nearest("v_x", []string{"v_a", "v_b"}); got != "v_a" {
		t.Errorf("of two equally near keys %q, want the first", got)
	}
}

// Distances of published examples: kitten/sitting 3 (Levenshtein), ca/abc 3 (the optimal string
// alignment, where the unrestricted Damerau distance is 2).
func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"kitten", "sitting", 3}, {"ca", "abc", 3}, {"abcd", "acbd", 1}, {"", "ab", 2}, {"Ωm", "m", 1}} {
		if d := distance([]rune(tt.a), []rune(tt.b)); d != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, d, tt.want)
		}
	}
}

func TestDistanceIsSymmetric(t *testing.T) {
	word := rapid.StringMatching(`[ab_]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		there := distance([]rune(a), []rune(b))
		back := distance([]rune(b), []rune(a))
		if there != back || (there == 0) != (a == b) || there > max(len(a), len(b)) {
			t.Fatalf("distance(%q, %q) = %d, back %d", a, b, there, back)
		}
	})
}
