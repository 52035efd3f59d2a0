package authhooks

// Invalidate drops the token that a vendor rejected, if it is still the current
// one; a newer token stays. It reports whether it dropped it. A token that a
// renewal after a rejection brought back the same is kept for a second: then
// the vendor means it.
func (s *Source) Invalidate(rejected Token) bool {
	s.mu.Lock()
	now := s.cfg.clock()
	dropped := s.drop(rejected, now.UnixNano()) != nil
	s.mu.Unlock()
	if dropped {
		s.observe(Event{Type: EventInvalidated, At: now, Fingerprint: rejected.Fingerprint()})
	}
	return dropped
}

// drop is Invalidate with the lock held; it returns what it dropped.
func (s *Source) drop(rejected Token, now int64) *held {
	h := s.current.Load()
	if h == nil || !h.token.Access.Equal(rejected.Access) || h.same.on(now) {
		return nil
	}
	s.current.Store(nil)
	s.rejected = rejected.Access
	return h
}

// reject is Invalidate for HTTPClient, which must not renew for every call that
// is simply not permitted: until a replay has confirmed that a renewal helped,
// rejections are believed for a pause that grows to half a minute.
func (s *Source) reject(t Token) *held {
	s.mu.Lock()
	now := s.cfg.clock()
	var h *held
	if !s.doubt.on(now.UnixNano()) {
		h = s.drop(t, now.UnixNano())
	}
	if h != nil {
		s.doubt = newHold(now.UnixNano(), step(outageSteps, s.doubts))
		s.doubts++
	}
	s.mu.Unlock()
	if h != nil {
		s.observe(Event{Type: EventInvalidated, At: now, Fingerprint: t.Fingerprint()})
	}
	return h
}

// confirm is told that the call whose token was dropped succeeded with the next.
func (s *Source) confirm() {
	s.mu.Lock()
	s.doubt, s.doubts = hold{}, 0
	s.mu.Unlock()
}

// restore takes a dropped token back, where nothing better came: the rejection
// was ambiguous, and the token may be good for all other calls.
func (s *Source) restore(h *held) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed && s.current.Load() == nil && h.valid(s.cfg.clock().UnixNano()) {
		s.current.Store(h)
	}
}
