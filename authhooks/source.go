package authhooks

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// Source keeps one account's token.
//
//   - If the token is fresh, it is served from memory, without a lock.
//   - If it is in its refresh window (the last tenth of its life, at most 5 min), it is
//     served, and one fetch runs in the background. If the fetch fails, the token stays,
//     and the next attempt waits.
//   - If it has expired or was invalidated, one fetch runs and everyone waits for it,
//     each caller only as long as its own ctx lasts.
//   - If the fetch failed, its error is cached and returned at once, with RetryAfter,
//     until a growing backoff is over.
//
// A Source is safe for concurrent use. It starts no goroutine before the first fetch.
type Source struct {
	vendor  string
	fetcher Fetcher
	cfg     config
	notices telling // nil without an observer, a trace and a logger
	guarded bool    // every token call goes through a Client
	closing chan struct{}
	ended   chan struct{} // closed when the background work has ended after Close
	flights sync.WaitGroup

	account atomic.Pointer[account]     // mu guards its writers
	static  atomic.Pointer[staticToken] // nil if tokens are fetched
	current atomic.Pointer[cachedToken] // nil if there is none; mu guards its writers
	stream  atomic.Pointer[stream]

	// mu guards the following, and run.flight. No user's code is called under it. run.mu,
	// recordStore.mu and the lock of the known secrets may be locked under it, never the
	// other way.
	mu       sync.Mutex
	last     payload // the newest token known, valid or not: what a renewal starts from
	rejected Secret  // the last access token that was dropped
	fetched  int64   // when a token last came from the vendor, 0 for never

	flight *flight // nil if no fetch is in flight
	run    *run    // the last; outlives its flight if the fetcher ignores its ctx

	backoff    backoff
	retryCalls uint64 // how often Retry was called
	retried    bool   // the next fetch ignores the failure in the store

	rejections seq // of any token, ever
	breaker    breaker

	short, long storeLookup // without, and with, waiting for another process's fetch
}

// NewSource returns a source that gets tokens for k from f. Errors are
// KindInvalidRequest for a missing fetcher, for a wrong option, and for a store if
// neither a secret in k nor [WithStoreKey] can seal its records.
func NewSource(k Key, f Fetcher, opts ...SourceOption) (*Source, error) {
	cfg := newConfig()
	for _, o := range opts {
		if o != nil {
			o.apply(&cfg)
		}
	}
	if cfg.err == nil && f == nil {
		cfg.refuse("NewSource needs a Fetcher")
	}
	if cfg.store != nil && k.secret.IsZero() && cfg.storeKey.IsZero() {
		cfg.refuse("the key has no secret that could seal the store's records: add WithStoreKey")
	}
	if cfg.err != nil {
		return nil, cfg.err.with(func(e *Error) { e.Vendor = k.vendor })
	}
	s := newSource(k.vendor, f, cfg)
	s.cfg.known.Keep(k.secret)
	s.setAccount(s.newAccount(k, Account{}), true)
	return s, nil
}

// newSource returns a source that still needs an account.
func newSource(vendor string, f Fetcher, cfg config) *Source {
	s := &Source{vendor: vendor, fetcher: f, cfg: cfg, closing: make(chan struct{}), ended: make(chan struct{})}
	if cfg.telling != nil {
		s.notices = cfg.telling(cfg, s.closing)
	}
	cfg.known.Keep(cfg.storeKey)
	return s
}

// Token returns a valid token, from memory if it can. Its error is an [*Error]. It is the
// error of the fetch, the cached one, or KindTransport around the caller's own
// cancellation or deadline.
func (s *Source) Token(ctx context.Context) (Token, error) {
	if c := s.current.Load(); c != nil {
		if now := s.cfg.clock().UnixNano(); c.storedAt <= now && now < c.refreshAt {
			return c.token, nil
		}
	}
	return s.tokenSlow(ctx)
}

// Now returns the time of the source's clock (WithClock) without a monotonic reading.
func (s *Source) Now() time.Time { return wall(s.now()) }

// now asks the clock outside of the hot path. The clock is the user's code. It is never
// called under a lock, and its panic must not end the process.
func (s *Source) now() (now time.Time) {
	defer func() {
		if recover() != nil {
			now = systemNow()
		}
	}()
	return s.cfg.clock()
}

