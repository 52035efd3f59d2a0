package authhooks

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
)

// guard carries token calls: to the vendor's origin only, within a time, and
// with the whole answer read and capped before anybody looks at it.
type guard struct {
	client *Client
	// send is a transport's RoundTrip, as a function: a printer that walks
	// pointers would find the last request in the buffers of its connections.
	send    func(*http.Request) (*http.Response, error)
	limit   int64
	timeout time.Duration
	agent   string
}

// answerBody is a body that is in memory already.
type answerBody struct {
	bytes.Reader
	data []byte
}

func (*answerBody) Close() error { return nil }

// Do is what a generated client sends with.
func (g *guard) Do(req *http.Request) (*http.Response, error) { return g.RoundTrip(req) }

// RoundTrip returns a complete answer or an [*Error].
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := g.client.origins.admit(req); err != nil {
		closeBody(req)
		return nil, err
	}
	if g.client.source.isClosed() {
		closeBody(req)
		return nil, g.client.source.closedError()
	}
	ctx, cancel := context.WithTimeout(req.Context(), g.timeout)
	defer cancel()
	resp, err := g.send(withAgent(ctx, req, g.agent))
	if err != nil {
		return nil, g.client.lost(req.Context(), ctx, err, 0)
	}
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	defer resp.Body.Close()     //nolint:errcheck // bound now: resp.Body is another one by then
	resp.Header.Del("Location") // never followed, and net/http would print one that it cannot parse
	data, err := readCapped(resp.Body, resp.ContentLength, g.limit)
	if err != nil {
		return nil, g.client.lost(req.Context(), ctx, err, resp.StatusCode)
	}
	body := &answerBody{data: data}
	body.Reset(data)
	resp.Body, resp.ContentLength, resp.Request = body, int64(len(data)), req
	return resp, nil
}

// tooLongError is an answer past its cap.
type tooLongError struct{ limit int64 }

func (e tooLongError) Error() string {
	return "the answer is longer than " + strconv.FormatInt(e.limit, 10) + " bytes"
}

// readCapped reads to the end, or fails one byte past limit.
func readCapped(body io.Reader, length, limit int64) ([]byte, error) {
	if b, ok := body.(*answerBody); ok {
		return b.data, nil
	}
	size := int64(bytes.MinRead)
	if 0 < length && length <= limit {
		size = length + 1 // with room to meet the end
	}
	data, err := readAtMost(body, make([]byte, 0, size), limit+1)
	if int64(len(data)) > limit {
		return nil, tooLongError{limit}
	}
	if err != io.EOF { //nolint:errorlint // io.Reader promises io.EOF itself
		return nil, err
	}
	return data, nil
}

// readAtMost appends to data until r ends or data has n bytes. The error is what
// r ended with, io.EOF too; nil where there may be more to read. The room doubles
// and never exceeds n: all of it together is less than 3 n, where append, which
// grows by a quarter, would take 5 n.
func readAtMost(r io.Reader, data []byte, n int64) ([]byte, error) {
	for int64(len(data)) < n {
		if len(data) == cap(data) {
			data = append(make([]byte, 0, min(max(2*int64(cap(data)), bytes.MinRead), n)), data...)
		}
		m, err := r.Read(data[len(data):min(int64(cap(data)), n)])
		data = data[:len(data)+m]
		if err != nil {
			return data, err
		}
	}
	return data, nil
}

// lost makes an [*Error] of a call that brought no answer. caller is the ctx it
// came with, ctx the same with our timeout.
func (c *Client) lost(caller, ctx context.Context, err error, status int) *Error {
	err = redact.Finite(err)
	if e, ok := asError(err); ok {
		return e
	}
	e := &Error{Vendor: c.vendor.Name, Op: "send", Kind: KindTransport, Status: status}
	var long tooLongError
	switch {
	case caller.Err() != nil:
		e.Err, e.own = caller.Err(), true
	case ctx.Err() != nil:
		e.Err = fmt.Errorf("no complete answer in time: %w", os.ErrDeadlineExceeded)
	case errors.As(err, &long) || strings.Contains(err.Error(), "response headers exceeded"):
		e.Kind, e.Err = KindProtocol, c.redactor().cause(err)
	case strings.Contains(err.Error(), "invalid header field"):
		e.Kind, e.Err = KindInvalidRequest, c.redactor().cause(err)
	default:
		e.Err = c.redactor().cause(err)
		e.unsent = neverSent(err)
		e.final = isTLS(err)
	}
	return e
}

// neverSent reports a failure to connect: no byte of the request left.
func neverSent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func isNetwork(err error) bool {
	var ne net.Error
	return errors.As(err, &ne)
}

func isTLS(err error) bool {
	var (
		verify  *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		alert   tls.AlertError
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	// net/http does not export an alert of the other side's.
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error") {
		return true
	}
	return errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &unknown) || errors.As(err, &name) || errors.As(err, &invalid)
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

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
