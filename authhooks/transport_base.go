package authhooks

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"
)

// transports is what carries the calls of a client.
type transports struct {
	token    *pool
	business *pool        // the same pool, if the transport is foreign
	fresh    func() *pool // another one for token calls; nil if the transport is foreign
	foreign  bool         // the transport is not net/http's own
	follows  bool         // it holds an http.Client, which may follow redirects
}

// newTransports never changes the user's transport: an *http.Transport is cloned.
func newTransports(user *http.Client) transports {
	var rt http.RoundTripper
	if user != nil {
		rt = user.Transport
	}
	if rt == nil {
		rt = http.DefaultTransport
	}
	base, ok := rt.(*http.Transport)
	if !ok {
		p := newPool(rt)
		return transports{token: p, business: p, foreign: true, follows: holdsClient(rt)}
	}
	capped := namingProxy(withoutPlainProxy(clone(base)))
	if capped.MaxResponseHeaderBytes <= 0 || capped.MaxResponseHeaderBytes > headerCap {
		capped.MaxResponseHeaderBytes = headerCap
	}
	return transports{
		token:    newPool(capped),
		business: newPool(namingProxy(withoutPlainProxy(clone(base)))),
		fresh:    func() *pool { return newPool(capped.Clone()) },
	}
}

// An HTTP/2 connection on which nothing came for pingAfter is pinged, and closed if
// no answer to that comes within pingTimeout: net/http alone would keep a dead one.
const (
	pingAfter   = 30 * time.Second
	pingTimeout = 15 * time.Second
)

// pinged sets the pings of t, a clone of ours, if nobody has. idle and timeout are
// what golang.org/x/net/http2 was told.
func pinged(t *http.Transport, idle, timeout time.Duration) *http.Transport {
	var config http.HTTP2Config
	if t.HTTP2 != nil {
		config = *t.HTTP2
	}
	if config.SendPingTimeout == 0 {
		config.SendPingTimeout = cmp.Or(idle, pingAfter)
	}
	if config.PingTimeout == 0 {
		config.PingTimeout = cmp.Or(timeout, pingTimeout)
	}
	t.HTTP2 = &config
	return t
}

// pingsOf returns what a transport of golang.org/x/net/http2 that was put into t was
// told of pings. That is to be read nowhere else: the core does not import the
// package. t must have been cloned before, which settles its HTTP/2.
func pingsOf(t *http.Transport) (idle, timeout time.Duration) {
	inner := reflect.ValueOf(t).Elem().FieldByName("h2transport")
	for inner.IsValid() && (inner.Kind() == reflect.Interface || inner.Kind() == reflect.Pointer) {
		inner = inner.Elem()
	}
	if inner.Kind() != reflect.Struct {
		return 0, 0
	}
	read := func(name string) time.Duration {
		if f := inner.FieldByName(name); f.IsValid() && f.CanInt() {
			return time.Duration(f.Int())
		}
		return 0
	}
	return read("ReadIdleTimeout"), read("PingTimeout")
}

// clone copies a transport. Where golang.org/x/net/http2 was put into it, the copy
// would go on using that very HTTP/2 transport, with its caps and its connections:
// the copy gets one of its own.
func clone(t *http.Transport) *http.Transport {
	c := t.Clone()
	var idle, timeout time.Duration
	theirs := maps.Clone(c.TLSNextProto)
	delete(theirs, "h2")
	delete(theirs, "unencrypted_http2") // which it puts there too
	if c.TLSNextProto["h2"] != nil && len(theirs) == 0 {
		c.TLSNextProto, c.ForceAttemptHTTP2 = nil, true
		idle, timeout = pingsOf(t)
	}
	return pinged(c, idle, timeout)
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
