package authhooks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// maxPeek bounds what is read of a business answer to see whether the vendor
// rejected the token. A refusal is short; a long answer is none.
const maxPeek = 8 << 10

// injector is the transport of HTTPClient: it puts the token on a clone,
// notices a rejected one and replays.
type injector struct {
	client  *Client
	carry   func(*http.Request) (*http.Response, error) // as guard.send
	timeout *limitError                                 // the user's http.Client's; nil for none
	agent   string
}

// RoundTrip sends req with a valid token. Its errors are [*Error]s.
func (t *injector) RoundTrip(req *http.Request) (*http.Response, error) {
	c := t.client
	if err := c.origins.admit(req); err != nil {
		closeBody(req)
		return nil, c.named("send", err)
	}
	if t.timeout == nil {
		return t.exchange(req.Context(), req)
	}
	ctx, cancel := t.timeout.within(req.Context())
	resp, err := t.exchange(ctx, req)
	if err != nil {
		cancel()
		return nil, err
	}
	onClose(resp, cancel)
	return resp, nil
}

// maxReplays: the second is for a call whose first had a token that may have died
// with the rejected one: its fetch was under way then, or another process ended it.
const maxReplays = 2

func (t *injector) exchange(ctx context.Context, req *http.Request) (*http.Response, error) {
	c := t.client
	token, err := c.source.Token(ctx)
	if err != nil {
		closeBody(req)
		return nil, err
	}
	resp, err := t.send(ctx, req, req.Body, token)
	if err != nil {
		return nil, err
	}
	tried := trial{source: c.source, token: token}
	for replays := 0; ; replays++ {
		refused, accepted := c.verdict(resp)
		if refused == nil {
			tried.settle(req, accepted)
		}
		if refused == nil || replays == maxReplays {
			return resp, nil
		}
		if !rewindable(req) {
			tried.giveUp(ctx, req, refused)
			return resp, nil
		}
		next, stands, err := tried.renew(ctx, refused)
		if stands {
			return resp, nil
		}
		if err != nil {
			_ = resp.Body.Close()
			return nil, err
		}
		body, err := rewind(req)
		if err != nil {
			tried.settle(req, false)
			return resp, nil //nolint:nilerr // what cannot be sent again keeps its first answer
		}
		_ = resp.Body.Close()
		c.source.observe(Event{Type: EventReplayed, At: c.Now(), Fingerprint: next.Fingerprint()})
		if resp, err = t.send(ctx, req, body, next); err != nil {
			tried.settle(req, false)
			return nil, err
		}
		tried.token = next
	}
}

// send puts token on a clone of req. The answer names req, not the clone, so
// that whoever prints it sees no credential.
func (t *injector) send(ctx context.Context, req *http.Request, body io.ReadCloser, token Token) (*http.Response, error) {
	out := cloneFor(ctx, req)
	out.Body = body
	if _, set := out.Header["User-Agent"]; t.agent != "" && !set {
		out.Header["User-Agent"] = []string{t.agent}
	}
	if err := t.client.vendor.Put(out, token); err != nil {
		closeBody(out)
		return nil, t.client.named("send", err)
	}
	resp, err := t.carry(out)
	if err != nil {
		return nil, t.client.lost(req.Context(), ctx, err, 0)
	}
	resp.Request = req
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	// net/http would print one that it cannot parse.
	if location := resp.Header["Location"]; len(location) > 0 {
		if _, err := url.Parse(location[0]); err != nil {
			resp.Header.Del("Location")
		}
	}
	return resp, nil
}

// cloneFor copies what a Put may change, URL and header, and shares the rest:
// a caller fills its own Trailer while the body is read. A whole Clone costs
// twice as much.
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

// rewindable reports whether the body can be sent a second time: not where it
// was a stream.
func rewindable(req *http.Request) bool {
	return req.Body == nil || req.Body == http.NoBody || req.GetBody != nil
}

func rewind(req *http.Request) (io.ReadCloser, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return req.Body, nil
	}
	return req.GetBody()
}

// peek returns the body where it is short JSON (any short body, with whatever
// type, where all is set), and leaves it readable. The error says why there is
// nothing to read.
func peek(resp *http.Response, all bool) ([]byte, error) {
	switch {
	case resp.Body == nil || resp.StatusCode == http.StatusSwitchingProtocols || resp.Body == http.NoBody && !all:
		return nil, errEmpty
	case resp.ContentLength > maxPeek:
		return nil, errLong
	case !all && !isJSON(resp.Header.Get("Content-Type")):
		return nil, errNotJSON
	}
	size := int64(bytes.MinRead)
	if resp.ContentLength > 0 {
		size = resp.ContentLength + 1 // with room to meet the end
	}
	head, err := readAtMost(resp.Body, make([]byte, 0, size), maxPeek+1)
	body := &peekedBody{rest: resp.Body, err: err}
	body.head.Reset(head)
	resp.Body = body
	if err != nil && err != io.EOF { //nolint:errorlint // io.Reader promises io.EOF itself
		return nil, err
	}
	if len(head) > maxPeek {
		return nil, errLong
	}
	return head, nil
}

var errLong = errors.New("the answer is longer than the 8 KiB in which a vendor's error is looked for")

// peekedBody is a body whose beginning has been read already, and perhaps its end.
type peekedBody struct {
	head bytes.Reader
	rest io.ReadCloser
	err  error // what rest ended with
}

func (b *peekedBody) Read(p []byte) (int, error) {
	if n, _ := b.head.Read(p); n > 0 || len(p) == 0 {
		return n, nil
	}
	if b.err != nil {
		return 0, b.err
	}
	return b.rest.Read(p)
}

func (b *peekedBody) Close() error { return b.rest.Close() }

// isJSON takes application/json and +json, no event stream and no ndjson.
func isJSON(contentType string) bool {
	if contentType == "application/json" {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return false
	}
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

// onClose calls f once the body of resp is closed.
func onClose(resp *http.Response, f func()) {
	if _, upgraded := resp.Body.(io.Writer); resp.Body == nil || upgraded {
		return
	}
	resp.Body = &closeFunc{resp.Body, f}
}

type closeFunc struct {
	io.ReadCloser
	after func()
}

func (c *closeFunc) Close() error {
	defer c.after()
	return c.ReadCloser.Close()
}
