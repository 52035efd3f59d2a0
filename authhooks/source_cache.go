package authhooks

import (
	"math"
	"math/rand/v2"
	"time"
)

const (
	// sameTokenGrace is how long a token is kept that came back unchanged after its rejection.
	sameTokenGrace = time.Second
	// clockSlack is how far the clock may be set back before a cached token is given up.
	// A token that was stored by a clock a year ahead would look fresh for a year.
	clockSlack = int64(time.Minute)
)

// cachedToken is a token in memory. Its times are wall-clock nanoseconds since 1970.
type cachedToken struct {
	token                          Token
	storedAt, refreshAt, expiresAt int64
	fetchedAt                      int64    // when it came from the vendor, perhaps to another process
	unchanged                      cooldown // after a rejection the vendor issued the same bytes again
	requestedAt                    seq      // the last rejection before its fetch; 0 if another process fetched it
	adopted                        bool     // another process fetched it
}

func (c *cachedToken) valid(now int64) bool { return c.storedAt-clockSlack <= now && now < c.expiresAt }

// storeLocked caches the token of r. requestedAt is the last rejection before its fetch.
func (s *Source) storeLocked(r result, requestedAt seq, now time.Time) {
	adopted := r.from == fromStore || r.from == fromOther
	if adopted {
		requestedAt = 0
	}
	fetched := r.fetched
	if fetched.IsZero() || fetched.After(now) { // another machine's clock may be ahead
		fetched = now
	}
	c := &cachedToken{
		token: r.token, storedAt: now.UnixNano(), fetchedAt: fetched.UnixNano(), refreshAt: math.MaxInt64, expiresAt: math.MaxInt64,
		requestedAt: requestedAt, adopted: adopted,
	}
	if end := r.token.ExpiresAt; !neverExpires(end) {
		c.expiresAt = end.UnixNano()
		c.refreshAt = s.cfg.window.opens(r.token, fetched, windowJitter*(2*rand.Float64()-1))
	}
	shared := s.account.Load().shared
	if shared != nil && r.unpublished { // look at the store again as soon as it may work
		until, _ := shared.status()
		again := max(until, c.storedAt) + int64(rand.N(time.Second))
		if c.refreshAt <= c.storedAt { // the store is left alone for longer than the refresh window
			c.refreshAt = again
		}
		c.refreshAt = min(c.refreshAt, again)
	}
	if r.token.Access.Equal(s.rejected) {
		c.unchanged = newCooldown(c.storedAt, sameTokenGrace)
	}
	if shared != nil && r.from == fromStore {
		shared.markPublished()
	}
	if r.from != fromMemory || r.token.Access.Equal(s.last.token.Access) { // memory may have a token of the account before
		s.last = payload{token: r.token, fetched: fetched, order: r.order}
	}
	if r.from == fromVendor {
		s.fetched = c.fetchedAt
	}
	s.backoff = backoff{}
	s.current.Store(c)
}

// neverExpires reports whether end is zero, or too late for int64 nanoseconds (the
// year 2262).
func neverExpires(end time.Time) bool {
	return end.IsZero() || !end.Before(time.Unix(0, math.MaxInt64))
}
