package authhooks

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// The early window is a tenth of the lifetime, at most maxEarly, give or
	// take a fifth, so that a fleet does not fetch in the same second.
	earlyShare = 10
	maxEarly   = 5 * time.Minute
	// A refetch that returned the very bytes just rejected is kept this long.
	sameBytes = time.Second
)

// Source keeps one account's token:
//
//   - fresh: served from memory, without a lock;
//   - inside the early window (a tenth of the lifetime, at most 5 min): served,
//     while one fetch runs in the background. When that fails, the token stays
//     and the next attempt waits;
//   - expired or invalidated: one fetch, everyone waits for it, each caller only
//     as long as its own ctx lasts;
//   - refused: the error is remembered and returned at once, with RetryAfter,
//     until a growing pause is over.
//
// A Source is safe for concurrent use and starts no goroutine before the first
// fetch.
type Source struct {
	key     Key
	fetcher Fetcher
	cfg     config
	current atomic.Pointer[held]

	mu       sync.Mutex
	last     Token  // the last token known, dead or alive: what a renewal starts from
	rejected Secret // the last access token that was invalidated
	doubts   int    // renewals in a row whose new token was refused too
	flight   *flight
	pause    pause
	closed   bool
	flights  sync.WaitGroup
}

// held is a token in memory with its times as wall-clock nanoseconds.
type held struct {
	token      Token
	early, end int64
	believed   int64 // until then a rejection of this token is believed
}

// NewSource returns a source that gets tokens for k from f. Errors are
// KindInvalidRequest: no fetcher, or a wrong option.
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
	if cfg.err != nil {
		return nil, cfg.err.with(func(e *Error) { e.Vendor = k.vendor })
	}
	return newSource(k, f, cfg), nil
}

func newSource(k Key, f Fetcher, cfg config) *Source {
	return &Source{key: k, fetcher: f, cfg: cfg}
}

// Token returns a valid token, from memory where it can. Its error is an
// [*Error]: the fetch's, the remembered one, or KindTransport around the
// caller's own cancellation or deadline.
func (s *Source) Token(ctx context.Context) (Token, error) {
	if h := s.current.Load(); h != nil && s.cfg.clock().UnixNano() < h.early {
		return h.token, nil
	}
	return s.renew(ctx)
}

// renew is Token past the fast path.
func (s *Source) renew(ctx context.Context) (Token, error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return Token{}, s.closedError()
	}
	now := s.cfg.clock().UnixNano()
	h := s.current.Load()
	switch {
	case h == nil || now >= h.end:
		return s.await(ctx, now)
	case now < h.early || s.flight != nil || s.pause.holds(now):
		s.mu.Unlock()
		return h.token, nil
	}
	f := s.launch(true)
	s.mu.Unlock()
	if s.cfg.noBackground {
		if t, err := s.wait(ctx, f); err == nil {
			return t, nil
		}
	}
	return h.token, nil
}

// await is called with the lock held and no valid token.
func (s *Source) await(ctx context.Context, now int64) (Token, error) {
	f := s.flight
	if f == nil {
		// What an early fetch met does not bind the first caller that needs one.
		if s.pause.holds(now) && !s.pause.early {
			err := s.pause.remembered(now)
			s.mu.Unlock()
			return Token{}, err
		}
		if ctx.Err() != nil {
			s.mu.Unlock()
			return Token{}, s.leave(ctx)
		}
		f = s.launch(false)
	}
	s.mu.Unlock()
	return s.wait(ctx, f)
}

func (s *Source) wait(ctx context.Context, f *flight) (Token, error) {
	select {
	case <-f.done:
	case <-ctx.Done():
		return Token{}, s.leave(ctx)
	}
	if f.err != nil {
		return Token{}, f.err.with(func(*Error) {})
	}
	return f.token, nil
}

// leave is the error of a caller that gave up. The fetch goes on for the others.
func (s *Source) leave(ctx context.Context) error {
	return &Error{Vendor: s.key.vendor, Op: "token", Kind: KindTransport, Err: ctx.Err(), own: true}
}

func (s *Source) closedError() *Error {
	return &Error{Vendor: s.key.vendor, Op: "token", Kind: KindPolicy, Err: ErrClosed, final: true}
}

