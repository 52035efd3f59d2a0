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

// neverRenew makes the account's secret the only token of the source.
func (s *Source) neverRenew(a *account) {
	c := &cachedToken{
		token: Token{Access: a.Secret, accountID: a.ID}, storedAt: math.MinInt64 / 2, refreshAt: math.MaxInt64, expiresAt: math.MaxInt64,
	}
	s.static.Store(&staticToken{cached: c})
	s.current.Store(c)
}

// refuseStatic caches the refusal of the token. Many calls may be in flight when the vendor
// withdraws the token. Those that began before the last refusal count nothing.
func (s *Source) refuseStatic(ctx context.Context, of *staticToken, began uint64, e *Error) bool {
	at := s.now()
	s.mu.Lock()
	if s.isClosed() || of != s.static.Load() || !of.refusals.CompareAndSwap(began, began+1) {
		s.mu.Unlock()
		return false
	}
	s.current.Store(nil)
	s.backoff = s.backoff.after(e, at.UnixNano(), false)
	cached := s.backoff.cachedErr(at.UnixNano())
	s.mu.Unlock()
	s.observe(ctx, Event{Type: EventInvalidated, Op: opSend, At: at, Fingerprint: of.cached.token.Fingerprint()})
	s.observe(ctx, Event{Type: EventRefused, Op: opSend, At: at, Err: cached})
	return true
}

// acceptStatic ends the backoff when the vendor has accepted the token after all.
func (s *Source) acceptStatic(of *staticToken, began uint64) {
	if s.current.Load() != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.isClosed() && of == s.static.Load() && of.refusals.Load() == began {
		s.backoff = backoff{}
		s.current.Store(of.cached)
	}
}

// invalidateStatic is Invalidate for a caller who saw the refusal without HTTPClient.
func (s *Source) invalidateStatic(rejected Token) bool {
	of := s.static.Load()
	began := of.refusals.Load()
	if s.current.Load() == nil || !rejected.Access.Equal(of.cached.token.Access) {
		return false
	}
	return s.refuseStatic(context.Background(), of, began, &Error{
		Vendor: s.vendor, Op: "token", Kind: KindInvalidCredentials, Message: "the vendor refused the token, which cannot be renewed: supply a new one",
	})
}
