package authhooks

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"reflect"
	"strings"
	"sync"
)

// redirectWatch keeps the credential from a redirect that a RoundTripper follows by
// itself. A RoundTripper made of an http.Client does so, and takes the credential along.
// In the end net/http sends the request. As soon as net/http has prepared the name of a
// foreign host, and before it sends anything, redirectWatch closes the connection.
//
// Only a request that follows a request to the vendor is a redirect. A wrapper may first
// ask another host for something under the call's ctx.
type redirectWatch struct {
	client *Client
	to     *http.Request
	stop   context.CancelFunc

	mu      sync.Mutex
	conn    net.Conn // of the request that is about to be written
	reached bool     // a request to the vendor has been written
	secure  bool     // over TLS
	caught  bool
}

// watchRedirects returns the ctx to send req with. If follows is true, the transport may
// follow redirects by itself, and a watch keeps the credential back. Otherwise the watch
// is nil.
func (c *Client) watchRedirects(ctx context.Context, req *http.Request, follows bool) (*redirectWatch, context.Context) {
	if !follows {
		return nil, ctx
	}
	ctx, cancel := context.WithCancel(ctx)
	w := &redirectWatch{client: c, to: req, stop: cancel}
	return w, httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(got httptrace.GotConnInfo) {
			w.mu.Lock()
			w.conn = got.Conn
			w.mu.Unlock()
		},
		WroteHeaderField: func(name string, values []string) {
			if name == "Host" || name == ":authority" {
				w.addressed(values[0])
			}
		},
	})
}

// addressed runs before a byte of a request to host is sent.
func (w *redirectWatch) addressed(host string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, secure := w.conn.(*tls.Conn)
	if (secure || !w.secure) && w.client.answersFor(w.to, &url.URL{Scheme: w.to.URL.Scheme, Host: host}) {
		w.reached, w.secure = true, secure
		return
	}
	if w.reached && w.conn != nil {
		w.caught = true
		_ = w.conn.Close()
		w.stop()
	}
}

// result returns what the transport returned, or an error if a redirect was caught. w may
// be nil.
func (w *redirectWatch) result(resp *http.Response, err error) (*http.Response, error) {
	if w == nil {
		return resp, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.caught {
		return resp, err
	}
	discard(resp)
	return nil, w.client.withOp("send", policyError("send", "the transport followed a redirect to another origin, "+
		"and was stopped before it sent the credential there: "+followsMessage))
}

// end is stop for a watch that may be nil.
func (w *redirectWatch) end() {
	if w != nil {
		w.stop()
	}
}

const followsMessage = "a transport must not follow redirects: give the http.Client in it a CheckRedirect that returns http.ErrUseLastResponse"

// sameOrigin closes and refuses an answer from another origin than req was sent to. It
// accepts the answer if the transport does not say where the answer comes from.
func (c *Client) sameOrigin(req *http.Request, resp *http.Response) error {
	if resp.Request == nil || resp.Request.URL == nil || c.answersFor(req, resp.Request.URL) {
		return nil
	}
	discard(resp)
	return c.withOp("send", policyError("send", "the answer is from another origin than the request was sent to, and is not used: "+
		followsMessage+"; if it changes the host on purpose, allow the origin with WithAllowedOrigins"))
}

// answersFor reports whether u is at the origin of req, or at another that may
// receive the credential.
func (c *Client) answersFor(req *http.Request, u *url.URL) bool {
	return originOf(u) == originOf(req.URL) || c.origins.Load().Check(u) == nil
}

// holdsClient reports whether an [http.Client] is in the fields of rt, or in the fields
// of RoundTrippers in rt. What a function holds cannot be seen.
func holdsClient(rt http.RoundTripper) bool {
	type place struct {
		kind reflect.Type
		at   uintptr
	}
	seen := make(map[place]bool)
	var holds func(v reflect.Value) bool
	holds = func(v reflect.Value) bool {
		switch kind := v.Type(); v.Kind() { //nolint:exhaustive // nothing else leads to a client that can be seen
		case reflect.Interface:
			return sends(kind) && !v.IsNil() && holds(v.Elem())
		case reflect.Pointer:
			here := place{kind, v.Pointer()}
			if seen[here] {
				return false
			}
			seen[here] = true
			if v.IsNil() { // it may be made at the first call
				v = reflect.New(kind.Elem())
			}
			return holds(v.Elem())
		case reflect.Struct:
			if kind == reflect.TypeFor[http.Client]() {
				return true
			}
			if kind == reflect.TypeFor[http.Transport]() || strings.HasPrefix(kind.PkgPath(), "sync") {
				return false
			}
			for _, field := range v.Fields() {
				if holds(field) {
					return true
				}
			}
		}
		return false
	}
	return holds(reflect.ValueOf(rt))
}

// sends reports whether a value of the interface t may carry requests. holdsClient does
// not look into others, such as a logger.
func sends(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[http.RoundTripper]()) || t.Implements(reflect.TypeFor[Doer]())
}
