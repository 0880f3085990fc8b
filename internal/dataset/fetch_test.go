package dataset

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// content returns n bytes that do not compress.
func content(n int) []byte {
	rng := rand.New(rand.NewPCG(3, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return b
}

// toy returns a source of two files and what a good mirror sends for it.
func toy() (source, map[string][]byte) {
	s := source{name: "toy"}
	sent := make(map[string][]byte)
	for name, n := range map[string]int{"a": 300000, "b": 1000} {
		data := content(n)
		sum := sha256.Sum256(data)
		s.files = append(s.files, sourceFile{name, int64(n), hex.EncodeToString(sum[:])})
		sent[name+".gz"] = zip(data)
	}
	slices.SortFunc(s.files, func(x, y sourceFile) int { return strings.Compare(x.name, y.name) })
	return s, sent
}

// options for a fetch from local servers, whose certificates are those of httptest.
func options(t *testing.T, m *mirror) FetchOptions {
	return FetchOptions{Cache: t.TempDir(), Client: m.Client(), Pause: time.Millisecond, Stall: 10 * time.Second}
}

// checkCache compares the folder of the toy set with what it should hold, by name.
func checkCache(t *testing.T, opt FetchOptions, want map[string][]byte) {
	t.Helper()
	got := make(map[string][]byte)
	entries, err := os.ReadDir(filepath.Join(opt.Cache, "toy"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if got[e.Name()], err = os.ReadFile(filepath.Join(opt.Cache, "toy", e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("the cache holds %s", name)
		}
	}
	for name, data := range want {
		if !bytes.Equal(got[name], data) {
			t.Errorf("%s has %d bytes: want %d, or others", name, len(got[name]), len(data))
		}
	}
}

func TestFetch(t *testing.T) {
	s, sent := toy()
	m := (&mirror{files: sent}).start(t)
	s.mirrors = []string{m.URL + "/set/"}
	opt := options(t, m)
	var steps []FetchStep
	opt.Progress = func(p FetchStep) { steps = append(steps, p) }
	if err := s.fetch(t.Context(), opt); err != nil {
		t.Fatal(err)
	}
	checkCache(t, opt, sent)

	last := make(map[string]FetchStep)
	for _, p := range steps {
		if p.Done < last[p.File].Done {
			t.Errorf("progress goes back: %+v after %+v", p, last[p.File])
		}
		last[p.File] = p
	}
	for i, f := range s.files {
		n := int64(len(sent[f.name+".gz"]))
		if want := (FetchStep{f.name + ".gz", i, 2, n, n}); last[f.name+".gz"] != want {
			t.Errorf("last progress %+v: want %+v", last[f.name+".gz"], want)
		}
	}

	// What is there is not asked for again, unless it was spoilt.
	steps = nil
	if err := s.fetch(t.Context(), opt); err != nil {
		t.Error(err)
	}
	if len(steps) != 2 || steps[1].Done != steps[1].Total {
		t.Errorf("progress over complete files: %+v", steps)
	}
	if ranges, _ := m.asked(); len(ranges) != 2 {
		t.Errorf("%d requests: want 2, one for each file", len(ranges))
	}
	write(t, filepath.Join(opt.Cache, "toy"), map[string][]byte{"b.gz": sent["b.gz"][:500]})
	if err := s.fetch(t.Context(), opt); err != nil {
		t.Error(err)
	}
	if ranges, _ := m.asked(); len(ranges) != 3 {
		t.Errorf("%d requests: want 3, one of them for the damaged file", len(ranges))
	}
	checkCache(t, opt, sent)
}

func TestFetchWrongSum(t *testing.T) {
	s, sent := toy()
	bad := map[string][]byte{"a.gz": zip(content(299999)), "b.gz": sent["b.gz"]}
	m := (&mirror{files: bad}).start(t)
	s.mirrors = []string{m.URL}
	opt := options(t, m)
	err := s.fetch(t.Context(), opt)
	if err == nil || !strings.Contains(err.Error(), "toy: cannot fetch a.gz: "+m.URL+": SHA-256 of the content is ") ||
		!strings.Contains(err.Error(), "want "+s.files[0].sha256) {
		t.Errorf("error %v", err)
	}
	checkCache(t, opt, nil)
	if ranges, _ := m.asked(); len(ranges) != 1 {
		t.Errorf("%d requests: want 1, for the same again is useless", len(ranges))
	}

	// A mirror with the right bytes behind the wrong one is found.
	good := (&mirror{files: sent}).start(t)
	s.mirrors = append(s.mirrors, good.URL)
	if err := s.fetch(t.Context(), opt); err != nil {
		t.Fatal(err)
	}
	checkCache(t, opt, sent)
}

func TestFetchTooMuch(t *testing.T) {
	s, sent := toy()
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"announced", make([]byte, 400000), "would send 400000 bytes: want at most 301324"},
		{"gzip bomb", zip(make([]byte, 300001)), "unpacks to more than 300000 bytes"},
		{"not gzip", []byte("<html>log in first</html>"), "SHA-256 of the content is"},
		{"gzip cut", sent["a.gz"][:200000], "truncated gzip file"},
	} {
		m := (&mirror{files: map[string][]byte{"a.gz": tt.data}}).start(t)
		s.mirrors = []string{m.URL}
		opt := options(t, m)
		if err := s.fetch(t.Context(), opt); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v: want %q", tt.name, err, tt.want)
		}
		checkCache(t, opt, nil)
	}

	endless := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	}))
	s.mirrors = []string{endless.URL}
	opt := options(t, &mirror{Server: endless})
	if err := s.fetch(t.Context(), opt); err == nil || !strings.Contains(err.Error(), "sends more than the 301324 bytes") {
		t.Errorf("endless answer: error %v", err)
	}
	checkCache(t, opt, nil)
}

