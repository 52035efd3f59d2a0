package authhooks

// Invalidate drops the token that a vendor rejected, if it is still the current
// one; a newer token stays. It reports whether it dropped it. A token that a
// renewal after a rejection brought back the same is kept for a second: then
// the vendor means it.
func (s *Source) Invalidate(rejected Token) bool { return s.drop(rejected, false) != nil }

// reject is Invalidate for HTTPClient, which must not renew for every call that
// is simply not permitted: until a replay has confirmed that a renewal helped,
// rejections are believed for a pause that grows to half a minute.
func (s *Source) reject(rejected Token) *held { return s.drop(rejected, true) }

// drop returns the token in memory that it dropped, nil where it dropped none.
func (s *Source) drop(rejected Token, paced bool) *held {
	at := s.cfg.clock()
	h := s.dropAt(rejected, paced, at.UnixNano())
	if h != nil {
		s.observe(Event{Type: EventInvalidated, At: at, Fingerprint: rejected.Fingerprint()})
	}
	return h
}

func (s *Source) dropAt(rejected Token, paced bool, now int64) *held {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.current.Load()
	if h == nil || !h.token.Access.Equal(rejected.Access) || h.same.on(now) || paced && s.doubt.on(now) {
		return nil
	}
	if paced {
		s.doubt = newHold(now, step(outageSteps, s.doubts))
		s.doubts++
	}
	s.current.Store(nil)
	s.rejected = rejected.Access
	return h
}

// confirm is told that the call whose token was dropped succeeded with the next.
func (s *Source) confirm() {
	s.mu.Lock()
	s.doubt, s.doubts, s.untold = hold{}, 0, 0
	s.mu.Unlock()
}

// maxUntold is how many renewals in a row may stay without a verdict at no price.
const maxUntold = 3

// unanswered is told that the caller left, or lost its connection, before the
// replay had an answer: nobody knows whether the renewal helped, and the next
// dead token must not be served because of it. More than a few in a row count as
// refusals do, or callers in a hurry could have a token fetched for every call to
// a forbidden door.
func (s *Source) unanswered(dropped *held) {
	if dropped == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.untold < maxUntold {
		s.untold++
		s.doubt, s.doubts = hold{}, max(s.doubts-1, 0)
	}
}

// unrenewed is told that nothing came after a drop, since the vendor refused the
// fetch: that says nothing about whether a renewal helps, and the fetch has a
// pause of its own. Where the caller left meanwhile, nobody knows what came.
func (s *Source) unrenewed(dropped *held, left bool) {
	if dropped == nil || left {
		s.unanswered(dropped)
		return
	}
	s.mu.Lock()
	s.doubt, s.doubts = hold{}, max(s.doubts-1, 0)
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

// wasRejected reports whether t is the last token that was invalidated.
func (s *Source) wasRejected(t Token) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !t.Access.IsZero() && t.Access.Equal(s.rejected)
}
