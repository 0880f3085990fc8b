package dataset

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// A download brings one file from one mirror into a ".part" file.
type download struct {
	url, part string
	file      sourceFile
	step      FetchStep
	report    func(FetchStep)
	client    *http.Client
	retries   int
	pause     time.Duration
	stall     time.Duration
	validator string // ETag or date of what this mirror is sending us, for If-Range
}

// A localError is a fault of this machine, which no other mirror can help.
type localError struct{ err error }

func (e *localError) Error() string { return e.err.Error() }
func (e *localError) Unwrap() error { return e.err }

// A finalError is an answer that the same mirror would give again.
type finalError struct{ err error }

func (e *finalError) Error() string { return e.err.Error() }
func (e *finalError) Unwrap() error { return e.err }

var (
	errPlainHTTP = errors.New("refused: not HTTPS")
	errStalled   = errors.New("the server fell silent")
)

func newDownload(url, part string, f sourceFile, step FetchStep, opt FetchOptions) *download {
	d := &download{
		url: url, part: part, file: f, step: step, report: opt.Progress,
		client: secure(opt.Client), retries: opt.Retries, pause: opt.Pause, stall: opt.Stall,
	}
	if d.report == nil {
		d.report = func(FetchStep) {}
	}
	if d.retries == 0 {
		d.retries = 3
	}
	if d.pause == 0 {
		d.pause = time.Second / 2
	}
	if d.stall == 0 {
		d.stall = 30 * time.Second
	}
	return d
}

// secure returns a copy of c that follows redirects to HTTPS only.
func secure(c *http.Client) *http.Client {
	if c == nil {
		c = http.DefaultClient
	}
	s, next := *c, c.CheckRedirect
	s.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		switch {
		case req.URL.Scheme != "https":
			return &finalError{fmt.Errorf("redirect to %s %w", req.URL.Redacted(), errPlainHTTP)}
		case next != nil:
			return next(req, via)
		case len(via) >= 10:
			return &finalError{errors.New("more than 10 redirects")}
		}
		return nil
	}
	return &s
}

// run makes attempts until the part file has the right content. What has come when it gives up
// stays for the next download; wrong content does not, nor does anything once the disk is full.
func (d *download) run(ctx context.Context) (err error) {
	defer func() {
		var local *localError
		if info, serr := os.Stat(d.part); serr == nil && info.Mode().IsRegular() && (info.Size() == 0 || errors.As(err, &local)) {
			os.Remove(d.part)
		}
	}()
	if u, err := url.Parse(d.url); err != nil || u.Scheme != "https" {
		return &finalError{errPlainHTTP}
	}
	pause := d.pause
	for attempt := 0; ; attempt++ {
		resumed, err := d.attempt(ctx)
		if err == nil {
			if err = d.file.verify(d.part); err == nil {
				return nil
			}
			os.Remove(d.part)
			if !resumed {
				return &finalError{err}
			}
			continue // the two pieces did not belong together: once more from the start
		}
		var local *localError
		var final *finalError
		if ctx.Err() != nil || errors.As(err, &local) || errors.As(err, &final) || attempt >= d.retries {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
			pause *= 2
		}
	}
}

