package authhooks

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"
)

// run is the goroutine of one fetch, and the ctx that the fetcher gets. A fetcher may
// ignore that ctx. Then the flight ends without the run, and the run goes on until the
// fetcher returns. A source has one run of an account at a time.
type run struct {
	context.Context //nolint:containedctx // it is the ctx
	cancel          context.CancelFunc
	over            chan struct{} // closed when the run has ended
	source          *Source
	account         *account // at the start
	flight          *flight  // what ends with the run, nil if nothing does; Source.mu guards it
	began           time.Time
	early           bool        // a valid token was at hand
	retried         bool        // the failure in the store does not count: see Source.Retry
	asked           atomic.Bool // a token call has begun
	supplied        Token       // see Source.Supply

	mu       sync.Mutex // guards the following
	renewing bool       // the token call presents a refresh token
	sent     bool       // the vendor may have received it
	ended    bool       // the source is closed
	op       string     // the last operation that was received
	attempt  int        // the number of the try that runs
}

type runKey struct{}

// Value lets the core find the run in the ctx of a call.
func (r *run) Value(key any) any {
	if _, ok := key.(runKey); ok {
		return r
	}
	return r.Context.Value(key)
}

// runOf returns the run that ctx comes from, or nil.
func runOf(ctx context.Context) *run {
	r, _ := ctx.Value(runKey{}).(*run)
	return r
}

// renews records whether the next token call presents a refresh token.
func (r *run) renews(renewing bool) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.renewing, r.sent = renewing, false
	if r.ended && !renewing {
		r.cancel()
	}
}

func (r *run) setSent(sent bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = sent
}

func (r *run) beginTry(attempt int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.attempt = attempt
}

// receive records an operation whose answer a client has received. The empty op records
// nothing. receive returns the last operation that was received.
func (r *run) receive(op string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if op != "" {
		r.op = op
	}
	return r.op
}

// event returns an event of this run.
func (r *run) event(what EventType, early bool, at time.Time, took time.Duration) Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return Event{Type: what, Op: r.op, At: at, Took: took, Attempt: r.attempt, Early: early}
}

// traced records when the vendor may have received a renewal. If the transport reports
// no connections, the renewal counts as sent.
func (r *run) traced(ctx context.Context) context.Context {
	if r == nil {
		return ctx
	}
	r.asked.Store(true)
	r.mu.Lock()
	renewing := r.renewing
	r.sent = true
	r.mu.Unlock()
	if !renewing {
		return ctx
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { r.setSent(false) },
		GotConn: func(httptrace.GotConnInfo) { r.setSent(true) },
	})
}

// end cancels the fetch because the source is closed. It does not cancel a renewal that
// the vendor may have received: the answer may hold the only valid refresh token.
func (r *run) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	if !r.renewing || !r.sent {
		r.cancel()
	}
}

var (
	errPanicked = errors.New("the fetcher panicked")
	errDeaf     = fmt.Errorf("the fetcher has not returned though its ctx has ended: it must obey its ctx: %w", context.DeadlineExceeded)
)

// fetchWithRetry fetches, and repeats the fetch if that can do no harm.
func (s *Source) fetchWithRetry(r *run, old Token) (Token, error) {
	ctx := context.Context(r)
	if r.account.shared != nil { // the ctx of the run is for the store too
		var cancel context.CancelFunc
		limit, _ := timeouts(s.cfg.timeout, nil)
		ctx, cancel = limit.within(r)
		defer cancel()
	}
	late := time.AfterFunc(s.cfg.timeout+grace, func() { s.abandon(r) })
	defer late.Stop()
	for try := 0; ; try++ {
		r.beginTry(try + 1)
		began := s.now()
		if r.renews(!old.Refresh.IsZero()); !s.guarded {
			r.setSent(true) // there is no trace of it
		}
		t, err := s.fetchOnce(ctx, old)
		err = timed(ctx, err)
		if err == nil || try >= s.cfg.retries || ctx.Err() != nil || !repeatable(err) {
			return t, err
		}
		if !t.Refresh.IsZero() {
			old.Refresh, old.RefreshExpiresAt = t.Refresh, t.RefreshExpiresAt
		}
		took := s.now().Sub(began)
		select {
		case <-time.After(rand.N(20 * time.Millisecond)):
			s.reportFetchRetry(r, err, took)
		case <-ctx.Done():
			return t, err
		}
	}
}

// abandon ends the flight of a fetcher that ignores its ctx.
func (s *Source) abandon(r *run) {
	s.mu.Lock()
	f := r.flight
	r.flight = nil
	s.mu.Unlock()
	if f != nil {
		s.finishFetch(f, result{}, &Error{Op: "fetch", Kind: KindTransport, Err: errDeaf})
	}
}

// finishRun ends a run. If the flight has ended already, it keeps what came too late.
func (s *Source) finishRun(r *run, res result, err error) {
	s.mu.Lock()
	if s.run == r { // otherwise the account has been replaced
		s.run = nil
	}
	f := r.flight
	r.flight = nil
	s.mu.Unlock()
	if f != nil {
		s.finishFetch(f, res, err)
		return
	}
	var failed *Error
	if err != nil {
		failed = s.toError(err)
	}
	now := s.now()
	s.mu.Lock()
	switch {
	case res.order < s.last.order || res.from == fromMemory || r.account != s.account.Load():
		s.mu.Unlock()
		return
	case s.isClosed():
		s.keepForCloseLocked(r, res, failed)
	case failed == nil:
		s.storeLocked(res, 0, now)
	default:
		s.keepRefreshLocked(res)
		if _, outage := stepsOf(failed); !outage { // a refusal counts even if it is late
			s.backoff = s.backoff.after(failed, now.UnixNano(), false)
			failed = s.backoff.cachedErr(now.UnixNano())
		}
	}
	s.mu.Unlock()
	s.report(r, reasonInitial, res, failed, now, now.Sub(r.began))
}

// keepForCloseLocked keeps what came after Close. shutDown writes it to the record of the
// last account.
func (s *Source) keepForCloseLocked(r *run, res result, failed *Error) {
	switch {
	case r.account != s.account.Load():
	case failed != nil:
		s.keepRefreshLocked(res)
	case res.from != fromMemory:
		s.last = payload{token: res.token, fetched: res.fetched, order: res.order}
	}
}
