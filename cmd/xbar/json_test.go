package main

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

func TestRecordKeepsItsOrder(t *testing.T) {
	b, err := json.Marshal(record{{"z", 1}, {"a", orNull(math.NaN())}, {`q"`, []string{"x"}}, {"inner", record{{"b", orNull(2.5)}}}})
	if want := `{"z":1,"a":null,"q\"":["x"],"inner":{"b":2.5}}`; err != nil || string(b) != want {
		t.Errorf("%s (%v), want %s", b, err, want)
	}
	if _, err := json.Marshal(record{{"x", math.NaN()}}); err == nil {
		t.Error("NaN is no JSON")
	}
}

func TestTableRecords(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("t.csv", []byte("device,d2d,n,mean\nideal,,6,0.5\n1e5,0.25,6,1e-7\nx,inf,0,\nx,burst,0,\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	rows, err := tableRecords("t.csv")
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(rows)
	want := `[{"device":"ideal","d2d":null,"n":6,"mean":0.5},{"device":"1e5","d2d":0.25,"n":6,"mean":1e-7},{"device":"x","d2d":null,"n":0,"mean":null},{"device":"x","d2d":"burst","n":0,"mean":null}]`
	if err != nil || string(b) != want {
		t.Errorf("%s (%v)\nwant %s", b, err, want)
	}
	if _, err := tableRecords("none.csv"); err == nil {
		t.Error("read a table that is not there")
	}
}