func TestFetchResumes(t *testing.T) {
	s, sent := toy()
	for _, tt := range []struct {
		name   string
		mirror *mirror
		ranges []string
		conds  []string
	}{
		{
			"with ETag", &mirror{cut: 700, cuts: 2, etag: func(int) string { return `"one"` }},
			[]string{"", "bytes=700-", "", "bytes=700-"}, []string{"", `"one"`, "", `"one"`},
		},
		{
			"without ETag", &mirror{cut: 700, cuts: 2},
			[]string{"", "bytes=700-", "", "bytes=700-"}, []string{"", "", "", ""},
		},
		{
			"server ignores Range", &mirror{cut: 700, cuts: 1, whole: true},
			[]string{"", "bytes=700-", ""}, []string{"", "", ""},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := tt.mirror
			m.files = sent
			m.start(t)
			s.mirrors = []string{m.URL}
			opt := options(t, m)
			if err := s.fetch(t.Context(), opt); err != nil {
				t.Fatal(err)
			}
			checkCache(t, opt, sent)
			ranges, conds := m.asked()
			if !slices.Equal(ranges, tt.ranges) || !slices.Equal(conds, tt.conds) {
				t.Errorf("Range %q, If-Range %q: want %q, %q", ranges, conds, tt.ranges, tt.conds)
			}
		})
	}
}

// TestFetchResumesChanged: the file changes on the server between two attempts, so that the ETag
// does not match and everything comes anew.
func TestFetchResumesChanged(t *testing.T) {
	s, sent := toy()
	m := (&mirror{files: sent, cut: 700, cuts: 1, etag: func(call int) string { return fmt.Sprintf(`"%d"`, call) }}).start(t)
	s.mirrors = []string{m.URL}
	s.files = s.files[:1]
	opt := options(t, m)
	if err := s.fetch(t.Context(), opt); err != nil {
		t.Fatal(err)
	}
	checkCache(t, opt, map[string][]byte{"a.gz": sent["a.gz"]})
	if _, conds := m.asked(); !slices.Equal(conds, []string{"", `"1"`}) {
		t.Errorf("If-Range %q: want one for the first ETag", conds)
	}
}

// TestFetchResumesLater: a second Fetch continues what the first had to leave, and starts afresh
// if that turns out to be of another file.
func TestFetchResumesLater(t *testing.T) {
	s, sent := toy()
	m := (&mirror{files: sent, cut: 700, cuts: 1}).start(t)
	s.mirrors = []string{m.URL}
	opt := options(t, m)
	opt.Retries = -1
	if err := s.fetch(t.Context(), opt); err == nil || !strings.Contains(err.Error(), "unexpected EOF") {
		t.Fatalf("error %v: want a broken connection", err)
	}
	checkCache(t, opt, map[string][]byte{"a.gz.part": sent["a.gz"][:700]})
	s.files = s.files[:1]
	if err := s.fetch(t.Context(), opt); err != nil {
		t.Fatal(err)
	}
	checkCache(t, opt, map[string][]byte{"a.gz": sent["a.gz"]})

	for name, left := range map[string][]byte{
		"other bytes": content(700),
		"too long":    slices.Concat(sent["a.gz"], content(10)),
	} {
		m := (&mirror{files: sent}).start(t)
		s.mirrors = []string{m.URL}
		opt := options(t, m)
		write(t, filepath.Join(opt.Cache, "toy"), map[string][]byte{"a.gz.part": left})
		if err := s.fetch(t.Context(), opt); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		checkCache(t, opt, map[string][]byte{"a.gz": sent["a.gz"]})
		ranges, _ := m.asked()
		if want := []string{fmt.Sprintf("bytes=%d-", len(left)), ""}; !slices.Equal(ranges, want) {
			t.Errorf("%s: Range %q: want %q", name, ranges, want)
		}
	}
}

