package authhooks

import (
	"context"
	"io"
	"net/http"
)

// Decode reads the answer to the token call op into a generated model, and
// closes its body. See [Client.Receive].
func (c *Client) Decode(op string, resp *http.Response, into any) error {
	_, err := c.Receive(op, resp, nil, into)
	return err
}

// Receive turns what a generated client's call returned into a filled model or
// an [*Error]:
//
//   - err not nil: KindTransport or KindPolicy, without the URL;
//   - the vendor's error: Kind and Err from its table of codes;
//   - a success by the vendor's markers: into, as [Unmarshal] reads it, or
//     KindProtocol naming the field that is missing;
//   - anything else: by the HTTP status, KindProtocol for a 2xx.
//
// op is the operationId; it also says what a refusal means: of refresh… and
// renew… that the presented token is dead (a bare 401 still means the
// credentials), of check… the same for a business call, of any other that the
// credentials are wrong. secrets are those of this call alone, to be struck out
// where the vendor echoes them.
func (c *Client) Receive(op string, resp *http.Response, err error, into any, secrets ...Secret) (Receipt, error) {
	c.source.cfg.known.Passed(secrets...)
	if err != nil {
		return Receipt{}, c.named(op, err, secrets...)
	}
	if resp == nil {
		return Receipt{}, &Error{Vendor: c.vendor.Name, Op: op, Kind: KindInvalidRequest, Message: "there is no response to decode"}
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := readCapped(resp.Body, resp.ContentLength, c.maxBody)
	if err != nil {
		return Receipt{}, c.named(op, c.lost(context.Background(), context.Background(), err, resp.StatusCode), secrets...)
	}
	a := answer{status: resp.StatusCode, header: resp.Header, body: data}
	if e := c.judge(op, roleOf(op), a, c.vendor.Parse(a.status, a.header, a.body), secrets); e != nil {
		return Receipt{}, e
	}
	if into != nil {
		err := Unmarshal(data, into)
		c.source.cfg.known.Passed(secretsIn(into)...)
		if err != nil {
			return Receipt{}, &Error{Vendor: c.vendor.Name, Op: op, Kind: KindProtocol, Status: a.status, Err: c.redactor(secrets...).cause(err)}
		}
	}
	return newReceipt(c.clock(), resp.Header), nil
}

// InvalidArgument is the KindInvalidRequest error for a call that cannot be
// made with what it was given.
func (c *Client) InvalidArgument(op, message string) error {
	return &Error{Vendor: c.vendor.Name, Op: op, Kind: KindInvalidRequest, Message: c.redactor().clean(message, maxOwnMessage)}
}

// CheckResponse returns the vendor's error in a business answer as an
// [*Error], whatever the HTTP status, or nil. The body stays readable; its
// first 8 KiB are looked at, where it is no longer. A 2xx that is not JSON, JSON
// without the vendor's markers, or longer than that, is no error; any other
// status is one, by itself.
func (c *Client) CheckResponse(resp *http.Response) error {
	if resp == nil {
		return &Error{Vendor: c.vendor.Name, Op: "checkResponse", Kind: KindInvalidRequest, Message: "there is no response to check"}
	}
	if e := c.look(resp, true); e != nil {
		return e
	}
	return nil
}

// verdict reads a business answer for what it says of the token: refused is the
// error that says, or may say, that it is dead; accepted that it is good. An
// outage, a redirect or an answer that was cut off says neither.
func (c *Client) verdict(resp *http.Response) (refused *Error, accepted bool) {
	e := c.look(resp, false)
	if e != nil && e.rejects {
		return e, false
	}
	body, peeked := resp.Body.(*peekedBody)
	whole := !peeked || body.err == nil || body.err == io.EOF //nolint:errorlint // io.Reader promises io.EOF itself
	return nil, e == nil && whole
}

func (c *Client) look(resp *http.Response, thorough bool) *Error {
	if resp.StatusCode == http.StatusNotModified || resp.StatusCode/100 == 1 {
		return nil
	}
	a := answer{status: resp.StatusCode, header: resp.Header}
	var out Outcome
	if a.body, a.unread = peek(resp, thorough && !a.ok()); a.unread == nil {
		out = c.vendor.Parse(a.status, a.header, a.body)
	}
	return c.judge("checkResponse", roleBusiness, a, out, nil)
}

// RefreshOrLogin is the renewal of every vendor that can refresh, for
// [Vendor.Fetch]: it refreshes where old holds a refresh token that has not
// ended, and logs in only when that was refused. An outage, a rate limit or the
// caller's own end is no refusal: its error is returned, and the next attempt
// refreshes again. A refresh that brings no new refresh token keeps the old one
// (RFC 6749 section 6).
func (c *Client) RefreshOrLogin(ctx context.Context, old Token,
	refresh func(context.Context, Secret) (Token, error), login func(context.Context) (Token, error),
) (Token, error) {
	if old.Refresh.IsZero() || !old.RefreshExpiresAt.IsZero() && !c.Now().Before(old.RefreshExpiresAt) {
		return login(ctx)
	}
	t, err := refresh(ctx, old.Refresh)
	if err == nil {
		if t.Refresh.IsZero() {
			t.Refresh, t.RefreshExpiresAt = old.Refresh, old.RefreshExpiresAt
		}
		return t, nil
	}
	if e, ok := asError(err); ctx.Err() != nil || ok && (e.Kind.transient() || e.Kind == KindPolicy) {
		return Token{}, err
	}
	return login(ctx)
}
