package authhooks

import (
	"context"
	"errors"
)

// transportError makes an [*Error] of a call that brought no answer. caller is the ctx
// that the call came with, and ctx is the same with our timeout.
func (c *Client) transportError(caller, ctx context.Context, err error, status int) *Error {
	err = tame(err)
	if e, ok := asError(err); ok {
		return e
	}
	e := &Error{Vendor: c.vendor.Name, Op: "send", Kind: KindTransport, Status: status}
	clean := c.redactor()
	var long tooLongError
	over := ended(caller, ctx, err)
	switch {
	case over != nil:
		e.Err, e.canceled = clean.whoEnded(over)
	case errors.As(err, &long) || isMalformed(err):
		e.Kind, e.Err = KindProtocol, clean.cause(err)
	case isUnsendable(err):
		e.Kind, e.Err = KindInvalidRequest, clean.cause(err)
	default:
		clean.explain(e, err)
	}
	return e
}

// isUnsendable reports whether net/http refused the request itself, or the request's own
// body failed. A text that quotes the answer says nothing about the request.
func isUnsendable(err error) bool {
	refused := says(
		"invalid header field", "invalid HTTP header", "invalid method", "invalid Host header", "no Host in request URL",
		"invalid trailer field", "invalid HTTP trailer", "invalid Trailer key", "ContentLength=", "larger than specified content length",
	)
	return inChain[*requestBodyError](err) || refused(err) && !says("malformed")(err)
}

// withOp adds the vendor and the operation to an error of the core or of a transport.
// also are the secrets of this call alone.
func (c *Client) withOp(op string, err error, also ...Secret) *Error {
	err = tame(err)
	e, ok := asError(err)
	if !ok {
		e = c.transportError(context.Background(), context.Background(), err, 0)
		e.canceled = errors.Is(err, context.Canceled) // a generated client passes no ctx
	}
	return e.with(func(e *Error) {
		e.Vendor, e.Op = c.vendor.Name, op
		c.redactor(also...).error(e)
	})
}
