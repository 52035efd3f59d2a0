package authhooks

import (
	"errors"
	"net/http"
)

// Checked returns the sender for a generated ClientWithResponses. It does what HTTPClient
// does. What such a client's parsing would lose, it returns as an [*Error] itself, in no
// *url.Error and without the vendor's URL:
//
//   - the vendor's refusal, also inside HTTP 200
//   - an HTML page, unless it is sent as a file (Content-Disposition)
//   - any other answer of status 400 and above
//   - no answer, as KindTransport or KindPolicy, or as KindInvalidRequest if net/http
//     does not send the request
//   - a body that is cut off or reset while it is read, as KindTransport from its Read
//
// Checked closes the body of a refused answer. Every other body stays readable. It
// returns redirects that are not followed, and answers to HEAD, whatever their status.
func (c *Client) Checked() Doer { return checked{c} }

type checked struct{ client *Client }

// Do sends req.
func (d checked) Do(req *http.Request) (*http.Response, error) {
	c := d.client
	resp, err := c.business.Do(req)
	if err != nil {
		return nil, c.unsendable(req, err)
	}
	if refused := c.refusal(resp); refused != nil {
		_ = resp.Body.Close()
		return nil, refused
	}
	if body, ours := resp.Body.(*businessBody); ours {
		body.shown = func(err error) error { return c.torn(req, resp, err) }
	}
	return resp, nil
}

// refusal returns the error for an answer that Checked does not pass on, or nil.
func (c *Client) refusal(resp *http.Response) *Error {
	passes := resp.StatusCode < http.StatusBadRequest && resp.StatusCode/100 != 2
	if passes || resp.Request != nil && resp.Request.Method == http.MethodHead {
		return nil
	}
	return c.businessError(resp)
}

// unsendable takes our error out of net/http's. Any other error is what net/http said
// about the request, before our transport had it.
func (c *Client) unsendable(req *http.Request, err error) *Error {
	e, ours := asError(err)
	switch {
	case ours:
		return e
	case req.Context().Err() != nil:
		return c.transportError(req.Context(), req.Context(), err, 0)
	}
	return &Error{Vendor: c.vendor.Name, Op: "send", Kind: KindInvalidRequest, Err: c.redactor().cause(err)}
}

// torn returns the error for a body that was cut off.
func (c *Client) torn(req *http.Request, resp *http.Response, err error) error {
	if errors.Is(err, http.ErrBodyReadAfterClose) {
		return &Error{Vendor: c.vendor.Name, Op: "send", Kind: KindInvalidRequest, Status: resp.StatusCode, Err: err}
	}
	within := req.Context()
	if body, ours := resp.Body.(*businessBody); ours {
		within = body.call
	}
	return c.transportError(req.Context(), within, err, resp.StatusCode)
}
