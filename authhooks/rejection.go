package authhooks

// mark numbers the rejections of a Source. A token that was asked for before one
// may be as dead as the rejected: that it is refused says nothing of renewals.
type mark uint64

// Invalidate drops the token that a vendor rejected, if it is still the current
// one; a newer token stays. It reports whether it dropped it. A token that a
// renewal after a rejection brought back the same is kept for a second: then
// the vendor means it.
func (s *Source) Invalidate(rejected Token) bool {
	dropped, _ := s.reject(rejected, func(*held, int64) bool { return false })
	return dropped != nil
}

// rejectPaced is Invalidate for HTTPClient, which must not renew for every call
// that is simply not permitted: until a replay has confirmed that a renewal helped,
// rejections are believed for a pause that grows to half a minute. since is the
// rejection that made the call a replay, 0 where it is none.
func (s *Source) rejectPaced(rejected Token, since mark) (*held, mark) {
	// Another process may have fetched since, and ended whatever this one has.
	rivals := s.fleet != nil && s.fleet.kills.Load()
	return s.reject(rejected, func(h *held, now int64) bool {
		if s.doubts > 0 && (rivals || h.asked < s.dropped) {
			s.waive()
		}
		if s.doubt.on(now) || since > 0 && h.asked >= since && !rivals {
			return true
		}
		s.doubt = newHold(now, step(outageSteps, s.doubts))
		s.doubts++
		return false
	})
}

// reject returns the token in memory that it dropped, nil where it dropped none,
// and the number of this rejection. believed is called with the lock held.
func (s *Source) reject(rejected Token, believed func(h *held, now int64) bool) (dropped *held, number mark) {
	at := s.cfg.clock()
	now := at.UnixNano()
	s.mu.Lock()
	s.rejections++
	number = s.rejections
	h := s.current.Load()
	if h == nil || !h.token.Access.Equal(rejected.Access) || h.same.on(now) || believed(h, now) {
		s.mu.Unlock()
		return nil, number
	}
	s.dropped = number
	s.current.Store(nil)
	s.rejected = rejected.Access
	s.mu.Unlock()
	s.observe(Event{Type: EventInvalidated, At: at, Fingerprint: rejected.Fingerprint()})
	return h, number
}

// maxWaived is how many renewals in a row may stay without a verdict at no price.
const maxWaived = 3

// waive takes the price of the last drop back, since nobody knows whether the
// renewal helped, and the next dead token must not be served because of it: the
// caller left before its replay had an answer, or what came may have been dead
// by then. More than a few in a row count as refusals do, or a forbidden
// door could be had for a token a call. The lock is held.
func (s *Source) waive() {
	if s.waived < maxWaived {
		s.waived++
		s.doubt, s.doubts = hold{}, max(s.doubts-1, 0)
	}
}

// confirm is told that the call whose token was dropped succeeded with the next.
func (s *Source) confirm(dropped *held) {
	if dropped == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.doubt, s.doubts, s.waived = hold{}, 0, 0
}

// unanswered is told that the caller left, or lost its connection, before it was
// known whether the renewal helped.
func (s *Source) unanswered(dropped *held) {
	if dropped == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waive()
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
	defer s.mu.Unlock()
	s.doubt, s.doubts = hold{}, max(s.doubts-1, 0)
}

// restore takes a dropped token back, where nothing better came: the rejection
// was ambiguous, and the token may be good for all other calls. It is not dropped
// again before the vendor may be asked again.
func (s *Source) restore(h *held) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.doubt, s.doubts = s.pause.hold, max(s.doubts-1, 0)
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