// TestFetchWrongRange: a server that continues elsewhere than asked is not believed; the next
// request is for everything.
func TestFetchWrongRange(t *testing.T) {
	s, sent := toy()
	s.files = s.files[:1]
	for _, answer := range []string{"bytes 500-999/1000", "bytes */1000", "lines 700-800/900", ""} {
		srv := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Range") != "" {
				w.Header().Set("Content-Range", answer)
				w.WriteHeader(http.StatusPartialContent)
			}
			w.Write(sent["a.gz"])
		}))
		s.mirrors = []string{srv.URL}
		opt := options(t, &mirror{Server: srv})
		write(t, filepath.Join(opt.Cache, "toy"), map[string][]byte{"a.gz.part": sent["a.gz"][:700]})
		if err := s.fetch(t.Context(), opt); err != nil {
			t.Errorf("Content-Range %q: %v", answer, err)
		}
		checkCache(t, opt, map[string][]byte{"a.gz": sent["a.gz"]})
	}
}

func TestFetchMirrors(t *testing.T) {
	s, sent := toy()
	good := (&mirror{files: sent}).start(t)
	for _, tt := range []struct {
		name  string
		bad   *mirror
		calls int // requests to the bad mirror: later files are asked for where the first was found
	}{
		{"busy", &mirror{status: http.StatusServiceUnavailable}, 4},
		{"not there", &mirror{status: http.StatusNotFound}, 1},
		{"forbidden", &mirror{status: http.StatusForbidden}, 1},
	} {
		bad := tt.bad.start(t)
		s.mirrors = []string{bad.URL, good.URL}
		opt := options(t, good)
		if err := s.fetch(t.Context(), opt); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		checkCache(t, opt, sent)
		if ranges, _ := bad.asked(); len(ranges) != tt.calls {
			t.Errorf("%s: asked %d times: want %d", tt.name, len(ranges), tt.calls)
		}
	}

	// A mirror that is switched off, then one that has nothing.
	off := (&mirror{}).start(t)
	off.Close()
	empty := (&mirror{}).start(t)
	s.mirrors = []string{off.URL, empty.URL}
	opt := options(t, good)
	err := s.fetch(t.Context(), opt)
	if err == nil || !strings.Contains(err.Error(), off.URL+": dial tcp") ||
		!strings.Contains(err.Error(), "; "+empty.URL+": 404 Not Found") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v", err)
	}
	checkCache(t, opt, nil)
}

func TestFetchRefusesPlainHTTP(t *testing.T) {
	s, sent := toy()
	var asked atomic.Int32
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Write(sent[filepath.Base(r.URL.Path)])
	}))
	defer plain.Close()
	away := serve(t, http.RedirectHandler(plain.URL+"/a.gz", http.StatusFound))
	for url, want := range map[string]string{
		plain.URL: ": refused: not HTTPS",
		away.URL:  ": redirect to " + plain.URL + "/a.gz refused: not HTTPS",
	} {
		s.mirrors = []string{url}
		opt := options(t, &mirror{Server: away})
		if err := s.fetch(t.Context(), opt); err == nil || !strings.HasSuffix(err.Error(), url+want) {
			t.Errorf("error %v: want %q", err, url+want)
		}
		checkCache(t, opt, nil)
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("%d requests without encryption", n)
	}
}

func TestFetchFollowsHTTPS(t *testing.T) {
	s, sent := toy()
	m := (&mirror{files: sent}).start(t)
	away := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, m.URL+r.URL.Path, http.StatusFound)
	}))
	s.mirrors = []string{away.URL}
	opt := options(t, m)
	if err := s.fetch(t.Context(), opt); err != nil {
		t.Fatal(err)
	}
	checkCache(t, opt, sent)
}

