package authhooks

import (
	"errors"
	"net/http"
)

// Checked returns what a generated ClientWithResponses is to send with: it does
// what HTTPClient does, and what would be lost in such a client's parsing comes
// back as an [*Error] itself, in no *url.Error, without the vendor's URL:
//
//   - the vendor's refusal, also inside HTTP 200;
//   - an HTML page, unless it is sent as a file (Content-Disposition);
//   - any other answer of status 400 and above;
//   - no answer: KindTransport or KindPolicy, KindInvalidRequest for a request
//     that net/http does not send;
//   - a body that is cut off or reset while it is read: KindTransport, by its Read.
//
// The body of a refused answer is closed; every other one stays readable.
// Redirects that are not followed, and answers to HEAD, are returned whatever
// their status.
func (c *Client) Checked() Doer { return checked{c} }

type checked struct{ client *Client }

// Do sends req.
func (d checked) Do(req *http.Request) (*http.Response, error) {
	c := d.client
	resp, err := c.business.Do(req) //nolint:gosec // the transport sends to allowed origins alone
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

// refusal is look for an answer that Checked does not pass on.
func (c *Client) refusal(resp *http.Response) *Error {
	passes := resp.StatusCode < http.StatusBadRequest && resp.StatusCode/100 != 2
	if passes || resp.Request != nil && resp.Request.Method == http.MethodHead {
		return nil
	}
	return c.businessError(resp)
}

// unsendable takes our error out of net/http's. What is not ours was said by
// net/http of the request, before our transport had it.
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

// torn is the error of a body that ended before its end.
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
