package main

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/internal/dataset"
)

func TestDataList(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	if os.Getenv("XDG_CACHE_HOME") == "" || !strings.HasPrefix(dataCache(), cache) {
		t.Skip("this system keeps its cache elsewhere")
	}
	out := must(t, "data", "list")
	if row := cells(out, "digits"); row == nil || row[2] != "built in" {
		t.Errorf("%q in\n%s", row, out)
	}
	if row := cells(out, "mnist"); row == nil || row[2] != "not here: xbar data fetch mnist" {
		t.Errorf("%q in\n%s", row, out)
	}
	dir := filepath.Join(cache, "xbar", "data", "mnist")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "train-images-idx3-ubyte.gz"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var sets []struct{ Name, Description, Where string }
	decode(t, must(t, "data", "list", "--json"), &sets)
	if len(sets) != len(dataset.Names()) || sets[1].Name != "mnist" || sets[1].Where != dir {
		t.Errorf("%+v", sets)
	}
}

func TestFetchRefusals(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for name, want := range map[string]string{
		"digits": "digits: is made by xbar itself, there is nothing to fetch",
		"imagen": `dataset "imagen" cannot be fetched: want mnist or fashion`,
	} {
		if state, _, stderr := call(t, "data", "fetch", name); state != refused || stderr != "xbar: "+want+"\n" {
			t.Errorf("%s: exit %d, %s", name, state, stderr)
		}
	}
}

// One row of images per class, dark on white.
func TestPreview(t *testing.T) {
	t.Chdir(t.TempDir())
	if out := must(t, "data", "preview", "digits", "--columns", "3"); out != "digits.png\n" {
		t.Error(out)
	}
	f, err := os.Open("digits.png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if b := sheet.Bounds(); b.Dx() != 4+3*60 || b.Dy() != 4+10*60 {
		t.Errorf("%v: want 3 × 10 images of 56 pixels, 4 apart", b)
	}
	dark := 0
	for y := range 60 {
		for x := range 60 {
			if r, _, _, _ := sheet.At(x, y).RGBA(); r < 0x8000 {
				dark++
			}
		}
	}
	if dark == 0 || dark > 1800 {
		t.Errorf("%d of 3600 points of the first image are dark", dark)
	}
}

func TestPreviewReplacesNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("digits.png", []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	state, _, stderr := call(t, "data", "preview", "digits")
	if state != refused || !strings.Contains(stderr, "digits.png exists already") || read(t, "digits.png") != "mine" {
		t.Errorf("exit %d, %s", state, stderr)
	}
	must(t, "data", "preview", "digits", "--force")
	if read(t, "digits.png") == "mine" {
		t.Error("--force did not replace it")
	}
	state, _, stderr = call(t, "data", "preview", "digits", "-o", "none/x.png")
	if state != failed || !strings.Contains(stderr, "cannot write none/x.png: no such file") {
		t.Errorf("exit %d, %s", state, stderr)
	}
	if files, _ := os.ReadDir("."); len(files) != 1 {
		t.Errorf("left %v", files)
	}
}

// FuzzContactSheet draws sets of any size.
func FuzzContactSheet(f *testing.F) {
	f.Add(uint8(8), uint8(8), uint8(10), uint8(5), []byte("some pixels"))
	f.Add(uint8(1), uint8(3), uint8(1), uint8(1), []byte{})
	f.Fuzz(func(t *testing.T, width, height, classes, columns uint8, pixels []byte) {
		set := &dataset.Set{Width: 1 + int(width%30), Height: 1 + int(height%30), Classes: 1 + int(classes%12)}
		for n := set.Width * set.Height; len(pixels) >= n; pixels = pixels[n:] {
			set.Train.Images = append(set.Train.Images, pixels[:n])
			set.Train.Labels = append(set.Train.Labels, uint8(int(pixels[0])%set.Classes))
		}
		columns = 1 + columns%20
		if b := contactSheet(set, int(columns)).Bounds(); b.Dx() != 4+int(columns)*(2*set.Width+4) || b.Dy() != 4+set.Classes*(2*set.Height+4) {
			t.Errorf("%v for %d × %d images", b, set.Width, set.Height)
		}
	})
}
