package authhooks

import (
	"context"
	"maps"
	"net/http"
	"net/url"
)

// carry sends out, a copy of req, through p, for business calls and token calls alike.
// The answer is from the origin of req, or the error says why there is none. The answer
// names req, not the copy, so that whoever prints it sees no credential. watch is that of
// out's ctx, or nil. The caller ends it after the body.
func (c *Client) carry(p *pool, req, out *http.Request, watch *redirectWatch) (*http.Response, error) {
	watchBody(out)
	resp, err := p.roundTrip(out)
	if err != nil {
		discard(resp)
		resp = nil
	}
	resp, err = watch.result(resp, err)
	switch {
	case err != nil:
	case resp == nil:
		err = c.noAnswer()
	default:
		err = c.sameOrigin(req, resp)
	}
	if err != nil {
		watch.end()
		return nil, err
	}
	resp.Request = req
	return resp, nil
}

// noAnswer returns the error for a RoundTripper that breaks its contract.
func (c *Client) noAnswer() *Error {
	return &Error{Vendor: c.vendor.Name, Op: "send", Kind: KindTransport, permanent: true, Message: "the transport returned neither an answer nor an error"}
}

// cloneFor copies the URL and the header, which a Put may change, and shares the rest. A
// caller fills its own Trailer while the body is read. A whole Clone costs twice as much.
func cloneFor(ctx context.Context, req *http.Request) *http.Request {
	var c struct {
		req http.Request
		url url.URL
	}
	if c.req = *req; ctx != req.Context() {
		c.req = *req.WithContext(ctx)
	}
	c.url = *req.URL
	c.req.URL = &c.url
	if len(req.Header) > 0 {
		c.req.Header = req.Header.Clone()
	} else {
		c.req.Header = make(http.Header, 1)
	}
	return &c.req
}

// withAgent returns a copy of req under ctx, and adds a User-Agent if req has none.
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

// discard closes a response that a RoundTripper returned beside its error.
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
