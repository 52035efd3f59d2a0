package authhooks

import (
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// roundTrippers returns what carries token calls and business calls. The
// user's transport is cloned where it is an *http.Transport, and never changed.
func roundTrippers(user *http.Client) (token, business http.RoundTripper, closeIdle func()) {
	var rt http.RoundTripper
	if user != nil {
		rt = user.Transport
	}
	if rt == nil {
		rt = http.DefaultTransport
	}
	base, ok := rt.(*http.Transport)
	if !ok {
		return rt, rt, func() {}
	}
	capped := namingProxy(withoutPlainProxy(clone(base)))
	if capped.MaxResponseHeaderBytes <= 0 || capped.MaxResponseHeaderBytes > headerCap {
		capped.MaxResponseHeaderBytes = headerCap
	}
	open := namingProxy(withoutPlainProxy(clone(base)))
	return capped, open, func() {
		capped.CloseIdleConnections()
		open.CloseIdleConnections()
	}
}

// clone copies a transport. Where golang.org/x/net/http2 was put into it, the copy
// would go on using that very HTTP/2 transport, with its caps and its connections:
// the copy gets one of its own.
func clone(t *http.Transport) *http.Transport {
	c := t.Clone()
	theirs := maps.Clone(c.TLSNextProto)
	delete(theirs, "h2")
	delete(theirs, "unencrypted_http2") // which it puts there too
	if c.TLSNextProto["h2"] != nil && len(theirs) == 0 {
		c.TLSNextProto, c.ForceAttemptHTTP2 = nil, true
	}
	return c
}

// isMalformed reports that net/http refused the answer itself: its header for its
// size, or HTTP/2 frames that break the protocol, as a header far past the cap does.
func isMalformed(err error) bool {
	for _, text := range []string{"response headers exceeded", "response header list larger than advertised limit", "connection error: PROTOCOL_ERROR"} {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}

// headerSize is what h takes in HTTP/1.1, which is the shortest.
func headerSize(h http.Header) int {
	size := 0
	for name, values := range h {
		for _, v := range values {
			size += len(name) + len(": \r\n") + len(v)
		}
	}
	return size
}

// withoutPlainProxy keeps credentials in clear away from a proxy that only the
// environment names. One that the user set in code is the user's word.
func withoutPlainProxy(t *http.Transport) *http.Transport {
	environment := reflect.ValueOf(http.ProxyFromEnvironment).Pointer()
	if t.Proxy == nil || reflect.ValueOf(t.Proxy).Pointer() != environment {
		return t
	}
	t.Proxy = func(req *http.Request) (*url.URL, error) {
		if req.URL.Scheme == "http" {
			return nil, nil //nolint:nilnil // net/http's way of saying "no proxy"
		}
		return http.ProxyFromEnvironment(req)
	}
	return t
}
