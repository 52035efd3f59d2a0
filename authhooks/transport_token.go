package authhooks

import (
	"bytes"
	"context"
	"net/http"
	"sync/atomic"
)

// tokenTransport carries token calls. It sends to the vendor's origin only, with a
// timeout, and reads the whole answer, up to limit, before anybody looks at it.
type tokenTransport struct {
	client    *Client
	pool      atomic.Pointer[pool]
	fresh     func() *pool // makes the next pool, nil if the transport is foreign
	timedOut  atomic.Bool  // the last call over a foreign transport got no answer in time
	foreign   bool
	limit     int64
	timeout   *limitError
	userAgent string
}

// answerBody is a body that is in memory already.
type answerBody struct {
	bytes.Reader
	data []byte
}

func (*answerBody) Close() error { return nil }

// Do sends req for a generated client.
func (g *tokenTransport) Do(req *http.Request) (*http.Response, error) { return g.RoundTrip(req) }

// RoundTrip returns a complete answer or an [*Error]. Both lead Receive to the fetch that
// the call belongs to.
func (g *tokenTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	return g.call(req, g.client.Origins())
}

// loginDoer sends logins through the same transport.
type loginDoer struct{ tokens *tokenTransport }

func (d loginDoer) Do(req *http.Request) (*http.Response, error) {
	login, err := NewOrigins(d.tokens.client.login)
	if err != nil {
		return nil, err
	}
	login.insecure = d.tokens.client.origins.Load().insecure
	return d.tokens.call(req, login)
}

// call makes a token call at one of origins.
func (g *tokenTransport) call(req *http.Request, origins Origins) (*http.Response, error) {
	r := runOf(req.Context())
	ctx, call := startTokenCall(req.Context(), r != nil && r.source.guarded)
	resp, err := g.roundTrip(ctx, req, origins)
	if call == nil {
		return resp, err
	}
	if e, ok := asError(err); ok {
		return nil, call.failed(e)
	}
	resp.Request = call.inRequest(req)
	return resp, err
}

func (g *tokenTransport) roundTrip(ctx context.Context, req *http.Request, origins Origins) (*http.Response, error) {
	if err := origins.admit(req); err != nil {
		closeBody(req)
		return nil, err
	}
	if g.client.source.isClosed() {
		closeBody(req)
		return nil, g.client.source.closedError()
	}
	used := g.pool.Load()
	used.begin()
	defer used.end()
	ctx, cancel := g.timeout.within(ctx)
	defer cancel()
	watch, watched := g.client.watchRedirects(ctx, req, g.foreign)
	defer watch.end()
	out := withAgent(runOf(ctx).traced(watched), req, g.userAgent)
	out.Close = out.Close || g.timedOut.Load()
	resp, err := g.client.carry(used, req, out, watch)
	if err != nil {
		g.replacePool(used, err)
		return nil, g.client.transportError(req.Context(), ctx, err, 0)
	}
	resp.Header.Del("Location") // never followed, and net/http would print one that it cannot parse
	data, err := g.client.readAnswer(resp, g.limit)
	if err != nil {
		g.replacePool(used, err)
		return nil, g.client.transportError(req.Context(), ctx, err, resp.StatusCode)
	}
	g.timedOut.Store(false)
	body := &answerBody{data: data}
	body.Reset(data)
	resp.Body, resp.ContentLength = body, int64(len(data))
	return resp, nil
}

// CloseIdleConnections is for [http.Client.CloseIdleConnections].
func (g *tokenTransport) CloseIdleConnections() { g.client.closeIdle() }

// replacePool stops the use of a connection whose call got no answer in time. net/http
// keeps an HTTP/2 connection after a timeout, though it may be dead. The next call goes
// through a pool of its own. Over a foreign transport, the next call asks for its
// connection to be closed afterwards.
func (g *tokenTransport) replacePool(used *pool, err error) {
	switch {
	case !isTimeout(err):
	case g.foreign:
		g.timedOut.Store(true)
		used.drain()
	default:
		if next := g.fresh(); g.pool.CompareAndSwap(used, next) {
			used.retire()
			if g.client.source.isClosed() {
				next.retire()
			}
		}
	}
}
