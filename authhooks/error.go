package authhooks

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"time"
)

// ErrClosed is wrapped by the KindPolicy error that calls after Close return.
var ErrClosed = errors.New("the source is closed")

// Error is every failure of this module. Use errors.As to reach its fields,
// errors.Is with a sentinel ([ErrRateLimited]) or with the vendor package's own
// value for a code to branch.
type Error struct {
	// Vendor and Op say who and what: "acme", "createToken". Op is an
	// operationId of the vendor's spec; or new, credentialsFromEnv; token or
	// fetch for a source; send, inject, checkOrigin or checkResponse for a
	// business call.
	Vendor, Op string
	// Kind says what to do.
	Kind Kind
	// Code is the vendor's, verbatim; Message its text, made printable, capped,
	// with every known secret struck out.
	Code, Message string
	// Status is the HTTP status, 0 when no response came.
	Status int
	// RequestID is the vendor's name for the call, where it gives one.
	RequestID string
	// RetryAfter is how long to wait: the vendor's wish, or the time until a
	// remembered failure is tried again. 0 when nobody says.
	RetryAfter time.Duration
	// Err is the cause: the vendor package's value for Code, or what went wrong
	// underneath. Never a *url.Error.
	Err error

	own     bool // the caller itself gave up
	final   bool // no repeat can help: a certificate, a closed source
	unsent  bool // nothing reached the vendor, so a repeat can do no harm
	rejects bool // on a business call: the access token is dead
}

// Error returns one printable line, "acme: createToken: rate limited
// (4711): …".
func (e *Error) Error() string {
	parts := make([]string, 0, 6)
	for _, p := range []string{e.Vendor, e.Op} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	kind := e.Kind.String()
	if e.Code != "" {
		kind += " (" + printable(e.Code, maxCode) + ")"
	}
	parts = append(parts, kind)
	switch {
	case e.Message != "":
		parts = append(parts, printable(e.Message, maxOwnMessage))
	case e.Err != nil:
		// A vendor package's value names its vendor too.
		parts = append(parts, printable(strings.TrimPrefix(e.Err.Error(), e.Vendor+": "), maxMessage))
	}
	if e.Status != 0 && e.Status != 200 {
		parts = append(parts, "HTTP status "+strconv.Itoa(e.Status))
	}
	if e.RetryAfter > 0 {
		parts = append(parts, "retry after "+e.RetryAfter.Round(time.Millisecond).String())
	}
	return strings.Join(parts, ": ")
}

// Is matches the sentinel of the error's Kind.
func (e *Error) Is(target error) bool {
	s, ok := target.(sentinel)
	return ok && Kind(s) == e.Kind
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Retryable reports whether the same call may succeed later without anybody
// changing anything: rate limits, outages and lost connections, but not the
// caller's own cancellation or deadline, and no certificate failure.
func (e *Error) Retryable() bool { return e.Kind.transient() && !e.own && !e.final }

// Timeout reports whether time ran out, as [net.Error] has it; through
// HTTPClient, net/http's *url.Error asks this.
func (e *Error) Timeout() bool {
	return errors.Is(e.Err, context.DeadlineExceeded) || errors.Is(e.Err, os.ErrDeadlineExceeded)
}

// FromVendor reports whether the vendor itself said so, in its own dialect.
// Otherwise the failure was inferred here: from the status, the transport, a policy.
func (e *Error) FromVendor() bool { return e.Code != "" }

// with returns a copy changed by f: errors are shared between callers, so
// none is ever changed in place.
func (e *Error) with(f func(*Error)) *Error {
	c := *e
	f(&c)
	return &c
}

// asError returns the *Error in err's chain.
func asError(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

func policyError(op, message string) *Error {
	return &Error{Op: op, Kind: KindPolicy, Message: message}
}

func requestError(op, message string) *Error {
	return &Error{Op: op, Kind: KindInvalidRequest, Message: message}
}
