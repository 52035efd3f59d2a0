package authhooks

import (
	"context"
	"errors"
	"net/http"
	"os"
	"time"
)

// grace is how long a call may take to return after its ctx has ended.
const grace = 250 * time.Millisecond

// limitError is the cause of a ctx that ended by a timeout of this module. It distinguishes
// that timeout from the caller's deadline.
type limitError struct {
	after time.Duration
	whose string // the option that sets it
}

func (e *limitError) Error() string {
	return "no complete answer within " + e.after.String() + " (" + e.whose + ")"
}

// Timeout returns true, as in [net.Error].
func (*limitError) Timeout() bool { return true }

// Is matches the same errors as the timeouts of net/http.
func (*limitError) Is(target error) bool {
	return target == context.DeadlineExceeded || target == os.ErrDeadlineExceeded
}

// within returns a ctx that ends after e.after, with e as its cause.
func (e *limitError) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, e.after, e)
}

// timeouts returns the limits of token calls and of business calls. The limit of business
// calls is nil unless user has a Timeout.
func timeouts(fetch time.Duration, user *http.Client) (token, business *limitError) {
	token = &limitError{after: fetch, whose: "WithTimeout"}
	if user != nil && user.Timeout > 0 {
		business = &limitError{after: user.Timeout, whose: "Timeout of the http.Client given to WithHTTPClient"}
		if business.after < token.after {
			token = business
		}
	}
	return token, business
}

// ended returns the ctx that ended the call, or nil if neither has ended. A dialer watches
// the deadline by itself and may notice it before ctx does.
func ended(caller, ctx context.Context, err error) context.Context {
	if caller.Err() == nil && ctx.Err() == nil && isTimeout(err) {
		if deadline, ok := ctx.Deadline(); ok && !systemNow().Before(deadline) {
			select {
			case <-ctx.Done():
			case <-time.After(time.Second): // not every ctx ends at its deadline
			}
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx
	case caller.Err() != nil:
		return caller
	}
	return nil
}

// whoEnded returns the reason for the end of ctx. callers reports that the caller ended it,
// and not a limit of this module.
func (r redactor) whoEnded(ctx context.Context) (err error, callers bool) { //nolint:revive // the error is the main result
	cause := context.Cause(ctx)
	if limit, ok := errors.AsType[*limitError](cause); ok {
		return limit, false
	}
	text := "the caller's deadline passed; give its ctx more time"
	if errors.Is(ctx.Err(), context.Canceled) {
		text = "the caller cancelled the call"
	}
	return &failure{text: text, err: r.cause(cause), class: ctx.Err()}, true
}

// timed replaces the error of a user's Fetcher that stopped because the limit was reached.
// The new error names the limit. Other errors stay.
func timed(ctx context.Context, err error) error {
	limit, ours := errors.AsType[*limitError](context.Cause(ctx))
	if _, ok := asError(err); ok || !ours || !isTimeout(err) {
		return err
	}
	return &Error{Op: "fetch", Kind: KindTransport, Err: limit}
}
