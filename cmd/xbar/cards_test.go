package main

import "testing"

func TestNamesAndFiles(t *testing.T) {
	for word, file := range map[string]bool{"pcm": false, "mine.toml": true, "./mine": true, `cards\mine.toml`: true, "toml": false} {
		if isCardFile(word) != file {
			t.Errorf("%s: file %v", word, !file)
		}
	}
}
