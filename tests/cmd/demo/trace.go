package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// trace is the RoundTripper of -live -v. It records the address and the outcome of each
// call, but no header, query or body. Of the path it records only the template, because a
// vendor has its refresh token in the path.
type trace struct {
	paths []string
	base  http.RoundTripper

	mu    sync.Mutex
	lines []string
}

// newTrace sets the same limits on its transport as the module sets on its own, because
// the module does not change a foreign RoundTripper.
func newTrace(v accounts.Vendor) *trace {
	t := &http.Transport{
		MaxResponseHeaderBytes: 64 << 10,
		TLSHandshakeTimeout:    10 * time.Second,
		ForceAttemptHTTP2:      true,
		Proxy: func(req *http.Request) (*url.URL, error) {
			if req.URL.Scheme == "http" {
				return nil, nil //nolint:nilnil // net/http's way of saying "no proxy": a credential in clear goes through none
			}
			return http.ProxyFromEnvironment(req)
		},
	}
	log := &trace{paths: []string{path(v)}, base: t}
	for _, op := range v.Operations() {
		log.paths = append(log.paths, op.Path)
	}
	return log
}

func (t *trace) client() *http.Client { return &http.Client{Transport: t} }

// RoundTrip records the call and passes everything on unchanged.
func (t *trace) RoundTrip(req *http.Request) (*http.Response, error) {
	began := time.Now()
	resp, err := t.base.RoundTrip(req)
	outcome := "no answer"
	if err == nil {
		outcome = fmt.Sprintf("HTTP %d", resp.StatusCode)
	}
	line := fmt.Sprintf("  %s %s://%s%s -> %s, %s\n",
		req.Method, req.URL.Scheme, req.URL.Host, t.template(req), outcome, short(time.Since(began)))
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines = append(t.lines, line)
	return resp, err
}

// template finds the documented path that ends the request's path. A base URL may add a
// prefix.
func (t *trace) template(req *http.Request) string {
	segments := strings.Split(req.URL.Path, "/")
	for _, path := range t.paths {
		n := len(strings.Split(path, "/")) - 1
		if n >= len(segments) {
			continue
		}
		end := "/" + strings.Join(segments[len(segments)-n:], "/")
		if (authtest.Route{Method: req.Method, Path: path}).Match(req.Method, end) {
			return path
		}
	}
	return "/(a path the demo does not know)"
}

// String returns the calls recorded so far.
func (t *trace) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(t.lines, "")
}
