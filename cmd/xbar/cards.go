package main

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/device"
)

// devices replaces the devices of the study by lists of names and files.
func (r *request) devices(lists []string) {
	if lists == nil {
		return
	}
	r.cfg.Devices = nil
	for _, list := range lists {
		for word := range strings.SplitSeq(list, ",") {
			name, err := r.card(strings.TrimSpace(word))
			r.fail(err)
			r.cfg.Devices = append(r.cfg.Devices, name)
		}
	}
	maps.DeleteFunc(r.cfg.Cards, func(name, _ string) bool {
		return !slices.Contains(r.cfg.Devices, name) && name != r.cfg.Readout.Device
	})
}

// card takes up one device and returns its name: that of the library or of a file without ending.
func (r *request) card(word string) (string, error) {
	if word == "" {
		return "", errors.New("--device: empty name: want NAME or card.toml, joined by commas")
	}
	if !isCardFile(word) {
		return word, nil
	}
	card, text, err := readCard(word)
	if err != nil {
		return "", err
	}
	if slices.Contains(r.cfg.Devices, card.Name) {
		return card.Name, nil // named twice, which Check says better
	}
	r.cfg.Cards[card.Name] = text
	return card.Name, nil
}

// readoutCard takes up the card of the read-out where it is given as a file, and returns its name.
func (r *request) readoutCard(word string) string {
	if !isCardFile(word) {
		return word
	}
	card, text, err := readCard(word)
	if err != nil {
		r.fail(err)
		return ""
	}
	if have := r.cfg.Cards[card.Name]; slices.Contains(r.cfg.Devices, card.Name) && have != text {
		r.fail(fmt.Errorf("readout.device = %s: the study has another device of that name: rename the file", word))
	} else {
		r.cfg.Cards[card.Name] = text
	}
	return card.Name
}

func isCardFile(word string) bool {
	return strings.HasSuffix(word, ".toml") || strings.ContainsAny(word, `/\`)
}

// readCard reads a card file. Its name must be one that keys and files of results can contain.
func readCard(path string) (*device.Card, string, error) {
	base := filepath.Base(path)
	if name := strings.TrimSuffix(base, ".toml"); name == "" || strings.ContainsAny(name, `./\:*?"<>|,='`) {
		return nil, "", fmt.Errorf("card file %s: want a name of letters, digits, - and _, ending in .toml", path)
	}
	text, err := readBounded(path, device.MaxCard)
	if err != nil {
		return nil, "", err
	}
	card, err := device.ReadCard(path, text)
	if err != nil {
		return nil, "", err
	}
	return card, string(text), nil
}
