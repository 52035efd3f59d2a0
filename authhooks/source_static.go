package authhooks

import (
	"context"
	"math"
	"sync/atomic"
)

// staticToken is the token of a Source that never fetches (see [Vendor.Static]).
type staticToken struct {
	cached   *cachedToken
	refusals atomic.Uint64 // how often the vendor has refused it
}

// neverRenew gives the source the only token that it ever has.
func (s *Source) neverRenew(t Token) {
	c := &cachedToken{token: t, storedAt: math.MinInt64 / 2, refreshAt: math.MaxInt64, expiresAt: math.MaxInt64}
	s.static = &staticToken{cached: c}
	s.current.Store(c)
}

// refuseStatic caches the refusal of the token. Many calls may be in flight when the vendor
// withdraws the token. Those that began before the last refusal count nothing.
func (s *Source) refuseStatic(ctx context.Context, began uint64, e *Error) bool {
	at := s.now()
	s.mu.Lock()
	if s.isClosed() || !s.static.refusals.CompareAndSwap(began, began+1) {
		s.mu.Unlock()
		return false
	}
	s.current.Store(nil)
	s.backoff = s.backoff.after(e, at.UnixNano(), false)
	cached := s.backoff.cachedErr(at.UnixNano())
	s.mu.Unlock()
	s.observe(ctx, Event{Type: EventInvalidated, Op: opSend, At: at, Fingerprint: s.static.cached.token.Fingerprint()})
	s.observe(ctx, Event{Type: EventRefused, Op: opSend, At: at, Err: cached})
	return true
}

// acceptStatic ends the backoff when the vendor has accepted the token after all.
func (s *Source) acceptStatic(began uint64) {
	if s.current.Load() != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isClosed() && s.static.refusals.Load() == began {
		s.backoff = backoff{}
		s.current.Store(s.static.cached)
	}
}

// invalidateStatic is Invalidate for a caller who saw the refusal without HTTPClient.
func (s *Source) invalidateStatic(rejected Token) bool {
	began := s.static.refusals.Load()
	if s.current.Load() == nil || !rejected.Access.Equal(s.static.cached.token.Access) {
		return false
	}
	return s.refuseStatic(context.Background(), began, &Error{
		Vendor: s.key.vendor, Op: "token", Kind: KindInvalidCredentials, Message: "the vendor refused the token, which cannot be renewed: supply a new one",
	})
}
