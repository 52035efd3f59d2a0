package authhooks

import (
	"context"
	"errors"
	"strconv"
	"strings"
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
	over := ended(caller, ctx, err)
	switch {
	case over != nil:
		e.Err, e.canceled = clean.whoEnded(over)
	case inChain[tooLongError](err) || isMalformed(err):
		e.Kind, e.Err = KindProtocol, clean.cause(err)
	case isUnsendable(err):
		e.Kind, e.Err = KindInvalidRequest, clean.cause(err)
	default:
		clean.explain(e, err)
	}
	return e
}

// isUnsendable reports that net/http refused the request itself, or that its own body
// did. What net/http quotes may be the answer, and says nothing of the request.
func isUnsendable(err error) bool {
	if inChain[*requestBodyError](err) {
		return true
	}
	text := errors.New(withoutQuotes(err.Error()))
	return !says("stream error:")(text) && says( // the server found the error of a stream
		"invalid header field", "invalid HTTP header", "invalid method", "invalid Host header", "no Host in request URL",
		"invalid trailer field", "invalid HTTP trailer", "invalid Trailer key", "ContentLength=", "larger than specified content length",
	)(text)
}

// withoutQuotes drops what net/http has quoted, and what follows a quote without an end.
func withoutQuotes(text string) string {
	before, rest, found := strings.Cut(text, `"`)
	if !found {
		return text
	}
	quote, err := strconv.QuotedPrefix(`"` + rest)
	if err != nil {
		return before
	}
	return before + withoutQuotes(rest[len(quote)-1:])
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
		e.Vendor, e.Op, e.call = c.vendor.Name, op, nil
		c.redactor(also...).error(e)
	})
}
