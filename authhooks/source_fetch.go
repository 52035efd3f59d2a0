package authhooks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// flight is one fetch, and those who wait for it. token, err and next are written
// before done is closed, and never again.
type flight struct {
	done  chan struct{}
	run   *run
	began time.Time
	token Token
	err   *Error
	next  *flight // replaces this flight: those who wait go on to wait for it

	caller      context.Context //nolint:containedctx // of whoever started it, for WithCallerValues
	reason      reason
	requestedAt seq    // the last rejection before its start
	joined      bool   // by a call whose token was rejected
	needed      bool   // by a caller that has no valid token
	retry       uint64 // how often Retry had been called at its start
	again       bool   // by a caller that came after another Retry
}

// reason is why a fetch runs.
type reason uint8

const (
	reasonInitial   reason = iota // no token is cached
	reasonEarly                   // the cached token is in its refresh window
	reasonAmbiguous               // the cached token was rejected by an ambiguous code
)

var (
	errExpired = errors.New("the fetched token had already expired; check the clocks of this machine and of the vendor")
	errNoToken = errors.New("the fetcher returned no access token")
)

// startFetchLocked starts a fetch. The fetch does not depend on the ctx of a caller, so a
// caller that leaves ends it for nobody. There is never a second fetch of one account. If a
// fetcher that ignores its ctx has not returned yet, the flight waits for that fetcher.
//
// caller is the ctx of the call that needs the fetch. The fetch takes over its values, if
// WithCallerValues is set.
func (s *Source) startFetchLocked(caller context.Context, why reason, now time.Time) *flight {
	return s.startRunLocked(caller, why, now, Token{})
}

// startRunLocked is startFetchLocked, or with a supplied token the run of Supply.
func (s *Source) startRunLocked(caller context.Context, why reason, now time.Time, supplied Token) *flight {
	f := &flight{done: make(chan struct{}), caller: caller, began: now, reason: why, requestedAt: s.rejections, retry: s.retryCalls}
	s.flight = f
	account := s.account.Load()
	if r := s.run; r != nil && r.account == account {
		f.run, r.flight = r, f
		time.AfterFunc(s.cfg.timeout+grace, func() { s.abandon(r) })
		return f
	}
	limit, _ := timeouts(s.cfg.timeout, nil)
	if account.shared != nil { // the run also waits for the lock, and for the store
		limit.after += account.shared.longest()
		limit.whose += ", and the waiting for the store"
	}
	parent := context.Background()
	if s.cfg.callerValues {
		parent = withValues(parent, caller)
	}
	ctx, cancel := limit.within(parent)
	s.run = &run{
		Context: ctx, cancel: cancel, over: make(chan struct{}), source: s, account: account, flight: f, began: now,
		early: why != reasonInitial, retried: s.retried, supplied: supplied,
	}
	f.run, s.retried = s.run, false
	s.flights.Add(1)
	go s.runFetch(s.run, why, s.last.token)
	return f
}

func (s *Source) runFetch(r *run, why reason, old Token) {
	defer s.flights.Done()
	defer r.cancel()
	defer close(r.over)
	var res result
	err := errPanicked // stays if the fetcher ends the goroutine (runtime.Goexit)
	defer func() { s.finishRun(r, res, err) }()
	switch {
	case !r.supplied.Access.IsZero():
		res, err = r.account.shared.supply(r, r.supplied), nil
		return
	case r.account.shared != nil:
		res, err = r.account.shared.obtain(r, why, old)
		return
	}
	res.token, err = s.fetchWithRetry(r, old)
}

// repeatable reports whether a second fetch can do no harm, since nothing reached the
// vendor, or the vendor answered that it is down and named no time to wait. A lost
// response is not repeated, since it may have carried the only copy of a rotated refresh
// token.
func repeatable(err error) bool {
	e, ok := asError(err)
	return ok && !e.permanent && e.RetryAfter == 0 && (e.unsent || e.Kind == KindUnavailable)
}

