package authhooks

import "context"

// decision is what the source does about a rejected token.
type decision uint8

const (
	stale   decision = iota // another token is cached, or comes: go on with that
	join                    // wait for the fetch in flight
	believe                 // do not renew: the vendor's answer stands
	renew                   // fetch a new token
)

// rejection is a rejected token and what the source decided.
type rejection struct {
	decision decision
	at       seq
	flight   *flight // the fetch that began beside the cached token, nil if none did
}

// Invalidate drops the token that a vendor rejected, if it is still the cached one. A
// newer token stays. It reports whether it dropped the token. If the vendor issues the
// same token again after a rejection, the token is kept for one second, since the
// rejection is about the call and not about the token. An API key (see [Vendor.Static])
// is not renewed: its refusal is cached with a backoff.
func (s *Source) Invalidate(rejected Token) bool {
	if s.static.Load() != nil {
		return s.invalidateStatic(rejected)
	}
	at := s.now()
	s.mu.Lock()
	c := s.countRejectionLocked(rejected, at.UnixNano())
	if c != nil {
		s.dropLocked(c)
	}
	s.mu.Unlock()
	if c != nil {
		s.observe(context.Background(), Event{Type: EventInvalidated, Op: opSend, At: at, Fingerprint: rejected.Fingerprint()})
	}
	return c != nil
}

// reject is Invalidate for HTTPClient, which must not renew for every call that is
// not permitted. ambiguous says that the vendor's code has another meaning too. Then the
// token stays cached while one renewal runs, since it may be good for all other calls.
// previous is the last rejection of the same call, 0 if there was none.
func (s *Source) reject(ctx context.Context, rejected Token, ambiguous bool, previous seq) rejection {
	at := s.now()
	now := at.UnixNano()
	s.mu.Lock()
	c := s.countRejectionLocked(rejected, now)
	r := rejection{decision: s.decideLocked(c, ambiguous, previous, now), at: s.rejections}
	drops := false
	switch r.decision {
	case stale, believe:
	case join:
		if !s.breaker.open.active(now) {
			s.flight.joined, drops = true, !ambiguous
		}
	case renew:
		s.breaker.trip(r.at, now)
		if drops = !ambiguous; ambiguous {
			r.flight = s.startFetchLocked(ctx, reasonAmbiguous, at)
		}
	}
	if drops {
		s.dropLocked(c)
	}
	s.mu.Unlock()
	if drops {
		s.observe(ctx, Event{Type: EventInvalidated, Op: opSend, At: at, Fingerprint: rejected.Fingerprint()})
	}
	return r
}

// decideLocked decides on the rejection of c, the cached token; c is nil if another
// token was rejected. The first row that holds counts.
//
//	row | state of the source                             | decision | clear code                  | ambiguous code
//	----|-------------------------------------------------|----------|-----------------------------|-------------------------
//	1   | not the cached token, or it came back unchanged | stale    | go on with the cached token, or with the one that is being fetched;
//	    | less than 1 s ago                               |          | if its bytes are the same, the answer stands
//	2   | a fetch is in flight                            | join     | drop the token (not while   | keep the token, wait
//	    |                                                 |          | the breaker is open), wait  |
//	3   | the code is ambiguous, the fetch is in backoff  | believe  | -                           | the answer stands; read the store
//	4   | the token was requested after the previous      | believe  | the answer stands; read the store
//	    | rejection of this call                          |          |
//	5   | the breaker is open                             | believe  | the answer stands; read the store
//	6   | else                                            | renew    | drop the token, trip; the   | keep the token, trip; fetch
//	    |                                                 |          | next Token fetches          | in the background, wait
func (s *Source) decideLocked(c *cachedToken, ambiguous bool, previous seq, now int64) decision {
	switch {
	case c == nil:
		return stale // 1
	case s.flight != nil:
		return join // 2
	case ambiguous && s.backoff.active(now):
		return believe // 3
	case previous > 0 && c.requestedAt >= previous:
		return believe // 4
	case s.breaker.paced(c.requestedAt, now):
		return believe // 5
	default:
		return renew // 6
	}
}

// countRejectionLocked counts a rejection. It returns the cached token if that is the
// rejected one and may be dropped.
func (s *Source) countRejectionLocked(rejected Token, now int64) *cachedToken {
	s.rejections++
	s.cfg.known.Passed(rejected.Access, rejected.Refresh)
	c := s.current.Load()
	if c == nil || !c.token.Access.Equal(rejected.Access) || c.unchanged.active(now) {
		return nil
	}
	return c
}

func (s *Source) dropLocked(c *cachedToken) {
	s.current.Store(nil)
	s.rejected = c.token.Access
}

// settle records what a renewal did for the call that caused it. token is what the
// call was accepted with. If another process fetched it, it shows nothing about
// renewals of this one.
func (s *Source) settle(o outcome, token Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.current.Load(); o == helped && (c == nil || c.adopted || !c.token.Access.Equal(token.Access)) {
		o = borrowed
	}
	s.breaker.settle(o)
}
