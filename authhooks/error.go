package authhooks

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
)

// Caps, in runes, on text kept in an error.
const (
	maxMessage = redact.MaxCause
	maxCode    = 64
	// What this module itself says may list things.
	maxOwnMessage = 4096
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
	// with every known secret struck out. What a known code means is the text of Err.
	Code, Message string
	// Status is the HTTP status, 0 when no response came.
	Status int
	// RequestID is the vendor's name for the call, where it gives one.
	RequestID string
	// RetryAfter is how long to wait: what the answer asks for, or the time until
	// the source tries again after a remembered failure. 0 when nobody says.
	RetryAfter time.Duration
	// Err is the cause: the vendor package's value for Code, or what went wrong
	// underneath. Never a *url.Error.
	Err error

	canceled  bool // the caller itself gave up
	permanent bool // no repeat can help: a certificate, a closed source
	unsent    bool // nothing reached the vendor, so a repeat can do no harm
	tokenDead bool // on a business call: the access token is dead
	cached    bool // RetryAfter is the time until the source asks again
}

// Error returns one printable line, "acme: createToken: rate limited (4711): too
// many logins: 请求过多: next attempt in 4s": what a known code means, then the
// vendor's own text.
func (e *Error) Error() string {
	parts := make([]string, 0, 6)
	for _, p := range []string{e.Vendor, e.Op} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	kind := e.Kind.String()
	if e.Code != "" {
		kind += " (" + redact.Printable(e.Code, maxCode) + ")"
	}
	parts = append(parts, kind)
	message := redact.Printable(e.Message, maxOwnMessage)
	if cause := e.causeText(); cause != "" && !strings.EqualFold(cause, message) {
		parts = append(parts, cause)
	}
	if message != "" {
		parts = append(parts, message)
	}
	if e.Status != 0 && e.Status != 200 {
		parts = append(parts, "HTTP status "+strconv.Itoa(e.Status))
	}
	if e.RetryAfter > 0 {
		// Waiting need not help: a remembered failure only says when the source asks again.
		words := "the answer asks to wait "
		if e.cached {
			words = "next attempt in "
		}
		parts = append(parts, words+e.RetryAfter.Round(time.Millisecond).String())
	}
	return strings.Join(parts, ": ")
}

// causeText is what Err adds to the line: the meaning of the vendor's code, or
// the reason of a failure that has no message. A vendor package's value begins
// with its vendor and perhaps the operation, which stand in the line already.
func (e *Error) causeText() string {
	if e.Err == nil || e.Message != "" && e.Code == "" {
		return ""
	}
	text := strings.TrimPrefix(e.Err.Error(), e.Vendor+": ")
	return redact.Printable(strings.TrimPrefix(text, e.Op+": "), maxMessage)
}

// Is matches the sentinel of the error's Kind, and [context.DeadlineExceeded] if
// time ran out, whoever's it was.
func (e *Error) Is(target error) bool {
	if target == context.DeadlineExceeded {
		return e.Timeout()
	}
	s, ok := target.(sentinel)
	return ok && Kind(s) == e.Kind
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Retryable reports whether the same call may succeed later without anybody
// changing anything: rate limits, outages and lost connections, but not the
// caller's own cancellation or deadline, no certificate failure, and no proxy that
// wants a login or forbids the host.
func (e *Error) Retryable() bool { return e.Kind.transient() && !e.canceled && !e.permanent }

// Timeout reports whether time ran out, as [net.Error] has it; through
// HTTPClient, net/http's *url.Error asks this.
func (e *Error) Timeout() bool { return isTimeout(e.Err) }

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

// asError returns the *Error in the chain of err. An error of the user's code goes
// through tame first.
func asError(err error) (*Error, bool) {
	return errors.AsType[*Error](err)
}

func policyError(op, message string) *Error {
	return &Error{Op: op, Kind: KindPolicy, Message: message}
}

func requestError(op, message string) *Error {
	return &Error{Op: op, Kind: KindInvalidRequest, Message: message}
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &t) && t.Timeout()
}

func isNetwork(err error) bool { return inChain[net.Error](err) }

func inChain[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}
