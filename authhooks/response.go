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

// Receive turns what a generated client's call returned into a filled model or an
// [*Error]:
//
//   - If err is not nil, the error is KindTransport or KindPolicy, without the URL.
//   - If the answer is the vendor's error, Kind and Err come from its table of codes.
//   - If the answer has the vendor's markers of a success, [Unmarshal] fills into. A
//     missing field gives KindProtocol and the field's name.
//   - Any other answer is an error by its HTTP status, and KindProtocol for a 2xx.
//
// The Receipt is of every answer, also of one that is an error.
//
// op is the operationId. It also says what the vendor's refusal means. On refresh… and
// renew… the presented token is dead (a bare 401 still means wrong credentials). On
// check… the token is dead as on a business call. On any other op the credentials are
// wrong. secrets are those that the call has sent. They are struck out if the vendor echoes
// them.
func (c *Client) Receive(op string, resp *http.Response, err error, into any, secrets ...Secret) (Receipt, error) {
	call := tokenCallOf(resp, err)
	receipt, err := c.receive(op, resp, err, into, secrets)
	call.end(op, err)
	return receipt, err
}

func (c *Client) receive(op string, resp *http.Response, err error, into any, secrets []Secret) (Receipt, error) {
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
	receipt := newReceipt(c.clock(), resp.Header)
	a := answer{status: resp.StatusCode, header: resp.Header, body: data}
	if e := c.classify(op, roleOf(op), a, c.outcome(&a), secrets); e != nil {
		return receipt, e
	}
	if into != nil {
		err := Unmarshal(a.body, into)
		c.source.cfg.known.Passed(secretsIn(into)...)
		if err != nil {
			return receipt, &Error{Vendor: c.vendor.Name, Op: op, Kind: KindProtocol, Status: a.status, Err: c.redactor(secrets...).cause(err)}
		}
	}
	return receipt, nil
}

// InvalidArgument returns the KindInvalidRequest error for a call whose arguments are
// invalid.
func (c *Client) InvalidArgument(op, message string) error {
	return &Error{Vendor: c.vendor.Name, Op: op, Kind: KindInvalidRequest, Message: c.redactor().clean(message, maxOwnMessage)}
}

// CheckResponse returns the vendor's error in a business answer as an [*Error], whatever
// the HTTP status, or nil. The body stays readable. CheckResponse reads only the JSON
// object that the body begins with, whatever its content type, and only if the object
// ends within 8 KiB.
//
// A 2xx that is an HTML page is KindProtocol, unless it is sent as a file
// (Content-Disposition). Any other 2xx without JSON, or with JSON without the vendor's
// markers, is no error. Any other status except 304 and 1xx is an error by itself.
// KindInvalidRequest means that the body has been read or closed already, as far as that
// can be seen. Use CheckBody or Checked then.
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
		return nil, nil //nolint:nilnil // the answer of another origin is not the vendor's
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

// outcome asks the vendor's Parse what an answer says. All that the core knows of an
// answer in the vendor's dialect comes from here, for token calls and business calls.
func (c *Client) outcome(a *answer) Outcome {
	a.body = strictjson.WithoutMark(a.body)
	out := c.vendor.Parse(a.status, a.header, a.body)
	out.Code = string(wire.Code(out.Code).Plain())
	return out
}
