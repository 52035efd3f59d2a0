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

// limitError is a timeout of ours, as the cause of the ctx that it ends. With it
// nobody takes our timeout for the caller's deadline.
type limitError struct {
	after time.Duration
	whose string // what sets it
}

func (e *limitError) Error() string {
	return "no complete answer within " + e.after.String() + " (" + e.whose + ")"
}

// Timeout makes it a timeout for [net.Error]'s readers.
func (*limitError) Timeout() bool { return true }

// Is matches what net/http's timeouts match.
func (*limitError) Is(target error) bool {
	return target == context.DeadlineExceeded || target == os.ErrDeadlineExceeded
}

// within returns a ctx that ends with l.
func (e *limitError) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, e.after, e)
}

// timeouts returns what bounds token calls and business calls. The latter is nil
// unless user has a Timeout.
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

// ended returns the ctx that err comes from, or nil if both are still alive. A
// dialer keeps the deadline by itself and may notice it first.
func ended(caller, ctx context.Context, err error) context.Context {
	if caller.Err() == nil && ctx.Err() == nil && isTimeout(err) {
		if deadline, ok := ctx.Deadline(); ok && !systemNow().Before(deadline) {
			select {
			case <-ctx.Done():
			case <-time.After(time.Second): // not every ctx keeps its own word
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

// whoEnded says whose end the end of ctx is: a limit of ours, or the caller's own.
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

// timed says of a user's Fetcher that came back because time was over, that it was
// so. Other errors stay.
func timed(ctx context.Context, err error) error {
	limit, ours := errors.AsType[*limitError](context.Cause(ctx))
	if _, ok := asError(err); ok || !ours || !isTimeout(err) {
		return err
	}
	return &Error{Op: "fetch", Kind: KindTransport, Err: limit}
}
