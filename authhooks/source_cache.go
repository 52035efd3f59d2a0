package authhooks

import (
	"math"
	"math/rand/v2"
	"time"
)

const (
	// The early window is a tenth of the lifetime, at most maxEarly, give or
	// take a fifth, so that a fleet does not fetch in the same second.
	refreshWindowDivisor = 10
	maxRefreshWindow     = 5 * time.Minute
	// A refetch that returned the very bytes just rejected is kept this long.
	sameTokenGrace = time.Second
)

// cachedToken is a token in memory with its times as wall-clock nanoseconds.
type cachedToken struct {
	token                          Token
	storedAt, refreshAt, expiresAt int64
	fetchedAt                      int64    // when it came from the vendor, perhaps to another process
	unchanged                      cooldown // the very bytes that were rejected: then the rejection is believed
	requestedAt                    seq      // the last rejection that its fetch knew of; 0 where another process fetched it
	adopted                        bool     // that is so
}

// clockSlack is how far a clock may be set back before a token is given up: what
// was dated by a clock a year ahead would otherwise look fresh for a year.
const clockSlack = int64(time.Minute)

func (c *cachedToken) valid(now int64) bool { return c.storedAt-clockSlack <= now && now < c.expiresAt }

// storeLocked stores a token; the lock is cachedToken.
func (s *Source) storeLocked(r result, asked seq, now time.Time) {
	if r.adopted {
		asked = 0
	}
	fetched := r.fetched
	if fetched.IsZero() || fetched.After(now) { // after: another machine's clock
		fetched = now
	}
	c := &cachedToken{
		token: r.token, storedAt: now.UnixNano(), fetchedAt: fetched.UnixNano(), refreshAt: math.MaxInt64, expiresAt: math.MaxInt64, requestedAt: asked, adopted: r.adopted,
	}
	if end := r.token.ExpiresAt; !neverExpires(end) {
		c.expiresAt = end.UnixNano()
		c.refreshAt = refreshTime(r.token, fetched, 0.8+0.4*rand.Float64())
	}
	if s.shared != nil && r.unpublished { // look at the store again as soon as it may work
		until, _ := s.shared.status()
		again := max(until, c.storedAt) + int64(rand.N(time.Second))
		if c.refreshAt <= c.storedAt { // the store's pause is longer than the wait for the early window
			c.refreshAt = again
		}
		c.refreshAt = min(c.refreshAt, again)
	}
	if r.token.Access.Equal(s.rejected) {
		c.unchanged = newCooldown(c.storedAt, sameTokenGrace)
	}
	if s.shared != nil && r.adopted {
		s.shared.unpublished.Store(false)
	}
	s.last = payload{token: r.token, fetched: fetched, order: r.order}
	if !r.adopted && !r.kept {
		s.fetched = c.fetchedAt
	}
	s.backoff = backoff{}
	s.current.Store(c)
}

// neverExpires: past the year 2262 nanoseconds overflow: such an end means "never".
func neverExpires(end time.Time) bool {
	return end.IsZero() || !end.Before(time.Unix(0, math.MaxInt64))
}

// refreshTime is when the early window of a token opens that came at fetched, in
// nanoseconds. share stretches the window.
func refreshTime(t Token, fetched time.Time, share float64) int64 {
	if neverExpires(t.ExpiresAt) {
		return math.MaxInt64
	}
	window := min(t.ExpiresAt.Sub(fetched)/refreshWindowDivisor, maxRefreshWindow)
	return t.ExpiresAt.UnixNano() - int64(float64(window)*share)
}