// tokenSlow is Token past the fast path.
func (s *Source) tokenSlow(ctx context.Context) (Token, error) {
	if ctx == nil {
		ctx = context.Background() //nolint:contextcheck // as the zero ctx of a careless caller
	}
	at, left := s.now(), ctx.Err() != nil
	f, t, err := s.cachedOrFetch(ctx, at, left)
	switch {
	case err != nil:
		return Token{}, err
	case f == nil && t.Access.IsZero(): // this caller has left
		return Token{}, s.callerLeft(ctx)
	case f == nil:
		return t, nil
	case t.Access.IsZero():
		return s.wait(ctx, f)
	case s.cfg.noBackground && f.reason == reasonEarly:
		if fresh, err := s.wait(ctx, f); err == nil || !t.ValidAt(s.now()) {
			return fresh, err
		}
	}
	return t, nil
}

// cachedOrFetch returns a valid token, or the fetch to wait for, or the cached error. If
// this call started an early fetch, it returns the fetch beside the valid token. A
// caller that has left starts nothing.
func (s *Source) cachedOrFetch(ctx context.Context, at time.Time, left bool) (*flight, Token, error) {
	now := at.UnixNano()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosed() {
		return nil, Token{}, s.closedError()
	}
	if c := s.current.Load(); c != nil && c.valid(now) {
		if now < c.refreshAt || s.flight != nil || s.backoff.active(now) {
			return nil, c.token, nil
		}
		return s.startFetchLocked(ctx, reasonEarly, at), c.token, nil
	}
	f := s.flight
	switch {
	case f != nil:
		f.needed, f.again = true, f.again || f.retry != s.retryCalls
	case s.backoff.blocks(now):
		return nil, Token{}, s.backoff.cachedErr(now)
	case s.static.Load() != nil: // it was refused, and may be tried again
		return nil, s.static.Load().cached.token, nil
	case !left:
		f = s.startFetchLocked(ctx, reasonInitial, at)
	}
	return f, Token{}, nil
}

func (s *Source) wait(ctx context.Context, f *flight) (Token, error) {
	for next := f; next != nil; next = f.next {
		f = next
		select {
		case <-f.done:
		case <-ctx.Done():
			return Token{}, s.callerLeft(ctx)
		case <-s.closing:
			return Token{}, s.closedError()
		}
	}
	if f.err != nil {
		return Token{}, f.err.with(func(*Error) {})
	}
	return f.token, nil
}

// callerLeft is the error of a caller that gave up. The fetch goes on for the others.
func (s *Source) callerLeft(ctx context.Context) error {
	err, own := s.redactor().whoEnded(ctx)
	return &Error{Vendor: s.vendor, Op: "token", Kind: KindTransport, Err: err, canceled: own}
}

func (s *Source) isClosed() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}

func (s *Source) closedError() *Error {
	return &Error{Vendor: s.vendor, Op: "token", Kind: KindPolicy, Err: ErrClosed, permanent: true}
}

// Status returns a snapshot for health pages and logs.
func (s *Source) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	var st Status
	if c := s.current.Load(); c != nil {
		st.Fingerprint, st.IssuedAt, st.ExpiresAt = c.token.Fingerprint(), c.token.IssuedAt, c.token.ExpiresAt
		if c.refreshAt != math.MaxInt64 {
			st.NextEarlyFetch = time.Unix(0, c.refreshAt)
		}
	}
	if shared := s.account.Load().shared; shared != nil {
		_, st.StoreError = shared.status()
	}
	if s.fetched != 0 {
		st.LastFetch = time.Unix(0, s.fetched)
	}
	if s.backoff.err != nil {
		st.LastError = s.backoff.err
		st.RetryAt = time.Unix(0, s.backoff.until)
	}
	return st
}

// Retry forgets the cached error, and the store's too. The next call that needs a token
// takes a usable one from the store, or asks the vendor. A valid token is kept. Call
// Retry after a person has repaired the account. It does not block.
func (s *Source) Retry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.backoff, s.retried = backoff{}, true
	s.retryCalls++
}

// toError makes an [*Error] of whatever a fetcher returned.
func (s *Source) toError(err error) *Error {
	e, ok := asError(err)
	if !ok {
		e = &Error{Op: "fetch", Kind: KindUnknown, Err: err}
		if isTimeout(err) || errors.Is(err, context.Canceled) || isNetwork(err) {
			e.Kind = KindTransport
			s.redactor().explain(e, err)
		}
	}
	return e.with(func(e *Error) {
		s.redactor().error(e)
		e.canceled, e.call = false, nil // a fetch has no caller
		if e.Vendor == "" {
			e.Vendor = s.vendor
		}
	})
}

// redactor knows every secret the source knows now, and those of one call.
func (s *Source) redactor(also ...Secret) redactor {
	return redactor{known: s.cfg.known.Redactor(also...), vendor: s.vendor, codes: s.cfg.codes}
}

// wasRejected reports whether t is the last token that was dropped.
func (s *Source) wasRejected(t Token) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !t.Access.IsZero() && t.Access.Equal(s.rejected)
}