func TestFetchCancelled(t *testing.T) {
	s, sent := toy()
	m := (&mirror{files: sent, cut: 700, cuts: 1, hang: make(chan struct{})}).start(t)
	s.mirrors = []string{m.URL, m.URL}
	opt := options(t, m)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	opt.Progress = func(p FetchStep) {
		if p.Done == 700 {
			cancel()
		}
	}
	err := s.fetch(ctx, opt)
	if !errors.Is(err, context.Canceled) || err.Error() != "toy: cannot fetch a.gz: context canceled" {
		t.Errorf("error %v", err)
	}
	if ranges, _ := m.asked(); len(ranges) != 1 {
		t.Errorf("%d requests: want none after the cancel", len(ranges))
	}
	checkCache(t, opt, map[string][]byte{"a.gz.part": sent["a.gz"][:700]})
}

func TestFetchStalls(t *testing.T) {
	s, sent := toy()
	m := (&mirror{files: sent, cut: 700, cuts: 1, hang: make(chan struct{})}).start(t)
	s.mirrors = []string{m.URL}
	opt := options(t, m)
	opt.Stall, opt.Retries = 50*time.Millisecond, -1
	if err := s.fetch(t.Context(), opt); err == nil || !strings.HasSuffix(err.Error(), ": the server fell silent") {
		t.Errorf("error %v", err)
	}
}

func TestFetchUnwritableCache(t *testing.T) {
	s, sent := toy()
	m := (&mirror{files: sent}).start(t)
	s.mirrors = []string{m.URL, m.URL}
	opt := options(t, m)
	if err := os.MkdirAll(filepath.Join(opt.Cache, "toy", "a.gz.part"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := s.fetch(t.Context(), opt); err == nil || !strings.HasSuffix(err.Error(), "a.gz.part: is a directory") {
		t.Errorf("error %v", err)
	}
	opt.Cache = filepath.Join(opt.Cache, "file")
	write(t, filepath.Dir(opt.Cache), map[string][]byte{"file": nil})
	want := "toy: cannot make the folder " + filepath.Join(opt.Cache, "toy") + ": not a directory"
	if err := s.fetch(t.Context(), opt); err == nil || err.Error() != want {
		t.Errorf("error %v: want %s", err, want)
	}
	if ranges, _ := m.asked(); len(ranges) != 0 {
		t.Errorf("%d requests although nothing can be kept", len(ranges))
	}
}

// TestFetchNames goes in by the exported door: unknown names, our own set, and a published one
// whose sums no test server can meet.
func TestFetchNames(t *testing.T) {
	other := []byte("something else")
	sum := sha256.Sum256(other)
	m := (&mirror{files: map[string][]byte{trainImages + ".gz": zip(other)}}).start(t)
	opt := options(t, m)
	opt.Mirrors = []string{m.URL}
	for name, want := range map[string]string{
		"digits": "digits: is made by xbar itself, there is nothing to fetch",
		"emnist": `dataset "emnist" cannot be fetched: want mnist or fashion`,
		"mnist": fmt.Sprintf("mnist: cannot fetch train-images-idx3-ubyte.gz: %s: SHA-256 of the content is %x: "+
			"want ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", m.URL, sum),
	} {
		if err := Fetch(t.Context(), name, opt); err == nil || err.Error() != want {
			t.Errorf("%s: error %v: want %s", name, err, want)
		}
	}
	if err := Fetch(t.Context(), "mnist", FetchOptions{}); err == nil || err.Error() != "mnist: no cache folder to fetch into" {
		t.Errorf("without cache: %v", err)
	}
	for _, s := range sources() {
		for _, url := range s.mirrors {
			if !strings.HasPrefix(url, "https://") {
				t.Errorf("%s: mirror %s is not HTTPS", s.name, url)
			}
		}
	}
}

// TestFetchMNIST sends the published files through a local server: they have the sums we hold.
func TestFetchMNIST(t *testing.T) {
	dir := os.Getenv("XBAR_DATA")
	if dir == "" {
		t.Skip("set XBAR_DATA to a folder that holds mnist/*.gz to check the published sums")
	}
	files := make(map[string][]byte)
	for _, name := range []string{trainImages, trainLabels, testImages, testLabels} {
		data, err := os.ReadFile(filepath.Join(dir, "mnist", name+".gz"))
		if err != nil {
			t.Skip(err)
		}
		files[name+".gz"] = data
	}
	m := (&mirror{files: files, cut: 4000, cuts: 4}).start(t)
	opt := options(t, m)
	opt.Mirrors = []string{m.URL}
	if err := Fetch(t.Context(), "mnist", opt); err != nil {
		t.Fatal(err)
	}
	if _, err := Load("mnist", Options{Cache: opt.Cache}); err != nil {
		t.Error(err)
	}
}
