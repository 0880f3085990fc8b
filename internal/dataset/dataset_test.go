package dataset

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tiny is a set of 3 training and 2 test images, 2 wide and 3 high, labels 0 to 4.
func tiny() map[string][]byte {
	return map[string][]byte{
		trainImages: idx([]byte("abcdefghijklmnopqr"), 3, 3, 2),
		trainLabels: idx([]byte{0, 4, 1}, 3),
		testImages:  idx([]byte("ABCDEFGHIJKL"), 2, 3, 2),
		testLabels:  idx([]byte{2, 3}, 2),
	}
}

func write(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func checkTiny(t *testing.T, s *Set) {
	t.Helper()
	if s.Width != 2 || s.Height != 3 || s.Classes != 5 {
		t.Errorf("%d wide, %d high, %d classes: want 2, 3, 5", s.Width, s.Height, s.Classes)
	}
	if len(s.Train.Images) != 3 || len(s.Test.Images) != 2 ||
		string(s.Train.Images[1]) != "ghijkl" || string(s.Test.Images[1]) != "GHIJKL" {
		t.Errorf("images %q and %q", s.Train.Images, s.Test.Images)
	}
	if string(s.Train.Labels) != "\x00\x04\x01" || string(s.Test.Labels) != "\x02\x03" {
		t.Errorf("labels %v and %v", s.Train.Labels, s.Test.Labels)
	}
	if cap(s.Train.Images[0]) != 6 {
		t.Error("an image can grow into the next")
	}
}

func TestLoadFolder(t *testing.T) {
	dir := t.TempDir()
	files := tiny()
	write(t, dir, files)
	s, err := Load(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkTiny(t, s)
	if s.Name != dir {
		t.Errorf("name %q: want %q", s.Name, dir)
	}

	dir = t.TempDir()
	mixed := map[string][]byte{testLabels: files[testLabels]} // one of them not compressed
	for _, name := range []string{trainImages, trainLabels, testImages} {
		mixed[name+".gz"] = zip(files[name])
	}
	write(t, dir, mixed)
	if s, err = Load(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	checkTiny(t, s)
}

func TestLoadNamed(t *testing.T) {
	home, cache := t.TempDir(), t.TempDir()
	opt := Options{Dir: home, Cache: cache}
	write(t, filepath.Join(cache, "mnist"), tiny())
	s, err := Load("mnist", opt)
	if err != nil {
		t.Fatal(err)
	}
	checkTiny(t, s)
	if s.Name != "mnist" {
		t.Errorf("name %q: want mnist", s.Name)
	}

	// The user's folder comes first: with another set there, that one is read.
	files := tiny()
	files[trainLabels] = idx([]byte{9, 9, 9}, 3)
	write(t, filepath.Join(home, "mnist"), files)
	if s, err = Load("mnist", opt); err != nil {
		t.Fatal(err)
	}
	if s.Classes != 10 {
		t.Errorf("%d classes: want 10, from the user's folder", s.Classes)
	}
}

func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	// broken writes the tiny set with one file exchanged, or left out.
	broken := func(name, file string, data []byte) {
		files := tiny()
		delete(files, file)
		if data != nil {
			files[file] = data
		}
		write(t, in(name), files)
	}
	broken("missing", testLabels, nil)
	broken("count", trainLabels, idx([]byte{0, 1}, 2))
	broken("size", testImages, idx([]byte("ABCDEFGHIJKL"), 2, 2, 3))
	broken("flat", trainImages, idx([]byte("abcdefghijklmnopqr"), 3, 6))
	broken("deep", testLabels, idx([]byte{2, 3}, 2, 1))
	broken("truncated", trainImages, idx([]byte("abc"), 3, 3, 2))
	broken("lying", trainImages, idx([]byte("abc"), 1<<16, 1<<10, 1<<10))
	if err := os.Symlink("loop", in("loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("mnist", in("mnist")); err != nil {
		t.Fatal(err)
	}
	write(t, in("odd"), nil)
	if err := os.Mkdir(in("odd/"+trainImages), 0o755); err != nil {
		t.Fatal(err)
	}

	write(t, in("cut/mnist"), map[string][]byte{trainImages: tiny()[trainImages], trainLabels + ".gz.part": nil})
	write(t, in("begun/mnist"), map[string][]byte{trainImages + ".gz.part": nil})

	for _, tt := range []struct {
		name string
		opt  Options
		want string
	}{
		{"mnist", Options{Cache: in("begun")}, "mnist: not found in " + in("begun/mnist") + ` (run "xbar data fetch mnist" or set XBAR_DATA)`},
		{"mnist", Options{}, `mnist: not found (run "xbar data fetch mnist" or set XBAR_DATA)`},
		{"fashion", Options{Dir: in("a"), Cache: in("b")},
			`fashion: not found in ` + in("a/fashion") + " or " + in("b/fashion") + ` (run "xbar data fetch fashion" or set XBAR_DATA)`},
		{"mnist", Options{Dir: dir}, "mnist: cannot read the folder " + in("mnist") + ": too many levels of symbolic links"},
		{"fashion", Options{Dir: in("size/" + testImages)}, "fashion: cannot read the folder " + in("size/"+testImages+"/fashion") + ": not a directory"},
		{"mnits", Options{}, `dataset "mnits" is not known: want digits, mnist, fashion or the path of a folder with IDX files`},
		{in("nowhere"), Options{}, "dataset " + in("nowhere") + ": no such folder"},
		{in("size/" + testImages), Options{}, "dataset " + in("size/"+testImages) + ": is a file: want the folder that holds the IDX files"},
		{in("loop"), Options{}, "dataset " + in("loop") + ": cannot read the folder: too many levels of symbolic links"},
		{"mnist", Options{Cache: in("cut")}, in("cut/mnist") + ": no file " + trainLabels + " or " + trainLabels + `.gz (run "xbar data fetch mnist" or set XBAR_DATA)`},
		{in("missing"), Options{}, in("missing") + ": no file " + testLabels + " or " + testLabels + ".gz"},
		{in("count"), Options{}, in("count/"+trainImages) + ": has 3 images but " + in("count/"+trainLabels) + " has 2 labels"},
		{in("size"), Options{}, in("size") + ": training images are 2×3 pixels but test images 3×2"},
		{in("flat"), Options{}, in("flat/"+trainImages) + ": has 2 dimensions: want 3 (images, rows, columns)"},
		{in("deep"), Options{}, in("deep/"+testLabels) + ": has 2 dimensions: want 1 (labels)"},
		{in("truncated"), Options{}, in("truncated/"+trainImages) + ": truncated: the header promises 3×3×2 = 18 bytes, the file has 3"},
		{in("lying"), Options{}, in("lying/"+trainImages) + ": the header promises more than 1073741824 bytes"},
		{in("odd"), Options{}, in("odd/"+trainImages) + ": is a directory"},
	} {
		_, err := Load(tt.name, tt.opt)
		if err == nil || err.Error() != tt.want {
			t.Errorf("Load(%q, %v):\n got %v\nwant %s", tt.name, tt.opt, err, tt.want)
		}
	}
}

func TestLoadWithoutPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := filepath.Join(t.TempDir(), "mnist")
	write(t, dir, tiny())
	if err := os.Chmod(dir, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	want := "mnist: cannot read the folder " + dir + ": permission denied"
	if _, err := Load("mnist", Options{Dir: filepath.Dir(dir)}); err == nil || err.Error() != want {
		t.Errorf("error %v: want %s", err, want)
	}
}

func TestNames(t *testing.T) {
	var names []string
	for _, i := range Names() {
		names = append(names, i.Name)
		if i.Description == "" || (i.Cite == "") != (i.Name == "digits") || i.Fetch == (i.Name == "digits") {
			t.Errorf("%s: %+v", i.Name, i)
		}
	}
	if got := strings.Join(names, " "); got != "digits mnist fashion" {
		t.Errorf("names %q", got)
	}
}

// TestMNIST reads the published set. Means of the pixels as in every text on it (0.1307 · 255 for
// the training images), counts of the classes as in LeCun's files.
func TestMNIST(t *testing.T) {
	dir := os.Getenv("XBAR_DATA")
	if dir == "" {
		t.Skip("set XBAR_DATA to a folder that holds mnist/ to check the published set")
	}
	s, err := Load("mnist", Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if s.Width != 28 || s.Height != 28 || s.Classes != 10 || len(s.Train.Images) != 60000 || len(s.Test.Images) != 10000 {
		t.Fatalf("%d×%d, %d classes, %d and %d images", s.Width, s.Height, s.Classes, len(s.Train.Images), len(s.Test.Images))
	}
	sum := 0
	for _, img := range s.Train.Images {
		for _, p := range img {
			sum += int(p)
		}
	}
	if mean := float64(sum) / (60000 * 784); mean < 33.315 || mean > 33.325 {
		t.Errorf("mean grey level %.4f: want 33.32", mean)
	}
	if got := s.Train.Labels[:10]; string(got) != "\x05\x00\x04\x01\x09\x02\x01\x03\x01\x04" {
		t.Errorf("first labels %v: want 5 0 4 1 9 2 1 3 1 4", got)
	}
	ones := 0
	for _, l := range s.Test.Labels {
		if l == 1 {
			ones++
		}
	}
	if ones != 1135 {
		t.Errorf("%d ones among the test images: want 1135", ones)
	}
}

func BenchmarkLoadMNIST(b *testing.B) {
	dir := os.Getenv("XBAR_DATA")
	if dir == "" {
		b.Skip("set XBAR_DATA to a folder that holds mnist/")
	}
	for b.Loop() {
		if _, err := Load("mnist", Options{Dir: dir}); err != nil {
			b.Fatal(err)
		}
	}
}
