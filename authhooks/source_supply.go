package authhooks

import "context"

// Supply caches a token that came with the fetch of another Source, and writes it to the
// store. It is for vendors whose login answers with the tokens of several accounts, for
// example one for each region. It does not wait for the store, and makes no token call.
//
// Supply reports whether it took the token. It does not if t is not valid now, if it is the token that was rejected last, if
// a fetch is in flight, or if the source is closed. A fetch in flight brings a token
// of its own.
func (s *Source) Supply(t Token) bool { return s.supply(s.account.Load(), t) }

// supply is Supply for a token of an account.
func (s *Source) supply(of *account, t Token) bool {
	t.accountID = of.ID
	t.IssuedAt, t.ExpiresAt, t.RefreshExpiresAt = wall(t.IssuedAt), wall(t.ExpiresAt), wall(t.RefreshExpiresAt)
	at := s.now()
	if !t.ValidAt(at) {
		return false
	}
	s.cfg.known.Issued(t.Access, t.Refresh)
	s.mu.Lock()
	if s.isClosed() || s.static.Load() != nil || s.flight != nil || s.run != nil || of != s.account.Load() || t.Access.Equal(s.rejected) {
		s.mu.Unlock()
		return false
	}
	if of.shared != nil {
		s.startRunLocked(context.Background(), reasonInitial, at, t)
		s.mu.Unlock()
		return true
	}
	s.storeLocked(result{token: t, from: fromOther}, s.rejections, at)
	s.mu.Unlock()
	s.observe(nobodyWaits, adoptedEvent(t, at, 0), expiry(t))
	return true
}

// supply writes t to the store, as a fetch does with its token.
func (f *sharedCache) supply(ctx context.Context, t Token) result {
	now := f.source.now()
	f.source.mu.Lock()
	res := result{token: t, from: fromOther, order: max(now.UnixMilli(), f.source.last.order+1), unpublished: true}
	f.source.mu.Unlock()
	f.unpublished.Store(true)
	if f.isDown() {
		return res
	}
	sealer, err := f.sealer()
	if err != nil {
		return res
	}
	r, version, err := f.load(ctx, sealer)
	if err != nil {
		f.markDown(err, false)
		return res
	}
	res = f.publish(ctx, sealer, version, payload{token: t, fetched: now, order: max(res.order, r.order+1)}, false)
	if res.from == fromVendor {
		res.from = fromOther
	}
	return res
}
