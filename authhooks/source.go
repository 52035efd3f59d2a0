package authhooks

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"time"
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

	mu          sync.Mutex
	last        Token  // the last token known, dead or alive: what a renewal starts from
	fetched     int64  // when last came, 0 for never
	previous    Token  // the one before: requests with it may still be under way
	rejected    Secret // the last access token that was invalidated
	flight      *flight
	pause       pause
	doubt       hold     // rejections are believed; see reject
	doubts      int      // renewals in a row that no replay has confirmed
	waived      int      // of those, how many were taken back
	rejections  mark     // of any token, ever
	paid        mark     // the last one that cost a renewal
	short, long glimpses // looks at the store, for what others have fetched
	closed      bool
	flights     sync.WaitGroup
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
	s := &Source{key: k, fetcher: f, cfg: cfg}
	cfg.known.Keep(k.secret, cfg.storeKey)
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
	f := s.launch(ahead)
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
		f = s.launch(wanted)
	}
	s.mu.Unlock()
	return s.wait(ctx, f)
}

func (s *Source) wait(ctx context.Context, f *flight) (Token, error) {
	for next := f; next != nil; next = f.next {
		f = next
		select {
		case <-f.done:
		case <-ctx.Done():
			return Token{}, s.leave(ctx)
		}
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
		for _, f := range []*flight{s.flight, s.short.flight, s.long.flight} {
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
		e = &Error{Op: "fetch", Kind: KindUnknown, Err: err}
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || isNetwork(err) {
			e.Kind = KindTransport
		}
	}
	return e.with(func(e *Error) {
		s.redactor().error(e)
		e.own = false // the flight has no caller
		if e.Vendor == "" {
			e.Vendor = s.key.vendor
		}
	})
}
