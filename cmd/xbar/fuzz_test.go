package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

// Whatever a table holds, its rows are JSON objects with the names of its columns.
func FuzzRecords(f *testing.F) {
	for _, s := range []string{"", "device,a\nideal,1\n", "a,a\n1,NaN\n,+1\n", "device,\"x\ny\"\np,0x1p-2\nq,1_0\n", "a\n1e400\n", "a,b\n1\n", "\xff,b\n1,\xff\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := readRecords(bytes.NewReader(text))
		if err != nil {
			return
		}
		b, err := json.Marshal(rows)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		var back []map[string]any
		if err := json.Unmarshal(b, &back); err != nil || len(back) != len(rows) {
			t.Fatalf("%q becomes %s: %d of %d rows, %v", text, b, len(back), len(rows), err)
		}
	})
}

// Whatever a study file says, a command takes it or refuses it, without asking for a file that it names, and says why.
func FuzzStudyFile(f *testing.F) {
	for _, s := range []string{"command = \"compare\"\ndevices = [\"ideal\"]\n", "command = 1", "[set]\nd2d = 0.1\n\"a.b\" = \"c\"\n", "axis = 3\n", "[cards]\nmine = \"title = 1\"\n",
		"command = \"train\"\n[weights]\nfile = \"/etc/passwd\"\n", "set = 1\n[train]\nimages = 1e9\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		command := commandOf(text)
		r := &request{cfg: defaultConfig(command), given: map[string]bool{}}
		if err := r.file("f.toml", text, command); err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Error("an error without words")
			}
			return
		}
		for key := range r.given {
			if !bytes.Contains(text, []byte("=")) && !bytes.Contains(text, []byte("[")) {
				t.Errorf("key %q was given by %q", key, text)
			}
		}
		if r.cfg.Check() != nil {
			return
		}
		again := &request{cfg: defaultConfig(command), given: map[string]bool{}}
		if err := again.file("g.toml", r.cfg.TOML(), command); err != nil || !bytes.Equal(again.cfg.TOML(), r.cfg.TOML()) {
			t.Fatalf("%q is written as\n%s\n%v", text, r.cfg.TOML(), err)
		}
	})
}

// Whatever reproduction.json says, it is refused, or a reproduction whose studies can be listed or refused, and which is written
// and read again as the same.
func FuzzReproduction(f *testing.F) {
	for _, p := range experiments.Reproductions() {
		text, err := json.Marshal(remembered{p.Name, experiments.Setup{Dataset: "digits", Devices: []string{"ideal", "pcm"}, Seed: 1, Repeats: 2}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
		f.Add(bytes.ReplaceAll(text, []byte(`"pcm"`), []byte(`"mine"],"Cards":{"mine":"title = 1"}`)))
	}
	f.Add([]byte(`{"Name":"x"}`))
	f.Add([]byte(`{"Setup":{"Repeats":-1}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := parseReproduction(text)
		if err != nil {
			return
		}
		if _, err := p.Studies(p.setup); err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
		first, err := json.Marshal(remembered{p.Name, p.setup})
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseReproduction(first)
		if err != nil {
			t.Fatalf("%s: %v", first, err)
		}
		if second, err := json.Marshal(remembered{again.Name, again.setup}); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%s\nbecomes\n%s, %v", first, second, err)
		}
	})
}

func FuzzMemory(f *testing.F) {
	f.Add("MemTotal: 1 kB\nMemAvailable:   123456 kB\n")
	f.Add("MemAvailable: -1 kB\nMemAvailable: 9223372036854775807 kB")
	f.Fuzz(func(t *testing.T, text string) {
		if n := availableMemory(text); n < 0 || n%1024 != 0 || n > 0 && !strings.Contains(text, "MemAvailable:") {
			t.Errorf("%d bytes of %q", n, text)
		}
	})
}