// attempt makes one request and appends what comes to the part file. resumed tells whether the
// file now consists of more than this one answer.
func (d *download) attempt(ctx context.Context) (resumed bool, err error) {
	part, err := os.OpenFile(d.part, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return false, &localError{err}
	}
	defer func() {
		if cerr := part.Close(); err == nil && cerr != nil {
			err = &localError{cerr}
		}
	}()
	have, err := part.Seek(0, io.SeekEnd)
	if err != nil {
		return false, &localError{err}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(d.stall, func() { cancel(errStalled) })
	defer watch.Stop()

	resp, err := d.client.Do(d.request(ctx, have))
	if err != nil {
		return false, because(ctx, err)
	}
	defer resp.Body.Close()
	start, err := d.start(resp, have)
	if err != nil && (resp.StatusCode < 300 || resp.StatusCode == http.StatusRequestedRangeNotSatisfiable) {
		part.Truncate(0) // begin again rather than ask the same in vain; a failure shows in the next attempt
	}
	if err != nil {
		return false, err
	}
	if start == 0 {
		if err := part.Truncate(0); err != nil {
			return false, &localError{err}
		}
	}
	if _, err := part.Seek(start, io.SeekStart); err != nil {
		return false, &localError{err}
	}
	if err := d.copy(part, resp, start, func() { watch.Reset(d.stall) }); err != nil {
		return start > 0, because(ctx, err)
	}
	if err := part.Sync(); err != nil {
		return start > 0, &localError{err}
	}
	return start > 0, nil
}

// request asks for the file from byte have on. Asking for gzip by name keeps net/http from
// decompressing on the way, and the mirror from doing so.
func (d *download) request(ctx context.Context, have int64) *http.Request {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url, nil)
	if err != nil {
		panic("dataset: request for a URL that was parsed before: " + err.Error())
	}
	req.Header.Set("User-Agent", "xbar")
	req.Header.Set("Accept-Encoding", "gzip")
	if have > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
		if d.validator != "" {
			req.Header.Set("If-Range", d.validator)
		}
	}
	return req
}

// start says at which byte of the file the answer begins: have if the mirror continues, 0 if it
// sends everything.
func (d *download) start(resp *http.Response, have int64) (int64, error) {
	switch resp.StatusCode {
	case http.StatusOK:
		d.validator = validator(resp.Header)
		return 0, nil
	case http.StatusPartialContent:
		d.validator = validator(resp.Header)
		if begin := contentStart(resp.Header); begin != have {
			return 0, fmt.Errorf("asked for byte %d but got Content-Range %q", have, resp.Header.Get("Content-Range"))
		}
		return have, nil
	case http.StatusRequestedRangeNotSatisfiable:
		return 0, errors.New(resp.Status) // what we have is longer than the mirror's file
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return 0, errors.New(resp.Status)
	}
	err := errors.New(resp.Status)
	if resp.StatusCode < 500 {
		return 0, &finalError{err}
	}
	return 0, err
}

// copy appends the answer, which begins at byte start, to part.
func (d *download) copy(part *os.File, resp *http.Response, start int64, alive func()) error {
	// gzip makes bytes that do not compress longer by 5 per block of up to 64 KiB, and 18 in all.
	longest := d.file.size + d.file.size/1000 + 1024
	step := d.step
	step.Done = start
	if resp.ContentLength >= 0 {
		step.Total = start + resp.ContentLength
	}
	if step.Total > longest {
		return &finalError{fmt.Errorf("would send %d bytes: want at most %d", step.Total, longest)}
	}
	d.report(step)
	buf := make([]byte, 64<<10)
	for {
		n, err := resp.Body.Read(buf)
		alive()
		if _, werr := part.Write(buf[:n]); werr != nil {
			return &localError{werr}
		}
		step.Done += int64(n)
		if step.Done > longest {
			part.Truncate(0) // of no use to anyone; should this fail, the sum is wrong
			return &finalError{fmt.Errorf("sends more than the %d bytes the file can have", longest)}
		}
		if n > 0 {
			d.report(step)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// validator returns what If-Range may carry: a strong ETag, else the date of the last change.
func validator(h http.Header) string {
	if tag := h.Get("ETag"); strings.HasPrefix(tag, `"`) {
		return tag
	}
	return h.Get("Last-Modified")
}

// contentStart returns the first byte of "Content-Range: bytes FIRST-LAST/TOTAL", -1 if there is none.
func contentStart(h http.Header) int64 {
	var first int64
	if _, err := fmt.Sscanf(h.Get("Content-Range"), "bytes %d-", &first); err != nil {
		return -1
	}
	return first
}

// because replaces the words of net/http by the reason why the context ended, or by the cause
// inside its *url.Error, which would repeat the address. It marks what will not pass by itself.
func because(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err
	}
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	if errors.As(err, &dns) && dns.IsNotFound || errors.As(err, &cert) {
		return &finalError{err}
	}
	return err
}
