package authhooks

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	firstRetryPause = 500 * time.Millisecond
	// maxRetryPause bounds a pause. If the vendor asks for a longer one, the caller decides.
	maxRetryPause = 30 * time.Second
)

// exchangeWithRetries is exchange under WithBusinessRetries.
func (t *businessTransport) exchangeWithRetries(ctx context.Context, req *http.Request) (*http.Response, error) {
	body := req.Body
	for attempt := 1; ; attempt++ {
		resp, err := t.exchange(ctx, req, body)
		if err != nil || attempt > t.retries || !isIdempotent(req) || !rewindable(req) {
			return resp, err
		}
		refused := t.client.businessError(resp)
		if refused == nil || !refused.Retryable() {
			return resp, nil
		}
		pause := retryPause(refused, attempt)
		if pause > maxRetryPause {
			return resp, nil
		}
		if answer, ours := resp.Body.(*businessBody); ours {
			answer.release(true) // a pause holds no connection
		}
		if err := t.pause(ctx, req, pause, resp.StatusCode); err != nil {
			_ = resp.Body.Close()
			return nil, err
		}
		if body, err = rewind(req); err != nil {
			return resp, nil //nolint:nilerr // without a new body the answer stays
		}
		_ = resp.Body.Close()
		t.client.source.reportRetry(ctx, t.client.withOp(opSend, refused), attempt)
	}
}

// retryPause returns how long to wait after the refusal of a try, jitter included. Only a
// pause that is too long without jitter is over maxRetryPause.
func retryPause(refused *Error, attempt int) time.Duration {
	pause := refused.RetryAfter
	if pause <= 0 {
		pause = firstRetryPause << min(attempt-1, 10)
	}
	if pause > maxRetryPause {
		return pause
	}
	return min(withJitter(pause), maxRetryPause)
}

// pause waits for d. It returns an error if ctx or the client ends before. status is that
// of the refused answer.
func (t *businessTransport) pause(ctx context.Context, req *http.Request, d time.Duration, status int) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return t.client.transportError(req.Context(), ctx, ctx.Err(), status)
	case <-t.client.source.closing:
		return t.client.source.closedError()
	}
}

// isIdempotent reports whether a second request does no more than the first.
func isIdempotent(req *http.Request) bool {
	switch req.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return true
	}
	for name, values := range req.Header {
		if asciiEqualFold(name, "Idempotency-Key") && isIdempotencyKey(values) {
			return true
		}
	}
	return false
}

// isIdempotencyKey reports whether the values of the header say that a repeat is safe. An
// empty text is no key. A header without values is not sent, and net/http understands it as
// the caller's word that a repeat is safe.
func isIdempotencyKey(values []string) bool {
	return len(values) == 0 || slices.ContainsFunc(values, func(v string) bool { return strings.TrimSpace(v) != "" })
}
