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

// run is the goroutine of one fetch, and the ctx that the fetcher gets. A
// fetcher may ignore that ctx. Then the flight lands without the run, and the run
// goes on alone until the fetcher returns. A source has one run at a time.
type run struct {
	context.Context //nolint:containedctx // it is the ctx
	cancel          context.CancelFunc
	source          *Source
	flight          *flight // who waits for the run; nil if nobody does. Source.mu guards it.
	began           time.Time
	retried         bool // the failure that the store remembers does not count: see Source.Retry
	asked           atomic.Bool

	mu       sync.Mutex
	renewing bool // the call presents a refresh token
	sent     bool // the vendor may have got it
	ended    bool // the source is closed
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

// renews says whether the next call presents a refresh token.
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

// traced notes from when on the vendor may have a renewal. A transport that
// reports no connections counts as having sent it.
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

// end cancels the fetch because the source is closed. A renewal that the vendor
// may have carried out is not cancelled: its answer may hold the only refresh
// token that is alive.
func (r *run) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	if !r.renewing || !r.sent {
		r.cancel()
	}
}

const (
	// maxFetch bounds WithTimeout, so that no sum of times overflows.
	maxFetch = 24 * time.Hour
	// grace is how long a call may take to return after its ctx has ended.
	grace = 250 * time.Millisecond
)

var (
	errPanicked = errors.New("the fetcher panicked")
	errDeaf     = fmt.Errorf("the fetcher has not returned though its ctx has ended: it must obey its ctx: %w", context.DeadlineExceeded)
)

// fetchWithRetry fetches, and fetches again if a repeat can do no harm.
func (s *Source) fetchWithRetry(r *run, old Token) (Token, error) {
	ctx := context.Context(r)
	if s.shared != nil { // r also waits for the store
		var cancel context.CancelFunc
		limit, _ := timeouts(s.cfg.timeout, nil)
		ctx, cancel = limit.within(r)
		defer cancel()
	}
	late := time.AfterFunc(s.cfg.timeout+grace, func() { s.abandon(r) })
	defer late.Stop()
	for try := 0; ; try++ {
		if r.renews(!old.Refresh.IsZero()); !s.guarded {
			r.setSent(true) // nobody can say
		}
		t, err := s.fetchOnce(ctx, old)
		err = timed(ctx, err)
		if err == nil || try >= s.cfg.retries || ctx.Err() != nil || !repeatable(err) {
			return t, err
		}
		if !t.Refresh.IsZero() {
			old.Refresh, old.RefreshExpiresAt = t.Refresh, t.RefreshExpiresAt
		}
		select {
		case <-time.After(rand.N(20 * time.Millisecond)):
		case <-ctx.Done():
			return t, err
		}
	}
}

// abandon lands the flight of a fetcher that ignores its ctx.
func (s *Source) abandon(r *run) {
	s.mu.Lock()
	f := r.flight
	r.flight = nil
	s.mu.Unlock()
	if f != nil {
		s.finishFetch(f, result{}, &Error{Op: "fetch", Kind: KindTransport, Err: errDeaf})
	}
}

// finishRun ends a run: it lands the flight, or uses what came too late for it.
func (s *Source) finishRun(r *run, res result, err error) {
	s.mu.Lock()
	s.run = nil
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
	case res.order < s.last.order || res.kept:
		s.mu.Unlock()
		return
	case s.closed:
		s.keepForCloseLocked(res, failed)
	case failed == nil:
		s.storeLocked(res, 0, now)
	default:
		s.keepRefreshLocked(res)
		if _, outage := stepsOf(failed); !outage { // a refusal counts, however late
			s.backoff = s.backoff.after(failed, now.UnixNano(), false)
			failed = s.backoff.cachedErr(now.UnixNano())
		}
	}
	s.mu.Unlock()
	s.report(reasonInitial, res, failed, now, now.Sub(r.began))
}

// keepForCloseLocked keeps what came after Close, for shutDown to write to the store. The lock
// is cachedToken.
func (s *Source) keepForCloseLocked(res result, failed *Error) {
	if failed != nil {
		s.keepRefreshLocked(res)
	} else if !res.kept {
		s.last = payload{token: res.token, fetched: res.fetched, order: res.order}
	}
}
