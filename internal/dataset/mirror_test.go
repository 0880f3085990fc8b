package dataset

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// A mirror is a local HTTPS server with faults to order. It serves the compressed form of files.
type mirror struct {
	*httptest.Server
	files  map[string][]byte     // as sent, by name
	etag   func(call int) string // nil: none
	cut    int                   // break off after so many bytes …
	whole  bool                  // ignore Range
	status int                   // answer with this status; 0: serve
	hang   chan struct{}         // after the cut, stay silent until this is closed

	mu     sync.Mutex
	cuts   int      // … this many answers that start at byte 0
	ranges []string // Range headers in the order they came, "" for none
	conds  []string // If-Range headers
}

// start runs the mirror until the test ends.
func (m *mirror) start(t *testing.T) *mirror {
	m.Server = serve(t, m)
	if m.hang != nil {
		t.Cleanup(func() { close(m.hang) })
	}
	return m
}

// serve starts an HTTPS server that keeps its complaints about clients to itself.
func serve(t *testing.T, h http.Handler) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// asked returns the Range and If-Range headers of all requests so far.
func (m *mirror) asked() (ranges, conds []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.ranges), slices.Clone(m.conds)
}

// note records a request and decides whether its answer will be cut.
func (m *mirror) note(r *http.Request) (call int, cut bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ranges = append(m.ranges, r.Header.Get("Range"))
	m.conds = append(m.conds, r.Header.Get("If-Range"))
	cut = m.cuts > 0 && (m.whole || r.Header.Get("Range") == "")
	if cut {
		m.cuts--
	}
	return len(m.ranges), cut
}

func (m *mirror) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call, cut := m.note(r)
	data, ok := m.files[filepath.Base(r.URL.Path)]
	if m.etag != nil {
		w.Header().Set("ETag", m.etag(call))
	}
	switch {
	case m.status != 0:
		w.WriteHeader(m.status)
	case !ok:
		http.NotFound(w, r)
	case cut:
		w.Header().Set("Content-Length", fmt.Sprint(len(data)))
		w.Write(data[:m.cut])
		w.(http.Flusher).Flush()
		if m.hang != nil {
			select {
			case <-m.hang:
			case <-r.Context().Done():
			}
		}
		panic(http.ErrAbortHandler)
	case m.whole:
		w.Write(data)
	default:
		w.Header().Set("Content-Type", "application/gzip")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	}
}
