package authhooks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/strictjson"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
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
		return Receipt{}, c.withOp(op, err, secrets...)
	}
	if resp == nil {
		return Receipt{}, &Error{Vendor: c.vendor.Name, Op: op, Kind: KindInvalidRequest, Message: "there is no response to decode"}
	}
	data, err := c.readAnswer(resp, c.maxBody)
	if err == nil {
		data, err = unpackedAnswer(resp.Header, data, c.maxBody)
	}
	if err != nil {
		return Receipt{}, c.withOp(op, c.transportError(context.Background(), context.Background(), err, resp.StatusCode), secrets...)
	}
	a := answer{status: resp.StatusCode, header: resp.Header, body: data}
	if e := c.classify(op, roleOf(op), a, c.outcome(&a), secrets); e != nil {
		return Receipt{}, e
	}
	if into != nil {
		err := Unmarshal(a.body, into)
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
// [*Error], whatever the HTTP status, or nil. The body stays readable: only the
// JSON object that it begins with is looked at, whatever its content type, and only
// where that ends within 8 KiB. A 2xx that is an HTML page is KindProtocol, unless
// it is sent as a file (Content-Disposition); any other 2xx that is not JSON, or
// JSON without the vendor's markers, is no error; any other status is one, by
// itself. A body that has been read or closed already, where that can be told, is
// KindInvalidRequest: see CheckBody and Checked.
func (c *Client) CheckResponse(resp *http.Response) error {
	if resp == nil {
		return &Error{Vendor: c.vendor.Name, Op: opCheck, Kind: KindInvalidRequest, Message: "there is no response to check"}
	}
	if e := c.businessError(resp); e != nil {
		return e
	}
	return nil
}

// CheckBody is CheckResponse for an answer whose body has been read already, as
// a generated ClientWithResponses does. The body of resp itself is not touched.
func (c *Client) CheckBody(resp *http.Response, body []byte) error {
	if resp == nil {
		return c.CheckResponse(nil)
	}
	read := *resp
	read.Body = http.NoBody
	if len(body) > 0 {
		read.ContentLength = int64(len(body))
		read.Body = io.NopCloser(bytes.NewReader(body))
		read.Body = newBusinessBody(context.Background(), &read, false)
	}
	return c.CheckResponse(&read)
}

// tokenVerdict reads what a business answer says of the token. refused has the kind of
// the answer that says, or may say, that the token is dead. accepted says that the vendor
// took the token, as in every answer that does not refuse a credential. An outage, a
// redirect, a page instead of an answer, and an answer that was cut off or late say
// neither.
func (c *Client) tokenVerdict(resp *http.Response) (refused *Error, accepted bool) {
	e, unread := c.inspect(resp, c.kindOf)
	if e != nil && e.tokenDead {
		return e, false
	}
	if !isVerdict(unread) {
		return nil, false
	}
	return nil, e == nil || !e.Kind.transient() && !slices.Contains([]Kind{KindProtocol, KindInvalidCredentials, KindRefreshRejected}, e.Kind)
}

const opCheck = "checkResponse"

// businessError returns the error that a business answer is, or nil.
func (c *Client) businessError(resp *http.Response) *Error {
	e, unread := c.inspect(resp, func(r role, a answer, out Outcome) *Error { return c.classify(opCheck, r, a, out, nil) })
	if errors.Is(unread, errConsumed) {
		return &Error{Vendor: c.vendor.Name, Op: opCheck, Kind: KindInvalidRequest, Status: resp.StatusCode, Err: errConsumed}
	}
	return e
}

// inspect has a business answer classified. unread is why the answer has no JSON.
func (c *Client) inspect(resp *http.Response, classify func(role, answer, Outcome) *Error) (e *Error, unread error) {
	if resp.StatusCode == http.StatusNotModified || resp.StatusCode/100 == 1 {
		return nil, nil //nolint:nilnil // neither is wrong
	}
	stranger := resp.Request != nil && c.strayed(resp.Request)
	if stranger && resp.StatusCode/100 == 2 {
		return nil, nil //nolint:nilnil // what storage sends is no answer of the vendor's
	}
	a := answer{status: resp.StatusCode, header: resp.Header}
	a.body, unread = peek(resp)
	switch {
	case errors.Is(unread, errConsumed):
		return nil, unread
	case errors.Is(unread, strictjson.ErrHTML) && a.ok() && a.header.Get("Content-Disposition") != "":
		a.unread = strictjson.ErrNotJSON // a file that was asked for
	case isVerdict(unread), errors.Is(unread, errLate):
		a.unread = unread
	default:
		a.unread = c.redactor().cause(unread)
	}
	if !stranger {
		return classify(roleBusiness, a, c.outcome(&a)), unread
	}
	e = classify(roleBusiness, a, Outcome{})
	if e != nil && e.tokenDead {
		e.Kind, e.tokenDead = KindPermissionDenied, false // it never saw the token
	}
	return e, unread
}

// outcome asks the vendor's Parse what an answer says. All that is known of an
// answer in the vendor's dialect, of a token call or a business call, comes from here.
func (c *Client) outcome(a *answer) Outcome {
	a.body = strictjson.WithoutMark(a.body)
	out := c.vendor.Parse(a.status, a.header, a.body)
	out.Code = string(wire.Code(out.Code).Plain())
	return out
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
	r := runOf(ctx)
	if old.Refresh.IsZero() || !old.RefreshExpiresAt.IsZero() && !c.Now().Before(old.RefreshExpiresAt) {
		r.renews(false)
		return login(ctx)
	}
	r.renews(true)
	t, err := refresh(ctx, old.Refresh)
	r.renews(false)
	if err == nil {
		if t.Refresh.IsZero() {
			t.Refresh, t.RefreshExpiresAt = old.Refresh, old.RefreshExpiresAt
		}
		return t, nil
	}
	if e, ok := asError(tame(err)); ctx.Err() != nil || ok && (e.Kind.transient() || e.Kind == KindPolicy) {
		return Token{}, err
	}
	return login(ctx)
}
