package authhooks

import (
	"context"
	"io"
	"net/http"
	"net/url"
)

// injector is the transport of HTTPClient: it puts the token on a clone,
// notices a rejected one and replays.
type injector struct {
	client  *Client
	carry   func(*http.Request) (*http.Response, error) // as guard.send
	foreign bool                                        // it is not net/http's own
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
	watchBody(out)
	resp, err := t.carry(out)
	if err != nil {
		discard(resp)
		return nil, t.client.lost(req.Context(), ctx, err, 0)
	}
	if resp == nil {
		return nil, t.client.nothing()
	}
	resp.Request = req
	switch {
	case resp.Body == nil:
		resp.Body = http.NoBody
	case resp.Body != http.NoBody && resp.StatusCode != http.StatusSwitchingProtocols:
		resp.Body = newBusinessBody(ctx, resp, t.foreign)
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

// onClose calls f once the body of resp is closed.
func onClose(resp *http.Response, f func()) {
	switch body := resp.Body.(type) {
	case *businessBody:
		body.after = append(body.after, f)
	case io.Writer: // a connection, whose user may close it much later
	default:
		f() // there is nothing to read
	}
}
