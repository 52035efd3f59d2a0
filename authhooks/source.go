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
	fleet   *fleet // nil without a store

	mu         sync.Mutex
	last       Token  // the last token known, dead or alive: what a renewal starts from
	fetched    int64  // when last came, 0 for never
	previous   Token  // the one before: requests with it may still be under way
	rejected   Secret // the last access token that was invalidated
	flight     *flight
	pause      pause
	doubt      hold    // rejections are believed; see reject
	doubts     int     // renewals in a row that no replay has confirmed
	waived     int     // of those, how many were taken back
	rejections mark    // of any token, ever
	paid       mark    // the last one that cost a renewal
	glimpse    *flight // a look at the store, for what others have fetched
	glimpsed   hold    // no other look so soon
	closed     bool
	flights    sync.WaitGroup
}

// held is a token in memory with its times as wall-clock nanoseconds.
type held struct {
	token             Token
	began, early, end int64
	fetched           int64 // when it came from the vendor, perhaps to another process
	same              hold  // the very bytes that were rejected: then the rejection is believed
	asked             mark  // the last rejection that its fetch knew of; 0 where another process fetched it
	adopted           bool  // that is so
}

// clockSlack is how far a clock may be set back before a token is given up: what
// was dated by a clock a year ahead would otherwise look fresh for a year.
const clockSlack = int64(time.Minute)

func (h *held) valid(now int64) bool { return h.began-clockSlack <= now && now < h.end }

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
	s := &Source{key: k, fetcher: f, cfg: cfg}
	if cfg.store != nil {
		s.fleet = newFleet(s)
	}
	return s
}

// Token returns a valid token, from memory where it can. Its error is an
// [*Error]: the fetch's, the remembered one, or KindTransport around the
// caller's own cancellation or deadline.
func (s *Source) Token(ctx context.Context) (Token, error) {
	if h := s.current.Load(); h != nil {
		if now := s.cfg.clock().UnixNano(); h.began <= now && now < h.early {
			return h.token, nil
		}
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
	case h == nil || !h.valid(now):
		return s.await(ctx, now)
	case now < h.early || s.flight != nil || s.pause.on(now):
		s.mu.Unlock()
		return h.token, nil
	}
	f := s.launch(true)
	s.mu.Unlock()
	if s.cfg.noBackground {
		if t, err := s.wait(ctx, f); err == nil || !h.valid(s.cfg.clock().UnixNano()) {
			return t, err
		}
	}
	return h.token, nil
}

// await is called with the lock held and no valid token.
func (s *Source) await(ctx context.Context, now int64) (Token, error) {
	f := s.flight
	if f == nil {
		if s.pause.binds(now) {
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

func (s *Source) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

func (s *Source) closedError() *Error {
	return &Error{Vendor: s.key.vendor, Op: "token", Kind: KindPolicy, Err: ErrClosed, final: true}
}

// keep stores a token; the lock is held.
func (s *Source) keep(r result, asked mark, now time.Time) {
	if r.adopted {
		asked = 0
	}
	fetched := r.fetched
	if fetched.IsZero() || fetched.After(now) { // after: another machine's clock
		fetched = now
	}
	h := &held{token: r.token, began: now.UnixNano(), fetched: fetched.UnixNano(), early: math.MaxInt64, end: math.MaxInt64, asked: asked, adopted: r.adopted}
	if end := r.token.ExpiresAt; !endless(end) {
		h.end = end.UnixNano()
		h.early = earlyPoint(r.token, fetched, 0.8+0.4*rand.Float64())
	}
	if s.fleet != nil && r.alone { // look at the store again as soon as it may work
		until, _ := s.fleet.status()
		h.early = min(h.early, max(until, h.began)+int64(rand.N(time.Second)))
	}
	if r.token.Access.Equal(s.rejected) {
		h.same = newHold(h.began, sameBytes)
	}
	if !s.last.Access.Equal(r.token.Access) {
		s.previous = s.last
	}
	s.last = r.token
	if !r.adopted && !r.kept {
		s.fetched = h.fetched
	}
	s.pause = pause{}
	s.current.Store(h)
}

// endless: past the year 2262 nanoseconds overflow: such an end means "never".
func endless(end time.Time) bool { return end.IsZero() || !end.Before(time.Unix(0, math.MaxInt64)) }

// earlyPoint is when the early window of a token opens that came at fetched, in
// nanoseconds. share stretches the window.
func earlyPoint(t Token, fetched time.Time, share float64) int64 {
	if endless(t.ExpiresAt) {
		return math.MaxInt64
	}
	window := min(t.ExpiresAt.Sub(fetched)/earlyShare, maxEarly)
	return t.ExpiresAt.UnixNano() - int64(float64(window)*share)
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
	if s.fleet != nil {
		_, st.StoreError = s.fleet.status()
	}
	if s.fetched != 0 {
		st.LastFetch = time.Unix(0, s.fetched)
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
		for _, f := range []*flight{s.flight, s.glimpse} {
			if f != nil {
				f.cancel()
			}
		}
		s.current.Store(nil)
		s.last, s.previous = Token{}, Token{}
	}
	s.mu.Unlock()
	s.flights.Wait()
	return nil
}

// secrets lists the tokens known now, to be struck out of foreign text.
func (s *Source) secrets() []Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := []Secret{s.key.secret, s.last.Access, s.last.Refresh, s.previous.Access, s.previous.Refresh, s.rejected}
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
