package whatif

import "github.com/xbar-sim/xbar/device"

// Keys of properties that are no key of a study, the same in every question.
const (
	OnOff  = "on_off" // g_max over g_min
	States = "states" // steps across the range
)

// What is ideal of the properties whose ideal is not 0. Both tables have it from here: that of flaws, which shrink
// on any card whatever its law, and that of properties, which take a value that somebody may have measured.
const (
	widest = 1e4  // on/off ratio: a cell in HRS then adds nothing
	most   = 1000 // steps over the range
	finest = 20   // times finer are the steps of an ideal cell, for a flaw alone: of a card with 5 steps, 100
)

// assumed lists those parameters of a card that nobody measured.
func assumed(card *device.Card, names []string) []string {
	var out []string
	for _, name := range names {
		if card.Facts[name].Provenance == "assumed" {
			out = append(out, name)
		}
	}
	return out
}
