package authhooks

import "context"

// mark numbers the rejections of a Source. A token that was asked for before one
// may be as dead as the rejected: that it is refused says nothing of renewals.
type mark uint64

// breakerSteps is how long rejections are believed, by how many renewals in a row
// are not known to have helped.
var breakerSteps = limitSteps

// Invalidate drops the token that a vendor rejected, if it is still the current
// one; a newer token stays. It reports whether it dropped it. A token that a
// renewal after a rejection brought back the same is kept for a second: then
// the vendor means it.
func (s *Source) Invalidate(rejected Token) bool {
	at := s.now()
	s.mu.Lock()
	h := s.accused(rejected, at.UnixNano())
	if h != nil {
		s.drop(h)
	}
	s.mu.Unlock()
	if h != nil {
		s.observe(context.Background(), Event{Type: EventInvalidated, At: at, Fingerprint: rejected.Fingerprint()})
	}
	return h != nil
}

// reject is Invalidate for HTTPClient, which must not renew for every call that
// is simply not permitted: until a replay has confirmed that a renewal helped,
// rejections are believed for a pause that grows to half a minute. Where the code
// has another meaning too, the token stays while one renewal runs: it may be good
// for all other calls. since is the rejection that made the call a replay, 0 where
// it is none. paid reports that the renewal is on this call's account: the source
// wants to be told what came of it. renewal is the fetch that the rejection began,
// if the token stays in use meanwhile.
func (s *Source) reject(ctx context.Context, rejected Token, ambiguous bool, since mark) (paid bool, number mark, renewal *flight) {
	at := s.now()
	now := at.UnixNano()
	s.mu.Lock()
	h := s.accused(rejected, now)
	number = s.rejections
	drops := false
	switch {
	case h == nil:
	case s.flight != nil: // what is under way costs nothing more
		if !s.doubt.on(now) {
			s.flight.joined, drops = true, !ambiguous
		}
	case ambiguous && s.pause.on(now) || s.believed(h, since, now):
	default:
		paid, drops = true, !ambiguous
		s.doubt = newHold(now, step(breakerSteps, s.doubts))
		s.doubts++
		s.paid = number
		if ambiguous {
			renewal = s.launch(doubted, at)
		}
	}
	if drops {
		s.drop(h)
	}
	s.mu.Unlock()
	if drops {
		s.observe(ctx, Event{Type: EventInvalidated, At: at, Fingerprint: rejected.Fingerprint()})
	}
	return paid, number, renewal
}

// accused counts a rejection and returns the token in memory, if that is the one
// and may go. The lock is held.
func (s *Source) accused(rejected Token, now int64) *held {
	s.rejections++
	s.cfg.known.Passed(rejected.Access, rejected.Refresh)
	h := s.current.Load()
	if h == nil || !h.token.Access.Equal(rejected.Access) || h.same.on(now) {
		return nil
	}
	return h
}

func (s *Source) drop(h *held) {
	s.current.Store(nil)
	s.rejected = h.token.Access
}

// believed reports whether no renewal is to be had for the rejection of h. The
// lock is held.
func (s *Source) believed(h *held, since mark, now int64) bool {
	if since > 0 && h.asked >= since {
		return true // asked for because of this call, and refused
	}
	if s.doubts > 0 && h.asked < s.paid {
		s.waive()
	}
	return s.doubt.on(now)
}

// maxWaived is how many renewals in a row may stay without a verdict at no price.
const maxWaived = 3

// waive takes the price of the last renewal back, since nobody knows whether it
// helped, and the next dead token must not be served because of it: the caller
// left before its replay had an answer, or what came may have been dead by then.
// More than a few in a row count as refusals do, or a forbidden door could be had
// for a token a call. The lock is held.
func (s *Source) waive() {
	if s.waived < maxWaived {
		s.waived++
		s.refund()
	}
}

func (s *Source) refund() { s.doubt, s.doubts = hold{}, max(s.doubts-1, 0) }

// confirm is told that the call that paid succeeded with token. One that another
// process fetched cost nothing, and says nothing of renewals.
func (s *Source) confirm(token Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := s.current.Load(); h == nil || h.adopted || !h.token.Access.Equal(token.Access) {
		s.refund()
		return
	}
	s.doubt, s.doubts, s.waived = hold{}, 0, 0
}

// unanswered is told that nobody will know whether the renewal helped the call
// that paid: it left, lost its connection, or was answered with something else.
func (s *Source) unanswered() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waive()
}

// unrenewed is told that the call that paid got nothing, since the vendor refused
// the fetch: that says nothing about whether a renewal helps, and the fetch has a
// pause of its own.
func (s *Source) unrenewed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refund()
}

// wasRejected reports whether t is the last token that was invalidated.
func (s *Source) wasRejected(t Token) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !t.Access.IsZero() && t.Access.Equal(s.rejected)
}
