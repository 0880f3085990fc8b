package main

import "testing"

func TestPartOf(t *testing.T) {
	for text, want := range map[string]string{"80%": "0.8", "80 %": "0.8", "0.8": "0.8", "100%": "1", "62.5%": "0.625"} {
		if got, err := partOf(text); got != want || err != nil {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "80", "0", "0%", "-5%", "120%", "much", "NaN"} {
		if got, err := partOf(text); err == nil {
			t.Errorf("%q: taken as %s", text, got)
		}
	}
}
