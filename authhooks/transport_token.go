package authhooks

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"maps"
	"math"
	"net/http"
	"strconv"
	"sync/atomic"
)

// tokenTransport carries token calls: to the vendor's origin only, within a time, and
// with the whole answer read and capped before anybody looks at it.
type tokenTransport struct {
	client    *Client
	pool      atomic.Pointer[pool]
	fresh     func() *pool // makes the next pool; nil if the transport is foreign
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

// Do is what a generated client sends with.
func (g *tokenTransport) Do(req *http.Request) (*http.Response, error) { return g.RoundTrip(req) }

// RoundTrip returns a complete answer or an [*Error].
func (g *tokenTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := g.client.origins.admit(req); err != nil {
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
	ctx, cancel := g.timeout.within(req.Context())
	defer cancel()
	var stray *redirectWatch
	if g.foreign {
		stray, ctx = g.client.watchRedirects(ctx, req)
		defer stray.end()
	}
	out := withAgent(runOf(ctx).traced(ctx), req, g.userAgent)
	out.Close = out.Close || g.timedOut.Load()
	watchBody(out)
	resp, err := used.roundTrip(out)
	if err != nil {
		discard(resp)
		resp = nil
	}
	if resp, err = stray.result(resp, err); err != nil {
		g.replacePool(used, err)
		return nil, g.client.transportError(req.Context(), ctx, err, 0)
	}
	if resp == nil {
		return nil, g.client.noAnswer()
	}
	if err := g.client.sameOrigin(req, resp); err != nil {
		return nil, err
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
	resp.Body, resp.ContentLength, resp.Request = body, int64(len(data)), req
	return resp, nil
}

// CloseIdleConnections is for [http.Client.CloseIdleConnections].
func (g *tokenTransport) CloseIdleConnections() { g.client.closeIdle() }

// replacePool takes the connection of a call that got no answer in time out of use.
// net/http keeps an HTTP/2 connection after a timeout, though it may be dead. The
// next call goes through a pool of its own; over a foreign transport it asks for
// the connection to be closed afterwards.
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

// tooLongError is an answer past its cap.
type tooLongError struct{ limit int64 }

func (e tooLongError) Error() string {
	return "the answer is longer than " + strconv.FormatInt(e.limit, 10) + " bytes"
}

// noAnswer is what a RoundTripper returned that breaks its contract.
func (c *Client) noAnswer() *Error {
	return &Error{Vendor: c.vendor.Name, Op: "send", Kind: KindTransport, permanent: true, Message: "the transport returned neither an answer nor an error"}
}

// readAnswer reads the whole answer to a token call, or fails, and closes its body.
// The body of a 101 is the connection itself, on which no ctx ends a read.
func (c *Client) readAnswer(resp *http.Response, limit int64) ([]byte, error) {
	if resp.Body == nil {
		return nil, nil
	}
	defer resp.Body.Close() //nolint:errcheck // what counts has been read
	e := &Error{Vendor: c.vendor.Name, Op: "send", Kind: KindProtocol, Status: resp.StatusCode}
	switch {
	case resp.StatusCode == http.StatusSwitchingProtocols:
		e.Message = "the answer switches to another protocol"
	case headerSize(resp.Header) > headerCap: // whatever carried it
		e.Message = "the header of the answer is longer than 64 KiB"
	default:
		return readCapped(resp.Body, resp.ContentLength, limit)
	}
	return nil, e
}

// readCapped reads to the end, or fails one byte past limit. A length that is only
// claimed is given no more room than firstRoom.
func readCapped(body io.Reader, length, limit int64) ([]byte, error) {
	if b, ok := body.(*answerBody); ok {
		return b.data, nil
	}
	size := int64(bytes.MinRead)
	if 0 < length && length <= limit {
		size = min(length, firstRoom) + 1 // with room to meet the end
	}
	limit = min(limit, math.MaxInt64-1)
	data, err := readAtMost(body, make([]byte, 0, size), limit+1)
	if int64(len(data)) > limit {
		return nil, tooLongError{limit}
	}
	if err != io.EOF { //nolint:errorlint // io.Reader promises io.EOF itself
		return nil, err
	}
	return data, nil
}

// firstRoom is more than any token answer of a vendor.
const firstRoom = 64 << 10

// readAtMost appends to data until r ends or data has n bytes. The error is what
// r ended with, io.EOF too; nil where there may be more to read. The room doubles
// and never exceeds n: all of it together is less than 3 n, where append, which
// grows by a quarter, would take 5 n.
func readAtMost(r io.Reader, data []byte, n int64) ([]byte, error) {
	for empty := 0; int64(len(data)) < n; empty++ {
		if len(data) == cap(data) {
			data = append(make([]byte, 0, min(max(2*int64(cap(data)), bytes.MinRead), n)), data...)
		}
		m, err := readInto(r, data[len(data):min(int64(cap(data)), n)])
		data = data[:len(data)+m]
		switch {
		case err != nil:
			return data, err
		case m > 0:
			empty = 0
		case empty == maxEmptyReads:
			return data, io.ErrNoProgress
		}
	}
	return data, nil
}

// unpackedAnswer unpacks an answer that came packed though nobody asked for it, as a
// transport with DisableCompression hands it on. limit holds for what is unpacked.
func unpackedAnswer(h http.Header, data []byte, limit int64) ([]byte, error) {
	whole := func(n int) ([]byte, error) {
		if n >= len(data) {
			return nil, io.EOF
		}
		return data, nil
	}
	if !isGzip(h, whole) {
		return data, nil
	}
	plain, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return readCapped(plain, -1, limit)
}

// withAgent returns a copy of req under ctx, with a User-Agent where it has none.
func withAgent(ctx context.Context, req *http.Request, agent string) *http.Request {
	var c struct {
		req   http.Request
		agent [1]string
	}
	c.req = *req.WithContext(ctx)
	if _, set := req.Header["User-Agent"]; agent != "" && !set {
		c.agent[0] = agent
		c.req.Header = make(http.Header, len(req.Header)+1) // the values are shared and stay as they are
		maps.Copy(c.req.Header, req.Header)
		c.req.Header["User-Agent"] = c.agent[:]
	}
	return &c.req
}

// discard closes what a RoundTripper returned beside its error, which is no answer.
func discard(resp *http.Response) {
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close()
	}
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
