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

// transports are the pools for the calls of a client.
type transports struct {
	token    *pool
	business *pool        // the same pool, if the transport is foreign
	fresh    func() *pool // another pool for token calls, nil if the transport is foreign
	foreign  bool         // the transport is not net/http's own
	follows  bool         // it holds an http.Client, which may follow redirects
}

// newTransports never changes the user's transport. It clones an *http.Transport.
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

// An HTTP/2 connection on which nothing came for pingAfter is pinged, and closed if no
// answer comes within pingTimeout. Without pings net/http would keep a dead connection.
const (
	pingAfter   = 30 * time.Second
	pingTimeout = 15 * time.Second
)

// pinged sets the pings of t, a clone of ours, if nobody has. idle and timeout are the
// settings of golang.org/x/net/http2, if any.
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

// pingsOf returns the ping settings of a golang.org/x/net/http2 transport that was put
// into t. They can be read nowhere else, since the core does not import the package. t
// must have been cloned before, which settles its HTTP/2.
func pingsOf(t *http.Transport) (idle, timeout time.Duration) {
	inner := fieldOf(reflect.ValueOf(t).Elem(), "h2transport")
	for inner.IsValid() && (inner.Kind() == reflect.Interface || inner.Kind() == reflect.Pointer) {
		inner = inner.Elem()
	}
	if inner.Kind() != reflect.Struct {
		return 0, 0
	}
	read := func(name string) time.Duration {
		if f := fieldOf(inner, name); f.IsValid() && f.CanInt() {
			return time.Duration(f.Int())
		}
		return 0
	}
	return read("ReadIdleTimeout"), read("PingTimeout")
}

// fieldOf is v.FieldByName for a field that is not embedded. A program that links FieldByName
// is larger.
func fieldOf(v reflect.Value, name string) reflect.Value {
	for i := range v.NumField() {
		if v.Type().Field(i).Name == name {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}

// clone copies a transport. If golang.org/x/net/http2 was put into t, a plain copy would
// go on using that very HTTP/2 transport, with its caps and its connections. So the copy
// gets an HTTP/2 transport of its own.
func clone(t *http.Transport) *http.Transport {
	c := t.Clone()
	var idle, timeout time.Duration
	theirs := maps.Clone(c.TLSNextProto)
	delete(theirs, "h2")
	delete(theirs, "unencrypted_http2") // the package puts this there too
	if c.TLSNextProto["h2"] != nil && len(theirs) == 0 {
		c.TLSNextProto, c.ForceAttemptHTTP2 = nil, true
		idle, timeout = pingsOf(t)
	}
	return pinged(c, idle, timeout)
}

// isMalformed reports whether net/http refused the answer itself. Either the header was
// too large, or HTTP/2 frames broke the protocol, as a header far past the cap does.
func isMalformed(err error) bool {
	for _, text := range []string{"response headers exceeded", "response header list larger than advertised limit", "connection error: PROTOCOL_ERROR"} {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}

// headerSize returns the size of h in HTTP/1.1, which is the smallest way to count it.
func headerSize(h http.Header) int {
	size := 0
	for name, values := range h {
		for _, v := range values {
			size += len(name) + len(": \r\n") + len(v)
		}
	}
	return size
}

// withoutPlainProxy keeps credentials in plain text from a proxy that only the
// environment names. A proxy that the user set in code is used.
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