// fetchOnce returns a usable token, or an error. Beside the error it returns the rotated
// refresh token that a useless answer may hold, since there is no other copy of it.
func (s *Source) fetchOnce(ctx context.Context, old Token) (t Token, err error) {
	var call *tokenCall
	defer func() { call.end("", err) }()
	defer func() {
		if p := recover(); p != nil {
			// The value could hold anything; its type says enough to find it.
			t, err = Token{}, fmt.Errorf("%w with a value of type %T", errPanicked, p)
		}
	}()
	s.cfg.known.Issued(old.Access, old.Refresh)
	err = errPanicked // stays if the fetcher ends the goroutine (runtime.Goexit)
	if !s.guarded {   // otherwise each request is a token call
		ctx, call = startTokenCall(ctx, true)
	}
	t, err = s.fetcher.Fetch(ctx, old)
	s.cfg.known.Issued(t.Access, t.Refresh)
	err = tame(err)
	t.IssuedAt, t.ExpiresAt, t.RefreshExpiresAt = wall(t.IssuedAt), wall(t.ExpiresAt), wall(t.RefreshExpiresAt)
	if r := runOf(ctx); r != nil {
		t.accountID = r.account.ID
	}
	switch {
	case err != nil:
	case t.Access.IsZero():
		err = &Error{Op: "fetch", Kind: KindProtocol, Err: errNoToken}
	case !t.ValidAt(s.now()):
		err = &Error{Op: "fetch", Kind: KindProtocol, Err: errExpired}
	default:
		return t, nil
	}
	return Token{Refresh: t.Refresh, RefreshExpiresAt: t.RefreshExpiresAt}, err
}

// finishFetch stores the result of a fetch before it wakes the waiters.
func (s *Source) finishFetch(f *flight, r result, err error) {
	var failed *Error
	if err != nil {
		failed = s.toError(err)
	}
	harmless := errors.Is(err, errPanicked) && f.reason == reasonInitial && !f.run.asked.Load()
	now := s.now()
	s.mu.Lock()
	s.flight = nil
	switch {
	case s.isClosed():
		s.keepForCloseLocked(f.run, r, failed)
		failed = s.closedError()
	case f.run.account != s.account.Load():
		s.finishOldAccountLocked(f, failed, now)
	case failed == nil && r.from == fromMemory:
		s.finishUnchangedLocked(f, r, now)
	case failed == nil:
		s.storeLocked(r, f.requestedAt, now)
	default:
		failed = s.failLocked(f, r, failed, now, harmless)
	}
	f.token, f.err = r.token, failed
	s.mu.Unlock()
	defer close(f.done) // after the event, so that those who waited find it recorded
	s.report(f.run, f.reason, r, failed, now, now.Sub(f.began))
}

// finishOldAccountLocked ends a fetch that began before SetAccount. Its token serves those who
// wait, and nobody else. Its error counts nothing, and a token of another scope is of no use.
// Then those who wait go on to wait for the new account's fetch.
func (s *Source) finishOldAccountLocked(f *flight, failed *Error, now time.Time) {
	useless := failed != nil || !slices.Equal(f.run.account.Scope, s.account.Load().Scope)
	if useless && (f.needed || f.joined || f.reason != reasonEarly) {
		f.next = s.startFetchLocked(f.caller, reasonInitial, now)
	}
}

// finishUnchangedLocked ends a fetch that only wrote the cached token to the store. The
// vendor was not asked. A call whose token was rejected meanwhile still needs a fetch.
func (s *Source) finishUnchangedLocked(f *flight, r result, now time.Time) {
	c := s.current.Load()
	switch {
	case f.joined && c == nil:
		f.next = s.startFetchLocked(f.caller, reasonInitial, now)
	case f.joined:
		f.next = s.startFetchLocked(f.caller, reasonAmbiguous, now)
	case c == nil:
		s.storeLocked(r, f.requestedAt, now)
	default:
		s.storeLocked(r, c.requestedAt, now)
	}
}

// failLocked caches the error of a fetch. harmless says that the vendor heard nothing
// of the fetch.
func (s *Source) failLocked(f *flight, r result, failed *Error, at time.Time, harmless bool) *Error {
	now := at.UnixNano()
	s.keepRefreshLocked(r)
	if f.retry != s.retryCalls { // Retry forgets this error too: it may be the one that the store has
		if f.again {
			f.next = s.startFetchLocked(f.caller, reasonInitial, at)
		}
		return failed
	}
	if r.backoff != nil {
		s.backoff = *r.backoff
		s.backoff.err, s.backoff.early = failed, f.reason != reasonInitial
	} else {
		s.backoff = s.backoff.after(failed, now, f.reason != reasonInitial)
	}
	if harmless && s.backoff.n == 0 { // the next call may try at once
		s.backoff.cooldown = cooldown{}
	}
	if c := s.current.Load(); f.needed && f.reason != reasonInitial && !s.backoff.blocks(now) && (c == nil || !c.valid(now)) {
		f.next = s.startFetchLocked(f.caller, reasonInitial, at) // the fetch was an early one; those who wait have no token
	}
	return s.backoff.cachedErr(now)
}

// keepRefreshLocked keeps the refresh token that came beside an error.
func (s *Source) keepRefreshLocked(r result) {
	if r.token.Refresh.IsZero() {
		return
	}
	s.last.token.Refresh, s.last.token.RefreshExpiresAt = r.token.Refresh, r.token.RefreshExpiresAt
	s.last.order = max(s.last.order, r.order)
}
