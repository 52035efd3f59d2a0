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

// Caps on the texts in an error, in runes.
const (
	maxMessage = redact.MaxCause
	maxCode    = 64
	// maxOwnMessage is for the module's own texts, which may hold lists.
	maxOwnMessage = 4096
)

// ErrClosed is in the chain of the KindPolicy error that calls return after Close.
var ErrClosed = errors.New("the source is closed")

// Error is the type of every failure of this module. Use errors.As to read its fields. To
// branch, use errors.Is with a sentinel such as [ErrRateLimited], or with the vendor
// package's value for a code.
type Error struct {
	// Vendor is the vendor's short name, such as "acme". Op is the operation, such as
	// "createToken". It is an operationId of the vendor's spec, or new or
	// credentialsFromEnv, or token or fetch for a source. For a business call it is send,
	// inject, checkOrigin or checkResponse.
	Vendor, Op string
	// Kind says what to do.
	Kind Kind
	// Code is the vendor's code. A documented code is verbatim. Message is the vendor's
	// text, or this module's own, and Err explains a documented code. All texts from the
	// vendor are made printable and capped, with every known secret struck out.
	Code, Message string
	// Status is the HTTP status, or 0 if no response came.
	Status int
	// RequestID is the vendor's identifier of the call, if the vendor sends one.
	RequestID string
	// RetryAfter is how long the answer asks to wait, or the time until the source retries
	// after a cached failure. The source waits up to a fifth longer than it was asked to, so
	// that not all come back at once. RetryAfter is 0 if neither is known, as after a bare
	// HTTP 429.
	RetryAfter time.Duration
	// Err is the vendor package's value for Code, or the underlying failure. It is never a
	// *url.Error.
	Err error

	canceled  bool // the caller itself gave up
	permanent bool // no repeat can help, as with a bad certificate or a closed source
	unsent    bool // nothing reached the vendor, so a repeat can do no harm
	tokenDead bool // the answer to a business call says that the access token is dead
	cached    bool // RetryAfter is the time until the source asks again

	call *tokenCall // which failed, until Receive or the source has the error
}

// Error returns one printable line, such as
//
//	acme: createToken: rate limited (4711): too many logins: 请求过多: next attempt in 4s
//
// The meaning of a known code stands before the vendor's own text.
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
		// Waiting may not help. A cached failure only says when the source asks again.
		words := "the answer asks to wait "
		if e.cached {
			words = "next attempt in "
		}
		parts = append(parts, words+e.RetryAfter.Round(time.Millisecond).String())
	}
	return strings.Join(parts, ": ")
}

// causeText returns what Err adds to the line. That is the meaning of the vendor's code, or
// the reason of a failure without a message. A vendor package's value begins with the vendor
// and perhaps the operation. causeText drops both, since the line has them already.
func (e *Error) causeText() string {
	if e.Err == nil || e.Message != "" && e.Code == "" {
		return ""
	}
	text := strings.TrimPrefix(e.Err.Error(), e.Vendor+": ")
	return redact.Printable(strings.TrimPrefix(text, e.Op+": "), maxMessage)
}

// Is matches the sentinel of the error's Kind. It matches [context.DeadlineExceeded] if
// the caller's deadline or any timeout ended the call.
func (e *Error) Is(target error) bool {
	if target == context.DeadlineExceeded {
		return e.Timeout()
	}
	s, ok := target.(sentinel)
	return ok && Kind(s) == e.Kind
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Retryable reports whether the same call may succeed later although nobody changes
// anything. It is true for rate limits, outages and lost connections. It is false if the
// caller cancelled the call or its deadline passed, if a certificate was refused, or if a
// proxy wants a login or forbids the host.
func (e *Error) Retryable() bool { return e.Kind.transient() && !e.canceled && !e.permanent }

// Timeout reports whether the call timed out, as in [net.Error]. The *url.Error that
// HTTPClient returns calls it.
func (e *Error) Timeout() bool { return isTimeout(e.Err) }

// FromVendor reports whether the vendor's answer has an error code. Otherwise this module
// concluded the failure from the HTTP status, the transport or a policy.
func (e *Error) FromVendor() bool { return e.Code != "" }

// with returns a copy that f has changed. Callers share errors, so an error is never
// changed in place.
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
	t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return ok && t.Timeout() || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded)
}

func isNetwork(err error) bool { return inChain[net.Error](err) }

func inChain[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}