// Invalidate drops the token that a vendor rejected, if it is still the current
// one; a newer token stays. It reports whether it dropped it.
//
// A refusal is believed, and the token kept, where a renewal has just shown that
// the token is not what is wrong: for a second where the renewal brought the
// very same bytes, and for a pause of 1, 4, 16, 64, 256, then 300 s where
// HTTPClient saw the new token refused as well. Without that, a call that is
// simply not permitted would renew forever.
func (s *Source) Invalidate(rejected Token) bool {
	s.mu.Lock()
	now := s.cfg.clock()
	h := s.current.Load()
	dropped := h != nil && h.token.Access.Equal(rejected.Access) && now.UnixNano() >= h.believed
	if dropped {
		s.current.Store(nil)
		s.rejected = rejected.Access
	}
	s.mu.Unlock()
	if dropped {
		s.observe(Event{Type: EventInvalidated, At: now, Fingerprint: rejected.Fingerprint()})
	}
	return dropped
}

// believe is told that t, fresh from a renewal, was refused as well: it is no
// dead token then. Renewing again at once would be a loop, so t stays for a
// pause that grows until a replay succeeds.
func (s *Source) believe(t Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := s.current.Load(); h != nil && h.token.Access.Equal(t.Access) {
		kept := *h
		kept.believed = s.cfg.clock().Add(step(refusalSteps, s.doubts)).UnixNano()
		s.current.Store(&kept)
		s.doubts++
	}
}

// trust is told that a replay succeeded.
func (s *Source) trust() {
	s.mu.Lock()
	s.doubts = 0
	s.mu.Unlock()
}

// keep stores a fetched token; the lock is held.
func (s *Source) keep(t Token, now time.Time) {
	h := &held{token: t, early: math.MaxInt64, end: math.MaxInt64}
	if !t.ExpiresAt.IsZero() {
		h.end = t.ExpiresAt.UnixNano()
		window := min(t.ExpiresAt.Sub(now)/earlyShare, maxEarly)
		h.early = h.end - int64(float64(window)*(0.8+0.4*rand.Float64()))
	}
	if t.Access.Equal(s.rejected) {
		h.believed = now.Add(sameBytes).UnixNano()
	}
	s.last = t
	s.pause = pause{}
	s.current.Store(h)
}

// Status returns a snapshot for health pages and logs.
func (s *Source) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	var st Status
	if h := s.current.Load(); h != nil {
		st.Fingerprint, st.IssuedAt, st.ExpiresAt = h.token.Fingerprint(), h.token.IssuedAt, h.token.ExpiresAt
		if h.early != math.MaxInt64 {
			st.NextEarlyFetch = time.Unix(0, h.early)
		}
	}
	if s.pause.err != nil {
		st.LastError = s.pause.err
		st.RetryAt = time.Unix(0, s.pause.until)
	}
	return st
}

// Close cancels a fetch under way, waits for it, and forgets the token. Later
// calls give a KindPolicy error that wraps [ErrClosed]. It always returns nil
// and may be called more than once.
func (s *Source) Close() error {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		if s.flight != nil {
			s.flight.cancel()
		}
		s.current.Store(nil)
		s.last = Token{}
	}
	s.mu.Unlock()
	s.flights.Wait()
	return nil
}

// secrets lists the tokens known now, to be struck out of foreign text.
func (s *Source) secrets() []Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := []Secret{s.key.secret, s.last.Access, s.last.Refresh, s.rejected}
	if h := s.current.Load(); h != nil {
		known = append(known, h.token.Access, h.token.Refresh)
	}
	return known
}

func (s *Source) observe(e Event) {
	if s.cfg.observer != nil {
		e.Vendor = s.key.vendor
		s.cfg.observer(e)
	}
}

// toError makes an [*Error] of whatever a fetcher returned.
func (s *Source) toError(err error) *Error {
	e, ok := asError(err)
	if !ok {
		e = &Error{Op: "fetch", Kind: KindUnknown, Err: newRedactor(s.secrets()...).cause(err)}
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || isNetwork(err) {
			e.Kind = KindTransport
		}
	}
	return e.with(func(e *Error) {
		e.own = false // the flight has no caller
		if e.Vendor == "" {
			e.Vendor = s.key.vendor
		}
	})
}
