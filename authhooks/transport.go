package authhooks

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"
)

// businessTransport is the transport of HTTPClient. It puts the token on a clone of the
// request, notices a rejected token and replays the request.
type businessTransport struct {
	client    *Client
	pool      *pool
	foreign   bool        // the transport is not net/http's own
	watched   bool        // it may follow redirects by itself
	stray     exchange    // sends a redirect that has strayed, nil without WithForeignRedirects
	resend    exchange    // nil without WithBusinessRetries
	retries   int         // WithBusinessRetries
	timeout   *limitError // of the user's http.Client, or nil
	userAgent string
}

// exchange is a way to answer a call. What an option brings is a field, so that a program
// without the option does not link it.
type exchange func(t *businessTransport, ctx context.Context, req *http.Request) (*http.Response, error)

func (t *businessTransport) exchangeOnce(ctx context.Context, req *http.Request) (*http.Response, error) {
	return t.exchange(ctx, req, req.Body)
}

// RoundTrip sends req with a valid token. Its errors are [*Error]s.
func (t *businessTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	c := t.client
	send := (*businessTransport).exchangeOnce
	if t.resend != nil {
		send = t.resend
	}
	if t.stray != nil && c.strayed(req) {
		send = t.stray
	} else if err := c.origins.Load().admit(req); err != nil {
		closeBody(req)
		return nil, c.withOp("send", err)
	}
	t.pool.begin()
	ctx, cancel, until := req.Context(), context.CancelFunc(nil), time.Time{}
	if t.timeout != nil {
		until = t.until(req)
		ctx, cancel = context.WithDeadlineCause(ctx, until, t.timeout)
	}
	resp, err := send(t, ctx, req)
	if err != nil {
		if cancel != nil {
			cancel()
		}
		t.pool.end()
		return nil, err
	}
	if cancel != nil && resp.Body == http.NoBody && resp.StatusCode/100 == 3 {
		resp.Body = newBusinessBody(ctx, resp, false) // it keeps until for the next hop
	}
	if body, ours := resp.Body.(*businessBody); ours {
		body.until, body.pool = until, t.pool
	} else {
		t.pool.end()
	}
	if cancel != nil {
		onClose(resp, cancel)
	}
	return resp, nil
}

// CloseIdleConnections is for [http.Client.CloseIdleConnections].
func (t *businessTransport) CloseIdleConnections() { t.client.closeIdle() }

// until returns when the user's Timeout ends the call. net/http sends each hop of a call
// as a request of its own, which names the redirect that led to it. The hop keeps the end
// of that redirect's call.
func (t *businessTransport) until(req *http.Request) time.Time {
	if req.Response != nil {
		if body, ours := req.Response.Body.(*businessBody); ours && !body.until.IsZero() {
			return body.until
		}
	}
	return systemNow().Add(t.timeout.after)
}

// send sends a clone of req with token on it.
func (t *businessTransport) send(ctx context.Context, req *http.Request, body io.ReadCloser, token Token) (*http.Response, error) {
	watch, watched := t.client.watchRedirects(ctx, req, t.watched)
	out := cloneFor(watched, req)
	out.Body = body
	t.setAgent(out)
	if err := t.client.vendor.Put(out, token); err != nil {
		closeBody(out)
		watch.end()
		return nil, t.client.withOp("send", err)
	}
	return t.carry(ctx, req, out, watch)
}

// carry sends out for req, and prepares the answer for the caller.
func (t *businessTransport) carry(ctx context.Context, req, out *http.Request, watch *redirectWatch) (*http.Response, error) {
	resp, err := t.client.carry(t.pool, req, out, watch)
	if err != nil {
		return nil, t.client.transportError(req.Context(), ctx, err, 0)
	}
	switch {
	case resp.Body == nil:
		resp.Body = http.NoBody
	case resp.Body != http.NoBody && resp.StatusCode != http.StatusSwitchingProtocols:
		resp.Body = newBusinessBody(ctx, resp, t.foreign)
	}
	if watch != nil {
		onClose(resp, watch.end)
	}
	// net/http would print a Location that it cannot parse.
	if location := resp.Header["Location"]; len(location) > 0 {
		if _, err := url.Parse(location[0]); err != nil {
			resp.Header.Del("Location")
		}
	}
	return resp, nil
}

func (t *businessTransport) setAgent(out *http.Request) {
	if _, set := out.Header["User-Agent"]; t.userAgent != "" && !set {
		out.Header["User-Agent"] = []string{t.userAgent}
	}
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
