package house

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// arrows says which rooms of the house each room may import; docs/ARCHITECTURE.md draws them.
// All but cmd/xbar may stand on internal/si and internal/kernel, which stand on nothing.
var arrows = map[string][]string{
	"variability":           {},
	"device":                {"variability", "internal/outline"},
	"device/devicetest":     {"device", "variability"},
	"device/lab":            {},
	"device/fit":            {"device", "device/lab", "variability"},
	"crossbar":              {"device", "variability", "crossbar/circuit"},
	"crossbar/circuit":      {},
	"periphery":             {"crossbar", "device", "variability"},
	"periphery/cost":        {"crossbar"},
	"snn":                   {},
	"internal/dataset":      {"variability"},
	"internal/npy":          {},
	"internal/cputime":      {},
	"internal/memory":       {},
	"internal/slurm":        {},
	"internal/outline":      {},
	"experiments/run":       {},
	"experiments":           {"periphery", "periphery/cost", "crossbar", "crossbar/circuit", "device", "variability", "snn", "internal/dataset", "internal/outline", "experiments/run"},
	"experiments/results":   {"experiments", "experiments/run"},
	"plots":                 {"experiments", "experiments/whatif", "experiments/characterise", "periphery/cost", "device/fit"},
	"plots/internal/sample": {"experiments"},
	"plots/report":          {"plots", "experiments", "experiments/results", "experiments/characterise", "device"},
	"internal/labsample":    {"device", "device/lab", "variability"},
	"examples/lab":          {"internal/labsample"},
	"internal/si":           {},
	"internal/kernel":       {},
	"internal/house":        {},

	"experiments/sensitivity":  {"variability"},
	"experiments/whatif":       {"experiments", "experiments/run", "experiments/sensitivity", "experiments/characterise", "device", "variability"},
	"experiments/characterise": {"experiments", "periphery", "crossbar", "device", "variability"},
}

// standing are the two rooms that others may stand on, and top is the room that may import any.
var (
	standing = []string{"internal/si", "internal/kernel"}
	top      = "cmd/xbar"
)

// pure are the rooms of physics: they touch no file, no network, no clock and no environment, so
// that a result is a function of its configuration alone.
var pure = []string{"variability", "device", "device/lab", "device/fit", "crossbar", "crossbar/circuit", "periphery", "periphery/cost", "snn", "internal/si", "internal/kernel"}

// world are the packages through which a program meets the world.
var world = []string{"os", "os/exec", "net", "net/http", "time", "syscall", "log", "log/slog"}

func allowed(from, to string) bool {
	return from == top || slices.Contains(arrows[from], to) ||
		slices.Contains(standing, to) && !slices.Contains(standing, from) && from != "internal/house"
}

func TestArrowsPointDownward(t *testing.T) {
	set, all := sources(t)
	rooms := map[string]bool{}
	for _, s := range all {
		rooms[s.room] = true
		if s.test {
			continue
		}
		for i, p := range s.imports() {
			to, ours := strings.CutPrefix(p, module+"/")
			if ours && !allowed(s.room, to) {
				t.Errorf("%s: %s imports %s, which the house does not allow", s.at(set, s.file.Imports[i]), s.room, to)
			}
		}
	}
	for room := range rooms {
		if _, ok := arrows[room]; !ok && room != top {
			t.Errorf("%s is not in the table of arrows: say there what it may import", room)
		}
	}
	for room := range arrows {
		if !rooms[room] {
			t.Errorf("the table of arrows has %s, which is not there", room)
		}
	}
}

// The table itself must have no circle, or obeying it would mean nothing.
func TestArrowsHaveNoCircle(t *testing.T) {
	below := map[string]int{} // 1: being visited, 2: done
	var visit func(room string)
	visit = func(room string) {
		if below[room] == 1 {
			t.Fatalf("the table of arrows has a circle through %s", room)
		}
		if below[room] == 2 {
			return
		}
		below[room] = 1
		for _, to := range arrows[room] {
			visit(to)
		}
		below[room] = 2
	}
	for _, room := range slices.Sorted(maps.Keys(arrows)) {
		visit(room)
	}
}

func TestPhysicsKnowsNoWorld(t *testing.T) {
	set, all := sources(t)
	for _, s := range all {
		if s.test || !slices.Contains(pure, s.room) {
			continue
		}
		for i, p := range s.imports() {
			if slices.Contains(world, p) {
				t.Errorf("%s: %s imports %s: a result must not depend on where or when it is made", s.at(set, s.file.Imports[i]), s.room, p)
			}
		}
	}
}

// C would cost the one static binary that builds anywhere with nothing but Go.
func TestNoCgo(t *testing.T) {
	set, all := sources(t)
	for _, s := range all {
		for i, p := range s.imports() {
			if p == "C" {
				t.Errorf("%s: imports C", s.at(set, s.file.Imports[i]))
			}
		}
	}
}
